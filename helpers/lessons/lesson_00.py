"""The checker of lesson 00: a first Customer of the learner's own."""

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import customers_with
from helpers.widgets.exercise import Finding

EMAIL = "taro@example.com"
NAME = "Taro"


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Is there a Customer with the email and the name that the exercise asks for?"""
    found = customers_with(client, EMAIL)
    names = sorted({customer.name or "—" for customer in found})
    return [
        Finding(
            Text(f"email が {EMAIL} の Customer がある", f"A Customer has the email {EMAIL}"),
            bool(found),
            Text(f"{len(found)} 件見つかりました", f"{len(found)} found"),
        ),
        Finding(
            Text(f"その Customer の name が {NAME} である", f"That Customer's name is {NAME}"),
            NAME in names,
            Text(
                f"name: {', '.join(names)}" if names else "Customer がまだありません",
                f"name: {', '.join(names)}" if names else "no such Customer yet",
            ),
        ),
    ]
