"""Refunds."""

from __future__ import annotations

from helpers.emulator import errors, versions
from helpers.emulator.account import Account, Call
from helpers.emulator.currencies import as_text
from helpers.emulator.facts import rule
from helpers.emulator.lookup import in_body, in_url
from helpers.emulator.pagination import created_within, page
from helpers.emulator.parameters import (
    AMOUNT,
    METADATA,
    NAME,
    SPAN,
    Choice,
    Schema,
    merge_metadata,
    page_schema,
)
from helpers.emulator.store import Object

CREATE = Schema(
    "currency customer instructions_email origin refund_application_fee reverse_transfer",
    amount=AMOUNT,
    charge=NAME,
    metadata=METADATA,
    payment_intent=NAME,
    reason=Choice("duplicate", "fraudulent", "requested_by_customer"),
)
UPDATE = Schema(metadata=METADATA)
LIST = page_schema(charge=NAME, created=SPAN, payment_intent=NAME)
LIST_OF_CHARGE = page_schema()


@rule("C24", "Q51")
def create(call: Call) -> Object:
    """POST /v1/refunds for a charge or a PaymentIntent; without ``amount`` all that is left."""
    account, params = call.account, call.params
    charge = _charge(call)
    if charge["status"] != "succeeded":
        raise errors.NOT_REFUNDABLE(id=charge["id"])
    total = charge["amount_captured"] if charge["captured"] else charge["amount"]
    left = total - charge["amount_refunded"]
    if left == 0:
        raise errors.ALREADY_REFUNDED(id=charge["id"])
    amount = params.get("amount") or left
    if amount > left or (not charge["captured"] and amount < left):
        currency = charge["currency"]
        raise errors.REFUND_TOO_LARGE(
            amount=as_text(amount, currency), left=as_text(left, currency)
        )
    metadata = merge_metadata({}, params.get("metadata"))
    refund = _new(account, charge, amount, params.get("reason"), metadata)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == total
    keys: list[tuple[str, ...]] = [("refund",), ("refund", charge["id"])]
    if charge["payment_intent"] is not None:
        keys.append(("refund", charge["payment_intent"]))
    account.store.put(refund, *keys)
    _tell(account, charge, refund)
    return refund


def _charge(call: Call) -> Object:
    params, store = call.params, call.account.store
    if "charge" in params:
        return in_body(call.account, "charge", params["charge"], "charge")
    if "payment_intent" not in params:
        raise errors.NOTHING_TO_REFUND()
    intent = in_body(call.account, "payment_intent", params["payment_intent"], "payment_intent")
    charge = store.get("charge", intent["latest_charge"] or "")
    if charge is None:
        raise errors.PAYMENT_INTENT_STATE(status=intent["status"], verb="refunded")
    return charge


def _new(
    account: Account, charge: Object, amount: int, reason: str | None, metadata: dict[str, str]
) -> Object:
    card = "card" in charge["payment_method_details"]
    details: Object = {"type": charge["payment_method_details"]["type"]}
    if card:
        details["card"] = {
            "reference": None,
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund" if charge["captured"] else "reversal",
        }
    return {
        "id": account.ids.new("re" if card else "pyr"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": account.ids.new("txn") if charge["captured"] else None,
        "charge": charge["id"],
        "created": account.now,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": details,
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


@rule("V06", "P09")
def _tell(account: Account, charge: Object, refund: Object) -> None:
    """The events of a refund, in the order in which they are sent."""
    if not versions.sends_refund_events(account.api_version):
        account.events.record("charge.refunded", charge)
        return
    account.events.record("refund.created", refund)
    account.events.record("charge.refunded", charge)
    account.events.record("refund.updated", refund)
    account.events.record("charge.refund.updated", refund)


@rule("E04")
def retrieve(call: Call) -> Object:
    """GET /v1/refunds/:id."""
    return in_url(call.account, "refund", call.path["refund"])


def update(call: Call) -> Object:
    """POST /v1/refunds/:id: only its metadata."""
    refund = in_url(call.account, "refund", call.path["refund"])
    if "metadata" in call.params:
        refund["metadata"] = merge_metadata(refund["metadata"], call.params["metadata"])
    return refund


@rule("C24")
def list_(call: Call) -> Object:
    """GET /v1/refunds, newest first; ``charge`` or ``payment_intent`` narrow it down."""
    store, params = call.account.store, call.params
    narrow = [params[name] for name in ("charge", "payment_intent") if name in params]
    load = store.objects.get("refund", {}).get
    sequence = store.sequence("refund", *narrow[:1])
    within = created_within(call)

    def keep(refund: Object) -> bool:
        return all(
            refund[name] == params[name] for name in ("charge", "payment_intent") if name in params
        ) and (within is None or within(refund))

    return page(call, sequence, load, "refund", keep=keep if len(narrow) > 1 else within)


def list_of_charge(call: Call) -> Object:
    """GET /v1/charges/:id/refunds."""
    store = call.account.store
    charge = in_url(call.account, "charge", call.path["charge"])
    load = store.objects.get("refund", {}).get
    return page(call, store.sequence("refund", charge["id"]), load, "refund")
