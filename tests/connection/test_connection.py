"""connect() gives a real StripeClient whose every door leads to the emulator."""

import asyncio
import subprocess
import sys
import time

import pytest
import stripe

import helpers
from helpers.bilingual import TutorialError
from helpers.connection import connect


def test_the_vocabulary_of_lessons_has_it_all() -> None:
    for name in ("connect", "cleanup", "explain"):
        assert name in helpers.__all__
        assert callable(getattr(helpers, name))


def test_the_client_is_the_sdks_own() -> None:
    client = connect()
    assert isinstance(client, stripe.StripeClient)
    source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
    customer = client.v1.customers.create({"email": "paying.user@example.com", "source": source.id})
    assert customer.default_source == source.id


def test_the_banner_says_who_answers_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    connect()
    shown = capsys.readouterr().out
    assert "エミュレーターが答えます" in shown
    assert "The emulator answers" in shown


def test_the_emulator_answers_even_where_a_key_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "sk_live_" + "x" * 24
    monkeypatch.setenv("STRIPE_SECRET_KEY", key)
    client = connect()
    client.v1.customers.create({"email": "a@example.com"})
    assert client.account == "emulator"
    assert client._requestor.api_key != key


@pytest.mark.parametrize("account", ["live", "TEST", ""])
def test_another_account_is_refused_in_both_languages(account: str) -> None:
    with pytest.raises(TutorialError) as refusal:
        connect(account)  # type: ignore[arg-type]
    assert refusal.value._render_traceback_() == [refusal.value.text.ja, refusal.value.text.en]
    assert "connect()" in refusal.value.text.ja
    assert "connect()" in refusal.value.text.en


def test_each_client_has_a_world_of_its_own_and_the_same_answers() -> None:
    first, second = connect(), connect()
    made = first.v1.customers.create({"email": "a@example.com"})
    assert second.v1.customers.list().data == []
    assert second.v1.customers.create({"email": "a@example.com"}).to_dict() == made.to_dict()


def test_the_async_methods_answer_too() -> None:
    client = connect()
    made = client.v1.customers.create({"email": "a@example.com"})
    found = asyncio.run(client.v1.customers.retrieve_async(made.id))
    assert found.to_dict() == made.to_dict()
    assert [exchange.method for exchange in client.record] == ["POST", "GET"]


def test_a_stream_answers_too() -> None:
    client = connect()
    made = client.v1.customers.create({"email": "a@example.com"})
    answer, status, _ = client._requestor.request_raw(
        "get", f"/v1/customers/{made.id}", is_streaming=True, base_address="api", api_mode="V1"
    )
    assert status == 200
    assert made.id.encode() in answer.read()  # type: ignore[attr-defined]


def test_the_record_keeps_what_was_asked_and_answered() -> None:
    client = connect()
    client.v1.customers.create({"email": "a@example.com"})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.retrieve("cus_unknown", {"expand": ["sources"]})
    made, missed = client.record
    assert (made.method, made.path, made.status) == ("POST", "/v1/customers", 200)
    assert made.parameters == "email=a%40example.com"
    assert made.request_id is not None
    assert made.request_id.startswith("req_")
    assert (missed.method, missed.path, missed.status) == ("GET", "/v1/customers/cus_unknown", 404)
    assert missed.parameters == "expand[0]=sources"
    assert "resource_missing" in missed.body


def test_the_sdk_writes_nothing_into_the_home_folder(tmp_path: object) -> None:
    script = (
        "from helpers import connect; c = connect(); "
        "c.v1.customers.create({}); c.v1.customers.create({})"
    )
    environment = {"HOME": str(tmp_path), "PATH": ""}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True)
    written = [path.name for path in tmp_path.rglob("*")]  # type: ignore[attr-defined]
    assert [name for name in written if "stripe" in name or "telemetry" in name] == []


def test_events_show_the_same_idempotency_keys_on_every_run() -> None:
    def shown() -> list[str | None]:
        client = connect("emulator")
        client.v1.customers.create({})
        client.v1.customers.create({}, {"idempotency_key": "order-1234"})
        return [event.request.idempotency_key for event in client.v1.events.list().data]

    first = shown()
    assert first == shown()
    assert first[0] == "order-1234"
    assert first[1] is not None


def test_a_retry_keeps_its_steady_key_and_does_nothing_twice() -> None:
    client = connect("emulator")
    assert client.emulator is not None
    client.emulator.inject("timeout")
    made = client.v1.customers.create({}, {"max_network_retries": 1})
    assert [found.id for found in client.v1.customers.list().data] == [made.id]


@pytest.mark.parametrize("fault", ["dropped_connection", "timeout"])
def test_a_fault_on_the_way_is_a_connection_error(fault: str) -> None:
    client = connect("emulator")
    assert client.emulator is not None
    client.emulator.inject(fault)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.customers.create({})
    left = client.v1.customers.list().data
    assert len(left) == (1 if fault == "timeout" else 0)


def test_a_cut_body_is_no_json_and_a_slow_answer_arrives() -> None:
    client = connect("emulator")
    assert client.emulator is not None
    client.emulator.inject("cut_body")
    with pytest.raises(stripe.APIError):
        client.v1.customers.create({})
    client.emulator.inject("slow", delay=0.2)
    started = time.perf_counter()
    client.v1.customers.create({})
    assert time.perf_counter() - started >= 0.2
