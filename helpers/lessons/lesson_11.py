"""The checker of lesson 11: a customer moved to today's way with a source that was there before."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "gaku@example.com"
BRAND = "MasterCard"
AMOUNT = 500
CURRENCY = "jpy"
SHOWN = 3
"""So many payments are told, the newest first."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Is the reusable source today's default, has it paid, and is the old default as it was?

    A learner may have tried more than once: the customer who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, customer: stripe.Customer | None) -> list[Finding]:
    owned = owned_by(client, customer)
    settings = customer.invoice_settings if customer else None
    today = (settings.default_payment_method if settings else None) or ""
    old = default_of(customer)
    intents = client.v1.payment_intents.list({"customer": customer.id}).data if customer else []
    paid = [intent for intent in intents if _pays(intent, today)]
    made = ", ".join(_payment_told(intent) for intent in intents[:SHOWN])
    return [
        Finding(
            Text(f"email が {EMAIL} の Customer がいる", f"A Customer has the email {EMAIL}"),
            customer is not None,
            Text(customer.id, customer.id) if customer else Text("まだいません", "none yet"),
        ),
        Finding(
            Text(
                "今のデフォルトは、前からある再利用可能な Mastercard のソースである",
                "Today's default is the reusable source of a Mastercard that was there before",
            ),
            _is_reusable(owned.get(str(today), {})),
            _told(str(today), owned),
        ),
        Finding(
            Text(
                "それで 500 円の PaymentIntent が成功している",
                "A PaymentIntent of 500 yen has succeeded with it",
            ),
            bool(paid) and _is_reusable(owned.get(str(today), {})),
            Text(
                f"PaymentIntent: {made or 'まだありません'}",
                f"PaymentIntents: {made or 'none yet'}",
            ),
        ),
        Finding(
            Text(
                "default_source は元のまま、1 回限り使用のソースで、支払い可能である",
                "default_source is as it was: the single-use source, still chargeable",
            ),
            _is_unused(owned.get(old, {})),
            _old_told(old, owned),
        ),
    ]


def _is_reusable(source: dict[str, Any]) -> bool:
    brand = source.get("card", {}).get("brand")
    return source.get("usage") == "reusable" and brand == BRAND


def _is_unused(source: dict[str, Any]) -> bool:
    return (source.get("usage"), source.get("status")) == ("single_use", "chargeable")


def _pays(intent: stripe.PaymentIntent, method: object) -> bool:
    return (
        intent.status == "succeeded"
        and (intent.amount, intent.currency) == (AMOUNT, CURRENCY)
        and intent.payment_method == method
    )


def _payment_told(intent: stripe.PaymentIntent) -> str:
    """A payment in the words of the API: "500 jpy (src_…)", "500 jpy (requires_confirmation)"."""
    done = intent.status == "succeeded"
    return f"{intent.amount} {intent.currency} ({intent.payment_method if done else intent.status})"


def _old_told(id: str, owned: dict[str, dict[str, Any]]) -> Text:
    """What is the old default now; one that was consumed does not come back."""
    told = _told(id, owned)
    if owned.get(id, {}).get("status") != "consumed":
        return told
    return Text(
        f"{told.ja}: 使い切られました。Gaku を作るセルをもう一度実行し、新しい Gaku で試します",
        f"{told.en}: consumed. Run the cell that makes Gaku once more and try with the new one",
    )


def _told(id: str, owned: dict[str, dict[str, Any]]) -> Text:
    if not id:
        return Text("まだありません", "none yet")
    source = owned.get(id, {})
    said = ", ".join(filter(None, (source.get("usage"), source.get("status"))))
    return Text(f"{id} ({said})", f"{id} ({said})") if said else Text(id, id)
