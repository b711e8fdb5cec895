"""The checker of lesson 01: a reusable source saved and labelled, a single-use one spent."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import customers_found, customers_with, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "jiro@example.com"
BRAND = "MasterCard"
NICKNAME = "office"
AMOUNT = 1500
CURRENCY = "jpy"
SHOWN = 4
"""How many of the charges of the amount the checker tells, the newest first."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Does a Customer have the labelled source, has a single-use one paid the amount?

    A learner may have tried more than once: the Customer who comes furthest counts.
    """
    buyers = customers_with(client, EMAIL)
    owned = [list(owned_by(client, buyer).values()) for buyer in buyers]
    attached = max(owned, key=_how_far, default=[])
    saved = [source for source in attached if _is_saved(source)]
    things = ", ".join(map(_told, attached))
    charges = client.v1.charges.list({"limit": 100}).data
    paid = [charge.id for charge in charges if _pays_once(charge)]
    close = [_told_charge(charge) for charge in charges if _is_close(charge)][:SHOWN]
    labels = ", ".join(source["metadata"].get("nickname", "—") for source in saved)
    return [
        customers_found(EMAIL, buyers),
        Finding(
            Text(
                "その Customer に、再利用可能で支払い可能な Mastercard の Source がある",
                "That Customer has a reusable, chargeable Source of a Mastercard",
            ),
            bool(saved),
            Text(f"関連付け済み: {things}", f"attached: {things}")
            if things
            else Text("関連付けたものがありません", "nothing attached"),
        ),
        Finding(
            Text(
                f"その Source の metadata の nickname が {NICKNAME} である",
                f"The nickname in that Source's metadata is {NICKNAME}",
            ),
            any(_is_labelled(source) for source in saved),
            Text(f"nickname: {labels}", f"nickname: {labels}")
            if saved
            else Text("Source がまだありません", "no such Source yet"),
        ),
        Finding(
            Text(
                "1 回限り使用のカードの Source で 1,500 円の支払いが成功している",
                "A single-use card Source has paid 1,500 yen",
            ),
            bool(paid),
            _payments_seen(paid, close),
        ),
    ]


def _is_saved(source: dict[str, Any]) -> bool:
    return (
        source["object"] == "source"
        and (source["usage"], source["status"]) == ("reusable", "chargeable")
        and source.get("card", {}).get("brand") == BRAND
    )


def _is_labelled(source: dict[str, Any]) -> bool:
    return bool(source["metadata"].get("nickname") == NICKNAME)


def _how_far(attached: list[dict[str, Any]]) -> tuple[bool, int, int]:
    saved = [source for source in attached if _is_saved(source)]
    return any(_is_labelled(source) for source in saved), len(saved), len(attached)


def _told(one: dict[str, Any]) -> str:
    """What is attached, in the API's words: "MasterCard (source, single_use, chargeable)"."""
    name = one.get("card", one).get("brand") or one.get("type") or one["id"]
    states = [one[key] for key in ("usage", "status") if one["object"] == "source"]
    return f"{name} ({', '.join([one['object'], *states])})"


def _told_charge(charge: stripe.Charge) -> str:
    """A charge in the API's words: "1500 jpy (reusable)", "1500 jpy (card, failed)"."""
    source: dict[str, Any] = charge.source.to_dict() if charge.source else {}
    paid_by = source.get("usage") or source.get("object") or "payment_method"
    outcome = "" if charge.status == "succeeded" else f", {charge.status}"
    return f"{charge.amount} {charge.currency} ({paid_by}{outcome})"


def _payments_seen(paid: list[str], close: list[str]) -> Text:
    if paid:
        return Text(paid[0], paid[0])
    if close:
        return Text(f"似た請求: {'、'.join(close)}", f"charges like it: {', '.join(close)}")
    return Text("1,500 円の請求がまだありません", "no charge of 1,500 yen yet")


def _is_close(charge: stripe.Charge) -> bool:
    """Whether it may be meant as the payment: of the amount, or of it in hundredths of a yen."""
    return charge.currency == CURRENCY and charge.amount in (AMOUNT, 100 * AMOUNT)


def _pays_once(charge: stripe.Charge) -> bool:
    source = charge.to_dict().get("source") or {}
    return (
        charge.status == "succeeded"
        and (charge.amount, charge.currency) == (AMOUNT, CURRENCY)
        and (source.get("type"), source.get("usage")) == ("card", "single_use")
    )
