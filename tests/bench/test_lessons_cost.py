"""What the lessons cost to test, beside as many notebooks with nothing in them."""

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.authoring.normal_form import normal_form
from helpers.authoring.notebook_file import write
from tests.authoring.sample_notebook import code
from tests.bench.test_cost import best
from tests.depth import FULL

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
RATIO = 3
SECONDS = 90
"""Of processor time for all lessons: on two cores they then take less than that."""


def seconds_of_nbval(folder: Path) -> float:
    """Processor time of pytest and its kernels for the notebooks of a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.skipif(not FULL, reason="it takes long: measured in CI, and with CI=1")
@pytest.mark.timeout(300)
def test_the_lessons_cost_at_most_3_times_as_many_empty_notebooks(tmp_path: Path) -> None:
    lessons, empty = tmp_path / "lessons", tmp_path / "empty"
    for folder in (lessons, empty):
        folder.mkdir()
    for path in NOTEBOOKS:
        shutil.copy(path, lessons)
        write(empty / path.name, nothing())

    spent = []

    def ratio() -> float:
        spent.append(seconds_of_nbval(lessons))
        return spent[-1] / seconds_of_nbval(empty)

    assert best(ratio, RATIO) <= RATIO
    assert min(spent) < SECONDS


def nothing() -> dict[str, object]:
    """A notebook of one cell that shows nothing."""
    bare = {"cells": [code("nothing", "None", count=1)], "metadata": {}}
    return json.loads(json.dumps(normal_form(bare | {"nbformat": 4, "nbformat_minor": 5})))
