"""Submissions for the exercise of lesson 09: right ways, and likely mistakes."""

import stripe

from helpers.connection import LessonClient
from helpers.emulator import Emulator
from tests.lessons.shop import Submission, nothing

HOUR = 3600


def hand(client: stripe.StripeClient) -> Emulator:
    """The customer's hand and the clock, as ``emulated.emulator`` in the lesson."""
    assert isinstance(client, LessonClient)
    assert client.emulator is not None
    return client.emulator


def source(
    client: stripe.StripeClient, type: str = "sofort", email: str = "mika@example.com"
) -> str:
    order = {
        "type": type,
        "amount": 1099,
        "currency": "eur",
        "redirect": {"return_url": "https://example.com/return"},
        "owner": {"email": email},
    }
    if type == "sofort":
        order["sofort"] = {"country": "DE"}
    return client.v1.sources.create(order).id


def refuse(client: stripe.StripeClient, **how: str) -> None:
    hand(client).fail(source(client, **how))


def forget(client: stripe.StripeClient, hours: int = 1, **how: str) -> None:
    source(client, **how)
    hand(client).advance_clock(hours * HOUR)


def pay(client: stripe.StripeClient, amount: int = 1099, settled: bool = True, **how: str) -> None:
    """A charge of an authorized source; a bank's answer is waited for only where one comes."""
    id = source(client, **how)
    hand(client).authorize(id)
    charge = client.v1.charges.create({"amount": amount, "currency": "eur", "source": id})
    if settled and charge.status == "pending":
        hand(client).settle(charge.id)


def one_after_the_other(client: stripe.StripeClient) -> None:
    refuse(client)
    forget(client)
    pay(client)


def by_ideal_and_a_late_charge(client: stripe.StripeClient) -> None:
    """The second was authorized and then not charged within six hours."""
    refuse(client, type="ideal")
    hand(client).authorize(source(client, type="ideal"))
    hand(client).advance_clock(6 * HOUR)
    pay(client, type="ideal")


def the_bank_answers_by_itself(client: stripe.StripeClient) -> None:
    refuse(client)
    forget(client)
    pay(client, settled=False)
    hand(client).advance_clock(5 * 24 * HOUR)


def after_a_wrong_order(client: stripe.StripeClient) -> None:
    """What went before does no harm."""
    pay(client)
    one_after_the_other(client)


def by_card_in_the_end(client: stripe.StripeClient) -> None:
    """The third need not be a redirect."""
    refuse(client)
    forget(client)
    owner = {"email": "mika@example.com"}
    card = client.v1.sources.create({"type": "card", "token": "tok_visa", "owner": owner})
    client.v1.charges.create({"amount": 1099, "currency": "eur", "source": card.id})


def only_refused(client: stripe.StripeClient) -> None:
    refuse(client)


def of_nobody(client: stripe.StripeClient) -> None:
    """As in the lesson itself: sources without this owner."""
    refuse(client, email="someone@example.com")
    forget(client, email="someone@example.com")
    pay(client, email="someone@example.com")


def paid_first(client: stripe.StripeClient) -> None:
    pay(client)
    refuse(client)
    forget(client)


def time_ran_out_first(client: stripe.StripeClient) -> None:
    forget(client)
    refuse(client)
    pay(client)


def still_pending(client: stripe.StripeClient) -> None:
    refuse(client)
    forget(client)
    pay(client, settled=False)


def too_little_time(client: stripe.StripeClient) -> None:
    refuse(client)
    source(client)
    hand(client).advance_clock(HOUR - 1)
    pay(client)


def another_amount(client: stripe.StripeClient) -> None:
    refuse(client)
    forget(client)
    pay(client, amount=1100)


GOOD: list[Submission] = [
    one_after_the_other,
    by_ideal_and_a_late_charge,
    the_bank_answers_by_itself,
    after_a_wrong_order,
    by_card_in_the_end,
]
BAD: list[Submission] = [
    nothing,
    only_refused,
    of_nobody,
    paid_first,
    time_ran_out_first,
    still_pending,
    too_little_time,
    another_amount,
]
