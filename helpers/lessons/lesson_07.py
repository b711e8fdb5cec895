"""The checker of lesson 07: a lost card is detached, and the chosen one is the default."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, charges_of, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "keiko@example.com"
AMOUNT = 1500
CURRENCY = "jpy"
LOST = "Visa"
DEFAULT = "MasterCard"
LEFT = {"MasterCard", "American Express"}


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Did an attached Visa pay? Is it detached? Are the other two left, the right one the default?

    A charge of a PaymentIntent counts as well. A learner may have tried more than once: the buyer
    who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, buyer: stripe.Customer | None) -> list[Finding]:
    owned = owned_by(client, buyer)
    sources = {id: one for id, one in owned.items() if one["object"] == "source"}
    charges = charges_of(client, buyer)
    payers = [_source(client, charge) for charge in charges if _pays(charge)]
    lost = [source for source in payers if source and _brand(source) == LOST]
    detached = [source for source in lost if source["status"] == "consumed"]
    brands = sorted(map(_brand, sources.values()))
    default = [_brand(one) for id, one in sources.items() if id == default_of(buyer)]
    listed = ", ".join(brands)
    return [
        Finding(
            Text(
                f"{EMAIL} の Customer に関連付けた Visa の Source で、1,500 円が支払われた",
                f"A Source of a Visa, attached to the Customer {EMAIL}, has paid 1,500 yen",
            ),
            bool(lost),
            _paid_with(charges, lost)
            if buyer
            else Text("Customer がまだありません", "no such Customer yet"),
        ),
        Finding(
            Text("その Source が切り離されている", "That Source is detached"),
            bool(detached),
            _status(lost),
        ),
        Finding(
            Text(
                "Mastercard と Amex の Source だけが残っている",
                "The Sources of a Mastercard and an Amex are left, and no other",
            ),
            len(brands) == len(LEFT) and set(brands) == LEFT,
            Text(listed, listed) if brands else Text("ソースがありません", "no sources"),
        ),
        Finding(
            Text("Mastercard がデフォルトである", "The Mastercard is the default"),
            default == [DEFAULT],
            Text(default[0], default[0])
            if default
            else Text("デフォルトのソースがありません", "no default source"),
        ),
    ]


def _source(client: stripe.StripeClient, charge: stripe.Charge) -> dict[str, Any] | None:
    """The Source that paid, as it is now; None for a card or for one that was not attached.

    The charge of a PaymentIntent shows no source; only an attached one can pay there.
    """
    paid_with = charge.payment_method or ""
    if not paid_with.startswith("src_"):
        return None
    if charge.source and "customer" not in charge.source.to_dict():
        return None
    return client.v1.sources.retrieve(paid_with).to_dict()


def _paid_with(charges: list[stripe.Charge], lost: list[dict[str, Any]]) -> Text:
    """What stands in the way of the payment, as far as the charges show it."""
    if lost:
        return Text("支払われています", "it has")
    right = [charge for charge in charges if _pays(charge)]
    if not right:
        return Text(
            f"1,500 円の支払いがありません (請求 {len(charges)} 件)",
            f"no payment of 1,500 yen (charges: {len(charges)})",
        )
    if not (right[0].payment_method or "").startswith("src_"):
        return Text("支払ったのは Source ではありません", "what has paid is not a Source")
    details = right[0].payment_method_details
    brand = str(details.card.brand) if details and details.card else "?"
    if brand != LOST.lower():
        return Text(f"支払ったのは {brand} です", f"a card of the brand {brand} has paid")
    return Text("関連付けずに請求されています", "it was charged without being attached")


def _pays(charge: stripe.Charge) -> bool:
    return charge.status == "succeeded" and (charge.amount, charge.currency) == (AMOUNT, CURRENCY)


def _brand(source: dict[str, Any]) -> str:
    return str(source.get("card", {}).get("brand", ""))


def _status(lost: list[dict[str, Any]]) -> Text:
    if not lost:
        return Text("対象の Source がまだありません", "no such Source yet")
    status = str(lost[0]["status"])
    return Text(f"status は {status} です", f"its status is {status}")
