"""Events beside the calls that caused them, and the ways in which they may arrive."""

import pytest

from helpers.connection import LessonClient, connect
from helpers.emulator import facts
from helpers.evidence import STRENGTHS
from helpers.widgets import webhook_play
from helpers.widgets.event_list import PAGE, show_events
from tests.widgets.hostile import Seen
from tests.widgets.worlds import hand_made, listed, pending

EVENTS = [("evt_1", "a"), ("evt_2", "b"), ("evt_3", "c")]


def lesson() -> tuple[LessonClient, str]:
    client = connect()
    source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
    customer = client.v1.customers.create({"source": source.id}).id
    waiting = pending(client)
    assert client.emulator
    client.emulator.authorize(waiting.id)
    return client, customer


def test_an_event_stands_beside_the_call_that_caused_it() -> None:
    client, _ = lesson()
    causes = [line.partition("←")[2].strip() for line in repr(show_events(client)).splitlines()]
    assert causes[1:] == [
        "1. POST /v1/sources",
        "2. POST /v1/customers",
        "2. POST /v1/customers",
        "2. POST /v1/customers",
        "呼び出しではない (時間の経過か顧客の操作) / no call (time, or the customer)",
    ]


def test_only_what_speaks_of_one_object_can_be_shown() -> None:
    client, customer = lesson()
    assert {row.about for row in show_events(client, customer).state.rows} > {customer}
    assert len(show_events(client, client.v1.customers.retrieve(customer)).state.rows) == 3


def test_what_comes_later_is_folded_and_what_was_there_stays() -> None:
    client, customer = lesson()
    shown = show_events(client, customer)
    first = shown.parts()["table"]
    for _ in range(PAGE // 2 + 1):  # two events each: the first ones are off the newest page
        other = client.v1.sources.create({"type": "card", "token": "tok_visa"})
        client.v1.charges.create({"amount": 500, "currency": "eur", "source": other.id})
    client.v1.customers.update(customer, {"name": "Hanako"})
    shown.look_again()
    later = shown.parts()["table"]
    assert later.startswith(first)
    assert "<details>" in later.removeprefix(first)
    assert [row.type for row in shown.since.rows] == ["customer.updated"]
    assert shown.since.rows[0].number == len(shown.state.rows) + 1
    shown.look_again()
    assert shown.parts()["table"] == later


def test_an_event_of_another_programs_call_is_told_apart() -> None:
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "charge.succeeded",
        "created": 1552635000,
        "data": {"object": {"id": "ch_1"}, "previous_attributes": {"amount": None}},
        "request": "req_old_form",
    }
    shown = show_events(hand_made(events=listed(event, more=True)))
    assert "a call from outside this notebook" in shown.html
    assert "amount: null" in shown.html
    assert "Only the newest 100 are shown" in shown.html


@pytest.mark.parametrize(
    ("way", "order", "advice"),
    [
        ("in-order", [1, 2, 3], "use use use"),
        ("swapped", [2, 1, 3], "use late use"),
        ("twice", [1, 1, 2, 3, 3], "use again use use again"),
        ("late", [2, 3, 1], "use use late"),
    ],
)
def test_deliveries_arrive_as_they_may(way: str, order: list[int], advice: str) -> None:
    words = {"use": "handle it", "late": "fetch the state", "again": "ignore it"}
    arrived = webhook_play.deliveries(EVENTS, way)
    assert [delivery.happened for delivery in arrived] == order
    for delivery, word in zip(arrived, advice.split(), strict=True):
        assert words[word] in delivery.advice.en


def test_no_events_can_arrive_in_any_way() -> None:
    for way in webhook_play.WAYS:
        assert webhook_play.deliveries([], way) == []
    assert "イベントはありません" in show_events(connect()).html


def test_what_is_said_of_stripe_is_said_as_surely_as_the_ledger_does() -> None:
    said = webhook_play.SIMULATED
    for id in ("V11", "V12"):
        strength = STRENGTHS[facts.load()[id].strength]
        assert f"({id}、{strength.ja})" in said.ja
        assert f"({id}, {strength.en})" in said.en


def test_they_are_played_one_by_one() -> None:
    client, _ = lesson()
    shown = show_events(client)
    rows = lambda: Seen(shown.parts()["outcome"]).elements.count("tr")  # noqa: E731
    assert rows() == 0
    shown.act("next", {"way": "in-order"})
    shown.act("next", {"way": "in-order"})
    assert rows() == 1 + 2
    shown.act("way", {"way": "twice"})
    assert rows() == 0
    shown.act("all", {"way": "twice"})
    assert rows() == 1 + 8
    shown.act("again", {})
    assert rows() == 0
    assert "これはシミュレーションです" in shown.parts()["controls"]


def test_every_way_is_told_where_no_kernel_runs() -> None:
    client, _ = lesson()
    html = show_events(client).html
    assert "This is a simulation" in html
    for way in webhook_play.WAYS.values():
        assert way.meaning.en in html
