"""The SDK's other ways out, closed or led through the session's own client.

Objects that were made without a client (``construct_from``, ``copy``, ``pickle``) and calls in the
old style (``stripe.Customer.create``) use the module ``stripe`` itself; a ``StripeClient`` that the
learner makes gets a client of its own. ``take_over`` sends all of them through one client.

Not covered, since it takes intent: an ``http_client=`` that the learner passes to a
``StripeClient``, a client that was made before ``connect()``, and other programs.
"""

from collections.abc import Mapping
from typing import Any

import stripe
import stripe._api_requestor
import stripe._http_client
import stripe._stripe_client

from helpers.bilingual import TutorialError
from helpers.connection import address
from helpers.transport import Answer, OneWay

_MAKERS = ("new_default_http_client", "new_http_client_async_fallback")
_PLACES: tuple[Any, ...] = (
    stripe,
    stripe._http_client,
    stripe._api_requestor,
    stripe._stripe_client,
)


class DoorClosed(TutorialError):
    """A request that did not come from the client of ``connect()`` would have left the machine."""


class ClosedDoor(OneWay):
    """Refuses every request that would leave this machine; one to loopback passes."""

    name = "closed-door"

    def __init__(self) -> None:
        super().__init__()
        self._local: stripe.HTTPClient | None = None

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        if not address.stays_here(url):
            raise DoorClosed(
                "エミュレーターを使っている間は、Stripe へ何も送りません。"
                "connect() が返した client から client.v1.… と呼び出してください。",
                "Nothing goes to Stripe while the emulator answers. "
                "Make the call through the client of connect(): client.v1.…",
            )
        if self._local is None:
            from helpers.connection.guard import plain_client

            self._local = plain_client()
        answer: Answer = self._local.request(method, url, headers, post_data)
        return answer


def take_over(client: stripe.HTTPClient, key: str, base: str = address.STRIPE) -> None:
    """Send what does not come from the session's client through ``client``, with ``key``.

    ``base`` is the session's address, for calls in the old style.
    """
    stripe.default_http_client = client
    stripe.api_key = key
    stripe.api_base = base

    def the_session_client(*_: Any, **__: Any) -> stripe.HTTPClient:
        return client

    for place in _PLACES:
        for maker in _MAKERS:
            if hasattr(place, maker):
                setattr(place, maker, the_session_client)
