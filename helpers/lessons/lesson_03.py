"""The checker of lesson 03: a new buyer, saved with a Mastercard and charged by name alone."""

from typing import Any

import stripe

from helpers.bilingual import Text
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
    buyers = client.v1.customers.list({"email": EMAIL, "expand": ["data.default_source"]}).data
    attempts = [_findings(client, buyer) for buyer in buyers] or [_findings(client, None)]
    return max(attempts, key=lambda attempt: sum(finding.met for finding in attempt))


def _findings(client: stripe.StripeClient, buyer: stripe.Customer | None) -> list[Finding]:
    default = _default_source(buyer)
    brand = default.get("card", default).get("brand")
    charges = client.v1.charges.list({"customer": buyer.id}).data if buyer else []
    paid = [charge for charge in charges if _pays(charge, default.get("id"))]
    made = ", ".join(_told(charge) for charge in charges[:SHOWN])
    return [
        Finding(
            Text(f"email が {EMAIL} の Customer がある", f"A Customer has the email {EMAIL}"),
            buyer is not None,
            Text(buyer.id, buyer.id) if buyer else Text("まだありません", "none yet"),
        ),
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


def _default_source(buyer: stripe.Customer | None) -> dict[str, Any]:
    if buyer is None or not isinstance(buyer.default_source, stripe.StripeObject):
        return {}
    return buyer.default_source.to_dict()


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
