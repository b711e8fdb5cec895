"""What the door does with requests, good and bad, as they come over a socket."""

from __future__ import annotations

import base64
import random
import socket
import threading
import time
from typing import Any

import pytest

from helpers.emulator import Emulator, Request
from helpers.emulator.http_door import Door, is_loopback
from helpers.emulator.http_reading import Limits
from tests.http.raw import (
    KEY,
    Answer,
    answer,
    answers,
    ask,
    connect,
    read_all,
    request,
    talk,
    wait_until,
)


def refused(received: bytes, status: int) -> Answer:
    """The door's own refusal, in Stripe's form, after which it hangs up."""
    got = answer(received)
    assert got.status == status, got.text
    assert set(got.error) == {"code", "message", "type"}
    assert got.error["code"] == "emulator_door"
    assert got.error["type"] == "invalid_request_error"
    assert got.headers["connection"] == "close"
    return got


# --- good requests -------------------------------------------------------------------------------


def test_the_engines_answer_passes_as_it_is(door: Door) -> None:
    twin = Emulator()
    over_http = ask(door, "POST", "/v1/customers", {"email": "花子@example.com"})
    in_process = twin.handle(
        Request(
            "POST",
            "/v1/customers",
            headers={"Authorization": f"Bearer {KEY}"},
            body="email=%E8%8A%B1%E5%AD%90%40example.com",
        )
    )
    assert over_http.status == in_process.status == 200
    assert over_http.text == in_process.body
    for name, value in in_process.headers.items():
        assert over_http.headers[name.lower()] == value
    assert "access-control-allow-origin" not in over_http.headers


def test_basic_authentication_is_what_curl_sends(door: Door) -> None:
    basic = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
    got = ask(door, "GET", "/v1/customers", key=None, Authorization=basic)
    assert got.status == 200


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "You did not provide an API key."),
        ("Basic !!!", "You did not provide an API key."),
        (
            "Bearer " + "sk_live_" + "y" * 24,
            "Invalid API Key provided: sk_live_" + "*" * 20 + "yyyy",
        ),
    ],
)
def test_no_key_and_wrong_keys_get_stripes_errors(
    door: Door, authorization: str | None, message: str
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    got = ask(door, "GET", "/v1/customers", key=None, **headers)
    assert got.status == 401
    assert got.error["type"] == "invalid_request_error"
    assert got.error["message"].startswith(message)


def test_one_connection_serves_many_requests_without_delay(door: Door) -> None:
    took = []
    with connect(door) as connection:
        for _ in range(30):
            started = time.perf_counter()
            connection.sendall(request("POST", "/v1/customers", {"name": "A"}, close=False))
            got = answer(connection.recv(65536))
            took.append(time.perf_counter() - started)
            assert got.status == 200
            assert got.headers["connection"] == "keep-alive"
    assert sorted(took)[15] < 0.02, "headers and body in two sends cost 40 ms"


def test_requests_sent_ahead_are_answered_in_order(door: Door) -> None:
    ahead = b"".join(request("GET", f"/v1/customers/cus_{n}", close=False) for n in range(20))
    received = answers(talk(door, ahead))
    assert [got.error["message"] for got in received] == [
        f"No such customer: 'cus_{n}'" for n in range(20)
    ]


def test_chunked_bodies_are_put_together(door: Door) -> None:
    head = (
        "POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        f"Authorization: Bearer {KEY}\r\nConnection: close\r\n\r\n"
    )
    body = "5\r\nname=\r\n6;x=y\r\nHanako\r\n0\r\nTrailer: x\r\n\r\n"
    assert answer(talk(door, (head + body).encode())).json["name"] == "Hanako"


def test_head_has_no_body_but_says_how_long_it_would_be(door: Door) -> None:
    got = ask(door, "HEAD", "/")
    assert got.status == 200
    assert got.body == b""
    assert int(got.headers["content-length"]) > 1000


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "TRACE", "BREW"])
def test_methods_that_stripe_has_not_get_its_own_error(door: Door, method: str) -> None:
    got = ask(door, method, "/v1/customers")
    assert got.status == 404
    assert got.error["message"].startswith(f"Unrecognized request URL ({method}: /v1/customers).")
    assert not [name for name in got.headers if name.startswith("access-control")]


def test_a_client_that_asks_first_is_told_to_go_on(door: Door) -> None:
    with connect(door) as connection:
        whole = request("POST", "/v1/customers", {"name": "A"}, Expect="100-continue")
        head, _, body = whole.partition(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert answer(read_all(connection)).status == 200


def test_bytes_that_are_no_utf8_are_replaced_not_fatal(door: Door) -> None:
    body = b"name=\xff\xfe%ff&description=%ED%A0%80"
    head = request("POST", "/v1/customers", close=True).replace(
        b"Content-Length: 0", b"Content-Length: %d" % len(body)
    )
    assert answer(talk(door, head + body)).json["name"] == "���"
    assert answer(talk(door, b"GET /\xff\x80 HTTP/1.1\r\nHost: [::1]:9\r\n\r\n")).status in (
        401,
        404,
    )


def test_http_1_0_is_answered_and_closed(door: Door) -> None:
    got = answer(talk(door, b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", half_close=False))
    assert got.status == 200
    assert got.headers["connection"] == "close"


# --- bad requests --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400),
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET http://127.0.0.1/v1/customers HTTP/1.1\r\n\r\n", 400),
        (b"GET /a b HTTP/1.1\r\n\r\n", 400),
        (b"GET /a\x00b HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: localhost\n\n", 400),
        (b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n folded: yes\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ten\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(9000)) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b" " * 60_000 + b"x" + b" " * 9_000 + b"\r\n\r\n", 431),
    ],
)
def test_malformed_requests_are_refused_in_stripes_form(
    door: Door, data: bytes, status: int
) -> None:
    refused(talk(door, data), status)
    assert ask(door, "GET", "/v1/customers").status == 200


def test_a_long_url_and_long_headers_within_the_limit_are_read(door: Door) -> None:
    got = ask(door, "GET", "/v1/customers/" + "a" * 60_000)
    assert got.status == 404
    assert ask(door, "GET", "/v1/customers", X_Long="y" * 60_000).status == 200


def test_a_header_of_blanks_costs_no_time(door: Door) -> None:
    started = time.perf_counter()
    ask(door, "GET", "/v1/customers", X_Long="a" + " " * 60_000 + "b")
    assert time.perf_counter() - started < 0.5


def test_a_huge_body_is_refused_before_it_is_sent(door: Door) -> None:
    started = time.perf_counter()
    head = request("POST", "/v1/customers").replace(
        b"Content-Length: 0", b"Content-Length: 5000000000"
    )
    got = refused(talk(door, head, half_close=False), 413)
    assert "larger than 1048576 bytes" in got.error["message"]
    assert time.perf_counter() - started < 3


def test_a_client_in_the_middle_of_a_large_body_can_read_the_refusal(door: Door) -> None:
    refused(talk(door, request("POST", "/v1/customers", "name=" + "x" * 4_000_000)), 413)


def test_a_body_up_to_the_limit_reaches_the_engine(door: Door) -> None:
    got = ask(door, "POST", "/v1/customers", "name=" + "x" * 1_000_000)
    assert got.status == 400
    assert got.error.get("code") != "emulator_door"


def test_random_bytes_never_break_it(door: Door) -> None:
    chance = random.Random(7)
    for _ in range(150):
        data = chance.randbytes(chance.randrange(1, 400))
        if chance.random() < 0.5:
            data += b"\r\n\r\n"
        for got in answers(talk(door, data)):
            assert 400 <= got.status < 500
            assert got.error["message"]
    assert ask(door, "GET", "/v1/customers").status == 200


def test_mangled_requests_never_break_it(door: Door) -> None:
    chance = random.Random(8)
    whole = request("POST", "/v1/customers", {"email": "a@example.com", "metadata[a]": "b"})
    for _ in range(250):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for got in answers(talk(door, bytes(data))):
            assert got.status < 500
            assert isinstance(got.json, dict)
    assert ask(door, "GET", "/v1/customers").status == 200


# --- time and numbers ----------------------------------------------------------------------------


def test_a_slow_client_is_given_up_and_blocks_nobody(door: Door) -> None:
    with connect(door) as slow:
        slow.sendall(b"POST /v1/customers HTTP/1.1\r\nHost: localhost\r\n")
        started = time.perf_counter()
        assert ask(door, "GET", "/v1/customers").status == 200
        assert time.perf_counter() - started < 0.4
        refused(read_all(slow), 408)
        assert time.perf_counter() - started < 3


def test_a_byte_now_and_then_does_not_buy_time(door: Door) -> None:
    with connect(door) as slow:
        started = time.perf_counter()
        got = b""
        slow.settimeout(0.1)
        for byte in b"GET / HTTP/1.1\r\n" * 3:
            try:
                slow.sendall(bytes([byte]))
                got = slow.recv(4096)
                break
            except TimeoutError:
                continue
        assert answer(got).status == 408
        assert time.perf_counter() - started < 2


def test_a_client_that_does_not_read_is_given_up(door: Door) -> None:
    with connect(door) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one = request("GET", "/", close=False)
        deaf.settimeout(0.3)
        with pytest.raises(TimeoutError):
            deaf.sendall(one * 200_000)
        wait_until(lambda: not door._open, 5)
    assert ask(door, "GET", "/v1/customers").status == 200


def test_an_idle_connection_is_closed_without_a_word(door: Door) -> None:
    with connect(door) as idle:
        assert read_all(idle) == b""


def test_fifty_clients_at_once(door: Door) -> None:
    results: list[Any] = []

    def client(number: int) -> None:
        with connect(door) as connection:
            for turn in range(10):
                form = {"metadata[client]": str(number), "metadata[turn]": str(turn)}
                connection.sendall(request("POST", "/v1/customers", form, close=False))
                got = answer(connection.recv(65536))
                results.append((got.status, got.json["id"], got.json["metadata"]["client"]))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == 500
    assert {status for status, _, _ in results} == {200}
    assert len({id for _, id, _ in results}) == 500


def test_more_connections_than_allowed_are_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    door = Door(Emulator(), 0, limits=Limits(connections=3))
    door.start(poll=0.005)
    crowd = [connect(door) for _ in range(3)]
    wait_until(lambda: len(door._open) == 3)
    with connect(door) as one_more:
        refused(read_all(one_more), 429)
    crowd.pop().close()
    wait_until(lambda: len(door._open) == 2)
    assert ask(door, "GET", "/v1/customers").status == 200
    door.close()
    assert [read_all(connection) for connection in crowd] == [b"", b""], "closing hangs up"
    for connection in crowd:
        connection.close()
    assert capsys.readouterr().err == ""


# --- who may come in -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:12111", "localhost", "LOCALHOST:1", "[::1]:80"]
)
def test_loopback_hosts_are_let_in(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.168.0.1",
        "0.0.0.0",
        "127.0.0.1@evil.example",
        "127.1",
        "999.0.0.1",
        "[::2]",
        "localhost:1:2",
        "localhost:port",
    ],
)
def test_other_hosts_are_kept_out(door: Door, host: str) -> None:
    got = ask(door, "GET", "/v1/customers", host=host)
    assert got.status == 403
    assert got.error["code"] == "emulator_door"
    assert ask(door, "GET", "/", host=host).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_pages_of_other_sites_may_not_use_the_api(door: Door, headers: dict[str, str]) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        got = ask(door, method, "/v1/customers", **headers)
        assert got.status == 403
        assert not [name for name in got.headers if name.startswith("access-control")]
    assert len(door.emulator.requests) == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "8.8.8.8", "::1"])
def test_it_opens_nowhere_but_on_loopback(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        Door(Emulator(), 0, host=host)


# --- defects -------------------------------------------------------------------------------------


def test_a_defect_is_a_500_in_stripes_form_and_one_line_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator = Emulator()
    door = Door(emulator, 0)
    door.start(poll=0.005)
    secret = "sk_test_" + "z" * 24

    def defect(request: object) -> None:
        raise RuntimeError(f"this one is meant,\nwith {secret}")

    monkeypatch.setattr(emulator, "handle", defect)
    got = ask(door, "POST", "/v1/customers")
    assert got.status == 500
    assert got.error["type"] == "api_error"
    monkeypatch.undo()
    assert ask(door, "POST", "/v1/customers").status == 200
    door.close()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(
        "emulator: POST /v1/customers: RuntimeError: this one is meant, with"
    )
    assert secret not in lines[0]
