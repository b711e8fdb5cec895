"""The lessons themselves: whichever is broken in one of these ways, the check names the cell.

Every lesson is broken in every way in a copy of its own; the command then looks at all of them at
once, since starting it takes longer than looking at a lesson.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from helpers.authoring import bilingual_cell
from helpers.authoring.messages import Language
from helpers.authoring.notebook_file import Notebook, read
from tests.authoring.sample_notebook import ROOT, authoring, cell_of, save

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WORD = {"ja": re.compile(r"[\u3041-\u30ff\u3400-\u9fff]+"), "en": re.compile(r"[A-Za-z]+")}
ANOTHER = {"ja": "別", "en": "another"}
NAMES = {"ja": "Japanese", "en": "English"}

Break = Callable[[Notebook], tuple[str, str]]
"""Breaks a lesson; returns the id of the cell and what must be said of it."""


def text_cell(content: Notebook) -> str:
    """The id of the first cell with text in both languages."""
    return next(
        str(cell["id"])
        for cell in content["cells"]
        if cell["cell_type"] == "markdown" and bilingual_cell.parse(cell["source"]).blocks
    )


def rewrite(content: Notebook, cell_id: str, language: Language, new: str) -> None:
    """Puts another text into one block of a cell."""
    cell = cell_of(content, cell_id)
    old = bilingual_cell.parse(cell["source"]).blocks[language]
    assert old != new
    cell["source"] = cell["source"].replace(old, new, 1)


def delete_a_block(language: Language, content: Notebook) -> tuple[str, str]:
    cell_id = text_cell(content)
    cell = cell_of(content, cell_id)
    block = rf'<div lang="{language}">.*?</div>\s*'
    cell["source"] = re.sub(block, "", cell["source"], count=1, flags=re.DOTALL)
    return cell_id, f"The {NAMES[language]} block is missing"


def change_a_word(language: Language, content: Notebook) -> tuple[str, str]:
    cell_id = text_cell(content)
    block = bilingual_cell.parse(cell_of(content, cell_id)["source"]).blocks[language]
    rewrite(content, cell_id, language, WORD[language].sub(ANOTHER[language], block, count=1))
    return cell_id, f"Only the {NAMES[language]} changed"


def add_a_code_span(language: Language, content: Notebook) -> tuple[str, str]:
    cell_id = text_cell(content)
    block = bilingual_cell.parse(cell_of(content, cell_id)["source"]).blocks[language]
    rewrite(content, cell_id, language, block + " `added`")
    return cell_id, f"only in {NAMES[language]}: `added`"


def undo_a_run(content: Notebook) -> tuple[str, str]:
    cell = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
    cell |= {"execution_count": None, "outputs": []}
    return str(cell["id"]), "has not been executed"


WAYS: dict[str, Break] = {
    f"{way.__name__}-{language}": partial(way, language)
    for way in (delete_a_block, change_a_word, add_a_code_span)
    for language in NAMES
} | {"undo_a_run": undo_a_run}


@pytest.fixture(scope="module")
def checked() -> CompletedProcess[str]:
    """The check of the lessons as they are."""
    return authoring("check", *LESSONS)


@pytest.fixture(scope="module")
def said_of_copies(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Copy -> its broken cell and what must be said of it; and all lines that the check prints."""
    folder = tmp_path_factory.mktemp("copies")
    broken = {}
    for lesson in LESSONS:
        for name, way in WAYS.items():
            content = read(lesson)
            broken[f"{lesson.stem}-{name}.ipynb"] = way(content)
            save(folder, content, f"{lesson.stem}-{name}.ipynb")
    result = authoring("check", *broken, cwd=folder)
    assert result.returncode == 1
    return broken, result.stdout.splitlines()


def test_there_are_lessons() -> None:
    assert LESSONS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_no_fault(lesson: Path, checked: CompletedProcess[str]) -> None:
    lines = checked.stdout.splitlines()
    assert [line for line in lines if lesson.name in line.partition(" [")[0]] == []


def test_the_check_passes(checked: CompletedProcess[str]) -> None:
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_the_broken_cell_is_named(
    lesson: Path, way: str, said_of_copies: tuple[dict[str, tuple[str, str]], list[str]]
) -> None:
    broken, lines = said_of_copies
    name = f"{lesson.stem}-{way}.ipynb"
    cell_id, must_be_said = broken[name]
    of_the_cell = [line for line in lines if line.startswith(f"{name} [{cell_id}]: ")]
    assert any(must_be_said in line for line in of_the_cell), of_the_cell
