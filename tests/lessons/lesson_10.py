"""Submissions for the exercise of lesson 10: right ways, and likely mistakes."""

from contextlib import suppress

import stripe

from tests.lessons.shop import Submission, card, nothing

FAILS = "tok_chargeCustomerFail"


def buyer(client: stripe.StripeClient) -> str:
    return client.v1.customers.create({"email": "nao@example.com"}).id


def attach(client: stripe.StripeClient, customer: str, token: str = "tok_visa") -> str:
    id = card(client, token)
    client.v1.customers.payment_sources.create(customer, {"source": id})
    return id


def decline(client: stripe.StripeClient, customer: str, amount: int = 1800) -> str:
    """A charge that is refused; the source that was refused."""
    id = attach(client, customer, FAILS)
    with suppress(stripe.CardError):
        client.v1.charges.create(
            {"amount": amount, "currency": "jpy", "customer": customer, "source": id}
        )
    return id


def pay(client: stripe.StripeClient, customer: str, source: str, *keys: str) -> None:
    """One call for each key."""
    for key in keys:
        client.v1.charges.create(
            {"amount": 1800, "currency": "jpy", "customer": customer, "source": source},
            {"idempotency_key": f"{key}-{customer}"},
        )


def detach(client: stripe.StripeClient, customer: str, source: str) -> None:
    client.v1.customers.payment_sources.delete(customer, source)


def one_after_the_other(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    declined = decline(client, customer)
    pay(client, customer, attach(client, customer), "nao-1", "nao-1")
    detach(client, customer, declined)


def by_replacing_the_default(client: stripe.StripeClient) -> None:
    """Replacing the default source detaches the declined one; then the customer pays by it."""
    customer = buyer(client)
    decline(client, customer)
    client.v1.customers.update(customer, {"source": card(client)})
    for _ in range(2):
        client.v1.charges.create(
            {"amount": 1800, "currency": "jpy", "customer": customer},
            {"idempotency_key": f"nao-2-{customer}"},
        )


def after_paying_twice(client: stripe.StripeClient) -> None:
    """A first attempt that went wrong does no harm: another Customer."""
    paid_twice(client)
    one_after_the_other(client)


def without_a_decline(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    pay(client, customer, attach(client, customer), "nao-1", "nao-1")


def paid_twice(client: stripe.StripeClient) -> None:
    """A fresh key for each attempt."""
    customer = buyer(client)
    declined = decline(client, customer)
    pay(client, customer, attach(client, customer), "nao-1", "nao-2")
    detach(client, customer, declined)


def without_a_key(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    declined = decline(client, customer)
    client.v1.charges.create(
        {
            "amount": 1800,
            "currency": "jpy",
            "customer": customer,
            "source": attach(client, customer),
        }
    )
    detach(client, customer, declined)


def another_key(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    declined = decline(client, customer)
    pay(client, customer, attach(client, customer), "order-1")
    detach(client, customer, declined)


def not_detached(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    decline(client, customer)
    pay(client, customer, attach(client, customer), "nao-1")


def only_declined(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    detach(client, customer, decline(client, customer))


def detached_what_paid(client: stripe.StripeClient) -> None:
    """The wrong one of the two."""
    customer = buyer(client)
    decline(client, customer)
    good = attach(client, customer)
    pay(client, customer, good, "nao-1")
    detach(client, customer, good)


def declined_for_another_amount(client: stripe.StripeClient) -> None:
    customer = buyer(client)
    declined = decline(client, customer, amount=1900)
    pay(client, customer, attach(client, customer), "nao-1")
    detach(client, customer, declined)


GOOD: list[Submission] = [one_after_the_other, by_replacing_the_default, after_paying_twice]
BAD: list[Submission] = [
    nothing,
    without_a_decline,
    paid_twice,
    without_a_key,
    another_key,
    not_detached,
    only_declined,
    detached_what_paid,
    declined_for_another_amount,
]
