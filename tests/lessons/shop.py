"""What the submissions of more than one exercise do."""

from collections.abc import Callable

import stripe

Submission = Callable[[stripe.StripeClient], object]
"""What a learner's cell does to the account."""


def card(client: stripe.StripeClient, token: str = "tok_visa") -> str:
    """A Source of a card, attached to nobody; its id."""
    return client.v1.sources.create({"type": "card", "token": token}).id


def pay(client: stripe.StripeClient, customer: str, amount: int = 1200, **more: str) -> None:
    """A charge in yen."""
    client.v1.charges.create({"amount": amount, "currency": "jpy", "customer": customer, **more})


def nothing(client: stripe.StripeClient) -> None:
    """The account as it was."""
