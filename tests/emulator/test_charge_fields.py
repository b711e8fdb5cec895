"""What a charge shows, field by field: nothing is left to chance, nor to a default."""

from __future__ import annotations

import re
from typing import Any

import pytest

from helpers.emulator import Emulator
from tests.emulator.conftest import World, refused

NOBODY = {"email": None, "name": None, "phone": None, "tax_id": None}
NOWHERE = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
UNAVAILABLE = {"status": "unavailable"}
ACCEPTED = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "normal",
    "risk_score": 20,
    "seller_message": "Payment complete.",
    "type": "authorized",
}
UNASSESSED = {**ACCEPTED, "risk_level": "not_assessed", "risk_score": None}
REFUSED = {
    **ACCEPTED,
    "network_status": "declined_by_network",
    "reason": "generic_decline",
    "seller_message": "The bank declined the payment.",
    "type": "issuer_declined",
}
UNASKED: dict[str, Any] = {
    "amount_refunded": 0,
    "application": None,
    "application_fee": None,
    "application_fee_amount": None,
    "customer": None,
    "description": None,
    "disputed": False,
    "failure_balance_transaction": None,
    "fraud_details": {},
    "livemode": False,
    "metadata": {},
    "object": "charge",
    "on_behalf_of": None,
    "payment_intent": None,
    "radar_options": {},
    "receipt_email": None,
    "receipt_number": None,
    "refunded": False,
    "review": None,
    "shipping": None,
    "source_transfer": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "transfer_data": None,
    "transfer_group": None,
}
"""The fields that say nothing unless a request asks for it."""


def card(amount: int, **other: Any) -> dict[str, Any]:
    """The card's part of the details: the whole hash of a Visa of tok_visa, but its fingerprint."""
    return {
        "amount_authorized": amount,
        "authorization_code": None,
        "brand": "visa",
        "checks": dict.fromkeys(("address_line1_check", "address_postal_code_check", "cvc_check")),
        "country": "US",
        "exp_month": 11,
        "exp_year": 2027,
        "extended_authorization": {"status": "disabled"},
        "funding": "credit",
        "incremental_authorization": UNAVAILABLE,
        "installments": None,
        "last4": "4242",
        "mandate": None,
        "multicapture": UNAVAILABLE,
        "network": "visa",
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "wallet": None,
        **other,
    }


def fields(charge: Any) -> dict[str, Any]:
    """A charge without what is made up: its ids, receipt, fingerprint; without source and time."""
    shown: dict[str, Any] = charge.to_dict()
    made_up = ("id", "balance_transaction", "created", "payment_method", "receipt_url", "source")
    for name in made_up:
        del shown[name]
    for details in shown["payment_method_details"].values():
        if isinstance(details, dict):
            details.pop("fingerprint", None)
    return shown


def charge_of_intent(world: World, **form: Any) -> Any:
    """The charge of a PaymentIntent over 15.00 usd that is confirmed at once."""
    intent = world.v1.payment_intents.create(
        {
            "amount": 1500,
            "confirm": True,
            "currency": "usd",
            "return_url": "https://example.com/back",
            **form,
        }
    )
    return world.v1.charges.retrieve(intent.latest_charge)


@pytest.mark.fact("C17", "S05", "Q56")
def test_a_charge_of_a_card(world: World) -> None:
    assert fields(world.charge(source="tok_visa")) == {
        **UNASKED,
        "amount": 1099,
        "amount_captured": 1099,
        "billing_details": {**NOBODY, "address": NOWHERE},
        "calculated_statement_descriptor": "STRIPE EMULATOR",
        "captured": True,
        "currency": "eur",
        "failure_code": None,
        "failure_message": None,
        "outcome": ACCEPTED,
        "paid": True,
        "payment_method_details": {"card": card(1099), "type": "card"},
        "status": "succeeded",
    }


@pytest.mark.fact("C17")
def test_what_a_request_says_is_shown(world: World) -> None:
    said = {
        "amount": 700,
        "currency": "usd",
        "description": "Tea",
        "metadata": {"order": "1"},
        "receipt_email": "jenny@example.com",
        "shipping": {
            "address": {**NOWHERE, "line1": "1 Main Street"},
            "carrier": None,
            "name": "Jenny",
            "phone": None,
            "tracking_number": None,
        },
        "statement_descriptor": "TEA SHOP",
        "statement_descriptor_suffix": "ORDER 1",
        "transfer_group": "tea",
    }
    asked = {**said, "shipping": {"address": {"line1": "1 Main Street"}, "name": "Jenny"}}
    charge = fields(world.charge(source="tok_visa", **asked))
    assert {name: charge[name] for name in said} == said
    assert charge["amount_captured"] == 700
    details = charge["payment_method_details"]["card"]
    assert details == card(700)


@pytest.mark.fact("C23", "Q56")
def test_a_declined_charge(world: World) -> None:
    error = refused(world.charge, source="tok_chargeDeclined")
    charge = world.v1.charges.retrieve(error["charge"])
    assert (charge.balance_transaction, charge.receipt_url) == (None, None)
    assert fields(charge) == {
        **UNASKED,
        "amount": 1099,
        "amount_captured": 0,
        "billing_details": {**NOBODY, "address": NOWHERE},
        "calculated_statement_descriptor": "STRIPE EMULATOR",
        "captured": False,
        "currency": "eur",
        "failure_code": "card_declined",
        "failure_message": "Your card was declined.",
        "outcome": REFUSED,
        "paid": False,
        "payment_method_details": {"card": card(1099, last4="0002"), "type": "card"},
        "status": "failed",
    }
    without_code = refused(world.charge, source="tok_chargeDeclinedExpiredCard")["charge"]
    assert world.v1.charges.retrieve(without_code).outcome.reason == "expired_card"


@pytest.mark.fact("Q56")
def test_an_elevated_risk(world: World) -> None:
    outcome = world.charge(source="tok_riskLevelElevated").outcome.to_dict()
    assert outcome == {**ACCEPTED, "risk_level": "elevated", "risk_score": 65}


@pytest.mark.fact("C17", "S06")
def test_the_checks_of_a_card_with_an_address() -> None:
    world = World(Emulator(raw_card_data=True))
    number = {"number": "4242424242424242", "exp_month": 5, "exp_year": 2030, "cvc": "123"}
    place = {"address_line1": "1 Main Street", "address_zip": "10115"}
    token = world.v1.tokens.create({"card": number | place})
    customer = world.customer(token.id)
    passed = {
        "address_line1_check": "pass",
        "address_postal_code_check": "pass",
        "cvc_check": "pass",
    }
    charge = world.charge(customer=customer.id)
    assert charge.payment_method_details.card.checks.to_dict() == passed
    assert charge.billing_details.address.postal_code == "10115"
    charge = charge_of_intent(world, customer=customer.id, payment_method=token.card.id)
    assert charge.payment_method_details.card.checks.to_dict() == passed
    another = world.v1.tokens.create({"card": number | place})
    own = world.v1.payment_methods.create({"type": "card", "card": {"token": another.id}})
    world.v1.payment_methods.attach(own.id, {"customer": customer.id})
    charge = charge_of_intent(world, customer=customer.id, payment_method=own.id)
    shown = world.v1.payment_methods.retrieve(own.id).card.checks.to_dict()
    assert charge.payment_method_details.card.checks.to_dict() == shown
    assert None not in shown.values()


@pytest.mark.fact("C17", "C19")
def test_a_charge_that_waits_for_the_bank(world: World) -> None:
    charge = world.charge(source=world.sepa(owner={"name": "Jenny", "phone": "1"}).id)
    assert charge.balance_transaction is None
    assert re.fullmatch(r"https://pay\.stripe\.com/receipts/payment/\w{24}", charge.receipt_url)
    sepa = {"bank_code": "37040044", "branch_code": None, "country": "DE", "last4": "3000"}
    waiting = {
        **UNASKED,
        "amount": 1099,
        "amount_captured": 0,
        "billing_details": {**NOBODY, "address": NOWHERE, "name": "Jenny", "phone": "1"},
        "calculated_statement_descriptor": None,
        "captured": True,
        "currency": "eur",
        "failure_code": None,
        "failure_message": None,
        "outcome": None,
        "paid": False,
        "payment_method_details": {"sepa_debit": sepa, "type": "sepa_debit"},
        "status": "pending",
    }
    assert fields(charge) == waiting
    world.emulator.settle(charge.id)
    paid = world.v1.charges.retrieve(charge.id)
    assert paid.balance_transaction.startswith("txn_")
    done = {"amount_captured": 1099, "paid": True, "status": "succeeded"}
    assert fields(paid) == {**waiting, **done}


@pytest.mark.fact("Q38")
def test_a_charge_that_the_bank_refused(world: World) -> None:
    charge = world.charge(source=world.sepa().id)
    before = fields(charge)
    world.emulator.settle(charge.id, succeed=False)
    failed = world.v1.charges.retrieve(charge.id)
    assert failed.balance_transaction is None
    assert fields(failed) == {
        **before,
        "captured": False,
        "failure_code": "payment_failed",
        "failure_message": "The customer's bank could not process the payment.",
        "status": "failed",
    }


@pytest.mark.fact("C17", "S15", "S20", "Q53")
@pytest.mark.parametrize(
    ("type", "more", "details"),
    [
        (
            "bancontact",
            {},
            dict.fromkeys(("bank_code", "bank_name", "bic", "iban_last4", "preferred_language"))
            | {"verified_name": "Jenny Rosen"},
        ),
        ("eps", {}, {"verified_name": "Jenny Rosen"}),
        (
            "giropay",
            {},
            dict.fromkeys(("bank_code", "bank_name", "bic")) | {"verified_name": "Jenny Rosen"},
        ),
        (
            "ideal",
            {},
            dict.fromkeys(("bank", "bic", "iban_last4")) | {"verified_name": "Jenny Rosen"},
        ),
        (
            "p24",
            {"owner": {"email": "jenny@example.com"}},
            {"reference": None, "verified_name": "Jenny Rosen"},
        ),
        (
            "sofort",
            {"sofort": {"country": "DE"}},
            {
                "bank_code": "DEUT",
                "bank_name": "Deutsche Bank",
                "bic": "DEUTDE2H",
                "country": "DE",
                "iban_last4": "4567",
                "preferred_language": None,
                "verified_name": "Jenny Rosen",
            },
        ),
        ("alipay", {}, {}),
        (
            "multibanco",
            {"owner": {"email": "jenny@example.com"}},
            {"entity": None, "reference": None},
        ),
    ],
)
def test_the_details_of_a_redirect_type(
    world: World, type: str, more: dict[str, Any], details: dict[str, Any]
) -> None:
    source = world.redirect(type, **more)
    world.emulator.authorize(source.id)
    charge = fields(world.charge(source=source.id))
    assert charge["payment_method_details"] == {type: details, "type": type}
    assert charge["outcome"] == (None if type == "sofort" else UNASSESSED)


@pytest.mark.fact("C17", "S18", "Q31")
def test_the_details_of_a_receiver(world: World) -> None:
    source = world.v1.sources.create(
        {
            "type": "ach_credit_transfer",
            "currency": "usd",
            "owner": {"email": "jenny@example.com"},
        }
    )
    world.emulator.authorize(source.id, 2000)
    charge = fields(world.charge(source=source.id, currency="usd"))
    details = {
        "account_number": source.ach_credit_transfer.account_number,
        "bank_name": "TEST BANK",
        "routing_number": "110000000",
        "swift_code": "TSTEZ122",
    }
    assert charge["payment_method_details"] == {
        "ach_credit_transfer": details,
        "type": "ach_credit_transfer",
    }


@pytest.mark.fact("Q47")
def test_the_details_of_a_bank_account(world: World) -> None:
    customer = world.customer()
    token = world.v1.tokens.create(
        {
            "bank_account": {
                "account_holder_name": "Jenny Rosen",
                "account_holder_type": "individual",
                "account_number": "000123456789",
                "country": "US",
                "currency": "usd",
                "routing_number": "110000000",
            }
        }
    )
    account = world.attach(customer, token.id)
    world.v1.customers.payment_sources.verify(customer.id, account.id, {"amounts": [32, 45]})
    made = world.charge(customer=customer.id, source=account.id, currency="usd")
    assert made.id.startswith("py_")
    charge = fields(made)
    assert charge["billing_details"] == {**NOBODY, "address": NOWHERE, "name": "Jenny Rosen"}
    assert charge["payment_method_details"] == {
        "ach_debit": {
            "account_holder_type": "individual",
            "bank_name": "STRIPE TEST BANK",
            "country": "US",
            "last4": "6789",
            "routing_number": "110000000",
        },
        "type": "ach_debit",
    }
    assert charge["status"] == "pending"


@pytest.mark.fact("Q32")
def test_the_details_of_3d_secure_are_those_of_its_card(world: World) -> None:
    source = world.redirect("three_d_secure", three_d_secure={"card": world.card().id})
    world.emulator.authorize(source.id)
    charge = world.charge(source=source.id)
    assert charge.id.startswith("ch_")
    assert fields(charge)["payment_method_details"] == {"card": card(1099), "type": "card"}


@pytest.mark.fact("P06", "Q40")
def test_a_charge_of_an_intent_shows_no_source(world: World) -> None:
    charge = charge_of_intent(world, payment_method="pm_card_visa")
    assert charge.source is None
    intent = world.v1.payment_intents.retrieve(charge.payment_intent)
    assert charge.payment_method == intent.payment_method
    assert fields(charge) == {
        **UNASKED,
        "amount": 1500,
        "amount_captured": 1500,
        "billing_details": {**NOBODY, "address": NOWHERE},
        "calculated_statement_descriptor": "STRIPE EMULATOR",
        "captured": True,
        "currency": "usd",
        "failure_code": None,
        "failure_message": None,
        "outcome": ACCEPTED,
        "paid": True,
        "payment_intent": intent.id,
        "payment_method_details": {"card": card(1500), "type": "card"},
        "status": "succeeded",
    }


@pytest.mark.fact("C24")
def test_lists_are_narrowed_by_customer_intent_and_time(world: World) -> None:
    v1 = world.v1
    mine, other = world.customer(world.card()), world.customer(world.card())

    first, second, third = (
        charge_of_intent(world, customer=owner.id, payment_method=owner.default_source)
        for owner in (mine, mine, other)
    )
    world.emulator.advance_clock(60)
    late = world.charge(customer=mine.id)

    def found(**params: Any) -> list[str]:
        return [charge.id for charge in v1.charges.list(params).data]

    assert found() == [late.id, third.id, second.id, first.id]
    assert found(customer=mine.id) == [late.id, second.id, first.id]
    assert found(customer=other.id) == [third.id]
    for charge in (first, second, third):
        assert found(payment_intent=charge.payment_intent) == [charge.id]
    intent = first.payment_intent
    assert found(payment_intent=intent, customer=mine.id) == [first.id]
    assert found(payment_intent=intent, customer=other.id) == []
    before, later = {"lt": late.created}, {"gte": late.created}
    assert found(payment_intent=intent, customer=mine.id, created=before) == [first.id]
    assert found(payment_intent=intent, customer=mine.id, created=later) == []
    assert found(customer=mine.id, created=later) == [late.id]
