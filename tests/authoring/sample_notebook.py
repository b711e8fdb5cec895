"""Makes a small notebook without a fault, for tests to break one way each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from helpers.authoring import bilingual_cell, review
from helpers.authoring.normal_form import normal_form
from helpers.authoring.notebook_file import Cell, Notebook, write

ROOT = Path(__file__).resolve().parents[2]

LESSON: dict[str, Any] = {
    "title": {"ja": "例", "en": "Sample"},
    "goals": {"ja": ["例を見る"], "en": ["See a sample"]},
    "minutes": 10,
    "terms": [],
    "section": "source-object",
    "talking_points": {"ja": ["例について"], "en": ["About the sample"]},
    "wrong_answers": {"ja": ["3。2 です。"], "en": ["3: it is 2."]},
    "checkpoints": {"ja": ["2 が出ています。"], "en": ["It shows 2."]},
}


def bilingual(ja: str, en: str, heading: str | None = None) -> str:
    """The source of a Markdown cell in the bilingual form."""
    blocks = "\n\n".join(
        f'<div lang="{language}">\n\n{text}\n\n</div>'
        for language, text in (("ja", ja), ("en", en))
    )
    return f"## {heading}\n\n{blocks}" if heading else blocks


def markdown(cell_id: str, ja: str, en: str, heading: str | None = None) -> Cell:
    """A Markdown cell, recorded as reviewed."""
    cell: Cell = {
        "cell_type": "markdown",
        "id": cell_id,
        "metadata": {},
        "source": bilingual(ja, en, heading),
    }
    review.record(cell, bilingual_cell.parse(cell["source"]))
    return cell


def code(
    cell_id: str, source: str, count: int | None = None, tags: list[str] | None = None
) -> Cell:
    """A code cell without outputs."""
    return {
        "cell_type": "code",
        "execution_count": count,
        "id": cell_id,
        "metadata": {"tags": tags} if tags else {},
        "outputs": [],
        "source": source,
    }


def notebook(*cells: Cell) -> Notebook:
    """A notebook with the metadata of a lesson, in its normal form."""
    return normal_form(
        {
            "cells": list(cells),
            "metadata": {"lesson": LESSON},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def sample() -> Notebook:
    """A lesson of two Markdown and two code cells."""
    return notebook(
        markdown(
            "attach",
            "`charge` は 2 つの値を返します。[資料](https://docs.stripe.com/sources)を見ましょう。\n\n"
            "- 一つ目\n- 二つ目",
            "`charge` returns 2 values. See [the page](https://docs.stripe.com/sources).\n\n"
            "- the first\n- the second",
            heading="関連付ける — Attach",
        ),
        code("add", "total = 1 + 1", count=1),
        markdown("read-total", "`total` はどうでしょう。", "What is `total` now?"),
        code("show", "assert total == 2", count=2),
    )


def save(folder: Path, content: Notebook, name: str = "lesson.ipynb") -> Path:
    """Writes the notebook; returns where."""
    path = folder / name
    write(path, content)
    return path


def cell_of(content: Notebook, cell_id: str) -> Cell:
    """The cell of this id."""
    (found,) = (cell for cell in content["cells"] if cell["id"] == cell_id)
    return found


def authoring(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs `python -m helpers.authoring` as an author does."""
    return subprocess.run(
        [sys.executable, "-m", "helpers.authoring", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
