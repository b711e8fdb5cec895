"""Submissions for the exercise of lesson 01: right ways, and likely mistakes."""

from typing import Any

import stripe

from tests.lessons.shop import Submission, nothing

LABEL = {"nickname": "office"}


def source(client: stripe.StripeClient, token: str = "tok_mastercard", **more: Any) -> str:
    wanted: Any = {"type": "card", "token": token, **more}
    return client.v1.sources.create(wanted).id


def jiro(client: stripe.StripeClient, source: str) -> str:
    return client.v1.customers.create({"email": "jiro@example.com", "source": source}).id


def pay(client: stripe.StripeClient, source: str, amount: int = 1500, **more: str) -> None:
    wanted: Any = {"amount": amount, "currency": "jpy", "source": source, **more}
    client.v1.charges.create(wanted)


def labelled_when_made(client: stripe.StripeClient) -> None:
    jiro(client, source(client, metadata=LABEL))
    pay(client, source(client, usage="single_use"))


def labelled_and_attached_later(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"email": "jiro@example.com"})
    saved = source(client)
    client.v1.customers.payment_sources.create(made.id, {"source": saved})
    client.v1.sources.update(saved, {"metadata": LABEL})
    pay(client, source(client, "tok_visa", usage="single_use", amount=1500, currency="jpy"))


def single_use_charged_with_the_customer(client: stripe.StripeClient) -> None:
    made = jiro(client, source(client, metadata=LABEL))
    pay(client, source(client, usage="single_use"), customer=made)


def single_use_attached_too(client: stripe.StripeClient) -> None:
    made = jiro(client, source(client, metadata=LABEL))
    once = source(client, usage="single_use")
    client.v1.customers.payment_sources.create(made, {"source": once})
    pay(client, once, customer=made)


def at_the_second_try(client: stripe.StripeClient) -> None:
    labelled_when_made(client)
    jiro(client, source(client, "tok_visa"))


def with_a_visa(client: stripe.StripeClient) -> None:
    jiro(client, source(client, "tok_visa", metadata=LABEL))
    pay(client, source(client, usage="single_use"))


def with_a_card_object(client: stripe.StripeClient) -> None:
    jiro(client, "tok_mastercard")
    pay(client, source(client, usage="single_use"))


def label_on_the_customer(client: stripe.StripeClient) -> None:
    made = jiro(client, source(client))
    client.v1.customers.update(made, {"metadata": LABEL})
    pay(client, source(client, usage="single_use"))


def never_attached(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": "jiro@example.com"})
    source(client, metadata=LABEL)
    pay(client, source(client, usage="single_use"))


def single_use_saved(client: stripe.StripeClient) -> None:
    jiro(client, source(client, usage="single_use", metadata=LABEL))
    pay(client, source(client, usage="single_use"))


def paid_with_the_reusable_one(client: stripe.StripeClient) -> None:
    saved = source(client, metadata=LABEL)
    pay(client, saved, customer=jiro(client, saved))


def paid_too_much(client: stripe.StripeClient) -> None:
    jiro(client, source(client, metadata=LABEL))
    pay(client, source(client, usage="single_use"), amount=150_000)


GOOD: list[Submission] = [
    labelled_when_made,
    labelled_and_attached_later,
    single_use_charged_with_the_customer,
    single_use_attached_too,
    at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    with_a_visa,
    with_a_card_object,
    label_on_the_customer,
    never_attached,
    single_use_saved,
    paid_with_the_reusable_one,
    paid_too_much,
]
