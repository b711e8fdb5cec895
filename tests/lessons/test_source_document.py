"""Every statement of the source document is answered by a cell of a lesson, with evidence.

The statements are in ``source_document.toml`` beside this file.
"""

from __future__ import annotations

import html
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from glossary import lists
from helpers.authoring.notebook_file import Cell, read
from helpers.emulator import facts

ROOT = Path(__file__).parents[2]
EVIDENCE = "page-and-evidence"
VERDICTS = {"teaches", "confirms", "completes", "corrects"}
KEYS = {"section", "ja", "en", "lesson", "cell", "verdict", "facts"}
PHP_EXAMPLES = 6

STATEMENTS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("source_document.toml").read_text("utf-8")
)["statement"]
EXAMPLES = [one for one in STATEMENTS if "example" in one]
_CITED = re.compile(r"\b([A-Z]\d{2})(?:、|, )")

each_statement = pytest.mark.parametrize("one", STATEMENTS, ids=lambda one: one["en"][:40])
each_example = pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one["example"]["php"])


@cache
def cells(lesson: str) -> dict[str, Cell]:
    notebook = read(ROOT / "notebooks" / f"{lesson}.ipynb")
    return {cell["id"]: cell for cell in notebook["cells"]}


@each_statement
def test_a_statement_is_written_in_full(one: dict[str, Any]) -> None:
    assert set(one) - {"open", "example"} == KEYS
    assert one["verdict"] in VERDICTS
    assert re.search("[ぁ-ん]", one["ja"])
    assert one["ja"].endswith(("。", "。)", ")"))
    assert one["en"].endswith((".", ".)"))
    assert set(one["facts"]) <= set(facts.load())


@each_statement
def test_a_lesson_answers_it_with_evidence(one: dict[str, Any]) -> None:
    there = cells(one["lesson"])
    assert there[one["cell"]]["cell_type"] == "markdown"
    cited = {
        fact for cell in (one["cell"], EVIDENCE) for fact in _CITED.findall(there[cell]["source"])
    }
    assert cited & set(one["facts"]), f"cited there: {sorted(cited)}"


def test_the_order_is_the_document_s_and_no_section_is_left_out() -> None:
    order = list(lists().sections)
    found = [one["section"] for one in STATEMENTS]
    assert found == sorted(found, key=order.index)
    assert set(found) == set(order) - {"beyond"}


def test_what_the_document_leaves_open_is_completed_or_corrected() -> None:
    opened = [one for one in STATEMENTS if one.get("open")]
    assert opened
    assert {one["verdict"] for one in opened} <= {"completes", "corrects"}


def test_every_lesson_that_follows_the_document_has_statements() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        if read(path)["metadata"]["lesson"]["section"] not in (None, "beyond"):
            assert path.stem in {one["lesson"] for one in STATEMENTS}


# --- the PHP examples ----------------------------------------------------------------------------


def test_every_php_example_has_a_row() -> None:
    assert len(EXAMPLES) == PHP_EXAMPLES


@each_example
def test_a_php_example_runs_in_python_and_the_php_is_given_back(one: dict[str, Any]) -> None:
    example, there = one["example"], cells(one["lesson"])
    method = re.split(r"::|->", example["php"])[-1]
    assert re.search(
        rf"client\.v1\.[\w.]+\.{method}\(|client\.v1\.[\w.]+\.delete\(",
        (there[example["python"]]["source"]),
    )
    requests = there[example["requests"]]
    assert "show_requests(" in requests["source"]
    assert example["php"] + "(" in shown(requests)
    order = list(there)
    assert order.index(example["python"]) < order.index(example["requests"])


def shown(cell: Cell) -> str:
    markup = "".join(output.get("data", {}).get("text/html", "") for output in cell["outputs"])
    return html.unescape(re.sub(r"<[^>]+>", "", markup))
