"""What the helpers show keeps the language of the lessons: every bilingual text of theirs."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from glossary.style import Fault, check_pair, faults

ROOT = Path(__file__).parents[2]
HELPERS = ROOT / "helpers"

VALUE = "\ue002"  # stands for what an f-string puts in: no rule of spacing knows it
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
TAG = re.compile(r"</?[A-Za-z][^>]*>")

# Fragments that are no sentences or hold a form and not prose; to be taken off as they change.
LEFT = {
    ("helpers/authoring/__main__.py", "変更なし。"),
    ("helpers/authoring/__main__.py", "冊、問題なし。"),
    ("helpers/authoring/lesson_metadata.py", "文,"),
    ("helpers/connection/failures.py", "で`…`"),  # a space is missing before connect("test")
    ("helpers/emulator/pages.py", "件。"),
}


class Shown(NamedTuple):
    """A text in both languages, and where it is written."""

    file: str
    line: str
    ja: str
    en: str


def written(node: ast.expr) -> str | None:
    """A string, or an f-string with ``VALUE`` for what it puts in; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else VALUE for part in node.values)
        return "".join(map(str, parts))
    return None


def in_python(code: str, file: str) -> Iterator[Shown]:
    """The texts of ``Text(ja, en)`` and of whatever else takes a Japanese and an English one."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        both = [named.get("ja"), named.get("en")] if "ja" in named else node.args
        texts = [written(value) for value in both if value]
        for ja, en in pairwise(texts):
            if ja and en and JAPANESE.search(ja) and not JAPANESE.search(en):
                yield Shown(file, str(node.lineno), ja, en)


def in_toml(data: Any, file: str, place: str = "") -> Iterator[Shown]:
    """The texts of every table that has a ``ja`` and an ``en``."""
    if isinstance(data, dict) and {"ja", "en"} <= set(data):
        yield Shown(file, place, data["ja"], data["en"])
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from in_toml(value, file, f"{place}.{key}".strip("."))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from in_toml(value, file, f"{place}[{at}]")


def texts() -> list[Shown]:
    found: list[Shown] = []
    for path in sorted(HELPERS.rglob("*.py")):
        found += in_python(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    for path in sorted(HELPERS.rglob("*.toml")):
        file = path.relative_to(ROOT).as_posix()
        found += in_toml(tomllib.loads(path.read_text("utf-8")), file)
    return found


def said(shown: Shown) -> list[str]:
    """A line for each fault, with file, line, word and the form to use."""
    ja, en = TAG.sub("`tag`", shown.ja), TAG.sub("`tag`", shown.en)
    found: list[Fault] = [*faults("ja", ja), *faults("en", en), *check_pair(ja, en)]
    return [
        f"{shown.file}:{shown.line} {fault.language}: {fault.word} → {fault.use} ({fault.why.ja})"
        for fault in found
        if not fault.word.endswith(f"{VALUE}。")
        and not any(shown.file == file and end in fault.word for file, end in LEFT)
    ]


def test_what_the_helpers_show_keeps_the_language_of_the_lessons() -> None:
    shown = texts()
    assert len(shown) > 100
    assert [line for text in shown for line in said(text)] == []


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ('Text("ソースを紐付けます。", "Attach the source.")', "紐付け → 関連付ける"),
        ('Text(ja="ソースを消します。", en="Detach the source.")', "detach → 切り離す"),
        ('TutorialError(f"{a}をAPIで作ります。", "Made by the API.")', "API → "),
        ('_row("name", "終わりだ。", "The end.")', "終わりだ。 → です。/ ます。"),
    ],
)
def test_a_fault_is_told_with_file_line_word_and_form(code: str, word: str) -> None:
    (shown,) = in_python(f"\n{code}", "helpers/some.py")
    lines = said(shown)
    assert lines
    assert all(line.startswith("helpers/some.py:2 ja: ") for line in lines)
    assert any(word in line for line in lines)


def test_a_fault_in_toml_is_told_with_its_place() -> None:
    data = tomllib.loads('[question.a]\ntext.ja = "添付します。"\ntext.en = "Attach it."')
    line, *_ = [line for text in in_toml(data, "lesson.toml") for line in said(text)]
    assert line.startswith("lesson.toml:question.a.text ja: 添付し → 関連付ける")


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("connect() を使います。", "Use connect()."),
        ('connect("test") をやり直します。', 'Do connect("test") again.'),
        (f"イベント{VALUE}: {VALUE} 件", f"Events{VALUE}: {VALUE}"),
        (f"{VALUE}だけが変わりました。", f"Only {VALUE} changed."),
        ('渡せるのは "emulator" か "test" です。', 'It takes "emulator" or "test".'),
        ("テスト用シークレットキーが必要です。", "A secret test key is needed."),
        ("顧客が認証します。", "The customer authorizes it."),
    ],
)
def test_right_texts_have_no_faults(ja: str, en: str) -> None:
    assert said(Shown("helpers/some.py", "1", ja, en)) == []
