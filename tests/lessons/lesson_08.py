"""Submissions for the exercise of lesson 08: right ways, and likely mistakes."""

import stripe

from helpers.connection import LessonClient
from tests.lessons.shop import Submission, nothing

EMAIL = "jiro@example.com"


def buyer(client: stripe.StripeClient) -> str:
    return client.v1.customers.create({"email": EMAIL}).id


def card(client: stripe.StripeClient, usage: str = "single_use") -> str:
    return client.v1.sources.create({"type": "card", "token": "tok_visa", "usage": usage}).id


def pay(client: stripe.StripeClient, amount: int, source: str, **more: str) -> None:
    charge = {"amount": amount, "currency": "eur", "source": source, **more}
    client.v1.charges.create(charge)


def two_cards(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    for amount in (500, 700):
        pay(client, amount, card(client), customer=customer)


def two_ideals(client: stripe.StripeClient) -> None:
    """By redirect, which the client of the lesson's second half allows."""
    assert isinstance(client, LessonClient)
    assert client.emulator is not None
    customer = buyer(client)
    for amount in (700, 500):
        source = client.v1.sources.create(
            {
                "type": "ideal",
                "amount": amount,
                "currency": "eur",
                "redirect": {"return_url": "https://example.com/return"},
            }
        )
        client.emulator.authorize(source.id)
        pay(client, amount, source.id, customer=customer)


def after_a_wrong_try(client: stripe.StripeClient) -> None:
    """Another Customer after one whose sources were attached."""
    attached(client)
    two_cards(client)


def one_payment(client: stripe.StripeClient) -> None:
    pay(client, 500, card(client), customer=buyer(client))


def attached(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    for amount in (500, 700):
        source = card(client)
        client.v1.customers.payment_sources.create(customer, {"source": source})
        pay(client, amount, source, customer=customer)


def attached_and_detached(client: stripe.StripeClient) -> None:
    """In the end no source is kept, but they were attached when they paid."""
    attached(client)
    customer = client.v1.customers.list({"email": EMAIL}).data[0].id
    for source in client.v1.customers.payment_sources.list(customer).data:
        client.v1.customers.payment_sources.delete(customer, source.id)


def reusable(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    for amount in (500, 700):
        pay(client, amount, card(client, usage="reusable"), customer=customer)


def without_the_customer(client: stripe.StripeClient) -> None:
    buyer(client)
    for amount in (500, 700):
        pay(client, amount, card(client))


def tenths_of_the_amounts(client: stripe.StripeClient) -> None:
    """0.50 and 0.70 EUR."""
    customer = buyer(client)
    for amount in (50, 70):
        pay(client, amount, card(client), customer=customer)


def a_source_kept_besides(client: stripe.StripeClient) -> None:
    two_cards(client)
    customer = client.v1.customers.list({"email": EMAIL}).data[0].id
    source = card(client, usage="reusable")
    client.v1.customers.payment_sources.create(customer, {"source": source})


def todays_way(client: stripe.StripeClient) -> None:
    """Right for today, but it pays without a source."""
    customer = buyer(client)
    for amount in (500, 700):
        client.v1.payment_intents.create(
            {
                "amount": amount,
                "currency": "eur",
                "customer": customer,
                "payment_method": "pm_card_visa",
                "confirm": True,
                "allowed_payment_method_types": ["card"],
            }
        )


GOOD: list[Submission] = [two_cards, two_ideals, after_a_wrong_try]
BAD: list[Submission] = [
    nothing,
    one_payment,
    attached,
    attached_and_detached,
    reusable,
    without_the_customer,
    tenths_of_the_amounts,
    a_source_kept_besides,
    todays_way,
]
