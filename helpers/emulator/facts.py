"""The ledger: every fact that the emulator rests on, and how sure it is.

The facts are in ``facts.toml`` beside this file. Code cites them in two ways: rows of data (a
refusal, a transition) carry their ids in a field named ``fact``; a function that holds a rule
carries the decorator :func:`rule`. Both are collected by the tests, which fail on a rule without a
known fact and on a fact of behaviour without a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

STRENGTHS = ("recorded", "documented", "observed", "second-hand", "disputed", "assumed")
"""How sure a fact is, the surest first.

``recorded``: a stored answer of Stripe's shows it. ``documented``: Stripe's reference says it.
``observed``: somebody saw it and wrote it down. ``second-hand``: a mock's author says so.
``disputed``: the evidence disagrees and one side was chosen. ``assumed``: nothing public was
found; the emulator chose.
"""

LEDGER = Path(__file__).with_name("facts.toml")

_Function = TypeVar("_Function", bound=Callable[..., object])

RULES: dict[str, list[str]] = {}
"""Fact id -> the functions that cite it with :func:`rule`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the ledger. ``about`` is "behaviour", "wording" or "status"."""

    id: str
    claim: str
    strength: str
    source: str
    date: str
    about: str = "behaviour"


@cache
def load() -> dict[str, Fact]:
    """Read the ledger: fact id -> :class:`Fact`, in the order of the file."""
    import tomllib

    with LEDGER.open("rb") as file:
        entries = tomllib.load(file)
    return {id: Fact(id=id, **entry) for id, entry in entries.items()}


def rule(*ids: str) -> Callable[[_Function], _Function]:
    """Say which facts a function rests on. The function itself is left as it is."""

    def cite(function: _Function) -> _Function:
        name = f"{function.__module__}.{getattr(function, '__qualname__', function)}"
        for id in ids:
            RULES.setdefault(id, []).append(name)
        return function

    return cite


def as_table() -> str:
    """The ledger as text, one fact a line, grouped by strength, the surest first."""
    lines = []
    facts = load().values()
    for strength in STRENGTHS:
        group = [fact for fact in facts if fact.strength == strength]
        if group:
            lines.append(f"{strength} ({len(group)})")
            lines += [f"  {fact.id:<5} {fact.date:<10} {fact.claim}" for fact in group]
    return "\n".join(lines)
