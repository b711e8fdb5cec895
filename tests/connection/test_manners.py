"""What Stripe sees of a test session: its pace, its patience, and what every call carries."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import stripe

from helpers.connection import LessonClient, connect
from helpers.connection.courtesy import TO_A_STAND_IN, TO_STRIPE, Courtesy, Manners
from helpers.connection.guard import TIMEOUT, GuardRefused
from helpers.connection.session import API_VERSION
from helpers.transport import Answer, OneWay
from tests.connection.conftest import fake_key
from tests.connection.stand_in import CUSTOMER, StandIn, answer, error, standing_in

CUS = "cus_standin1"
TOO_MANY = error(429, "slow down", code="rate_limit")


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Scripted(OneWay):
    """Gives one answer after the other; the last again and again."""

    name = "scripted"

    def __init__(self, time: Time, *answers: Answer) -> None:
        super().__init__()
        self.left = list(answers) or [(b"{}", 200, {})]
        self.time = time
        self.calls: list[tuple[float, dict[str, str]]] = []

    def request(
        self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any
    ) -> Answer:
        self.calls.append((self.time.now, dict(headers)))
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]


def politely(inner: Scripted, manners: Manners = TO_STRIPE) -> Courtesy:
    return Courtesy(inner, manners, clock=lambda: inner.time.now, sleep=inner.time.sleep)


# --- pace ---------------------------------------------------------------------------------------


def test_at_most_two_calls_a_second() -> None:
    inner = Scripted(Time())
    courtesy = politely(inner)
    for _ in range(9):
        courtesy.request("get", "u", {})
    starts = [when for when, _ in inner.calls]
    assert all(later - earlier >= 0.5 for earlier, later in itertools.pairwise(starts))
    assert starts[-1] - starts[0] == pytest.approx(4.0)


def test_who_has_waited_long_enough_does_not_wait_again() -> None:
    inner = Scripted(Time())
    courtesy = politely(inner)
    courtesy.request("get", "u", {})
    inner.time.now += 3
    courtesy.request("get", "u", {})
    assert inner.time.slept == []


def test_the_pace_belongs_to_stripe_and_not_to_a_stand_in(
    home: StandIn, connect_to: Callable[..., LessonClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = connect_to(home.url)
    monkeypatch.delenv("TUTORIAL_STRIPE_ADDRESS")
    real = connect("test")
    assert stand_in.real is not None
    assert real.real is not None
    assert stand_in.real.door._manners == TO_A_STAND_IN  # type: ignore[attr-defined]
    assert real.real.door._manners == TO_STRIPE  # type: ignore[attr-defined]
    assert TO_STRIPE.interval == 0.5


# --- patience -----------------------------------------------------------------------------------


def test_429_is_asked_again_with_growing_pauses_and_then_given_up() -> None:
    inner = Scripted(Time(), (b"{}", 429, {}))
    answer_ = politely(inner).request("post", "u", {"Idempotency-Key": "k"})
    assert answer_[1] == 429
    assert [headers["Idempotency-Key"] for _, headers in inner.calls] == ["k"] * 4
    assert inner.time.slept == [1.0, 2.0, 4.0]


def test_429_that_passes_is_not_asked_again() -> None:
    inner = Scripted(Time(), (b"{}", 429, {}), (b"{}", 200, {}))
    assert politely(inner).request("get", "u", {})[1] == 200
    assert len(inner.calls) == 2


@pytest.mark.parametrize(
    ("header", "waited"), [("7", 7.0), ("3600", 10.0), ("0", 1.0), ("soon", 1.0), ("-5", 1.0)]
)
def test_stripes_own_word_on_waiting_counts_within_reason(header: str, waited: float) -> None:
    inner = Scripted(Time(), (b"{}", 429, {"Retry-After": header}), (b"{}", 200, {}))
    politely(inner).request("get", "u", {})
    assert inner.time.slept == [waited]


def test_429_through_the_whole_session(client: LessonClient, home: StandIn) -> None:
    home.play(TOO_MANY, TOO_MANY, answer(200, CUSTOMER))
    client.v1.customers.create({})
    steps = {arrived.header("idempotency-key") for arrived in home.arrived}
    assert (len(home.arrived), len(steps)) == (3, 1)
    home.arrived.clear()
    home.play(TOO_MANY)
    with pytest.raises(stripe.RateLimitError):
        client.v1.customers.create({})
    assert len(home.arrived) == 4


CUT = answer(200, CUSTOMER).replace(b"Content-Length: ", b"Content-Length: 1")
AGAIN = {
    "500": error(500, "oops"),
    "503": error(503, "oops"),
    "409": error(409, "busy"),
    "hung up": None,
    "cut short": CUT,
}


@pytest.mark.parametrize("name", AGAIN)
def test_a_lost_call_is_asked_again_twice_as_the_same_step(
    name: str, client: LessonClient, home: StandIn
) -> None:
    home.play(AGAIN[name])
    with pytest.raises(stripe.StripeError):
        client.v1.customers.create({})
    steps = {arrived.header("idempotency-key") for arrived in home.arrived}
    assert (len(home.arrived), len(steps)) == (3, 1)


def test_a_lost_call_is_asked_again_when_async_too(client: LessonClient, home: StandIn) -> None:
    home.play(None, error(500, "oops"), answer(200, CUSTOMER))
    made = asyncio.run(client.v1.customers.create_async({}))
    assert made.id == CUS
    assert len(home.arrived) == 3


def test_a_refusal_of_the_guard_is_not_asked_again(client: LessonClient, home: StandIn) -> None:
    home.play(answer(302, "{}", Location="/"))
    with pytest.raises(GuardRefused):
        client.v1.customers.create({})
    assert len(home.arrived) == 1


def test_waiting_ends_within_seconds(client: LessonClient) -> None:
    assert max(TIMEOUT) <= 15
    assert client.real is not None
    inner = client.real.door._inner._inner  # type: ignore[attr-defined]
    assert inner._timeout == TIMEOUT


# --- what every call carries --------------------------------------------------------------------


def test_version_application_and_no_telemetry(client: LessonClient, home: StandIn) -> None:
    home.script = lambda _: answer(200, CUSTOMER, Request_Id="req_1")
    client.v1.customers.retrieve(CUS)
    client.v1.customers.retrieve(CUS)
    stripe.Customer.retrieve(CUS)
    assert len(home.arrived) == 3
    for arrived in home.arrived:
        assert arrived.header("stripe-version") == API_VERSION
        assert arrived.header("x-stripe-client-telemetry") is None
        who = json.loads(str(arrived.header("x-stripe-client-user-agent")))
        assert who["application"]["name"] == "stripe-sources-hands-on"
        assert "telemetry_id" not in who


def test_the_version_is_the_sdks_own() -> None:
    """An SDK of another version is noticed here, before its answers differ in a lesson."""
    assert stripe.api_version == API_VERSION


def test_nothing_is_written_into_the_home_folder_but_the_ledger(
    client: LessonClient, home: StandIn, tmp_path: Path
) -> None:
    client.v1.customers.create({})
    client.v1.customers.retrieve(CUS)
    written = [path.suffix for path in tmp_path.rglob("*") if path.is_file()]
    assert written == [".jsonl"]


# --- the choice of the account ------------------------------------------------------------------


def test_one_variable_chooses_for_a_whole_sitting(
    home: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTORIAL_ACCOUNT", "test")
    monkeypatch.setenv("STRIPE_SECRET_KEY", fake_key())
    monkeypatch.setenv("TUTORIAL_STRIPE_ADDRESS", home.url)
    assert connect().account == "test"
    assert connect("emulator").account == "emulator"
    monkeypatch.setenv("TUTORIAL_ACCOUNT", "emulator")
    assert connect().account == "emulator"
    assert connect("test").account == "test"
    monkeypatch.delenv("TUTORIAL_ACCOUNT")
    assert connect().account == "emulator"


def test_two_sessions_do_not_mix(connect_to: Callable[..., LessonClient]) -> None:
    with standing_in() as first, standing_in() as second:
        one, other = connect_to(first.url), connect_to(second.url, fake_key("z"))
        one.v1.customers.retrieve(CUS)
        other.v1.customers.retrieve(CUS)
        assert [a.header("authorization") for a in first.arrived] == [f"Bearer {fake_key()}"]
        assert [a.header("authorization") for a in second.arrived] == [f"Bearer {fake_key('z')}"]
        assert one.real is not None
        assert other.real is not None
        assert one.real.ledger.run != other.real.ledger.run
