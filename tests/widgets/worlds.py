"""Accounts to try pictures on: the emulator's, a real one's, one that does not answer."""

import json
from typing import Any

import stripe

from helpers.connection import LessonClient, connect

KEY = "sk_test_" + "x" * 12


def hand_made(**objects: Any) -> stripe.StripeClient:
    """A plain ``stripe.StripeClient``, as of a real account: no record and no emulator.

    ``objects``: what is answered, by the end of the path (``sources``, ``events``; ``customer``
    and ``source`` for one object).
    """
    return stripe.StripeClient(KEY, http_client=_Answers(objects))


def dead() -> stripe.StripeClient:
    """A client whose connection is dead."""
    return stripe.StripeClient(KEY, http_client=_Dead())


class _Answers(stripe.HTTPClient):
    name = "answers"

    def __init__(self, objects: dict[str, Any]) -> None:
        super().__init__()
        self.objects = objects
        self.asked: list[str] = []

    def request(self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any) -> Any:
        self.asked.append(f"{method.upper()} {url.partition('.com')[2]}")
        last = url.partition("?")[0].rpartition("/")[2]
        kind = "customer" if last.startswith("cus_") else last
        kind = "source" if last.startswith("src_") else kind
        if kind not in self.objects:
            error = {"error": {"type": "invalid_request_error", "message": "not permitted"}}
            return json.dumps(error), 403, {}
        return json.dumps(self.objects[kind]), 200, {"request-id": "req_1"}


class _Dead(stripe.HTTPClient):
    name = "dead"

    def request(self, *_: Any, **__: Any) -> Any:
        raise stripe.APIConnectionError("refused")


def listed(*data: Any, more: bool = False) -> dict[str, Any]:
    """A page of a list."""
    return {"object": "list", "data": list(data), "has_more": more, "url": "/v1/x"}


def customer_with(tokens: list[str]) -> tuple[LessonClient, str]:
    """An emulator with one customer, and a Source of each token attached to it."""
    client = connect()
    customer = client.v1.customers.create({"email": "hanako@example.com"}).id
    for token in tokens:
        source = client.v1.sources.create({"type": "card", "token": token}).id
        client.v1.customers.payment_sources.create(customer, {"source": source})
    return client, customer


def pending(client: stripe.StripeClient) -> stripe.Source:
    """A source that waits for its customer."""
    return client.v1.sources.create(
        {
            "type": "sofort",
            "amount": 1099,
            "currency": "eur",
            "redirect": {"return_url": "https://example.com/back"},
            "sofort": {"country": "DE"},
        }
    )
