"""Pages of lists: cursors in both directions, at a cost that does not grow with the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol

from helpers.emulator import errors
from helpers.emulator.account import Call
from helpers.emulator.facts import rule
from helpers.emulator.lookup import missing_in_body
from helpers.emulator.store import Object

DEFAULT_LIMIT = 10


class Sequence(Protocol):
    """Ids in an order, which can be walked from any of them."""

    def __contains__(self, id: str) -> bool: ...
    def older(self, than: str | None = None) -> Iterator[str]: ...
    def newer(self, than: str) -> Iterator[str]: ...


@rule("L01", "L04", "L05", "Q04", "Q17", "Q37")
def page(
    call: Call,
    sequence: Sequence,
    load: Callable[[str], Object | None],
    kind: str,
    *,
    first: str | None = None,
    keep: Callable[[Object], bool] | None = None,
) -> Object:
    """One page of ``sequence``, newest first, as Stripe's list object.

    ``first`` is listed before all others wherever it stands (a customer's default source).
    ``keep`` leaves out objects. Refuses a cursor that is not in the list.
    """
    params = call.params
    after, before = params.get("starting_after"), params.get("ending_before")
    if after is not None and before is not None:
        raise errors.BOTH_CURSORS()
    for name, cursor in (("starting_after", after), ("ending_before", before)):
        if cursor is not None and cursor not in sequence:
            raise missing_in_body(call.account, kind, cursor, name)
    if first is not None and first not in sequence:
        first = None
    ids = _forward(sequence, after, first) if before is None else _back(sequence, before, first)
    objects = (object for object in map(load, ids) if object is not None)
    if keep is not None:
        objects = (object for object in objects if keep(object))
    limit = params.get("limit", DEFAULT_LIMIT)
    found = list(islice(objects, limit + 1))
    has_more = len(found) > limit
    data = found[:limit]
    if before is not None:
        data.reverse()
    return {"object": "list", "data": data, "has_more": has_more, "url": call.url}


def _forward(sequence: Sequence, after: str | None, first: str | None) -> Iterator[str]:
    if after is None and first is not None:
        yield first
    start = None if after == first else after
    for id in sequence.older(start):
        if id != first:
            yield id


def _back(sequence: Sequence, before: str, first: str | None) -> Iterator[str]:
    if before == first:
        return
    for id in sequence.newer(before):
        if id != first:
            yield id
    if first is not None:
        yield first


def created_within(call: Call) -> Callable[[Object], bool] | None:
    """The filter that the parameter ``created`` asks for, or None."""
    span = call.params.get("created")
    if span is None:
        return None
    if isinstance(span, int):
        return lambda object: bool(object["created"] == span)
    low = max(span.get("gte", 0), span.get("gt", -1) + 1)
    high = min(span.get("lte", 2**63), span.get("lt", 2**63) - 1)
    return lambda object: bool(low <= object["created"] <= high)
