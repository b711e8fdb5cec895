"""Each exercise accepts every right way, and tells a wrong one what is missing."""

from collections.abc import Callable

import pytest
import stripe

from helpers.bilingual import TutorialError
from helpers.connection import connect
from helpers.widgets.exercise import check, checker
from helpers.widgets.following import calls_of
from tests.widgets.worlds import dead

Submission = Callable[[stripe.StripeClient], object]


def card(client: stripe.StripeClient, token: str) -> str:
    return client.v1.sources.create({"type": "card", "token": token}).id


def pay(client: stripe.StripeClient, customer: str, amount: int = 1200, **more: str) -> None:
    client.v1.charges.create({"amount": amount, "currency": "jpy", "customer": customer, **more})


def taro(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": "taro@example.com", "name": "Taro"})


def taro_named_later(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"email": "taro@example.com"})
    client.v1.customers.update(made.id, {"name": "Taro"})


def taro_without_a_name(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": "taro@example.com"})


def taro_deleted(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"email": "taro@example.com", "name": "Taro"})
    client.v1.customers.delete(made.id)


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


def nothing(client: stripe.StripeClient) -> None:
    """The account as it was."""


GOOD = {
    "00": [taro, taro_named_later],
    "03": [hanako_in_one_call, hanako_attached_later, hanako_at_the_second_try],
}
BAD = {
    "00": [nothing, taro_without_a_name, taro_deleted],
    "03": [
        nothing,
        hanako_with_a_visa,
        hanako_with_a_card_object,
        hanako_who_paid_too_much,
        hanako_who_has_not_paid,
    ],
}


def cases(table: dict[str, list[Submission]]) -> list[tuple[str, Submission]]:
    return [(lesson, submission) for lesson in table for submission in table[lesson]]


@pytest.mark.parametrize(("lesson", "submission"), cases(GOOD))
def test_a_right_way_is_accepted(lesson: str, submission: Submission) -> None:
    client = connect()
    submission(client)
    assert [f.requirement.en for f in checker(lesson)(client) if not f.met] == []
    assert "<details>" not in check(lesson, client).html


@pytest.mark.parametrize(("lesson", "submission"), cases(BAD))
def test_a_wrong_way_is_told_what_is_missing(lesson: str, submission: Submission) -> None:
    client = connect()
    submission(client)
    assert [f for f in checker(lesson)(client) if not f.met]
    html = check(lesson, client).html
    assert html.count("<details>") == 3
    assert html.rindex("<details>") < html.index("</details>"), "each hint lies within the last"


def test_checking_is_no_call_of_the_lessons() -> None:
    client = connect()
    hanako_with_a_visa(client)
    before = calls_of(client)
    check("03", client)
    assert calls_of(client) == before


def test_a_dead_connection_is_told_in_both_languages() -> None:
    with pytest.raises(TutorialError, match=r"接続が切れています.*the connection is dead"):
        check("03", dead())


def test_checking_changes_nothing() -> None:
    client = connect()
    hanako_with_a_visa(client)
    before = len(client.record)
    check("03", client)
    assert {exchange.method for exchange in client.record[before:]} == {"GET"}


def test_a_lesson_that_does_not_exist_is_refused_in_both_languages() -> None:
    with pytest.raises(TutorialError, match=r"レッスン '99' はありません.*There is no lesson '99'"):
        check("99", connect())
