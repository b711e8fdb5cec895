"""PaymentIntents: today's way to take money."""

from __future__ import annotations

from helpers.emulator import errors
from helpers.emulator.account import Account, Call
from helpers.emulator.facts import rule
from helpers.emulator.lookup import in_body, in_url
from helpers.emulator.pagination import created_within, page
from helpers.emulator.parameters import (
    AMOUNT,
    BOOLEAN,
    CURRENCY,
    EMAIL,
    METADATA,
    NAME,
    SHIPPING,
    SPAN,
    TEXT,
    Choice,
    ListOf,
    Required,
    Schema,
    merge_metadata,
    page_schema,
    shipping,
)
from helpers.emulator.resources import charges, paying, payment_methods
from helpers.emulator.resources.paying import Payment
from helpers.emulator.resources.setup_intents import AUTOMATIC
from helpers.emulator.store import Object

GAPS = (
    "amount_details confirmation_token error_on_requires_action"
    " excluded_payment_method_types hooks mandate mandate_data payment_details payment_method_data"
    " payment_method_options radar_options use_stripe_sdk"
)
CREATE = Schema(
    f"{GAPS} application_fee_amount customer_account on_behalf_of payment_method_configuration"
    " transfer_data",
    allowed_payment_method_types=ListOf(NAME),
    amount=Required(AMOUNT),
    automatic_payment_methods=AUTOMATIC,
    capture_method=Choice("automatic", "automatic_async", "manual"),
    confirm=BOOLEAN,
    confirmation_method=Choice("automatic", "manual"),
    currency=Required(CURRENCY),
    customer=NAME,
    description=TEXT,
    metadata=METADATA,
    off_session=BOOLEAN,
    payment_method=NAME,
    payment_method_types=ListOf(NAME),
    receipt_email=EMAIL,
    return_url=NAME,
    setup_future_usage=Choice("off_session", "on_session"),
    shipping=SHIPPING,
    statement_descriptor=TEXT,
    statement_descriptor_suffix=TEXT,
    transfer_group=TEXT,
)
CONFIRM = Schema(
    f"{GAPS} allowed_payment_method_types amount_to_confirm capture_method receipt_email"
    " setup_future_usage shipping",
    off_session=BOOLEAN,
    payment_method=NAME,
    return_url=NAME,
)
CAPTURE = Schema(
    "amount_details application_fee_amount final_capture hooks metadata payment_details"
    " statement_descriptor statement_descriptor_suffix transfer_data",
    amount_to_capture=AMOUNT,
)
CANCEL = Schema(
    cancellation_reason=Choice("abandoned", "duplicate", "fraudulent", "requested_by_customer")
)
KIND = "PaymentIntent"
LIST = page_schema("customer_account", created=SPAN, customer=NAME)

OPEN = ("requires_payment_method", "requires_confirmation")


@rule("P06", "P07", "P13", "P14", "P19", "C20", "C22", "Q40")
def create(call: Call) -> Object:
    """POST /v1/payment_intents (amount in the smallest unit); ``confirm`` confirms it at once.

    One that is confirmed and names no PaymentMethod is paid with the customer's default source,
    never with the default of invoices.
    """
    account, params = call.account, call.params
    paying.check_amount(params["amount"], params["currency"])
    customer = default_source = None
    if "customer" in params:
        owner = in_body(account, "customer", params["customer"], "customer")
        customer, default_source = owner["id"], owner["default_source"]
    capture_method = params.get("capture_method", "automatic_async")
    confirm = params.get("confirm", False)
    types = payment_methods.types_of_intent(call, KIND)
    metadata = merge_metadata({}, params.get("metadata"))
    method = params.get("payment_method")
    source = default_source if confirm and method is None else None
    paid_with = method or source
    if paid_with is not None:
        face, instrument = payment_methods.for_intent(account, paid_with, customer, types, KIND)
        if confirm:
            _check_payable(instrument, params["currency"], capture_method)
        payment_methods.remember(account, face)
        paid_with = face["id"]
    elif confirm:
        raise _without_method(customer)(customer=customer)
    id = account.ids.new("pi")
    intent = {
        "id": id,
        "object": "payment_intent",
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": params.get("automatic_payment_methods"),
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": capture_method,
        "client_secret": f"{id}_secret_{account.ids.random_text('secret', 24)}",
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": account.now,
        "currency": params["currency"],
        "customer": customer,
        "customer_account": None,
        "description": params.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": metadata,
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": paid_with if source is None else None,
        "payment_method_options": {},
        "payment_method_types": types,
        "processing": None,
        "receipt_email": params.get("receipt_email"),
        "review": None,
        "setup_future_usage": params.get("setup_future_usage"),
        "shipping": shipping(params.get("shipping")),
        "source": source,
        "statement_descriptor": params.get("statement_descriptor"),
        "statement_descriptor_suffix": params.get("statement_descriptor_suffix"),
        "status": "requires_confirmation" if paid_with else "requires_payment_method",
        "transfer_data": None,
        "transfer_group": params.get("transfer_group"),
    }
    keys: list[tuple[str, ...]] = [("payment_intent",)]
    if customer is not None:
        keys.append(("payment_intent", customer))
    account.store.put(intent, *keys)
    account.events.record("payment_intent.created", intent)
    if confirm and paid_with is not None:
        _confirm(account, intent, paid_with)
    return intent


@rule("S10", "C07", "C08", "C14", "Q34", "Q40")
def _check_payable(instrument: Object, currency: str, capture_method: str) -> None:
    """Refuse what could not be charged either; and a card that wants its owner to authenticate."""
    if instrument["object"] == "source":
        charges.check_chargeable(instrument)
        paying.check_currency(instrument, currency)
    paying.check_capture(instrument, capture_method != "manual")
    card = paying.card_of(instrument)
    if card is not None and card["last4"] == "3063":
        raise errors.EMULATOR_GAP(what="authentication (requires_action)", param="payment_method")


@rule("E04")
def retrieve(call: Call) -> Object:
    """GET /v1/payment_intents/:id."""
    return in_url(call.account, "payment_intent", call.path["intent"])


@rule("P06", "P14", "Q40")
def confirm(call: Call) -> Object:
    """POST /v1/payment_intents/:id/confirm."""
    account = call.account
    intent = in_url(account, "payment_intent", call.path["intent"])
    if intent["status"] == "succeeded":
        raise _refused(errors.PAYMENT_INTENT_SUCCEEDED, intent)
    if intent["status"] not in OPEN:
        raise _refused(errors.PAYMENT_INTENT_STATE, intent, verb="confirmed")
    id = call.params.get("payment_method") or intent["payment_method"]
    if id is None:
        raise _refused(_without_method(intent["customer"]), intent)
    face, instrument = payment_methods.for_intent(
        account, id, intent["customer"], intent["payment_method_types"], KIND
    )
    _check_payable(instrument, intent["currency"], intent["capture_method"])
    payment_methods.remember(account, face)
    _confirm(account, intent, face["id"])
    return intent


@rule("P14")
def _without_method(customer: str | None) -> errors.Refusal:
    """The refusal to confirm what names no PaymentMethod; it differs where there is a customer."""
    if customer is None:
        return errors.PAYMENT_INTENT_WITHOUT_METHOD
    return errors.PAYMENT_INTENT_WITH_CUSTOMER_ONLY


@rule("P14", "Q40")
def _refused(refusal: errors.Refusal, intent: Object, **words: str) -> errors.StripeError:
    """The refusal of what a PaymentIntent's state does not allow; it holds the intent (P14)."""
    words |= {"status": intent["status"], "customer": intent["customer"]}
    return refusal(more={"payment_intent": dict(intent)}, **words)


@rule("P06", "P07", "P10", "P13", "C23", "V10", "Q40")
def _confirm(account: Account, intent: Object, id: str) -> None:
    """Make the charge and let the intent follow it."""
    face, instrument = payment_methods.for_intent(
        account, id, intent["customer"], intent["payment_method_types"], KIND
    )
    manual = intent["capture_method"] == "manual"
    charge, refusal = paying.pay(
        account,
        Payment(
            instrument=instrument,
            amount=intent["amount"],
            currency=intent["currency"],
            customer=intent["customer"],
            capture=not manual,
            shown=False,
            payment_intent=intent["id"],
            description=intent["description"],
            metadata=dict(intent["metadata"]),
            receipt_email=intent["receipt_email"],
            shipping=intent["shipping"],
            statement_descriptor=intent["statement_descriptor"],
            statement_descriptor_suffix=intent["statement_descriptor_suffix"],
            transfer_group=intent["transfer_group"],
        ),
    )
    intent["latest_charge"] = charge["id"]
    if refusal is not None:
        error = paying.declined(charge, refusal)
        intent.update(
            status="requires_payment_method",
            payment_method=None,
            last_payment_error={**error.body, "payment_method": dict(face)},
        )
        account.events.record("payment_intent.payment_failed", intent)
        error.body["payment_intent"] = dict(intent)
        raise error
    if face["id"] != intent["source"]:
        intent["payment_method"] = face["id"]
    intent["last_payment_error"] = None
    _save_or_spend(account, intent, face, instrument)
    if charge["status"] == "pending":
        intent["status"] = "processing"
        account.events.record("payment_intent.processing", intent)
    elif manual:
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        account.events.record("payment_intent.amount_capturable_updated", intent)
    else:
        intent.update(status="succeeded", amount_received=intent["amount"])
        account.events.record("payment_intent.succeeded", intent)


@rule("P10", "Q40")
def _save_or_spend(account: Account, intent: Object, face: Object, instrument: Object) -> None:
    """A PaymentMethod without a customer is saved if the intent says so, else spent."""
    if instrument is not face or face["customer"] is not None:
        return
    if intent["setup_future_usage"] and intent["customer"]:
        customer = account.store.objects["customer"][intent["customer"]]
        payment_methods.keep(account, customer, face)
    else:
        account.store.spent.add(face["id"])


@rule("C24", "P14", "Q40")
def capture(call: Call) -> Object:
    """POST /v1/payment_intents/:id/capture."""
    account = call.account
    intent = in_url(account, "payment_intent", call.path["intent"])
    if intent["status"] != "requires_capture":
        raise _refused(errors.PAYMENT_INTENT_NOT_CAPTURABLE, intent)
    amount = call.params.get("amount_to_capture") or intent["amount"]
    charge = account.store.objects["charge"][intent["latest_charge"]]
    charges.take(account, charge, amount, {})
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    account.events.record("payment_intent.succeeded", intent)
    return intent


@rule("Q40")
def cancel(call: Call) -> Object:
    """POST /v1/payment_intents/:id/cancel, before there is a charge."""
    account = call.account
    intent = in_url(account, "payment_intent", call.path["intent"])
    if intent["status"] not in OPEN:
        raise _refused(errors.PAYMENT_INTENT_STATE, intent, verb="canceled")
    intent.update(
        status="canceled",
        canceled_at=account.now,
        cancellation_reason=call.params.get("cancellation_reason"),
    )
    account.events.record("payment_intent.canceled", intent)
    return intent


def list_(call: Call) -> Object:
    """GET /v1/payment_intents, newest first; ``customer`` narrows it down."""
    store, params = call.account.store, call.params
    narrow = [params["customer"]] if "customer" in params else []
    load = store.objects.get("payment_intent", {}).get
    sequence = store.sequence("payment_intent", *narrow)
    return page(call, sequence, load, "payment_intent", keep=created_within(call))
