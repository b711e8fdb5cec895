"""The course as a whole: every lesson is there, and its code comes in small pieces."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from helpers.authoring.check import CODE_LINES
from helpers.authoring.lesson_metadata import is_taught
from helpers.authoring.navigation import MAP, NEXT, course
from helpers.authoring.notebook_file import Notebook, read

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS: dict[str, Notebook] = {path.name: read(path) for path in sorted(FOLDER.glob("*.ipynb"))}
LESSONS = {name: one for name, one in NOTEBOOKS.items() if is_taught(one["metadata"])}

FIRST = ["title", "set-up", "connect"]
IN_ORDER = [
    *("exercise", "exercise-answer", "exercise-check", "exercise-state"),
    *("page-and-evidence", "todays-way", NEXT),
]

each_lesson = pytest.mark.parametrize("name", LESSONS)


def ids(name: str) -> list[str]:
    return [cell["id"] for cell in LESSONS[name]["cells"]]


def code(notebook: Notebook) -> list[str]:
    return [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_every_notebook_of_the_course_is_there_and_no_other() -> None:
    assert list(NOTEBOOKS) == course()


def test_all_but_the_glossary_are_lessons() -> None:
    assert [*LESSONS, course()[-1]] == list(NOTEBOOKS)


def test_a_cell_of_code_has_3_to_6_lines_as_a_rule_and_none_is_long() -> None:
    lines = [len(cell.splitlines()) for one in LESSONS.values() for cell in code(one)]
    assert 3 <= median(lines) <= 6
    assert max(lines) <= CODE_LINES == 13


@each_lesson
def test_a_lesson_begins_and_ends_as_all_do(name: str) -> None:
    found = ids(name)
    assert found[:3] == FIRST
    assert [id for id in found if id in IN_ORDER] == IN_ORDER
    assert found[-1] == NEXT
    assert (MAP in found) == (name == course()[0])


@each_lesson
def test_a_lesson_predicts_and_does_it_today_s_way(name: str) -> None:
    cells = LESSONS[name]["cells"]
    assert any(f'predict("{name[:2]}/' in cell for cell in code(LESSONS[name]))
    today = cells[ids(name).index("todays-way") : -1]
    assert any(cell["cell_type"] == "code" for cell in today)
    assert today[-1]["cell_type"] == "markdown", "what today's way shows is read"
