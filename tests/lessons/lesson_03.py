"""Submissions for the exercise of lesson 03: right ways, and likely mistakes."""

import stripe

from tests.lessons.shop import Submission, card, nothing, pay


def hanako_in_one_call(client: stripe.StripeClient) -> None:
    source = card(client, "tok_mastercard")
    pay(client, client.v1.customers.create({"email": "hanako@example.com", "source": source}).id)


def hanako_attached_later(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"email": "hanako@example.com"})
    source = card(client, "tok_mastercard")
    client.v1.customers.payment_sources.create(made.id, {"source": source})
    pay(client, made.id, source=source)


def hanako_at_the_second_try(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": "hanako@example.com"})
    hanako_in_one_call(client)


def hanako_with_a_visa(client: stripe.StripeClient) -> None:
    source = card(client, "tok_visa")
    pay(client, client.v1.customers.create({"email": "hanako@example.com", "source": source}).id)


def hanako_with_a_card_object(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"email": "hanako@example.com", "source": "tok_mastercard"})
    pay(client, made.id)


def hanako_who_paid_too_much(client: stripe.StripeClient) -> None:
    source = card(client, "tok_mastercard")
    made = client.v1.customers.create({"email": "hanako@example.com", "source": source})
    pay(client, made.id, amount=120_000)


def hanako_who_has_not_paid(client: stripe.StripeClient) -> None:
    source = card(client, "tok_mastercard")
    client.v1.customers.create({"email": "hanako@example.com", "source": source})


GOOD: list[Submission] = [hanako_in_one_call, hanako_attached_later, hanako_at_the_second_try]
BAD: list[Submission] = [
    nothing,
    hanako_with_a_visa,
    hanako_with_a_card_object,
    hanako_who_paid_too_much,
    hanako_who_has_not_paid,
]
