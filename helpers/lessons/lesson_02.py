"""The checker of lesson 02: a saved source that paid twice, and an unattached one used up."""

from collections.abc import Iterable
from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import customers_found, customers_with, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "sakura@example.com"
CURRENCY = "eur"
AMOUNT = 3000
TIMES = 2
AMOUNT_OF_THE_OTHER = 700

SHOWN = 4
"""How many charges the checker tells, the newest first."""

_PAYS = ("succeeded", "pending")
"""A debit waits for its bank: it has been charged all the same."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Did a Customer's reusable source pay twice and stay, was an unattached one used up?

    A learner may have tried more than once: the source that has paid most often counts.
    """
    buyers = customers_with(client, EMAIL)
    attached = [one for buyer in buyers for one in owned_by(client, buyer).values()]
    saved = [one["id"] for one in attached if _is_saved(one)]
    made = [charge.to_dict() for charge in client.v1.charges.list({"limit": 100}).data]
    charges = [charge for charge in made if charge["status"] in _PAYS and charge["source"]]
    paid = [
        charge["source"]["id"]
        for charge in charges
        if (charge["amount"], charge["currency"]) == (AMOUNT, CURRENCY)
    ]
    times = max((paid.count(id) for id in saved), default=0)
    spent = [charge["source"]["id"] for charge in charges if _by_an_unattached_one(charge)]
    spent = [id for id in spent if client.v1.sources.retrieve(id).status == "consumed"]
    ids = {buyer.id for buyer in buyers}
    of_the_buyer = _told_charges(charge for charge in made if charge["customer"] in ids)
    of_the_other = _told_charges(charge for charge in made if _is_of_the_other_amount(charge))
    return [
        customers_found(EMAIL, buyers),
        Finding(
            Text(
                "その Customer に、再利用可能で支払い可能な Source がある",
                "That Customer has a reusable, chargeable Source",
            ),
            bool(saved),
            _attached_seen(attached),
        ),
        Finding(
            Text(
                "その Source に 30.00 ユーロを 2 回請求してある",
                "That Source was charged 30.00 euros 2 times",
            ),
            times >= TIMES,
            Text(
                f"{times} 回、Customer の請求: {of_the_buyer or 'まだありません'}",
                f"{times} times; charges of the Customer: {of_the_buyer or 'none yet'}",
            ),
        ),
        Finding(
            Text(
                "関連付けていない再利用可能な Source が、7.00 ユーロの請求で使い切られた",
                "A reusable Source, not attached, is consumed by a charge of 7.00 euros",
            ),
            bool(spent),
            Text(spent[0], spent[0])
            if spent
            else Text(
                f"7.00 ユーロの請求: {of_the_other or 'まだありません'}",
                f"charges of 7.00 euros: {of_the_other or 'none yet'}",
            ),
        ),
    ]


def _is_saved(source: dict[str, Any]) -> bool:
    return source["object"] == "source" and (source["usage"], source["status"]) == (
        "reusable",
        "chargeable",
    )


def _is_of_the_other_amount(charge: dict[str, Any]) -> bool:
    return (charge["amount"], charge["currency"]) == (AMOUNT_OF_THE_OTHER, CURRENCY)


def _by_an_unattached_one(charge: dict[str, Any]) -> bool:
    """Whether a charge of the other amount was made of a reusable source that nobody had."""
    source = charge["source"]
    return (
        _is_of_the_other_amount(charge)
        and source.get("usage") == "reusable"
        and "customer" not in source
    )


def _attached_seen(attached: list[dict[str, Any]]) -> Text:
    """What is attached, in the API's words: "card (source, reusable, chargeable)"."""
    if not attached:
        return Text("関連付けたものがありません", "nothing attached")
    told = [
        f"{one['type']} (source, {one['usage']}, {one['status']})"
        if one["object"] == "source"
        else f"{one['id']} ({one['object']})"
        for one in attached
    ]
    return Text(f"関連付け済み: {'、'.join(told)}", f"attached: {', '.join(told)}")


def _told_charges(charges: Iterable[dict[str, Any]]) -> str:
    """Charges in the API's words: "3000 eur (reusable, attached), 700 eur (card, failed)"."""
    return ", ".join(map(_told, list(charges)[:SHOWN]))


def _told(charge: dict[str, Any]) -> str:
    source = charge["source"] or {}
    words = [source.get("usage") or source.get("object") or "payment_method"]
    words += ["attached"] if "usage" in source and "customer" in source else []
    words += [charge["status"]] if charge["status"] not in _PAYS else []
    return f"{charge['amount']} {charge['currency']} ({', '.join(words)})"
