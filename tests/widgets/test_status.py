"""The status picture: the way so far as it was, and the customer's hand where there is one."""

from collections.abc import Callable

import pytest
import stripe

from helpers.bilingual import TutorialError
from helpers.connection import LessonClient, connect
from helpers.emulator import facts, lifecycle
from helpers.evidence import STRENGTHS
from helpers.widgets import life_cycle
from helpers.widgets.plain_data import plain
from helpers.widgets.source_way import way_of
from helpers.widgets.status import LiveStatus, show_status
from tests.widgets.hostile import Seen
from tests.widgets.worlds import hand_made, listed, pending

REDIRECTED = {"object": "source", "id": "src_1", "status": "pending", "flow": "redirect"}


def live(client: stripe.StripeClient, source: stripe.Source) -> LiveStatus:
    shown = show_status(source, client)
    assert isinstance(shown, LiveStatus)
    return shown


def authorized(client: LessonClient) -> str:
    source = pending(client).id
    assert client.emulator
    client.emulator.authorize(source)
    return source


def failed(client: LessonClient) -> str:
    source = pending(client).id
    assert client.emulator
    client.emulator.fail(source)
    return source


def expired(client: LessonClient) -> str:
    source = pending(client).id
    assert client.emulator
    client.emulator.advance_clock(7200)
    return source


def paid(client: LessonClient) -> str:
    source = authorized(client)
    client.v1.charges.create({"amount": 1099, "currency": "eur", "source": source})
    return source


def attached_charged_and_detached(client: LessonClient) -> str:
    source = client.v1.sources.create({"type": "card", "token": "tok_visa"}).id
    customer = client.v1.customers.create({"source": source}).id
    client.v1.charges.create({"amount": 1099, "currency": "eur", "customer": customer})
    client.v1.customers.payment_sources.delete(customer, source)
    return source


def declined(client: LessonClient) -> str:
    source = client.v1.sources.create({"type": "card", "token": "tok_chargeCustomerFail"}).id
    customer = client.v1.customers.create({"source": source}).id
    with pytest.raises(stripe.CardError):
        client.v1.charges.create({"amount": 1099, "currency": "eur", "customer": customer})
    return source


WAYS = [authorized, failed, expired, paid, attached_charged_and_detached, declined]


@pytest.mark.parametrize("story", WAYS, ids=lambda story: story.__name__)
def test_events_tell_the_way_that_the_emulator_notes(story: Callable[[LessonClient], str]) -> None:
    client = connect()
    source = plain(client.v1.sources.retrieve(story(client)))
    noted = way_of(client, source)
    client.emulator = None  # as with a real account
    told = way_of(client, source)
    assert [(s.trigger, s.before, s.after, s.when) for s in told] == [
        (s.trigger, s.before, s.after, s.when) for s in noted
    ]
    assert [step.event for step in told] == [step.event for step in noted]
    assert all(step.fact in facts.load() for step in told)


def test_the_steps_of_a_real_account_name_the_calls_of_the_notebook() -> None:
    client = connect()
    source = plain(client.v1.sources.retrieve(attached_charged_and_detached(client)))
    client.emulator = None
    assert [step.call for step in way_of(client, source)] == [1, 2, 3, 4]


@pytest.mark.parametrize("story", WAYS, ids=lambda story: story.__name__)
def test_the_way_is_drawn_at_the_arrows_and_told_in_the_table(
    story: Callable[[LessonClient], str],
) -> None:
    client = connect()
    shown = show_status(story(client), client)
    assert isinstance(shown, LiveStatus)
    way = shown.still.way
    assert Seen(shown.html).elements.count("tr") == 2 + len(way) + len(lifecycle.TRANSITIONS)
    for number, step in enumerate(way, 1):
        arrow = f"{step.before or '[*]'} --> {step.after}: "
        drawn = [line for line in shown.still.diagram.mermaid.splitlines() if arrow in line]
        if step.before != step.after:
            assert f"{step.trigger} ({number})" in drawn[0]


def test_every_word_of_the_table_is_there_in_both_languages() -> None:
    assert set(life_cycle.CONDITIONS) >= {
        row.condition for row in lifecycle.TRANSITIONS if row.condition
    }
    assert set(life_cycle.TRIGGERS) >= {row.trigger for row in lifecycle.TRANSITIONS}
    assert tuple(STRENGTHS) == facts.STRENGTHS


@pytest.mark.parametrize("status", lifecycle.STATUSES)
def test_the_present_status_is_marked_in_words(status: str) -> None:
    shown = show_status(stripe.Source.construct_from({**REDIRECTED, "status": status}, "k"))
    assert f'state "{status} (今 / now)" as {status}' in shown.diagram.mermaid
    assert f"src_1 は今 {status} です" in shown.html
    assert f"src_1 is {status} now" in shown.html


def test_what_is_no_source_is_refused_in_both_languages() -> None:
    for wrong in (None, "src_1", {"object": "card", "id": "card_1"}, {"object": "source"}):
        with pytest.raises(TutorialError, match=r"Source オブジェクトを.*takes a Source object"):
            show_status(wrong)  # type: ignore[arg-type]


def test_without_a_client_nothing_is_asked() -> None:
    client = connect()
    source = pending(client)
    before = len(client.record)
    show_status(source)
    assert len(client.record) == before


# --- the customer's hand -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "after", "code"),
    [
        ("authorize", "chargeable", 'client.emulator.authorize("{}")'),
        ("fail", "failed", 'client.emulator.fail("{}")'),
        ("pass", "canceled", "client.emulator.advance_clock(6 * 3600)"),
    ],
)
def test_the_hand_says_what_it_runs_and_moves_the_source(
    action: str, after: str, code: str
) -> None:
    client = connect()
    source = pending(client)
    shown = live(client, source)
    calls = len(shown.still.way)
    shown.act("choose", {"hours": "6"})
    assert Seen(shown.parts()["controls"]).text.count(code.format(source.id)) == 1
    shown.act(action, {"hours": "6"})
    assert shown.still.status == after
    assert len(shown.still.way) == calls + 1
    assert f"pending to {after}" in shown._written()["said"]
    assert code.format(source.id) in Seen(shown.parts()["outcome"]).text
    assert f'"{after} (今 / now)"' in shown.still.diagram.mermaid


def test_what_cannot_be_done_is_not_offered() -> None:
    client = connect()
    shown = live(client, client.v1.sources.create({"type": "card", "token": "tok_visa"}))
    assert shown.parts()["controls"].count("aria-disabled") == 2
    shown.act("authorize", {})
    assert "Unexpected error (ValueError)" in shown._written()["said"]
    assert shown.still.status == "chargeable"


def test_a_real_account_has_no_hand() -> None:
    client = hand_made(source=REDIRECTED, events=listed())
    shown = show_status("src_1", client)
    assert isinstance(shown, LiveStatus)
    assert "In a real account the customer authorizes" in shown.parts()["controls"]
    shown.act("authorize", {})
    assert "In a real account the customer authorizes" in shown._written()["said"]


def test_the_diagram_is_redrawn_in_its_place() -> None:
    client = connect()
    shown = live(client, pending(client))
    diagram = shown.still.diagram
    shown.act("authorize", {})
    assert shown.still.diagram is diagram
    assert repr(diagram).endswith("is chargeable now")
