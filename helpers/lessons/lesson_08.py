"""The checker of lesson 08: two payments on a Customer's record, and no source kept."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, charges_of, customer_found, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "jiro@example.com"
AMOUNTS = {500, 700}
CURRENCY = "eur"
SHOWN = 4
"""How many of the Customer's charges the checker tells, the newest first."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Is the buyer there, have single-use sources paid both amounts, is no source kept?

    A learner may have tried more than once: the buyer who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, buyer: stripe.Customer | None) -> list[Finding]:
    charges = charges_of(client, buyer)
    kept = owned_by(client, buyer)
    paying = [(charge.amount, source) for charge in charges if (source := _paying(charge))]
    loose = {amount for amount, source in paying if "customer" not in source}
    return [
        customer_found(EMAIL, buyer),
        Finding(
            Text(
                "1 回限り使用のソースで 5.00 EUR と 7.00 EUR が支払われ、Customer の記録にある",
                "Single-use sources have paid 5.00 EUR and 7.00 EUR, on the Customer's record",
            ),
            {amount for amount, _ in paying} >= AMOUNTS,
            Text(
                f"記録にある支払い: {'、'.join(map(_told, charges[:SHOWN])) or 'まだありません'}",
                f"on record: {', '.join(map(_told, charges[:SHOWN])) or 'none yet'}",
            ),
        ),
        Finding(
            Text(
                "そのソースを関連付けておらず、Customer にソースがない",
                "Those sources were not attached, and the Customer has no source",
            ),
            loose >= AMOUNTS and not kept,
            Text(
                f"そのうち関連付けなかったもの {len(loose)} 件、Customer のソース {len(kept)} 件",
                f"of those, unattached: {len(loose)}; sources of the Customer: {len(kept)}",
            ),
        ),
    ]


def _told(charge: stripe.Charge) -> str:
    """A charge in the words of the API: "5.00 EUR (single_use)", "700 jpy (card, failed)"."""
    source: dict[str, Any] = charge.source.to_dict() if charge.source else {}
    paid_by = source.get("usage") or source.get("object") or "payment_method"
    status = "" if charge.status == "succeeded" else f", {charge.status}"
    if charge.currency == CURRENCY:
        return f"{charge.amount / 100:.2f} EUR ({paid_by}{status})"
    return f"{charge.amount} {charge.currency} ({paid_by}{status})"


def _paying(charge: stripe.Charge) -> dict[str, Any]:
    """The single-use source that has paid this charge, as it was then; empty if none has."""
    if charge.status != "succeeded" or charge.currency != CURRENCY or charge.source is None:
        return {}
    source: dict[str, Any] = charge.source.to_dict()
    is_single_use = source["object"] == "source" and source["usage"] == "single_use"
    return source if is_single_use and charge.amount in AMOUNTS else {}
