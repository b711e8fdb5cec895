"""Cells in another order than the lesson's: a clear message, never a wrong answer.

One kernel runs the lessons twice, and then each cell in a namespace that holds nothing.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest

from helpers.authoring.normal_form import normal_form
from helpers.authoring.notebook_file import Cell, read
from helpers.early_cell import COMMAND
from tests.connection import kernel
from tests.depth import SHARE

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))[::SHARE]
RESET = "%reset -f"
EMPTIED = """
%xmode Minimal
def empty(kept=frozenset(get_ipython().user_ns), shell=get_ipython()):
    for name in shell.user_ns.keys() - kept:
        del shell.user_ns[name]
get_ipython().events.register("pre_execute", empty)
"""
"""From here on each cell begins without what another one has made."""
_NUMBER = re.compile(r"Cell In\[\d+\]")

each_lesson = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@cache
def code_cells(path: Path) -> list[Cell]:
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def shown(cell: Cell) -> list[dict[str, Any]]:
    """The outputs of a cell but for the number of the cell."""
    plain = json.loads(_NUMBER.sub("Cell In[…]", json.dumps(cell["outputs"])))
    for output in plain:
        output.pop("execution_count", None)
    return list(plain)


@pytest.fixture(scope="module")
def runs() -> dict[str, tuple[list[Cell], list[Cell]]]:
    """Notebook -> its cells as run for the second time, and each as run alone."""
    cells = {path.name: [cell["source"] for cell in code_cells(path)] for path in NOTEBOOKS}
    twice = [[RESET, *lesson, *lesson] for lesson in cells.values()]
    node = kernel.run(
        kernel.code(*chain(*twice), RESET, EMPTIED, *chain(*cells.values())),
        dict(os.environ),
        allow_errors=True,
        folder=ROOT / "notebooks",
    )
    done = iter(normal_form(json.loads(json.dumps(node)))["cells"])
    again = {}
    for name, lesson in cells.items():
        again[name] = list(islice(done, 1 + 2 * len(lesson)))[1 + len(lesson) :]
    next(done), next(done)
    return {name: (again[name], list(islice(done, len(cells[name])))) for name in cells}


@each_lesson
def test_a_second_time_in_the_same_kernel_shows_the_same(
    path: Path, runs: dict[str, tuple[list[Cell], list[Cell]]]
) -> None:
    again, _ = runs[path.name]
    for stored, cell in zip(code_cells(path), again, strict=True):
        assert (stored["id"], shown(cell)) == (stored["id"], shown(stored))


@each_lesson
def test_a_cell_alone_shows_what_it_should_or_says_what_is_missing(
    path: Path, runs: dict[str, tuple[list[Cell], list[Cell]]]
) -> None:
    _, alone = runs[path.name]
    for stored, cell in zip(code_cells(path), alone, strict=True):
        if not [one for one in cell["outputs"] if one["output_type"] == "error"]:
            assert (stored["id"], shown(cell)) == (stored["id"], shown(stored))
            continue
        *_, said, error = cell["outputs"]
        text = kernel.text_of(said)
        if error["ename"] == "NameError":
            missing = error["evalue"].split("'")[1]
            assert text.startswith(f"✗ {missing} はまだありません。"), stored["id"]
            assert f"{missing} does not exist yet: run the cells above" in text
        else:
            assert text.startswith("✗ "), (stored["id"], error)


def test_a_kernel_in_which_nothing_was_imported_says_what_is_missing() -> None:
    cells = (
        "client.v1.customers.list()",
        "import sys\nprint({'stripe', 'pandas', 'ipywidgets'} & set(sys.modules))",
        "def pay():\n    return custmer\n\npay()",
        "def wrong():\n    print(late)\n    late = 1\n\nwrong()",
        "import string\nstring.Template('$x').substitute()",
    )
    done = kernel.run(kernel.code(*cells), dict(os.environ), allow_errors=True)
    early, imported, typo, unbound, other = (cell["outputs"] for cell in done["cells"])

    said, error = early
    html = "".join(said["data"]["text/html"])
    assert '<p lang="ja"><strong>✗ client はまだありません。' in html
    assert '<p lang="en"><strong>✗ client does not exist yet: run the cells above' in html
    assert COMMAND.ja in html
    assert COMMAND.en in html
    assert "----> 1 client.v1.customers.list()" in kernel.text_of(error)
    assert kernel.text_of(imported[0]) == "set()\n"

    # A learner's own mistake keeps all of its traceback.
    assert "✗ custmer" in kernel.text_of(typo[0])
    assert "line 2, in pay()" in kernel.text_of(typo[1])
    for outputs in (unbound, other):
        assert [one["output_type"] for one in outputs] == ["error"]
        assert "Traceback (most recent call last)" in kernel.text_of(outputs[0])


def test_the_menu_is_named_as_jupyterlab_names_it() -> None:
    (pack,) = Path(sys.prefix).glob("lib/**/ja_JP/LC_MESSAGES/jupyterlab.json")
    assert json.loads(pack.read_text("utf-8"))[COMMAND.en] == [COMMAND.ja]


def test_every_kernel_of_the_environment_loads_the_extension() -> None:
    shipped = ROOT / "jupyter" / "ipython_kernel_config.json"
    installed = Path(sys.prefix) / "etc" / "ipython" / shipped.name
    assert json.loads(installed.read_text()) == json.loads(shipped.read_text())


def test_loading_the_extension_costs_less_than_5_ms() -> None:
    script = (
        "import sys, ipykernel.kernelapp; from time import process_time; before = process_time(); "
        "import helpers.early_cell; print(process_time() - before); "
        "print(*{'stripe', 'pandas', 'ipywidgets', 'markupsafe'} & set(sys.modules))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    seconds, heavy = zip(*(run.stdout.split("\n")[:2] for run in runs), strict=True)
    assert min(map(float, seconds)) < 0.005
    assert set(heavy) == {""}
