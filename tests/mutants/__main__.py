"""`make mutants`: breaks the rules of the emulator one at a time and counts what the tests notice.

Each mutant changes one place of a module: a comparison, a condition, a constant, a whole statement.
It is tried in processes of its own, twice at most. First the changed function takes the place of
the right one (:mod:`tests.mutants.quick`), and the tests that run its line are run. Whatever that
does not notice, and whatever runs when a module is loaded, is tried in a process that loads the
changed module instead of the file and runs every test of the emulator, until one fails.

A mutant that no test notices must be in `survivors.toml` with the reason why no test can notice it.

    python -m tests.mutants [MODULE …]      modules such as resources.charges; default: the rules
"""

import ast
import importlib.abc
import importlib.machinery
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType

import hypothesis  # noqa: F401  (loaded once here, inherited by every mutant's process)
import pytest
import stripe  # noqa: F401

from tests.mutants.forks import in_forks
from tests.mutants.mutant import PACKAGE, ROOT, Mutant, mutants_of, path_of, tree_of
from tests.mutants.quick import Trials

SURVIVORS = Path(__file__).with_name("survivors.toml")
MODULES = (
    "lifecycle",
    "resources.attaching",
    "resources.detaching",
    "resources.customer_sources",
    "resources.charges",
    "resources.paying",
)
TESTS = ROOT / "tests" / "emulator"
SLOW = [TESTS / f"test_{name}.py" for name in ("size", "invariants", "bad_input")]
QUICK = sorted(set(TESTS.glob("test_*.py")) - set(SLOW))
OPTIONS = (
    *("-x", "-q", "-s", "-p", "no:cacheprovider", "-p", "no:nbval", "-p", "no:xdist"),
    *("--override-ini=addopts=--import-mode=importlib", "--no-header", "--no-summary"),
)
LIMIT = 180  # seconds of processor time; all tests take a fifth of it
ENOUGH = 90.0  # percent


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads changed trees in place of modules' files."""

    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self.trees = {f"{PACKAGE}.{module}": (path_of(module), trees[module]) for module in trees}

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(name, self) if name in self.trees else None

    def exec_module(self, module: ModuleType) -> None:
        path, tree = self.trees[module.__name__]
        module.__file__ = str(path)
        exec(compile(tree, path, "exec"), module.__dict__)


def explained() -> dict[tuple[str, str, str], str]:
    """Mutants that no test can notice, by name, and why."""
    entries = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["survivor"]
    return {(one["module"], one["function"], one["what"]): one["why"] for one in entries}


def _pytest(tests: Sequence[Path], *plugins: object) -> bool:
    return pytest.main([*OPTIONS, *map(str, tests)], plugins=plugins) == 0


def noticed_quickly(mutants: Sequence[Mutant]) -> set[Mutant]:
    """The mutants that are noticed when their functions are swapped in."""
    trials = Trials(mutants)
    if not _pytest(QUICK, trials):
        raise RuntimeError("the tests cannot be run")
    return trials.noticed


def passes_loaded(trees: Mapping[str, ast.Module]) -> bool:
    """Whether all tests pass with these modules loaded in place of the files."""
    sys.meta_path.insert(0, Instead(trees))
    return _pytest([*QUICK, *SLOW])


def main(modules: Sequence[str]) -> int:
    """Try every mutant of the modules; print the survivors and the share that was noticed."""
    started = time.monotonic()
    mutants = mutants_of(modules)
    # All in processes of their own: this one must not have loaded the emulator when they start.
    as_it_is = {module: tree_of(module) for module in modules}
    [(_, passed)] = in_forks({"": partial(passes_loaded, as_it_is)}, LIMIT)
    if not passed:
        raise RuntimeError("a test fails without any mutant")
    print(f"{len(mutants)} mutants", flush=True)
    [(_, noticed)] = in_forks({"": partial(noticed_quickly, mutants)}, 20 * LIMIT)
    work = {
        mutant: partial(passes_loaded, {mutant.module: mutant.tree})
        for mutant in mutants
        if mutant not in noticed
    }
    print(f"{len(noticed)} noticed at once", flush=True)
    survivors = set()
    for count, (mutant, passed) in enumerate(in_forks(work, LIMIT), 1):
        if passed:
            survivors.add(mutant)
            print(f"survived: {mutant}", flush=True)
        if count % 50 == 0:
            print(f"{count} of {len(work)} tried", flush=True)
    return _report(mutants, survivors, time.monotonic() - started)


def _report(mutants: Sequence[Mutant], survivors: set[Mutant], seconds: float) -> int:
    """Print the table; 0 if enough is noticed and every survivor is explained, else 1."""
    why = explained()
    modules = dict.fromkeys(mutant.module for mutant in mutants)
    for module in modules:
        of = [mutant for mutant in mutants if mutant.module == module]
        missed = [mutant for mutant in of if mutant in survivors]
        print(f"{module}: {len(of) - len(missed)} of {len(of)} noticed")
        for mutant in missed:
            print(f"    {mutant}\n        {why.get(mutant.name, 'NOT EXPLAINED')}")
    names = {mutant.name for mutant in survivors}
    stale = [name for name in why if name[0] in modules and name not in names]
    for name in stale:
        print(f"noticed, and yet in {SURVIVORS.name}: {name}")
    noticed = len(mutants) - len(survivors)
    share = 100 * noticed / len(mutants)
    print(f"{noticed} of {len(mutants)} mutants noticed: {share:.1f} % in {seconds:.0f} s")
    return int(bool(stale) or share < ENOUGH or not names <= why.keys())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
