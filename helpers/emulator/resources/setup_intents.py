"""SetupIntents: today's way to save a card without a charge."""

from __future__ import annotations

from helpers.emulator import errors, testcards
from helpers.emulator.account import Account, Call
from helpers.emulator.facts import rule
from helpers.emulator.lookup import in_body, in_url
from helpers.emulator.pagination import created_within, page
from helpers.emulator.parameters import (
    BOOLEAN,
    METADATA,
    NAME,
    SPAN,
    TEXT,
    Choice,
    Hash,
    ListOf,
    Required,
    Schema,
    merge_metadata,
    page_schema,
)
from helpers.emulator.resources import payment_methods
from helpers.emulator.resources.attaching import decline
from helpers.emulator.store import Object

AUTOMATIC = Hash(allow_redirects=Choice("always", "never"), enabled=Required(BOOLEAN))
GAPS = "confirmation_token mandate_data payment_method_data payment_method_options use_stripe_sdk"
CREATE = Schema(
    f"{GAPS} attach_to_self customer_account excluded_payment_method_types flow_directions"
    " on_behalf_of payment_method_configuration single_use",
    allowed_payment_method_types=ListOf(NAME),
    automatic_payment_methods=AUTOMATIC,
    confirm=BOOLEAN,
    customer=NAME,
    description=TEXT,
    metadata=METADATA,
    payment_method=NAME,
    payment_method_types=ListOf(NAME),
    return_url=NAME,
    usage=Choice("off_session", "on_session"),
)
CONFIRM = Schema(f"{GAPS} allowed_payment_method_types", payment_method=NAME, return_url=NAME)
CANCEL = Schema(cancellation_reason=Choice("abandoned", "duplicate", "requested_by_customer"))
KIND = "SetupIntent"
LIST = page_schema(
    "attach_to_self customer_account", created=SPAN, customer=NAME, payment_method=NAME
)


@rule("P06", "P07", "Q40")
def create(call: Call) -> Object:
    """POST /v1/setup_intents; with ``confirm`` it is confirmed at once."""
    account, params = call.account, call.params
    customer = None
    if "customer" in params:
        customer = in_body(account, "customer", params["customer"], "customer")["id"]
    confirm = params.get("confirm", False)
    types = payment_methods.types_of_intent(call, KIND)
    method = None
    metadata = merge_metadata({}, params.get("metadata"))
    if "payment_method" in params:
        face, _ = payment_methods.for_intent(
            account, params["payment_method"], customer, types, KIND
        )
        payment_methods.remember(account, face)
        method = face["id"]
    elif confirm:
        raise errors.SETUP_INTENT_WITHOUT_METHOD()
    id = account.ids.new("seti")
    intent = {
        "id": id,
        "object": "setup_intent",
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "application": None,
        "automatic_payment_methods": params.get("automatic_payment_methods"),
        "cancellation_reason": None,
        "client_secret": f"{id}_secret_{account.ids.random_text('secret', 24)}",
        "created": account.now,
        "customer": customer,
        "customer_account": None,
        "description": params.get("description"),
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": metadata,
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": method,
        "payment_method_options": {},
        "payment_method_types": types,
        "single_use_mandate": None,
        "status": "requires_confirmation" if method else "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }
    keys: list[tuple[str, ...]] = [("setup_intent",)]
    if customer is not None:
        keys.append(("setup_intent", customer))
    account.store.put(intent, *keys)
    account.events.record("setup_intent.created", intent)
    if confirm and method is not None:
        _confirm(account, intent, method)
    return intent


@rule("E04")
def retrieve(call: Call) -> Object:
    """GET /v1/setup_intents/:id."""
    return in_url(call.account, "setup_intent", call.path["intent"])


@rule("P06", "Q40")
def confirm(call: Call) -> Object:
    """POST /v1/setup_intents/:id/confirm: the PaymentMethod becomes the customer's."""
    intent = in_url(call.account, "setup_intent", call.path["intent"])
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise errors.SETUP_INTENT_STATE(status=intent["status"], verb="confirmed")
    id = call.params.get("payment_method") or intent["payment_method"]
    if id is None:
        raise errors.SETUP_INTENT_WITHOUT_METHOD()
    _confirm(call.account, intent, id)
    return intent


@rule("A13", "P06", "Q40")
def _confirm(account: Account, intent: Object, id: str) -> None:
    """Attach the PaymentMethod if there is a customer; a declined one fails the set-up."""
    face, _ = payment_methods.for_intent(
        account, id, intent["customer"], intent["payment_method_types"], KIND
    )
    payment_methods.remember(account, face)
    if "card" in face:
        card = testcards.BY_LAST4[face["card"]["last4"]]
        if card.attach is not None:
            error = decline(card.attach)
            intent.update(
                status="requires_payment_method",
                payment_method=None,
                last_setup_error={**error.body, "payment_method": dict(face)},
            )
            account.events.record("setup_intent.setup_failed", intent)
            error.body["setup_intent"] = dict(intent)
            raise error
    intent.update(status="succeeded", payment_method=face["id"], last_setup_error=None)
    if intent["customer"] is not None and face["customer"] is None:
        customer = account.store.objects["customer"][intent["customer"]]
        payment_methods.keep(account, customer, face)
    account.events.record("setup_intent.succeeded", intent)


@rule("Q40")
def cancel(call: Call) -> Object:
    """POST /v1/setup_intents/:id/cancel."""
    intent = in_url(call.account, "setup_intent", call.path["intent"])
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise errors.SETUP_INTENT_STATE(status=intent["status"], verb="canceled")
    intent["status"] = "canceled"
    intent["cancellation_reason"] = call.params.get("cancellation_reason")
    call.account.events.record("setup_intent.canceled", intent)
    return intent


def list_(call: Call) -> Object:
    """GET /v1/setup_intents, newest first; ``customer`` and ``payment_method`` narrow it down."""
    store, params = call.account.store, call.params
    narrow = [params["customer"]] if "customer" in params else []
    within, method = created_within(call), params.get("payment_method")

    def keep(intent: Object) -> bool:
        return (method is None or intent["payment_method"] == method) and (
            within is None or within(intent)
        )

    load = store.objects.get("setup_intent", {}).get
    return page(call, store.sequence("setup_intent", *narrow), load, "setup_intent", keep=keep)
