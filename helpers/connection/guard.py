"""The guard before a real account: every request passes it, and every answer comes back through it.

A refusal is a ``GuardRefused``, no Stripe error: the SDK does not retry it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
import stripe

from helpers.bilingual import Text, TutorialError
from helpers.connection import address as addresses
from helpers.connection import keys
from helpers.transport import Answer, OneWay

TIMEOUT = (4.0, 12.0)
"""Seconds to wait for a connection, and for each part of an answer."""

_METHODS = frozenset({"get", "post", "delete"})
# What the SDK sends; a header that is not among them could point to another account or host.
_HEADERS = frozenset(
    {
        "authorization",
        "content-type",
        "idempotency-key",
        "stripe-version",
        "user-agent",
        "x-stripe-client-user-agent",
        "x-stripe-client-telemetry",
    }
)
_LIVEMODE = re.compile(rb'"livemode"\s*:\s*true')

_WRONG_PLACE = Text(
    "行き先がこの接続のアドレスではないので、送りませんでした。",
    "Nothing was sent: it would have gone to another address than this connection's.",
)
_WRONG_METHOD = Text(
    "GET、POST、DELETE のどれでもないので、送りませんでした。",
    "Nothing was sent: the method is neither GET nor POST nor DELETE.",
)
_ONE_AUTHORIZATION = Text(
    "Authorization ヘッダーがちょうど 1 つではないので、送りませんでした。",
    "Nothing was sent: there has to be exactly 1 Authorization header.",
)
_ANOTHER_KEY = Text(
    "connect() に渡したものとは別のキーなので、送りませんでした。",
    "Nothing was sent: the key is not the one that connect() was given.",
)
_ANOTHER_HEADER = Text(
    "別のアカウントやホストを指しうるヘッダーがあるので、送りませんでした。",
    "Nothing was sent: a header could point to another account or host.",
)
_REDIRECTED = Text(
    "応答が別の場所への転送だったので、従わずに止めました。",
    "The answer was a redirect to another place; it was not followed.",
)
_LIVE = Text(
    "応答に livemode: true がありました。本番のデータなので、この接続を終わりにしました。",
    "The answer says livemode: true. That is live data, so this connection has been ended.",
)
_ENDED = Text(
    "本番のデータが返ったので、この接続は終わっています。送りませんでした。",
    "Nothing was sent: this connection was ended when live data came back.",
)


class GuardRefused(TutorialError):
    """The guard stopped a request, or ended the session after an answer.

    ``sent`` says whether the request had left when the guard refused.
    """

    def __init__(self, ja: str, en: str, *, sent: bool = False) -> None:
        super().__init__(ja, en)
        self.sent = sent


class _NoDetours(requests.Session):
    """Follows no redirect, and takes no proxy, password or certificate from the environment."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        return super().request(*arguments, **{**options, "allow_redirects": False})


def plain_client(timeout: tuple[float, float] = TIMEOUT) -> stripe.RequestsClient:
    """The SDK's own client on sockets, without detours. Only a guard or a closed door uses it."""
    return stripe.RequestsClient(timeout=timeout, session=_NoDetours())


@dataclass(frozen=True, slots=True)
class Leaving:
    """A request about to leave, as the guard's checks look at it.

    ``headers`` holds (name in lower case, value) in the order in which they would be sent.
    ``authorization`` and ``beginning`` are what the session allows.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    authorization: str
    beginning: str


def goes_to_the_one_address(request: Leaving) -> None:
    """After the slash at the end of the beginning nothing can belong to the host any more."""
    if not request.url.startswith(request.beginning):
        raise GuardRefused(*_WRONG_PLACE)


def has_a_known_method(request: Leaving) -> None:
    if request.method.lower() not in _METHODS:
        raise GuardRefused(*_WRONG_METHOD)


def has_one_authorization(request: Leaving) -> None:
    if [name for name, _ in request.headers].count("authorization") != 1:
        raise GuardRefused(*_ONE_AUTHORIZATION)


def has_no_other_header(request: Leaving) -> None:
    if any(name not in _HEADERS for name, _ in request.headers):
        raise GuardRefused(*_ANOTHER_HEADER)


def has_the_sessions_key(request: Leaving) -> None:
    for name, value in request.headers:
        if name == "authorization" and value != request.authorization:
            keys.checked(value.removeprefix("Bearer "))
            raise GuardRefused(*_ANOTHER_KEY)


class Guard(OneWay):
    """Lets a request pass only to one address, only with the session's key, for its own account.

    ``key`` is the session's test key; ``address`` is Stripe's, or a stand-in's on loopback;
    ``timeout`` bounds connecting and each wait for data, in seconds.
    Raises KeyRefused or AddressRefused for any other.
    """

    name = "guard"
    checks: tuple[Callable[[Leaving], None], ...] = (
        goes_to_the_one_address,
        has_a_known_method,
        has_one_authorization,
        has_no_other_header,
        has_the_sessions_key,
    )
    """Each raises KeyRefused or GuardRefused for a request that must not leave."""

    def __init__(
        self,
        key: str,
        address: str = addresses.STRIPE,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        super().__init__()
        self._authorization = f"Bearer {keys.checked(key)}"
        self._beginning = addresses.checked(address) + "/"
        self._ended = False
        self._inner = plain_client(timeout)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        if self._ended:
            raise GuardRefused(*_ENDED)
        leaving = self._leaving(method, url, headers or {})
        for check in self.checks:
            check(leaving)
        try:
            answer: Answer = self._inner.request(method, url, headers, post_data)
        except stripe.APIConnectionError as error:
            # Every POST carries an idempotency key, so asking again does nothing twice.
            if isinstance(error.__cause__, requests.exceptions.ChunkedEncodingError):
                error.should_retry = True
            raise
        self._check_answer(answer)
        return answer

    def _leaving(self, method: str, url: str, headers: Mapping[str, str]) -> Leaving:
        # Names and values may be bytes as well: what `requests` would send is what is looked at.
        sent = tuple((_text(name).strip().lower(), _text(value)) for name, value in headers.items())
        return Leaving(method, url, sent, self._authorization, self._beginning)

    def _check_answer(self, answer: Answer) -> None:
        body, status, _ = answer
        if 300 <= status < 400:
            raise GuardRefused(*_REDIRECTED, sent=True)
        if is_live(body):
            self._ended = True
            raise GuardRefused(*_LIVE, sent=True)

    def close(self) -> None:
        self._inner.close()  # type: ignore[no-untyped-call]


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def is_live(body: bytes) -> bool:
    """Whether anything in an answer is of live mode, however deep."""
    try:
        return _says_livemode(json.loads(body))
    except ValueError:  # malformed JSON is for the SDK to report
        return _LIVEMODE.search(body) is not None


def _says_livemode(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("livemode") is True or _any_livemode(value.values())
    return isinstance(value, list) and _any_livemode(value)


def _any_livemode(values: Iterable[Any]) -> bool:
    return any(_says_livemode(value) for value in values)
