"""A customer after each call: built from the recorded answers and the events they caused.

An answer tells only of the object that was asked for. That a charge has consumed a source stands in
the charge's answer; that a new default was chosen stands in an event. Both are read here; nothing
is guessed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import stripe

from helpers.widgets.following import calls_of, reading
from helpers.widgets.plain_data import id_of, plain
from helpers.widgets.request_form import Asked

MOST_EVENTS = 1_000
_KINDS_OF_SOURCE = ("source", "card", "bank_account")
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """The customer after one step; without ``call`` and ``status``: time went by, or someone acted.

    ``customer`` is None before there is one. ``sources`` and ``charges`` are in the order in which
    they came; ``changed`` says whether the step changed any of it.
    """

    number: int
    call: Asked | None
    status: int | None
    customer: Fields | None
    default: str | None
    sources: list[Fields]
    charges: list[Fields]
    changed: bool


@dataclass
class _World:
    """What is known of one customer at a time."""

    id: str
    customer: Fields | None = None
    default: str | None = None
    sources: dict[str, Fields] = field(default_factory=dict)
    charges: dict[str, Fields] = field(default_factory=dict)

    def learn(self, told: Any) -> None:
        """Take in an object of an answer or of an event."""
        if not isinstance(told, Mapping):
            return
        kind, id = told.get("object"), str(told.get("id"))
        if kind == "list":
            for inner in told.get("data", ()):
                self.learn(inner)
        elif kind == "customer" and id == self.id:
            self._learn_customer(dict(told))
        elif kind in _KINDS_OF_SOURCE:
            self._learn_source(id, dict(told))
        elif kind == "charge" and id_of(told.get("customer")) == self.id:
            self.charges[id] = dict(told)
            if id_of(told.get("source")) in self.sources:
                self.learn(told["source"])

    def _learn_customer(self, told: Fields) -> None:
        self.customer = told
        if told.get("deleted"):
            self.default, self.sources = None, {}
            return
        if "default_source" in told:
            default = id_of(told["default_source"])
            self.default = str(default) if default else None
            self.learn(told["default_source"])
        self.learn(told.get("sources"))

    def _learn_source(self, id: str, told: Fields) -> None:
        if told.get("deleted") or (id in self.sources and "customer" not in told):
            self.sources.pop(id, None)
        elif id_of(told.get("customer")) == self.id:
            self.sources[id] = told

    def learn_event(self, event: Mapping[str, Any]) -> None:
        """Take in what an event tells."""
        about = event["data"]["object"]
        if event["type"] == "customer.source.deleted":
            self.sources.pop(about.get("id"), None)
        else:
            self.learn(about)

    def now(self, number: int, call: Any, before: Moment | None) -> Moment:
        """What is known now, as a moment."""
        sources, charges = list(self.sources.values()), list(self.charges.values())
        known = (self.customer, self.default, sources, charges)
        old = (
            (before.customer, before.default, before.sources, before.charges)
            if before
            else (None, None, [], [])
        )
        status = call.status if call is not None else None
        return Moment(number, call, status, *known, changed=known != old)


def moments(id: str, calls: Iterable[Any], events: Iterable[Mapping[str, Any]]) -> list[Moment]:
    """The customer after each call, and after each event that no call caused.

    ``calls``: exchanges, the first one first. ``events``: plain events, the oldest first.
    """
    world = _World(id)
    steps: list[Moment] = []
    caused, between = _by_call(events)
    for call in calls:
        for event in caused.get(call.request_id, ()):
            world.learn_event(event)
        if 200 <= call.status < 300:
            world.learn(_answer(call.body))
        steps.append(world.now(len(steps) + 1, call, steps[-1] if steps else None))
        for event in between.get(call.request_id, ()):
            world.learn_event(event)
            step = world.now(len(steps) + 1, None, steps[-1])
            if step.changed:
                steps.append(step)
    return steps


def _by_call(
    events: Iterable[Mapping[str, Any]],
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Events by the request that caused them, and those without one by the request before."""
    caused: dict[str, list[Any]] = {}
    between: dict[str, list[Any]] = {}
    last = ""
    for event in events:
        request = id_of(event.get("request"))
        if request:
            last = str(request)
            caused.setdefault(last, []).append(event)
        else:
            between.setdefault(last, []).append(event)
    return caused, between


def _answer(body: str) -> Any:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    # A list of events tells what was, not what is.
    if isinstance(told, Mapping) and str(told.get("url", "")).startswith("/v1/events"):
        return None
    return told


def past_of(client: stripe.StripeClient, id: str) -> list[Moment]:
    """The same of a client's own record and of the account's events: a call for each 100 of them.

    Raises StripeError when the connection is dead; a key that may not read events does without.
    """
    with reading(client):
        events = _events(client)
    return moments(id, calls_of(client), events)


def _events(client: stripe.StripeClient) -> list[Fields]:
    found: list[Fields] = []
    cursor: dict[str, str] = {}
    try:
        while len(found) < MOST_EVENTS:
            asked: Any = {"limit": 100, **cursor}
            page = plain(client.v1.events.list(asked))
            found += page["data"]
            if not page.get("has_more"):
                break
            cursor = {"starting_after": found[-1]["id"]}
    except stripe.APIConnectionError:
        raise
    except stripe.StripeError:
        return []
    return found[::-1]
