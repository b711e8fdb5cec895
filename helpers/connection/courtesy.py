"""Good manners towards Stripe: not too many calls a second, and patience when told to slow down.

The SDK retries lost connections, 409 and 5xx; it does not retry 429, which is done here.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import stripe

from helpers.transport import Answer, OneWay

_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Manners:
    """``interval``: seconds from the start of one call to the next. ``patience``: how long to wait,
    in seconds, before each retry of a 429; Stripe's own ``Retry-After`` counts if it is longer, up
    to ``longest``.
    """

    interval: float
    patience: tuple[float, ...]
    longest: float = 10.0


TO_STRIPE = Manners(interval=0.5, patience=(1.0, 2.0, 4.0))
TO_A_STAND_IN = Manners(interval=0.0, patience=(0.0, 0.0, 0.0))


class Courtesy(OneWay):
    """Hands requests on, spaced out; asks again, a few times, when the answer is 429.

    A retry is the same request with the same idempotency key. The last answer is returned, also
    when it is still 429: the SDK makes an exception of it.
    """

    name = "courtesy"

    def __init__(
        self,
        inner: stripe.HTTPClient,
        manners: Manners = TO_STRIPE,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__()
        self._inner = inner
        self._manners = manners
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._next = float("-inf")

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        for wait in self._manners.patience:
            answer = self._in_turn(method, url, headers, post_data)
            if answer[1] != _TOO_MANY:
                return answer
            self._sleep(min(max(wait, _retry_after(answer[2])), self._manners.longest))
        return self._in_turn(method, url, headers, post_data)

    def _in_turn(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any
    ) -> Answer:
        with self._turn:
            now = self._clock()
            wait = max(0.0, self._next - now)
            self._next = now + wait + self._manners.interval
        if wait:
            self._sleep(wait)
        answer: Answer = self._inner.request(method, url, headers, post_data)
        return answer

    def close(self) -> None:
        self._inner.close()  # type: ignore[no-untyped-call]


def _retry_after(headers: Mapping[str, str]) -> float:
    value = headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else 0.0
