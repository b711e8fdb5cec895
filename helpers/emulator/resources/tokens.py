"""Tokens: made from card or bank data, used once; test tokens that can be used for ever."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors, testcards
from helpers.emulator.account import Account, Call
from helpers.emulator.errors import Refusal
from helpers.emulator.facts import rule
from helpers.emulator.lookup import missing_in_url
from helpers.emulator.parameters import (
    CURRENCY,
    NAME,
    TEXT,
    Choice,
    Hash,
    Integer,
    Required,
    Schema,
)
from helpers.emulator.resources import bank_accounts, cards
from helpers.emulator.store import Object

CARD = Hash(
    "networks currency",
    **dict.fromkeys(cards.ADDRESS_KEYS, TEXT),
    cvc=NAME,
    exp_month=Required(Integer(1, 12)),
    exp_year=Required(Integer()),
    name=TEXT,
    number=Required(NAME),
)
BANK_ACCOUNT = Hash(
    "payment_method",
    account_holder_name=TEXT,
    account_holder_type=Choice("company", "individual"),
    account_number=Required(NAME),
    account_type=Choice("checking", "futsu", "savings", "toza"),
    country=Required(NAME),
    currency=CURRENCY,
    routing_number=TEXT,
)
CREATE = Schema("account customer cvc_update person pii", card=CARD, bank_account=BANK_ACCOUNT)

CARD_OR_BANK = "card"


@rule("E07", "E11")
def create(call: Call) -> Object:
    """POST /v1/tokens with ``card`` or ``bank_account``."""
    params, account = call.params, call.account
    if params.get("card"):
        kind = cards.raw(account, params["card"])
        token = _new(account, "card", cards.new(account, kind, params["card"]))
    elif params.get("bank_account"):
        token = _new(account, "bank_account", bank_accounts.new(account, params["bank_account"]))
    else:
        raise errors.MISSING_PARAMETER(param=CARD_OR_BANK)
    account.store.put(token)
    return token


@rule("T03", "E04")
def retrieve(call: Call) -> Object:
    """GET /v1/tokens/:id. A test token's name gives a fresh token with an id of its own."""
    account, id = call.account, call.path["token"]
    token = account.store.get("token", id)
    if token is None:
        token = _fresh(account, id)
        if token is None:
            raise missing_in_url(account, "token", id)
        account.store.put(token)
    return token


@rule("T02", "T03")
def find(account: Account, id: str, missing: Refusal, param: str = "source") -> Object:
    """A token that can still be used: one that was made, or a fresh one for a test name.

    Raises ``missing`` if there is none, ``TOKEN_USED`` if it was used before.
    """
    token = account.store.get("token", id) or _fresh(account, id)
    if token is None:
        raise missing(id=id, param=param)
    if token["used"]:
        raise errors.TOKEN_USED(id=id)
    return token


def spend(token: Object) -> None:
    """Use a token up."""
    token["used"] = True


def content(token: Object) -> Object:
    """The card or bank account inside a token."""
    inside: Object = token[token["type"]]
    return inside


@rule("T03", "T05")
def _fresh(account: Account, name: str) -> Object | None:
    kind = testcards.BY_TOKEN.get(name)
    return None if kind is None else _new(account, "card", cards.new(account, kind))


@rule("T01")
def _new(account: Account, type: str, inside: dict[str, Any]) -> Object:
    return {
        "id": account.ids.new("tok" if type == "card" else "btok"),
        "object": "token",
        type: inside,
        "client_ip": None,
        "created": account.now,
        "livemode": False,
        "type": type,
        "used": False,
    }
