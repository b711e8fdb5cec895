"""`python -m helpers.authoring` as an author runs it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.authoring.notebook_file import read
from tests.authoring.sample_notebook import ROOT, authoring, cell_of, sample, save


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    return save(tmp_path, sample())


def test_check_says_nothing_is_wrong(lesson: Path) -> None:
    result = authoring("check", lesson)
    assert result.returncode == 0
    assert result.stdout == "ノートブック 1 冊、問題なし。 / 1 notebooks, no fault.\n"


def test_check_is_quick_and_imports_no_slow_library() -> None:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    start = time.perf_counter()
    authoring("check", *notebooks)
    assert time.perf_counter() - start < 3
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, helpers.authoring.__main__; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"nbformat", "nbclient", "stripe", "ipywidgets"} & set(loaded)


def test_check_names_the_notebook_as_the_author_would_type_it(lesson: Path) -> None:
    content = read(lesson)
    cell_of(content, "show")["execution_count"] = None
    save(lesson.parent, content)
    result = authoring("check", lesson.name, cwd=lesson.parent)
    assert result.returncode == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith("lesson.ipynb [show]: セルが実行されていません。")


def test_without_names_the_lessons_of_the_repository_are_checked(tmp_path: Path) -> None:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert authoring("check", cwd=tmp_path).stdout == (
        authoring("check", *notebooks, cwd=tmp_path).stdout
    )


def test_reviewed_records_a_changed_pair(lesson: Path) -> None:
    content = read(lesson)
    cell = cell_of(content, "read-total")
    cell["source"] = cell["source"].replace("now", "here")
    save(lesson.parent, content)
    assert "Only the English changed" in authoring("check", lesson).stdout

    result = authoring("reviewed", lesson, "read-total")
    assert result.returncode == 0
    assert result.stdout.endswith("Recorded as read together.\n")
    assert authoring("check", lesson).returncode == 0


def test_reviewed_records_only_the_cells_named(lesson: Path) -> None:
    content = read(lesson)
    for cell in content["cells"]:
        cell["metadata"] = {}
    save(lesson.parent, content)
    authoring("reviewed", lesson, "attach")
    (line,) = authoring("check", lesson).stdout.splitlines()
    assert "[read-total]" in line
    assert authoring("reviewed", lesson, "--all").returncode == 0
    assert authoring("check", lesson).returncode == 0


def test_reviewed_refuses_a_cell_that_lacks_a_language(lesson: Path) -> None:
    content = read(lesson)
    cell_of(content, "attach")["source"] = '<div lang="en">\n\nAlone\n\n</div>'
    save(lesson.parent, content)
    result = authoring("reviewed", lesson, "--all")
    assert result.returncode == 1
    assert "[attach]: 日本語のブロックがありません。" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["reviewed", "LESSON", "nowhere"], "No Markdown cell has this id"),
        (["reviewed", "LESSON", "add"], "No Markdown cell has this id"),
        (["reviewed", "LESSON"], "Name cell ids, or give --all"),
        (["reviewed", "LESSON", "attach", "--all"], "Name cell ids, or give --all"),
        (["check", "missing.ipynb"], "The file cannot be read"),
        (["execute", "missing.ipynb"], "The file cannot be read"),
        (["check", str(ROOT)], "The file cannot be read"),
        (["check", str(ROOT / "README.md")], "This is not a notebook"),
        (["publish"], "Wrong command line"),
        ([], "Wrong command line"),
    ],
)
def test_wrong_usage_is_one_line_in_both_languages(
    lesson: Path, arguments: list[str], said: str
) -> None:
    result = authoring(*(str(lesson) if word == "LESSON" else word for word in arguments))
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    japanese, english = line.rsplit(" / ", 1)
    assert said in english
    assert "。" in japanese
