"""The emulator's HTTP door as a learner's Stripe account, with other people's objects in it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import stripe

from helpers.connection.guard import plain_client
from helpers.emulator import Emulator
from helpers.emulator.http_door import Door

# An hour within the day of the stored outputs, so that cards expire in the same month.
_LATEST_START = 12 * 3600


@dataclass
class Account:
    """An account behind a door on loopback: ids from a random seed, and a clock of its own."""

    door: Door
    owner: stripe.StripeClient
    others: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.door.url

    def left(self) -> dict[str, list[str]]:
        """What is there that could have been ended: customers, webhook endpoints, open intents."""
        v1 = self.owner.v1
        return {
            "customers": [one.id for one in v1.customers.list({"limit": 100}).data],
            "webhook_endpoints": [one.id for one in v1.webhook_endpoints.list().data],
            "open intents": [
                one.id
                for one in [*v1.payment_intents.list().data, *v1.setup_intents.list().data]
                if one.status not in ("succeeded", "canceled")
            ],
        }

    def add_others(self) -> None:
        """Objects of somebody else: untagged, tagged by another run, tagged by hand."""
        v1 = self.owner.v1
        made: list[Any] = [
            v1.customers.create({"email": "paying.user@example.com"}),
            v1.customers.create({"metadata": {"tutorial": "20200101-000000-00000000"}}),
            v1.customers.create({"metadata": {"tutorial": "yes"}, "source": "tok_visa"}),
            v1.payment_intents.create({"amount": 100, "currency": "eur"}),
            v1.setup_intents.create({}),
            v1.webhook_endpoints.create(
                {"url": "https://example.com/", "enabled_events": ["charge.succeeded"]}
            ),
        ]
        self.others = {one.id: _plain(one) for one in made}

    def others_now(self) -> dict[str, Any]:
        """The same objects as they are now."""
        v1 = self.owner.v1
        ways: dict[str, Any] = {
            "cus": v1.customers,
            "pi": v1.payment_intents,
            "seti": v1.setup_intents,
            "we": v1.webhook_endpoints,
        }
        return {id: _plain(ways[id.split("_")[0]].retrieve(id)) for id in self.others}


def _plain(value: stripe.StripeObject) -> Any:
    plain = json.loads(str(value))
    plain.pop("secret", None)  # shown only when it is made
    return plain


@contextmanager
def an_account() -> Iterator[Account]:
    """A fresh account until the end of the block."""
    emulator = Emulator(random.randrange(2**40), Emulator().now + random.randrange(_LATEST_START))
    door = Door(emulator, 0)
    door.start(0.01)
    owner = stripe.StripeClient(
        "sk_test_" + "owner" * 5,
        base_addresses={"api": door.url},
        http_client=plain_client(),
    )
    try:
        yield Account(door, owner)
    finally:
        door.close()
