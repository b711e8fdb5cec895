"""Stripe's objects as plain data, and how their times, amounts and numbers are written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from helpers.bilingual import TutorialError

NOT_SAID = "—"
"""Stands where the object does not say."""

# Amounts are in the currency's smallest unit; these have no smaller one than themselves.
_NO_DECIMALS = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv"}
    | {"xaf", "xof", "xpf"}
)


def plain(value: object) -> dict[str, Any]:
    """An answer's fields as plain data. Raises TutorialError for anything but an object."""
    if isinstance(value, stripe.StripeObject):
        fields: dict[str, Any] = value.to_dict(for_json=True)
        return fields
    if isinstance(value, Mapping):
        return dict(value)
    raise TutorialError(
        f"Stripe のオブジェクトか dict を渡してください ({type(value).__name__} が渡されました)。",
        f"Pass an object of Stripe's or a dict, not {type(value).__name__}.",
    )


def id_of(value: object) -> object:
    """The id in a field that holds an id, or an object where it was expanded."""
    return value.get("id") if isinstance(value, Mapping) else value


def moment(seconds: object) -> str:
    """A Unix time in words, as UTC."""
    if not isinstance(seconds, int | float):
        return NOT_SAID
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def money(amount: object, currency: object) -> str:
    """An amount in its currency: 1099 and eur are 10.99 EUR, 1200 and jpy are 1,200 JPY."""
    if not isinstance(amount, int) or not isinstance(currency, str):
        return NOT_SAID
    if currency in _NO_DECIMALS:
        return f"{amount:,} {currency.upper()}"
    return f"{amount / 100:,.2f} {currency.upper()}"
