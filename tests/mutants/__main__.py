"""`make mutants`: breaks the rules of the emulator one at a time and counts what the tests notice.

Each mutant changes one place of a module: a comparison, a condition, a constant, a whole statement.
It is tried in a process of its own, which loads the changed module instead of the file and runs
the tests of the emulator until one fails. A mutant that no test notices is printed: either a test
is missing, or the change makes no difference.

    python -m tests.mutants [MODULE …]      modules such as resources.charges; default: the rules
"""

import ast
import importlib.abc
import importlib.machinery
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import hypothesis  # noqa: F401  (loaded once here, inherited by every mutant's process)
import pytest
import stripe  # noqa: F401

from tests.mutants.changes import Change, changes

ROOT = Path(__file__).parents[2]
PACKAGE = "helpers.emulator"
MODULES = (
    "lifecycle",
    "resources.attaching",
    "resources.detaching",
    "resources.customer_sources",
    "resources.charges",
    "resources.paying",
)
# The quick ones first: only a mutant that they miss pays for the random ones.
TESTS = tuple(
    f"tests/emulator/test_{name}.py"
    for name in (
        "lifecycle", "charges", "attaching", "sources", "events", "requests", "todays_way",
        "contract", "ledger", "invariants", "bad_input",
    )
)  # fmt: skip
AT_ONCE = os.cpu_count() or 1
SECONDS = 120


@dataclass(frozen=True)
class Mutant:
    """One module with one change."""

    module: str
    change: Change

    def __str__(self) -> str:
        return f"{self.module}:{self.change.line}: {self.change.what}"


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads a changed tree in place of one module's file."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name = name
        self.path = path
        self.tree = tree

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=str(self.path))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def path_of(module: str) -> Path:
    """The file of a module of the emulator."""
    return ROOT / "helpers" / "emulator" / Path(*module.split(".")).with_suffix(".py")


def is_noticed(mutant: Mutant) -> bool:
    """Whether a test fails with the mutant in place; a run that hangs counts as failed."""
    child = os.fork()
    if child == 0:
        _run(mutant)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def _run(mutant: Mutant) -> None:
    """In the child: run the tests with the mutant in place and leave with pytest's exit code."""
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    path = path_of(mutant.module)
    tree = mutant.change.applied_to(ast.parse(path.read_text(encoding="utf-8")))
    sys.meta_path.insert(0, Instead(f"{PACKAGE}.{mutant.module}", path, tree))
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-p", "no:xdist"]
    options += ["--override-ini=addopts=--import-mode=importlib"]
    try:
        code = int(pytest.main([*options, *(str(ROOT / tests) for tests in TESTS)]))
    except BaseException:
        code = 1
    os._exit(code)


def main(modules: Sequence[str]) -> int:
    """Try every mutant of the modules; print the survivors and the share that was noticed."""
    os.chdir(ROOT)
    mutants = [
        Mutant(module, change)
        for module in modules
        for change in changes(ast.parse(path_of(module).read_text(encoding="utf-8")))
    ]
    started = time.monotonic()
    noticed = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for mutant, was in zip(mutants, pool.map(is_noticed, mutants), strict=True):
            noticed.append(was)
            if not was:
                print(f"survived: {mutant}", flush=True)
            if len(noticed) % 100 == 0:
                print(f"{len(noticed)} of {len(mutants)} tried", flush=True)
    for module in modules:
        of = [was for mutant, was in zip(mutants, noticed, strict=True) if mutant.module == module]
        print(f"{module}: {sum(of)} of {len(of)} noticed")
    share = 100 * sum(noticed) / len(mutants)
    seconds = time.monotonic() - started
    print(f"{sum(noticed)} of {len(mutants)} mutants noticed: {share:.1f} % in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
