"""Submissions for the exercise of lesson 04: ways to keep the Visa, and ways to lose it."""

import stripe

from tests.lessons.shop import Submission, card, nothing, pay

EMAIL = "jiro@example.com"
AMOUNT = 2000


def _jiro(client: stripe.StripeClient, token: str = "tok_visa") -> str:
    """A Customer whose default is a Source of the card."""
    return client.v1.customers.create({"email": EMAIL, "source": card(client, token)}).id


def _add(client: stripe.StripeClient, customer: str, source: str) -> None:
    client.v1.customers.payment_sources.create(customer, {"source": source})


def added_then_switched(client: stripe.StripeClient) -> None:
    customer, mastercard = _jiro(client), card(client, "tok_mastercard")
    _add(client, customer, mastercard)
    client.v1.customers.update(customer, {"default_source": mastercard})
    pay(client, customer, AMOUNT)


def mastercard_first(client: stripe.StripeClient) -> None:
    customer = _jiro(client, "tok_mastercard")
    _add(client, customer, card(client, "tok_visa"))
    pay(client, customer, AMOUNT)


def replaced_and_mended(client: stripe.StripeClient) -> None:
    customer, mastercard = _jiro(client), card(client, "tok_mastercard")
    client.v1.customers.update(customer, {"source": mastercard})
    _add(client, customer, card(client, "tok_visa"))
    pay(client, customer, AMOUNT, source=mastercard)


def right_at_the_second_try(client: stripe.StripeClient) -> None:
    replaced(client)
    added_then_switched(client)


def replaced(client: stripe.StripeClient) -> None:
    customer = _jiro(client)
    client.v1.customers.update(customer, {"source": card(client, "tok_mastercard")})
    pay(client, customer, AMOUNT)


def added_and_not_switched(client: stripe.StripeClient) -> None:
    customer = _jiro(client)
    _add(client, customer, card(client, "tok_mastercard"))
    pay(client, customer, AMOUNT)


def paid_before_switching(client: stripe.StripeClient) -> None:
    customer, mastercard = _jiro(client), card(client, "tok_mastercard")
    _add(client, customer, mastercard)
    pay(client, customer, AMOUNT)
    client.v1.customers.update(customer, {"default_source": mastercard})


def a_card_instead_of_a_source(client: stripe.StripeClient) -> None:
    customer = _jiro(client)
    added = client.v1.customers.payment_sources.create(customer, {"source": "tok_mastercard"})
    client.v1.customers.update(customer, {"default_source": added.id})
    pay(client, customer, AMOUNT)


def two_customers(client: stripe.StripeClient) -> None:
    """The Visa with one Customer of that address, the Mastercard with another."""
    _jiro(client)
    pay(client, _jiro(client, "tok_mastercard"), AMOUNT)


def paid_too_much(client: stripe.StripeClient) -> None:
    customer, mastercard = _jiro(client), card(client, "tok_mastercard")
    _add(client, customer, mastercard)
    client.v1.customers.update(customer, {"default_source": mastercard})
    pay(client, customer, AMOUNT * 100)


def not_paid(client: stripe.StripeClient) -> None:
    customer, mastercard = _jiro(client), card(client, "tok_mastercard")
    _add(client, customer, mastercard)
    client.v1.customers.update(customer, {"default_source": mastercard})


GOOD: list[Submission] = [
    added_then_switched,
    mastercard_first,
    replaced_and_mended,
    right_at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    replaced,
    added_and_not_switched,
    paid_before_switching,
    a_card_instead_of_a_source,
    two_customers,
    paid_too_much,
    not_paid,
]
