"""Links lead to what is there, and along the course: back, on, and to the map."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.authoring.check import faults
from helpers.authoring.navigation import course, map_link
from helpers.authoring.notebook_file import Notebook
from tests.authoring.sample_notebook import markdown, notebook, save

FIRST, SECOND, THIRD, *_, LAST, GLOSSARY = course()


def linking(*cells: tuple[str, list[str]]) -> Notebook:
    """A notebook of cells (id, links)."""
    return notebook(
        *(
            markdown(
                id,
                "こちらです。" + "".join(f"[先]({link})" for link in links),
                "Here: " + "".join(f"[there]({link})" for link in links),
            )
            for id, links in cells
        )
    )


def told(folder: Path, content: Notebook, name: str = "lesson.ipynb") -> list[str]:
    return [str(fault) for fault in faults(save(folder, content, name), name)]


def test_links_to_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "read me.md").write_text("")
    save(tmp_path, linking(("one", [])), "other.ipynb")
    links = ["other.ipynb", "other.ipynb#cell-id=one", "https://example.com/#cell-id=x", SECOND]
    content = linking(("here", [*links, "lesson.ipynb#cell-id=here", "read%20me.md"]))
    assert told(tmp_path, content) == []


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("nowhere.ipynb", "leads to nowhere.ipynb, which is not there"),
        ("lesson.ipynb#cell-id=gone", "leads to cell-id=gone of lesson.ipynb"),
        ("lesson.ipynb#ここ", "Put the id of a cell after #cell-id="),
        ("#cell-id=here", "does nothing in JupyterLab"),
    ],
)
def test_a_broken_link_is_told_in_each_language(tmp_path: Path, link: str, said: str) -> None:
    lines = told(tmp_path, linking(("here", [link])))
    assert len(lines) == 2
    for line, name in zip(lines, ("Japanese", "English"), strict=True):
        assert line.startswith("lesson.ipynb [here]: ")
        assert said in line
        assert f"in {name}" in line


def test_a_changed_neighbour_is_read_again(tmp_path: Path) -> None:
    content = linking(("here", ["other.ipynb#cell-id=one"]))
    other = save(tmp_path, linking(("one", [])), "other.ipynb")
    assert told(tmp_path, content) == []
    other.unlink()
    save(tmp_path, linking(("two", [])), "other.ipynb")
    assert len(told(tmp_path, content)) == 2


# --- back, on and to the map ---------------------------------------------------------------------


def with_first(folder: Path) -> None:
    save(folder, linking((MAP := "map", course()[1:]), ("next", [SECOND])), FIRST)
    assert MAP in map_link()


@pytest.mark.parametrize(
    ("name", "links"),
    [
        (SECOND, [FIRST, THIRD, map_link()]),
        (SECOND, [FIRST + "#cell-id=map", THIRD, map_link(), GLOSSARY]),
        (LAST, [course()[-3], map_link()]),
        (GLOSSARY, []),
        ("lesson.ipynb", []),
    ],
)
def test_a_good_way(tmp_path: Path, name: str, links: list[str]) -> None:
    with_first(tmp_path)
    assert told(tmp_path, linking(("next", links)), name) == []


@pytest.mark.parametrize(
    "links",
    [
        [],
        [FIRST, THIRD],
        [FIRST, THIRD, FIRST],
        [THIRD, FIRST, map_link()],
        [FIRST, LAST, map_link()],
    ],
)
def test_a_way_that_lacks_something(tmp_path: Path, links: list[str]) -> None:
    with_first(tmp_path)
    (line,) = told(tmp_path, linking(("next", links)), SECOND)
    assert line.startswith(f"{SECOND} [next]: ")
    assert f"has to link {FIRST}, {THIRD}, {map_link()}, in this order" in line


def test_a_lesson_without_the_last_cell(tmp_path: Path) -> None:
    (line,) = told(tmp_path, linking(("here", [])), SECOND)
    assert line.startswith(f"{SECOND}: ")


def test_the_map_links_every_notebook_of_the_course(tmp_path: Path) -> None:
    with_first(tmp_path)
    assert told(tmp_path, linking(("map", course()[1:]), ("next", [SECOND])), FIRST) == []
    content = linking(("map", [SECOND, *course()[3:]]), ("next", [SECOND]))
    (line,) = told(tmp_path, content, FIRST)
    assert line.startswith(f"{FIRST} [map]: ")
    assert line.endswith(f"has no link to {THIRD}.")
