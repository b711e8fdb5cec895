"""The HTTP door: the same engine for curl, PHP, Node and every other SDK, on loopback only.

One thread a connection, one lock around the engine, one send an answer. What the engine never
sees (malformed, too large, too slow, from another web site) is refused here in Stripe's form of
an error, with the code ``emulator_door``.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import re
import signal
import socket
import socketserver
import sys
import threading
from collections import deque
from email.utils import formatdate
from http import HTTPStatus
from time import monotonic, perf_counter
from types import FrameType
from typing import cast

from helpers.emulator import faults
from helpers.emulator.engine import SEED, Emulator
from helpers.emulator.http_reading import Gone, Incoming, Limits, Reader, Refused
from helpers.emulator.pages import Entry, hide_secrets
from helpers.emulator.site import Site, with_own_redirects
from helpers.emulator.wire import Headers, Request, Response, to_json

LOOPBACK = "127.0.0.1"
PORT = 12111
MAX_ENTRIES = 200
MAX_LOGGED_PATH = 200
LONGEST_SILENCE = 600.0
"""Seconds that the fault ``timeout`` keeps a client waiting: longer than any SDK waits."""

_HOST = re.compile(r"(localhost|[0-9.]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_DRAINED = 8 * 1024 * 1024


class Door(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A server for one emulator. ``port`` 0 takes a free one; ``url`` says which.

    Raises ``ValueError`` for a ``host`` that is not loopback and ``OSError`` for a port that
    cannot be had. Use it as a context manager, or call :meth:`close`.
    """

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 128

    def __init__(
        self,
        emulator: Emulator,
        port: int = PORT,
        *,
        host: str = LOOPBACK,
        limits: Limits | None = None,
    ) -> None:
        address = ipaddress.ip_address(host)
        if not address.is_loopback or address.version != 4:
            raise ValueError(f"the door opens on IPv4 loopback only, not on {host}")
        self.emulator = emulator
        self.limits = limits or Limits()
        self.lock = threading.Lock()
        self.log: deque[Entry] = deque(maxlen=MAX_ENTRIES)
        self._site = Site(emulator)
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self.closing = threading.Event()
        super().__init__((host, port), Conversation)

    @property
    def url(self) -> str:
        """Where the door is: ``http://127.0.0.1:12111``."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self, poll: float = 0.05) -> None:
        """Serve in a thread of its own; :meth:`close` ends it, within ``poll`` seconds."""
        threading.Thread(target=self.serve_forever, args=(poll,), daemon=True).start()

    def close(self) -> None:
        """Stop serving a started door and hang up on every client."""
        self.shutdown()
        self.server_close()

    def server_close(self) -> None:
        self.closing.set()
        super().server_close()
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    # --- connections ---------------------------------------------------------------------------

    def process_request(
        self,
        request: socket.socket | tuple[bytes, socket.socket],
        client_address: object,
    ) -> None:
        connection = cast(socket.socket, request)
        with self._open_lock:
            welcome = len(self._open) < self.limits.connections
            if welcome:
                self._open.add(connection)
        if welcome:
            super().process_request(connection, client_address)
        else:
            message = f"{self.limits.connections} connections are open already."
            connection.settimeout(0.1)
            connection.sendall(encode(refusal(429, message), keep=False))
            self.shutdown_request(connection)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        connection = cast(socket.socket, request)
        with self._open_lock:
            self._open.discard(connection)
        super().shutdown_request(connection)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
        if not isinstance(error, OSError):
            report("connection", error)

    # --- answers -------------------------------------------------------------------------------

    def answer(self, incoming: Incoming) -> Response:
        """The answer of the engine, of a web page, or of the door itself. Never raises."""
        try:
            host = self._check_caller(incoming)
            address = f"http://{host}"
            with self.lock:
                if self._site.serves(incoming.path):
                    return self._site.answer(incoming, address, list(self.log))
                response = self.emulator.handle(
                    Request(
                        incoming.method,
                        incoming.path,
                        incoming.query,
                        incoming.headers,
                        incoming.body,
                    )
                )
        except Refused as refused:
            return refusal(refused.status, refused.message)
        except Exception as error:
            report(f"{incoming.method} {incoming.path}", error)
            return broken()
        return Response(
            response.status,
            response.headers,
            with_own_redirects(response.body, address),
            response.fault,
            response.delay,
        )

    def _check_caller(self, incoming: Incoming) -> str:
        """The address that the caller used. Refuses other hosts' names and other sites' pages.

        A web site whose name is made to point to this machine is found by its ``Host``; one that
        sends requests from the learner's browser by ``Origin`` or ``Sec-Fetch-Site``. A link may
        lead here from anywhere.
        """
        headers = incoming.headers
        host = headers.get("host", "")
        if not is_loopback(host):
            raise Refused(403, "the Host header does not name this machine's loopback address.")
        leads_here = incoming.method in ("GET", "HEAD") and self._site.serves(incoming.path)
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "none").lower()
        if origin is not None and origin.lower() != f"http://{host}".lower():
            raise Refused(403, "a page of another web site may not use this door.")
        if site not in ("none", "same-origin") and not leads_here:
            raise Refused(403, "a page of another web site may not use this door.")
        return host

    def note(self, line: tuple[str, str] | None, answer: Response, seconds: float) -> None:
        """Keep one line of the request log. What ``/`` itself serves is not written down."""
        method, path = line or ("–", "–")
        if path == "/":
            return
        entry = Entry(
            method[:20],
            hide_secrets(path[:MAX_LOGGED_PATH]),
            0 if answer.fault in (faults.DROPPED_CONNECTION, faults.TIMEOUT) else answer.status,
            answer.headers.get("Request-Id", ""),
            answer.fault or _error_code(answer),
            seconds * 1000,
        )
        with self.lock:
            self.log.append(entry)


class Conversation(socketserver.BaseRequestHandler):
    """One connection: requests in, answers out, until either side has had enough."""

    server: Door
    request: socket.socket

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = Reader(self.request, self.server.limits)
        with contextlib.suppress(Gone, OSError):  # the client has left, or does not read
            while self._exchange(reader):
                pass

    def _exchange(self, reader: Reader) -> bool:
        """One request and its answer; whether another one may follow."""
        try:
            incoming = reader.next()
        except Refused as refused:
            answer = refusal(refused.status, refused.message)
            self.server.note(reader.line, answer, 0.0)
            is_head = reader.line is not None and reader.line[0] == "HEAD"
            self._send(encode(answer, keep=False, head_only=is_head))
            self._hang_up_gently()
            return False
        started = perf_counter()
        answer = self.server.answer(incoming)
        self.server.note(reader.line, answer, perf_counter() - started)
        return self._act_out(answer, incoming)

    def _act_out(self, answer: Response, incoming: Incoming) -> bool:
        """Send the answer, or do to it what its fault says."""
        if answer.fault == faults.DROPPED_CONNECTION:
            return False
        if answer.fault == faults.TIMEOUT:
            self._keep_silent()
            return False
        if answer.delay:
            self.server.closing.wait(answer.delay)
        cut = answer.fault == faults.CUT_BODY
        keep = incoming.keep and not cut and not self.server.closing.is_set()
        self._send(encode(answer, keep, head_only=incoming.method == "HEAD", cut=cut))
        return keep

    def _send(self, data: bytes) -> None:
        self.request.settimeout(self.server.limits.answer)
        self.request.sendall(data)

    def _keep_silent(self) -> None:
        """Never answer; leave when the client does, or when the door closes."""
        end = monotonic() + LONGEST_SILENCE
        while (left := end - monotonic()) > 0:
            self.request.settimeout(left)
            if not self.request.recv(65536):
                return

    def _hang_up_gently(self) -> None:
        """Let a client that is still sending read the refusal: closing at once would destroy it."""
        self.request.shutdown(socket.SHUT_WR)
        end, drained = monotonic() + 1.0, 0
        while (left := end - monotonic()) > 0 and drained < _DRAINED:
            self.request.settimeout(left)
            received = self.request.recv(65536)
            if not received:
                return
            drained += len(received)


def encode(answer: Response, keep: bool, *, head_only: bool = False, cut: bool = False) -> bytes:
    """The answer as bytes, head and body together: two sends would cost 40 ms a call.

    ``cut``: the head promises twice the body that follows.
    """
    body = answer.body.encode("utf-8", "replace")
    length = 2 * len(body) + 1 if cut else len(body)
    phrase = _PHRASES.get(answer.status, "Unknown")
    head = [f"HTTP/1.1 {answer.status} {phrase}", f"Date: {formatdate(usegmt=True)}"]
    head += [f"{name}: {value}" for name, value in answer.headers.items()]
    head.append(f"Content-Length: {length}")
    head.append(f"Connection: {'keep-alive' if keep else 'close'}")
    data = ("\r\n".join(head) + "\r\n\r\n").encode("latin-1", "replace")
    return data if head_only else data + body


def refusal(status: int, message: str) -> Response:
    """The door's own refusal, in Stripe's form."""
    error = {
        "code": "emulator_door",
        "message": f"The emulator's HTTP door: {message}",
        "type": "invalid_request_error",
    }
    return _error(status, error)


def broken() -> Response:
    """What a defect of the emulator answers."""
    error = {
        "message": "The emulator has a defect: it failed to answer. Its own output says where.",
        "type": "api_error",
    }
    return _error(500, error)


def _error(status: int, error: dict[str, str]) -> Response:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-cache, no-store"}
    return Response(status, Headers(headers), to_json({"error": error}))


def _error_code(answer: Response) -> str:
    """The code of the error (or its type, if it has none) for the log; "" for a success."""
    if answer.status < 400 or answer.headers.get("Content-Type") != "application/json":
        return ""
    try:
        error = json.loads(answer.body)["error"]
        return str(error.get("code") or error.get("type"))
    except (ValueError, KeyError):
        return ""


def is_loopback(host: str) -> bool:
    """Whether a Host header (``name`` or ``name:port``) names this machine's own loopback."""
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match[1].strip("[]")
    try:
        return name.lower() == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def report(where: str, error: BaseException | None) -> None:
    """One line on stderr about a defect: which request, which error, in which line of code."""
    place = error.__traceback__ if error else None
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    at = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    text = " ".join(f"emulator: {where}: {type(error).__name__}: {error} ({at})".split())
    print(hide_secrets(text), file=sys.stderr, flush=True)


def serve(port: str, seed: str | None) -> int:
    """Serve until Ctrl-C; the exit status. ``port`` and ``seed`` are as typed."""
    if not (port.isascii() and port.isdigit() and int(port[:6]) <= 65535):
        return _say(
            f"--port は 0 から 65535 の整数です: {port!r}",
            f"--port is a whole number from 0 to 65535, not {port!r}",
        )
    if seed is not None and not re.fullmatch(r"-?[0-9]{1,18}", seed):
        return _say(f"--seed は整数です: {seed!r}", f"--seed is a whole number, not {seed!r}")
    try:
        door = Door(Emulator(SEED if seed is None else int(seed)), int(port))
    except OSError as error:
        return _say(
            f"ポート {port} を開けません (使用中かもしれません。--port で別の番号を指定できます)",
            f"cannot open port {port} (is it taken? --port chooses another): {error.strerror}",
        )
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with door:
            print(f"Stripe emulator: {door.url}", flush=True)
            print("Ctrl-C で止まります / Ctrl-C stops it", flush=True)
            door.serve_forever(0.1)
    except KeyboardInterrupt:
        print("\n止めました / Stopped", flush=True)
    return 0


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(ja: str, en: str) -> int:
    print(f"{ja} / {en}", file=sys.stderr)
    return 1
