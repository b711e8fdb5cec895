"""Where the links of a notebook lead: to notebooks and cells that are there, and along the course.

The course and its order are the lessons of the glossary's ``lists.toml``. A lesson ends with a cell
``next`` that links back, on, and to the map; the map, a cell ``map`` of the first one, links all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from glossary.loading import lists
from helpers.authoring.messages import LANGUAGE_NAMES, Language
from helpers.authoring.prose import Prose
from helpers.bilingual import Text

NEXT = "next"
"""The id of the last cell of a lesson."""
MAP = "map"
"""The id of the cell with the map of the course."""
_CELL = "cell-id="
_ELSEWHERE = ("https:", "http:", "mailto:")


def course() -> list[str]:
    """The file names of the course in its order, the glossary last."""
    return [f"{lesson}.ipynb" for lesson in lists().lessons]


def map_link() -> str:
    """The target of a link to the map."""
    return f"{course()[0]}#{_CELL}{MAP}"


def link_problems(language: Language, block: Prose, folder: Path) -> Iterator[Text]:
    """Links to files beside the notebook, or to their cells, that are not there."""
    name_ja, name_en = LANGUAGE_NAMES[language]
    for link in block.links:
        file, _, fragment = link.partition("#")
        if link.startswith(_ELSEWHERE):
            continue
        if not file:
            yield Text(
                f"{name_ja}のリンク {link} は JupyterLab では動きません。"
                f"NN_name.ipynb#{_CELL}… とファイル名から書いてください。",
                f"The link {link} in {name_en} does nothing in JupyterLab. "
                f"Name the file too: NN_name.ipynb#{_CELL}…",
            )
            continue
        path = folder / unquote(file)
        if not path.is_file():
            # A lesson of the course may still be to be written.
            if file not in course():
                yield Text(
                    f"{name_ja}のリンク先 {file} がありません。名前を確かめてください。",
                    f"The link in {name_en} leads to {file}, which is not there. Check the name.",
                )
        elif (
            path.suffix == ".ipynb"
            and fragment
            and fragment.removeprefix(_CELL) not in _cells(path)
        ):
            yield Text(
                f"{name_ja}のリンク先 {file} に {fragment} というセルがありません。"
                f"#{_CELL} のあとにセル ID を書いてください。",
                f"The link in {name_en} leads to {fragment} of {file}, which has no such cell. "
                f"Put the id of a cell after #{_CELL}",
            )


def way_problems(
    name: str, cells: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str | None, Text]]:
    """What a lesson's way back, on and to the map lacks: (cell, message).

    ``name`` is the file's; ``cells`` are the links of each Markdown cell, in one language. A
    notebook that is not of the course has no such way.
    """
    lessons = course()[:-1]
    if name not in lessons:
        return
    place = lessons.index(name)
    wanted = [*lessons[max(place - 1, 0) : place], *lessons[place + 1 : place + 2]]
    if place == 0:
        yield from _missing_on_the_map(cells)
    else:
        wanted.append(map_link())
    rest = iter(cells.get(NEXT, ()))
    if not all(any(one in (link, link.partition("#")[0]) for link in rest) for one in wanted):
        listed = ", ".join(wanted)
        yield (
            NEXT if NEXT in cells else None,
            Text(
                f"最後のセル {NEXT} に {listed} へのリンクがこの順に必要です。",
                f"The last cell, {NEXT}, has to link {listed}, in this order.",
            ),
        )


def _missing_on_the_map(cells: Mapping[str, Sequence[str]]) -> Iterator[tuple[str | None, Text]]:
    linked = {link.partition("#")[0] for link in cells.get(MAP, ())}
    if missing := [file for file in course()[1:] if file not in linked]:
        listed = ", ".join(missing)
        yield (
            MAP if MAP in cells else None,
            Text(
                f"レッスンの地図 (セル {MAP}) に {listed} へのリンクがありません。",
                f"The map of the lessons (cell {MAP}) has no link to {listed}.",
            ),
        )


def _cells(path: Path) -> frozenset[str]:
    return _cells_as_of(path, path.stat().st_mtime_ns)


@cache
def _cells_as_of(path: Path, _changed: int) -> frozenset[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return frozenset(cell["id"] for cell in cells)
