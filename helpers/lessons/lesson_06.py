"""The checker of lesson 06: a charge of the source that is no default, a refund, a hold."""

import stripe

from helpers.bilingual import Text
from helpers.lessons.account import best_attempt, charges_of, default_of, owned_by
from helpers.widgets.exercise import Finding

EMAIL = "sora@example.com"
CURRENCY = "jpy"
PAID = 2500
REFUNDED = 500
HELD = 4000


def findings(client: stripe.StripeClient) -> list[Finding]:
    """Two Sources? Has the one beside the default paid, with a part refunded? Is there a hold?

    Charges of a PaymentIntent count as well. A learner may have tried more than once: the buyer
    who comes furthest counts.
    """
    return best_attempt(client, EMAIL, _findings)


def _findings(client: stripe.StripeClient, buyer: stripe.Customer | None) -> list[Finding]:
    owned = owned_by(client, buyer)
    sources = [id for id, one in owned.items() if one["object"] == "source"]
    cards = len(owned) - len(sources)
    charges = charges_of(client, buyer)
    others = [id for id in sources if id != default_of(buyer)]
    paid = [
        charge
        for charge in charges
        if charge.payment_method in others and _is(charge, PAID) and charge.captured
    ]
    back = [charge.amount_refunded for charge in paid]
    holds = [
        charge
        for charge in charges
        if charge.payment_method in sources and _is(charge, HELD) and not charge.refunded
    ]
    open_holds = [charge for charge in holds if not charge.captured]
    return [
        Finding(
            Text(
                f"email が {EMAIL} の Customer に、Source が二つ関連付けてある",
                f"A Customer with the email {EMAIL} has two attached Sources",
            ),
            len(sources) >= 2,
            Text(
                f"Source {len(sources)} 件、Card {cards} 件",
                f"Sources: {len(sources)}, Cards: {cards}",
            )
            if cards
            else Text(f"Source {len(sources)} 件", f"Sources: {len(sources)}"),
        ),
        Finding(
            Text(
                "デフォルトではない Source で 2,500 円の支払いが成功している",
                "The Source that is not the default has paid 2,500 yen",
            ),
            bool(paid),
            _paid_with(charges, sources, others),
        ),
        Finding(
            Text("そのうち 500 円が返金されている", "500 yen of it are refunded"),
            REFUNDED in back,
            Text(f"返金 {max(back):,} 円", f"refunded: {max(back):,} yen")
            if back
            else Text("対象の請求がまだありません", "no such charge yet"),
        ),
        Finding(
            Text(
                "Source で 4,000 円がオーソリされ、まだキャプチャーされていない",
                "A Source has 4,000 yen authorized and not captured",
            ),
            bool(open_holds),
            Text("あります", "there is one")
            if open_holds
            else Text("キャプチャー済みです", "captured already")
            if holds
            else Text("返金したので、枠は残っていません", "refunded, so nothing is held")
            if any(_is(charge, HELD) and charge.refunded for charge in charges)
            else Text("まだありません", "none yet"),
        ),
    ]


def _paid_with(charges: list[stripe.Charge], sources: list[str], others: list[str]) -> Text:
    """What stands in the way of the payment, as far as the charges show it."""
    if not charges:
        return Text("請求 0 件", "charges: 0")
    right = [charge for charge in charges if _is(charge, PAID)]
    if not right:
        listed = ", ".join(sorted({f"{one.amount:,} {one.currency}" for one in charges}))
        return Text(
            f"2,500 jpy の支払いはまだありません。請求の金額: {listed}",
            f"no payment of 2,500 jpy yet; charges of {listed}",
        )
    if by_others := [charge for charge in right if charge.payment_method in others]:
        if any(charge.captured for charge in by_others):
            return Text("支払われています", "it has")
        return Text("まだキャプチャーされていません", "not captured yet")
    if any(charge.payment_method in sources for charge in right):
        return Text("支払ったのはデフォルトの Source です", "the default Source has paid")
    return Text("支払ったのは関連付けた Source ではありません", "no attached Source has paid")


def _is(charge: stripe.Charge, amount: int) -> bool:
    return charge.status == "succeeded" and (charge.amount, charge.currency) == (amount, CURRENCY)
