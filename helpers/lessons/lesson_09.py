"""The checker of lesson 09: events that tell of a refusal, a time limit and a payment, in order."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

EMAIL = "mika@example.com"
AMOUNT = 1099
CURRENCY = "eur"
FAILED, CANCELED, PAID = "source.failed", "source.canceled", "charge.succeeded"
PENDING = "charge.pending"
"""A sofort charge that no bank has answered yet: told, since ``settle`` is easily forgotten."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Do the account's newest 100 events of these types hold the three, and in this order?"""
    listed = client.v1.events.list({"types": [FAILED, CANCELED, PENDING, PAID], "limit": 100}).data
    story: list[str] = [event.type for event in reversed(listed) if _is_of_the_buyer(event)]
    told = " → ".join(story)
    count = {type: story.count(type) for type in (FAILED, CANCELED, PENDING, PAID)}
    return [
        _one_of(count, FAILED, "顧客が断ったソースがある", "The customer declined a source"),
        _one_of(count, CANCELED, "期限が切れたソースがある", "A source ran out of time"),
        _one_of(count, PAID, "10.99 EUR の支払いが成功している", "A charge of 10.99 EUR succeeded"),
        Finding(
            Text("イベントがこの順に並んでいる", "The events come in this order"),
            _holds_in_order(story),
            Text(told, told) if story else Text("まだありません", "none yet"),
        ),
    ]


def _one_of(count: dict[str, int], type: str, ja: str, en: str) -> Finding:
    seen = Text(f"{EMAIL} のもの {count[type]} 件", f"of {EMAIL}: {count[type]}")
    if type == PAID and count[PENDING] and not count[PAID]:
        waiting = count[PENDING]
        seen = Text(f"{seen.ja}、{PENDING} {waiting} 件", f"{seen.en}; {PENDING}: {waiting}")
    return Finding(Text(f"{ja} ({type})", f"{en} ({type})"), count[type] > 0, seen)


def _is_of_the_buyer(event: stripe.Event) -> bool:
    """A source's event about one that the buyer owns; a charge's about the amount paid by one."""
    about: dict[str, Any] = event.data.object.to_dict()
    if event.type in (PENDING, PAID):
        if (about["amount"], about["currency"]) != (AMOUNT, CURRENCY):
            return False
        about = about.get("source") or {}
    return bool((about.get("owner") or {}).get("email") == EMAIL)


def _holds_in_order(story: list[str]) -> bool:
    rest = iter(story)
    return all(type in rest for type in (FAILED, CANCELED, PAID))
