"""PaymentMethods, SetupIntents and PaymentIntents, beside the sources they replace."""

from __future__ import annotations

import pytest

from tests.emulator.conftest import World, refused


@pytest.mark.fact("P06", "Q40")
def test_the_whole_of_todays_way(world: World) -> None:
    customer = world.customer()
    method = world.v1.payment_methods.create(
        {"type": "card", "card": {"token": "tok_visa"}, "billing_details": {"name": "Jenny"}}
    )
    assert (method.customer, method.card.brand, method.billing_details.name) == (
        None,
        "visa",
        "Jenny",
    )
    setup = world.v1.setup_intents.create(
        {"customer": customer.id, "payment_method": method.id, "confirm": True}
    )
    assert (setup.status, setup.payment_method) == ("succeeded", method.id)
    assert world.events(3) == [
        "setup_intent.succeeded",
        "payment_method.attached",
        "setup_intent.created",
    ]
    updated = world.v1.customers.update(
        customer.id, {"invoice_settings": {"default_payment_method": method.id}}
    )
    assert updated.invoice_settings.default_payment_method == method.id
    expanded = world.v1.customers.retrieve(
        customer.id, {"expand": ["invoice_settings.default_payment_method"]}
    )
    assert expanded.invoice_settings.default_payment_method.card.last4 == "4242"
    mark = world.news()
    intent = world.v1.payment_intents.create(
        {
            "amount": 1099,
            "currency": "eur",
            "customer": customer.id,
            "payment_method": method.id,
            "confirm": True,
            "off_session": True,
            "expand": ["latest_charge"],
        }
    )
    assert (intent.status, intent.amount_received) == ("succeeded", 1099)
    charge = intent.latest_charge
    assert (charge.payment_intent, charge.payment_method) == (intent.id, method.id)
    assert (charge.source, charge.payment_method_details.card.last4) == (None, "4242")
    assert world.since(mark) == [
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]
    refund = world.v1.refunds.create({"payment_intent": intent.id})
    assert (refund.amount, refund.payment_intent) == (1099, intent.id)
    detached = world.v1.payment_methods.detach(method.id)
    assert detached.customer is None
    seen = world.v1.customers.retrieve(customer.id)
    assert seen.invoice_settings.default_payment_method is None


@pytest.mark.fact("P07", "P16", "P17", "P18", "V09", "Q40")
def test_an_attached_source_pays_for_an_intent(world: World) -> None:
    source, loose = world.card(), world.card()
    customer = world.customer(source)
    intent = world.v1.payment_intents.create(
        {
            "amount": 500,
            "currency": "eur",
            "customer": customer.id,
            "payment_method": source.id,
            "confirm": True,
        }
    )
    assert (intent.status, intent.payment_method) == ("succeeded", source.id)
    assert world.status(source) == "chargeable"
    for params in ({"payment_method": loose.id}, {"payment_method": loose.id, "confirm": True}):
        error = refused(
            world.v1.payment_intents.create,
            {"amount": 500, "currency": "eur", "customer": customer.id, **params},
        )
        assert error["message"] == (
            "A source must be attached to a customer to be used as a `payment_method`."
        )
    error = refused(
        world.v1.payment_intents.create,
        {"amount": 500, "currency": "eur", "payment_method": source.id},
    )
    assert (error["code"], error["param"]) == ("parameter_missing", "payment_method")
    assert error["message"] == (
        f"The `payment_method` parameter supplied {source.id} belongs to the Customer "
        f"{customer.id}. Please include the Customer in the `customer` parameter on the "
        "PaymentIntent."
    )
    error = refused(
        world.v1.payment_intents.create,
        {
            "amount": 500,
            "currency": "eur",
            "payment_method": source.id,
            "customer": world.customer().id,
        },
    )
    assert "another customer" in error["message"]
    used = world.single_use()
    world.attach(customer, used)
    pay = {
        "amount": 500,
        "currency": "eur",
        "customer": customer.id,
        "payment_method": used.id,
        "confirm": True,
    }
    world.v1.payment_intents.create(pay)
    assert world.status(used) == "consumed"
    error = refused(world.v1.payment_intents.create, pay)
    assert error["message"] == "The source you provided is not in a chargeable state."
    detached = world.v1.payment_methods.detach(source.id)
    assert detached.customer is None
    assert world.status(source) == "consumed"
    updated = world.customer("tok_visa")
    chosen = world.v1.customers.update(
        updated.id, {"invoice_settings": {"default_payment_method": updated.default_source}}
    )
    assert chosen.invoice_settings.default_payment_method == updated.default_source
    error = refused(
        world.v1.customers.update,
        updated.id,
        {"invoice_settings": {"default_payment_method": used.id}},
    )
    assert error["message"] == (
        f"The customer does not have a payment method with the ID {used.id}. The payment method "
        "must be attached to the customer."
    )
    error = refused(
        world.v1.customers.update,
        updated.id,
        {"invoice_settings": {"default_payment_method": "tok_visa"}},
    )
    assert error["message"] == "No such PaymentMethod: 'tok_visa'"


@pytest.mark.fact("P08")
def test_payment_methods_are_not_mirrored_into_sources(world: World) -> None:
    source = world.card()
    customer = world.customer(source, "tok_visa")
    card = world.sources(customer)[1]
    method = world.v1.payment_methods.attach("pm_card_mastercard", {"customer": customer.id})
    assert world.sources(customer) == [source.id, card]
    everything = [method.id, card, source.id]
    listed = world.v1.payment_methods.list({"customer": customer.id})
    assert [m.id for m in listed.data] == everything
    nested = world.v1.customers.payment_methods.list(customer.id, {"type": "card"})
    assert [m.id for m in nested.data] == everything
    assert world.v1.customers.payment_methods.list(customer.id, {"type": "ideal"}).data == []
    one = world.v1.customers.payment_methods.retrieve(customer.id, card)
    assert (one.id, one.object, one.customer) == (card, "payment_method", customer.id)
    error = refused(world.v1.customers.payment_methods.retrieve, world.customer().id, card)
    assert error["status"] == 404


@pytest.mark.fact("P10", "P15")
def test_a_detached_payment_method_is_gone_for_good(world: World) -> None:
    customer = world.customer()
    method = world.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    assert refused(world.v1.payment_methods.attach, method.id, {"customer": customer.id})[
        "message"
    ].endswith("already been attached to a customer.")
    world.v1.payment_methods.detach(method.id)
    assert world.events(1) == ["payment_method.detached"]
    spent = (
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
        "attachment, shared with a connected account without Customer attachment, or was detached "
        "from a Customer. It may not be used again. To use a PaymentMethod multiple times, you "
        "must attach it to a Customer first."
    )
    attach, pay = world.v1.payment_methods.attach, world.v1.payment_intents.create
    assert refused(attach, method.id, {"customer": customer.id})["message"] == (
        "This PaymentMethod was previously used without being attached to a Customer or was "
        "detached from a Customer, and may not be used again."
    )
    params = {"amount": 500, "currency": "eur", "payment_method": method.id, "confirm": True}
    assert refused(pay, params)["message"] == spent
    assert "not attached" in refused(world.v1.payment_methods.detach, method.id)["message"]
    once = world.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    params["payment_method"] = once.id
    assert pay(params).status == "succeeded"
    assert refused(pay, params)["message"] == spent, "it paid without having a customer"
    kept = {**params, "payment_method": "pm_card_visa", "customer": customer.id}
    saved = pay({**kept, "setup_future_usage": "off_session"})
    again = pay({**kept, "payment_method": saved.payment_method})
    assert again.status == "succeeded"


@pytest.mark.fact("C23", "A13", "Q40")
def test_declines(world: World) -> None:
    customer = world.customer()
    error = refused(
        world.v1.payment_methods.attach, "pm_card_chargeDeclined", {"customer": customer.id}
    )
    assert (error["status"], error["code"], error["param"]) == (402, "card_declined", "")
    params = {
        "amount": 500,
        "currency": "eur",
        "payment_method": "pm_card_chargeDeclinedInsufficientFunds",
        "confirm": True,
    }
    error = refused(world.v1.payment_intents.create, params)
    assert (error["status"], error["decline_code"]) == (402, "insufficient_funds")
    assert error["charge"].startswith("ch_")
    intent = world.v1.payment_intents.retrieve(error["payment_intent"]["id"])
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.code == "card_declined"
    assert world.events(2) == ["payment_intent.payment_failed", "charge.failed"]
    paid = world.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)
    error = refused(
        world.v1.setup_intents.create,
        {"payment_method": "pm_card_chargeDeclined", "confirm": True, "customer": customer.id},
    )
    assert error["setup_intent"]["status"] == "requires_payment_method"
    assert world.events(1) == ["setup_intent.setup_failed"]


@pytest.mark.fact("P13", "P19", "Q40")
def test_a_payment_that_names_nothing_takes_the_default_source(world: World) -> None:
    create = {"amount": 500, "currency": "eur", "confirm": True}
    pay = world.v1.payment_intents.create
    source = world.card()
    customer = world.customer(source)
    intent = pay({**create, "customer": customer.id})
    assert (intent.status, intent.source, intent.payment_method) == ("succeeded", source.id, None)
    charge = world.v1.charges.retrieve(intent.latest_charge)
    assert (charge.payment_method, charge.customer) == (source.id, customer.id)
    # Without confirm nothing is chosen, and what the call names goes first.
    waiting = world.v1.payment_intents.create(
        {"amount": 500, "currency": "eur", "customer": customer.id}
    )
    assert (waiting.status, waiting.source) == ("requires_payment_method", None)
    named = pay({**create, "customer": customer.id, "payment_method": "pm_card_visa"})
    assert (named.source, named.payment_method == source.id) == (None, False)
    # The default of invoices is another thing.
    modern = world.customer()
    method = world.v1.payment_methods.attach("pm_card_visa", {"customer": modern.id})
    settings = {"invoice_settings": {"default_payment_method": method.id}}
    world.v1.customers.update(modern.id, settings)
    assert modern.id in refused(pay, {**create, "customer": modern.id})["message"]
    # What pays must be of a type that the intent names, as ever.
    debited = world.customer(world.sepa())
    assert "sepa_debit" in refused(pay, {**create, "customer": debited.id})["message"]
    declining = world.customer(world.card("tok_chargeCustomerFail"))
    error = refused(pay, {**create, "customer": declining.id})
    failed = error["payment_intent"]
    assert (failed["status"], failed["payment_method"]) == ("requires_payment_method", None)
    mended = world.v1.payment_intents.confirm(failed["id"], {"payment_method": "pm_card_visa"})
    assert mended.status == "succeeded"
    assert mended.payment_method.startswith("pm_")


@pytest.mark.fact("P14", "Q40", "C24")
def test_manual_capture_and_states(world: World) -> None:
    create = {"amount": 1000, "currency": "eur", "capture_method": "manual"}
    service = world.v1.payment_intents
    intent = service.create(create)
    assert intent.status == "requires_payment_method"
    without = {
        "type": "invalid_request_error",
        "code": "payment_intent_unexpected_state",
        "message": "You cannot confirm this PaymentIntent because it's missing a payment method. "
        "You can either update the PaymentIntent with a payment method and then confirm it again, "
        "or confirm it again directly with a payment method.",
    }
    error = refused(service.confirm, intent.id)
    assert {key: error[key] for key in without} == without
    assert (error["status"], error["payment_intent"]["id"]) == (400, intent.id)
    error = refused(service.capture, intent.id)
    assert error["message"] == (
        "This PaymentIntent could not be captured because it has a status of "
        "requires_payment_method. Only a PaymentIntent with one of the following statuses may be "
        "captured: requires_capture."
    )
    assert (error["code"], error["payment_intent"]["id"]) == (without["code"], intent.id)
    held = service.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert (held.status, held.amount_capturable) == ("requires_capture", 1000)
    assert refused(service.capture, intent.id, {"amount_to_capture": 1001})["status"] == 400
    done = service.capture(intent.id, {"amount_to_capture": 900})
    assert (done.status, done.amount_received, done.amount_capturable) == ("succeeded", 900, 0)
    assert world.v1.charges.retrieve(done.latest_charge).amount_captured == 900
    assert refused(service.confirm, intent.id)["message"] == (
        "You cannot confirm this PaymentIntent because it has already succeeded after being "
        "previously confirmed."
    )
    for call in (lambda: service.confirm(intent.id), lambda: service.cancel(intent.id)):
        error = refused(call)
        assert (error["code"], error["payment_intent"]["id"]) == (without["code"], intent.id)
    other = service.create({**create, "payment_method": "pm_card_visa"})
    assert other.status == "requires_confirmation"
    canceled = service.cancel(other.id, {"cancellation_reason": "duplicate"})
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "duplicate")
    assert canceled.canceled_at == world.emulator.now
    assert refused(world.v1.refunds.create, {"payment_intent": other.id})["status"] == 400
    assert [i.id for i in service.list().data] == [other.id, intent.id]
    assert refused(service.create, {"amount": 10, "currency": "eur"})["code"] == "amount_too_small"
    gap = {**create, "payment_method": "pm_card_threeDSecureRequired", "confirm": True}
    assert refused(service.create, gap)["type"] == "emulator_gap"
    error = refused(service.create, {**create, "confirm": True})
    assert (error["message"], error["code"]) == (without["message"], without["code"])
    poor = world.customer()
    error = refused(service.create, {**create, "confirm": True, "customer": poor.id})
    assert (error["code"], error["message"]) == (
        without["code"],
        "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm "
        f"the PaymentIntent with {poor.id}, specify a payment method attached to this customer "
        "along with the customer ID.",
    )


@pytest.mark.fact("Q40")
def test_setup_intents_and_their_states(world: World) -> None:
    service, customer = world.v1.setup_intents, world.customer()
    intent = service.create({"customer": customer.id, "usage": "on_session"})
    assert (intent.status, intent.usage) == ("requires_payment_method", "on_session")
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    error = refused(service.confirm, intent.id)
    assert error["message"].startswith("You cannot confirm this SetupIntent because it's missing")
    assert error["code"] == "setup_intent_unexpected_state"
    done = service.confirm(intent.id, {"payment_method": "pm_card_visa", "expand": ["customer"]})
    assert (done.status, done.customer.id) == ("succeeded", customer.id)
    for call in (lambda: service.confirm(intent.id), lambda: service.cancel(intent.id)):
        assert refused(call)["code"] == "setup_intent_unexpected_state"
    other = service.create({})
    assert service.cancel(other.id).status == "canceled"
    assert [i.id for i in service.list({"customer": customer.id}).data] == [intent.id]
    by_method = service.list({"payment_method": done.payment_method})
    assert [i.id for i in by_method.data] == [intent.id]
    assert len(service.list().data) == 2
    assert service.retrieve(intent.id).status == "succeeded"
    error = refused(service.create, {"confirm": True})
    assert error["code"] == "setup_intent_unexpected_state"


@pytest.mark.fact("V10", "Q38", "Q40")
@pytest.mark.parametrize("succeed", [True, False])
def test_an_intent_follows_an_asynchronous_charge(world: World, succeed: bool) -> None:
    source = world.sepa()
    customer = world.customer(source)
    intent = world.v1.payment_intents.create(
        {
            "amount": 500,
            "currency": "eur",
            "customer": customer.id,
            "payment_method": source.id,
            "allowed_payment_method_types": ["sepa_debit"],
            "confirm": True,
        }
    )
    assert intent.status == "processing"
    world.emulator.settle(intent.latest_charge, succeed)
    seen = world.v1.payment_intents.retrieve(intent.id)
    if succeed:
        assert (seen.status, seen.amount_received) == ("succeeded", 500)
        assert world.events(1) == ["payment_intent.succeeded"]
    else:
        assert (seen.status, seen.payment_method) == ("requires_payment_method", None)
        assert world.events(1) == ["payment_intent.payment_failed"]


@pytest.mark.fact("P12", "Q34", "Q40")
def test_an_intent_takes_the_types_that_it_names(world: World) -> None:
    source = world.sepa()
    customer = world.customer(source)
    with_source = {"customer": customer.id, "payment_method": source.id}
    pay, keep = world.v1.payment_intents, world.v1.setup_intents
    for kind, service, more in (
        ("PaymentIntent", pay, {"amount": 500, "currency": "eur"}),
        ("SetupIntent", keep, {}),
    ):
        cards_only = service.create({**more, "customer": customer.id})
        assert cards_only.payment_method_types == ["card"]
        for refusal in (
            refused(service.create, {**more, **with_source}),
            refused(service.confirm, cards_only.id, {"payment_method": source.id}),
        ):
            assert refusal["message"] == (
                f"The PaymentMethod provided (sepa_debit) is not allowed for this {kind}. Please "
                "attach a PaymentMethod of one of the following types: card. Alternatively, "
                f"update the allowed payment_method_types for this {kind} to include "
                '"sepa_debit".'
            )
            assert refusal["type"] == "invalid_request_error"
        both = service.create(
            {**more, **with_source, "allowed_payment_method_types": ["card", "sepa_debit"]}
        )
        assert both.status == "requires_confirmation"
        assert both.payment_method_types == ["card", "sepa_debit"]
        assert both.allowed_payment_method_types == both.payment_method_types
        allowed = "allowed_payment_method_types"
        refusal = refused(service.create, {**more, allowed: ["card", "ideal"]})
        assert (refusal["type"], refusal["param"]) == ("emulator_gap", allowed)


@pytest.mark.fact("P20", "P21", "Q34")
def test_types_are_allowed_where_they_used_to_be_set(world: World) -> None:
    pay, keep = world.v1.payment_intents, world.v1.setup_intents
    old = {"payment_method_types": ["card"]}
    before = {"stripe_version": "2026-08-26.dahlia"}
    for service, more in ((pay, {"amount": 500, "currency": "usd"}), (keep, {})):
        refusal = refused(service.create, {**more, **old})
        assert (refusal["status"], refusal["code"]) == (
            400,
            "payment_method_types_no_longer_supported",
        )
        assert service.create({**more, **old}, before).payment_method_types == ["card"]
        gap = refused(service.create, {**more, "payment_method_types": ["ideal"]}, before)
        assert (gap["type"], gap["param"]) == ("emulator_gap", "payment_method_types")
        automatic = {"automatic_payment_methods": {"enabled": True}}
        for name, value in {**old, **automatic}.items():
            both = {**more, "allowed_payment_method_types": ["card"], name: value}
            assert name in refused(service.create, both, before)["message"]
    wanted = {"amount": 500, "allowed_payment_method_types": ["card", "sepa_debit"]}
    assert pay.create({**wanted, "currency": "usd"}).payment_method_types == ["card"]
    assert pay.create({**wanted, "currency": "eur"}).payment_method_types == ["card", "sepa_debit"]
    assert keep.create({"allowed_payment_method_types": ["sepa_debit"]}).payment_method_types == [
        "sepa_debit"
    ]
    debit_only = {"amount": 500, "currency": "usd", "allowed_payment_method_types": ["sepa_debit"]}
    assert refused(pay.create, debit_only)["type"] == "emulator_gap"


@pytest.mark.fact("P22", "Q34", "Q40")
def test_what_payment_methods_take(world: World) -> None:
    create = world.v1.payment_methods.create
    assert refused(create, {"type": "ideal"})["type"] == "emulator_gap"
    assert refused(create, {"type": "card"})["param"] == "card"
    error = refused(create, {"type": "card", "card": {"token": "tok_x"}})
    assert (error["message"], error["param"]) == ("No such token: 'tok_x'", "card[token]")
    loose = create({"type": "card", "card": {"token": "tok_visa"}})
    error = refused(world.v1.payment_methods.update, loose.id, {"metadata": {"a": "1"}})
    assert error["message"].startswith("You must save this PaymentMethod")
    customer = world.customer()
    world.v1.payment_methods.attach(loose.id, {"customer": customer.id})
    changed = world.v1.payment_methods.update(
        loose.id,
        {
            "metadata": {"a": "1"},
            "billing_details": {"email": "a@example.com", "address": {"city": "Tokyo"}},
            "card": {"exp_year": 2040},
            "allow_redisplay": "always",
        },
    )
    assert (changed.metadata.to_dict(), changed.card.exp_year) == ({"a": "1"}, 2040)
    assert changed.billing_details.address.city == "Tokyo"
    assert changed.allow_redisplay == "always"
    assert world.events(1) == ["payment_method.updated"]
    other = world.v1.payment_methods.attach("pm_card_amex", {"customer": customer.id})
    assert other.allow_redisplay == "unspecified"
    for listed in (
        world.v1.payment_methods.list({"customer": customer.id, "allow_redisplay": "always"}),
        world.v1.customers.payment_methods.list(customer.id, {"allow_redisplay": "always"}),
    ):
        assert [method.id for method in listed.data] == [changed.id]
    bank = world.v1.tokens.create(
        {"bank_account": {"country": "US", "account_number": "000123456789"}}
    )
    error = refused(create, {"type": "card", "card": {"token": bank.id}})
    assert "is of type bank_account" in error["message"]


@pytest.mark.fact("E09", "Q40")
def test_only_a_card_takes_a_cards_parameters(world: World) -> None:
    customer, source = world.customer(), world.sepa()
    world.attach(customer, source)
    error = refused(world.v1.payment_methods.update, source.id, {"card": {"exp_year": 2030}})
    assert (error["code"], error["param"]) == ("parameter_unknown", "card")
