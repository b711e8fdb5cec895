"""Every answer of every operation, held against the resource classes of the installed SDK.

The classes are not ours: no field may be unknown to them, each must have the type they say, and
none may be missing that is not Optional there. Where a recording shows otherwise the recording
goes before, and the exception is listed here with its fact.
"""

from __future__ import annotations

import json
import types
import typing
from functools import cache, reduce
from operator import or_
from typing import Any

import pytest
import stripe
from stripe import ListObject, StripeObject

from helpers.emulator import Emulator, Request, Response, facts, routes
from helpers.emulator.routes import ROUTES
from tests.emulator.conftest import World, client_for, refused

EXCEPTIONS = {
    ("Source", "mandate"): "S17",
    ("Card", "email"): "S32",
    ("Card", "phone"): "S32",
    ("Card", "wallet"): "S32",
    ("ListObject", "total_count"): "L02",
    ("AchDebit", "account_holder_type"): "Q47",
}
"""(class, field) -> the fact that goes before the class."""

CLASSES: dict[str, type[StripeObject]] = {
    "bank_account": stripe.BankAccount,
    "card": stripe.Card,
    "charge": stripe.Charge,
    "customer": stripe.Customer,
    "event": stripe.Event,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "source": stripe.Source,
    "token": stripe.Token,
    "webhook_endpoint": stripe.WebhookEndpoint,
}


class Names(dict[str, Any]):
    """The names that annotations refer to: classes that ``stripe`` loads when asked."""

    def __missing__(self, name: str) -> Any:
        try:
            return getattr(stripe, name)
        except AttributeError:
            raise KeyError(name) from None


NAMES = Names(CardResource=stripe.Card, TestClock=StripeObject)

REFUSED_ALWAYS = {
    ("POST", "/v1/sources/{source}/verify"),
    ("GET", "/v1/customers/search"),
    ("GET", "/v1/charges/search"),
    ("GET", "/v1/payment_intents/search"),
}
"""Operations that never answer with an object."""


@cache
def fields(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls, localns=NAMES)
    return {
        name: hint
        for name, hint in hints.items()
        if not name.startswith("_") and typing.get_origin(hint) is not typing.ClassVar
    }


def is_optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def problems(value: Any, hint: Any, path: str) -> list[str]:
    """Where ``value`` is not what ``hint`` says, as lines of text."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return []
    if origin in (typing.Union, types.UnionType):
        tried = [problems(value, option, path) for option in arguments]
        return [] if [] in tried else min(tried[::-1], key=len)
    if origin is typing.Literal:
        return [] if value in arguments else [f"{path}: {value!r} is none of {arguments[:3]}"]
    if origin is list:
        if not isinstance(value, list):
            return [f"{path}: {value!r} is no list"]
        return [line for item in value for line in problems(item, arguments[0], f"{path}[]")]
    if isinstance(origin or hint, type) and issubclass(origin or hint, StripeObject):
        return object_problems(value, origin or hint, arguments, path)
    if type(value) is not hint:
        return [f"{path}: {value!r} is no {hint}"]
    return []


def object_problems(value: Any, cls: type, arguments: tuple[Any, ...], path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no {cls.__name__}"]
    if cls is ListObject:
        hints: dict[str, Any] = {
            "object": typing.Literal["list"],
            "data": list[arguments[0]],  # type: ignore[valid-type]
            "has_more": bool,
            "url": str,
        }
    elif cls.__name__ == "UntypedStripeObject":
        return [
            line
            for key, item in value.items()
            for line in problems(item, arguments[0], f"{path}.{key}")
        ]
    else:
        hints = fields(cls)
    if typing.get_origin(hints.get("object")) is typing.Literal:
        wanted = typing.get_args(hints["object"])
        if value.get("object") not in wanted:
            return [f"{path}: a {value.get('object')} where {wanted} is due"] * 99
    if value.get("deleted") is True:
        extra = value.keys() - {"id", "object", "deleted"}
        return [f"{path}: {extra} beside deleted"] if extra else []
    found = []
    for key, item in value.items():
        if key in hints:
            found += problems(item, hints[key], f"{path}.{key}")
        elif (cls.__name__, key) not in EXCEPTIONS:
            found.append(f"{path}.{key}: unknown to {cls.__name__}")
    for key, hint in hints.items():
        if key not in value and not is_optional(hint):
            found.append(f"{path}.{key}: missing")
    return found


def whole_answer(body: dict[str, Any]) -> list[str]:
    if body["object"] == "list":
        kinds = {item["object"] for item in body["data"]}
        item = reduce(or_, (CLASSES[kind] for kind in kinds)) if kinds else str
        return problems(body, ListObject[item], "list")  # type: ignore[valid-type]
    return problems(body, CLASSES[body["object"]], body["object"])


class Listening(Emulator):
    """An emulator that keeps each good answer with the route that gave it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.answers: list[tuple[tuple[str, str], dict[str, Any]]] = []

    def handle(self, request: Request) -> Response:
        response = super().handle(request)
        if response.status == 200:
            route, _ = routes.find(request.method, request.path)
            self.answers.append(((route.method, route.path), json.loads(response.body)))
        return response


def tour(emulator: Emulator) -> None:
    """Call every operation, on every kind of object it is for."""
    world = World(emulator)
    v1 = world.v1
    number = {"number": "4242424242424242", "exp_month": 5, "exp_year": 2030, "cvc": "123"}
    v1.tokens.create({"card": {**number, "name": "Jenny", "address_zip": "1"}})
    bank = {"country": "US", "account_number": "000123456789", "routing_number": "110000000"}
    bank_token = v1.tokens.create({"bank_account": bank})
    v1.tokens.retrieve("tok_visa")
    hook = v1.webhook_endpoints.create({"url": "https://example.com", "enabled_events": ["*"]})
    v1.webhook_endpoints.retrieve(hook.id)
    v1.webhook_endpoints.update(hook.id, {"description": "x"})
    v1.webhook_endpoints.list()

    sources = [world.card(), world.single_use(), world.sepa()]
    sources.append(v1.sources.create({"type": "ach_credit_transfer", "currency": "usd"}))
    for type in ("alipay", "bancontact", "eps", "giropay", "ideal", "multibanco", "p24"):
        sources.append(world.redirect(type, owner={"address": {"city": "x"}, "email": "a@b.c"}))
    sources.append(world.redirect("sofort", sofort={"country": "DE"}))
    sources.append(world.redirect("three_d_secure", three_d_secure={"card": world.card().id}))
    for source in sources:
        if source.status == "pending":
            emulator.authorize(source.id)
        v1.sources.retrieve(source.id)
        v1.sources.update(source.id, {"metadata": {"a": "1"}})
        currency = "usd" if source.type == "ach_credit_transfer" else "eur"
        charge = world.charge(source=source.id, currency=currency)
        if charge.status == "pending":
            emulator.settle(charge.id)
        v1.refunds.create({"charge": charge.id, "amount": 100})
    refund = v1.refunds.list().data[0]
    v1.refunds.retrieve(refund.id)
    v1.refunds.update(refund.id, {"metadata": {"a": "1"}})

    card, sepa = world.card(), world.sepa()
    customer = world.customer(card, sepa, "tok_amex", bank_token.id)
    v1.sources.create({"customer": customer.id, "original_source": card.id})
    wallet = v1.customers.payment_sources
    ids = world.sources(customer)
    for id in ids:
        wallet.retrieve(customer.id, id)
        wallet.update(customer.id, id, {"metadata": {"a": "1"}})
    account = next(id for id in ids if id.startswith("ba_"))
    wallet.verify(customer.id, account, {"amounts": [32, 45]})
    for id in ids:
        currency = "usd" if id == account else "eur"
        charge = world.charge(customer=customer.id, source=id, currency=currency)
    v1.charges.retrieve(charge.id)
    v1.charges.update(charge.id, {"description": "x", "shipping": {"name": "Jenny"}})
    held = world.charge(source="tok_visa", capture=False)
    v1.charges.capture(held.id)
    refused(world.charge, source="tok_chargeDeclined")
    v1.charges.list({"limit": 100, "expand": ["data.customer.sources", "data.refunds"]})
    client_for(emulator).raw_request("get", f"/v1/charges/{held.id}/refunds")
    expand = ["sources", "default_source", "invoice_settings.default_payment_method"]
    params = {"address": {"city": "x"}, "shipping": {"address": {"city": "x"}, "name": "x"}}
    v1.customers.update(customer.id, {**params, "expand": expand})
    v1.customers.retrieve(customer.id, {"expand": expand})
    v1.customers.list({"expand": ["data.sources"]})

    made = v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    v1.payment_methods.retrieve(made.id)
    v1.payment_methods.attach(made.id, {"customer": customer.id, "expand": ["customer"]})
    v1.payment_methods.update(made.id, {"metadata": {"a": "1"}})
    v1.payment_methods.list({"customer": customer.id})
    v1.customers.payment_methods.list(customer.id)
    v1.customers.payment_methods.retrieve(customer.id, made.id)
    for method in (made.id, card.id, sepa.id):
        chosen = {"payment_method": method, "allowed_payment_method_types": ["card", "sepa_debit"]}
        setup = v1.setup_intents.create({"customer": customer.id, **chosen})
        v1.setup_intents.confirm(setup.id, {"expand": ["payment_method", "customer"]})
        pay = {"amount": 500, "currency": "eur", "customer": customer.id}
        intent = v1.payment_intents.create({**pay, **chosen})
        v1.payment_intents.confirm(
            intent.id, {"expand": ["latest_charge", "payment_method", "customer"]}
        )
    automatic = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
    v1.setup_intents.cancel(v1.setup_intents.create(automatic).id)
    open_intent = v1.payment_intents.create({**pay, **automatic})
    v1.payment_intents.retrieve(v1.payment_intents.cancel(open_intent.id).id)
    manual = {**pay, "capture_method": "manual", "payment_method": made.id, "confirm": True}
    v1.payment_intents.capture(v1.payment_intents.create(manual).id)
    declined = {**pay, "payment_method": "pm_card_chargeCustomerFail", "confirm": True}
    error = refused(v1.payment_intents.create, declined)
    v1.payment_intents.retrieve(error["payment_intent"]["id"])
    refused(v1.setup_intents.create, {"payment_method": "pm_card_chargeDeclined", "confirm": True})
    v1.payment_intents.list()
    v1.setup_intents.list()
    v1.setup_intents.retrieve(setup.id)
    v1.payment_methods.detach(made.id)
    for id in ids:
        v1.customers.payment_sources.delete(customer.id, id)
    v1.customers.delete(customer.id)
    v1.customers.retrieve(customer.id)
    v1.webhook_endpoints.delete(hook.id)
    for event in v1.events.list({"limit": 100}).auto_paging_iter():
        v1.events.retrieve(event.id)


@pytest.fixture(scope="module")
def listening() -> Listening:
    emulator = Listening(raw_card_data=True)
    tour(emulator)
    return emulator


def test_the_tour_calls_every_operation(listening: Listening) -> None:
    called = {route for route, _ in listening.answers}
    assert called == {(route.method, route.path) for route in ROUTES} - REFUSED_ALWAYS


def test_every_answer_keeps_the_contract(listening: Listening) -> None:
    found: dict[str, None] = {}
    for route, body in listening.answers:
        found |= dict.fromkeys(f"{route[0]} {route[1]}: {line}" for line in whole_answer(body))
    assert "\n".join(found) == ""


def test_every_event_keeps_the_contract(listening: Listening) -> None:
    seen = set()
    for _, body in listening.answers:
        if body["object"] == "event":
            inside = body["data"]["object"]
            assert whole_answer(inside) == [], body["type"]
            seen.add(body["type"])
    assert len(seen) > 25


@pytest.mark.parametrize("version", ["2019-12-03", "2022-08-01"])
def test_old_versions_keep_the_contract_too(version: str) -> None:
    emulator = Listening(raw_card_data=True, api_version=version)
    world = World(emulator)
    old: Any = client_for(emulator, version).v1
    customer = world.customer(world.card(), "tok_visa")
    old.customers.list()
    old.charges.create({"amount": 500, "currency": "eur", "customer": customer.id})
    old.charges.list({"expand": ["data.customer"]})
    found = [line for _, body in emulator.answers for line in whole_answer(body)]
    assert found == []


def test_exceptions_rest_on_facts() -> None:
    assert set(EXCEPTIONS.values()) <= facts.load().keys()
    for (name, field), _ in EXCEPTIONS.items():
        cls = getattr(stripe, name, None)
        if cls is not None and cls is not ListObject:
            assert field not in fields(cls), f"{name}.{field} is known by now"


def test_the_check_finds_faults(listening: Listening) -> None:
    """The check itself: a wrong type, an unknown field and a missing one are each found."""
    good = next(body for _, body in listening.answers if body["object"] == "customer")
    assert whole_answer(good) == []
    assert whole_answer({**good, "created": "now"})
    assert whole_answer({**good, "livemode": 0})
    assert whole_answer({**good, "nickname": None})
    assert whole_answer({**good, "address": {"city": 5}})
    assert whole_answer({key: good[key] for key in good if key != "created"})
