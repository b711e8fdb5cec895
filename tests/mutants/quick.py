"""A mutant's first trial: its function is swapped in, and the tests that run its line are run.

Inside one pytest session that has collected everything, so that a trial costs a fork and a few
tests. What is noticed here would be noticed with the changed module loaded, too; what is not
noticed may be all the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from types import CodeType, FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.forks import in_forks
from tests.mutants.mutant import PACKAGE, Mutant, path_of

Lines = dict[str, set[int]]
"""Module -> the lines that a test runs."""


class Trials:
    """A pytest plugin that, in place of running the tests, tries the mutants with them."""

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        self.mutants = mutants
        self.noticed: set[Mutant] = set()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        modules = {mutant.module for mutant in self.mutants}
        [(_, seen)] = in_forks({"": partial(_lines_of, session.items, modules)}, limit=600)
        work = {}
        for mutant in self.mutants:
            at = set(mutant.change.lines)
            those = sorted(
                (took, n) for n, (took, ran) in enumerate(seen) if at & ran[mutant.module]
            )
            if mutant.change.function and those:
                items = [session.items[n] for _, n in those]
                work[mutant] = partial(_passes, mutant, items)
        self.noticed = {mutant for mutant, passed in in_forks(work, limit=60) if not passed}
        return True


def _lines_of(items: list[pytest.Item], modules: set[str]) -> list[tuple[float, Lines]]:
    """For each test its seconds and the lines that it runs. All must pass."""
    names = {str(path_of(module)): module for module in modules}
    found = []
    for item, following in _in_turn(items):
        lines: Lines = {module: set() for module in modules}

        def trace(frame: FrameType, event: str, arg: Any, lines: Lines = lines) -> Any:
            module = names.get(frame.f_code.co_filename)
            if module is None:
                return None
            lines[module].add(frame.f_lineno)
            return trace

        started = time.perf_counter()
        sys.settrace(trace)
        passed = _run(item, following)
        sys.settrace(None)
        if not passed:
            raise AssertionError(f"fails without any mutant: {item.nodeid}")
        found.append((time.perf_counter() - started, lines))
    return found


def _passes(mutant: Mutant, items: list[pytest.Item]) -> bool:
    _swap_in(mutant)
    return all(_run(item, following) for item, following in _in_turn(items))


def _in_turn(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def _run(item: pytest.Item, following: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, False, following))


def _swap_in(mutant: Mutant) -> None:
    """Give the loaded function the code of the changed one."""
    function: Any = sys.modules[f"{PACKAGE}.{mutant.module}"]
    for name in mutant.change.function.split("."):
        function = getattr(function, name)
    if hasattr(function, "cache_clear"):  # functools.cache
        function.cache_clear()
        function = function.__wrapped__
    module = compile(mutant.tree, str(path_of(mutant.module)), "exec")
    [function.__code__] = [
        code for code in _codes(module) if code.co_qualname == mutant.change.function
    ]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
