"""What the example calls of the glossary need: a client on a fresh emulator, and what is there."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
import stripe

from helpers.emulator import Emulator
from helpers.transport import EmulatorTransport, Recorder

# A situation of lists.toml prepares the account and says what the placeholders of a call stand for.
Situation = Callable[[stripe.StripeClient], dict[str, Any]]


class World:
    """A client on an emulator of its own, and the requests that went out."""

    def __init__(self) -> None:
        self.recorder = Recorder(EmulatorTransport(Emulator()))
        self.client = stripe.StripeClient("sk_test_glossary", http_client=self.recorder)

    def prepare(self, situation: str) -> dict[str, Any]:
        """Makes what ``situation`` promises; what each placeholder of its calls stands for."""
        return dict(SITUATIONS[situation](self.client))

    def last_request(self) -> tuple[str, str, list[tuple[str, str]]]:
        """Verb, path and parameters (pairs, sorted) of the request sent last."""
        sent = self.recorder.record[-1]
        return sent.method.upper(), sent.path, sorted(parse_qsl(sent.parameters))

    def events(self) -> list[str]:
        """The types of all events so far, the oldest first."""
        page = self.client.v1.events.list({"limit": 100})
        return [event.type for event in reversed(page.data)]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def situations() -> frozenset[str]:
    """The names of what can be prepared."""
    return frozenset(SITUATIONS)


def _source(client: stripe.StripeClient, **more: Any) -> Any:
    return client.v1.sources.create({"type": "card", "token": "tok_visa", **more})


def _customer(client: stripe.StripeClient, **more: Any) -> Any:
    return client.v1.customers.create({"email": "paying.user@example.com", **more})


def _attached(client: stripe.StripeClient) -> dict[str, Any]:
    source = _source(client)
    customer = _customer(client)
    client.v1.customers.payment_sources.create(customer.id, {"source": source.id})
    return {"customer": customer.id, "source": source.id, "id": source.id}


def _two_attached(client: stripe.StripeClient) -> dict[str, Any]:
    names = _attached(client)
    other = _source(client)
    client.v1.customers.payment_sources.create(names["customer"], {"source": other.id})
    return names | {"other_source": other.id}


def _card(client: stripe.StripeClient) -> dict[str, Any]:
    customer = _customer(client)
    card = client.v1.customers.payment_sources.create(customer.id, {"source": "tok_visa"})
    return {"customer": customer.id, "id": card.id}


def _charge(client: stripe.StripeClient, **more: Any) -> dict[str, Any]:
    names = _attached(client)
    parameters = {"customer": names["customer"], "source": names["source"], **more}
    charge = client.v1.charges.create({"amount": 1099, "currency": "eur", **parameters})
    return names | {"charge": charge.id}


def _payment_method(client: stripe.StripeClient) -> dict[str, Any]:
    method = client.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    return {"customer": _customer(client).id, "payment_method": method.id}


def _attached_payment_method(client: stripe.StripeClient) -> dict[str, Any]:
    names = _payment_method(client)
    client.v1.payment_methods.attach(names["payment_method"], {"customer": names["customer"]})
    return names


def _intent(client: stripe.StripeClient, service: str, **more: Any) -> dict[str, Any]:
    names = _payment_method(client)
    parameters = {**names, "allowed_payment_method_types": ["card"], **more}
    return names | {"intent": getattr(client.v1, service).create(parameters).id}


SITUATIONS: dict[str, Situation] = {
    "nothing": lambda client: {},
    "test-token": lambda client: {"token": "tok_visa"},
    "source": lambda client: {"source": _source(client).id},
    "customer": lambda client: {"customer": _customer(client).id},
    "customer-and-source": lambda client: {
        "customer": _customer(client).id,
        "source": _source(client).id,
    },
    "attached-source": _attached,
    "attached-source-and-source": lambda client: (
        _attached(client) | {"other_source": _source(client).id}
    ),
    "two-attached-sources": _two_attached,
    "customer-and-single-use-source": lambda client: {
        "customer": _customer(client).id,
        "source": _source(client, usage="single_use", amount=1099, currency="eur").id,
    },
    "customer-and-card": _card,
    "charge": _charge,
    "uncaptured-charge": lambda client: _charge(client, capture=False),
    "event": lambda client: {
        "customer": _customer(client).id,
        "id": client.v1.events.list().data[0].id,
    },
    "payment-method": _payment_method,
    "attached-payment-method": _attached_payment_method,
    "payment-intent": lambda client: _intent(
        client, "payment_intents", amount=1099, currency="eur"
    ),
    "setup-intent": lambda client: _intent(client, "setup_intents"),
}
