"""Submissions for the exercise of lesson 07: right ways, and likely mistakes."""

import stripe

from tests.lessons.shop import Submission, card, nothing, pay

EMAIL = "keiko@example.com"


def keiko(client: stripe.StripeClient, *tokens: str) -> tuple[str, list[str]]:
    """The Customer and a Source for each token, attached in this order."""
    buyer = client.v1.customers.create({"email": EMAIL}).id
    sources = [card(client, token) for token in tokens]
    for source in sources:
        client.v1.customers.payment_sources.create(buyer, {"source": source})
    return buyer, sources


# --- right ----------------------------------------------------------------------------------------


def default_set_afterwards(client: stripe.StripeClient) -> None:
    buyer, (visa, mastercard, _) = keiko(client, "tok_visa", "tok_mastercard", "tok_amex")
    pay(client, buyer, 1500, source=visa)
    client.v1.sources.detach(buyer, visa)
    client.v1.customers.update(buyer, {"default_source": mastercard})


def attached_so_that_the_default_follows(client: stripe.StripeClient) -> None:
    """The Visa pays as the default; the Mastercard was added last."""
    buyer, (visa, *_) = keiko(client, "tok_visa", "tok_amex", "tok_mastercard")
    pay(client, buyer, 1500)
    client.v1.customers.payment_sources.delete(buyer, visa)


def replaced_as_the_default(client: stripe.StripeClient) -> None:
    """Updating the Customer with a source detaches the old default."""
    visa = card(client, "tok_visa")
    buyer = client.v1.customers.create({"email": EMAIL, "source": visa}).id
    pay(client, buyer, 1500)
    client.v1.customers.payment_sources.create(buyer, {"source": card(client, "tok_amex")})
    client.v1.customers.update(buyer, {"source": card(client, "tok_mastercard")})


def by_todays_calls(client: stripe.StripeClient) -> None:
    buyer, (visa, mastercard, _) = keiko(client, "tok_visa", "tok_mastercard", "tok_amex")
    client.v1.payment_intents.create(
        {
            "amount": 1500,
            "currency": "jpy",
            "customer": buyer,
            "payment_method": visa,
            "allowed_payment_method_types": ["card"],
            "confirm": True,
        }
    )
    client.v1.payment_methods.detach(visa)
    client.v1.customers.update(buyer, {"default_source": mastercard})


def at_the_second_try(client: stripe.StripeClient) -> None:
    left_to_the_rule(client)
    default_set_afterwards(client)


# --- wrong ----------------------------------------------------------------------------------------


def left_to_the_rule(client: stripe.StripeClient) -> None:
    """The Amex was added last and is the default now."""
    buyer, (visa, *_) = keiko(client, "tok_visa", "tok_mastercard", "tok_amex")
    pay(client, buyer, 1500, source=visa)
    client.v1.sources.detach(buyer, visa)


def only_another_default(client: stripe.StripeClient) -> None:
    buyer, (visa, mastercard, _) = keiko(client, "tok_visa", "tok_mastercard", "tok_amex")
    pay(client, buyer, 1500, source=visa)
    client.v1.customers.update(buyer, {"default_source": mastercard})


def replaced_beside_the_mastercard(client: stripe.StripeClient) -> None:
    """The Mastercard was the default, and the Amex took its place: it is detached as well."""
    buyer, (visa, mastercard) = keiko(client, "tok_visa", "tok_mastercard")
    pay(client, buyer, 1500, source=visa)
    client.v1.sources.detach(buyer, visa)
    client.v1.customers.update(buyer, {"default_source": mastercard})
    client.v1.customers.update(buyer, {"source": card(client, "tok_amex")})


def charged_without_attaching(client: stripe.StripeClient) -> None:
    """The Visa is consumed, but by its charge."""
    buyer, _ = keiko(client, "tok_mastercard", "tok_amex")
    pay(client, buyer, 1500, source=card(client, "tok_visa"))


def detached_before_paying(client: stripe.StripeClient) -> None:
    buyer, (visa, *_) = keiko(client, "tok_visa", "tok_amex", "tok_mastercard")
    client.v1.sources.detach(buyer, visa)
    pay(client, buyer, 1500)


def cards_in_place_of_sources(client: stripe.StripeClient) -> None:
    buyer = client.v1.customers.create({"email": EMAIL}).id
    cards = [
        client.v1.customers.payment_sources.create(buyer, {"source": token}).id
        for token in ("tok_visa", "tok_amex", "tok_mastercard")
    ]
    pay(client, buyer, 1500)
    client.v1.customers.payment_sources.delete(buyer, cards[0])


def the_customer_is_deleted(client: stripe.StripeClient) -> None:
    default_set_afterwards(client)
    for buyer in client.v1.customers.list({"email": EMAIL}).data:
        client.v1.customers.delete(buyer.id)


GOOD: list[Submission] = [
    default_set_afterwards,
    attached_so_that_the_default_follows,
    replaced_as_the_default,
    by_todays_calls,
    at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    left_to_the_rule,
    only_another_default,
    replaced_beside_the_mastercard,
    charged_without_attaching,
    detached_before_paying,
    cards_in_place_of_sources,
    the_customer_is_deleted,
]
