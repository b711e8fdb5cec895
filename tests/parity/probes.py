"""What a real test account can be asked about the ledger's facts, and how its answer is compared.

A probe makes what it needs, asks, and returns plain data in which ids are replaced by their kind:
``No such source: 'src_1a'`` becomes ``No such source: '<src>'``. The emulator is asked the same.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stripe

Ask = Callable[[stripe.StripeClient], Any]

PROBES: list["Probe"] = []

_ID = re.compile(r"\b(src|cus|tok|btok|ch|py|card|ba|pm|pi|re|req|evt|acct)_\w+")
_WAIT_FOR_EVENTS = 20.0


@dataclass(frozen=True)
class Probe:
    """One question: the facts it is about, what it asks in words, and how."""

    name: str
    facts: tuple[str, ...]
    what: str
    ask: Ask


def probe(*facts: str) -> Callable[[Ask], Ask]:
    """Add a function to the probes; its docstring says what it asks."""

    def add(ask: Ask) -> Ask:
        PROBES.append(Probe(ask.__name__, facts, (ask.__doc__ or "").strip(), ask))
        return ask

    return add


def without_ids(value: Any) -> Any:
    """Plain data with every id replaced by its kind."""
    if isinstance(value, str):
        return _ID.sub(r"<\1>", value)
    if isinstance(value, list | tuple):
        return [without_ids(inner) for inner in value]
    if isinstance(value, dict):
        return {key: without_ids(inner) for key, inner in value.items()}
    return value


# --- what probes are made of ---------------------------------------------------------------------


def card(client: stripe.StripeClient, token: str = "tok_visa", **more: Any) -> stripe.Source:
    return client.v1.sources.create({"type": "card", "token": token, **more})


def customer(client: stripe.StripeClient, source: str | None = None) -> stripe.Customer:
    given = {"source": source} if source else {}
    return client.v1.customers.create({"email": "parity@example.com", **given})


def pay(client: stripe.StripeClient, **by: Any) -> stripe.Charge:
    return client.v1.charges.create({"amount": 1099, "currency": "usd", **by})


def attach(client: stripe.StripeClient, owner: str, source: str) -> Any:
    return client.v1.customers.payment_sources.create(owner, {"source": source})


def detach(client: stripe.StripeClient, owner: str, source: str) -> Any:
    return client.v1.sources.detach(owner, source)


def status(client: stripe.StripeClient, source: stripe.Source) -> str:
    return client.v1.sources.retrieve(source.id).status


def default(client: stripe.StripeClient, owner: stripe.Customer) -> Any:
    return client.v1.customers.retrieve(owner.id).default_source


def refusal(call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """How the call is refused: HTTP status, type, code, decline code, param and message."""
    try:
        return {"not refused": type(call(*arguments, **named)).__name__}
    except stripe.StripeError as error:
        told = error.error
        fields = ("type", "code", "decline_code", "param", "message")
        found = {field: getattr(told, field, None) for field in fields} if told else {}
        return {"status": error.http_status, **found}


def events_of(client: stripe.StripeClient, made: Any) -> list[str]:
    """The types of the events that a request brought about; waits for them in a real account."""
    request = made.last_response.request_id
    deadline = time.monotonic() + _WAIT_FOR_EVENTS
    while True:
        listed = client.v1.events.list({"limit": 100}).data
        found = [event.type for event in listed if event.request and event.request.id == request]
        if found or time.monotonic() > deadline:
            return sorted(found)  # events of one second come in no order that can be relied on
        time.sleep(1)


# --- sources -------------------------------------------------------------------------------------


@probe("S01")
def keys_of_a_card_source(client: stripe.StripeClient) -> Any:
    """Which keys a card source from a token has"""
    return sorted(card(client).to_dict())


@probe("S03", "C15")
def single_use_card_source(client: stripe.StripeClient) -> Any:
    """A single-use card source with an amount and no currency"""
    source = card(client, usage="single_use", amount=1000)
    return [source.status, source.usage, source.amount, source.currency]


@probe("S25")
def source_with_a_customer(client: stripe.StripeClient) -> Any:
    """Creating a source with customer and type"""
    owner = customer(client)
    return refusal(client.v1.sources.create, {"type": "card", "customer": owner.id})


@probe("S26")
def wrong_usage(client: stripe.StripeClient) -> Any:
    """A usage that there is not"""
    form: Any = {"type": "card", "token": "tok_visa", "usage": "sometimes"}
    return refusal(client.v1.sources.create, form)


@probe("S27")
def wrong_type(client: stripe.StripeClient) -> Any:
    """A type that there is not"""
    return refusal(client.v1.sources.create, {"type": "bitcoin"})


@probe("T02", "T03")
def token_used_twice(client: stripe.StripeClient) -> Any:
    """The same token for two sources"""
    token = client.v1.tokens.retrieve("tok_visa").id
    card(client, token)
    return refusal(card, client, token)


# --- attaching -----------------------------------------------------------------------------------


@probe("A05", "S09")
def attach_with_a_new_customer(client: stripe.StripeClient) -> Any:
    """A customer created with a source"""
    source = card(client)
    owner = customer(client, source.id)
    attached = client.v1.sources.retrieve(source.id)
    return [owner.default_source == source.id, attached.status, attached.customer == owner.id]


@probe("A02", "C06")
def attach_a_consumed_source(client: stripe.StripeClient) -> Any:
    """Attaching a source that was charged without a customer"""
    source = card(client)
    pay(client, source=source.id)
    return [status(client, source), refusal(attach, client, customer(client).id, source.id)]


@probe("A03")
def attach_to_another_customer(client: stripe.StripeClient) -> Any:
    """Attaching an attached source to another customer"""
    source = card(client)
    customer(client, source.id)
    return refusal(attach, client, customer(client).id, source.id)


@probe("A03", "Q13")
def attach_to_the_same_customer(client: stripe.StripeClient) -> Any:
    """Attaching an attached source to the same customer again"""
    source = card(client)
    owner = customer(client, source.id)
    return refusal(attach, client, owner.id, source.id)


@probe("A04", "C02")
def attach_a_single_use_source(client: stripe.StripeClient) -> Any:
    """A single-use card source attached and charged"""
    source = card(client, usage="single_use", amount=1099)
    owner = customer(client, source.id)
    paid = pay(client, customer=owner.id, source=source.id)
    return [paid.status, status(client, source)]


@probe("A06", "A07")
def replace_the_default(client: stripe.StripeClient) -> Any:
    """Updating a customer with another source"""
    old, new = card(client), card(client)
    owner = customer(client, old.id)
    client.v1.customers.update(owner.id, {"source": new.id})
    again = refusal(client.v1.customers.update, owner.id, {"source": old.id})
    return [default(client, owner) == new.id, status(client, old), again]


@probe("A09")
def add_without_replacing(client: stripe.StripeClient) -> Any:
    """Adding a second source"""
    first, second = card(client), card(client)
    owner = customer(client, first.id)
    attach(client, owner.id, second.id)
    return [default(client, owner) == first.id, status(client, first)]


@probe("T04")
def attach_an_unknown_token(client: stripe.StripeClient) -> Any:
    """Attaching a token that there is not"""
    return refusal(attach, client, customer(client).id, "tok_unknown")


@probe("A13")
def attach_declining_tokens(client: stripe.StripeClient) -> Any:
    """Attaching tokens whose card is declined"""
    owner = customer(client)
    names = ("", "InsufficientFunds", "IncorrectCvc", "ExpiredCard", "ProcessingError")
    return {name: refusal(attach, client, owner.id, f"tok_chargeDeclined{name}") for name in names}


@probe("D02")
def unknown_default_source(client: stripe.StripeClient) -> Any:
    """Making a source the default that there is not"""
    owner = customer(client)
    return refusal(client.v1.customers.update, owner.id, {"default_source": "src_unknown"})


# --- looking -------------------------------------------------------------------------------------


@probe("L01")
def keys_of_the_list(client: stripe.StripeClient) -> Any:
    """Which keys the list of a customer's sources has"""
    owner = customer(client, card(client).id)
    return sorted(client.v1.customers.payment_sources.list(owner.id).to_dict())


@probe("L02", "L03")
def expanded_sources(client: stripe.StripeClient) -> Any:
    """A customer without and with its sources expanded"""
    owner = customer(client, card(client).id)
    plain = client.v1.customers.retrieve(owner.id)
    expanded = client.v1.customers.retrieve(owner.id, {"expand": ["sources"]})
    return ["sources" in plain, sorted(expanded.sources.to_dict()) if expanded.sources else None]


@probe("L05", "Q04", "Q17")
def order_of_sources(client: stripe.StripeClient) -> Any:
    """The order of three sources: the default, a second and a third"""
    first, second, third = (card(client) for _ in range(3))
    owner = customer(client, first.id)
    attach(client, owner.id, second.id)
    attach(client, owner.id, third.id)
    listed = client.v1.customers.payment_sources.list(owner.id).data
    made = [first.id, second.id, third.id]
    return [made.index(source.id) for source in listed]


# --- charging ------------------------------------------------------------------------------------


@probe("C01", "C03")
def charge_an_attached_source(client: stripe.StripeClient) -> Any:
    """Charging customer and source, then the customer alone"""
    source = card(client)
    owner = customer(client, source.id)
    both = pay(client, customer=owner.id, source=source.id)
    alone = pay(client, customer=owner.id)
    paid_by = alone.source.id if alone.source else None
    return [both.status, alone.status, paid_by == source.id, status(client, source)]


@probe("C04", "Q14")
def charge_a_customer_without_a_source(client: stripe.StripeClient) -> Any:
    """Charging a customer that has no source"""
    return refusal(pay, client, customer=customer(client).id)


@probe("C05")
def charge_nobody(client: stripe.StripeClient) -> Any:
    """Charging neither source nor customer"""
    return refusal(pay, client)


@probe("C06", "C07")
def charge_an_unattached_source_twice(client: stripe.StripeClient) -> Any:
    """Charging an unattached reusable source, twice"""
    source = card(client)
    paid = pay(client, source=source.id)
    return [paid.status, status(client, source), refusal(pay, client, source=source.id)]


@probe("C08")
def charge_a_single_use_source_twice(client: stripe.StripeClient) -> Any:
    """Charging a single-use source, twice"""
    source = card(client, usage="single_use", amount=1099)
    pay(client, source=source.id)
    return refusal(pay, client, source=source.id)


@probe("C09")
def charge_an_attached_source_alone(client: stripe.StripeClient) -> Any:
    """Charging an attached source without its customer"""
    source = card(client)
    customer(client, source.id)
    return refusal(pay, client, source=source.id)


@probe("C10")
def charge_an_unattached_source_with_a_customer(client: stripe.StripeClient) -> Any:
    """Charging an unattached single-use source and naming a customer"""
    source = card(client, usage="single_use", amount=1099)
    owner = customer(client)
    paid = pay(client, customer=owner.id, source=source.id)
    return [
        paid.status,
        paid.customer == owner.id,
        "customer" in client.v1.sources.retrieve(source.id),
    ]


@probe("Q15")
def charge_an_unattached_reusable_source_with_a_customer(client: stripe.StripeClient) -> Any:
    """Charging an unattached reusable source and naming a customer"""
    source = card(client)
    owner = customer(client)
    paid = pay(client, customer=owner.id, source=source.id)
    return [paid.status, status(client, source), default(client, owner)]


@probe("Q11")
def charge_another_amount_than_the_sources(client: stripe.StripeClient) -> Any:
    """Charging less and more than a single-use source's amount"""
    sources = [card(client, usage="single_use", amount=1000) for _ in range(2)]
    return [
        pay(client, source=s.id, amount=n).status for s, n in zip(sources, (900, 1100), strict=True)
    ]


@probe("C11")
def charge_a_token_with_a_customer(client: stripe.StripeClient) -> Any:
    """Charging a token and naming a customer"""
    token = client.v1.tokens.retrieve("tok_visa").id
    return refusal(pay, client, customer=customer(client).id, source=token)


@probe("C12")
def charge_an_unknown_card_with_a_customer(client: stripe.StripeClient) -> Any:
    """Charging a card that the customer does not have"""
    return refusal(pay, client, customer=customer(client).id, source="card_unknown")


@probe("C13")
def charge_an_unknown_source(client: stripe.StripeClient) -> Any:
    """Charging a source that there is not"""
    return refusal(pay, client, source="src_unknown")


@probe("C20", "C21", "C22")
def amounts(client: stripe.StripeClient) -> Any:
    """Amounts too small, not positive and too large"""
    owner = customer(client, card(client).id)
    return [refusal(pay, client, customer=owner.id, amount=n) for n in (49, 0, -1, 100_000_000)]


@probe("C23")
def declines(client: stripe.StripeClient) -> Any:
    """Charging tokens whose card is declined"""
    names = ("Declined", "DeclinedInsufficientFunds", "DeclinedExpiredCard")
    return {name: refusal(pay, client, source=f"tok_charge{name}") for name in names}


@probe("C24")
def capture_and_refund_twice(client: stripe.StripeClient) -> Any:
    """Capturing twice, refunding too much, refunding twice"""
    owner = customer(client, card(client).id)
    paid = pay(client, customer=owner.id, capture=False)
    client.v1.charges.capture(paid.id)
    captured = refusal(client.v1.charges.capture, paid.id)
    too_much = refusal(client.v1.refunds.create, {"charge": paid.id, "amount": 2000})
    client.v1.refunds.create({"charge": paid.id})
    return [captured, too_much, refusal(client.v1.refunds.create, {"charge": paid.id})]


# --- detaching -----------------------------------------------------------------------------------


@probe("X01", "X04", "X05", "X06")
def detach_a_source(client: stripe.StripeClient) -> Any:
    """Detaching a source, then detaching, attaching and charging it again"""
    source = card(client)
    owner = customer(client, source.id)
    detached = detach(client, owner.id, source.id)
    return [
        detached.status,
        "customer" in detached,
        refusal(detach, client, owner.id, source.id),
        refusal(attach, client, owner.id, source.id),
        refusal(pay, client, customer=owner.id, source=source.id),
    ]


@probe("X03", "Q05")
def default_after_the_default_is_detached(client: stripe.StripeClient) -> Any:
    """Which of three sources becomes the default when the default is detached"""
    made = [card(client) for _ in range(3)]
    owner = customer(client, made[0].id)
    for source in made[1:]:
        attach(client, owner.id, source.id)
    detach(client, owner.id, made[0].id)
    ids = [source.id for source in made]
    after_one = ids.index(default(client, owner))
    for source in (made[after_one], *(s for s in made[1:] if s is not made[after_one])):
        detach(client, owner.id, source.id)
    return [after_one, default(client, owner)]


@probe("X02")
def delete_a_card(client: stripe.StripeClient) -> Any:
    """What the answer to deleting a card has"""
    owner = customer(client, "tok_visa")
    held = default(client, owner)
    gone = client.v1.customers.payment_sources.delete(owner.id, held)
    return sorted(gone.to_dict())


@probe("X07")
def retrieve_a_source_that_the_customer_lacks(client: stripe.StripeClient) -> Any:
    """Retrieving a source that the customer does not have"""
    owner = customer(client)
    return refusal(client.v1.customers.payment_sources.retrieve, owner.id, "src_unknown")


# --- events --------------------------------------------------------------------------------------


@probe("V01", "V02", "V04", "V05")
def events(client: stripe.StripeClient) -> Any:
    """The events of creating, attaching, charging and detaching a source"""
    source = card(client)
    owner = customer(client)
    attached = attach(client, owner.id, source.id)
    paid = pay(client, customer=owner.id)
    detached = detach(client, owner.id, source.id)
    return [events_of(client, made) for made in (source, attached, paid, detached)]


@probe("Q16")
def events_of_a_new_customer_with_a_source(client: stripe.StripeClient) -> Any:
    """The events of creating a customer with a source"""
    return events_of(client, customer(client, card(client).id))


# --- common refusals -----------------------------------------------------------------------------


@probe("E04", "E09", "E10", "E11", "E13")
def common_refusals(client: stripe.StripeClient) -> Any:
    """Unknown objects, parameters and addresses; missing and malformed parameters"""
    charge: Any = {"amount": "many", "currency": "usd", "source": "tok_visa"}
    return [
        refusal(client.v1.customers.retrieve, "cus_unknown"),
        refusal(client.v1.customers.create, {"colour": "blue"}),
        refusal(client.v1.charges.create, charge),
        refusal(client.v1.charges.create, {"currency": "usd", "source": "tok_visa"}),
        refusal(client.raw_request, "post", "/v1/nothing"),
    ]
