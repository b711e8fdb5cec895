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
