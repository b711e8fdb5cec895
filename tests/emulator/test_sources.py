"""Sources: what they look like, how they are made, what time and their customers do to them."""

from __future__ import annotations

import re
from typing import Any

import pytest
import stripe

from helpers.emulator import Emulator
from helpers.emulator.sourcetypes import SOURCE_TYPES
from tests.emulator.conftest import World, client_for, refused

HOUR = 3600
DAY = 24 * HOUR
BASE62 = "[0-9A-Za-z]"

CARD_KEYS = [
    "exp_month",
    "exp_year",
    "last4",
    "country",
    "brand",
    "funding",
    "fingerprint",
    "three_d_secure",
    "name",
    "address_line1_check",
    "address_zip_check",
    "cvc_check",
    "tokenization_method",
    "dynamic_last4",
]
SOFORT_KEYS = "bank_code bank_name bic country iban_last4 preferred_language statement_descriptor"
BANCONTACT_KEYS = "bank_code bank_name bic iban_last4 preferred_language statement_descriptor"


@pytest.mark.fact("S01", "S30", "Q20")
def test_a_card_source_has_exactly_the_recorded_keys(world: World) -> None:
    source = world.card().to_dict()
    assert list(world.emulator.object("source", source["id"]) or {}) == [
        "id",
        "object",
        "amount",
        "card",
        "client_secret",
        "created",
        "currency",
        "flow",
        "livemode",
        "metadata",
        "owner",
        "statement_descriptor",
        "status",
        "type",
        "usage",
    ]
    assert source["amount"] is None
    assert source["currency"] is None
    assert source["flow"] == "none"
    assert source["status"] == "chargeable"
    assert source["usage"] == "reusable"
    assert source["livemode"] is False
    assert "allow_redisplay" not in source


@pytest.mark.fact("S02")
def test_a_redirect_sent_for_a_card_is_not_echoed(world: World) -> None:
    source = world.card(redirect={"return_url": "http://localhost/"})
    assert source.status == "chargeable"
    assert "redirect" not in source.to_dict()


@pytest.mark.fact("S03", "Q03")
def test_a_single_use_card_keeps_an_amount_without_a_currency(world: World) -> None:
    source = world.card(usage="single_use", amount=10000)
    assert (source.amount, source.currency) == (10000, None)
    assert (source.status, source.usage) == ("chargeable", "single_use")


@pytest.mark.fact("S31")
def test_a_card_without_usage_drops_amount_and_currency(world: World) -> None:
    source = world.card(amount=1000, currency="usd")
    assert (source.amount, source.currency, source.usage) == (None, None, "reusable")


@pytest.mark.fact("S04", "S05")
def test_the_card_hash(world: World) -> None:
    source = world.card()
    stored = world.emulator.object("source", source.id) or {}
    assert list(stored["card"]) == CARD_KEYS
    assert source.card.brand == "Visa"
    assert source.card.three_d_secure == "optional"
    assert world.card("tok_threeDSecureRequired").card.three_d_secure == "required"
    charge = world.charge(source=source.id)
    assert charge.source.card.brand == "Visa"
    assert charge.payment_method_details.card.brand == "visa"


@pytest.mark.fact("S06", "Q08")
def test_cvc_check_from_null_or_unchecked_to_pass() -> None:
    world = World(Emulator(raw_card_data=True))
    assert world.card().card.cvc_check is None
    number = {"number": "4242424242424242", "exp_month": 5, "exp_year": 2030, "cvc": "123"}
    token = world.v1.tokens.create({"card": number})
    assert token.card.cvc_check == "unchecked"
    source = world.card(token.id)
    assert source.card.cvc_check == "unchecked"
    assert world.attach(world.customer(), source).card.cvc_check == "pass"
    other = world.v1.tokens.create({"card": number})
    assert world.attach(world.customer(), other.id).cvc_check == "pass"
    wrong = {**number, "number": "4242424242424241"}
    error = refused(world.v1.tokens.create, {"card": wrong})
    assert (error["status"], error["code"]) == (402, "incorrect_number")


@pytest.mark.fact("S07", "S08")
def test_ids_and_secrets_have_stripes_shape(world: World) -> None:
    one, two = world.card(), world.card()
    assert re.fullmatch(f"src_client_secret_{BASE62}{{24}}", one.client_secret)
    assert re.fullmatch(f"src_1{BASE62}{{23}}", one.id)
    assert one.id != two.id
    assert one.id[:20] == two.id[:20], "same second, same account"
    assert one.id.removeprefix("src_") not in one.client_secret
    assert re.fullmatch(f"cus_{BASE62}{{14}}", world.customer().id)


@pytest.mark.fact("S08", "Q35")
def test_ids_carry_the_time_and_the_account(world: World) -> None:
    before = world.card().id
    world.emulator.advance_clock(DAY)
    after = world.card().id
    assert before[4:10] < after[4:10]
    assert before[10:20] == after[10:20] == world.emulator.account.id[-10:]


@pytest.mark.fact("S09", "Q01")
def test_the_customer_key_is_there_while_attached(world: World) -> None:
    source = world.card()
    assert "customer" not in source.to_dict()
    customer = world.customer(source)
    stored = list(world.emulator.object("source", source.id) or {})
    assert stored[stored.index("currency") + 1 : stored.index("flow")] == ["customer"]
    assert world.v1.sources.retrieve(source.id).customer == customer.id
    world.v1.sources.detach(customer.id, source.id)
    assert "customer" not in world.v1.sources.retrieve(source.id).to_dict()


@pytest.mark.fact("S10")
def test_only_a_chargeable_source_can_be_charged(world: World) -> None:
    pending, failed, canceled = world.redirect(), world.redirect(), world.redirect()
    world.emulator.fail(failed.id)
    world.emulator.authorize(pending.id)
    assert world.charge(source=pending.id).status == "succeeded"
    world.emulator.advance_clock(HOUR)
    waiting = world.redirect()
    for source, status in ((failed, "failed"), (canceled, "canceled"), (waiting, "pending")):
        assert world.status(source) == status
        assert refused(world.charge, source=source.id)["status"] == 400


@pytest.mark.fact("S11")
@pytest.mark.parametrize("type", SOURCE_TYPES, ids=lambda type: type.name)
def test_the_flow_follows_from_the_type(world: World, type: Any) -> None:
    flows = {"card": "none", "sepa_debit": "none", "ach_credit_transfer": "receiver"}
    assert type.flow == flows.get(type.name, "redirect")
    assert type.name in set(stripe.Source.__annotations__) | {"three_d_secure"}


@pytest.mark.fact("S12", "S13", "S15")
def test_a_sofort_source_from_pending_to_chargeable(world: World) -> None:
    source = world.redirect("sofort", sofort={"country": "DE"})
    assert (source.status, source.usage, source.flow) == ("pending", "single_use", "redirect")
    assert source.sofort.to_dict() == {
        "bank_code": None,
        "bank_name": None,
        "bic": None,
        "country": "DE",
        "iban_last4": None,
        "preferred_language": None,
        "statement_descriptor": None,
    }
    assert source.redirect.to_dict() == {
        "failure_reason": None,
        "return_url": "https://example.com/back",
        "status": "pending",
        "url": "https://hooks.stripe.com/redirect/authenticate/"
        f"{source.id}?client_secret={source.client_secret}",
    }
    world.emulator.authorize(source.id)
    source = world.v1.sources.retrieve(source.id)
    assert (source.status, source.redirect.status) == ("chargeable", "succeeded")
    assert source.redirect.failure_reason is None
    assert source.owner.verified_name == "Jenny Rosen"
    bank = source.sofort
    assert (bank.bank_code, bank.bank_name) == ("DEUT", "Deutsche Bank")
    assert (bank.bic, bank.iban_last4) == ("DEUTDE2H", "4567")


@pytest.mark.fact("S12", "V08")
def test_a_customer_who_refuses(world: World) -> None:
    source = world.redirect()
    world.emulator.fail(source.id)
    source = world.v1.sources.retrieve(source.id)
    assert (source.status, source.redirect.status) == ("failed", "failed")
    assert source.redirect.failure_reason == "user_abort"
    assert world.events(1) == ["source.failed"]


@pytest.mark.fact("S14")
def test_the_way_back_names_source_livemode_and_secret(world: World) -> None:
    source = world.redirect(redirect={"return_url": "https://example.com/back?order=1"})
    assert world.emulator.return_url(source.id) == (
        f"https://example.com/back?order=1&source={source.id}&livemode=false"
        f"&client_secret={source.client_secret}"
    )
    plain = world.redirect()
    assert world.emulator.return_url(plain.id).startswith("https://example.com/back?source=src_")
    marked = world.redirect(redirect={"return_url": "https://example.com/back#paid"})
    assert world.emulator.return_url(marked.id) == (
        f"https://example.com/back?source={marked.id}&livemode=false"
        f"&client_secret={marked.client_secret}#paid"
    )
    with pytest.raises(LookupError):
        world.emulator.return_url(world.card().id)


@pytest.mark.fact("S16", "Q53")
def test_an_alipay_source(world: World) -> None:
    source = world.redirect("alipay")
    assert (source.status, source.usage, source.flow) == ("pending", "single_use", "redirect")
    assert set(source.alipay.to_dict()) == {"data_string", "native_url", "statement_descriptor"}
    world.emulator.authorize(source.id)
    source = world.v1.sources.retrieve(source.id)
    assert (source.status, source.redirect.status) == ("chargeable", "succeeded")
    assert source.owner.verified_name == "Jenny Rosen"
    assert set(source.alipay.to_dict().values()) == {None}


@pytest.mark.fact("S17")
def test_a_sepa_source_from_a_bank_token(world: World) -> None:
    token = world.v1.tokens.create(
        {
            "bank_account": {
                "country": "DE",
                "currency": "eur",
                "account_number": "DE89370400440532013000",
                "account_holder_name": "Jenny Rosen",
            }
        }
    )
    assert token.id.startswith("btok_")
    source = world.v1.sources.create({"type": "sepa_debit", "token": token.id, "amount": 500})
    assert (source.status, source.flow, source.usage) == ("chargeable", "none", "reusable")
    assert (source.amount, source.currency) == (500, "eur")
    assert set(source.sepa_debit.to_dict()) == {
        "bank_code",
        "branch_code",
        "country",
        "fingerprint",
        "last4",
        "mandate_reference",
        "mandate_url",
    }
    assert source.sepa_debit.last4 == "3000"
    assert source.owner.name == "Jenny Rosen"
    mandate = source.to_dict()["mandate"]
    assert mandate["acceptance"]["status"] == "pending"
    assert (mandate["interval"], mandate["notification_method"]) == ("variable", "none")
    assert mandate["reference"] == source.sepa_debit.mandate_reference
    assert mandate["url"] == source.sepa_debit.mandate_url
    assert (
        refused(world.v1.sources.create, {"type": "sepa_debit", "token": token.id})["code"]
        == "token_already_used"
    )


@pytest.mark.fact("S18", "Q31")
def test_an_ach_credit_transfer_source(world: World) -> None:
    source = world.v1.sources.create(
        {"type": "ach_credit_transfer", "currency": "usd", "amount": 77}
    )
    assert (source.flow, source.status, source.usage) == ("receiver", "pending", "reusable")
    assert (source.amount, source.currency) == (None, "usd")
    details = source.ach_credit_transfer
    assert (details.account_number, details.routing_number) == ("test_52796e3294dc", "110000000")
    assert (details.fingerprint, details.bank_name) == ("ecpwEzmBOSMOqQTL", "TEST BANK")
    assert details.swift_code == "TSTEZ122"
    assert source.receiver.to_dict() == {
        "address": "121042882-38381234567890123",
        "amount_charged": 0,
        "amount_received": 0,
        "amount_returned": 0,
        "refund_attributes_method": "email",
        "refund_attributes_status": "missing",
    }
    world.emulator.advance_clock(30 * DAY)
    assert world.status(source) == "pending", "a receiver source does not expire"
    with pytest.raises(ValueError, match="no page"):
        world.emulator.fail(source.id)
    world.emulator.authorize(source.id, received=5000)
    source = world.v1.sources.retrieve(source.id)
    assert (source.status, source.receiver.amount_received) == ("chargeable", 5000)
    charge = world.charge(source=source.id, currency="usd")
    assert charge.payment_method_details.type == "ach_credit_transfer"


@pytest.mark.fact("S19", "Q32")
def test_a_three_d_secure_source(world: World) -> None:
    card = world.card("tok_threeDSecureRequired")
    source = world.redirect("three_d_secure", three_d_secure={"card": card.id})
    assert (source.status, source.usage, source.flow) == ("pending", "single_use", "redirect")
    details = source.three_d_secure
    assert (details.card, details.customer, details.authenticated) == (card.id, None, False)
    assert details.three_d_secure == "required"
    world.emulator.authorize(source.id)
    assert world.v1.sources.retrieve(source.id).three_d_secure.authenticated is True
    charge = world.charge(source=source.id)
    assert charge.id.startswith("ch_")
    assert charge.payment_method_details.card.last4 == "3063"
    spent = world.card()
    world.charge(source=spent.id)
    for wrong, status in ((spent.id, 400), ("src_missing", 400)):
        error = refused(world.redirect, "three_d_secure", three_d_secure={"card": wrong})
        assert (error["status"], error["param"]) == (status, "three_d_secure[card]")


@pytest.mark.fact("S20")
@pytest.mark.parametrize(
    ("type", "keys"),
    [
        ("ideal", "bank bic iban_last4 statement_descriptor"),
        (
            "bancontact",
            "bank_code bank_name bic iban_last4 preferred_language statement_descriptor",
        ),
        ("giropay", "bank_code bank_name bic statement_descriptor"),
        ("eps", "reference statement_descriptor"),
        ("p24", "reference"),
        ("sofort", SOFORT_KEYS),
    ],
)
def test_the_hash_of_each_redirect_type(world: World, type: str, keys: str) -> None:
    more = {"sofort": {"country": "DE"}} if type == "sofort" else {}
    source = world.redirect(type, **more).to_dict()
    assert list(source[type]) == keys.split()


@pytest.mark.fact("S21", "V08")
@pytest.mark.parametrize(
    ("type", "lifetime"),
    [("ideal", HOUR), ("eps", HOUR), ("p24", 7 * DAY), ("multibanco", 7 * DAY)],
)
def test_a_pending_source_expires(world: World, type: str, lifetime: int) -> None:
    source = world.redirect(type)
    world.emulator.advance_clock(lifetime - 1)
    assert world.status(source) == "pending"
    mark = world.news()
    world.emulator.advance_clock(1)
    assert world.status(source) == "canceled"
    assert world.since(mark) == ["source.canceled"]
    event = world.v1.events.list({"type": "source.canceled"}).data[0]
    assert event.created == source.created + lifetime
    assert event.data.object.status == "canceled"
    assert event.request.id is None


@pytest.mark.fact("S21")
def test_a_chargeable_single_use_source_expires_after_six_hours(world: World) -> None:
    used, unused = world.redirect(), world.redirect()
    world.emulator.authorize(used.id)
    world.emulator.authorize(unused.id)
    world.charge(source=used.id)
    world.emulator.advance_clock(6 * HOUR - 1)
    assert world.status(unused) == "chargeable"
    world.emulator.advance_clock(1)
    assert (world.status(used), world.status(unused)) == ("consumed", "canceled")
    reusable = world.redirect("alipay", usage="reusable")
    world.emulator.authorize(reusable.id)
    world.emulator.advance_clock(7 * HOUR)
    assert world.status(reusable) == "chargeable"


@pytest.mark.fact("S22")
def test_card_sources_do_not_expire(world: World) -> None:
    sources = [world.card(), world.single_use()]
    world.emulator.advance_clock(3650 * DAY)
    assert [world.status(source) for source in sources] == ["chargeable", "chargeable"]


@pytest.mark.fact("S23", "V01")
def test_the_learners_hand_and_the_authorising_address(world: World) -> None:
    source = world.redirect()
    world.emulator.authorize(source.id)
    assert world.events(1) == ["source.chargeable"]
    by_address = world.redirect("p24", owner={"email": "jenny_chargeable@example.com"})
    by_hand = world.redirect("p24", owner={"email": "jenny@example.com"})
    world.emulator.advance_clock(5)
    assert (world.status(by_address), world.status(by_hand)) == ("chargeable", "pending")
    world.emulator.fail(by_hand.id)
    with pytest.raises(ValueError, match="is failed, not pending"):
        world.emulator.authorize(by_hand.id)
    with pytest.raises(LookupError):
        world.emulator.fail("src_unknown")


@pytest.mark.fact("S24", "Q12", "Q49", "Q47")
def test_what_creating_takes(world: World) -> None:
    create = world.v1.sources.create
    source = world.card(
        metadata={"order": "1"},
        owner={"email": "a@example.com", "address": {"city": "Tokyo"}},
        statement_descriptor="Shop",
        flow="none",
    )
    assert source.metadata.to_dict() == {"order": "1"}
    assert source.owner.email == "a@example.com"
    assert source.owner.address.to_dict() == {
        "city": "Tokyo",
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    }
    assert source.statement_descriptor == "Shop"
    missing = {
        "type": {},
        "token": {"type": "card"},
        "amount": {"type": "ideal"},
        "currency": {"type": "ideal", "amount": 1},
        "redirect": {"type": "ideal", "amount": 1, "currency": "eur"},
        "sepa_debit[iban]": {"type": "sepa_debit"},
    }
    for param, params in missing.items():
        error = refused(create, params)
        assert error["message"] == f"Missing required param: {param}."
        assert (error["param"], error["code"]) == (param, "parameter_missing")
    wrong = {
        "flow": {"type": "card", "token": "tok_visa", "flow": "redirect"},
        "sepa_debit[iban]": {"type": "sepa_debit", "sepa_debit": {"iban": "XY"}},
        "redirect[x]": {"type": "ideal", "redirect": {"x": "1"}},
    }
    for param, params in wrong.items():
        assert refused(create, params)["param"] == param
    assert refused(world.redirect, usage="reusable")["param"] == "usage"
    assert refused(world.redirect, currency="usd")["param"] == "currency"
    assert refused(world.redirect, "p24", ideal={"bank": "ing"})["param"] == "ideal"
    error = refused(world.v1.sources.verify, source.id, {"values": ["1"]})
    assert error["message"] == "This source cannot be verified."


@pytest.mark.fact("S25", "Q50")
def test_a_customer_makes_it_a_clone(world: World) -> None:
    source = world.card(owner={"name": "Jenny"})
    customer = world.customer(source)
    error = refused(
        world.v1.sources.create,
        {
            "customer": customer.id,
            "type": "card",
            "currency": "usd",
            "card": {"exp_month": 1},
            "owner": {"name": "x"},
        },
    )
    assert error["message"] == "Received unknown parameters: type, currency, card, owner"
    assert error["code"] == "parameter_unknown"
    assert refused(world.v1.sources.create, {"customer": customer.id})["param"] == "original_source"
    clone = world.v1.sources.create({"customer": customer.id, "original_source": source.id})
    assert clone.id != source.id
    assert (clone.status, clone.owner.name) == ("chargeable", "Jenny")
    assert clone.card.fingerprint == source.card.fingerprint
    assert "customer" not in clone.to_dict()
    error = refused(world.v1.sources.create, {"customer": customer.id, "original_source": clone.id})
    assert error["param"] == "original_source"


@pytest.mark.fact("S26")
def test_a_bad_usage(world: World) -> None:
    error = refused(world.card, usage="twice")
    assert error["message"] == "Invalid usage: must be one of reusable or single_use"
    assert (error["status"], error["param"]) == (400, "usage")
    assert error["type"] == "invalid_request_error"


@pytest.mark.fact("S27", "Q34")
def test_an_unknown_type_and_one_the_emulator_has_not(world: World) -> None:
    error = refused(world.v1.sources.create, {"type": "bitcoin"})
    assert error["message"] == "The type `bitcoin` is not a valid source type."
    assert (error["status"], error["type"]) == (400, "invalid_request_error")
    error = refused(world.v1.sources.create, {"type": "klarna"})
    assert error["type"] == "emulator_gap"
    assert error["message"].startswith("Emulator gap: ")


@pytest.mark.fact("S28")
def test_an_update_fires_no_event(world: World) -> None:
    source = world.card(metadata={"a": "1"})
    customer = world.customer(source)
    mark = world.news()
    params = {
        "metadata": {"b": "2"},
        "owner": {"name": "Jenny", "address": {"city": "Kyoto"}},
        "card": {"exp_month": 3, "exp_year": 2031},
    }
    updated = world.v1.sources.update(source.id, params)
    assert updated.metadata.to_dict() == {"a": "1", "b": "2"}
    assert (updated.owner.name, updated.owner.address.city) == ("Jenny", "Kyoto")
    assert (updated.card.exp_month, updated.card.exp_year) == (3, 2031)
    assert updated.card.last4 == "4242"
    again = world.v1.customers.payment_sources.update(
        customer.id, source.id, {"metadata": {"a": ""}}
    )
    assert again.metadata.to_dict() == {"b": "2"}
    assert world.since(mark) == []
    redirect = world.redirect()
    assert refused(world.v1.sources.update, redirect.id, {"card": {"exp_month": 1}})["code"] == (
        "parameter_unknown"
    )


@pytest.mark.fact("S29", "E13")
def test_sources_cannot_be_listed(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.raw_request("get", "/v1/sources")
    assert caught.value.http_status == 404
    assert str(caught.value.user_message).startswith(
        "Unrecognized request URL (GET: /v1/sources). If you are trying to list objects,"
    )


@pytest.mark.fact("S32", "T01")
def test_a_customers_card_and_a_tokens_card_in_2026(world: World) -> None:
    token = world.v1.tokens.retrieve("tok_visa").to_dict()
    keys = ["id", "object", "card", "client_ip", "created", "livemode", "type", "used"]
    assert list(token) == keys
    card = token["card"]
    assert "customer" not in card
    assert card["networks"] == {"preferred": None}
    assert [card[key] for key in ("email", "phone", "wallet")] == [None] * 3
    assert card["regulated_status"] == "unregulated"
    attached = world.attach(world.customer(), "tok_visa").to_dict()
    assert attached["allow_redisplay"] == "unspecified"
    assert attached["regulated_status"] == "unregulated"
    assert [attached[key] for key in ("wallet", "email", "phone")] == [None] * 3


@pytest.mark.fact("T02")
def test_a_token_can_be_used_once(world: World) -> None:
    token = world.v1.tokens.retrieve("tok_visa")
    assert token.used is False
    world.card(token.id)
    assert world.v1.tokens.retrieve(token.id).used is True
    for call in (
        lambda: world.card(token.id),
        lambda: world.attach(world.customer(), token.id),
        lambda: world.charge(source=token.id),
    ):
        error = refused(call)
        assert error["message"] == f"You cannot use a Stripe token more than once: {token.id}."
        assert (error["status"], error["code"]) == (400, "token_already_used")


@pytest.mark.fact("T03")
def test_test_tokens_are_always_fresh(world: World) -> None:
    one, two = world.v1.tokens.retrieve("tok_visa"), world.v1.tokens.retrieve("tok_visa")
    assert one.id != two.id
    assert re.fullmatch(f"tok_1{BASE62}{{23}}", one.id)
    assert (one.used, two.used) == (False, False)
    world.card("tok_visa")
    world.card("tok_visa")


@pytest.mark.fact("T04", "E03")
def test_an_unknown_token(world: World) -> None:
    error = refused(world.card, "tok_invalid")
    assert error["message"] == "No such token: 'tok_invalid'"
    assert (error["status"], error["code"], error["param"]) == (400, "resource_missing", "token")
    error = refused(world.v1.tokens.retrieve, "tok_invalid")
    assert (error["status"], error["param"]) == (404, "id")


@pytest.mark.fact("T05")
@pytest.mark.parametrize(
    ("name", "last4"),
    [
        ("visa", "4242"),
        ("visa_debit", "5556"),
        ("mastercard", "4444"),
        ("mastercard_debit", "3222"),
        ("mastercard_prepaid", "5100"),
        ("amex", "8431"),
        ("ca", "0000"),
        ("jp", "0003"),
        ("chargeDeclined", "0002"),
        ("chargeDeclinedInsufficientFunds", "9995"),
        ("chargeDeclinedFraudulent", "0019"),
        ("chargeDeclinedIncorrectCvc", "0127"),
        ("chargeDeclinedExpiredCard", "0069"),
        ("chargeDeclinedProcessingError", "0119"),
        ("chargeCustomerFail", "0341"),
        ("riskLevelElevated", "9235"),
        ("createDispute", "0259"),
        ("createDisputeProductNotReceived", "2685"),
        ("createDisputeInquiry", "1976"),
    ],
)
def test_the_test_tokens(world: World, name: str, last4: str) -> None:
    card = world.v1.tokens.retrieve(f"tok_{name}").card
    assert card.last4 == last4
    brands = {"8431": "American Express", "4444": "MasterCard", "3222": "MasterCard"}
    assert card.brand == brands.get(last4, "MasterCard" if last4 == "5100" else "Visa")
    assert card.funding == {"5556": "debit", "3222": "debit", "5100": "prepaid"}.get(
        last4, "credit"
    )
    assert card.country == {"0000": "CA", "0003": "JP"}.get(last4, "US")


@pytest.mark.fact("T06")
def test_a_source_takes_its_token_up(world: World) -> None:
    world = World(Emulator(raw_card_data=True))
    number = {"number": "4000003920000003", "exp_month": 5, "exp_year": 2030, "name": "Jenny"}
    token = world.v1.tokens.create({"card": number})
    source = world.card(token.id, owner={"name": "Somebody", "email": "a@example.com"})
    assert (source.owner.name, source.owner.email) == ("Jenny", "a@example.com")
    assert (source.card.last4, source.card.country, source.card.exp_year) == ("0003", "JP", 2030)
    assert world.v1.tokens.retrieve(token.id).used is True


@pytest.mark.fact("Q35")
def test_the_same_calls_give_the_same_answers() -> None:
    def play(seed: int) -> list[Any]:
        world = World(Emulator(seed))
        customer = world.customer(world.card(), world.single_use())
        return [customer.to_dict(), world.charge(customer=customer.id).to_dict(), world.events()]

    assert play(1) == play(1)
    assert play(1) != play(2)


def test_time_stands_still_and_never_goes_back(emulator: Emulator) -> None:
    start = emulator.now
    client_for(emulator).v1.tokens.retrieve("tok_visa")
    assert emulator.now == start
    emulator.advance_clock(90)
    assert emulator.now == start + 90
    with pytest.raises(ValueError, match="cannot go back"):
        emulator.advance_clock(-1)
