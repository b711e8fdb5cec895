"""Sources: made from a token or as a redirect, looked at, changed; authorised, failed, expired."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors, lifecycle, sourcetypes
from helpers.emulator.account import Account, Call
from helpers.emulator.facts import rule
from helpers.emulator.lookup import in_body, in_url
from helpers.emulator.parameters import (
    ADDRESS,
    AMOUNT,
    CURRENCY,
    EMAIL,
    METADATA,
    NAME,
    TEXT,
    Choice,
    Hash,
    Integer,
    ListOf,
    Required,
    Schema,
    address,
    merge_metadata,
)
from helpers.emulator.resources import cards, tokens
from helpers.emulator.sourcetypes import BY_NAME, SINGLE_USE, SourceType
from helpers.emulator.store import Object
from helpers.emulator.testcards import BY_LAST4
from helpers.emulator.wire import Form

OWNER = Hash(address=ADDRESS, email=EMAIL, name=TEXT, phone=TEXT)
CREATE = Schema(
    "mandate source_order " + " ".join(sorted(sourcetypes.OTHERS)),
    amount=AMOUNT,
    currency=CURRENCY,
    flow=Choice("redirect", "receiver", "code_verification", "none"),
    metadata=METADATA,
    owner=OWNER,
    receiver=Hash(refund_attributes_method=Choice("email", "manual", "none")),
    redirect=Hash(return_url=Required(NAME)),
    statement_descriptor=TEXT,
    token=NAME,
    type=Required(NAME),
    usage=Choice("reusable", "single_use"),
    **{type.name: Hash(type.gaps, **type.accepts) for type in sourcetypes.SOURCE_TYPES},
)
CLONE = Schema(customer=Required(NAME), metadata=METADATA, original_source=Required(NAME))
UPDATE = Schema(
    "amount mandate source_order",
    card=Hash(exp_month=Integer(1, 12), exp_year=Integer()),
    metadata=METADATA,
    owner=OWNER,
)
VERIFY = Schema(values=Required(ListOf(NAME)))


@rule("S24", "S25")
def create_schema(form: Form, path: dict[str, str]) -> Schema:
    """What POST /v1/sources takes: a clone has parameters of its own."""
    return CLONE if "customer" in form or "original_source" in form else CREATE


@rule("S11", "S24", "S27", "Q12", "Q34")
def create(call: Call) -> Object:
    """POST /v1/sources. Chargeable at once if its flow is "none", else pending."""
    params, account = call.params, call.account
    if "original_source" in params:
        return _clone(call)
    type = BY_NAME.get(params["type"])
    if type is None:
        if params["type"] in sourcetypes.OTHERS:
            raise errors.EMULATOR_GAP(what=f"sources of type `{params['type']}`", param="type")
        raise errors.UNKNOWN_SOURCE_TYPE(type=params["type"])
    _check(type, params)
    source = MAKERS.get(type.name, _redirecting)(account, type, params)
    _begin(account, source)
    return source


@rule("S03", "Q03", "Q49")
def _check(type: SourceType, params: dict[str, Any]) -> None:
    """Refuse what the type does not go with: flow, usage, currency, another type's hash."""
    for name in BY_NAME:
        if name in params and name != type.name:
            raise errors.UNKNOWN_PARAMETER(plural="", names=name, first=name)
    if params.get("flow", type.flow) != type.flow:
        raise errors.WRONG_FLOW(type=type.name, flow=type.flow)
    if params.get("usage", type.usages[0]) not in type.usages:
        raise errors.WRONG_USAGE(type=type.name, usage=" or ".join(type.usages))
    if type.flow == "redirect":
        for name in ("amount", "currency", "redirect"):
            if params.get(name) is None:
                raise errors.MISSING_PARAMETER(param=name)
    currency = params.get("currency")
    if currency and type.currencies and currency not in type.currencies:
        raise errors.WRONG_SOURCE_CURRENCY(type=type.name, currencies=", ".join(type.currencies))


@rule("S01", "S07", "S08", "S12", "S20", "S30", "Q20")
def _new(account: Account, type: SourceType, params: dict[str, Any], **more: Any) -> Object:
    """The keys that all types have, and ``more``, in alphabetical order after id and object."""
    metadata = merge_metadata({}, params.get("metadata"))
    rest = {
        "amount": params.get("amount"),
        "client_secret": account.ids.secret("src_client_secret"),
        "created": account.now,
        "currency": params.get("currency"),
        "flow": type.flow,
        "livemode": False,
        "metadata": metadata,
        "owner": _owner(params.get("owner")),
        "statement_descriptor": params.get("statement_descriptor"),
        "status": None,
        "type": type.name,
        "usage": params.get("usage", type.usages[0]),
        **more,
    }
    return in_order({"id": account.ids.new("src"), "object": "source", **rest})


def in_order(source: Object) -> Object:
    """``source`` with its keys as Stripe writes them: id, object, then the alphabet (S01, S09)."""
    rest = sorted(key for key in source if key not in ("id", "object"))
    return {"id": source["id"], "object": "source", **{key: source[key] for key in rest}}


NOBODY: Object = dict.fromkeys(
    (
        "address",
        "email",
        "name",
        "phone",
        "verified_address",
        "verified_email",
        "verified_name",
        "verified_phone",
    )
)
"""An owner of whom nothing is known; one for all, since hashes are replaced, never changed."""


def _owner(sent: dict[str, Any] | None) -> Object:
    if not sent:
        return NOBODY
    return {
        **NOBODY,
        "address": address(sent.get("address")),
        "email": sent.get("email"),
        "name": sent.get("name"),
        "phone": sent.get("phone"),
    }


@rule("S01", "S02", "S03", "S31", "T06", "Q03")
def _card(account: Account, type: SourceType, params: dict[str, Any]) -> Object:
    """A card source. Only a single-use one keeps an amount or a currency."""
    token = None
    if "token" in params:
        token = _token(account, params["token"], "card")
        card = token["card"]
    elif "number" in (params.get("card") or {}):
        sent = params["card"]
        card = cards.new(account, cards.raw(account, sent), sent)
    else:
        raise errors.MISSING_PARAMETER(param="token")
    kept = dict(params)
    if params.get("usage") != SINGLE_USE:
        kept.pop("amount", None)
        kept.pop("currency", None)
    if card["name"] is not None:
        kept["owner"] = {**(params.get("owner") or {}), "name": card["name"]}
    source = _new(account, type, kept, card=card_details(card))
    if token is not None:
        tokens.spend(token)
    return source


@rule("S04", "S05", "S06")
def card_details(card: Object) -> Object:
    """The ``card`` hash of a source made from a token's card."""
    return {
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "last4": card["last4"],
        "country": card["country"],
        "brand": card["brand"],
        "funding": card["funding"],
        "fingerprint": card["fingerprint"],
        "three_d_secure": BY_LAST4[card["last4"]].three_d_secure,
        "name": card["name"],
        "address_line1_check": card["address_line1_check"],
        "address_zip_check": card["address_zip_check"],
        "cvc_check": card["cvc_check"],
        "tokenization_method": card["tokenization_method"],
        "dynamic_last4": card["dynamic_last4"],
    }


def _token(account: Account, id: str, type: str) -> Object:
    token = tokens.find(account, id, errors.NO_SUCH_TOKEN, param="token")
    if token["type"] != type:
        raise errors.WRONG_TOKEN_TYPE(type=token["type"], wanted=type, param="token")
    return token


@rule("S17", "Q47")
def _sepa_debit(account: Account, type: SourceType, params: dict[str, Any]) -> Object:
    """A SEPA debit source from an IBAN or a bank token, with its mandate."""
    token = None
    if "token" in params:
        token = _token(account, params["token"], "bank_account")
        bank = token["bank_account"]
        country, last4, fingerprint = bank["country"], bank["last4"], bank["fingerprint"]
        owner = {**(params.get("owner") or {})}
        owner.setdefault("name", bank["account_holder_name"])
        params = {**params, "owner": owner}
        bank_code = None
    else:
        if not params.get("sepa_debit"):
            raise errors.MISSING_PARAMETER(param="sepa_debit[iban]")
        iban = params["sepa_debit"]["iban"].replace(" ", "").upper()
        if not (iban.isascii() and iban.isalnum() and 15 <= len(iban) <= 34 and iban[:2].isalpha()):
            raise errors.INVALID_IBAN(value=iban, param="sepa_debit[iban]")
        country, last4, bank_code = iban[:2], iban[-4:], iban[4:12]
        fingerprint = account.ids.fingerprint(iban)
    reference = account.ids.random_text("mandate", 16).upper()
    url = f"https://hooks.stripe.com/adapter/sepa_debit/file/{account.ids.random_text('url', 24)}"
    params = {**params, "currency": params.get("currency", "eur")}
    source = _new(
        account,
        type,
        params,
        mandate={
            "acceptance": {
                "date": None,
                "ip": None,
                "offline": None,
                "online": None,
                "status": "pending",
                "type": None,
                "user_agent": None,
            },
            "amount": None,
            "currency": None,
            "interval": "variable",
            "notification_method": "none",
            "reference": reference,
            "url": url,
        },
        sepa_debit={
            "bank_code": bank_code,
            "branch_code": None,
            "country": country,
            "fingerprint": fingerprint,
            "last4": last4,
            "mandate_reference": reference,
            "mandate_url": url,
        },
    )
    if token is not None:
        tokens.spend(token)
    return source


@rule("S18", "Q31")
def _receiver(account: Account, type: SourceType, params: dict[str, Any]) -> Object:
    """An ACH credit transfer source: an account number that the customer sends money to."""
    receiver = params.get("receiver") or {}
    params = {**params, "amount": None, "currency": "usd"}
    return _new(
        account,
        type,
        params,
        ach_credit_transfer={
            "account_number": "test_52796e3294dc",
            "bank_name": "TEST BANK",
            "fingerprint": "ecpwEzmBOSMOqQTL",
            "refund_account_holder_name": None,
            "refund_account_holder_type": None,
            "refund_routing_number": None,
            "routing_number": "110000000",
            "swift_code": "TSTEZ122",
        },
        receiver={
            "address": "121042882-38381234567890123",
            "amount_charged": 0,
            "amount_received": 0,
            "amount_returned": 0,
            "refund_attributes_method": receiver.get("refund_attributes_method", "email"),
            "refund_attributes_status": "missing",
        },
    )


@rule("S12", "S13", "S15", "S16", "S20")
def _redirecting(account: Account, type: SourceType, params: dict[str, Any]) -> Object:
    """A source whose customer must go to another page first."""
    details = {**type.details, **(params.get(type.name) or {})}
    return _with_redirect(account, type, params, details)


@rule("S19")
def _three_d_secure(account: Account, type: SourceType, params: dict[str, Any]) -> Object:
    """A 3D Secure source on top of a card source."""
    sent = params.get("three_d_secure")
    if not sent:
        raise errors.MISSING_PARAMETER(param="three_d_secure[card]")
    card = in_body(account, "source", sent["card"], "three_d_secure[card]")
    if card["type"] != "card" or card["status"] != lifecycle.CHARGEABLE:
        raise errors.THREE_D_SECURE_NEEDS_CARD(id=card["id"])
    details = {
        "card": card["id"],
        "customer": card.get("customer"),
        "authenticated": False,
        **card["card"],
    }
    return _with_redirect(account, type, params, details)


def _with_redirect(
    account: Account, type: SourceType, params: dict[str, Any], details: dict[str, Any]
) -> Object:
    redirect = {
        "failure_reason": None,
        "return_url": params["redirect"]["return_url"],
        "status": "pending",
        "url": "",
    }
    source = _new(account, type, params, redirect=redirect, **{type.name: details})
    redirect["url"] = (
        f"https://hooks.stripe.com/redirect/authenticate/{source['id']}"
        f"?client_secret={source['client_secret']}"
    )
    return source


MAKERS = {
    "card": _card,
    "sepa_debit": _sepa_debit,
    "ach_credit_transfer": _receiver,
    "three_d_secure": _three_d_secure,
}


@rule("S21", "S22", "S23", "V01")
def _begin(account: Account, source: Object) -> None:
    """Store a new source, take its first step and arrange for what time will do to it."""
    account.store.put(source)
    step(account, source, lifecycle.CREATE)
    if source["status"] != lifecycle.PENDING:
        return
    type = BY_NAME[source["type"]]
    email = source["owner"]["email"] or ""
    if type.name in sourcetypes.SELF_AUTHORIZING_TYPES and sourcetypes.SELF_AUTHORIZING in email:
        account.clock.after(
            sourcetypes.SELF_AUTHORIZING_DELAY, lambda: _authorize_if_pending(account, source["id"])
        )
    if source["flow"] == "redirect":
        _expire_after(account, source, type.lifetime)


def _authorize_if_pending(account: Account, id: str) -> None:
    source = account.store.get("source", id)
    if source is not None and source["status"] == lifecycle.PENDING:
        authorize(account, id)


@rule("S21")
def _expire_after(account: Account, source: Object, seconds: int) -> None:
    """Cancel the source then, if it is still where it is now."""
    id, status = source["id"], source["status"]

    def expire() -> None:
        then = account.store.get("source", id)
        if then is not None and then["status"] == status:
            step(account, then, lifecycle.EXPIRE)

    account.clock.after(seconds, expire)


def step(account: Account, source: Object, trigger: str) -> None:
    """Move a source along the table and fire the row's event."""
    row = account.lifecycle.move(source, trigger, account.now)
    if row.event is not None:
        account.events.record(row.event, source)


@rule("Q50")
def _clone(call: Call) -> Object:
    """A new, unattached source with the details of one that a customer has."""
    account, params = call.account, call.params
    customer = in_body(account, "customer", params["customer"], "customer")
    original = in_body(account, "source", params["original_source"], "original_source")
    if original.get("customer") != customer["id"] or original["type"] != "card":
        raise errors.CLONE_NOT_ATTACHED(id=original["id"], customer=customer["id"])
    owner = original["owner"]
    kept = {
        "owner": {key: owner[key] for key in OWNER.schema.fields},
        "metadata": params.get("metadata"),
        "usage": original["usage"],
    }
    source = _new(account, BY_NAME["card"], kept, card=dict(original["card"]))
    _begin(account, source)
    return source


@rule("E04")
def retrieve(call: Call) -> Object:
    """GET /v1/sources/:id."""
    return in_url(call.account, "source", call.path["source"])


@rule("S28")
def update(call: Call) -> Object:
    """POST /v1/sources/:id: metadata, owner, a card's expiry. No event is fired."""
    source = in_url(call.account, "source", call.path["source"])
    apply(source, call.params)
    return source


@rule("S28")
def apply(source: Object, params: dict[str, Any]) -> None:
    """Check an update's parameters and set them on a source."""
    if params.get("card") and source["type"] != "card":
        raise errors.UNKNOWN_PARAMETER(plural="", names="card", first="card")
    metadata = merge_metadata(source["metadata"], params.get("metadata"))
    owner = source["owner"]
    if params.get("owner"):
        sent = dict(params["owner"])
        if "address" in sent:
            sent["address"] = address(sent["address"])
        owner = {**owner, **sent}
    source["metadata"], source["owner"] = metadata, owner
    if params.get("card"):
        source["card"] = {**source["card"], **params["card"]}


@rule("Q47")
def verify(call: Call) -> Object:
    """POST /v1/sources/:id/verify: refused, no type here has the flow code_verification."""
    in_url(call.account, "source", call.path["source"])
    raise errors.NOT_VERIFIABLE()


# --- the learner's hand --------------------------------------------------------------------------


@rule("S12", "S15", "S21", "S23", "Q31", "Q53")
def authorize(account: Account, id: str, received: int | None = None) -> Object:
    """The customer agrees on the other page; or money arrives (``received``, smallest unit).

    Raises ``LookupError`` for an unknown id and ``ValueError`` for a source that is not pending.
    """
    source = _pending(account, id)
    if source["flow"] == "redirect":
        type = BY_NAME[source["type"]]
        source["redirect"] = {**source["redirect"], "status": "succeeded"}
        source["owner"] = {**source["owner"], "verified_name": "Jenny Rosen"}
        source[type.name] = {**source[type.name], **type.authorized}
        if type.name == "three_d_secure":
            source[type.name] = {**source[type.name], "authenticated": True}
    elif received is not None:
        source["receiver"] = {**source["receiver"], "amount_received": received}
    step(account, source, lifecycle.AUTHORIZE)
    if lifecycle.find(source, lifecycle.EXPIRE) is not None:
        _expire_after(account, source, sourcetypes.CHARGE_WITHIN)
    return source


@rule("S12", "V08")
def fail(account: Account, id: str) -> Object:
    """The customer refuses on the other page.

    Raises ``LookupError`` for an unknown id and ``ValueError`` for a source that cannot fail.
    """
    source = _pending(account, id)
    if lifecycle.find(source, lifecycle.FAIL) is None:
        raise ValueError(f"{id} has no page on which its customer could refuse")
    source["redirect"] = {
        **source["redirect"],
        "status": "failed",
        "failure_reason": "user_abort",
    }
    step(account, source, lifecycle.FAIL)
    return source


@rule("S14")
def return_url(account: Account, id: str) -> str:
    """Where the customer's browser goes back to after the redirect.

    Raises ``LookupError`` if there is no such source or it has no redirect.
    """
    source = account.store.get("source", id)
    if source is None or "redirect" not in source:
        raise LookupError(f"no such redirect source: {id}")
    page, hash, fragment = source["redirect"]["return_url"].partition("#")
    joint = "&" if "?" in page else "?"
    told = f"source={id}&livemode=false&client_secret={source['client_secret']}"
    return f"{page}{joint}{told}{hash}{fragment}"


def _pending(account: Account, id: str) -> Object:
    source = account.store.get("source", id)
    if source is None:
        raise LookupError(f"no such source: {id}")
    if source["status"] != lifecycle.PENDING:
        raise ValueError(f"{id} is {source['status']}, not pending")
    return source
