"""`python -m helpers.authoring`: execute, check and review the lessons, and plan a course.

Exit codes: 0 all is well, 1 a fault in a notebook, 2 a wrong command line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from helpers.authoring import bilingual_cell, check, review
from helpers.authoring.messages import LANGUAGES, Fault, Language, UsageError
from helpers.authoring.normal_form import normal_form
from helpers.authoring.notebook_file import Notebook, read, write
from helpers.bilingual import Text

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "agenda":
            print(_agenda(options.minutes, options.language))
            return 0
        if options.command == "handouts":
            _handouts(options.folder)
            return 0
        notebooks = options.notebooks or _all_notebooks()
        if options.command == "execute":
            found = [fault for path in notebooks for fault in _execute(path)]
        elif options.command == "check":
            found = [fault for path in notebooks for fault in check.faults(path, _name(path))]
            for fault in found:
                print(fault)
            if not found:
                count = len(notebooks)
                print(Text(f"ノートブック {count} 冊、問題なし。", f"{count} notebooks, no fault."))
        else:
            found = _reviewed(options.notebook, options.cells, every=options.all)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if found else 0


def _execute(path: Path) -> list[Fault]:
    notebook = read(path)
    # Imported here because it costs more than a whole `check` does.
    from helpers.authoring.execution import CellFailed, executed

    try:
        changed = write(path, executed(notebook, path.resolve().parent))
    except CellFailed as failure:
        fault = Fault(_name(path), failure.cell, failure.message)
        print(fault, flush=True)
        return [fault]
    done = Text("更新しました。", "Updated.") if changed else Text("変更なし。", "No change.")
    print(f"{_name(path)}: {done}", flush=True)
    return []


def _reviewed(path: Path, ids: Sequence[str], *, every: bool) -> list[Fault]:
    notebook = read(path)
    cells = {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"}
    if every == bool(ids):
        raise UsageError(
            "セル ID か --all のどちらか一方を指定してください。", "Name cell ids, or give --all."
        )
    if unknown := [cell_id for cell_id in ids if cell_id not in cells]:
        raise UsageError(
            f"{_name(path)}: {', '.join(unknown)} という ID の Markdown セルはありません "
            f"(あるのは {', '.join(cells)})。",
            "No Markdown cell has this id; the list in parentheses shows those there are.",
        )
    found = []
    for cell_id in ids or cells:
        parsed = bilingual_cell.parse(cells[cell_id]["source"])
        found += [Fault(_name(path), cell_id, problem) for problem in parsed.problems]
        if not parsed.problems:
            review.record(cells[cell_id], parsed)
    for fault in found:
        print(fault)
    _save_review(path, notebook)
    return found


def _agenda(minutes: str, language: Language | None) -> str:
    from helpers.authoring import agenda, lesson

    return agenda.both(agenda.asked_minutes(minutes), lesson.course(ROOT / "notebooks"), language)


def _handouts(folder: Path) -> None:
    from helpers.authoring import handout, lesson

    written = handout.handouts(lesson.course(ROOT / "notebooks"), folder)
    count = len(written)
    print(
        Text(
            f"{_name(folder)}/ に {count} 枚を書きました。ブラウザーで開いて印刷します。",
            f"Wrote {count} sheets to {_name(folder)}/: open and print them in a browser.",
        )
    )


def _save_review(path: Path, notebook: Notebook) -> None:
    changed = write(path, normal_form(notebook))
    done = (
        Text("読み合わせを記録しました。", "Recorded as read together.")
        if changed
        else Text("記録に変更はありません。", "The record is unchanged.")
    )
    print(f"{_name(path)}: {done}")


def _all_notebooks() -> list[Path]:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    if not notebooks:
        raise UsageError("notebooks/ にノートブックがありません。", "notebooks/ has no notebook.")
    return notebooks


def _name(path: Path) -> str:
    """The path as the author would type it here."""
    path = path.resolve()
    here = Path.cwd()
    return os.fspath(path.relative_to(here) if path.is_relative_to(here) else path)


class _BilingualParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        hint = "python -m helpers.authoring --help"
        print(
            Text(
                f"コマンドの書き方が違います。{hint} で使い方を確認してください。",
                f"Wrong command line: {message}. See {hint}",
            ),
            file=sys.stderr,
        )
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _BilingualParser(
        prog="python -m helpers.authoring",
        description="レッスンを実行・検査・読み合わせする / Execute, check and review the lessons.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text in (
        ("execute", "新しいカーネルで実行して正規形で保存 / run in a fresh kernel and store"),
        ("check", "実行せずに検査 / check without running"),
    ):
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    help_text = "日英を読み合わせたと記録 / record that both languages were read together"
    command = commands.add_parser("reviewed", help=help_text, description=help_text)
    command.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    command.add_argument("cells", nargs="*", metavar="CELL")
    command.add_argument("--all", action="store_true", help="全セル / every cell")
    command.set_defaults(notebooks=[Path()])
    help_text = "時間に収まる進行表を表示 / print a plan that fits a given time"
    command = commands.add_parser("agenda", help=help_text, description=help_text)
    command.add_argument("--minutes", required=True, help="30–480")
    command.add_argument("--language", choices=LANGUAGES, help="両方でなく一方 / one, not both")
    help_text = "配布資料を書き出す / write a printable sheet for each lesson"
    command = commands.add_parser("handouts", help=help_text, description=help_text)
    command.add_argument("--folder", type=Path, default=ROOT / "handouts", metavar="FOLDER")
    return parser


if __name__ == "__main__":
    sys.exit(main())
