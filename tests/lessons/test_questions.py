"""The questions of the lessons: each is asked once, has one right answer, and cites the ledger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.authoring.claims import FACT_ID
from helpers.authoring.notebook_file import read
from helpers.emulator import facts
from helpers.lessons import lessons, texts

ROOT = Path(__file__).parents[2]
HINTS = 3
TEXTS = ("text", "why")

each_lesson = pytest.mark.parametrize("lesson", lessons())


@each_lesson
def test_every_question_is_asked_once_in_its_lesson(lesson: str) -> None:
    (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
    source = "\n".join(
        cell["source"] for cell in read(path)["cells"] if cell["cell_type"] == "code"
    )
    asked = re.findall(r'\bpredict\("([^"]+)"\)', source)
    assert asked == [f"{lesson}/{name}" for name in texts(lesson)["question"]]


@each_lesson
def test_a_question_has_one_right_answer_and_a_reason_for_each(lesson: str) -> None:
    for name, question in texts(lesson)["question"].items():
        options = question["options"]
        assert 3 <= len(options) <= 4, name
        assert sum(option.get("right", False) for option in options) == 1, name
        for text in (question["text"], *(option[key] for option in options for key in TEXTS)):
            assert text.keys() == {"ja", "en"}
            assert all(text.values())
        for language in ("ja", "en"):
            assert len({option["text"][language] for option in options}) == len(options), name


@each_lesson
def test_an_exercise_has_three_hints(lesson: str) -> None:
    assert len(texts(lesson)["exercise"]["hints"]) == HINTS


@each_lesson
def test_a_fact_that_is_cited_is_in_the_ledger(lesson: str) -> None:
    assert set(FACT_ID.findall(str(texts(lesson)))) <= set(facts.load())
