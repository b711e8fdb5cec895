"""The one address that a session speaks to: Stripe's, or a loopback address that a test serves."""

import os
import re
from collections.abc import Mapping

from helpers.bilingual import TutorialError

STRIPE = "https://api.stripe.com"
VARIABLE = "TUTORIAL_STRIPE_ADDRESS"
"""Names a stand-in for Stripe on this machine. The project's tests set it; no learner needs it."""

_LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
_LOCAL_URL = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?/")


class AddressRefused(TutorialError):
    """The address is neither Stripe's nor on this machine."""


def checked(address: str) -> str:
    """The address without a slash at its end, if it is Stripe's or on loopback.

    Raises AddressRefused for any other.
    """
    address = address.removesuffix("/")
    if address == STRIPE or _LOOPBACK.fullmatch(address):
        return address
    raise AddressRefused(
        f"つなぐ先は {STRIPE} か、このマシンの中 (http://127.0.0.1:ポート) だけです。",
        f"The only addresses are {STRIPE} and this machine's own (http://127.0.0.1:PORT).",
    )


def chosen(environment: Mapping[str, str] = os.environ) -> str:
    """Stripe's address, unless the environment names a stand-in on this machine.

    Raises AddressRefused for a stand-in anywhere else.
    """
    return checked(environment.get(VARIABLE) or STRIPE)


def is_stand_in(address: str) -> bool:
    """Whether the address is not Stripe's own."""
    return address != STRIPE


def stays_here(url: str) -> bool:
    """Whether a URL leads to this machine and nowhere else, whatever parser reads it."""
    return _LOCAL_URL.match(url) is not None
