"""The way that a source has gone: from the emulator's own notes, or from the account's events."""

from collections.abc import Iterable, Mapping
from typing import Any

import stripe

from helpers.emulator import lifecycle
from helpers.emulator.lifecycle import TRANSITIONS
from helpers.widgets.following import calls_of
from helpers.widgets.life_cycle import Passed
from helpers.widgets.plain_data import id_of, plain

_TRIGGERS = {
    "source.chargeable": lifecycle.AUTHORIZE,
    "source.failed": lifecycle.FAIL,
    "source.canceled": lifecycle.EXPIRE,
    "customer.source.created": lifecycle.ATTACH,
    "customer.source.deleted": lifecycle.DETACH,
    "charge.succeeded": lifecycle.CHARGE,
    "charge.pending": lifecycle.CHARGE,
    "charge.failed": lifecycle.DECLINE,
}
# A charge's event is about the charge: the table names only events about the source.
_ABOUT_A_CHARGE = frozenset({"charge.succeeded", "charge.pending", "charge.failed"})


def way_of(client: stripe.StripeClient, source: Mapping[str, Any]) -> list[Passed]:
    """The steps that a source has gone so far, the first one first.

    ``source`` is its plain data. Of a real account, what its events of 30 days tell.
    """
    emulator = getattr(client, "emulator", None)
    if emulator is None:
        return from_events(source, _events_about(client, source["id"]), _numbers(client))
    return [
        Passed(step.when, step.trigger, step.before, step.after, step.event, step.fact)
        for step in emulator.transitions(source["id"])
    ]


def from_events(
    source: Mapping[str, Any],
    events: Iterable[Mapping[str, Any]],
    numbers: Mapping[str, int] | None = None,
) -> list[Passed]:
    """The way as events tell it. ``numbers``: request id -> the number of the lesson's call."""
    way: list[Passed] = []
    numbers = numbers or {}
    for event in events:
        trigger, about = _TRIGGERS[event["type"]], event["data"]["object"]
        request = id_of(event.get("request"))
        number = numbers.get(str(request))
        if event["type"] in _ABOUT_A_CHARGE:
            about = about.get("source") or {}
        after = about.get("status", way[-1].after if way else lifecycle.CHARGEABLE)
        if not way:
            at_once = event["type"] == "source.chargeable" and source.get("flow") == "none"
            first = lifecycle.CHARGEABLE if at_once or source.get("flow") == "none" else "pending"
            way.append(
                _step(
                    source.get("created"),
                    lifecycle.CREATE,
                    None,
                    first,
                    event["type"] if at_once else None,
                    number if at_once else None,
                )
            )
            if at_once:
                continue
        said = None if event["type"] in _ABOUT_A_CHARGE else event["type"]
        way.append(_step(event["created"], trigger, way[-1].after, after, said, number))
    return way


def _step(
    when: int | None,
    trigger: str,
    before: str | None,
    after: str,
    event: str | None,
    call: int | None,
) -> Passed:
    fact = next(
        (row.fact for row in TRANSITIONS if row[:3] == (before, trigger, after)),
        None,
    )
    return Passed(when, trigger, before, after, event, fact, call)


def _events_about(client: stripe.StripeClient, id: str) -> list[dict[str, Any]]:
    """Events about a source, the oldest first, of the newest 100 of their kinds."""
    try:
        listed = client.v1.events.list({"types": sorted(_TRIGGERS), "limit": 100})
    except stripe.APIConnectionError:
        raise
    except stripe.StripeError:  # a restricted key may not read events
        return []
    events = [event for event in plain(listed)["data"] if _is_about(event, id)]
    return events[::-1]


def _is_about(event: Mapping[str, Any], id: str) -> bool:
    about = event["data"]["object"]
    return id in (about.get("id"), id_of(about.get("source")))


def _numbers(client: stripe.StripeClient) -> dict[str, int]:
    return {call.request_id: number for number, call in enumerate(calls_of(client), 1)}
