"""The checker of lesson 04: a Mastercard is the default and has paid, the Visa is still there."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, charges_of, customer_found, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "jiro@example.com"
AMOUNT = 2000
CURRENCY = "jpy"
SHOWN = 10
"""So many charges are told, the newest first."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Are both sources attached and chargeable, is the Mastercard the default, has it paid?

    A learner may have tried more than once: the customer who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, customer: stripe.Customer | None) -> list[Finding]:
    sources = _chargeable(owned_by(client, customer))
    brands = {id: source["card"]["brand"] for id, source in sources.items()}
    attached = ", ".join(brands.values())
    default = default_of(customer)
    charges = charges_of(client, customer)
    paid = [charge for charge in charges if _pays(charge, default)]
    made = ", ".join(map(_told, charges[:SHOWN]))
    is_mastercard = brands.get(default) == "MasterCard"
    return [
        customer_found(EMAIL, customer),
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


def _chargeable(owned: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The chargeable card Sources by their ids; Cards made from tokens are left out."""
    return {id: one for id, one in owned.items() if "card" in one and one["status"] == "chargeable"}


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
