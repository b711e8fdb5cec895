"""The checker of lesson 05: of a customer's 12 sources the right Mastercard is the default."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

EMAIL = "many.cards@example.com"
BRAND = "MasterCard"
SOURCES = 12
OF_THE_BRAND = 2


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Are the sources all there, and is the Mastercard that lasts longest the default?

    A learner may have run the cells more than once: the customer who comes furthest counts.
    """
    customers = client.v1.customers.list({"email": EMAIL}).data
    attempts = [_findings(client, one) for one in customers] or [_findings(client, None)]
    return max(attempts, key=lambda attempt: sum(finding.met for finding in attempt))


def _findings(client: stripe.StripeClient, customer: stripe.Customer | None) -> list[Finding]:
    sources = _sources(client, customer)
    default = sources.get(str(customer.default_source)) if customer else None
    lasting = [_runs_out(source) for source in sources.values() if _brand(source) == BRAND]
    seen = f"{_brand(default)} {_runs_out(default)[0]}" if default else ""
    return [
        Finding(
            Text(f"email が {EMAIL} の Customer がある", f"A Customer has the email {EMAIL}"),
            customer is not None,
            Text(customer.id, customer.id) if customer else Text("まだありません", "none yet"),
        ),
        Finding(
            Text(
                f"{SOURCES} 件の Source が関連付けられていて、うち {OF_THE_BRAND} 件が Mastercard",
                f"{SOURCES} Sources are attached, {OF_THE_BRAND} of them Mastercards",
            ),
            (len(sources), len(lasting)) == (SOURCES, OF_THE_BRAND),
            Text(
                f"Source {len(sources)} 件、うち Mastercard {len(lasting)} 件",
                f"Sources: {len(sources)}, Mastercards: {len(lasting)}",
            ),
        ),
        Finding(
            Text(
                "デフォルトは、有効期限の遠い方の Mastercard",
                "The default is the Mastercard with the later expiry date",
            ),
            default is not None and _brand(default) == BRAND and _runs_out(default) == max(lasting),
            Text(f"デフォルトは {seen}", f"the default: {seen}")
            if default
            else Text("デフォルトの Source がありません", "no Source is the default"),
        ),
    ]


def _sources(
    client: stripe.StripeClient, customer: stripe.Customer | None
) -> dict[str, dict[str, Any]]:
    """The customer's card Sources by their ids; Cards made from tokens are left out."""
    if customer is None:
        return {}
    listed = client.v1.customers.payment_sources.list(
        customer.id, {"object": "source", "limit": 100}
    )
    found = [source.to_dict() for source in listed.data]
    return {source["id"]: source for source in found if "card" in source}


def _brand(source: dict[str, Any]) -> str:
    return str(source["card"]["brand"])


def _runs_out(source: dict[str, Any]) -> tuple[int, int]:
    """The year and the month to the end of which the card can be used."""
    return source["card"]["exp_year"], source["card"]["exp_month"]
