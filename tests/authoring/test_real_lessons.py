"""The lessons themselves: whichever is broken in one of these ways, the check names the cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.authoring import bilingual_cell
from helpers.authoring.messages import Language
from helpers.authoring.notebook_file import Notebook, read
from tests.authoring.sample_notebook import ROOT, authoring, cell_of, save

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WORD = {"ja": re.compile(r"[\u3041-\u30ff\u3400-\u9fff]+"), "en": re.compile(r"[A-Za-z]+")}
ANOTHER = {"ja": "別", "en": "another"}
NAMES = {"ja": "Japanese", "en": "English"}

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
each_language = pytest.mark.parametrize("language", ["ja", "en"])


def test_there_are_lessons() -> None:
    assert LESSONS


@each_lesson
def test_a_lesson_has_no_fault(lesson: Path) -> None:
    result = authoring("check", lesson)
    assert result.returncode == 0, result.stdout


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


def assert_told(folder: Path, content: Notebook, cell_id: str, said: str) -> None:
    """`check` of the broken copy fails with a line that names notebook and cell."""
    path = save(folder, content, "copy.ipynb")
    result = authoring("check", path.name, cwd=folder)
    assert result.returncode == 1
    lines = [line for line in result.stdout.splitlines() if said in line]
    assert any(line.startswith(f"copy.ipynb [{cell_id}]: ") for line in lines), result.stdout


@each_language
@each_lesson
def test_a_deleted_block(tmp_path: Path, lesson: Path, language: Language) -> None:
    content = read(lesson)
    cell_id = text_cell(content)
    cell = cell_of(content, cell_id)
    block = rf'<div lang="{language}">.*?</div>\s*'
    cell["source"] = re.sub(block, "", cell["source"], count=1, flags=re.DOTALL)
    assert_told(tmp_path, content, cell_id, f"The {NAMES[language]} block is missing")


@each_language
@each_lesson
def test_a_changed_word(tmp_path: Path, lesson: Path, language: Language) -> None:
    content = read(lesson)
    cell_id = text_cell(content)
    block = bilingual_cell.parse(cell_of(content, cell_id)["source"]).blocks[language]
    rewrite(content, cell_id, language, WORD[language].sub(ANOTHER[language], block, count=1))
    assert_told(tmp_path, content, cell_id, f"Only the {NAMES[language]} changed")


@each_language
@each_lesson
def test_an_added_code_span(tmp_path: Path, lesson: Path, language: Language) -> None:
    content = read(lesson)
    cell_id = text_cell(content)
    block = bilingual_cell.parse(cell_of(content, cell_id)["source"]).blocks[language]
    rewrite(content, cell_id, language, block + " `added`")
    assert_told(tmp_path, content, cell_id, f"only in {NAMES[language]}: `added`")


@each_lesson
def test_a_cell_that_was_not_run(tmp_path: Path, lesson: Path) -> None:
    content = read(lesson)
    cell = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
    cell |= {"execution_count": None, "outputs": []}
    assert_told(tmp_path, content, cell["id"], "has not been executed")
