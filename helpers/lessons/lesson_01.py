"""The checker of lesson 01: a reusable source saved and labelled, a single-use one spent."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

EMAIL = "jiro@example.com"
BRAND = "MasterCard"
NICKNAME = "office"
AMOUNT = 1500
CURRENCY = "jpy"


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Does a Customer have the labelled source, has a single-use one paid the amount?

    A learner may have tried more than once: the Customer who comes furthest counts.
    """
    buyers = client.v1.customers.list({"email": EMAIL}).data
    saved = max((_saved(client, buyer) for buyer in buyers), key=_how_far, default=[])
    charges = client.v1.charges.list({"limit": 100}).data
    paid = [charge.id for charge in charges if _pays_once(charge)]
    labels = ", ".join(source["metadata"].get("nickname", "—") for source in saved)
    return [
        Finding(
            Text(f"email が {EMAIL} の Customer がある", f"A Customer has the email {EMAIL}"),
            bool(buyers),
            Text(f"{len(buyers)} 件", f"{len(buyers)} found"),
        ),
        Finding(
            Text(
                "その Customer に、再利用可能で支払い可能な Mastercard の Source がある",
                "That Customer has a reusable, chargeable Source of a Mastercard",
            ),
            bool(saved),
            Text(f"{len(saved)} 件", f"{len(saved)} found"),
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
            Text(paid[0], paid[0]) if paid else Text("まだありません", "none yet"),
        ),
    ]


def _saved(client: stripe.StripeClient, buyer: stripe.Customer) -> list[dict[str, Any]]:
    """The customer's reusable, chargeable sources of the brand."""
    listed = client.v1.customers.payment_sources.list(buyer.id, {"limit": 100}).data
    return [source for source in (one.to_dict() for one in listed) if _is_saved(source)]


def _is_saved(source: dict[str, Any]) -> bool:
    return (
        source["object"] == "source"
        and (source["usage"], source["status"]) == ("reusable", "chargeable")
        and source.get("card", {}).get("brand") == BRAND
    )


def _is_labelled(source: dict[str, Any]) -> bool:
    return bool(source["metadata"].get("nickname") == NICKNAME)


def _how_far(sources: list[dict[str, Any]]) -> tuple[bool, int]:
    return any(_is_labelled(source) for source in sources), len(sources)


def _pays_once(charge: stripe.Charge) -> bool:
    source = charge.to_dict().get("source") or {}
    return (
        charge.status == "succeeded"
        and (charge.amount, charge.currency) == (AMOUNT, CURRENCY)
        and (source.get("type"), source.get("usage")) == ("card", "single_use")
    )
