"""The checker of lesson 10: two invoices paid once each despite a fault, and a default that pays.

The lesson leaves the customer with a consumed default, a good source beside it, and two invoices
that got no answer: the smaller one was paid, the larger one was not.
"""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, charges_of, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "nao@example.com"
INVOICES = (1800, 2400)
CURRENCY = "jpy"


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Is each invoice paid once, is the default good for the next one, is what is consumed gone?

    A learner may have tried more than once: the customer who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, customer: stripe.Customer | None) -> list[Finding]:
    attached = owned_by(client, customer)
    default = attached.get(default_of(customer), {})
    consumed = [id for id, one in attached.items() if one.get("status") == "consumed"]
    listed = ", ".join(consumed)
    return [
        *(_paid_once(client, customer, amount) for amount in INVOICES),
        Finding(
            Text(
                "デフォルトが、再利用可能で支払い可能な Source である",
                "The default is a reusable, chargeable Source",
            ),
            default.get("usage") == "reusable" and default.get("status") == "chargeable",
            _told(default),
        ),
        Finding(
            Text(
                "使い切られた Source を、関連付けたままにしていない",
                "No consumed Source is left attached",
            ),
            customer is not None and not consumed,
            Text(f"残っています: {listed}", f"left: {listed}")
            if consumed
            else Text("残っていません", "none left")
            if customer
            else _NOBODY,
        ),
    ]


_NOBODY = Text(f"{EMAIL} の Customer がいません", f"there is no Customer {EMAIL}")


def _paid_once(
    client: stripe.StripeClient, customer: stripe.Customer | None, amount: int
) -> Finding:
    """A charge that was refunded in full, or only authorised, is no payment."""
    made = [
        charge
        for charge in charges_of(client, customer)
        if (charge.amount, charge.currency) == (amount, CURRENCY) and charge.status == "succeeded"
    ]
    refunded = sum(charge.refunded for charge in made)
    held = sum(not charge.captured and not charge.refunded for charge in made)
    paid = len(made) - refunded - held
    return Finding(
        Text(f"{amount:,} 円がちょうど一度支払われている", f"{amount:,} yen are paid exactly once"),
        paid == 1,
        _counted(paid, refunded, held) if customer else _NOBODY,
    )


def _counted(paid: int, refunded: int, held: int) -> Text:
    """How many charges, such as: payments: 1, refunded: 1."""
    ja, en = [f"支払い {paid} 件"], [f"payments: {paid}"]
    if refunded:
        ja.append(f"返金済み {refunded} 件")
        en.append(f"refunded: {refunded}")
    if held:
        ja.append(f"キャプチャー前 {held} 件")
        en.append(f"not captured yet: {held}")
    return Text("、".join(ja), ", ".join(en))


def _told(default: dict[str, Any]) -> Text:
    if not default:
        return Text("デフォルトがありません", "no default")
    kind = [default[key] for key in ("object", "usage", "status") if key in default]
    said = f"{default['id']} ({', '.join(kind)})"
    return Text(said, said)
