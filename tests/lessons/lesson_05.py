"""Submissions for the exercise of lesson 05: ways to find a Mastercard, and ways to miss it."""

from typing import Any

import stripe

from tests.lessons.shop import Submission, card, nothing

EMAIL = "many.cards@example.com"
WALLET = [
    *(("tok_visa", 2029), ("tok_mastercard", 2031), ("tok_amex", 2028)),
    *(("tok_visa_debit", 2030), ("tok_visa", 2028), ("tok_visa", 2032)),
    *(("tok_mastercard", 2029), ("tok_amex", 2030), ("tok_visa_debit", 2029)),
    *(("tok_jp", 2031), ("tok_visa", 2028), ("tok_amex", 2032)),
]
"""The cards of the lesson: the Mastercard that lasts longest is not on the first page."""


def _expiring(client: stripe.StripeClient, token: str, year: int) -> str:
    """A Source of the card, good until that year; its id."""
    source = card(client, token)
    change: Any = {"card": {"exp_year": year}}  # taken (S28), but not in the SDK's types
    client.v1.sources.update(source, change)
    return source


def _shopper(client: stripe.StripeClient) -> str:
    """The Customer that the lesson's cells make."""
    shopper = client.v1.customers.create({"email": EMAIL}).id
    for token, year in WALLET:
        source = _expiring(client, token, year)
        client.v1.customers.payment_sources.create(shopper, {"source": source})
    return shopper


def _mastercards(page: stripe.ListObject) -> list[tuple[int, str]]:  # type: ignore[type-arg]
    """(year, id) of those on the page, the one that lasts longest last."""
    cards = [(one.card.exp_year, one.id) for one in page if one.card.brand == "MasterCard"]
    return sorted(cards)


def read_all_in_one_page(client: stripe.StripeClient) -> None:
    shopper = _shopper(client)
    page = client.v1.customers.payment_sources.list(shopper, {"limit": 100})
    client.v1.customers.update(shopper, {"default_source": _mastercards(page)[-1][1]})


def turned_the_pages(client: stripe.StripeClient) -> None:
    shopper = _shopper(client)
    page = client.v1.customers.payment_sources.list(shopper)
    found = _mastercards(page)
    while page.has_more:
        after = page.data[-1].id
        page = client.v1.customers.payment_sources.list(shopper, {"starting_after": after})
        found += _mastercards(page)
    client.v1.customers.update(shopper, {"default_source": max(found)[1]})


def right_at_the_second_try(client: stripe.StripeClient) -> None:
    replaced_by_a_new_one(client)
    read_all_in_one_page(client)


def ran_the_cells(client: stripe.StripeClient) -> None:
    _shopper(client)


def looked_at_the_first_page(client: stripe.StripeClient) -> None:
    shopper = _shopper(client)
    page = client.v1.customers.payment_sources.list(shopper)
    client.v1.customers.update(shopper, {"default_source": _mastercards(page)[-1][1]})


def replaced_by_a_new_one(client: stripe.StripeClient) -> None:
    """Still 12, but the former default is gone for good."""
    source = _expiring(client, "tok_mastercard", 2035)
    client.v1.customers.update(_shopper(client), {"source": source})


def added_a_new_one(client: stripe.StripeClient) -> None:
    shopper, source = _shopper(client), _expiring(client, "tok_mastercard", 2035)
    client.v1.customers.payment_sources.create(shopper, {"source": source})
    client.v1.customers.update(shopper, {"default_source": source})


def detached_the_rest(client: stripe.StripeClient) -> None:
    shopper = _shopper(client)
    page = client.v1.customers.payment_sources.list(shopper, {"limit": 100})
    best = _mastercards(page)[-1][1]
    for one in page.data:
        if one.id != best:
            client.v1.customers.payment_sources.delete(shopper, one.id)


def chose_an_amex(client: stripe.StripeClient) -> None:
    shopper = _shopper(client)
    newest = client.v1.customers.payment_sources.list(shopper).data[1]
    client.v1.customers.update(shopper, {"default_source": newest.id})


GOOD: list[Submission] = [read_all_in_one_page, turned_the_pages, right_at_the_second_try]
BAD: list[Submission] = [
    nothing,
    ran_the_cells,
    looked_at_the_first_page,
    replaced_by_a_new_one,
    added_a_new_one,
    detached_the_rest,
    chose_an_amex,
]
