"""What went wrong, told in both languages: a refusal of Stripe's, a dead connection, a slip."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import stripe

from helpers.bilingual import Text, TutorialError
from helpers.widgets.secrecy import without_keys

KINDS = {
    "cus_": Text("Customer", "a Customer"),
    "src_": Text("Source", "a Source"),
    "card_": Text("Card", "a Card"),
    "ba_": Text("銀行口座", "a bank account"),
    "ch_": Text("請求 (Charge)", "a Charge"),
    "tok_": Text("トークン", "a token"),
    "btok_": Text("銀行口座のトークン", "a bank account token"),
    "pm_": Text("PaymentMethod", "a PaymentMethod"),
    "pi_": Text("PaymentIntent", "a PaymentIntent"),
    "seti_": Text("SetupIntent", "a SetupIntent"),
    "evt_": Text("イベント", "an Event"),
    "req_": Text("リクエスト", "a request"),
    "re_": Text("返金", "a Refund"),
}
"""What an id names, by its prefix."""


def told(error: Exception) -> Text:
    """The error in a sentence of each language; Stripe's own words are quoted, keys hidden."""
    if isinstance(error, TutorialError):
        return error.text
    if isinstance(error, stripe.APIConnectionError):
        return Text(
            "答えが返りませんでした。接続が切れています。相手が動いているか確かめて、もう一度実行してください。",
            "No answer came: the connection is dead. See whether the other side runs, then retry.",
        )
    said = without_keys(str(getattr(error, "user_message", None) or error))
    if isinstance(error, stripe.StripeError):
        code = getattr(error.error, "code", None) or type(error).__name__
        return Text(
            f"断られました ({error.http_status} {code}): {said}",
            f"Refused ({error.http_status} {code}): {said}",
        )
    return Text(
        f"思わぬエラーです ({type(error).__name__}): {said}",
        f"Unexpected error ({type(error).__name__}): {said}",
    )


@contextmanager
def told_when_dead() -> Iterator[None]:
    """Turns a dead connection into a TutorialError, which says in both languages what to do."""
    try:
        yield
    except stripe.APIConnectionError as error:
        raise TutorialError(*told(error)) from error


def customer_id(value: object) -> str:
    """The id of a customer, given the id or the Customer itself.

    Raises TutorialError for an id of another kind, and says which kind it is.
    """
    wanted = value.get("id") if isinstance(value, dict) else getattr(value, "id", value)
    if isinstance(wanted, str) and wanted.startswith("cus_"):
        return wanted
    kind = _kind(wanted)
    raise TutorialError(
        f"Customer の ID (cus_…) が要ります。{wanted!r} は{kind.ja}です。",
        f"The id of a Customer is needed (cus_…). {wanted!r} is {kind.en}.",
    )


def _kind(value: Any) -> Text:
    if isinstance(value, str):
        for prefix, kind in KINDS.items():
            if value.startswith(prefix):
                return Text(f" {kind.ja} の ID ", f"the id of {kind.en}")
    return Text("別のもの", "something else")
