"""Submissions for the exercise of lesson 11: right ways, and likely mistakes."""

import stripe

from tests.lessons.shop import Submission, card, nothing

YEN = {"amount": 500, "currency": "jpy", "allowed_payment_method_types": ["card"]}


def gaku(client: stripe.StripeClient) -> tuple[str, str, str]:
    """The customer as the lesson leaves him: his id, the single-use source, the reusable one."""
    params = {"type": "card", "token": "tok_visa", "usage": "single_use"}
    once = client.v1.sources.create(params).id
    customer = client.v1.customers.create({"email": "gaku@example.com", "source": once}).id
    kept = card(client, "tok_mastercard")
    client.v1.customers.payment_sources.create(customer, {"source": kept})
    return customer, once, kept


def set_default(client: stripe.StripeClient, customer: str, method: str) -> None:
    settings = {"default_payment_method": method}
    client.v1.customers.update(customer, {"invoice_settings": settings})


def pay(client: stripe.StripeClient, customer: str, method: str) -> None:
    client.v1.payment_intents.create(
        {**YEN, "customer": customer, "payment_method": method, "confirm": True}
    )


def default_then_payment(client: stripe.StripeClient) -> None:
    customer, _, kept = gaku(client)
    set_default(client, customer, kept)
    pay(client, customer, kept)


def payment_then_default(client: stripe.StripeClient) -> None:
    customer, _, kept = gaku(client)
    intent = client.v1.payment_intents.create({**YEN, "customer": customer})
    client.v1.payment_intents.confirm(intent.id, {"payment_method": kept})
    set_default(client, customer, kept)


def with_a_setup_intent(client: stripe.StripeClient) -> None:
    customer, _, kept = gaku(client)
    client.v1.setup_intents.create(
        {
            "customer": customer,
            "payment_method": kept,
            "allowed_payment_method_types": ["card"],
            "confirm": True,
        }
    )
    set_default(client, customer, kept)
    pay(client, customer, kept)


def at_the_second_try(client: stripe.StripeClient) -> None:
    the_default_as_it_is(client)
    default_then_payment(client)


def not_moved(client: stripe.StripeClient) -> None:
    gaku(client)


def the_default_as_it_is(client: stripe.StripeClient) -> None:
    customer, once, _ = gaku(client)
    set_default(client, customer, once)
    pay(client, customer, once)


def a_new_card(client: stripe.StripeClient) -> None:
    customer, _, _ = gaku(client)
    new = client.v1.payment_methods.attach("pm_card_mastercard", {"customer": customer}).id
    set_default(client, customer, new)
    pay(client, customer, new)


def not_paid(client: stripe.StripeClient) -> None:
    customer, _, kept = gaku(client)
    set_default(client, customer, kept)


def paid_by_a_charge(client: stripe.StripeClient) -> None:
    customer, _, kept = gaku(client)
    set_default(client, customer, kept)
    client.v1.charges.create(
        {"amount": 500, "currency": "jpy", "customer": customer, "source": kept}
    )


def the_old_default_changed(client: stripe.StripeClient) -> None:
    customer, _, kept = gaku(client)
    client.v1.customers.update(customer, {"default_source": kept})
    set_default(client, customer, kept)
    pay(client, customer, kept)


GOOD: list[Submission] = [
    default_then_payment,
    payment_then_default,
    with_a_setup_intent,
    at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    not_moved,
    the_default_as_it_is,
    a_new_card,
    not_paid,
    paid_by_a_charge,
    the_old_default_changed,
]
