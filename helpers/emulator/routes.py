"""Every URL that the emulator answers: one table, compiled once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from helpers.emulator import errors
from helpers.emulator.account import Call
from helpers.emulator.expansion import SOURCE_KINDS
from helpers.emulator.facts import rule
from helpers.emulator.parameters import NOTHING, Schema
from helpers.emulator.resources import (
    charges,
    customer_sources,
    customers,
    events,
    payment_intents,
    payment_methods,
    refunds,
    search,
    setup_intents,
    sources,
    tokens,
    webhook_endpoints,
)
from helpers.emulator.store import Object
from helpers.emulator.wire import Form

Operation = Callable[[Call], Object]
SchemaChoice = Callable[[Form, dict[str, str]], Schema]


class Route(NamedTuple):
    """One row: method, path with ``{names}``, the operation, what it accepts and what it shows.

    ``shows`` names the kinds of object in the answer; "list of ..." for a list of them.
    """

    method: str
    path: str
    operation: Operation
    shows: tuple[str, ...]
    accepts: Schema | SchemaChoice = NOTHING

    def schema(self, form: Form, path: dict[str, str]) -> Schema:
        """The parameters that this request may have."""
        return self.accepts if isinstance(self.accepts, Schema) else self.accepts(form, path)


SOURCE = "/v1/customers/{customer}/sources/{id}"
METHOD = "/v1/payment_methods/{method}"
SETUP = "/v1/setup_intents/{intent}"
PAYMENT = "/v1/payment_intents/{intent}"
ENDPOINT = "/v1/webhook_endpoints/{endpoint}"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/tokens", tokens.create, ("token",), tokens.CREATE),
    Route("GET", "/v1/tokens/{token}", tokens.retrieve, ("token",)),
    Route("POST", "/v1/sources", sources.create, ("source",), sources.create_schema),
    Route("GET", "/v1/sources/{source}", sources.retrieve, ("source",)),
    Route("POST", "/v1/sources/{source}", sources.update, ("source",), sources.UPDATE),
    Route("POST", "/v1/sources/{source}/verify", sources.verify, ("source",), sources.VERIFY),
    Route("POST", "/v1/customers", customers.create, ("customer",), customers.CREATE),
    Route("GET", "/v1/customers", customers.list_, ("list of customers",), customers.LIST),
    Route("GET", "/v1/customers/search", search.search, (), search.SEARCH),
    Route("GET", "/v1/charges/search", search.search, (), search.SEARCH),
    Route("GET", "/v1/payment_intents/search", search.search, (), search.SEARCH),
    Route("GET", "/v1/customers/{customer}", customers.retrieve, ("customer",)),
    Route("POST", "/v1/customers/{customer}", customers.update, ("customer",), customers.UPDATE),
    Route("DELETE", "/v1/customers/{customer}", customers.delete, ("customer",)),
    Route(
        "POST",
        "/v1/customers/{customer}/sources",
        customer_sources.create,
        SOURCE_KINDS,
        customer_sources.CREATE,
    ),
    Route(
        "GET",
        "/v1/customers/{customer}/sources",
        customer_sources.list_,
        ("list of sources",),
        customer_sources.LIST,
    ),
    Route("GET", SOURCE, customer_sources.retrieve, SOURCE_KINDS),
    Route("POST", SOURCE, customer_sources.update, SOURCE_KINDS, customer_sources.update_schema),
    Route("DELETE", SOURCE, customer_sources.delete, SOURCE_KINDS),
    Route(
        "POST", SOURCE + "/verify", customer_sources.verify, SOURCE_KINDS, customer_sources.VERIFY
    ),
    Route("POST", "/v1/charges", charges.create, ("charge",), charges.CREATE),
    Route("GET", "/v1/charges", charges.list_, ("list of charges",), charges.LIST),
    Route("GET", "/v1/charges/{charge}", charges.retrieve, ("charge",)),
    Route("POST", "/v1/charges/{charge}", charges.update, ("charge",), charges.UPDATE),
    Route("POST", "/v1/charges/{charge}/capture", charges.capture, ("charge",), charges.CAPTURE),
    Route(
        "GET",
        "/v1/charges/{charge}/refunds",
        refunds.list_of_charge,
        ("list of refunds",),
        refunds.LIST_OF_CHARGE,
    ),
    Route("POST", "/v1/refunds", refunds.create, ("refund",), refunds.CREATE),
    Route("GET", "/v1/refunds", refunds.list_, ("list of refunds",), refunds.LIST),
    Route("GET", "/v1/refunds/{refund}", refunds.retrieve, ("refund",)),
    Route("POST", "/v1/refunds/{refund}", refunds.update, ("refund",), refunds.UPDATE),
    Route(
        "POST",
        "/v1/payment_methods",
        payment_methods.create,
        ("payment_method",),
        payment_methods.CREATE,
    ),
    Route(
        "GET",
        "/v1/payment_methods",
        payment_methods.list_,
        ("list of payment_methods",),
        payment_methods.LIST,
    ),
    Route("GET", METHOD, payment_methods.retrieve, ("payment_method",)),
    Route("POST", METHOD, payment_methods.update, ("payment_method",), payment_methods.UPDATE),
    Route(
        "POST",
        METHOD + "/attach",
        payment_methods.attach,
        ("payment_method",),
        payment_methods.ATTACH,
    ),
    Route("POST", METHOD + "/detach", payment_methods.detach, ("payment_method",)),
    Route(
        "GET",
        "/v1/customers/{customer}/payment_methods",
        payment_methods.list_of_customer,
        ("list of payment_methods",),
        payment_methods.LIST_OF_CUSTOMER,
    ),
    Route(
        "GET",
        "/v1/customers/{customer}/payment_methods/{method}",
        payment_methods.retrieve_of_customer,
        ("payment_method",),
    ),
    Route(
        "POST", "/v1/setup_intents", setup_intents.create, ("setup_intent",), setup_intents.CREATE
    ),
    Route(
        "GET",
        "/v1/setup_intents",
        setup_intents.list_,
        ("list of setup_intents",),
        setup_intents.LIST,
    ),
    Route("GET", SETUP, setup_intents.retrieve, ("setup_intent",)),
    Route(
        "POST", SETUP + "/confirm", setup_intents.confirm, ("setup_intent",), setup_intents.CONFIRM
    ),
    Route("POST", SETUP + "/cancel", setup_intents.cancel, ("setup_intent",), setup_intents.CANCEL),
    Route(
        "POST",
        "/v1/payment_intents",
        payment_intents.create,
        ("payment_intent",),
        payment_intents.CREATE,
    ),
    Route(
        "GET",
        "/v1/payment_intents",
        payment_intents.list_,
        ("list of payment_intents",),
        payment_intents.LIST,
    ),
    Route("GET", PAYMENT, payment_intents.retrieve, ("payment_intent",)),
    Route(
        "POST",
        PAYMENT + "/confirm",
        payment_intents.confirm,
        ("payment_intent",),
        payment_intents.CONFIRM,
    ),
    Route(
        "POST",
        PAYMENT + "/capture",
        payment_intents.capture,
        ("payment_intent",),
        payment_intents.CAPTURE,
    ),
    Route(
        "POST",
        PAYMENT + "/cancel",
        payment_intents.cancel,
        ("payment_intent",),
        payment_intents.CANCEL,
    ),
    Route(
        "POST",
        "/v1/webhook_endpoints",
        webhook_endpoints.create,
        ("webhook_endpoint",),
        webhook_endpoints.CREATE,
    ),
    Route(
        "GET",
        "/v1/webhook_endpoints",
        webhook_endpoints.list_,
        ("list of webhook_endpoints",),
        webhook_endpoints.LIST,
    ),
    Route("GET", ENDPOINT, webhook_endpoints.retrieve, ("webhook_endpoint",)),
    Route(
        "POST", ENDPOINT, webhook_endpoints.update, ("webhook_endpoint",), webhook_endpoints.UPDATE
    ),
    Route("DELETE", ENDPOINT, webhook_endpoints.delete, ("webhook_endpoint",)),
    Route("GET", "/v1/events", events.list_, ("list of events",), events.LIST),
    Route("GET", "/v1/events/{event}", events.retrieve, ("event",)),
)

_OTHERS = """
    account account_links account_sessions accounts apple_pay application_fees apps balance
    balance_settings balance_transactions billing billing_portal checkout climate
    confirmation_tokens country_specs coupons credit_notes customer_sessions disputes
    entitlements ephemeral_keys exchange_rates file_links files financial_connections forwarding
    identity invoice_payments invoice_rendering_templates invoiceitems invoices issuing mandates
    payment_links payment_method_configurations payment_method_domains payment_records payouts
    plans prices product_catalog products promotion_codes quotes radar reporting reviews
    setup_attempts shipping_rates sigma subscription_items subscription_schedules subscriptions
    tax tax_codes tax_ids tax_rates terminal test_helpers topups transfers treasury
"""
OTHERS = frozenset(_OTHERS.split())
"""What follows ``/v1/`` in URLs that Stripe has and the emulator has not."""

OTHERS_BELOW = frozenset(
    {
        ("GET", "/v1/sources/*/source_transactions"),
        ("GET", "/v1/charges/*/refunds/*"),
        ("POST", "/v1/refunds/*/cancel"),
        ("POST", "/v1/setup_intents/*"),
        ("POST", "/v1/payment_intents/*"),
        ("POST", "/v1/setup_intents/*/verify_microdeposits"),
        ("POST", "/v1/payment_intents/*/verify_microdeposits"),
        ("POST", "/v1/payment_intents/*/increment_authorization"),
        ("POST", "/v1/payment_intents/*/apply_customer_balance"),
        ("GET", "/v1/customers/*/balance_transactions"),
        ("GET", "/v1/customers/*/cash_balance"),
        ("GET", "/v1/customers/*/tax_ids"),
        ("POST", "/v1/customers/*/balance_transactions"),
        ("POST", "/v1/customers/*/funding_instructions"),
        ("POST", "/v1/customers/*/tax_ids"),
        ("DELETE", "/v1/customers/*/discount"),
    }
)
"""The same below resources that the emulator does have; ``*`` stands for an id."""


class _Node:
    """One step of a path: literal next steps, a named one, and the routes that end here."""

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.named: tuple[str, _Node] | None = None
        self.ends: dict[str, Route] = {}


def _compile(routes: tuple[Route, ...]) -> _Node:
    root = _Node()
    for route in routes:
        node = root
        for part in route.path[1:].split("/"):
            if part.startswith("{"):
                node.named = node.named or (part[1:-1], _Node())
                if node.named[0] != part[1:-1]:
                    raise ValueError(f"{route.path}: two names for one place")
                node = node.named[1]
            else:
                node = node.literal.setdefault(part, _Node())
        node.ends[route.method] = route
    return root


_ROOT = _compile(ROUTES)


@rule("E13", "S29", "Q34")
def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route for a request and the ids in its path.

    Raises ``UNKNOWN_URL``, or ``EMULATOR_GAP`` for a URL that Stripe has and the emulator has not.
    """
    node = _ROOT
    ids: dict[str, str] = {}
    for part in path[1:].split("/"):
        literal = node.literal.get(part)
        if literal is not None:
            node = literal
        elif node.named is not None and part:
            name, node = node.named
            ids[name] = part
        else:
            raise _unknown(method, path)
    route = node.ends.get(method)
    if route is None:
        raise _unknown(method, path)
    return route, ids


def _unknown(method: str, path: str) -> errors.StripeError:
    parts = path[1:].split("/")
    below = "/".join(["", *parts[:2], "*", *parts[3:]])
    is_gap = len(parts) > 1 and parts[0] == "v1" and parts[1] in OTHERS and parts[-1]
    if is_gap or (method, path) in OTHERS_BELOW or (method, below) in OTHERS_BELOW:
        return errors.EMULATOR_GAP(what=f"{method} {path}", param="url")
    return errors.UNKNOWN_URL(method=method, path=path)
