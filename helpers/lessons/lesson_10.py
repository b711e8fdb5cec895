"""The checker of lesson 10: a decline on record, then paid exactly once under a chosen key."""

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

EMAIL = "nao@example.com"
AMOUNT = 1800
CURRENCY = "jpy"
KEY = "nao-"


def findings(client: stripe.StripeClient) -> list[Finding]:
    """A learner may have tried more than once: the buyer who comes furthest counts."""
    buyers = client.v1.customers.list({"email": EMAIL}).data
    attempts = [_findings(client, buyer) for buyer in buyers] or [_findings(client, None)]
    return max(attempts, key=lambda attempt: sum(finding.met for finding in attempt))


def _findings(client: stripe.StripeClient, buyer: stripe.Customer | None) -> list[Finding]:
    charges = client.v1.charges.list({"customer": buyer.id, "limit": 100}).data if buyer else []
    attached = _attached(client, buyer)
    declined = [charge for charge in charges if charge.status == "failed" and _is_asked(charge)]
    paid = [charge for charge in charges if charge.status == "succeeded"]
    right = [charge for charge in paid if _is_asked(charge) and charge.payment_method in attached]
    keys = _keys(client, {charge.id for charge in right})
    left = [charge.payment_method for charge in declined if charge.payment_method in attached]
    amounts = ", ".join(f"{charge.amount} {charge.currency}" for charge in paid)
    return [
        Finding(
            Text(
                f"{EMAIL} の Customer に、断られた 1,800 円の請求が記録されている",
                f"The Customer {EMAIL} has a declined charge of 1,800 yen on record",
            ),
            bool(declined),
            Text(f"{len(declined)} 件", f"{len(declined)}"),
        ),
        Finding(
            Text(
                "関連付いた Source で、1,800 円がちょうど一度支払われている",
                "An attached Source has paid 1,800 yen exactly once",
            ),
            len(paid) == 1 and len(right) == 1,
            Text(f"支払い: {amounts or 'なし'}", f"Paid: {amounts or 'nothing'}"),
        ),
        Finding(
            Text(
                f"その支払いの冪等キーが {KEY} で始まる",
                f"The idempotency key of that charge begins with {KEY}",
            ),
            bool(keys) and all(key.startswith(KEY) for key in keys),
            Text(", ".join(keys) or "まだありません", ", ".join(keys) or "none yet"),
        ),
        Finding(
            Text(
                "断られたソースは切り離されている",
                "The declined source is detached",
            ),
            bool(declined) and not left,
            Text(f"関連付いたままのもの {len(left)} 件", f"still attached: {len(left)}"),
        ),
    ]


def _is_asked(charge: stripe.Charge) -> bool:
    return (charge.amount, charge.currency) == (AMOUNT, CURRENCY)


def _attached(client: stripe.StripeClient, buyer: stripe.Customer | None) -> set[str]:
    """The ids of the buyer's Sources; a Card is none."""
    if buyer is None:
        return set()
    listed = client.v1.customers.payment_sources.list(buyer.id, {"limit": 100}).data
    return {source.id for source in listed if source.object == "source"}


def _keys(client: stripe.StripeClient, charges: set[str]) -> list[str]:
    """The idempotency keys of the calls that made these charges, as their events tell."""
    if not charges:
        return []
    listed = client.v1.events.list({"type": "charge.succeeded", "limit": 100}).data
    return [
        event.request.idempotency_key
        for event in listed
        if event.data.object["id"] in charges
        and event.request is not None
        and event.request.idempotency_key
    ]
