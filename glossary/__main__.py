"""From a shell: look up a word, write the glossary to a file, check the language of the lessons.

python -m glossary 関連付け
python -m glossary --csv [FILE]
python -m glossary --tbx [FILE]
python -m glossary check [NOTEBOOK.ipynb | README.md …]
python -m glossary notebook [90_glossary.ipynb]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from glossary import mentions, notebook
from glossary.blocks import pairs
from glossary.search import CERTAIN, NEAREST, search
from glossary.style import Fault, Prose, check_pair, faults


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the word was found, the file written or no fault is left; 1 otherwise."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["check"]:
        return check(given[1:])
    if given[:1] == ["notebook"]:
        return renew(given[1:])
    parser = argparse.ArgumentParser(
        prog="python -m glossary",
        description="用語から API 呼び出しを、API 呼び出しから用語を引きます。/ "
        "From a word to its API call and back. "
        "`python -m glossary check [FILE …]` checks the language of notebooks; "
        "`python -m glossary notebook` renews the cards of the glossary's own.",
    )
    parser.add_argument(
        "word", nargs="*", help="日本語、英語、ローマ字、メソッド、経路 / any of them"
    )
    for format in ("csv", "tbx"):
        parser.add_argument(
            f"--{format}", nargs="?", const="-", metavar="FILE", help=f"{format.upper()} を書き出す"
        )
    options = parser.parse_args(given)
    if options.csv or options.tbx:
        from glossary.export import to_csv, to_tbx

        return _write(*((to_csv(), options.csv) if options.csv else (to_tbx(), options.tbx)))
    if not options.word:
        parser.print_usage()
        return 1
    return show(" ".join(options.word))


def show(text: str) -> int:
    """Prints the card of what ``text`` names, or the nearest entries and why."""
    matches = search(text, limit=NEAREST)
    if matches and matches[0].score >= CERTAIN:
        print(matches[0].term)
        return 0
    print(f"「{text}」は用語集にありません。近い語: / “{text}” is not in the glossary. Nearest:")
    for match in matches:
        print(f"  {match.term.heading}: {match.why.ja} / {match.why.en}")
    return 1


def check(files: Sequence[str]) -> int:
    """Prints one line a fault of both languages of ``files`` (default: all lessons and README)."""
    count = 0
    for path in [Path(name) for name in files] or lessons():
        try:
            found = [
                (pair.place, fault) for pair in pairs(path) for fault in _both(pair.ja, pair.en)
            ]
            if path.suffix == ".ipynb":
                found += mentions.faults(path)
        except (OSError, ValueError) as error:
            print(f"{path}: 読めません / cannot be read: {error}")
            count += 1
            continue
        for place, fault in found:
            print(f"{path} [{place}] {_line(fault)}")
        count += len(found)
    return 1 if count else 0


def renew(files: Sequence[str]) -> int:
    """Brings the cards of the glossary's notebook up to the entries, and says what is next."""
    path = Path(files[0]) if files else Path("notebooks") / notebook.NAME
    try:
        changed = notebook.renew(path)
    except (OSError, ValueError) as error:
        print(f"{path}: 読めません / cannot be read: {error}")
        return 1
    print(
        f"{path}: カードを更新しました。日英を読み合わせて記録してください。 / "
        "Cards renewed. Read both languages, then record it: "
        f"python -m helpers.authoring reviewed {path} --all"
        if changed
        else f"{path}: 変更なし。 / No change."
    )
    return 0


def lessons() -> list[Path]:
    """Every notebook and the README, from the working directory."""
    return [*sorted(Path("notebooks").glob("*.ipynb")), *filter(Path.exists, [Path("README.md")])]


def _both(ja: str, en: str) -> list[Fault]:
    texts: tuple[tuple[Prose, str], ...] = (("ja", ja), ("en", en))
    single = [fault for language, text in texts for fault in faults(language, text)]
    return single + check_pair(ja, en)


def _line(fault: Fault) -> str:
    return f"{fault.language}: {fault.word} → {fault.use}: {fault.why.ja} / {fault.why.en}"


def _write(text: str, file: str) -> int:
    if file == "-":
        sys.stdout.write(text)
    else:
        Path(file).write_text(text, "utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
