"""Submissions for the exercise of lesson 12: a saved list in order, and ways to spoil it."""

from contextlib import suppress

import stripe

from tests.lessons.shop import Submission, card, nothing, pay

EMAIL = "yui@example.com"
AMOUNT = 3200
TOKENS = ("tok_mastercard", "tok_visa", "tok_amex")


def _customer(client: stripe.StripeClient) -> str:
    return client.v1.customers.create({"email": EMAIL}).id


def _add(client: stripe.StripeClient, customer: str, source: str) -> str:
    client.v1.customers.payment_sources.create(customer, {"source": source})
    return source


def _three(client: stripe.StripeClient, customer: str) -> tuple[str, str, str]:
    """Mastercard, Visa and Amex, attached in this order: the Mastercard is the default."""
    mastercard, visa, amex = (_add(client, customer, card(client, one)) for one in TOKENS)
    return mastercard, visa, amex


def _choose(client: stripe.StripeClient, customer: str, source: str) -> None:
    client.v1.customers.update(customer, {"default_source": source})


def _in_order(client: stripe.StripeClient) -> tuple[str, str, str]:
    """All but the payment: the customer, the Mastercard and the Amex."""
    customer = _customer(client)
    mastercard, visa, amex = _three(client, customer)
    _choose(client, customer, amex)
    client.v1.sources.detach(customer, visa)
    return customer, mastercard, amex


def _pay_keyed(client: stripe.StripeClient, customer: str, source: str, key: str) -> None:
    client.v1.charges.create(
        {"amount": AMOUNT, "currency": "jpy", "customer": customer, "source": source},
        options={"idempotency_key": key},
    )


def clicked_twice_with_one_key(client: stripe.StripeClient) -> None:
    customer, _, amex = _in_order(client)
    for _ in range(2):
        _pay_keyed(client, customer, amex, f"order-{customer}")


def paid_by_the_default_alone(client: stripe.StripeClient) -> None:
    customer, _, _ = _in_order(client)
    pay(client, customer, AMOUNT)


def paid_by_an_intent(client: stripe.StripeClient) -> None:
    """A Source can be what a PaymentIntent pays with."""
    customer, _, amex = _in_order(client)
    client.v1.payment_intents.create(
        {
            "amount": AMOUNT,
            "currency": "jpy",
            "customer": customer,
            "payment_method": amex,
            "allowed_payment_method_types": ["card"],
            "confirm": True,
        }
    )


def a_decline_before(client: stripe.StripeClient) -> None:
    """A failed charge is no payment."""
    customer, _, amex = _in_order(client)
    failing = _add(client, customer, card(client, "tok_chargeCustomerFail"))
    with suppress(stripe.CardError):
        pay(client, customer, AMOUNT, source=failing)
    client.v1.sources.detach(customer, failing)
    pay(client, customer, AMOUNT, source=amex)


def amex_first(client: stripe.StripeClient) -> None:
    """The first source is the default already."""
    amex, mastercard, visa = (card(client, one) for one in ("tok_amex", *TOKENS[:2]))
    customer = client.v1.customers.create({"email": EMAIL, "source": amex}).id
    for source in (mastercard, visa):
        _add(client, customer, source)
    pay(client, customer, AMOUNT, source=amex)
    client.v1.sources.detach(customer, visa)


def the_second_payment_refunded(client: stripe.StripeClient) -> None:
    paid_twice(client)
    client.v1.refunds.create({"charge": client.v1.charges.list().data[0].id})


def right_at_the_second_try(client: stripe.StripeClient) -> None:
    replaced(client)
    clicked_twice_with_one_key(client)


def replaced(client: stripe.StripeClient) -> None:
    """The default is the Mastercard: update(source=) uses it up."""
    customer = _customer(client)
    for token in TOKENS[:2]:
        _add(client, customer, card(client, token))
    amex = card(client, "tok_amex")
    client.v1.customers.update(customer, {"source": amex})
    pay(client, customer, AMOUNT)
    visa = client.v1.customers.payment_sources.list(customer).data
    for one in visa:
        if one.id != amex:
            client.v1.sources.detach(customer, one.id)


def paid_twice(client: stripe.StripeClient) -> None:
    customer, _, amex = _in_order(client)
    for click in range(2):
        _pay_keyed(client, customer, amex, f"order-{customer}-{click}")


def wrong_default(client: stripe.StripeClient) -> None:
    customer = _customer(client)
    _, visa, amex = _three(client, customer)
    client.v1.sources.detach(customer, visa)
    pay(client, customer, AMOUNT, source=amex)


def paid_by_another(client: stripe.StripeClient) -> None:
    customer, mastercard, _ = _in_order(client)
    pay(client, customer, AMOUNT, source=mastercard)


def not_removed(client: stripe.StripeClient) -> None:
    customer = _customer(client)
    _, _, amex = _three(client, customer)
    _choose(client, customer, amex)
    pay(client, customer, AMOUNT)


def visa_never_added(client: stripe.StripeClient) -> None:
    customer = _customer(client)
    _add(client, customer, card(client, "tok_amex"))
    _add(client, customer, card(client, "tok_mastercard"))
    pay(client, customer, AMOUNT)


def cards_instead_of_sources(client: stripe.StripeClient) -> None:
    customer = _customer(client)
    _, visa, amex = (
        client.v1.customers.payment_sources.create(customer, {"source": token}).id
        for token in TOKENS
    )
    _choose(client, customer, amex)
    client.v1.customers.payment_sources.delete(customer, visa)
    pay(client, customer, AMOUNT)


def a_single_use_left_over(client: stripe.StripeClient) -> None:
    customer, _, amex = _in_order(client)
    once = client.v1.sources.create({"type": "card", "token": "tok_jp", "usage": "single_use"})
    _add(client, customer, once.id)
    _pay_keyed(client, customer, amex, f"order-{customer}")


def not_paid(client: stripe.StripeClient) -> None:
    _in_order(client)


def not_captured(client: stripe.StripeClient) -> None:
    customer, _, _ = _in_order(client)
    client.v1.charges.create(
        {"amount": AMOUNT, "currency": "jpy", "customer": customer, "capture": False}
    )


def one_of_two_visas_left(client: stripe.StripeClient) -> None:
    customer, _, amex = _in_order(client)
    _add(client, customer, card(client))
    pay(client, customer, AMOUNT, source=amex)


def solved_twice_for_one_customer(client: stripe.StripeClient) -> None:
    """The cell is run again for the same customer: a new Amex pays once more."""
    customer, _, amex = _in_order(client)
    pay(client, customer, AMOUNT, source=amex)
    _, visa, amex = _three(client, customer)
    _choose(client, customer, amex)
    client.v1.sources.detach(customer, visa)
    pay(client, customer, AMOUNT, source=amex)


def wrong_amount(client: stripe.StripeClient) -> None:
    customer, _, _ = _in_order(client)
    pay(client, customer, AMOUNT * 100)


GOOD: list[Submission] = [
    clicked_twice_with_one_key,
    paid_by_the_default_alone,
    paid_by_an_intent,
    a_decline_before,
    amex_first,
    the_second_payment_refunded,
    right_at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    replaced,
    paid_twice,
    wrong_default,
    paid_by_another,
    not_removed,
    visa_never_added,
    cards_instead_of_sources,
    a_single_use_left_over,
    not_paid,
    not_captured,
    one_of_two_visas_left,
    solved_twice_for_one_customer,
    wrong_amount,
]
