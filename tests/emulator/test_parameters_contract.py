"""Every parameter of every operation, held against the parameter classes of the installed SDK.

What an operation takes, and what it says that Stripe takes and the emulator does not, is what the
SDK's class names: no more, no less. What differs is listed here with its reason.
"""

from __future__ import annotations

from typing import Any

import pytest
import stripe.params
from stripe import RequestOptions

from helpers.emulator.parameters import Schema
from helpers.emulator.routes import ROUTES, Route
from helpers.emulator.sourcetypes import BY_NAME, OTHERS

NOUNS = {
    "charges": "Charge",
    "customers": "Customer",
    "events": "Event",
    "payment_intents": "PaymentIntent",
    "payment_methods": "PaymentMethod",
    "refunds": "Refund",
    "setup_intents": "SetupIntent",
    "sources": "Source",
    "tokens": "Token",
    "webhook_endpoints": "WebhookEndpoint",
}
OF_CUSTOMER = {"payment_methods": "CustomerPaymentMethod", "sources": "CustomerPaymentSource"}
VERBS = {
    ("POST", 1): "Create",
    ("GET", 1): "List",
    ("GET", 2): "Retrieve",
    ("POST", 2): "Update",
    ("DELETE", 2): "Delete",
}

FORMER = {
    "ChargeCreateParams": {"card", "level3"},
    "CustomerCreateParams": {"bank_account", "card", "coupon", "plan", "promotion_code"},
    "CustomerUpdateParams": {"bank_account", "card", "coupon", "plan", "promotion_code"},
    "CustomerPaymentSourceCreateParams": {"card"},
    "PaymentIntentCreateParams": {"payment_method_types"},
    "SetupIntentCreateParams": {"payment_method_types"},
    "SourceUpdateParams": {"card"},
}
"""Parameters that the SDK names no more, and old code and recordings still send (S28 for a card's
expiry; P20 for payment_method_types, with an older version)."""

EVERY_OPERATION = {"expand"}
PUBLISHABLE = {"client_secret"}
"""Goes with a publishable key, which the emulator does not know."""


def class_name(route: Route) -> str:
    """The SDK's name for the parameters of a route."""
    parts = route.path.split("/")[2:]
    noun = NOUNS[parts[0]]
    if noun == "Customer" and len(parts) > 2:
        parts = parts[2:]
        noun = OF_CUSTOMER[parts[0]]
    if route.path.endswith("/{charge}/refunds"):
        return "ChargeListRefundsParams"
    if len(parts) > 1 and not parts[-1].startswith("{"):
        return f"{noun}{parts[-1].capitalize()}Params"
    return f"{noun}{VERBS[route.method, len(parts)]}Params"


def named_by_the_sdk(route: Route) -> set[str]:
    cls: Any = getattr(stripe.params, class_name(route))
    return set(cls.__annotations__) - set(RequestOptions.__annotations__)


FIXED = [route for route in ROUTES if isinstance(route.accepts, Schema)]


def test_all_but_two_operations_take_the_same_whatever_is_sent() -> None:
    paths = {route.path for route in ROUTES if route not in FIXED}
    assert paths == {"/v1/sources", "/v1/customers/{customer}/sources/{id}"}


@pytest.mark.fact("E09", "Q34")
@pytest.mark.parametrize("route", FIXED, ids=lambda route: f"{route.method} {route.path}")
def test_what_an_operation_knows_is_what_the_sdk_names(route: Route) -> None:
    assert isinstance(route.accepts, Schema)
    named = named_by_the_sdk(route)
    known = set(route.accepts.fields) | route.accepts.gaps
    assert known - named - EVERY_OPERATION == FORMER.get(class_name(route), set())
    assert named - known <= PUBLISHABLE


@pytest.mark.fact("S24")
def test_what_makes_a_source_is_what_the_sdk_names_and_the_hash_of_its_type() -> None:
    (route,) = [r for r in ROUTES if (r.method, r.path) == ("POST", "/v1/sources")]
    named = named_by_the_sdk(route)
    clone = {"customer", "original_source"}
    for type in BY_NAME:
        schema = route.schema({"type": type}, {})
        known = set(schema.fields) | schema.gaps
        assert type in schema.fields
        assert known - named - EVERY_OPERATION <= BY_NAME.keys() | OTHERS
        assert named - known <= clone
