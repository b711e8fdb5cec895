"""Charges: three ways to make one, all the ways to be refused, capture and refund."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.emulator import Emulator
from helpers.emulator.currencies import MINIMUM, least
from tests.emulator.conftest import World, client_for, refused

DAY = 24 * 3600
REUSABLE_CONSUMED = (
    "The reusable source you provided is consumed because it was previously charged without being"
    " attached to a customer or was detached from a customer. To charge a reusable source multiple"
    " time you must attach it to a customer first."
)
NOT_CHARGEABLE = "The source you provided is not in a chargeable state."


def bare(error: dict[str, Any]) -> None:
    """A 400 invalid_request_error with neither code nor param."""
    assert (error["status"], error["type"]) == (400, "invalid_request_error")
    assert not {"code", "param", "doc_url"} & error.keys()


@pytest.mark.fact("C01")
def test_an_attached_reusable_source_stays_chargeable(world: World) -> None:
    source = world.card()
    customer = world.customer(source)
    for _ in range(2):
        charge = world.charge(customer=customer.id, source=source.id)
        assert charge.status == "succeeded"
        assert charge.source.status == "chargeable"
        assert charge.source.customer == charge.customer == customer.id
    assert world.status(source) == "chargeable"


@pytest.mark.fact("C02")
def test_an_attached_single_use_source_is_consumed(world: World) -> None:
    source = world.single_use()
    customer = world.customer(source)
    charge = world.charge(customer=customer.id, source=source.id)
    assert charge.source.status == "consumed"
    assert charge.source.customer == customer.id
    assert world.status(source) == "consumed"
    bare(refused(world.charge, customer=customer.id, source=source.id))


@pytest.mark.fact("C03")
def test_a_customer_alone_is_charged_by_its_default(world: World) -> None:
    first, second = world.card(), world.card()
    customer = world.customer(first, second)
    assert world.charge(customer=customer.id).source.id == first.id
    world.v1.customers.update(customer.id, {"default_source": second.id})
    assert world.charge(customer=customer.id).source.id == second.id


@pytest.mark.fact("C04", "Q14")
def test_a_customer_without_a_source(world: World) -> None:
    error = refused(world.charge, customer=world.customer().id)
    assert error["message"] == "Cannot charge a customer that has no active card"
    assert (error["status"], error["type"]) == (402, "card_error")
    assert (error["code"], error["param"]) == ("missing", "card")


@pytest.mark.fact("C05")
def test_neither_source_nor_customer(world: World) -> None:
    error = refused(world.charge)
    assert error["message"] == "Must provide source or customer."
    assert (error["status"], error["code"]) == (400, "parameter_missing")
    assert "param" not in error


@pytest.mark.fact("C06", "V05")
def test_an_unattached_reusable_source_can_be_charged_once(world: World) -> None:
    source = world.card()
    mark = world.news()
    charge = world.charge(source=source.id)
    assert (charge.status, charge.source.status) == ("succeeded", "consumed")
    assert world.status(source) == "consumed"
    assert world.since(mark) == ["charge.succeeded"]


@pytest.mark.fact("C07", "X06", "Q14")
def test_a_consumed_reusable_source(world: World) -> None:
    charged, detached = world.card(), world.card()
    world.charge(source=charged.id)
    customer = world.customer(detached)
    world.v1.sources.detach(customer.id, detached.id)
    for source in (charged, detached):
        for params in ({}, {"customer": customer.id}):
            error = refused(world.charge, source=source.id, **params)
            assert error["message"] == REUSABLE_CONSUMED
            bare(error)


@pytest.mark.fact("C08")
@pytest.mark.parametrize("attached", [False, True])
def test_a_consumed_single_use_source(world: World, attached: bool) -> None:
    source = world.single_use()
    owner = {"customer": world.customer(source).id} if attached else {}
    world.charge(source=source.id, **owner)
    error = refused(world.charge, source=source.id, **owner)
    assert error["message"] == NOT_CHARGEABLE
    bare(error)


@pytest.mark.fact("C27")
def test_failed_and_canceled_sources(world: World) -> None:
    failed, left_alone, uncharged = (world.redirect() for _ in range(3))
    world.emulator.fail(failed.id)
    world.emulator.authorize(uncharged.id)
    world.emulator.advance_clock(6 * 3600)
    statuses = [world.status(source) for source in (failed, left_alone, uncharged)]
    assert statuses == ["failed", "canceled", "canceled"]
    for source in (failed, left_alone, uncharged):
        error = refused(world.charge, source=source.id)
        assert error["message"] == NOT_CHARGEABLE
        bare(error)


@pytest.mark.fact("Q58")
def test_a_pending_source(world: World) -> None:
    pending = world.redirect()
    error = refused(world.charge, source=pending.id)
    assert error["message"] == NOT_CHARGEABLE
    bare(error)
    assert world.status(pending) == "pending"


@pytest.mark.fact("C09", "Q14")
def test_an_attached_source_needs_its_customer(world: World) -> None:
    source = world.card()
    customer = world.customer(source)
    error = refused(world.charge, source=source.id)
    assert error["message"] == (
        "For security reasons, you cannot directly charge a source that is already attached to a"
        f" customer. Please specify the customer this source is attached to ({customer.id}) when"
        " charging it."
    )
    bare(error)


@pytest.mark.fact("C10")
def test_an_unattached_single_use_source_with_a_customer(world: World) -> None:
    source, customer = world.single_use(), world.customer()
    charge = world.charge(customer=customer.id, source=source.id)
    assert (charge.customer, charge.source.id) == (customer.id, source.id)
    assert world.status(source) == "consumed"
    assert world.sources(customer) == []
    assert world.default(customer) is None


@pytest.mark.fact("Q15")
def test_an_unattached_reusable_source_with_a_customer(world: World) -> None:
    source, customer = world.card(), world.customer()
    charge = world.charge(customer=customer.id, source=source.id)
    assert (charge.customer, charge.source.status) == (customer.id, "consumed")
    assert world.sources(customer) == []


@pytest.mark.fact("C11", "Q09", "Q10")
def test_a_token_with_a_customer(world: World) -> None:
    customer = world.customer(world.card())
    token = world.v1.tokens.retrieve("tok_visa")
    for id in (token.id, "tok_visa"):
        error = refused(world.charge, customer=customer.id, source=id)
        assert error["message"] == (
            f"Customer {customer.id} does not have a linked source with ID {id}."
        )
        assert (error["status"], error["type"]) == (404, "invalid_request_error")
        assert (error["code"], error["param"]) == ("missing", "source")
    assert world.v1.tokens.retrieve(token.id).used is False


@pytest.mark.fact("C12", "Q09", "Q42")
def test_what_the_customer_does_not_have(world: World) -> None:
    customer = world.customer(world.card())
    other = world.customer(world.card(), "tok_visa")
    for id in ("card_unknown", "rubbish", "src_unknown", *world.sources(other)):
        error = refused(world.charge, customer=customer.id, source=id)
        assert error["message"] == (
            f"Customer {customer.id} does not have a linked source with ID {id}."
        )
        assert (error["status"], error["code"], error["param"]) == (404, "missing", "source")


@pytest.mark.fact("C13", "E03", "Q45")
def test_an_unknown_source_alone(world: World) -> None:
    card = world.default(world.customer("tok_visa"))
    for id in ("src_unknown", "rubbish", "pm_123", card):
        error = refused(world.charge, source=id)
        assert error["message"] == f"No such token: '{id}'"
        assert (error["status"], error["code"]) == (400, "resource_missing")
        assert error["param"] == "source"


@pytest.mark.fact("T02")
def test_a_charge_uses_its_token_up(world: World) -> None:
    token = world.v1.tokens.retrieve("tok_visa")
    assert world.charge(source=token.id).status == "succeeded"
    assert refused(world.charge, source=token.id)["code"] == "token_already_used"


@pytest.mark.fact("C14")
def test_a_currency_that_is_not_the_sources(world: World) -> None:
    source = world.sepa()
    error = refused(world.charge, source=source.id, currency="gbp")
    assert error["message"] == (
        "The currency specified (gbp) does not match the currency on the source (eur). A payment"
        " can only be created for the same currency as the corresponding source."
    )
    assert (error["status"], error["type"]) == (400, "invalid_request_error")
    assert world.status(source) == "chargeable"


@pytest.mark.fact("C15", "Q11")
def test_a_source_without_a_currency_takes_any_and_any_amount(world: World) -> None:
    source = world.card(usage="single_use", amount=10000)
    charge = world.charge(source=source.id, currency="jpy", amount=12345)
    assert (charge.status, charge.currency, charge.amount) == ("succeeded", "jpy", 12345)
    smaller = world.card(usage="single_use", amount=10000)
    assert world.charge(source=smaller.id, amount=500).amount == 500


@pytest.mark.fact("C17", "Q25", "Q56")
def test_what_a_charge_of_a_source_shows(world: World) -> None:
    source = world.card(owner={"email": "jenny@example.com"})
    customer = world.customer(source)
    charge = world.charge(customer=customer.id, description="Tea", metadata={"order": "1"})
    assert charge.source.to_dict() == world.v1.sources.retrieve(source.id).to_dict()
    assert charge.payment_method == source.id
    assert charge.payment_method_details.type == "card"
    assert charge.payment_intent is None
    assert charge.billing_details.email == "jenny@example.com"
    assert (charge.captured, charge.amount_captured, charge.paid) == (True, 1099, True)
    assert charge.receipt_url.startswith("https://pay.stripe.com/receipts/")
    assert charge.balance_transaction.startswith("txn_")
    assert (charge.outcome.type, charge.outcome.risk_level) == ("authorized", "normal")
    assert (charge.description, charge.metadata.to_dict()) == ("Tea", {"order": "1"})
    assert charge.failure_code is None
    world.v1.sources.detach(customer.id, source.id)
    shown = world.v1.charges.retrieve(charge.id)
    assert shown.source.status == "chargeable", "as it was when it was charged"
    token = world.charge(source="tok_riskLevelElevated")
    assert (token.source.object, token.payment_method) == ("card", token.source.id)
    assert token.outcome.risk_level == "elevated"
    assert token.source.customer is None


@pytest.mark.fact("C17", "P09")
def test_refunds_are_in_the_charge_for_old_versions(emulator: Emulator) -> None:
    world = World(emulator)
    charge = world.charge(source="tok_visa")
    assert "refunds" not in charge.to_dict()
    refund = world.v1.refunds.create({"charge": charge.id, "amount": 99})
    for version, shown in (("2020-08-27", True), ("2022-11-15", False)):
        old: Any = client_for(emulator, version).v1
        seen = old.charges.retrieve(charge.id).to_dict()
        assert ("refunds" in seen) is shown
        if shown:
            assert [item["id"] for item in seen["refunds"]["data"]] == [refund.id]
            assert seen["refunds"]["total_count"] == 1


@pytest.mark.fact("C18")
def test_the_prefix_of_a_charge(world: World) -> None:
    assert world.charge(source=world.card().id).id.startswith("ch_")
    assert world.charge(source="tok_visa").id.startswith("ch_")
    assert world.charge(source=world.sepa().id).id.startswith("py_")
    redirect = world.redirect()
    world.emulator.authorize(redirect.id)
    assert world.charge(source=redirect.id).id.startswith("py_")


@pytest.mark.fact("C19", "V10", "Q38")
def test_an_asynchronous_type(world: World) -> None:
    source = world.redirect("sofort", sofort={"country": "DE"})
    world.emulator.authorize(source.id)
    charge = world.charge(source=source.id)
    assert (charge.status, charge.paid, charge.source.status) == ("pending", False, "consumed")
    assert charge.balance_transaction is None
    assert world.events(1) == ["charge.pending"]
    world.emulator.advance_clock(5 * DAY - 1)
    assert world.v1.charges.retrieve(charge.id).status == "pending"
    world.emulator.advance_clock(1)
    charge = world.v1.charges.retrieve(charge.id)
    assert (charge.status, charge.paid, charge.amount_captured) == ("succeeded", True, 1099)
    assert world.events(1) == ["charge.succeeded"]


@pytest.mark.fact("V10", "Q38")
def test_a_bank_that_refuses(world: World) -> None:
    by_iban = world.charge(source=world.sepa("DE62370400440532013001").id)
    by_hand = world.charge(source=world.sepa().id)
    world.emulator.settle(by_hand.id, succeed=False)
    assert world.events(1) == ["charge.failed"]
    with pytest.raises(ValueError, match=f"^{by_hand.id} is failed, not pending$"):
        world.emulator.settle(by_hand.id)
    with pytest.raises(LookupError, match=r"^no such charge: py_unknown$"):
        world.emulator.settle("py_unknown")
    world.emulator.advance_clock(5 * DAY)
    for charge in (by_iban, by_hand):
        failed = world.v1.charges.retrieve(charge.id)
        assert (failed.status, failed.paid, failed.captured) == ("failed", False, False)
        assert failed.amount_captured == 0


@pytest.mark.fact("C20", "C26", "Q52")
@pytest.mark.parametrize(
    ("currency", "least", "text"),
    [
        ("usd", 50, "$0.50 usd"),
        ("eur", 50, "€0.50 eur"),
        ("gbp", 30, "£0.30 gbp"),
        ("jpy", 50, "¥50 jpy"),
        ("mxn", 1000, "$10.00 mxn"),
        ("huf", 17500, "175.00 huf"),
        ("czk", 1500, "15.00 czk"),
        ("aed", 200, "2.00 aed"),
        ("dkk", 250, "2.50 dkk"),
        ("hkd", 400, "$4.00 hkd"),
        ("nok", 300, "3.00 nok"),
        ("thb", 1000, "10.00 thb"),
    ],
)
def test_the_least_amount(world: World, currency: str, least: int, text: str) -> None:
    error = refused(world.charge, source="tok_visa", currency=currency, amount=least - 1)
    assert error["message"] == f"Amount must be at least {text}"
    assert (error["status"], error["code"]) == (400, "amount_too_small")
    assert (error["type"], error["param"]) == ("invalid_request_error", "amount")
    charge = world.charge(source="tok_visa", currency=currency, amount=least)
    assert charge.status == "succeeded"


@pytest.mark.fact("C26")
def test_the_table_of_least_amounts(world: World) -> None:
    half = ("usd", "aud", "brl", "cad", "chf", "eur", "inr", "nzd", "sgd")
    assert {least(currency) for currency in half} == {50}
    assert MINIMUM["gbp"] == 30
    assert len(MINIMUM) == 24
    assert [least(c) for c in ("bgn", "myr", "pln", "ron", "sek")] == [100, 200, 200, 200, 300]
    assert world.charge(source="tok_visa", currency="isk", amount=1).amount == 1


@pytest.mark.fact("C21", "E10", "E11")
def test_amounts_that_are_none(world: World) -> None:
    for amount in (0, -5):
        error = refused(world.charge, source="tok_visa", amount=amount)
        assert error["message"] == "This value must be greater than or equal to 1."
        assert (error["status"], error["code"]) == (400, "parameter_invalid_integer")
        assert error["param"] == "amount"
    error = refused(world.charge, source="tok_visa", amount="xyz")
    assert (error["message"], error["param"]) == ("Invalid integer: xyz", "amount")
    error = refused(world.v1.charges.create, {"source": "tok_visa", "currency": "eur"})
    assert error["message"] == "Missing required param: amount."
    assert (error["code"], error["param"]) == ("parameter_missing", "amount")


@pytest.mark.fact("C22")
def test_too_large_an_amount(world: World) -> None:
    error = refused(world.charge, source="tok_visa", currency="usd", amount=100_000_000)
    assert error["message"] == "Amount must be no more than $999,999.99"
    assert (error["status"], error["code"]) == (400, "amount_too_large")
    assert error["param"] == "amount"
    assert world.charge(source="tok_visa", amount=99_999_999).status == "succeeded"


@pytest.mark.fact("C23", "A13")
@pytest.mark.parametrize(
    ("name", "code", "decline", "param", "message"),
    [
        ("Declined", "card_declined", "generic_decline", None, "Your card was declined."),
        (
            "DeclinedInsufficientFunds",
            "card_declined",
            "insufficient_funds",
            None,
            "Your card has insufficient funds.",
        ),
        ("DeclinedFraudulent", "card_declined", "fraudulent", None, "Your card was declined."),
        (
            "DeclinedIncorrectCvc",
            "incorrect_cvc",
            None,
            "cvc",
            "Your card's security code is incorrect.",
        ),
        ("DeclinedExpiredCard", "expired_card", None, "exp_month", "Your card has expired."),
        (
            "DeclinedProcessingError",
            "processing_error",
            None,
            None,
            "An error occurred while processing your card. Try again in a little bit.",
        ),
    ],
)
def test_a_declined_charge(
    world: World, name: str, code: str, decline: str | None, param: str | None, message: str
) -> None:
    error = refused(world.charge, source=f"tok_charge{name}")
    assert (error["status"], error["type"]) == (402, "card_error")
    assert (error["code"], error.get("decline_code")) == (code, decline)
    assert (error["message"], error.get("param")) == (message, param)
    assert error["doc_url"] == f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
    charge = world.v1.charges.retrieve(error["charge"])
    assert (charge.status, charge.paid, charge.captured) == ("failed", False, False)
    assert (charge.failure_code, charge.failure_message) == (code, message)
    assert (charge.amount_captured, charge.balance_transaction) == (0, None)
    assert charge.outcome.type == "issuer_declined"
    assert charge.outcome.reason == (decline or code)
    assert world.events(1) == ["charge.failed"]


@pytest.mark.fact("Q23")
def test_a_declined_source_stays_chargeable(world: World) -> None:
    source = world.card("tok_chargeDeclined")
    for _ in range(2):
        assert refused(world.charge, source=source.id)["status"] == 402
    assert world.status(source) == "chargeable"
    token = world.v1.tokens.retrieve("tok_chargeDeclined")
    for _ in range(2):
        assert refused(world.charge, source=token.id)["code"] == "card_declined"


@pytest.mark.fact("C24", "Q51")
def test_capture(world: World) -> None:
    charge = world.charge(source="tok_visa", capture=False)
    assert (charge.captured, charge.balance_transaction) == (False, None)
    assert (charge.status, charge.amount_captured) == ("succeeded", 0)
    capture = world.v1.charges.capture
    error = refused(capture, charge.id, {"amount": 1100})
    assert error["param"] == "amount"
    captured = capture(charge.id, {"amount": 1000, "receipt_email": "a@example.com"})
    assert (captured.captured, captured.amount_captured) == (True, 1000)
    assert captured.receipt_email == "a@example.com"
    assert captured.balance_transaction.startswith("txn_")
    assert world.events(1) == ["charge.captured"]
    error = refused(capture, charge.id)
    assert error["message"] == f"Charge {charge.id} has already been captured."
    assert (error["status"], error["code"]) == (400, "charge_already_captured")
    whole = world.charge(source="tok_visa", capture=False)
    assert capture(whole.id).amount_captured == 1099
    sepa = world.sepa()
    error = refused(world.charge, source=sepa.id, capture=False)
    assert (error["status"], error["param"]) == (400, "capture")
    assert world.status(sepa) == "chargeable"
    failed = refused(world.charge, source="tok_chargeDeclined", capture=False)["charge"]
    assert refused(capture, failed)["message"] == f"Charge {failed} could not be captured."


@pytest.mark.fact("C24", "Q51")
def test_refund(world: World) -> None:
    charge = world.charge(source="tok_visa", currency="usd")
    create = world.v1.refunds.create
    part = create({"charge": charge.id, "amount": 99, "reason": "duplicate"})
    assert (part.amount, part.status, part.charge) == (99, "succeeded", charge.id)
    error = refused(create, {"charge": charge.id, "amount": 1001})
    assert error["message"] == (
        "Refund amount ($10.01) is greater than unrefunded amount on charge ($10.00)"
    )
    assert (error["status"], error["param"]) == (400, "amount")
    rest = create({"charge": charge.id})
    assert rest.amount == 1000
    seen = world.v1.charges.retrieve(charge.id)
    assert (seen.amount_refunded, seen.refunded) == (1099, True)
    error = refused(create, {"charge": charge.id})
    assert error["message"] == f"Charge {charge.id} has already been refunded."
    assert (error["status"], error["code"]) == (400, "charge_already_refunded")
    assert refused(create, {})["code"] == "parameter_missing"
    pending = world.charge(source=world.sepa().id)
    assert "has not succeeded" in refused(create, {"charge": pending.id})["message"]
    held = world.charge(source="tok_visa", capture=False)
    assert refused(create, {"charge": held.id, "amount": 1})["param"] == "amount"
    released = create({"charge": held.id})
    assert released.destination_details.card.type == "reversal"
    error = refused(world.v1.charges.capture, held.id)
    assert error["message"] == f"Charge {held.id} could not be captured."


@pytest.mark.fact("C24")
def test_lists_of_charges_and_refunds_are_newest_first(world: World) -> None:
    customer = world.customer(world.card())
    charges = [world.charge(customer=customer.id).id for _ in range(3)]
    charges.append(world.charge(source="tok_visa").id)
    list_ = world.v1.charges.list
    assert [c.id for c in list_().data] == charges[::-1]
    assert [c.id for c in list_({"customer": customer.id}).data] == charges[2::-1]
    refunds = [world.v1.refunds.create({"charge": id, "amount": 1}).id for id in charges[:2] * 2]
    assert [r.id for r in world.v1.refunds.list().data] == refunds[::-1]
    mine = [refunds[2], refunds[0]]
    assert [r.id for r in world.v1.refunds.list({"charge": charges[0]}).data] == mine
    raw = world.v1.charges
    assert raw.retrieve(charges[0], {"expand": ["refunds"]}).refunds.data[0].id == refunds[2]
    renamed = world.v1.refunds.update(refunds[0], {"metadata": {"a": "1"}})
    assert world.v1.refunds.retrieve(refunds[0]).metadata == renamed.metadata


@pytest.mark.fact("Q57")
def test_changing_a_charge(world: World) -> None:
    charge = world.charge(source="tok_visa", description="Tea")
    mark = world.news()
    update = world.v1.charges.update
    changed = update(
        charge.id,
        {
            "description": "Coffee",
            "metadata": {"a": "1"},
            "shipping": {"name": "Jenny", "address": {"line1": "1-1"}},
            "fraud_details": {"user_report": "safe"},
        },
    )
    assert (changed.description, changed.shipping.address.line1) == ("Coffee", "1-1")
    assert changed.fraud_details.user_report == "safe"
    assert world.since(mark) == ["charge.updated"]
    previous = world.v1.events.list({"limit": 1}).data[0].data.previous_attributes.to_dict()
    assert previous["description"] == "Tea"
    update(charge.id, {"description": "Coffee"})
    assert len(world.since(mark)) == 1


@pytest.mark.fact("Q57")
@pytest.mark.parametrize(
    ("name", "before", "sent", "after"),
    [
        ("description", "Tea", "Coffee", "Coffee"),
        ("receipt_email", None, "jenny@example.com", "jenny@example.com"),
        ("transfer_group", None, "tea", "tea"),
        ("fraud_details", {}, {"user_report": "fraudulent"}, {"user_report": "fraudulent"}),
        ("metadata", {"a": "1", "b": "2"}, {"b": "", "c": "3"}, {"a": "1", "c": "3"}),
    ],
)
def test_one_change_of_a_charge(
    world: World, name: str, before: Any, sent: Any, after: Any
) -> None:
    made = world.charge(source="tok_visa", description="Tea", metadata={"a": "1", "b": "2"})
    shown = made.to_dict()
    assert shown[name] == before
    changed = world.v1.charges.update(made.id, {name: sent}).to_dict()
    assert changed == {**shown, name: after}
    (event,) = world.v1.events.list({"type": "charge.updated"}).data
    assert event.data.previous_attributes.to_dict() == {name: before}


@pytest.mark.fact("E03")
def test_a_cursor_that_is_no_charge(world: World) -> None:
    error = refused(world.v1.charges.list, {"starting_after": "ch_x"})
    assert error["message"] == "No such charge: 'ch_x'"
    assert (error["code"], error["param"]) == ("resource_missing", "starting_after")
