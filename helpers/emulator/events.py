"""What has happened: events, and their signed deliveries to webhook endpoints."""

from __future__ import annotations

import hashlib
import hmac
import json
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from collections.abc import Sequence as TypingSequence
from dataclasses import dataclass
from typing import Any

from helpers.emulator.clock import Clock
from helpers.emulator.expansion import present
from helpers.emulator.facts import rule
from helpers.emulator.ids import Ids
from helpers.emulator.store import Object, Store
from helpers.emulator.wire import to_json

MAX_DELIVERIES = 1_000
"""How many deliveries are kept for reading; older ones are dropped."""


EVENT_TYPES = frozenset(
    {
        "charge.captured",
        "charge.failed",
        "charge.pending",
        "charge.refund.updated",
        "charge.refunded",
        "charge.succeeded",
        "charge.updated",
        "customer.created",
        "customer.deleted",
        "customer.source.created",
        "customer.source.deleted",
        "customer.source.updated",
        "customer.updated",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.payment_failed",
        "payment_intent.processing",
        "payment_intent.succeeded",
        "payment_method.attached",
        "payment_method.detached",
        "payment_method.updated",
        "refund.created",
        "refund.updated",
        "setup_intent.canceled",
        "setup_intent.created",
        "setup_intent.setup_failed",
        "setup_intent.succeeded",
        "source.canceled",
        "source.chargeable",
        "source.failed",
    }
)
"""What this emulator fires."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event as it is kept: the object as JSON, so that later changes do not reach it."""

    id: str
    type: str
    created: int
    snapshot: str
    previous: str | None
    request: str | None
    idempotency_key: str | None
    pending_webhooks: int


class Log:
    """The events of one type, or of all, as places in the account's record.

    Can be walked like a :class:`~helpers.emulator.store.Sequence`, at a few bytes an event.
    """

    __slots__ = ("_events", "_places")

    def __init__(self, events: Events, places: TypingSequence[int]) -> None:
        self._events = events
        self._places = places

    def __contains__(self, id: str) -> bool:
        place = self._events.place(id)
        at = bisect_left(self._places, place)
        return place >= 0 and at < len(self._places) and self._places[at] == place

    def older(self, than: str | None = None) -> Iterator[str]:
        """From the newest (or from just before ``than``) back to the first."""
        end = len(self._places) if than is None else self._at(than)
        return (self._events.id_at(self._places[at]) for at in range(end - 1, -1, -1))

    def newer(self, than: str) -> Iterator[str]:
        """From just after ``than`` on to the newest."""
        start = self._at(than) + 1
        return (self._events.id_at(self._places[at]) for at in range(start, len(self._places)))

    def _at(self, id: str) -> int:
        return bisect_left(self._places, self._events.place(id))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook request that Stripe would send: what a learner's endpoint would receive.

    ``stripe.Webhook.construct_event(delivery.payload, delivery.headers["Stripe-Signature"],
    endpoint.secret, tolerance=None)`` accepts it; the tolerance is off because the emulator's
    clock is not the wall clock.
    """

    endpoint: str
    url: str
    event: str
    type: str
    payload: str
    headers: dict[str, str]


@rule("Q39")
def signature(payload: str, secret: str, now: int) -> str:
    """The ``Stripe-Signature`` header: HMAC-SHA-256 over the time and the payload."""
    message = f"{now}.{payload}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return f"t={now},v1={digest}"


class Events:
    """Records events in the order in which they happen.

    ``request`` and ``idempotency_key`` are those of the request being carried out, None when the
    clock or a learner's hand brought the event about.
    """

    def __init__(self, clock: Clock, ids: Ids, store: Store, api_version: str) -> None:
        self._clock = clock
        self._ids = ids
        self._store = store
        self._version = api_version
        self._occurrences: list[Occurrence] = []
        self._places: dict[str, int] = {}
        self._by_type: dict[str, array[int]] = {}
        self.request: str | None = None
        self.idempotency_key: str | None = None
        self.deliveries: deque[Delivery] = deque(maxlen=MAX_DELIVERIES)

    def __len__(self) -> int:
        return len(self._occurrences)

    @rule("V07")
    def record(self, type: str, object: Object, previous: dict[str, Any] | None = None) -> None:
        """Keep an event about ``object`` as it is now, and deliver it.

        ``previous`` holds the former values of what changed (``data.previous_attributes``).
        """
        endpoints = self._listening(type)
        occurrence = Occurrence(
            id=self._ids.new("evt"),
            type=type,
            created=self._clock.now,
            snapshot=to_json(present(self._store, object, self._version)),
            previous=None if previous is None else to_json(previous),
            request=self.request,
            idempotency_key=self.idempotency_key,
            pending_webhooks=len(endpoints),
        )
        place = self._places[occurrence.id] = len(self._occurrences)
        self._occurrences.append(occurrence)
        self._by_type.setdefault(type, array("L")).append(place)
        for endpoint in endpoints:
            self._deliver(occurrence, endpoint)

    def get(self, id: str) -> Object | None:
        """The event with this id as an API object, or None."""
        place = self._places.get(id)
        return None if place is None else self._object(self._occurrences[place])

    def log(self, type: str | None = None) -> Log:
        """The events of one type, or all of them."""
        places = range(len(self)) if type is None else self._by_type.get(type, ())
        return Log(self, places)

    def place(self, id: str) -> int:
        """Where an event stands in the record; -1 if there is none with this id."""
        return self._places.get(id, -1)

    def id_at(self, place: int) -> str:
        """The id of the event at a place."""
        return self._occurrences[place].id

    @rule("V07")
    def _object(self, event: Occurrence) -> Object:
        data = {"object": json.loads(event.snapshot)}
        if event.previous is not None:
            data["previous_attributes"] = json.loads(event.previous)
        return {
            "id": event.id,
            "object": "event",
            "api_version": self._version,
            "created": event.created,
            "data": data,
            "livemode": False,
            "pending_webhooks": event.pending_webhooks,
            "request": {"id": event.request, "idempotency_key": event.idempotency_key},
            "type": event.type,
        }

    def _listening(self, type: str) -> list[Object]:
        endpoints = self._store.objects.get("webhook_endpoint", {}).values()
        return [
            endpoint
            for endpoint in endpoints
            if endpoint["status"] == "enabled"
            and ("*" in endpoint["enabled_events"] or type in endpoint["enabled_events"])
        ]

    def _deliver(self, event: Occurrence, endpoint: Object) -> None:
        payload = to_json(self._object(event))
        secret = self._store.secrets[endpoint["id"]]
        self.deliveries.append(
            Delivery(
                endpoint=endpoint["id"],
                url=endpoint["url"],
                event=event.id,
                type=event.type,
                payload=payload,
                headers={
                    "Content-Type": "application/json; charset=utf-8",
                    "Stripe-Signature": signature(payload, secret, self._clock.now),
                },
            )
        )
