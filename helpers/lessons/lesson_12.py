"""The checker of lesson 12: a list of saved cards in order, and one payment by the default."""

from functools import partial
from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, charges_of, customer_found, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "yui@example.com"
AMOUNT = 3200
CURRENCY = "jpy"
_NOTHING = Text("何もありません", "nothing")


def findings(client: stripe.StripeClient, email: str = EMAIL) -> list[Finding]:
    """Is the Amex the default, the Mastercard kept, the Visa gone, and was it paid just once?

    Charges of a PaymentIntent count as well. A learner may have tried more than once: the
    customer who comes furthest counts.
    """
    return best_attempt(client, email, partial(_findings, email))


def _findings(
    email: str, client: stripe.StripeClient, customer: stripe.Customer | None
) -> list[Finding]:
    attached = list(owned_by(client, customer).values())
    saved = {one["id"]: _brand(one) for one in attached if _may_be_listed(one)}
    removed = _removed(client, customer)
    default = default_of(customer)
    charges = charges_of(client, customer)
    paid = [charge for charge in charges if _is_paid(charge)]
    amex = saved.get(default) == "American Express"
    right = [charge for charge in paid if amex and _pays(charge, default)]
    return [
        customer_found(email, customer),
        Finding(
            Text(
                "デフォルトが American Express の Source である",
                "The default is an American Express Source",
            ),
            amex,
            Text(
                f"{default} ({saved.get(default, '再利用可能な Source ではありません')})",
                f"{default} ({saved.get(default, 'not a reusable Source')})",
            )
            if default
            else Text("デフォルトがありません", "no default"),
        ),
        Finding(
            Text(
                "Mastercard の Source が関連付けられたままで、支払い可能である",
                "A Mastercard Source is still attached and chargeable",
            ),
            "MasterCard" in saved.values(),
            _several([_same(brand) for brand in saved.values()]),
        ),
        Finding(
            Text(
                "Visa の Source を追加し、切り離してある",
                "A Visa Source was added, then detached",
            ),
            "Visa" in removed and "Visa" not in saved.values(),
            Text("Visa はまだ関連付けられています", "a Visa is still attached")
            if "Visa" in saved.values()
            else Text(
                f"切り離したもの: {', '.join(removed) or '—'}",
                f"detached: {', '.join(removed) or '—'}",
            ),
        ),
        Finding(
            Text(
                "関連付けられているのは、再利用可能で支払い可能なカードの Source だけである",
                "All that is attached is reusable, chargeable card Sources",
            ),
            bool(saved) and len(saved) == len(attached),
            _several([_same(_told(one)) for one in attached]),
        ),
        Finding(
            Text(
                "デフォルトの American Express だけが、3,200 円をちょうど一度支払っている",
                "Only the default American Express has paid: 3,200 yen, exactly once",
            ),
            len(paid) == len(right) == 1,
            _several([_told_charge(charge) for charge in charges]),
        ),
    ]


def _removed(client: stripe.StripeClient, customer: stripe.Customer | None) -> list[str]:
    """The brands of the Sources that were attached to the customer once and are consumed now."""
    if customer is None:
        return []
    events = client.v1.events.list(
        {
            "type": "customer.source.created",
            "created": {"gte": customer.created},
            "limit": 100,
        }
    )
    made = [event.data.object.to_dict() for event in events.auto_paging_iter()]
    ids = [one["id"] for one in made if one["id"].startswith("src_") and _of(one, customer)]
    now = [client.v1.sources.retrieve(id).to_dict() for id in ids]
    return [_brand(one) for one in now if one["status"] == "consumed" and "customer" not in one]


def _of(source: dict[str, Any], customer: stripe.Customer) -> bool:
    return source.get("customer") == customer.id


def _may_be_listed(source: dict[str, Any]) -> bool:
    kind = [source.get(key) for key in ("object", "type", "usage", "status")]
    return kind == ["source", "card", "reusable", "chargeable"]


def _brand(source: dict[str, Any]) -> str:
    return str(source.get("card", source).get("brand", source.get("type", "—")))


def _told(source: dict[str, Any]) -> str:
    """What is attached: Visa (source, single_use, consumed)."""
    kind = [source[key] for key in ("object", "usage", "status") if source.get(key)]
    return f"{_brand(source)} ({', '.join(kind)})"


def _same(told: str) -> Text:
    return Text(told, told)


def _several(found: list[Text]) -> Text:
    if not found:
        return _NOTHING
    return Text(", ".join(one.ja for one in found), ", ".join(one.en for one in found))


def _is_paid(charge: stripe.Charge) -> bool:
    """Did the customer bear it? What was refunded in full does not count."""
    return charge.status == "succeeded" and charge.captured and not charge.refunded


def _pays(charge: stripe.Charge, source: str) -> bool:
    paid = (charge.amount, charge.currency, charge.payment_method)
    return paid == (AMOUNT, CURRENCY, source)


def _told_charge(charge: stripe.Charge) -> Text:
    """What was charged to what: 3,200 jpy (Visa), 3,200 jpy (Visa, refunded)."""
    payer = _brand(charge.source.to_dict()) if charge.source else str(charge.payment_method)
    told = f"{charge.amount:,} {charge.currency} ({payer}"
    if charge.status != "succeeded":
        return Text(f"{told}、{charge.status})", f"{told}, {charge.status})")
    if charge.refunded:
        return Text(f"{told}、返金済み)", f"{told}, refunded)")
    if not charge.captured:
        return Text(f"{told}、まだキャプチャーされていません)", f"{told}, not captured yet)")
    return _same(f"{told})")
