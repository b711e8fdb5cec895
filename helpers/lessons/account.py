"""What more than one checker looks up in the learner's account.

Each look-up reads one page: at most 100 Customers, sources or charges. A Customer of ``None``
stands for an account that has none with the email yet; nothing is asked for it.
"""

from collections.abc import Callable, Sequence
from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.exercise import Finding

_MOST = 100
"""The longest page that Stripe gives."""


def customers_with(client: stripe.StripeClient, email: str) -> list[stripe.Customer]:
    """The Customers with exactly this email, the newest 100, the newest first."""
    return client.v1.customers.list({"email": email, "limit": _MOST}).data


def best_attempt(
    client: stripe.StripeClient,
    email: str,
    findings: Callable[[stripe.StripeClient, stripe.Customer | None], list[Finding]],
) -> list[Finding]:
    """The findings about the Customer with the email who meets most requirements.

    A learner may have tried more than once, each time with a new Customer: the newest 100 are
    looked at, and of equals the newest counts. Without a Customer, what ``findings`` says of None.
    """
    customers: Sequence[stripe.Customer | None] = customers_with(client, email) or [None]
    attempts = [findings(client, customer) for customer in customers]
    return max(attempts, key=lambda attempt: sum(finding.met for finding in attempt))


def owned_by(
    client: stripe.StripeClient, customer: stripe.Customer | None
) -> dict[str, dict[str, Any]]:
    """All that the Customer has attached to pay with, up to 100, as the API tells it, by id.

    Those are Sources, and the Cards that tokens became: a Card has neither usage nor status, and
    its brand stands at the top, where a Source of a card has it under ``card``.
    """
    if customer is None:
        return {}
    listed = client.v1.customers.payment_sources.list(customer.id, {"limit": _MOST}).data
    return {one.id: one.to_dict() for one in listed}


def default_of(customer: stripe.Customer | None) -> str:
    """The id of the Customer's default source, empty if there is none."""
    return str(customer.default_source) if customer and customer.default_source else ""


def charges_of(
    client: stripe.StripeClient, customer: stripe.Customer | None
) -> list[stripe.Charge]:
    """The Customer's charges, failed ones too, the newest 100, the newest first."""
    if customer is None:
        return []
    return client.v1.charges.list({"customer": customer.id, "limit": _MOST}).data


def customer_found(email: str, customer: stripe.Customer | None) -> Finding:
    """The requirement that a Customer has the email; seen is the id of the one looked at."""
    return Finding(
        _has_the_email(email),
        customer is not None,
        Text(customer.id, customer.id) if customer else Text("まだありません", "none yet"),
    )


def customers_found(email: str, customers: list[stripe.Customer]) -> Finding:
    """The same where all of them are looked at together; seen is how many there are."""
    count = len(customers)
    return Finding(_has_the_email(email), count > 0, Text(f"{count} 件", f"{count} found"))


def _has_the_email(email: str) -> Text:
    return Text(f"email が {email} の Customer がある", f"A Customer has the email {email}")
