"""A notebook that uses every picture: what is stored, that it holds under nbval, and as a page."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from helpers.authoring.execution import executed
from helpers.authoring.normal_form import normal_form
from tests.widgets.every_picture import CELLS, notebook
from tests.widgets.hostile import Seen

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook as the authoring tools would store it."""
    path = tmp_path_factory.mktemp("stored") / "every_picture.ipynb"
    nbformat.write(nbformat.from_dict(executed(notebook(CELLS), ROOT)), path)
    return path


def outputs(path: Path) -> dict[str, list[Any]]:
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.outputs for cell in cells if cell.cell_type == "code"}


def test_what_is_stored_is_html_text_and_diagrams(stored: Path) -> None:
    found = outputs(stored)
    kinds = {
        name: [sorted(output.get("data", {})) for output in cell] for name, cell in found.items()
    }
    both = ["text/html", "text/plain"]
    for name in ("sources", "requests", "events", "compare", "history", "predict", "check"):
        assert kinds[name] == [both]
    assert kinds["status"] == [["text/plain", "text/vnd.mermaid"], both]
    assert [
        output for cell in found.values() for output in cell if output.output_type == "error"
    ] == []
    text = stored.read_text(encoding="utf-8")
    assert "widget-view" not in text
    assert " at 0x" not in text
    assert "data-do" not in text


def test_it_holds_under_strict_nbval(stored: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", stored),
            *("-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-p", "conftest"),
            *("-o", "addopts=--nbval --import-mode=importlib", "-q", "--color=no"),
            *("-p", "no:cacheprovider"),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert re.search(rf"^{len(CELLS)} passed", run.stdout, re.M), run.stdout[-3000:]


def test_its_page_shows_every_picture(stored: Path) -> None:
    page, _ = HTMLExporter(exclude_input=True).from_filename(str(stored))
    shown = Seen(page).text
    for cell in outputs(stored).values():
        for output in cell:
            html = output.get("data", {}).get("text/html", "").partition("<style>")[0]
            assert Seen(html).text in shown
    for words in (
        "Sources of customer",
        "Status transitions of a Source",
        "The way so far",
        "Calls of this notebook",
        "This is a simulation",
        "the key appeared",
        "step by step",
        "Choose one and commit to it",
        "Exercise check",
    ):
        assert words in shown


def test_running_it_again_changes_nothing(stored: Path) -> None:
    before = nbformat.read(stored, as_version=4)
    assert normal_form(before) == before
