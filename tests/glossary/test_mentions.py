"""The first mention of a term in a lesson links to its card: each rule finds its fault."""

import json
from pathlib import Path

import pytest

from glossary.__main__ import main
from glossary.mentions import faults

ROOT = Path(__file__).parents[2]
DETACH = "90_glossary.ipynb#cell-id=term-detach"
SOURCE = "90_glossary.ipynb#cell-id=term-source"


def lesson(folder: Path, terms: list[str], *cells: tuple[str, str]) -> Path:
    written = [
        {
            "cell_type": "markdown",
            "id": f"cell-{n}",
            "source": "## 切り離す — Detach\n\n"
            f'<div lang="ja">\n\n{ja}\n\n</div>\n\n<div lang="en">\n\n{en}\n\n</div>',
        }
        for n, (ja, en) in enumerate(cells)
    ]
    path = folder / "lesson.ipynb"
    path.write_text(
        json.dumps({"cells": written, "metadata": {"lesson": {"terms": terms}}}), "utf-8"
    )
    return path


def found(path: Path) -> list[tuple[str, str, str, str]]:
    return [(f.place, f.fault.language, f.fault.word, f.fault.use) for f in faults(path)]


def test_linked_in_both_languages(tmp_path: Path) -> None:
    cell = (f"ソースを[切り離します]({DETACH})。", f"[Detach]({DETACH}) the source.")
    path = lesson(tmp_path, ["detach"], cell, ("切り離しました。", "It is detached."))
    assert found(path) == []


def test_a_first_mention_without_a_link_is_told_with_the_link_to_write(tmp_path: Path) -> None:
    cell = ("ソースを切り離します。", "Detach the source.")
    path = lesson(tmp_path, ["detach"], ("始めます。", "Begin."), cell)
    assert found(path) == [
        ("cell-1", "ja", "切り離し", f"[切り離し]({DETACH})"),
        ("cell-1", "en", "Detach", f"[Detach]({DETACH})"),
    ]


def test_one_language_without_a_link_is_told(tmp_path: Path) -> None:
    path = lesson(tmp_path, ["detach"], ("切り離します。", f"[Detach]({DETACH}) it."))
    assert [(language, word) for _, language, word, _ in found(path)] == [("ja", "切り離し")]


def test_a_link_on_a_later_mention_is_too_late(tmp_path: Path) -> None:
    ja = f"切り離します。[切り離す]({DETACH})と戻せません。"
    en = f"Detach it. Once [detached]({DETACH}) it is gone."
    assert [word for _, _, word, _ in found(lesson(tmp_path, ["detach"], (ja, en)))] == [
        "切り離し",
        "Detach",
    ]


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("デフォルトのソースです。", "The default source."),
        ("「ソース」と書きます。", "The page says “source”."),
        ("`ソース` です。", "It is `source`."),
        ("[ソース](https://example.com)です。", "A [source](https://example.com)."),
        ("ソースコードです。", "Read the source code."),
        ("```\nソース\n```", "```\nsource\n```"),
    ],
)
def test_what_is_no_mention(ja: str, en: str, tmp_path: Path) -> None:
    linked = (f"[ソース]({SOURCE})です。", f"A [source]({SOURCE}).")
    assert found(lesson(tmp_path, ["source"], (ja, en), linked)) == []


def test_a_heading_is_no_mention(tmp_path: Path) -> None:
    path = lesson(tmp_path, ["detach"], ("始めます。", "Begin."))
    assert [(place, word) for place, _, word, _ in found(path)] == [("metadata", "detach")]


def test_code_that_links_to_the_card_is_one(tmp_path: Path) -> None:
    target = "90_glossary.ipynb#cell-id=term-chargeable"
    cell = (f"`chargeable` ([支払い可能]({target})) です。", f"It is [`chargeable`]({target}).")
    assert found(lesson(tmp_path, ["chargeable"], cell)) == []


def test_the_name_of_the_object_is_a_mention_in_japanese(tmp_path: Path) -> None:
    target = "90_glossary.ipynb#cell-id=term-customer"
    cell = ("Customer を作ります。", f"Make a [customer]({target}).")
    assert found(lesson(tmp_path, ["customer"], cell)) == [
        ("cell-0", "ja", "Customer", f"[Customer]({target})")
    ]


def test_an_unknown_term_is_told_with_the_nearest(tmp_path: Path) -> None:
    ((place, _, word, use),) = found(lesson(tmp_path, ["detatch"], ("です。", "So.")))
    assert (place, word) == ("metadata", "detatch")
    assert use.startswith("detach")


def test_a_link_to_a_card_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    target = "90_glossary.ipynb#cell-id=term-detatch"
    path = lesson(tmp_path, [], (f"[切り離す]({target})。", "[all](90_glossary.ipynb)"))
    assert found(path) == [("cell-0", "ja", target, DETACH)]


def test_the_command_tells_it_with_file_cell_word_and_link(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lesson(tmp_path, ["detach"], ("切り離します。", "Detach it."))
    assert main(["check", str(path)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"{path} [cell-0] ja: 切り離し → [切り離し]({DETACH}): ")


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda p: p.stem)
def test_the_lessons_link_their_terms(path: Path) -> None:
    assert found(path) == []
