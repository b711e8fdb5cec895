"""What the tests of the HTTP door speak with: bytes over a socket, and the answers to them."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from helpers.emulator.http_door import Door

KEY = "sk_test_" + "x" * 24
PATIENCE = 8.0


@dataclass(frozen=True)
class Answer:
    """One answer as it came over the socket; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json["error"]
        return found

    @property
    def text(self) -> str:
        return self.body.decode()


def connect(door: Door) -> socket.socket:
    host, port = door.server_address[:2]
    connection = socket.create_connection((str(host), port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_all(connection: socket.socket) -> bytes:
    """Everything until the other side closes; a reset counts as closing."""
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionError:
        pass
    return b"".join(pieces)


def talk(door: Door, data: bytes, *, half_close: bool = True) -> bytes:
    """Send ``data`` on a new connection and return all that comes back until it is closed."""
    with connect(door) as connection:
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            pass  # refused before all was sent: the answer is there to be read
        return read_all(connection)


def answers(received: bytes, *, to_head: bool = False) -> list[Answer]:
    """The answers in what was received. Fails on anything that is no whole HTTP answer."""
    found = []
    while received:
        head, separator, received = received.partition(b"\r\n\r\n")
        assert separator, f"no end of headers: {head[:200]!r}"
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, _ = first.split(" ", 2)
        assert version == "HTTP/1.1"
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            assert name.lower() not in headers, f"sent twice: {name}"
            headers[name.lower()] = value
        if status == "100":
            continue
        length = 0 if to_head else int(headers["content-length"])
        assert len(received) >= length, "the body is cut"
        found.append(Answer(int(status), headers, received[:length]))
        received = received[length:]
    return found


def answer(received: bytes, *, to_head: bool = False) -> Answer:
    """The one answer in what was received."""
    found = answers(received, to_head=to_head)
    assert len(found) == 1, received[:500]
    return found[0]


def request(
    method: str,
    path: str,
    form: dict[str, str] | str = "",
    *,
    key: str | None = KEY,
    host: str = "127.0.0.1",
    close: bool = True,
    **headers: str,
) -> bytes:
    """A request as bytes; further ``headers`` are named with underscores for hyphens."""
    body = (form if isinstance(form, str) else urlencode(form)).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    lines += ["Connection: close"] if close else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(door: Door, method: str, path: str, form: dict[str, str] | str = "", **how: Any) -> Answer:
    """One request on a connection of its own, and its answer."""
    return answer(talk(door, request(method, path, form, **how)), to_head=method == "HEAD")


def make_redirect(
    door: Door, return_url: str = "https://shop.example/back", **how: Any
) -> dict[str, Any]:
    """A pending source whose customer must visit its redirect page."""
    form = {
        "type": "ideal",
        "amount": "1099",
        "currency": "eur",
        "redirect[return_url]": return_url,
    }
    made = ask(door, "POST", "/v1/sources", form, **how)
    assert made.status == 200, made.text
    source: dict[str, Any] = made.json
    return source


def wait_until(condition: Any, seconds: float = 3.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
