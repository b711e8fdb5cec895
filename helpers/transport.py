"""Where the SDK's requests go: HTTP clients for ``stripe.StripeClient``, and their record.

The SDK hands every request, sync or async, to the ``stripe.HTTPClient`` it was made with. Here are
one that carries it to the emulator in the same process, one that keeps a record on the way, and
the common ground of those that stand before a real account (``helpers.connection``).
"""

import asyncio
import re
import time
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import stripe

from helpers.emulator import Emulator, Request, faults

Answer = tuple[Any, int, Mapping[str, str]]  # body (str or bytes), HTTP status, headers

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_STEADY_KEYS: WeakKeyDictionary[Emulator, dict[str, str]] = WeakKeyDictionary()
"""Of each emulator: the SDK's random idempotency keys, and what they became."""

_NO_ANSWER = {
    faults.DROPPED_CONNECTION: "The connection broke before the request arrived.",
    faults.TIMEOUT: "The request was sent, but no answer came in time.",
}

# A streamed body belongs to the caller who reads it; the record keeps only that there was one.
_STREAMED = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as they passed.

    ``parameters`` is the query or the form as it was sent; ``status`` is the HTTP status;
    ``body`` is the JSON text of the answer; ``seconds`` is how long the answer took.
    """

    method: str
    path: str
    parameters: str
    status: int
    headers: Mapping[str, str]
    body: str
    seconds: float

    @property
    def request_id(self) -> str | None:
        """Stripe's id of the request, ``req_…``."""
        return self.headers.get("request-id")


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    """A whole body in the form of an async stream."""
    yield body


class OneWay(stripe.HTTPClient):
    """A client of which only ``request`` has to be written: every other way leads through it.

    A stream is read whole first, for an answer whose end was not seen cannot be checked. Async
    calls run in a thread.
    """

    name = "one-way"

    def request_stream(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[BytesIO, int, Mapping[str, str]]:
        body, status, answer_headers = self.request(method, url, headers, post_data)
        return BytesIO(body.encode() if isinstance(body, str) else body), status, answer_headers

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> Answer:
        return await asyncio.to_thread(self.request, method, url, headers, post_data)

    async def request_stream_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[AsyncIterable[bytes], int, Mapping[str, str]]:
        body, status, answer_headers = await self.request_async(method, url, headers, post_data)
        return (
            pieces(body.encode() if isinstance(body, str) else body),
            status,
            answer_headers,
        )

    async def sleep_async(self, secs: float) -> None:
        """The pause before the SDK's own retry."""
        await asyncio.sleep(secs)

    def close(self) -> None:
        """Nothing to close."""

    async def close_async(self) -> None:
        self.close()


class EmulatorTransport(OneWay):
    """Carries requests to an emulator in this process: no socket, no key leaves, no network.

    The SDK gives every POST a random idempotency key, and events show it. Each such key (a UUID)
    becomes the next of a fixed row, so that outputs are equal on every run; any other key, as a
    learner would choose it, passes as it is. Faults that the emulator was told to have happen here.
    """

    name = "emulator"

    def __init__(self, emulator: Emulator) -> None:
        super().__init__()
        self.emulator = emulator
        # The emulator's, not the transport's: two clients of one emulator must not share a key.
        self._steady_keys = _STEADY_KEYS.setdefault(emulator, {})

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        address = urlsplit(url)
        headers = self._with_a_steady_key(headers or {})
        response = self.emulator.handle(
            Request(method.upper(), address.path, address.query, headers, post_data or "")
        )
        if response.fault in (faults.DROPPED_CONNECTION, faults.TIMEOUT):
            raise stripe.APIConnectionError(  # type: ignore[no-untyped-call]
                _NO_ANSWER[response.fault], should_retry=True
            )
        if response.delay:
            time.sleep(response.delay)
        return response.body, response.status, response.headers

    def _with_a_steady_key(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        key = headers.get("Idempotency-Key")
        if key is None or not _UUID.fullmatch(key):
            return headers
        number = len(self._steady_keys) + 1
        steady = self._steady_keys.setdefault(key, f"00000000-0000-4000-8000-{number:012}")
        return {**headers, "Idempotency-Key": steady}

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> Answer:
        # In the caller's own thread: an emulator is not made for several at once.
        return self.request(method, url, headers, post_data)


class Recorder(stripe.HTTPClient):
    """Hands each request on to another client and keeps what passed in ``record``, oldest first."""

    name = "recorder"

    def __init__(self, inner: stripe.HTTPClient) -> None:
        super().__init__()
        self.inner = inner
        self.record: list[Exchange] = []

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        started = perf_counter()
        answer = self.inner.request(method, url, headers, post_data)
        self._keep(method, url, post_data, answer, perf_counter() - started)
        return answer

    async def request_async(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,
    ) -> Answer:
        started = perf_counter()
        answer = await self.inner.request_async(method, url, headers, post_data)
        self._keep(method, url, post_data, answer, perf_counter() - started)
        return answer

    def request_stream(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        started = perf_counter()
        answer = self.inner.request_stream(method, url, headers, post_data)
        self._keep(method, url, post_data, (_STREAMED, *answer[1:]), perf_counter() - started)
        return answer

    async def request_stream_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[AsyncIterable[bytes], int, Mapping[str, str]]:
        started = perf_counter()
        answer = await self.inner.request_stream_async(method, url, headers, post_data)
        self._keep(method, url, post_data, (_STREAMED, *answer[1:]), perf_counter() - started)
        return answer

    async def sleep_async(self, secs: float) -> None:
        """The pause before the SDK's own retry."""
        await asyncio.sleep(secs)

    def _keep(self, method: str, url: str, form: Any, answer: Answer, seconds: float) -> None:
        address = urlsplit(url)
        body, status, headers = answer
        self.record.append(
            Exchange(
                method.upper(), address.path, form or address.query, status, headers, body, seconds
            )
        )

    def close(self) -> None:
        self.inner.close()  # type: ignore[no-untyped-call]

    async def close_async(self) -> None:
        await self.inner.close_async()  # type: ignore[no-untyped-call]
