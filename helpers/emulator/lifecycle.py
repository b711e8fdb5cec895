"""The life of a Source: one table, and the one function that moves a source along it.

Nothing else in the emulator sets a source's status. Diagrams, lessons and tests are made from the
same table that is obeyed here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from helpers.emulator.store import Object

PENDING, CHARGEABLE, CONSUMED = "pending", "chargeable", "consumed"
FAILED, CANCELED = "failed", "canceled"
STATUSES = (PENDING, CHARGEABLE, CONSUMED, FAILED, CANCELED)

CREATE, AUTHORIZE, FAIL, EXPIRE = "create", "authorize", "fail", "expire"
ATTACH, CHARGE, DECLINE, DETACH = "attach", "charge", "decline", "detach"

AT_ONCE = "flow is none"
REDIRECT = "flow is redirect"
RECEIVER = "flow is receiver"
KEPT = "reusable and attached"
UNKEPT = "reusable and not attached"
SINGLE = "single-use"
SHORT_LIVED = "single-use and flow is redirect"

CONDITIONS: dict[str, Callable[[Object], bool]] = {
    AT_ONCE: lambda source: source["flow"] == "none",
    REDIRECT: lambda source: source["flow"] == "redirect",
    RECEIVER: lambda source: source["flow"] == "receiver",
    KEPT: lambda source: source["usage"] == "reusable" and "customer" in source,
    UNKEPT: lambda source: source["usage"] == "reusable" and "customer" not in source,
    SINGLE: lambda source: source["usage"] == "single_use",
    SHORT_LIVED: lambda source: source["usage"] == "single_use" and source["flow"] == "redirect",
}
"""The conditions of the table: the words that it shows and what they mean."""


class Transition(NamedTuple):
    """One row. ``before`` is None for a source that is being made.

    ``event`` is the event about this source that the step brings about, if any; what else happens
    (a charge's event, a customer's) is written where it happens.
    """

    before: str | None
    trigger: str
    after: str
    event: str | None
    fact: str
    condition: str | None = None

    def holds(self, source: Object) -> bool:
        """Whether the row's condition is true of ``source``."""
        return self.condition is None or CONDITIONS[self.condition](source)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, CREATE, CHARGEABLE, "source.chargeable", "V01", AT_ONCE),
    Transition(None, CREATE, PENDING, None, "S15", REDIRECT),
    Transition(None, CREATE, PENDING, None, "S18", RECEIVER),
    Transition(PENDING, AUTHORIZE, CHARGEABLE, "source.chargeable", "S15", REDIRECT),
    Transition(PENDING, AUTHORIZE, CHARGEABLE, "source.chargeable", "Q31", RECEIVER),
    Transition(PENDING, FAIL, FAILED, "source.failed", "V08", REDIRECT),
    Transition(PENDING, EXPIRE, CANCELED, "source.canceled", "S21", REDIRECT),
    Transition(PENDING, ATTACH, PENDING, "customer.source.created", "A01"),
    Transition(PENDING, DETACH, CONSUMED, "customer.source.deleted", "Q22"),
    Transition(CHARGEABLE, ATTACH, CHARGEABLE, "customer.source.created", "A01"),
    Transition(CHARGEABLE, CHARGE, CHARGEABLE, None, "C01", KEPT),
    Transition(CHARGEABLE, CHARGE, CONSUMED, None, "C06", UNKEPT),
    Transition(CHARGEABLE, CHARGE, CONSUMED, None, "C02", SINGLE),
    Transition(CHARGEABLE, DECLINE, CHARGEABLE, None, "Q23"),
    Transition(CHARGEABLE, DETACH, CONSUMED, "customer.source.deleted", "X01"),
    Transition(CHARGEABLE, EXPIRE, CANCELED, "source.canceled", "S21", SHORT_LIVED),
    Transition(CONSUMED, DETACH, CONSUMED, "customer.source.deleted", "Q22"),
    Transition(FAILED, DETACH, FAILED, "customer.source.deleted", "Q22"),
    Transition(CANCELED, DETACH, CANCELED, "customer.source.deleted", "Q22"),
)

_BY_STEP: dict[tuple[str | None, str], tuple[Transition, ...]] = {}
for _row in TRANSITIONS:
    _BY_STEP[_row[:2]] = (*_BY_STEP.get(_row[:2], ()), _row)


class ImpossibleStep(Exception):
    """The table has no row for this step: a caller let through what it should have refused."""


def find(source: Object, trigger: str) -> Transition | None:
    """The row that ``trigger`` takes ``source`` along, or None if the table has none."""
    for row in _BY_STEP.get((source.get("status"), trigger), ()):
        if row.holds(source):
            return row
    return None


class Step(NamedTuple):
    """One step that a source has gone: when (seconds since 1970), and the row it went along."""

    when: int
    trigger: str
    before: str | None
    after: str
    event: str | None
    fact: str


class Lifecycle:
    """Moves sources along the table and remembers the way of each."""

    def __init__(self) -> None:
        self._ways: dict[str, list[Step]] = {}

    def move(self, source: Object, trigger: str, now: int) -> Transition:
        """Take ``source`` one step and set its status; the caller fires the row's event.

        Raises :class:`ImpossibleStep` if the table has no row for it.
        """
        row = find(source, trigger)
        if row is None:
            raise ImpossibleStep(f"{source['id']}: {trigger} when {source.get('status')}")
        source["status"] = row.after
        step = Step(now, trigger, row.before, row.after, row.event, row.fact)
        self._ways.setdefault(source["id"], []).append(step)
        return row

    def way(self, source_id: str) -> list[Step]:
        """The steps that a source has gone so far, the first one first."""
        return list(self._ways.get(source_id, ()))
