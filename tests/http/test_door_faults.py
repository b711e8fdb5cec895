"""Faults happen on the socket, as they would on a bad day."""

from __future__ import annotations

import threading
import time

import pytest
import stripe

from helpers.emulator.http_door import Door
from tests.http.raw import KEY, answer, ask, connect, read_all, request, talk, wait_until


def client(door: Door, timeout: float = 5.0) -> stripe.StripeClient:
    return stripe.StripeClient(
        KEY,
        base_addresses={"api": door.url},
        http_client=stripe.RequestsClient(timeout=timeout),
    )


@pytest.fixture(autouse=True)
def no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)


def made(door: Door) -> int:
    return len(ask(door, "GET", "/v1/customers").json["data"])


def test_a_dropped_connection_answers_nothing_and_does_nothing(door: Door) -> None:
    door.emulator.inject("dropped_connection")
    assert talk(door, request("POST", "/v1/customers"), half_close=False) == b""
    assert made(door) == 0
    door.emulator.inject("dropped_connection")
    with pytest.raises(stripe.APIConnectionError):
        client(door).v1.customers.create({})


def test_a_timeout_does_the_work_but_never_answers(door: Door) -> None:
    door.emulator.inject("timeout")
    with connect(door) as waiting:
        waiting.sendall(request("POST", "/v1/customers"))
        waiting.settimeout(0.3)
        with pytest.raises(TimeoutError):
            waiting.recv(1)
        assert made(door) == 1
    wait_until(lambda: not door._open)
    door.emulator.inject("timeout")
    with pytest.raises(stripe.APIConnectionError, match=r"[Tt]imed out|timeout"):
        client(door, timeout=0.3).v1.customers.create({})
    assert made(door) == 2


def test_a_cut_body_promises_more_than_it_brings(door: Door) -> None:
    door.emulator.inject("cut_body")
    received = talk(door, request("POST", "/v1/customers", close=False), half_close=False)
    head, _, body = received.partition(b"\r\n\r\n")
    promised = int(head.partition(b"Content-Length: ")[2].split()[0])
    assert 0 < len(body) < promised
    assert body.startswith(b'{"id":"cus_')
    assert made(door) == 1
    door.emulator.inject("cut_body")
    with pytest.raises((stripe.APIConnectionError, stripe.APIError)):
        client(door).v1.customers.create({})


def test_a_slow_answer_comes_in_full_and_delays_nobody_else(door: Door) -> None:
    door.emulator.inject("slow", delay=0.5)
    started = time.perf_counter()
    slow: list[float] = []

    def wait() -> None:
        assert ask(door, "POST", "/v1/customers").status == 200
        slow.append(time.perf_counter() - started)

    thread = threading.Thread(target=wait)
    thread.start()
    wait_until(lambda: len(door.emulator.faults) == 0)
    assert ask(door, "GET", "/v1/customers").status == 200
    assert time.perf_counter() - started < 0.4
    thread.join(5)
    assert 0.5 <= slow[0] < 2


@pytest.mark.parametrize(("fault", "status"), [("rate_limit", 429), ("server_error", 500)])
def test_faults_that_are_answers_are_answered(door: Door, fault: str, status: int) -> None:
    got = ask(door, "POST", "/emulator/faults", {"fault": fault}, key=None)
    assert got.status == 303
    assert ask(door, "POST", "/v1/customers").status == status
    assert ask(door, "POST", "/v1/customers").status == 200


def test_faults_stand_in_the_log(door: Door) -> None:
    for fault in ("dropped_connection", "cut_body"):
        door.emulator.inject(fault)
        talk(door, request("POST", "/v1/customers"))
    wait_until(lambda: len(door.log) == 2)
    assert [(entry.status, entry.code) for entry in door.log] == [
        (0, "dropped_connection"),
        (200, "cut_body"),
    ]


def test_closing_the_door_ends_every_wait(door: Door) -> None:
    door.emulator.inject("timeout")
    door.emulator.inject("slow", delay=60)
    silent, slow = connect(door), connect(door)
    silent.sendall(request("GET", "/v1/customers"))
    wait_until(lambda: len(door.emulator.faults) == 1)
    slow.sendall(request("GET", "/v1/customers"))
    wait_until(lambda: len(door.emulator.faults) == 0)
    started = time.perf_counter()
    door.server_close()
    assert read_all(silent) == b""
    late = read_all(slow)
    assert late == b"" or answer(late).status == 200
    assert time.perf_counter() - started < 2
    silent.close()
    slow.close()
