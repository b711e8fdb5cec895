"""The checker of lesson 03: a new buyer, saved with a Mastercard and charged by name alone."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

EMAIL = "hanako@example.com"
BRAND = "MasterCard"
AMOUNT = 1200
CURRENCY = "jpy"


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Is the buyer there, is a Source of a Mastercard their default, has it paid the amount?

    A learner may have tried more than once: the buyer who comes furthest counts.
    """
    buyers = client.v1.customers.list({"email": EMAIL, "expand": ["data.default_source"]}).data
    attempts = [_findings(client, buyer) for buyer in buyers] or [_findings(client, None)]
    return max(attempts, key=lambda attempt: sum(finding.met for finding in attempt))


def _findings(client: stripe.StripeClient, buyer: stripe.Customer | None) -> list[Finding]:
    default = _default_source(buyer)
    brand = default.get("card", {}).get("brand")
    charges = client.v1.charges.list({"customer": buyer.id}).data if buyer else []
    paid = [charge for charge in charges if _pays(charge, default.get("id"))]
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
            Text(f"{default['id']} ({brand})", f"{default['id']} ({brand})")
            if default
            else Text("デフォルトのソースがありません", "no default source"),
        ),
        Finding(
            Text(
                "そのソースで 1,200 円の支払いが成功している",
                "That source has paid 1,200 yen",
            ),
            bool(paid),
            Text(f"請求 {len(charges)} 件", f"charges: {len(charges)}"),
        ),
    ]


def _default_source(buyer: stripe.Customer | None) -> dict[str, Any]:
    if buyer is None or not isinstance(buyer.default_source, stripe.StripeObject):
        return {}
    return buyer.default_source.to_dict()


def _pays(charge: stripe.Charge, source: str | None) -> bool:
    return (
        charge.status == "succeeded"
        and (charge.amount, charge.currency) == (AMOUNT, CURRENCY)
        and charge.source is not None
        and charge.source.id == source
    )
