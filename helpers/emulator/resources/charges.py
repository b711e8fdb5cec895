"""Charges: by customer, by source, by both."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors, lifecycle
from helpers.emulator.account import Account, Call
from helpers.emulator.expansion import customer_source
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
    Hash,
    Required,
    Schema,
    merge_metadata,
    page_schema,
    shipping,
)
from helpers.emulator.resources import attaching, paying, tokens
from helpers.emulator.resources.paying import Payment
from helpers.emulator.sourcetypes import REUSABLE
from helpers.emulator.store import Object

CREATE = Schema(
    "application_fee application_fee_amount card destination on_behalf_of radar_options"
    " transfer_data level3",
    amount=Required(AMOUNT),
    capture=BOOLEAN,
    currency=Required(CURRENCY),
    customer=NAME,
    description=TEXT,
    metadata=METADATA,
    receipt_email=EMAIL,
    shipping=SHIPPING,
    source=NAME,
    statement_descriptor=TEXT,
    statement_descriptor_suffix=TEXT,
    transfer_group=TEXT,
)
UPDATE = Schema(
    "customer",
    description=TEXT,
    fraud_details=Hash(user_report=Choice("fraudulent", "safe")),
    metadata=METADATA,
    receipt_email=EMAIL,
    shipping=SHIPPING,
    transfer_group=TEXT,
)
CAPTURE = Schema(
    "application_fee application_fee_amount transfer_data",
    amount=AMOUNT,
    receipt_email=EMAIL,
    statement_descriptor=TEXT,
    statement_descriptor_suffix=TEXT,
    transfer_group=TEXT,
)
LIST = page_schema("transfer_group", created=SPAN, customer=NAME, payment_intent=NAME)


@rule("C05", "C20", "C22", "C23", "E11")
def create(call: Call) -> Object:
    """POST /v1/charges. ``amount`` is in the currency's smallest unit."""
    account, params = call.account, call.params
    if "source" not in params and "customer" not in params:
        raise errors.NOTHING_TO_CHARGE()
    paying.check_amount(params["amount"], params["currency"])
    customer = None
    if "customer" in params:
        customer = in_body(account, "customer", params["customer"], "customer")
    instrument, token = _choose(account, customer, params)
    if instrument["object"] == "source":
        paying.check_currency(instrument, params["currency"])
    paying.check_capture(instrument, params.get("capture", True))
    metadata = merge_metadata({}, params.get("metadata"))
    payment = Payment(
        instrument=instrument,
        amount=params["amount"],
        currency=params["currency"],
        customer=None if customer is None else customer["id"],
        capture=params.get("capture", True),
        description=params.get("description"),
        metadata=metadata,
        receipt_email=params.get("receipt_email"),
        shipping=shipping(params.get("shipping")),
        statement_descriptor=params.get("statement_descriptor"),
        statement_descriptor_suffix=params.get("statement_descriptor_suffix"),
        transfer_group=params.get("transfer_group"),
    )
    charge, refusal = paying.pay(account, payment)
    if refusal is not None:
        raise paying.declined(charge, refusal)
    if token is not None:
        tokens.spend(token)
    return charge


def _choose(
    account: Account, customer: Object | None, params: dict[str, Any]
) -> tuple[Object, Object | None]:
    """What is charged, and the token that is used up by it, if any."""
    if customer is None:
        return _unattached(account, params["source"])
    if "source" in params:
        return _of_customer(account, customer, params["source"]), None
    return _default(account, customer), None


@rule("C03", "C04", "Q14")
def _default(account: Account, customer: Object) -> Object:
    """The customer's default source (C03), or the refusal that there is none (C04)."""
    if customer["default_source"] is None:
        raise errors.NO_ACTIVE_CARD()
    return _of_customer(account, customer, customer["default_source"])


@rule("C01", "C02", "C07", "C08", "C10", "C11", "C12", "X06", "Q09", "Q10", "Q15", "Q42", "Q47")
def _of_customer(account: Account, customer: Object, id: str) -> Object:
    """An attached source, card or bank account; or a source that no customer has (C10)."""
    attached = attaching.is_attached(account, customer, id)
    found = customer_source(account.store, id)
    if found is None or (not attached and ("customer" in found or found["object"] != "source")):
        raise errors.NOT_LINKED(customer=customer["id"], id=id)
    if found["object"] == "source":
        check_chargeable(found)
    elif found["object"] == "bank_account" and found["status"] != "verified":
        raise errors.BANK_ACCOUNT_NOT_VERIFIED()
    return found


@rule("C06", "C09", "C13", "Q45", "T02")
def _unattached(account: Account, id: str) -> tuple[Object, Object | None]:
    """A source or token charged alone; an attached one needs its customer (C09)."""
    source = account.store.get("source", id)
    if source is None:
        token = tokens.find(account, id, errors.NO_SUCH_TOKEN_TO_CHARGE)
        if token["type"] != "card":
            raise errors.WRONG_TOKEN_TYPE(type=token["type"], wanted="card", param="source")
        return {**tokens.content(token), "customer": None}, token
    if "customer" in source:
        raise errors.CUSTOMER_NEEDED(customer=source["customer"])
    check_chargeable(source)
    return source, None


@rule("S10", "C07", "C08", "C27", "X06", "Q14", "Q58")
def check_chargeable(source: Object) -> None:
    """Only chargeable sources can be charged; a consumed reusable one has its own text.

    The other text is recorded for consumed single-use sources (C08), reported for failed and
    canceled ones (C27) and taken over for pending ones (Q58).
    """
    if lifecycle.find(source, lifecycle.CHARGE) is not None:
        return
    if source["status"] == lifecycle.CONSUMED and source["usage"] == REUSABLE:
        raise errors.REUSABLE_CONSUMED()
    raise errors.NOT_CHARGEABLE()


@rule("E04")
def retrieve(call: Call) -> Object:
    """GET /v1/charges/:id."""
    return in_url(call.account, "charge", call.path["charge"])


@rule("Q57")
def update(call: Call) -> Object:
    """POST /v1/charges/:id. Fires ``charge.updated`` if anything changed."""
    charge = in_url(call.account, "charge", call.path["charge"])
    params = call.params
    changed: dict[str, Any] = {
        name: params[name]
        for name in ("description", "receipt_email", "transfer_group", "fraud_details")
        if name in params
    }
    if "shipping" in params:
        changed["shipping"] = shipping(params["shipping"])
    if "metadata" in params:
        changed["metadata"] = merge_metadata(charge["metadata"], params["metadata"])
    previous = {key: charge[key] for key in changed if charge[key] != changed[key]}
    charge.update(changed)
    if previous:
        call.account.events.record("charge.updated", charge, previous)
    return charge


@rule("C24", "Q51")
def capture(call: Call) -> Object:
    """POST /v1/charges/:id/capture: all of the authorised amount, or less."""
    charge = in_url(call.account, "charge", call.path["charge"])
    changed = dict(call.params)
    amount = changed.pop("amount", charge["amount"])
    take(call.account, charge, amount, changed)
    return charge


@rule("C24", "Q51")
def take(account: Account, charge: Object, amount: int, changed: dict[str, Any]) -> None:
    """Capture ``amount`` (smallest unit) of an authorised charge; the rest is let go.

    ``changed`` holds the fields that the capture sets besides.
    """
    if charge["captured"]:
        raise errors.ALREADY_CAPTURED(id=charge["id"])
    if charge["status"] != "succeeded" or charge["refunded"]:
        raise errors.NOT_CAPTURABLE(id=charge["id"])
    if amount > charge["amount"]:
        raise errors.CAPTURE_TOO_LARGE(amount=amount, limit=charge["amount"])
    charge.update(
        changed,
        captured=True,
        amount_captured=amount,
        balance_transaction=account.ids.new("txn"),
    )
    account.events.record("charge.captured", charge)


@rule("C24")
def list_(call: Call) -> Object:
    """GET /v1/charges, newest first; ``customer`` or ``payment_intent`` narrow it down."""
    store, params = call.account.store, call.params
    narrow = [params[name] for name in ("payment_intent", "customer") if name in params]
    load = store.objects.get("charge", {}).get
    keep = created_within(call)
    if len(narrow) == 2:
        intent, customer = narrow
        created = keep

        def keep(charge: Object) -> bool:
            return charge["customer"] == customer and (created is None or created(charge))

        narrow = [intent]
    return page(call, store.sequence("charge", *narrow), load, "charge", keep=keep)
