"""What holds for every test, and for every lesson that nbval runs as one.

Kernels and other Python processes that tests start never leave this machine (tests/offline), have
no Stripe key, answer from the emulator, and see none of the person's own Jupyter settings.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from helpers.authoring.kernel_environment import kernel_environment
from tests import depth

_OFFLINE = str(Path(__file__).parent / "tests" / "offline")

# At import, hence before any kernel starts, and in each of xdist's processes with its own folder.
_scratch = tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True)
_refusals = Path(_scratch.name) / "refusals"
_environment = kernel_environment(os.environ, Path(_scratch.name))
_paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path != _OFFLINE]
_environment["PYTHONPATH"] = os.pathsep.join([_OFFLINE, *filter(None, _paths)])
_environment["OFFLINE_REFUSALS"] = str(_refusals)
os.environ.clear()
os.environ.update(_environment)


# Files that take seconds, the longest first. They start first, so that none of them is left over
# for one worker while the others have nothing more to do.
_LONG = (
    "tests/browser/test_glossary_notebook.py",
    "tests/browser/test_pictures.py",
    "tests/browser/",
    "tests/http/test_door_clients.py",
    "tests/connection/test_canary.py",
    "tests/offline/",
    "tests/authoring/test_real_lessons.py",
    "tests/connection/test_lessons.py",
    "tests/lessons/test_order.py",
    "tests/bench/",
    "tests/widgets/test_stored.py",
    "tests/http/",
    "tests/authoring/",
    "tests/connection/",
    "notebooks/",
    "tests/emulator/test_invariants.py",
    "tests/emulator/test_bad_input.py",
    "tests/parity/",
)


def _place(item: pytest.Item) -> int:
    """Where the file of a test stands among the long ones; behind them if it is not long."""
    names = (place for place, name in enumerate(_LONG) if item.nodeid.startswith(name))
    return next(names, len(_LONG))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def pytest_report_header() -> str:
    if depth.FULL:
        return "random tests: in full, as CI is set"
    return f"random tests: 1/{depth.SHARE} of their depth; in full with CI=1 (tests/depth.py)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fails the cell whose kernel tried to leave the machine, even if it swallowed the refusal."""
    try:
        return (yield)
    finally:
        if _refusals.exists():
            refused = _refusals.read_text(encoding="utf-8")
            _refusals.unlink()
            pytest.fail(refused, pytrace=False)


def pytest_unconfigure() -> None:
    _scratch.cleanup()
