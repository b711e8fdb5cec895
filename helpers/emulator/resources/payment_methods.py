"""PaymentMethods: today's way to keep a card, and the other face of attached sources and cards."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors, testcards
from helpers.emulator.account import Account, Call
from helpers.emulator.errors import StripeError
from helpers.emulator.expansion import customer_source
from helpers.emulator.facts import rule
from helpers.emulator.lookup import customer_in_url, in_body, missing_in_body, missing_in_url
from helpers.emulator.mirrors import NO_ADDRESS, as_payment_method, mirrored, payment_method
from helpers.emulator.pagination import page
from helpers.emulator.parameters import (
    BILLING_DETAILS,
    METADATA,
    NAME,
    Choice,
    Hash,
    Integer,
    Required,
    Schema,
    address,
    merge_metadata,
    page_schema,
)
from helpers.emulator.resources import cards, detaching, tokens
from helpers.emulator.resources.attaching import decline
from helpers.emulator.store import Object
from helpers.emulator.versions import takes_payment_method_types

REDISPLAY = Choice("always", "limited", "unspecified")
OTHER_TYPES = (
    "acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact"
    " billie bizum blik boleto cashapp crypto custom customer_balance eps fpx giropay grabpay ideal"
    " interac_present kakao_pay klarna konbini kr_card link mb_way mobilepay multibanco naver_pay"
    " nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix promptpay"
    " revolut_pay samsung_pay satispay scalapay sepa_debit sequra sofort sunbit swish twint upi"
    " us_bank_account wechat_pay zip"
)
CREATE = Schema(
    f"customer payment_method radar_options {OTHER_TYPES}",
    allow_redisplay=REDISPLAY,
    billing_details=BILLING_DETAILS,
    card=Hash(
        "networks", cvc=NAME, exp_month=Integer(1, 12), exp_year=Integer(), number=NAME, token=NAME
    ),
    metadata=METADATA,
    type=Required(NAME),
)
UPDATE = Schema(
    "us_bank_account",
    allow_redisplay=REDISPLAY,
    billing_details=BILLING_DETAILS,
    card=Hash("networks", exp_month=Integer(1, 12), exp_year=Integer()),
    metadata=METADATA,
)
ATTACH = Schema("customer_account", customer=Required(NAME))
LIST = page_schema(
    "customer_account", allow_redisplay=REDISPLAY, customer=Required(NAME), type=NAME
)
LIST_OF_CUSTOMER = page_schema(allow_redisplay=REDISPLAY, type=NAME)

TEST_NAME = "pm_card_"
SERVED = ("card", "sepa_debit")
"""The types that an intent of the emulator can be paid with."""


@rule("E07", "P06", "Q34", "Q40")
def create(call: Call) -> Object:
    """POST /v1/payment_methods with ``type=card`` and ``card[token]``. It has no customer yet."""
    account, params = call.account, call.params
    if params["type"] != "card":
        raise errors.EMULATOR_GAP(what=f"PaymentMethods of type `{params['type']}`", param="type")
    sent = params.get("card") or {}
    if "token" in sent:
        token = tokens.find(account, sent["token"], errors.NO_SUCH_TOKEN, "card[token]")
        if token["type"] != "card":
            raise errors.WRONG_TOKEN_TYPE(type=token["type"], wanted="card", param="card[token]")
        card = token["card"]
    elif "number" in sent:
        card, token = cards.new(account, cards.raw(account, sent), sent), None
    else:
        raise errors.MISSING_PARAMETER(param="card")
    metadata = merge_metadata({}, params.get("metadata"))
    if token is not None:
        tokens.spend(token)
    face = _new(account, card, params, metadata)
    account.store.put(face)
    return face


@rule("Q40")
def _new(
    account: Account, card: Object, params: dict[str, Any], metadata: dict[str, str]
) -> Object:
    face = as_payment_method(account.store, {**card, "created": account.now, "customer": None})
    face["id"] = account.ids.new("pm")
    face["allow_redisplay"] = params.get("allow_redisplay", "unspecified")
    face["billing_details"] = _billing(
        {**face["billing_details"], "address": NO_ADDRESS}, params.get("billing_details")
    )
    face["metadata"] = metadata
    return face


def remember(account: Account, face: Object) -> None:
    """Store a fresh PaymentMethod, once nothing stands against its use any more."""
    if face["id"].startswith("pm_") and account.store.get("payment_method", face["id"]) is None:
        account.store.put(face)


def _billing(old: Object, sent: dict[str, Any] | None) -> Object:
    if not sent:
        return old
    new = {**old, **sent}
    if "address" in sent:
        new["address"] = address(sent["address"]) or NO_ADDRESS
    return new


@rule("P07", "V09", "Q40")
def find(account: Account, id: str, missing: StripeError) -> tuple[Object, Object]:
    """The PaymentMethod behind an id, and what is charged when it pays.

    Besides ``pm_`` ids: names such as ``pm_card_visa`` (a fresh one each time), and the ``src_``
    and ``card_`` ids of what a customer has. Raises ``missing`` if there is nothing.
    """
    store = account.store
    own = store.get("payment_method", id)
    if own is not None:
        return own, own
    kind = testcards.BY_PAYMENT_METHOD.get(id)
    if kind is not None:
        made = _new(account, cards.new(account, kind), {}, {})
        return made, made
    source = customer_source(store, id)
    if source is None or not mirrored(source):
        raise missing
    if "customer" not in source:
        raise errors.SOURCE_NEEDS_CUSTOMER()
    return as_payment_method(store, source), source


def _in_url(call: Call) -> tuple[Object, Object]:
    id = call.path["method"]
    return find(call.account, id, missing_in_url(call.account, "payment_method", id))


@rule("V09", "E04")
def retrieve(call: Call) -> Object:
    """GET /v1/payment_methods/:id."""
    face, _ = _in_url(call)
    remember(call.account, face)
    return face


@rule("V09", "Q40")
def update(call: Call) -> Object:
    """POST /v1/payment_methods/:id, also of an attached source or card (V09)."""
    face, instrument = _in_url(call)
    params = call.params
    if not face["customer"]:
        raise errors.PAYMENT_METHOD_NOT_SAVED()
    changed: dict[str, Any] = {}
    if "metadata" in params:
        changed["metadata"] = merge_metadata(face["metadata"], params["metadata"])
    if params.get("card"):
        if face["type"] != "card":
            raise errors.UNKNOWN_PARAMETER(plural="", names="card", first="card")
        changed["card"] = {**face["card"], **params["card"]}
    if instrument is face:
        if "billing_details" in params:
            changed["billing_details"] = _billing(
                face["billing_details"], params["billing_details"]
            )
        if "allow_redisplay" in params:
            changed["allow_redisplay"] = params["allow_redisplay"]
    elif {"billing_details", "allow_redisplay"} & params.keys():
        raise errors.EMULATOR_GAP(what="this change of a source", param="billing_details")
    previous = {key: face[key] for key in changed if face[key] != changed[key]}
    if instrument is not face:
        _change_source(instrument, params, changed)
    face.update(changed)
    if previous:
        call.account.events.record("payment_method.updated", face, previous)
    return face


def _change_source(instrument: Object, params: dict[str, Any], changed: dict[str, Any]) -> None:
    """Bring a change of the other face back to the source or card itself."""
    if "metadata" in changed:
        instrument["metadata"] = changed["metadata"]
    if params.get("card"):
        if instrument["object"] == "card":
            instrument.update(params["card"])
        else:
            instrument["card"] = {**instrument["card"], **params["card"]}


@rule("A13", "P06", "P10", "Q40")
def attach(call: Call) -> Object:
    """POST /v1/payment_methods/:id/attach."""
    account = call.account
    face, _ = _in_url(call)
    customer = in_body(account, "customer", call.params["customer"], "customer")
    check_attachable(account, face)
    remember(account, face)
    keep(account, customer, face)
    return face


@rule("A13", "P10", "P15", "Q40")
def check_attachable(account: Account, face: Object) -> None:
    """Refuse a PaymentMethod that has a customer, is spent, or whose card declines."""
    if face["customer"] is not None:
        raise errors.PAYMENT_METHOD_ATTACHED()
    if is_spent(account, face):
        raise errors.SPENT_METHOD_CANNOT_ATTACH()
    refusal = testcards.BY_LAST4[face["card"]["last4"]].attach
    if refusal is not None:
        raise decline(refusal)


@rule("P10", "P15")
def is_spent(account: Account, face: Object) -> bool:
    """Whether a PaymentMethod was detached, or paid without having a customer."""
    return face["id"] in account.store.spent


@rule("P08")
def keep(account: Account, customer: Object, face: Object) -> None:
    """Give a PaymentMethod to a customer; the customer's ``sources`` are not touched (P08)."""
    face["customer"] = customer["id"]
    account.store.append(("payment_method", customer["id"]), face["id"])
    account.events.record("payment_method.attached", face)


@rule("P10", "X01", "Q40")
def detach(call: Call) -> Object:
    """POST /v1/payment_methods/:id/detach: for good (P10). A source is detached as such."""
    account = call.account
    face, instrument = _in_url(call)
    if face["customer"] is None:
        raise errors.PAYMENT_METHOD_NOT_ATTACHED()
    customer = account.store.objects["customer"][face["customer"]]
    _forget_default(customer, face["id"])
    if instrument is not face:
        detaching.detach(account, customer, face["id"])
        return {**face, "customer": None}
    account.store.remove(("payment_method", customer["id"]), face["id"])
    face["customer"] = None
    account.store.spent.add(face["id"])
    account.events.record("payment_method.detached", face)
    return face


@rule("Q40")
def _forget_default(customer: Object, id: str) -> None:
    settings = customer["invoice_settings"]
    if settings["default_payment_method"] == id:
        customer["invoice_settings"] = {**settings, "default_payment_method": None}


@rule("P08", "Q40")
def list_(call: Call) -> Object:
    """GET /v1/payment_methods?customer=: cards, sources and PaymentMethods (P08), newest first."""
    customer = in_body(call.account, "customer", call.params["customer"], "customer")
    return _page(call, customer)


@rule("P08")
def list_of_customer(call: Call) -> Object:
    """GET /v1/customers/:id/payment_methods."""
    return _page(call, customer_in_url(call.account, call.path["customer"]))


def retrieve_of_customer(call: Call) -> Object:
    """GET /v1/customers/:id/payment_methods/:id."""
    account, id = call.account, call.path["method"]
    customer = customer_in_url(account, call.path["customer"])
    face = payment_method(account.store, id)
    if face is None or face["customer"] != customer["id"]:
        raise missing_in_url(account, "payment_method", id)
    return face


@rule("P22")
def _page(call: Call, customer: Object) -> Object:
    """The customer's PaymentMethods, narrowed down by ``type`` and ``allow_redisplay``."""
    store = call.account.store
    wanted = {
        name: call.params[name] for name in ("type", "allow_redisplay") if name in call.params
    }
    sequence = store.sequence("payment_method", customer["id"])

    def load(id: str) -> Object | None:
        return payment_method(store, id)

    def fits(face: Object) -> bool:
        return all(face[name] == value for name, value in wanted.items())

    return page(call, sequence, load, "payment_method", keep=fits if wanted else None)


@rule("P07", "P20", "P21", "Q34", "Q40")
def types_of_intent(call: Call, kind: str) -> list[str]:
    """What an intent may be paid with: the types that it allows; cards if it names none.

    Allowed types that do not fit the currency are left out silently. ``kind`` is PaymentIntent or
    SetupIntent. Raises ``EMULATOR_GAP`` for a type not served here, and where none is left.
    """
    params = call.params
    if "payment_method_types" in params and not takes_payment_method_types(call.version):
        raise errors.TYPES_NO_LONGER_SUPPORTED()
    allowed = params.get("allowed_payment_method_types")
    for other in ("automatic_payment_methods", "payment_method_types"):
        if allowed is not None and other in params:
            raise errors.ONE_OF_THESE(names=f"allowed_payment_method_types, {other}")
    sent = "payment_method_types" if allowed is None else "allowed_payment_method_types"
    types: list[str] = params.get(sent) or ["card"]
    for type in types:
        if type not in SERVED:
            raise errors.EMULATOR_GAP(what=f"{kind}s of type `{type}`", param=sent)
    if allowed and params.get("currency", "eur") != "eur":
        types = [type for type in types if type != "sepa_debit"]
    if not types:
        raise errors.EMULATOR_GAP(what=f"{kind}s that no type fits", param=sent)
    return types


@rule("P12", "P15", "P16", "P18", "Q40")
def for_intent(
    account: Account, id: str, customer: str | None, types: list[str], kind: str
) -> tuple[Object, Object]:
    """The PaymentMethod that an intent names, and what is charged.

    One of another customer is refused, one of a type that the intent does not allow, and one
    that is spent.
    """
    missing = missing_in_body(account, "payment_method", id, "payment_method")
    face, instrument = find(account, id, missing)
    if face["type"] not in types:
        raise errors.TYPE_NOT_ALLOWED(type=face["type"], kind=kind, types=", ".join(types))
    owner = face["customer"]
    if owner is not None and customer is None:
        raise errors.CUSTOMER_NOT_NAMED(id=id, customer=owner, kind=kind)
    if owner is not None and owner != customer:
        raise errors.PAYMENT_METHOD_OF_ANOTHER(id=id)
    if is_spent(account, face):
        raise errors.SPENT_METHOD_CANNOT_PAY()
    return face, instrument
