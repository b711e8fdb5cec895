"""The guard before a real account: every request passes it, and every answer comes back through it.

A refusal is a ``GuardRefused``, no Stripe error: nothing was sent, and the SDK does not retry it.
"""

import asyncio
import json
from collections.abc import AsyncIterable, Iterable, Mapping
from io import BytesIO
from typing import Any

import requests
import stripe

from helpers import keys
from helpers.bilingual import Text, TutorialError
from helpers.transport import Answer, pieces

STRIPE = "https://api.stripe.com"
_LOOPBACK = ("http://127.0.0.1:", "http://[::1]:")
_FORBIDDEN_HEADERS = frozenset({"stripe-account", "stripe-context", "host"})

_WRONG_PLACE = Text(
    f"行き先が {STRIPE} ではないので、送りませんでした。",
    f"Nothing was sent: it would not have gone to {STRIPE}.",
)
_ONE_AUTHORIZATION = Text(
    "Authorization ヘッダーがちょうど 1 つではないので、送りませんでした。",
    "Nothing was sent: there has to be exactly 1 Authorization header.",
)
_ANOTHER_KEY = Text(
    "connect() に渡したものとは別のキーなので、送りませんでした。",
    "Nothing was sent: the key is not the one that connect() was given.",
)
_ANOTHER_ACCOUNT = Text(
    "別のアカウントやコンテキスト、別のホストを指すヘッダーがあるので、送りませんでした。",
    "Nothing was sent: a header points to another account, context or host.",
)
_REDIRECTED = Text(
    "応答が別の場所への転送だったので、従わずに止めました。",
    "The answer was a redirect to another place; it was not followed.",
)
_LIVE = Text(
    "応答に livemode: true がありました。本番のデータなので、この接続を終わりにしました。",
    "The answer says livemode: true. That is live data, so this connection has been ended.",
)


class GuardRefused(TutorialError):
    """The guard stopped a request before it left, or ended the session after an answer."""


class _NoDetours(requests.Session):
    """Follows no redirect, and takes no proxy, password or certificate from the environment."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        return super().request(*arguments, **{**options, "allow_redirects": False})


class Guard(stripe.HTTPClient):
    """Lets a request pass only to Stripe, only with the session's test key, for its own account.

    ``key`` is the session's test key; ``address`` is Stripe's, or a loopback ``http://127.0.0.1:PORT``
    that a test serves; ``timeout`` bounds connecting and each wait for data, in seconds.
    Raises KeyRefused or GuardRefused for any other.
    """

    name = "guard"

    def __init__(
        self, key: str, address: str = STRIPE, timeout: tuple[float, float] = (5, 20)
    ) -> None:
        super().__init__()
        if address != STRIPE and not address.startswith(_LOOPBACK):
            raise GuardRefused(*_WRONG_PLACE)
        self._key = keys.checked(key)
        # What a URL must begin with. After the slash nothing can belong to the host any more.
        self._beginning = address.rstrip("/") + "/"
        self._ended = False
        self._inner = stripe.RequestsClient(timeout=timeout, session=_NoDetours())

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        self._check_request(url, headers or {})
        answer: Answer = self._inner.request(method, url, headers, post_data)
        self._check_answer(answer)
        return answer

    def request_stream(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[BytesIO, int, Mapping[str, str]]:
        # Read whole: an answer that has not been seen to its end cannot be checked.
        body, status, answer_headers = self.request(method, url, headers, post_data)
        return BytesIO(body), status, answer_headers

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> Answer:
        return await asyncio.to_thread(self.request, method, url, headers, post_data)

    async def request_stream_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[AsyncIterable[bytes], int, Mapping[str, str]]:
        body, status, answer_headers = await self.request_async(method, url, headers, post_data)
        return pieces(body), status, answer_headers

    def _check_request(self, url: str, headers: Mapping[str, str]) -> None:
        if self._ended:
            raise GuardRefused(*_LIVE)
        if not url.startswith(self._beginning):
            raise GuardRefused(*_WRONG_PLACE)
        names = [name.strip().lower() for name in headers]
        if names.count("authorization") != 1:
            raise GuardRefused(*_ONE_AUTHORIZATION)
        if _FORBIDDEN_HEADERS.intersection(names):
            raise GuardRefused(*_ANOTHER_ACCOUNT)
        sent = list(headers.values())[names.index("authorization")]
        if sent != f"Bearer {self._key}":
            keys.checked(sent.removeprefix("Bearer "))
            raise GuardRefused(*_ANOTHER_KEY)

    def _check_answer(self, answer: Answer) -> None:
        body, status, _ = answer
        if 300 <= status < 400:
            raise GuardRefused(*_REDIRECTED)
        if b"livemode" in body and _says_livemode(_parsed(body)):
            self._ended = True
            raise GuardRefused(*_LIVE)

    def close(self) -> None:
        self._inner.close()  # type: ignore[no-untyped-call]

    async def close_async(self) -> None:
        self.close()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None  # malformed JSON is for the SDK to report


def _says_livemode(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("livemode") is True or _any_livemode(value.values())
    return isinstance(value, list) and _any_livemode(value)


def _any_livemode(values: Iterable[Any]) -> bool:
    return any(_says_livemode(value) for value in values)
