"""The checker of lesson 02: a saved source that paid twice, and an unattached one used up."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

EMAIL = "sakura@example.com"
CURRENCY = "eur"
AMOUNT = 3000
TIMES = 2
AMOUNT_OF_THE_OTHER = 700

_PAYS = ("succeeded", "pending")
"""A debit waits for its bank: it has been charged all the same."""


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Did a Customer's reusable source pay twice and stay, was an unattached one used up?

    A learner may have tried more than once: the source that has paid most often counts.
    """
    buyers = client.v1.customers.list({"email": EMAIL}).data
    saved = [source["id"] for buyer in buyers for source in _saved(client, buyer)]
    charges = [charge.to_dict() for charge in client.v1.charges.list({"limit": 100}).data]
    charges = [charge for charge in charges if charge["status"] in _PAYS and charge["source"]]
    paid = [
        charge["source"]["id"]
        for charge in charges
        if (charge["amount"], charge["currency"]) == (AMOUNT, CURRENCY)
    ]
    times = max((paid.count(id) for id in saved), default=0)
    spent = [charge["source"]["id"] for charge in charges if _by_an_unattached_one(charge)]
    spent = [id for id in spent if client.v1.sources.retrieve(id).status == "consumed"]
    return [
        Finding(
            Text(f"email が {EMAIL} の Customer がある", f"A Customer has the email {EMAIL}"),
            bool(buyers),
            Text(f"{len(buyers)} 件", f"{len(buyers)} found"),
        ),
        Finding(
            Text(
                "その Customer に、再利用可能で支払い可能な Source がある",
                "That Customer has a reusable, chargeable Source",
            ),
            bool(saved),
            Text(f"{len(saved)} 件", f"{len(saved)} found"),
        ),
        Finding(
            Text(
                "その Source に 30.00 ユーロを 2 回請求してある",
                "That Source was charged 30.00 euros 2 times",
            ),
            times >= TIMES,
            Text(f"{times} 回", f"{times} times"),
        ),
        Finding(
            Text(
                "関連付けていない再利用可能な Source が、7.00 ユーロの請求で使い切られた",
                "A reusable Source, not attached, is consumed by a charge of 7.00 euros",
            ),
            bool(spent),
            Text(spent[0], spent[0]) if spent else Text("まだありません", "none yet"),
        ),
    ]


def _saved(client: stripe.StripeClient, buyer: stripe.Customer) -> list[dict[str, Any]]:
    """The customer's reusable, chargeable sources."""
    listed = client.v1.customers.payment_sources.list(buyer.id, {"limit": 100}).data
    return [source for source in (one.to_dict() for one in listed) if _is_saved(source)]


def _is_saved(source: dict[str, Any]) -> bool:
    return source["object"] == "source" and (source["usage"], source["status"]) == (
        "reusable",
        "chargeable",
    )


def _by_an_unattached_one(charge: dict[str, Any]) -> bool:
    """Whether a charge of the other amount was made of a reusable source that nobody had."""
    source = charge["source"]
    return (
        (charge["amount"], charge["currency"]) == (AMOUNT_OF_THE_OTHER, CURRENCY)
        and source.get("usage") == "reusable"
        and "customer" not in source
    )
