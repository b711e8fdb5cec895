"""The checker of lesson 03: a new buyer, saved with a Mastercard and charged by name alone."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, charges_of, customer_found, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "hanako@example.com"
BRAND = "MasterCard"
AMOUNT = 1200
CURRENCY = "jpy"
SHOWN = 3
"""So many charges are told, the newest first."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Is the buyer there, is a Source of a Mastercard their default, has it paid the amount?

    A learner may have tried more than once: the buyer who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, buyer: stripe.Customer | None) -> list[Finding]:
    default = owned_by(client, buyer).get(default_of(buyer), {})
    brand = default.get("card", default).get("brand")
    charges = charges_of(client, buyer)
    paid = [charge for charge in charges if _pays(charge, default.get("id"))]
    made = ", ".join(_told(charge) for charge in charges[:SHOWN])
    return [
        customer_found(EMAIL, buyer),
        Finding(
            Text(
                "デフォルトのソースが Mastercard の Source である",
                "Its default source is a Source of a Mastercard",
            ),
            default.get("object") == "source" and brand == BRAND,
            _default_seen(default, brand),
        ),
        Finding(
            Text(
                "そのソースで 1,200 円の支払いが成功している",
                "That source has paid 1,200 yen",
            ),
            bool(paid),
            Text(f"請求: {made or 'まだありません'}", f"charges: {made or 'none yet'}"),
        ),
    ]


def _default_seen(default: dict[str, Any], brand: str | None) -> Text:
    if not default:
        return Text("デフォルトのソースがありません", "no default source")
    seen = f"{default['id']} ({default['object']}, {brand})"
    return Text(seen, seen)


def _told(charge: stripe.Charge) -> str:
    """A charge in the words of the API: "1200 jpy (src_…)", "500 eur (card_…, failed)"."""
    paid_by = charge.source.id if charge.source else "payment_method"
    status = "" if charge.status == "succeeded" else f", {charge.status}"
    return f"{charge.amount} {charge.currency} ({paid_by}{status})"


def _pays(charge: stripe.Charge, source: str | None) -> bool:
    return (
        charge.status == "succeeded"
        and (charge.amount, charge.currency) == (AMOUNT, CURRENCY)
        and charge.source is not None
        and charge.source.id == source
    )
