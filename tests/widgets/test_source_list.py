"""The source list: right for the emulator, for a real account's objects, and for trouble."""

import json
from time import process_time
from typing import Any

import pytest
import stripe

from helpers.bilingual import TutorialError
from helpers.connection import connect
from helpers.emulator.testcards import BY_TOKEN
from helpers.widgets import source_list
from helpers.widgets.following import calls_of
from helpers.widgets.request_form import Call
from helpers.widgets.source_hand import TEST_CARDS, show_sources
from tests.widgets.hostile import Seen
from tests.widgets.worlds import customer_with, dead, hand_made, listed

REAL = listed(
    {
        "id": "card_1",
        "object": "card",
        "brand": "Visa",
        "last4": "4242",
        "customer": "cus_1",
        "allow_redisplay": "unspecified",
        "wallet": None,
    },
    {
        "id": "ba_1",
        "object": "bank_account",
        "bank_name": "STRIPE TEST BANK",
        "last4": "6789",
        "status": "verified",
        "customer": "cus_1",
    },
    {
        "id": "src_1",
        "object": "source",
        "type": "sepa_debit",
        "sepa_debit": {"last4": "3000", "country": "DE"},
        "status": "chargeable",
        "usage": "reusable",
        "created": 1552635000,
        "redaction": None,
    },
)


def test_the_default_is_marked_in_words() -> None:
    client, customer = customer_with(["tok_visa", "tok_mastercard"])
    shown = show_sources(client, customer)
    assert str(shown).count("★") == 1
    assert shown.html.count("★ デフォルト") == 1
    assert shown.html.count("★ default") == 1
    assert "Visa •••• 4242" in shown.html


def test_a_real_accounts_cards_and_bank_accounts_are_drawn() -> None:
    client = hand_made(
        customer={"id": "cus_1", "object": "customer", "default_source": "ba_1"}, sources=REAL
    )
    shown = show_sources(client, "cus_1")
    assert "★ ba_1 bank_account STRIPE TEST BANK •••• 6789 — verified" in repr(shown)
    seen = Seen(shown.html).text
    assert "DE •••• 3000" in seen
    assert "PaymentMethod (us_bank_account)" in seen
    assert "PaymentMethod (sepa_debit)" in seen
    assert "2019-03-15 07:30 UTC" in seen
    assert shown.parts()["controls"]


def test_an_expanded_default_is_the_default_too() -> None:
    owner = {"id": "cus_1", "object": "customer", "default_source": REAL["data"][0]}
    shown = show_sources(hand_made(customer=owner, sources=REAL), "cus_1")
    assert "★ card_1" in repr(shown)


def test_a_customer_object_will_do_for_its_id() -> None:
    client, customer = customer_with(["tok_visa"])
    assert repr(show_sources(client, client.v1.customers.retrieve(customer))) == repr(
        show_sources(client, customer)
    )


def test_a_customer_without_sources_is_said_to_have_none() -> None:
    client, customer = customer_with([])
    assert "ソースはありません" in show_sources(client, customer).html


def test_a_deleted_customer_is_said_to_be_deleted() -> None:
    client, customer = customer_with(["tok_visa"])
    shown = show_sources(client, customer)
    client.v1.customers.delete(customer)
    shown.look_again()
    for picture in (shown, show_sources(client, customer)):
        assert "この Customer は削除されています" in picture.html
        assert "This Customer is deleted" in picture.html
        assert "data-do" not in "".join(picture.parts().values())


@pytest.mark.parametrize(
    ("id", "ja", "en"),
    [
        ("src_1", "Source の ID", "the id of a Source"),
        ("ch_1", "請求 (Charge) の ID", "the id of a Charge"),
        (None, "別のもの", "something else"),
    ],
)
def test_an_id_of_another_kind_is_named(id: Any, ja: str, en: str) -> None:
    with pytest.raises(TutorialError) as refusal:
        show_sources(connect(), id)
    assert ja in refusal.value.text.ja
    assert en in refusal.value.text.en


def test_a_dead_connection_is_told_in_both_languages() -> None:
    with pytest.raises(TutorialError) as refusal:
        show_sources(dead(), "cus_1")
    assert "接続が切れています" in refusal.value.text.ja
    assert "the connection is dead" in refusal.value.text.en


def test_a_connection_that_dies_later_is_told_in_the_picture() -> None:
    client, customer = customer_with(["tok_visa"])
    shown = show_sources(client, customer)
    shown.client = dead()
    shown.act("attach", {})
    assert "the connection is dead" in shown._written()["said"]
    shown.follow_up()
    assert "接続が切れています" in shown._written()["said"]
    assert "Visa •••• 4242" in shown._written()["table"]


def test_an_unknown_customer_is_stripes_own_error() -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        show_sources(connect(), "cus_unknown")


# --- the learner's hand ------------------------------------------------------------------------


@pytest.mark.parametrize("token", TEST_CARDS)
def test_the_test_cards_are_stripes(token: str) -> None:
    card = BY_TOKEN[token]
    assert TEST_CARDS[token].startswith(f"{token} — {card.brand.name} •••• {card.last4}")


@pytest.mark.parametrize("form", ["source", "token"])
@pytest.mark.parametrize("action", ["default", "charge", "detach", "attach"])
def test_a_control_says_before_what_it_sends(action: str, form: str) -> None:
    client, customer = customer_with(["tok_visa", "tok_mastercard"])
    shown = show_sources(client, customer)
    chosen = shown.state.rows[1].id
    values = {"source": chosen, "form": form, "amount": "1200", "currency": "jpy"}
    shown.act("choose", values)
    planned = shown.plan(action)
    start = len(calls_of(client))
    shown.act(action, values)
    sent = [Call(e.method, e.path, e.parameters) for e in calls_of(client)[start:]]
    if action == "attach" and form == "source":
        made = next(row.id for row in shown.state.rows if row.id not in (chosen, None))
        planned[1] = Call("POST", planned[1].path, sent[1].parameters)
        assert made.startswith("src_")
    assert sent == planned
    assert shown.made == calls_of(client)[start:]
    outcome = Seen(shown.parts()["outcome"])
    assert outcome.elements.count("details") == 3 * len(sent)
    for language in ("Python", "PHP", "curl"):
        assert language in outcome.text


def test_what_was_done_is_seen() -> None:
    client, customer = customer_with(["tok_visa", "tok_mastercard"])
    shown = show_sources(client, customer)
    first, second = (row.id for row in shown.state.rows)
    shown.act("default", {"source": second})
    assert [(row.id, row.default) for row in shown.state.rows] == [(second, True), (first, False)]
    shown.act("charge", {"source": second, "amount": "1200", "currency": "jpy"})
    [charge] = client.v1.charges.list({"customer": customer}).data
    assert (charge.amount, charge.currency, charge.source.id) == (1200, "jpy", second)
    shown.act("detach", {"source": second})
    assert [row.id for row in shown.state.rows] == [first]
    assert shown.chosen is None
    shown.act("attach", {"token": "tok_amex", "form": "token"})
    assert shown.state.rows[-1].id.startswith("card_")


def test_a_refusal_is_told_in_the_picture() -> None:
    client, customer = customer_with(["tok_chargeCustomerFail"])
    shown = show_sources(client, customer)
    shown.act("charge", {"source": shown.state.rows[0].id})
    said = shown._written()["said"]
    assert "断られました (402 card_declined): Your card was declined." in said
    assert "Refused (402 card_declined)" in said
    assert len(shown.made) == 1


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"source": "src_someone_elses"},
        {"source": ["list"], "amount": {"a": 1}},
    ],
)
def test_nothing_chosen_is_nothing_sent(values: dict[str, Any]) -> None:
    client, customer = customer_with(["tok_visa"])
    shown = show_sources(client, customer)
    before = len(client.record)
    shown.act("detach", values)
    shown.act("no-such-action", values)
    assert len(client.record) == before


@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "", "１", "1e3", "999999999999"])
def test_an_amount_that_is_none_is_refused_before_it_is_sent(amount: str) -> None:
    client, customer = customer_with(["tok_visa"])
    shown = show_sources(client, customer)
    before = len(client.record)
    shown.act("charge", {"source": shown.state.rows[0].id, "amount": amount})
    assert len(client.record) == before
    assert "whole number" in shown._written()["said"]


# --- a thousand --------------------------------------------------------------------------------


def customer_of(count: int) -> tuple[Any, str]:
    client = connect()
    customer = client.v1.customers.create({}).id
    for _ in range(count):
        client.v1.customers.payment_sources.create(customer, {"source": "tok_visa"})
    return client, customer


def test_pages_are_turned_by_the_apis_own_cursor() -> None:
    client, customer = customer_of(250)
    shown = show_sources(client, customer)
    first = [row.id for row in shown.state.rows]
    assert (len(first), shown.state.more) == (100, True)
    assert "Sources of customer" in repr(shown)
    assert "There are more: a page holds 100." in shown.html
    shown.act("on", {})
    assert f"starting_after={first[-1]}" in asked_last(client)
    second = [row.id for row in shown.state.rows]
    shown.act("on", {})
    assert (len(shown.state.rows), shown.state.more) == (50, False)
    shown.act("back", {})
    assert "ending_before=" in asked_last(client)
    assert [row.id for row in shown.state.rows] == second
    shown.act("back", {})
    assert [row.id for row in shown.state.rows] == first


def asked_last(client: Any) -> str:
    return next(
        exchange.parameters
        for exchange in reversed(client.record)
        if exchange.path.endswith("/sources")
    )


def test_a_thousand_sources_stay_usable() -> None:
    times: dict[int, float] = {}
    sizes: dict[int, int] = {}
    for count in (10, 100, 1000):
        client, customer = customer_of(count)
        shown = show_sources(client, customer)
        best = 9.0
        for _ in range(3):
            start = process_time()
            written = shown._written()
            shown.picture()
            best = min(best, process_time() - start)
        times[count] = best
        sizes[count] = len(json.dumps(written).encode())
    assert times[100] < 0.1
    assert times[100] < 20 * times[10], "drawing ten times as many takes about ten times as long"
    assert times[1000] < 2 * times[100], "a page is a page"
    assert sizes[1000] < 200_000


def test_reading_takes_three_requests_whatever_the_number() -> None:
    client, customer = customer_of(120)
    before = len(client.record)
    show_sources(client, customer)
    assert [e.method for e in client.record[before:]] == ["GET"] * 3
    assert calls_of(client) == client.record[:before]


def test_a_key_that_may_not_read_events_will_do() -> None:
    owner = {"id": "cus_1", "object": "customer", "default_source": None}
    state = source_list.state_of(hand_made(customer=owner, sources=REAL), "cus_1")
    assert [row.attached for row in state.rows] == [None, None, None]
