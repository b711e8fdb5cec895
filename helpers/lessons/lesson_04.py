"""The checker of lesson 04: a Mastercard is the default and has paid, the Visa is still there."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

EMAIL = "jiro@example.com"
AMOUNT = 2000
CURRENCY = "jpy"


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Are both sources attached and chargeable, is the Mastercard the default, has it paid?

    A learner may have tried more than once: the customer who comes furthest counts.
    """
    customers = client.v1.customers.list({"email": EMAIL}).data
    attempts = [_findings(client, one) for one in customers] or [_findings(client, None)]
    return max(attempts, key=lambda attempt: sum(finding.met for finding in attempt))


def _findings(client: stripe.StripeClient, customer: stripe.Customer | None) -> list[Finding]:
    sources = _sources(client, customer)
    brands = {id: source["card"]["brand"] for id, source in sources.items()}
    attached = ", ".join(brands.values())
    default = str(customer.default_source) if customer and customer.default_source else ""
    charges = client.v1.charges.list({"customer": customer.id}).data if customer else []
    paid = [charge for charge in charges if _pays(charge, default)]
    made = ", ".join(map(_told, charges))
    is_mastercard = brands.get(default) == "MasterCard"
    return [
        Finding(
            Text(f"email が {EMAIL} の Customer がある", f"A Customer has the email {EMAIL}"),
            customer is not None,
            Text(customer.id, customer.id) if customer else Text("まだありません", "none yet"),
        ),
        Finding(
            Text(
                "Visa の Source が関連付けられていて、支払い可能である",
                "A Visa Source is attached and chargeable",
            ),
            "Visa" in brands.values(),
            Text(f"支払い可能な Source: {attached}", f"chargeable Sources: {attached}")
            if attached
            else Text("支払い可能な Source がありません", "no chargeable Source"),
        ),
        Finding(
            Text(
                "デフォルトのソースが Mastercard の Source である",
                "Its default source is a Mastercard Source",
            ),
            is_mastercard,
            _default_seen(default, brands.get(default)),
        ),
        Finding(
            Text(
                "その Mastercard で 2,000 円の支払いが成功している",
                "That Mastercard has paid 2,000 yen",
            ),
            is_mastercard and bool(paid),
            Text(f"請求: {made}", f"charges: {made}")
            if made
            else Text("請求がまだありません", "no charge yet"),
        ),
    ]


def _sources(
    client: stripe.StripeClient, customer: stripe.Customer | None
) -> dict[str, dict[str, Any]]:
    """The customer's chargeable card Sources by their ids; Cards made from tokens are left out."""
    if customer is None:
        return {}
    listed = client.v1.customers.payment_sources.list(
        customer.id, {"object": "source", "limit": 100}
    )
    found = [source.to_dict() for source in listed.data]
    return {one["id"]: one for one in found if one["status"] == "chargeable" and "card" in one}


def _default_seen(default: str, brand: str | None) -> Text:
    """The default by its id and brand; what has no brand here is no chargeable card Source."""
    if not default:
        return Text("デフォルトのソースがありません", "no default source")
    return Text(
        f"{default} ({brand or '支払い可能な Source ではありません'})",
        f"{default} ({brand or 'not a chargeable Source'})",
    )


def _told(charge: stripe.Charge) -> str:
    """What was charged to which card: 2000 jpy (Visa)."""
    payer = charge.source.to_dict() if charge.source else {}
    brand = payer.get("card", payer).get("brand", "—")
    outcome = "" if charge.status == "succeeded" else f", {charge.status}"
    return f"{charge.amount} {charge.currency} ({brand}{outcome})"


def _pays(charge: stripe.Charge, source: str) -> bool:
    return (
        charge.status == "succeeded"
        and (charge.amount, charge.currency) == (AMOUNT, CURRENCY)
        and charge.source is not None
        and charge.source.id == source
    )
