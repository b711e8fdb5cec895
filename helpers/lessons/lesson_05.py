"""The checker of lesson 05: of a customer's 12 sources the right Mastercard is the default."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, customer_found, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "many.cards@example.com"
BRAND = "MasterCard"
SOURCES = 12
OF_THE_BRAND = 2


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Are the sources all there, and is the Mastercard that lasts longest the default?

    A learner may have run the cells more than once: the customer who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, customer: stripe.Customer | None) -> list[Finding]:
    owned = owned_by(client, customer)
    sources = {id: one for id, one in owned.items() if "card" in one}
    default = sources.get(default_of(customer))
    lasting = [_runs_out(source) for source in sources.values() if _brand(source) == BRAND]
    seen = f"{_brand(default)} {_runs_out(default)[0]}" if default else ""
    return [
        customer_found(EMAIL, customer),
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


def _brand(source: dict[str, Any]) -> str:
    return str(source["card"]["brand"])


def _runs_out(source: dict[str, Any]) -> tuple[int, int]:
    """The year and the month to the end of which the card can be used."""
    return source["card"]["exp_year"], source["card"]["exp_month"]
