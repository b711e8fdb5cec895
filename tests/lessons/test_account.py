"""What the checkers look up: more than Stripe's default page of 10, and the attempt that counts."""

import pytest
import stripe

from helpers.bilingual import Text
from helpers.connection import LessonClient, connect
from helpers.lessons.account import (
    best_attempt,
    charges_of,
    customer_found,
    customers_with,
    default_of,
    owned_by,
)
from helpers.widgets.exercise import Finding
from tests.lessons.shop import card, pay

EMAIL = "mei@example.com"
MORE_THAN_A_DEFAULT_PAGE = 11


@pytest.fixture
def client() -> LessonClient:
    return connect()


def customer(client: stripe.StripeClient, email: str = EMAIL) -> stripe.Customer:
    return client.v1.customers.create({"email": email, "source": card(client)})


def is_named(client: stripe.StripeClient, one: stripe.Customer | None) -> list[Finding]:
    named = Finding(Text("名前", "name"), one is not None and bool(one.name), Text("", ""))
    return [customer_found(EMAIL, one), named]


def test_all_customers_with_the_email_are_found_the_newest_first(client: LessonClient) -> None:
    customer(client, "someone.else@example.com")
    made = [customer(client).id for _ in range(MORE_THAN_A_DEFAULT_PAGE)]
    assert [one.id for one in customers_with(client, EMAIL)] == made[::-1]


def test_the_attempt_that_meets_most_counts_though_newer_ones_follow(client: LessonClient) -> None:
    named = client.v1.customers.create({"email": EMAIL, "name": "Mei"})
    for _ in range(MORE_THAN_A_DEFAULT_PAGE):
        customer(client)
    assert best_attempt(client, EMAIL, is_named) == is_named(client, named)


def test_of_equal_attempts_the_newest_counts(client: LessonClient) -> None:
    customer(client)
    newest = customer(client)
    assert best_attempt(client, EMAIL, is_named) == is_named(client, newest)


def test_without_a_customer_the_findings_say_so(client: LessonClient) -> None:
    assert best_attempt(client, EMAIL, is_named) == is_named(client, None)


def test_all_that_a_customer_owns_is_found_by_id_sources_and_cards(client: LessonClient) -> None:
    customer(client)
    mei = customer(client)
    for _ in range(MORE_THAN_A_DEFAULT_PAGE):
        client.v1.customers.payment_sources.create(mei.id, {"source": card(client)})
    token = client.v1.customers.payment_sources.create(mei.id, {"source": "tok_mastercard"})
    owned = owned_by(client, mei)
    assert len(owned) == 1 + MORE_THAN_A_DEFAULT_PAGE + 1
    assert all(one["id"] == id and one["customer"] == mei.id for id, one in owned.items())
    assert owned[default_of(mei)]["card"]["brand"] == "Visa"
    assert owned[token.id]["brand"] == "MasterCard"


def test_all_charges_of_a_customer_are_found_the_newest_first(client: LessonClient) -> None:
    mei, other = customer(client), customer(client)
    amounts = [1000 + number for number in range(MORE_THAN_A_DEFAULT_PAGE)]
    for amount in amounts:
        pay(client, mei.id, amount)
        pay(client, other.id, amount)
    charges = charges_of(client, mei)
    assert [charge.amount for charge in charges] == amounts[::-1]
    assert {charge.customer for charge in charges} == {mei.id}


def test_nothing_is_asked_for_a_customer_who_is_not_there(client: LessonClient) -> None:
    asked = len(client.record)
    assert (owned_by(client, None), charges_of(client, None), default_of(None)) == ({}, [], "")
    assert len(client.record) == asked


def test_a_customer_without_a_source_has_no_default(client: LessonClient) -> None:
    assert default_of(client.v1.customers.create({"email": EMAIL})) == ""
