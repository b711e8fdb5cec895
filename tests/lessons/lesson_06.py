"""Submissions for the exercise of lesson 06: right ways, and likely mistakes."""

import stripe

from tests.lessons.shop import Submission, card, nothing

EMAIL = "sora@example.com"


def sora(client: stripe.StripeClient) -> tuple[str, str, str]:
    """The Customer, the default Source, the other one."""
    visa, mastercard = card(client, "tok_visa"), card(client, "tok_mastercard")
    buyer = client.v1.customers.create({"email": EMAIL, "source": visa})
    client.v1.customers.payment_sources.create(buyer.id, {"source": mastercard})
    return buyer.id, visa, mastercard


def pay(client: stripe.StripeClient, buyer: str, amount: int, **more: object) -> str:
    wanted = {"amount": amount, "currency": "jpy", "customer": buyer, **more}
    return client.v1.charges.create(wanted).id


def give_back(client: stripe.StripeClient, charge: str, amount: int) -> None:
    client.v1.refunds.create({"charge": charge, "amount": amount})


def intent(client: stripe.StripeClient, buyer: str, amount: int, source: str, **more: str) -> str:
    made = client.v1.payment_intents.create(
        {
            "amount": amount,
            "currency": "jpy",
            "customer": buyer,
            "payment_method": source,
            "allowed_payment_method_types": ["card"],
            "confirm": True,
            **more,
        }
    )
    return made.latest_charge


# --- right ----------------------------------------------------------------------------------------


def as_asked(client: stripe.StripeClient) -> None:
    buyer, _, other = sora(client)
    give_back(client, pay(client, buyer, 2500, source=other), 500)
    pay(client, buyer, 4000, source=other, capture=False)


def attached_one_by_one(client: stripe.StripeClient) -> None:
    """The hold on the default; the refund in two parts."""
    buyer = client.v1.customers.create({"email": EMAIL}).id
    first, second = card(client, "tok_amex"), card(client, "tok_jp")
    for source in (first, second):
        client.v1.customers.payment_sources.create(buyer, {"source": source})
    client.v1.customers.update(buyer, {"default_source": second})
    pay(client, buyer, 4000, capture=False)
    charge = pay(client, buyer, 2500, source=first)
    give_back(client, charge, 300)
    give_back(client, charge, 200)


def with_payment_intents(client: stripe.StripeClient) -> None:
    buyer, default, other = sora(client)
    give_back(client, intent(client, buyer, 2500, other), 500)
    intent(client, buyer, 4000, default, capture_method="manual")


def captured_later(client: stripe.StripeClient) -> None:
    """The 2,500 yen were a hold at first."""
    buyer, _, other = sora(client)
    charge = pay(client, buyer, 2500, source=other, capture=False)
    client.v1.charges.capture(charge)
    give_back(client, charge, 500)
    pay(client, buyer, 4000, source=other, capture=False)


def at_the_second_try(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": EMAIL})
    as_asked(client)


# --- wrong ----------------------------------------------------------------------------------------


def the_default_paid(client: stripe.StripeClient) -> None:
    buyer, _, _ = sora(client)
    give_back(client, pay(client, buyer, 2500), 500)
    pay(client, buyer, 4000, capture=False)


def all_of_it_refunded(client: stripe.StripeClient) -> None:
    buyer, _, other = sora(client)
    client.v1.refunds.create({"charge": pay(client, buyer, 2500, source=other)})
    pay(client, buyer, 4000, capture=False)


def the_hold_was_captured(client: stripe.StripeClient) -> None:
    buyer, _, other = sora(client)
    give_back(client, pay(client, buyer, 2500, source=other), 500)
    client.v1.charges.capture(pay(client, buyer, 4000, capture=False))


def the_hold_was_let_go(client: stripe.StripeClient) -> None:
    buyer, _, other = sora(client)
    give_back(client, pay(client, buyer, 2500, source=other), 500)
    client.v1.refunds.create({"charge": pay(client, buyer, 4000, capture=False)})


def yen_times_a_hundred(client: stripe.StripeClient) -> None:
    buyer, _, other = sora(client)
    give_back(client, pay(client, buyer, 250_000, source=other), 50_000)
    pay(client, buyer, 400_000, capture=False)


def not_captured_either(client: stripe.StripeClient) -> None:
    buyer, _, other = sora(client)
    pay(client, buyer, 2500, source=other, capture=False)
    pay(client, buyer, 4000, capture=False)


def cards_in_place_of_sources(client: stripe.StripeClient) -> None:
    buyer = client.v1.customers.create({"email": EMAIL, "source": "tok_visa"}).id
    other = client.v1.customers.payment_sources.create(buyer, {"source": "tok_mastercard"}).id
    give_back(client, pay(client, buyer, 2500, source=other), 500)
    pay(client, buyer, 4000, capture=False)


GOOD: list[Submission] = [
    as_asked,
    attached_one_by_one,
    with_payment_intents,
    captured_later,
    at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    the_default_paid,
    all_of_it_refunded,
    the_hold_was_captured,
    the_hold_was_let_go,
    yen_times_a_hundred,
    not_captured_either,
    cards_in_place_of_sources,
]
