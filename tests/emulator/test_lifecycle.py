"""The table of transitions: what it allows, and that nothing else sets a status."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import helpers.emulator
from helpers.emulator import lifecycle
from helpers.emulator.events import EVENT_TYPES
from helpers.emulator.lifecycle import (
    CONDITIONS,
    STATUSES,
    TRANSITIONS,
    ImpossibleStep,
    Lifecycle,
    Transition,
)
from tests.emulator.conftest import World

TRIGGERS = {row.trigger for row in TRANSITIONS}


def source(status: str | None, flow: str, usage: str, attached: bool) -> dict[str, Any]:
    made = {"id": "src_1", "status": status, "flow": flow, "usage": usage}
    return {**made, "customer": "cus_1"} if attached else made


KINDS = [
    (flow, usage, attached)
    for flow in ("none", "redirect", "receiver")
    for usage in ("reusable", "single_use")
    for attached in (False, True)
]


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}-{row[4]}")
def test_every_row_can_happen_and_is_well_formed(row: Transition) -> None:
    assert row.before is None or row.before in STATUSES
    assert row.after in STATUSES
    assert row.event is None or row.event in EVENT_TYPES
    assert row.condition is None or row.condition in CONDITIONS
    assert any(row.holds(source(row.before, *kind)) for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trigger", sorted(TRIGGERS))
@pytest.mark.parametrize("status", [None, *STATUSES])
def test_no_step_is_ambiguous(status: str | None, trigger: str, kind: tuple[Any, ...]) -> None:
    made = source(status, *kind)
    rows = [
        row
        for row in TRANSITIONS
        if (row.before, row.trigger) == (status, trigger) and row.holds(made)
    ]
    assert len(rows) <= 1
    assert lifecycle.find(made, trigger) == (rows[0] if rows else None)
    if not rows:
        with pytest.raises(ImpossibleStep):
            Lifecycle().move(made, trigger, 0)
        assert made["status"] == status


def test_the_words_of_the_table() -> None:
    """Pictures and lessons show them, and a learner compares with them."""
    assert {row.trigger for row in TRANSITIONS} == {
        *("create", "authorize", "fail", "expire"),
        *("attach", "charge", "decline", "detach"),
    }
    assert {*CONDITIONS} == {
        *("flow is none", "flow is redirect", "flow is receiver"),
        *("reusable and attached", "reusable and not attached"),
        *("single-use", "single-use and flow is redirect"),
    }


def test_an_impossible_step_is_told(world: World) -> None:
    made = source("consumed", "none", "reusable", False)
    with pytest.raises(ImpossibleStep, match=r"^src_1: charge when consumed$"):
        Lifecycle().move(made, "charge", 0)


@pytest.mark.fact("S10")
def test_ends_are_ends() -> None:
    for row in TRANSITIONS:
        if row.before in ("consumed", "failed", "canceled"):
            assert row.after == row.before


def test_nothing_else_sets_the_status_of_a_source() -> None:
    """In the modules that touch sources, only the table's own function assigns a status."""
    package = Path(helpers.emulator.__file__).parent
    writers = []
    for path in [package / "lifecycle.py", *package.glob("resources/*.py")]:
        if path.stem in ("payment_intents", "setup_intents", "webhook_endpoints", "paying"):
            continue  # intents, endpoints and charges have statuses of their own
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(ast.unparse(target).endswith("['status']") for target in targets):
                writers.append((path.stem, ast.unparse(node)))
    assert writers == [
        ("lifecycle", "source['status'] = row.after"),
        ("bank_accounts", "bank_account['status'] = 'verified'"),
    ]


@pytest.mark.fact("S15", "S21", "C02", "X01", "V05")
def test_the_way_of_a_source_is_kept(world: World) -> None:
    redirect = world.redirect()
    world.emulator.advance_clock(10)
    world.emulator.authorize(redirect.id)
    world.charge(source=redirect.id)
    start = redirect.created
    assert [tuple(step) for step in world.emulator.transitions(redirect.id)] == [
        (start, "create", None, "pending", None, "S15"),
        (start + 10, "authorize", "pending", "chargeable", "source.chargeable", "S15"),
        (start + 10, "charge", "chargeable", "consumed", None, "C02"),
    ]
    card = world.card()
    customer = world.customer(card)
    world.charge(customer=customer.id)
    world.v1.sources.detach(customer.id, card.id)
    steps = world.emulator.transitions(card.id)
    assert [(step.trigger, step.after) for step in steps] == [
        ("create", "chargeable"),
        ("attach", "chargeable"),
        ("charge", "chargeable"),
        ("detach", "consumed"),
    ]
    assert world.emulator.transitions("src_unknown") == []
    steps.clear()
    assert world.emulator.transitions(card.id) != []
