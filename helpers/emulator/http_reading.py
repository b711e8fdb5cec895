"""Reading HTTP/1.1 requests from a socket: strictly, within limits, before a deadline."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from time import monotonic

from helpers.emulator.wire import Headers

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(rf"({_TOKEN}) (\S+) HTTP/(\d)\.(\d)")
_NAME = re.compile(_TOKEN)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")
_ONCE = frozenset({"authorization", "content-length", "host", "transfer-encoding"})


class Refused(Exception):
    """The door turns a request away before the engine sees it: HTTP ``status``, and why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Gone(Exception):
    """The client has left, or said nothing for too long: there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the door takes: sizes in bytes, times in seconds.

    ``request`` is from a request's first byte to its last, however slowly the bytes come;
    ``answer`` is how long a client may take to read; ``idle`` is the pause between two requests.
    """

    head: int = 64 * 1024
    body: int = 1024 * 1024
    request: float = 10.0
    answer: float = 10.0
    idle: float = 60.0
    connections: int = 256


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request as it came in; ``keep`` says whether the client will send another one."""

    method: str
    path: str
    query: str
    headers: Headers
    body: str
    keep: bool


class Reader:
    """Takes one request after the other from a connection; those sent ahead wait their turn."""

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits
        self._buffer = bytearray()
        self._deadline = 0.0
        self.line: tuple[str, str] | None = None
        """Method and path of the request that is being read, once they are known."""

    def next(self) -> Incoming:
        """The next request.

        Raises :class:`Refused` for one that is malformed, too large or too slow (the connection
        is of no use after that), and :class:`Gone` when there is no next request.
        """
        self.line = None
        self._await_first_byte()
        self._deadline = monotonic() + self._limits.request
        method, target, version = self._request_line()
        headers = self._headers()
        path, _, query = target.partition("?")
        connection = headers.get("connection", "").lower()
        keep = "close" not in connection if version >= (1, 1) else "keep-alive" in connection
        body = self._body(headers, version)
        return Incoming(method, path, query, headers, body.decode("utf-8", "replace"), keep)

    # --- bytes ---------------------------------------------------------------------------------

    def _await_first_byte(self) -> None:
        """Wait for a request to begin; empty lines before it are no request (RFC 9112, 2.2)."""
        self._deadline = monotonic() + self._limits.idle
        while True:
            while self._buffer[:2] == b"\r\n":
                del self._buffer[:2]
            if self._buffer and self._buffer != b"\r":
                return
            if not self._received():
                raise Gone

    def _received(self) -> bool | None:
        """Whether more bytes came; False when the client has stopped sending, None when late."""
        left = self._deadline - monotonic()
        if left <= 0:
            return None
        self._connection.settimeout(left)
        try:
            received = self._connection.recv(65536)
        except TimeoutError:
            return None
        self._buffer += received
        return bool(received)

    def _receive(self) -> None:
        """More bytes, or a refusal when the time is over or the client has stopped sending."""
        received = self._received()
        if received is None:
            raise Refused(408, f"the request did not arrive within {self._limits.request:g} s.")
        if not received:
            raise Refused(400, "the request ended before it was complete.")

    def _line(self, limit: int, status: int, message: str) -> bytes:
        """One line without its CR LF, refused with ``status`` if it is beyond ``limit`` bytes."""
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > limit:
                raise Refused(status, message)
            self._receive()
        if end > limit:
            raise Refused(status, message)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        if not line.endswith(b"\r"):
            raise Refused(400, "a line does not end with CR LF.")
        return line[:-1]

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._receive()
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    # --- the parts of a request ----------------------------------------------------------------

    def _request_line(self) -> tuple[str, str, tuple[int, int]]:
        message = f"the URL is longer than {self._limits.head} bytes."
        line = self._line(self._limits.head, 414, message).decode("utf-8", "replace")
        match = _REQUEST_LINE.fullmatch(line)
        if match is None or _CONTROL.search(line):
            raise Refused(400, "this is not an HTTP/1.1 request. (The address is http, not https.)")
        method, target, major, minor = match.groups()
        if major != "1":
            raise Refused(400, f"HTTP/{major}.{minor} is not spoken here; HTTP/1.1 is.")
        if not target.startswith("/"):
            raise Refused(400, "the URL must begin with a slash.")
        self.line = method, target.partition("?")[0]
        return method, target, (int(major), int(minor))

    def _headers(self) -> Headers:
        values: dict[str, str] = {}
        left = self._limits.head
        message = f"the headers are longer than {self._limits.head} bytes."
        while line := self._line(left, 431, message):
            left -= len(line)
            text = line.decode("latin-1")
            name, colon, value = text.partition(":")
            if not colon or not _NAME.fullmatch(name) or _CONTROL.search(text):
                raise Refused(400, "a header is malformed.")
            name, value = name.lower(), value.strip(" \t")
            if name in values:
                if name in _ONCE:
                    raise Refused(400, f"the header {name} may be sent only once.")
                value = f"{values[name]}, {value}"
            values[name] = value
        return Headers(values)

    def _body(self, headers: Headers, version: tuple[int, int]) -> bytes:
        length, encoding = headers.get("content-length"), headers.get("transfer-encoding")
        if encoding is not None:
            if length is not None or version < (1, 1):
                raise Refused(400, "Transfer-Encoding does not go with the rest of this request.")
            if encoding.lower() != "chunked":
                raise Refused(411, f"the transfer encoding {encoding[:40]!r} is not known here.")
            self._invite(headers)
            return self._chunks()
        if length is None:
            return b""
        if not length.isascii() or not length.isdigit():
            raise Refused(400, "Content-Length is not a number.")
        if len(length) > 12 or int(length) > self._limits.body:
            raise self._too_large()
        if length.strip("0"):
            self._invite(headers)
        return self._take(int(length))

    def _invite(self, headers: Headers) -> None:
        """Tell a client that asked first (as curl does for large bodies) to send the body."""
        if headers.get("expect", "").lower() == "100-continue":
            self._connection.settimeout(self._limits.answer)
            self._connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _chunks(self) -> bytes:
        body = bytearray()
        while True:
            match = _CHUNK_SIZE.fullmatch(self._line(1024, 400, "a chunk's size is malformed."))
            if match is None:
                raise Refused(400, "a chunk's size is malformed.")
            size = int(match[1], 16)
            if len(body) + size > self._limits.body:
                raise self._too_large()
            if size == 0:
                break
            body += self._take(size)
            if self._take(2) != b"\r\n":
                raise Refused(400, "a chunk is longer than its size says.")
        left = self._limits.head
        while trailer := self._line(left, 431, "the trailers are too long."):
            left -= len(trailer)
        return bytes(body)

    def _too_large(self) -> Refused:
        return Refused(413, f"the body is larger than {self._limits.body} bytes.")
