"""The time machine: the customer after each call, as the account itself would have told it."""

from typing import Any

import pytest
import stripe

from helpers.bilingual import TutorialError
from helpers.connection import LessonClient, connect
from helpers.widgets.following import calls_of, reading
from helpers.widgets.history import show_history
from helpers.widgets.past import moments, past_of
from helpers.widgets.plain_data import id_of
from tests.widgets.hostile import Seen
from tests.widgets.worlds import dead


class Witness:
    """Makes the calls of a lesson, and asks the account after each how things are."""

    def __init__(self) -> None:
        self.client: LessonClient = connect()
        self.customer = ""
        self.seen: list[tuple[Any, ...]] = []

    def call(self, make: Any) -> Any:
        try:
            return make(self.client.v1)
        except stripe.StripeError:
            return None
        finally:
            self.seen.append(self.now())

    def now(self) -> tuple[Any, ...]:
        if not self.customer:
            return (None, {}, {})
        with reading(self.client):
            owner = self.client.v1.customers.retrieve(self.customer).to_dict()
            charges = self.client.v1.charges.list({"customer": self.customer, "limit": 100}).data
            if owner.get("deleted"):
                return (None, {}, {c.id: c.status for c in charges})
            sources = self.client.v1.customers.payment_sources.list(self.customer).data
        return (
            id_of(owner["default_source"]),
            {s.id: getattr(s, "status", None) for s in sources},
            {c.id: c.status for c in charges},
        )


def story() -> Witness:
    told = Witness()
    first = told.call(lambda v1: v1.sources.create({"type": "card", "token": "tok_visa"}))
    made = told.call(lambda v1: v1.customers.create({"source": first.id, "email": "a@b.example"}))
    told.customer = made.id
    told.seen[-1] = told.now()
    sources = lambda v1: v1.customers.payment_sources  # noqa: E731
    card = told.call(lambda v1: sources(v1).create(made.id, {"source": "tok_amex"}))
    charge = {"amount": 1099, "currency": "eur", "customer": made.id}
    told.call(lambda v1: v1.charges.create(charge))
    told.call(lambda v1: v1.customers.update(made.id, {"default_source": card.id}))
    told.call(lambda v1: v1.charges.create({**charge, "source": "src_unknown"}))
    once = told.call(
        lambda v1: v1.sources.create({"type": "card", "token": "tok_jp", "usage": "single_use"})
    )
    told.call(lambda v1: sources(v1).create(made.id, {"source": once.id}))
    told.call(lambda v1: v1.charges.create({**charge, "source": once.id}))
    told.call(lambda v1: sources(v1).delete(made.id, card.id))
    third = told.call(lambda v1: v1.sources.create({"type": "card", "token": "tok_mastercard"}))
    told.call(lambda v1: v1.customers.update(made.id, {"source": third.id}))
    told.call(lambda v1: v1.customers.delete(made.id))
    return told


def test_each_step_is_what_the_account_would_have_said() -> None:
    told = story()
    steps = past_of(told.client, told.customer)
    assert len(steps) == len(told.seen)
    for step, (default, sources, charges) in zip(steps, told.seen, strict=True):
        assert step.default == default, step.number
        assert {s["id"]: s.get("status") for s in step.sources} == sources, step.number
        assert {c["id"]: c["status"] for c in step.charges} == charges, step.number


def test_what_no_call_did_has_a_step_of_its_own() -> None:
    client = connect()
    customer = client.v1.customers.create({}).id
    source = client.v1.sources.create(
        {
            "type": "ach_credit_transfer",
            "currency": "usd",
            "owner": {"email": "a@b.example"},
        }
    )
    client.v1.customers.payment_sources.create(customer, {"source": source.id})
    assert client.emulator
    client.emulator.authorize(source.id)
    steps = past_of(client, customer)
    assert [(s.call is None, [x["status"] for x in s.sources]) for s in steps[-2:]] == [
        (False, ["pending"]),
        (True, ["chargeable"]),
    ]


def test_without_events_the_answers_alone_are_told() -> None:
    told = story()
    steps = moments(told.customer, calls_of(told.client)[:4], [])
    assert [len(step.sources) for step in steps] == [0, 0, 1, 1]
    assert [len(step.charges) for step in steps] == [0, 0, 0, 1]


def test_a_call_that_changed_nothing_says_so() -> None:
    told = story()
    html = show_history(told.client, told.customer).html
    assert html.count("this Customer did not change") == len(
        [step for step in past_of(told.client, told.customer) if not step.changed]
    )


def test_back_and_forth() -> None:
    told = story()
    shown = show_history(told.client, told.customer)
    last = len(shown.steps)
    assert shown.at == last
    assert "The Customer is deleted" in shown.parts()["outcome"]
    shown.act("on", {})
    assert shown.at == last
    shown.act("step", {"step": "2"})
    assert "★ default" in shown.parts()["outcome"]
    shown.act("back", {})
    assert "There is no Customer yet" in shown.parts()["outcome"]
    shown.act("back", {})
    assert shown.at == 1
    shown.act("step", {"step": "999"})
    assert shown.at == last
    shown.act("step", {"step": "x"})
    assert shown.at == last


def test_whoever_looks_at_the_past_stays_there() -> None:
    told = story()
    shown = show_history(told.client, told.customer)
    shown.act("step", {"step": "3"})
    told.client.v1.customers.list({"limit": 1})
    shown.follow_up()
    assert shown.at == 3
    shown.act("step", {"step": "999"})
    told.client.v1.customers.list({"limit": 1})
    shown.follow_up()
    assert shown.at == len(shown.steps) == len(told.seen) + 2


def test_the_whole_sequence_stands_where_no_kernel_runs() -> None:
    told = story()
    seen = Seen(show_history(told.client, told.customer).html)
    assert seen.elements.count("tr") == 1 + len(told.seen)


def test_trouble_is_told() -> None:
    with pytest.raises(TutorialError, match="the id of a Charge"):
        show_history(connect(), "ch_1")
    with pytest.raises(TutorialError, match="the connection is dead"):
        show_history(dead(), "cus_1")
    assert "No calls are recorded yet" in show_history(connect(), "cus_1").html
