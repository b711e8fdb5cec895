"""What the tutorial adds to a request is added once, where it belongs, and written down first."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
import stripe

from helpers.connection import LessonClient
from helpers.connection.guard import GuardRefused
from helpers.connection.marking import TAGGED, tagged, what_was_made
from tests.connection.stand_in import CUSTOMER, StandIn, answer, error

CUS = "cus_standin1"


def run_of(client: LessonClient) -> str:
    assert client.real is not None
    return client.real.ledger.run


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("", "metadata[tutorial]=R"),
        ("email=a%40b", "email=a%40b&metadata[tutorial]=R"),
        ("metadata[order]=1", "metadata[order]=1&metadata[tutorial]=R"),
        ("metadata[tutorial]=own&x=1", "x=1&metadata[tutorial]=R"),
        ("metadata%5Btutorial%5D=own", "metadata[tutorial]=R"),
        ("metadata=&x=1", "x=1&metadata[tutorial]=R"),
    ],
)
def test_the_run_joins_the_learners_own_metadata(form: str, expected: str) -> None:
    assert tagged(form, "R") == expected


@pytest.mark.parametrize("path", sorted(TAGGED))
def test_what_is_made_carries_the_run(path: str, client: LessonClient, home: StandIn) -> None:
    client.raw_request("post", path, description="x")
    sent = parse_qs(home.arrived[0].body)
    assert sent["metadata[tutorial]"] == [run_of(client)]
    assert sent["description"] == ["x"]


@pytest.mark.parametrize(
    "path",
    [f"/v1/customers/{CUS}", "/v1/tokens", f"/v1/customers/{CUS}/sources", "/v1/charges/c/capture"],
)
def test_other_posts_are_left_as_they_are(path: str, client: LessonClient, home: StandIn) -> None:
    client.raw_request("post", path, description="x")
    assert home.arrived[0].body == "description=x"


def test_the_record_shows_what_the_learner_sent(client: LessonClient, home: StandIn) -> None:
    client.v1.customers.create({"email": "a@example.com"})
    assert client.record[0].parameters == "email=a%40example.com"
    assert "tutorial" in home.arrived[0].body


# --- idempotency keys ---------------------------------------------------------------------------


def test_each_call_is_a_step_of_its_own(client: LessonClient, home: StandIn) -> None:
    client.v1.customers.create({"name": "x"})
    client.v1.customers.create({"name": "x"})
    first, second = (str(arrived.header("idempotency-key")) for arrived in home.arrived)
    assert first != second
    for key in (first, second):
        assert key.startswith(f"tutorial-{run_of(client)}-")
        assert len(key) <= 255


def test_a_key_of_the_lesson_stays_the_same_within_a_run(
    client: LessonClient, home: StandIn
) -> None:
    for _ in range(2):
        client.v1.customers.create({}, options={"idempotency_key": "order-1001"})
    keys = {arrived.header("idempotency-key") for arrived in home.arrived}
    assert keys == {f"tutorial-{run_of(client)}-order-1001"}


def test_reading_has_no_key(client: LessonClient, home: StandIn) -> None:
    client.v1.customers.retrieve(CUS)
    assert home.arrived[0].header("idempotency-key") is None


# --- the ledger ---------------------------------------------------------------------------------


def test_it_is_written_down_before_it_leaves(client: LessonClient, home: StandIn) -> None:
    assert client.real is not None
    ledger = client.real.ledger
    seen: list[str] = []

    def look(_: object) -> bytes:
        seen.append(ledger.path.read_text())
        return answer(200, CUSTOMER)

    home.script = look
    client.v1.customers.create({"email": "a@example.com"})
    assert '"path": "/v1/customers"' in seen[0]
    assert CUS not in seen[0]
    contents = ledger.read()
    assert list(contents.made) == [CUS]
    assert contents.open == {}


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429])
def test_a_refused_call_has_made_nothing(status: int, client: LessonClient, home: StandIn) -> None:
    assert client.real is not None
    home.play(error(status, "no"))
    with pytest.raises(stripe.StripeError):
        client.v1.customers.create({})
    assert client.real.ledger.read().is_empty()


@pytest.mark.parametrize("data", [None, error(500, "oops"), error(409, "busy")])
def test_a_lost_call_stays_open(data: bytes | None, client: LessonClient, home: StandIn) -> None:
    assert client.real is not None
    home.play(data)
    with pytest.raises(stripe.StripeError):
        client.v1.customers.create({"email": "a@example.com"})
    (lost,) = client.real.ledger.read().open.values()
    assert (lost.path, lost.step) == ("/v1/customers", home.arrived[0].header("idempotency-key"))
    assert lost.form == home.arrived[0].body


def test_what_the_guard_kept_back_has_made_nothing(client: LessonClient) -> None:
    assert client.real is not None
    with pytest.raises(GuardRefused):
        client.v1.customers.create({}, options={"stripe_account": "acct_1"})
    assert client.real.ledger.read().is_empty()


def test_money_is_never_asked_for_again(client: LessonClient, home: StandIn) -> None:
    """The form of a charge is not kept, so cleaning up cannot repeat it."""
    assert client.real is not None
    home.play(None)
    with pytest.raises(stripe.StripeError):
        client.v1.charges.create({"amount": 100, "currency": "eur"})
    (lost,) = client.real.ledger.read().open.values()
    assert lost.form is None


def test_no_secret_of_an_answer_is_written_down(client: LessonClient, home: StandIn) -> None:
    secrets = {"client_secret": "src_1_secret_A1", "secret": "whsec_" + "B2" * 9}
    home.play(answer(200, {"id": "src_1", "object": "source", "livemode": False, **secrets}))
    client.v1.sources.create({"type": "card", "token": "tok_visa"})
    assert client.real is not None
    text = client.real.ledger.path.read_text()
    assert "src_1" in text
    for secret in (*secrets.values(), str(client._requestor.api_key), "tok_visa"):
        assert secret not in text


@pytest.mark.parametrize(
    ("path", "status", "body", "made"),
    [
        ("/v1/customers", 200, {"id": "cus_1", "object": "customer"}, [("customer", "cus_1")]),
        ("/v1/customers/cus_1", 200, {"id": "cus_1", "object": "customer"}, []),
        ("/v1/charges/ch_1/capture", 200, {"id": "ch_1", "object": "charge"}, []),
        ("/v1/tokens", 200, {"id": "tok_1", "object": "token"}, []),
        ("/v1/charges", 402, {"error": {"charge": "ch_1"}}, [("charge", "ch_1")]),
        (
            "/v1/payment_intents",
            402,
            {"error": {"payment_intent": {"id": "pi_1"}}},
            [("payment_intent", "pi_1")],
        ),
        (
            "/v1/payment_intents/pi_1/confirm",
            402,
            {"error": {"payment_intent": {"id": "pi_1"}}},
            [],
        ),
        ("/v1/charges", 400, {"error": {"message": "no"}}, []),
        ("/v1/charges", 400, {"error": "no"}, []),
        ("/v1/charges", 200, [], []),
        ("/v1/charges", 200, {"id": 5, "object": None}, []),
    ],
)
def test_what_an_answer_says_was_made(
    path: str, status: int, body: object, made: list[tuple[str, str]]
) -> None:
    assert what_was_made(path, (json.dumps(body).encode(), status, {})) == made


def test_a_body_without_json_says_nothing() -> None:
    assert what_was_made("/v1/customers", (b"<html>", 200, {})) == []
