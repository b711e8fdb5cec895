"""Submissions for the exercise of lesson 10: right ways, and likely mistakes."""

from contextlib import suppress
from dataclasses import dataclass

import stripe

from helpers.connection import LessonClient
from tests.lessons.shop import Submission, card, nothing

Invoice = dict[str, str | int]


@dataclass
class Nao:
    """The customer as the lesson leaves them: one invoice was paid, and nobody knows which."""

    id: str
    consumed: str
    good: str
    invoices: list[tuple[Invoice, str]]


def nao(client: stripe.StripeClient) -> Nao:
    once = client.v1.sources.create({"type": "card", "token": "tok_visa", "usage": "single_use"})
    made = client.v1.customers.create({"email": "nao@example.com", "source": once.id})
    client.v1.charges.create({"amount": 500, "currency": "jpy", "customer": made.id})
    good = card(client, "tok_mastercard")
    client.v1.customers.payment_sources.create(made.id, {"source": good})
    found = Nao(made.id, once.id, good, [])
    assert isinstance(client, LessonClient)
    assert client.emulator is not None
    for amount, fault in ((1800, "timeout"), (2400, "dropped_connection")):
        invoice: Invoice = {
            "amount": amount, "currency": "jpy", "customer": made.id, "source": good
        }  # fmt: skip
        found.invoices.append((invoice, f"invoice-{amount}-{made.id}"))
        client.emulator.inject(fault)
        with suppress(stripe.APIConnectionError):
            send(client, *found.invoices[-1])
    return found


def send(client: stripe.StripeClient, invoice: Invoice, key: str) -> None:
    client.v1.charges.create(invoice, {"idempotency_key": key})  # type: ignore[arg-type]


def send_again(client: stripe.StripeClient, patient: Nao) -> None:
    for invoice, key in patient.invoices:
        send(client, invoice, key)


def detach(client: stripe.StripeClient, patient: Nao) -> None:
    client.v1.customers.payment_sources.delete(patient.id, patient.consumed)


def choose(client: stripe.StripeClient, patient: Nao, source: str) -> None:
    client.v1.customers.update(patient.id, {"default_source": source})


def same_keys_then_detach(client: stripe.StripeClient) -> None:
    patient = nao(client)
    send_again(client, patient)
    detach(client, patient)


def looked_first(client: stripe.StripeClient) -> None:
    """Only what is missing, under whatever key, by the new default alone."""
    patient = nao(client)
    choose(client, patient, patient.good)
    detach(client, patient)
    paid = {charge.amount for charge in client.v1.charges.list({"customer": patient.id}).data}
    for invoice, _ in patient.invoices:
        if invoice["amount"] not in paid:
            money = {key: invoice[key] for key in ("amount", "currency", "customer")}
            client.v1.charges.create(money)  # type: ignore[arg-type]


def default_replaced(client: stripe.StripeClient) -> None:
    """The consumed default goes when another source takes its place."""
    patient = nao(client)
    client.v1.customers.update(patient.id, {"source": card(client)})
    send_again(client, patient)


def refunded_what_was_too_much(client: stripe.StripeClient) -> None:
    fresh_keys(client)
    twice = [one for one in client.v1.charges.list({"limit": 10}).data if one.amount == 1800]
    client.v1.refunds.create({"charge": twice[0].id})


def at_the_second_try(client: stripe.StripeClient) -> None:
    fresh_keys(client)
    same_keys_then_detach(client)


def as_the_lesson_leaves_it(client: stripe.StripeClient) -> None:
    nao(client)


def fresh_keys(client: stripe.StripeClient) -> None:
    patient = nao(client)
    for invoice, key in patient.invoices:
        send(client, invoice, f"{key}-again")
    detach(client, patient)


def only_the_invoices(client: stripe.StripeClient) -> None:
    send_again(client, nao(client))


def only_the_default(client: stripe.StripeClient) -> None:
    detach(client, nao(client))


def consumed_one_kept(client: stripe.StripeClient) -> None:
    patient = nao(client)
    send_again(client, patient)
    choose(client, patient, patient.good)


def the_good_one_detached(client: stripe.StripeClient) -> None:
    patient = nao(client)
    send_again(client, patient)
    client.v1.customers.payment_sources.delete(patient.id, patient.good)


def a_card_as_default(client: stripe.StripeClient) -> None:
    patient = nao(client)
    send_again(client, patient)
    made = client.v1.customers.payment_sources.create(patient.id, {"source": "tok_visa"})
    choose(client, patient, made.id)
    detach(client, patient)


def a_part_refunded(client: stripe.StripeClient) -> None:
    fresh_keys(client)
    twice = [one for one in client.v1.charges.list({"limit": 10}).data if one.amount == 1800]
    client.v1.refunds.create({"charge": twice[0].id, "amount": 900})


def the_larger_one_not_captured(client: stripe.StripeClient) -> None:
    patient = nao(client)
    send(client, *patient.invoices[0])
    send(client, patient.invoices[1][0] | {"capture": False}, "held")
    detach(client, patient)


def both_in_one_charge(client: stripe.StripeClient) -> None:
    patient = nao(client)
    detach(client, patient)
    client.v1.charges.create({"amount": 4200, "currency": "jpy", "customer": patient.id})


GOOD: list[Submission] = [
    same_keys_then_detach,
    looked_first,
    default_replaced,
    refunded_what_was_too_much,
    at_the_second_try,
]
BAD: list[Submission] = [
    nothing,
    as_the_lesson_leaves_it,
    fresh_keys,
    only_the_invoices,
    only_the_default,
    consumed_one_kept,
    the_good_one_detached,
    a_card_as_default,
    a_part_refunded,
    the_larger_one_not_captured,
    both_in_one_charge,
]
