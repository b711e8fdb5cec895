"""The rules that every notebook keeps; nothing is executed to check them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from helpers.authoring import bilingual_cell, claims, lesson_metadata, navigation, prose, review
from helpers.authoring.agreement import disagreements, heading_disagreements
from helpers.authoring.bilingual_cell import BilingualCell
from helpers.authoring.messages import LANGUAGE_NAMES, LANGUAGES, Fault, Language
from helpers.authoring.normal_form import normal_form
from helpers.authoring.notebook_file import Cell, Notebook, read, serialised, tags
from helpers.bilingual import Text

CODE_LINES = 13
PARAGRAPH_LENGTH: dict[Language, int] = {"ja": 120, "en": 45}
"""The longest paragraph: characters in Japanese, words in English (see prose.Paragraph.length)."""

RAISES = "raises-exception"
_EXECUTE = "python -m helpers.authoring execute"
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
_UNTESTED = re.compile(r"^\s*#\s*(NBVAL_\w+|PYTEST_VALIDATE_\w+)", re.MULTILINE)


def faults(path: Path, name: str) -> list[Fault]:
    """Every fault of the notebook at `path`; `name` is what to call it.

    Raises messages.UsageError when there is no notebook to check.
    """
    notebook = read(path)
    found = [
        Fault(name, None, message) for message in lesson_metadata.problems(notebook["metadata"])
    ]
    found += [Fault(name, None, message) for message in _citations_in_metadata(notebook)]
    parsed = {
        at: bilingual_cell.parse(cell["source"])
        for at, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "markdown"
    }
    found += [Fault(name, cell_id, message) for cell_id, message in _id_problems(notebook)]
    found += [
        Fault(name, cell_id, message) for cell_id, message in _repeated_headings(notebook, parsed)
    ]
    blocks = {
        at: {language: prose.parse(text) for language, text in cell.blocks.items()}
        for at, cell in parsed.items()
    }
    links = {
        notebook["cells"][at]["id"]: cell["ja"].links for at, cell in blocks.items() if "ja" in cell
    }
    found += [
        Fault(name, cell_id, message)
        for cell_id, message in navigation.way_problems(path.name, links)
    ]
    shown = claims.Shown(notebook) if lesson_metadata.is_taught(notebook["metadata"]) else None
    executed = 0
    for at, cell in enumerate(notebook["cells"]):
        if at in parsed:
            messages = _markdown_problems(cell, parsed[at], blocks[at], name)
            for language, block in blocks[at].items():
                messages += navigation.link_problems(language, block, path.parent)
                messages += claims.citation_problems(language, block)
                if shown is not None:
                    messages += claims.claim_problems(language, block, shown)
        elif cell["cell_type"] == "code":
            executed += 1
            messages = list(_code_problems(cell, executed, parsed.get(at - 1)))
        else:
            messages = [
                Text(
                    "Raw セルは使いません。Markdown かコードにしてください。",
                    "Raw cells are not used. Make it Markdown or code.",
                )
            ]
        found += [Fault(name, cell["id"], message) for message in messages]
    if path.read_text(encoding="utf-8") != serialised(normal_form(notebook)):
        found.append(
            Fault(
                name,
                None,
                Text(
                    f"保存の形が正規形ではありません。{_EXECUTE} を実行してください。",
                    f"The file is not in its normal form. Run {_EXECUTE}",
                ),
            )
        )
    return found


def _citations_in_metadata(notebook: Notebook) -> Iterator[Text]:
    """What a facilitator reads cites as the lesson itself does."""
    for language in LANGUAGES:
        for text in lesson_metadata.texts(notebook["metadata"], language):
            yield from claims.citation_problems(language, prose.parse(text))


def _markdown_problems(
    cell: Cell, parsed: BilingualCell, blocks: dict[Language, prose.Prose], name: str
) -> list[Text]:
    messages = list(parsed.problems)
    if parsed.heading:
        messages += heading_disagreements(parsed.heading)
    if len(blocks) == 2:
        messages += disagreements(blocks["ja"], blocks["en"])
    for language, block in blocks.items():
        messages += _block_problems(language, block)
    if not parsed.problems:
        command = f"python -m helpers.authoring reviewed {name} {cell['id']}"
        if changed := review.drift(cell, parsed, command):
            messages.append(changed)
    return messages


def _block_problems(language: Language, block: prose.Prose) -> Iterator[Text]:
    ja, en = LANGUAGE_NAMES[language]
    for heading in block.headings:
        yield Text(
            f"{ja}のブロックの中に見出し「{heading}」があります。"
            "見出しはブロックの外に、二言語で 1 行に書いてください。",
            f"A heading stands inside the {en} block. Put it above the blocks, in both languages.",
        )
    for address, alternative in block.images:
        if not alternative:
            yield Text(
                f"{ja}の画像 {address} に代替テキストがありません。![説明](…) と書いてください。",
                f"The image {address} has no alternative text in {en}. Write ![what it shows](…).",
            )
    for target in block.links:
        if target.startswith("http:"):
            yield Text(
                f"{ja}のリンク {target} が https ではありません。https にしてください。",
                f"The link {target} in {en} is not https. Make it https.",
            )
    longest = PARAGRAPH_LENGTH[language]
    for paragraph in block.paragraphs:
        if (length := paragraph.length(language)) > longest:
            unit_ja, unit_en = ("字", "characters") if language == "ja" else ("語", "words")
            yield Text(
                f"{ja}の段落「{paragraph.start()}…」が {length} {unit_ja}あります。"
                f"{longest} {unit_ja}までに分けるか短くしてください。",
                f"A paragraph in {en} has {length} {unit_en}. "
                f"Split or shorten it: {longest} at most.",
            )


def _code_problems(cell: Cell, position: int, introduction: BilingualCell | None) -> Iterator[Text]:
    if not cell["source"].strip():
        yield Text("コードセルが空です。消してください。", "The code cell is empty. Delete it.")
        return
    if cell["execution_count"] is None:
        yield Text(
            f"セルが実行されていません。{_EXECUTE} を実行してください。",
            f"The cell has not been executed. Run {_EXECUTE}",
        )
    elif cell["execution_count"] != position or any(
        output.get("execution_count", position) != position for output in cell["outputs"]
    ):
        yield Text(
            f"実行番号が {position} ではありません。{_EXECUTE} を実行してください。",
            f"The execution count is not {position}. Run {_EXECUTE}",
        )
    failed = any(output["output_type"] == "error" for output in cell["outputs"])
    if failed and RAISES not in tags(cell):
        yield Text(
            f"エラーが保存されています。直すか、わざとならタグ {RAISES} を付けてください。",
            f"An error is stored. Mend it, or tag the cell {RAISES} if it is meant.",
        )
    if not failed and RAISES in tags(cell) and cell["execution_count"] is not None:
        yield Text(
            f"タグ {RAISES} があるのにエラーになっていません。タグを外してください。",
            f"The cell is tagged {RAISES} but raised nothing. Remove the tag.",
        )
    if _UNTESTED.search(cell["source"]) or any(tag.startswith("nbval-") for tag in tags(cell)):
        yield Text(
            "出力の検査を外す印があります。外して、毎回同じ出力にしてください。",
            "A marker exempts the cell from its test. Remove it and make the output repeatable.",
        )
    if (lines := len(cell["source"].splitlines())) > CODE_LINES:
        yield Text(
            f"コードが {lines} 行あります。{CODE_LINES} 行までに分けてください。",
            f"The code has {lines} lines. Split it: {CODE_LINES} at most.",
        )
    if introduction is None or not introduction.blocks:
        yield Text(
            "コードの前に説明がありません。直前に日英の本文のあるセルを置いてください。",
            "The code is not introduced. Put a cell with text in both languages right before it.",
        )


def _id_problems(notebook: Notebook) -> Iterator[tuple[str, Text]]:
    for cell_id, times in Counter(cell["id"] for cell in notebook["cells"]).items():
        if times > 1:
            yield (
                cell_id,
                Text(
                    f"セル ID が {times} 回使われています。一つずつ違う名前にしてください。",
                    f"The cell id is used {times} times. Give each cell its own.",
                ),
            )
        if not _ID.fullmatch(cell_id) or _RANDOM_ID.fullmatch(cell_id):
            yield (
                cell_id,
                Text(
                    "セル ID が名前になっていません。"
                    "detach-source のように小文字の英単語をハイフンでつないでください。",
                    "The cell id is no name. Join lower-case words by hyphens: detach-source.",
                ),
            )


def _repeated_headings(
    notebook: Notebook, parsed: dict[int, BilingualCell]
) -> Iterator[tuple[str, Text]]:
    seen: dict[str, str] = {}
    for at, cell in parsed.items():
        if not cell.heading:
            continue
        cell_id = notebook["cells"][at]["id"]
        first = seen.setdefault(cell.heading.text, cell_id)
        if first != cell_id:
            yield (
                cell_id,
                Text(
                    f"見出しがセル {first} と同じです。違う見出しにしてください。",
                    f"The heading is the same as that of cell {first}. Give it another.",
                ),
            )
