"""The blocks of a bilingual file: what stands in Japanese, what in English, and where.

A notebook's cell and a README hold ``<div lang="ja">`` … ``</div>`` and ``<div lang="en">`` …
``</div>``; a heading outside them holds both: ``## 切り離す — Detach a source``.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r'<div lang="(ja|en)">(.*?)</div>', re.DOTALL)
_HEADING = re.compile(r"^#+ (?P<ja>.+?) — (?P<en>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two texts that belong together; ``place`` is a cell's id or a line number."""

    place: str
    ja: str
    en: str
    heading: bool = False


def pairs(path: Path) -> Iterator[Pair]:
    """The pairs of a notebook (.ipynb) or of a Markdown file.

    Raises ValueError for what is no notebook, OSError for a file that cannot be read.
    """
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        yield from _pairs_of_markdown(text)
        return
    notebook = json.loads(text)
    if not isinstance(notebook, dict) or "cells" not in notebook:
        raise ValueError("it holds no cells")
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            blocks = {"ja": "", "en": ""}
            for language, block in _BLOCK.findall(source):
                blocks[language] += block
            yield from _headings(source, cell.get("id", str(place)))
            yield Pair(cell.get("id", str(place)), blocks["ja"], blocks["en"])


def _pairs_of_markdown(text: str) -> Iterator[Pair]:
    """Each Japanese block with the English one that stands next to it."""
    yield from _headings(text, "heading")
    waiting: dict[str, tuple[str, int]] = {}
    for found in _BLOCK.finditer(text):
        if found[1] in waiting:
            yield _paired(waiting)
            waiting = {}
        waiting[found[1]] = (found[2], text[: found.start()].count("\n") + 1)
        if len(waiting) == 2:
            yield _paired(waiting)
            waiting = {}
    if waiting:
        yield _paired(waiting)


def _paired(found: dict[str, tuple[str, int]]) -> Pair:
    line = min(line for _, line in found.values())
    ja, en = (found.get(language, ("", 0))[0] for language in ("ja", "en"))
    return Pair(f"line {line}", ja, en)


def _headings(text: str, place: str) -> Iterator[Pair]:
    for found in _HEADING.finditer(_BLOCK.sub("", text)):
        yield Pair(place, found["ja"], found["en"], heading=True)
