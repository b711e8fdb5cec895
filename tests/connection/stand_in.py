"""A server on loopback that plays Stripe, a thief or a broken network, and keeps what arrives."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Script = Callable[["Arrived"], bytes | None]
"""What to send for a request: raw bytes, or None to hang up without a word."""

_TLS = b"\x16"  # what a client that wants encryption says first


@dataclass
class Arrived:
    """One request as it came over the socket. Header names are in lower case."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str | None:
        found = [value for own, value in self.headers if own == name]
        assert len(found) < 2, f"{name} arrived {len(found)} times"
        return found[0] if found else None


def answer(status: int, body: object, **headers: str) -> bytes:
    """A whole HTTP answer; ``body`` is JSON data, or text as it is."""
    text = body if isinstance(body, str) else json.dumps(body)
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(text.encode())}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + text).encode()


def error(status: int, message: str, **fields: object) -> bytes:
    """Stripe's error envelope."""
    inner = {"type": "invalid_request_error", "message": message, **fields}
    return answer(status, {"error": inner}, Request_Id="req_standin")


CUSTOMER = {"id": "cus_standin1", "object": "customer", "livemode": False, "metadata": {}}


@dataclass
class StandIn:
    """The running server: where it is, how it answers, and all that has arrived."""

    url: str
    port: int
    script: Script = lambda _: answer(200, CUSTOMER)
    arrived: list[Arrived] = field(default_factory=list)
    connections: int = 0

    def play(self, *answers: bytes | None) -> None:
        """Give these answers in turn; the last one again and again."""
        left = list(answers)
        self.script = lambda _: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """Serve on a free port of loopback until the end of the block."""

    class Conversation(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            stand_in.connections += 1
            arrived = _read(self.rfile)
            if arrived is None:
                return
            stand_in.arrived.append(arrived)
            data = stand_in.script(arrived)
            if data:
                self.wfile.write(data)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hung up is not this server's trouble."""

    with Server(("127.0.0.1", 0), Conversation) as server:
        port = server.server_address[1]
        stand_in = StandIn(f"http://127.0.0.1:{port}", port)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield stand_in
        server.shutdown()


def _read(stream: object) -> Arrived | None:
    if stream.peek(1)[:1] == _TLS:  # type: ignore[attr-defined]
        return None  # it would wait for a line, and the other side for an answer
    read_line = stream.readline  # type: ignore[attr-defined]
    first = read_line().decode("latin-1").split()
    if len(first) < 2:
        return None
    headers: list[tuple[str, str]] = []
    while line := read_line().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers.append((name.strip().lower(), value.strip()))
    length = next((int(value) for name, value in headers if name == "content-length"), 0)
    body = stream.read(length).decode()  # type: ignore[attr-defined]
    return Arrived(first[0], first[1], headers, body)


def silence(seconds: float) -> Script:
    """Say nothing for a while, then hang up."""

    def wait(_: Arrived) -> None:
        time.sleep(seconds)

    return wait


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
