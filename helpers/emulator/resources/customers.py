"""Customers."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors
from helpers.emulator.account import Account, Call
from helpers.emulator.facts import rule
from helpers.emulator.lookup import customer_in_url, in_url, missing_in_body
from helpers.emulator.mirrors import payment_method
from helpers.emulator.pagination import created_within, page
from helpers.emulator.parameters import (
    ADDRESS,
    EMAIL,
    METADATA,
    NAME,
    SHIPPING,
    SPAN,
    TEXT,
    Choice,
    Hash,
    Integer,
    ListOf,
    Schema,
    address,
    merge_metadata,
    page_schema,
    shipping,
)
from helpers.emulator.resources.attaching import Previous, attach, check, is_attached
from helpers.emulator.resources.detaching import take_away
from helpers.emulator.store import Object

GAPS = "bank_account card cash_balance coupon plan promotion_code tax validate"
INVOICE_SETTINGS = Hash("custom_fields rendering_options", default_payment_method=TEXT, footer=TEXT)
CREATE = Schema(
    f"{GAPS} tax_id_data test_clock",
    address=ADDRESS,
    balance=Integer(),
    business_name=TEXT,
    description=TEXT,
    email=EMAIL,
    individual_name=TEXT,
    invoice_prefix=NAME,
    invoice_settings=INVOICE_SETTINGS,
    metadata=METADATA,
    name=TEXT,
    next_invoice_sequence=Integer(minimum=1),
    payment_method=NAME,
    phone=TEXT,
    preferred_locales=ListOf(NAME),
    shipping=SHIPPING,
    source=NAME,
    tax_exempt=Choice("exempt", "none", "reverse"),
)
CREATE_ONLY = frozenset({"payment_method", "expand"})
UPDATE = Schema(
    GAPS,
    **{name: CREATE.fields[name] for name in CREATE.fields if name not in CREATE_ONLY},
    default_source=NAME,
)
LIST = page_schema("test_clock", created=SPAN, email=NAME)

PLAIN = (
    "balance",
    "business_name",
    "description",
    "email",
    "individual_name",
    "invoice_prefix",
    "name",
    "next_invoice_sequence",
    "phone",
    "preferred_locales",
    "tax_exempt",
)
"""Fields that are kept as they are sent."""


@rule("A02", "A04", "A05", "A10", "Q16", "Q18")
def create(call: Call) -> Object:
    """POST /v1/customers. A ``source`` is attached and becomes the default.

    Fires ``customer.created``, for a source after what attaching fires (as ``customer.updated``
    comes last when one is attached later).
    """
    params, account = call.params, call.account
    if "payment_method" in params:
        raise errors.EMULATOR_GAP(what="`payment_method` on creation", param="payment_method")
    checked = check(account, params["source"]) if "source" in params else None
    settings = _invoice_settings(account, None, params, NO_SETTINGS)
    metadata = merge_metadata({}, params.get("metadata"))
    customer = {
        "id": account.ids.new("cus"),
        "object": "customer",
        "address": address(params.get("address")),
        "balance": params.get("balance", 0),
        "business_name": params.get("business_name"),
        "created": account.now,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": params.get("description"),
        "discount": None,
        "email": params.get("email"),
        "individual_name": params.get("individual_name"),
        "invoice_prefix": params.get("invoice_prefix")
        or account.ids.random_text("invoice", 8).upper(),
        "invoice_settings": settings,
        "livemode": False,
        "metadata": metadata,
        "name": params.get("name"),
        "next_invoice_sequence": params.get("next_invoice_sequence", 1),
        "phone": params.get("phone"),
        "preferred_locales": params.get("preferred_locales", []),
        "shipping": shipping(params.get("shipping")),
        "tax_exempt": params.get("tax_exempt", "none"),
        "test_clock": None,
    }
    keys: list[tuple[str, ...]] = [("customer",)]
    if customer["email"] is not None:
        keys.append(("customer", customer["email"]))
    account.store.put(customer, *keys)
    if checked is not None:
        customer["default_source"] = attach(account, customer, checked)["id"]
    account.events.record("customer.created", customer)
    return customer


NO_SETTINGS: Object = dict.fromkeys(
    ("custom_fields", "default_payment_method", "footer", "rendering_options")
)
"""Invoice settings of which none is set; one for all, since hashes are replaced."""


@rule("P06", "P07", "P17", "P18", "Q40")
def _invoice_settings(
    account: Account, customer: Object | None, params: dict[str, Any], old: Object
) -> Object:
    """The new invoice settings; the payment method must be one of the customer's."""
    sent = params.get("invoice_settings") or {}
    id = sent.get("default_payment_method")
    if id is not None:
        method = payment_method(account.store, id)
        if method is None:
            param = "invoice_settings[default_payment_method]"
            raise missing_in_body(account, "payment_method", id, param)
        if customer is None or method["customer"] != customer["id"]:
            raise errors.NOT_A_METHOD_OF_THE_CUSTOMER(id=id)
    return {**old, **sent} if sent else old


@rule("E04", "Q41")
def retrieve(call: Call) -> Object:
    """GET /v1/customers/:id. A deleted customer still answers, with ``deleted: true``."""
    return in_url(call.account, "customer", call.path["customer"])


@rule("A05", "A06", "A07", "A08", "D01", "D02", "D03", "Q16", "Q54")
def update(call: Call) -> Object:
    """POST /v1/customers/:id.

    ``source`` replaces the default: the old one is detached for good (A06). ``default_source``
    chooses among those attached. Fires ``customer.updated`` if anything changed.
    """
    account, params = call.account, call.params
    customer = customer_in_url(account, call.path["customer"])
    if "source" in params and "default_source" in params:
        raise errors.ONE_OF_THESE(names="source, default_source")
    default = params.get("default_source")
    if default is not None and not is_attached(account, customer, default):
        raise errors.NO_SUCH_DEFAULT_SOURCE(id=default)
    checked = check(account, params["source"]) if "source" in params else None
    changed = _changes(account, customer, params)

    if checked is not None:
        default = _replace_default(account, customer, checked)
    if default is not None:
        changed["default_source"] = default
    previous = {key: customer[key] for key in changed if customer[key] != changed[key]}
    if "email" in previous:
        _move_email(account, customer, changed["email"])
    customer.update(changed)
    if previous:
        account.events.record("customer.updated", customer, _only_differences(previous, changed))
    return customer


def _changes(account: Account, customer: Object, params: dict[str, Any]) -> dict[str, Any]:
    changed = {name: params[name] for name in PLAIN if name in params}
    if "address" in params:
        changed["address"] = address(params["address"])
    if "shipping" in params:
        changed["shipping"] = shipping(params["shipping"])
    if "metadata" in params:
        changed["metadata"] = merge_metadata(customer["metadata"], params["metadata"])
    if "invoice_settings" in params:
        old = customer["invoice_settings"]
        changed["invoice_settings"] = _invoice_settings(account, customer, params, old)
    return changed


@rule("A06", "A08", "Q16")
def _replace_default(account: Account, customer: Object, checked: Object) -> str:
    """Detach the default, if there is one, and attach what takes its place; returns its id."""
    if customer["default_source"] is not None:
        take_away(account, customer, customer["default_source"])
    new: str = attach(account, customer, checked)["id"]
    return new


def _only_differences(previous: Previous, changed: dict[str, Any]) -> Previous:
    """For metadata only the keys that differ; None for a key that is new."""
    if "metadata" in previous:
        old, new = previous["metadata"], changed["metadata"]
        previous["metadata"] = {
            key: old.get(key) for key in {**old, **new} if old.get(key) != new.get(key)
        }
    return previous


def _move_email(account: Account, customer: Object, email: str | None) -> None:
    if customer["email"] is not None:
        account.store.remove(("customer", customer["email"]), customer["id"])
    if email is not None:
        account.store.append(("customer", email), customer["id"])


@rule("X08", "Q36", "Q41")
def delete(call: Call) -> Object:
    """DELETE /v1/customers/:id. Its sources are detached with it, its PaymentMethods too."""
    account = call.account
    customer = customer_in_url(account, call.path["customer"])
    id = customer["id"]
    for source in list(account.store.sequence("wallet", id).older()):
        take_away(account, customer, source)
    for method in list(account.store.sequence("payment_method", id).older()):
        account.store.remove(("payment_method", id), method)
        gone = account.store.objects["payment_method"][method]
        gone["customer"] = None
        account.store.spent.add(method)
        account.events.record("payment_method.detached", gone)
    customer["default_source"] = None
    account.events.record("customer.deleted", customer)
    account.store.remove(("customer",), id)
    if customer["email"] is not None:
        account.store.remove(("customer", customer["email"]), id)
    deleted = {"id": id, "object": "customer", "deleted": True}
    account.store.objects["customer"][id] = deleted
    return deleted


@rule("L04")
def list_(call: Call) -> Object:
    """GET /v1/customers, newest first; ``email`` is matched exactly."""
    store, email = call.account.store, call.params.get("email")
    sequence = store.sequence("customer", *([email] if email is not None else []))
    load = store.objects.get("customer", {}).get
    return page(call, sequence, load, "customer", keep=created_within(call))
