"""The emulator behind a real ``stripe.StripeClient``, so that the SDK's reading is tested too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from helpers.emulator import Emulator
from helpers.transport import EmulatorTransport

KEY = "sk_test_" + "x" * 24

Refused = Callable[..., dict[str, Any]]


def client_for(emulator: Emulator, version: str | None = None) -> stripe.StripeClient:
    """A client whose requests go to ``emulator``; ``version`` is its Stripe-Version."""
    return stripe.StripeClient(KEY, stripe_version=version, http_client=EmulatorTransport(emulator))


def refused(call: Callable[..., Any], *arguments: Any, **named: Any) -> dict[str, Any]:
    """Make a call that must be refused; return the error's keys and the HTTP ``status``."""
    with pytest.raises(stripe.StripeError) as caught:
        call(*arguments, **named)
    error = caught.value
    assert isinstance(error.json_body, dict)
    return {**error.json_body["error"], "status": error.http_status}


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
def client(emulator: Emulator) -> stripe.StripeClient:
    return client_for(emulator)


@pytest.fixture
def v1(client: stripe.StripeClient) -> Any:
    return client.v1


class World:
    """Shorthands for the objects that most tests begin with."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.v1: Any = client_for(emulator).v1

    def card(self, token: str = "tok_visa", **more: Any) -> Any:
        return self.v1.sources.create({"type": "card", "token": token, **more})

    def single_use(self) -> Any:
        return self.card(usage="single_use", amount=1000)

    def redirect(self, type: str = "ideal", **more: Any) -> Any:
        return self.v1.sources.create(
            {
                "type": type,
                "amount": 1000,
                "currency": "eur",
                "redirect": {"return_url": "https://example.com/back"},
                **more,
            }
        )

    def sepa(self, iban: str = "DE89370400440532013000", **more: Any) -> Any:
        return self.v1.sources.create(
            {"type": "sepa_debit", "sepa_debit": {"iban": iban}, "currency": "eur", **more}
        )

    def customer(self, *sources: Any) -> Any:
        """A customer with these sources attached in this order, the first one the default."""
        customer = self.v1.customers.create({"email": "paying.user@example.com"})
        for source in sources:
            self.attach(customer, source)
        return self.v1.customers.retrieve(customer.id)

    def attach(self, customer: Any, source: Any) -> Any:
        id = source if isinstance(source, str) else source.id
        return self.v1.customers.payment_sources.create(customer.id, {"source": id})

    def charge(self, **params: Any) -> Any:
        return self.v1.charges.create({"amount": 1099, "currency": "eur", **params})

    def status(self, source: Any) -> str:
        status: str = self.v1.sources.retrieve(source.id).status
        return status

    def default(self, customer: Any) -> Any:
        return self.v1.customers.retrieve(customer.id).default_source

    def sources(self, customer: Any, **params: Any) -> list[str]:
        page = self.v1.customers.payment_sources.list(customer.id, params)
        return [source.id for source in page.data]

    def events(self, count: int | None = None) -> list[str]:
        """The newest event types, as the list shows them: the newest first."""
        types = [event.type for event in self.v1.events.list({"limit": 100}).data]
        return types[:count]

    def news(self) -> Any:
        """How many events there are; ``self.since(mark)`` lists those after it."""
        return len(self.emulator.account.events)

    def since(self, mark: int) -> list[str]:
        return self.events(len(self.emulator.account.events) - mark)


@pytest.fixture
def world(emulator: Emulator) -> World:
    return World(emulator)
