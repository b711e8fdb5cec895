"""Submissions for the exercise of lesson 02: right ways, and likely mistakes."""

from typing import Any

import stripe

from tests.lessons.shop import Submission, card, nothing

BANK: Any = {
    "country": "DE",
    "currency": "eur",
    "account_holder_name": "Sakura",
    "account_number": "DE89370400440532013000",
}


def sepa(client: stripe.StripeClient) -> str:
    token = client.v1.tokens.create({"bank_account": BANK})
    return client.v1.sources.create({"type": "sepa_debit", "token": token.id}).id


def sakura(client: stripe.StripeClient, source: str) -> str:
    return client.v1.customers.create({"email": "sakura@example.com", "source": source}).id


def pay(client: stripe.StripeClient, amount: int, **more: str) -> None:
    wanted: Any = {"amount": amount, "currency": "eur", **more}
    client.v1.charges.create(wanted)


def kept(client: stripe.StripeClient, source: str, amount: int = 3000, times: int = 2) -> str:
    """A Customer with the source, charged that many times."""
    buyer = sakura(client, source)
    for _ in range(times):
        pay(client, amount, customer=buyer, source=source)
    return buyer


def with_cards(client: stripe.StripeClient) -> None:
    kept(client, card(client))
    pay(client, 700, source=card(client))


def with_debits(client: stripe.StripeClient) -> None:
    kept(client, sepa(client))
    pay(client, 700, source=sepa(client))


def attached_later_and_charged_by_default(client: stripe.StripeClient) -> None:
    buyer = client.v1.customers.create({"email": "sakura@example.com"}).id
    client.v1.customers.payment_sources.create(buyer, {"source": sepa(client)})
    pay(client, 3000, customer=buyer)
    pay(client, 3000, customer=buyer)
    pay(client, 700, source=card(client))


def at_the_second_try(client: stripe.StripeClient) -> None:
    kept(client, card(client), times=1)
    with_cards(client)


def nothing_used_up(client: stripe.StripeClient) -> None:
    kept(client, card(client))
    card(client)


def charged_once(client: stripe.StripeClient) -> None:
    kept(client, card(client), times=1)
    pay(client, 700, source=card(client))


def two_sources_once_each(client: stripe.StripeClient) -> None:
    first, second = card(client), card(client)
    buyer = kept(client, first, times=1)
    client.v1.customers.payment_sources.create(buyer, {"source": second})
    pay(client, 3000, customer=buyer, source=second)
    pay(client, 700, source=card(client))


def single_use_used_up(client: stripe.StripeClient) -> None:
    kept(client, card(client))
    once: Any = {"type": "card", "token": "tok_visa", "usage": "single_use"}
    pay(client, 700, source=client.v1.sources.create(once).id)


def token_used_up(client: stripe.StripeClient) -> None:
    kept(client, card(client))
    pay(client, 700, source="tok_visa")


def detached_instead(client: stripe.StripeClient) -> None:
    buyer = kept(client, card(client))
    other = card(client)
    client.v1.customers.payment_sources.create(buyer, {"source": other})
    pay(client, 700, customer=buyer, source=other)
    client.v1.customers.payment_sources.delete(buyer, other)


def detached_at_the_end(client: stripe.StripeClient) -> None:
    saved = card(client)
    client.v1.customers.payment_sources.delete(kept(client, saved), saved)
    pay(client, 700, source=card(client))


def wrong_amounts(client: stripe.StripeClient) -> None:
    kept(client, card(client), amount=300)
    pay(client, 70, source=card(client))


GOOD: list[Submission] = [
    with_cards,
    with_debits,
    attached_later_and_charged_by_default,
    at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    nothing_used_up,
    charged_once,
    two_sources_once_each,
    single_use_used_up,
    token_used_up,
    detached_instead,
    detached_at_the_end,
    wrong_amounts,
]
