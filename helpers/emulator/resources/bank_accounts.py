"""Bank accounts: inside a token, and as a customer's ``ba_`` object."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors
from helpers.emulator.account import Account
from helpers.emulator.facts import rule
from helpers.emulator.parameters import (
    METADATA,
    TEXT,
    Choice,
    Integer,
    ListOf,
    Required,
    Schema,
)
from helpers.emulator.store import Object

DEPOSITS = [32, 45]
"""The two amounts, in cents, that verify any test bank account."""

UPDATE = Schema(
    account_holder_name=TEXT,
    account_holder_type=Choice("company", "individual"),
    metadata=METADATA,
)
VERIFY = Schema(amounts=Required(ListOf(Integer(minimum=1))))


@rule("Q47")
def new(account: Account, sent: dict[str, Any]) -> Object:
    """The bank account inside a token; ``sent`` are the parameters of ``bank_account``."""
    number = sent["account_number"]
    return {
        "id": account.ids.new("ba"),
        "object": "bank_account",
        "account_holder_name": sent.get("account_holder_name"),
        "account_holder_type": sent.get("account_holder_type"),
        "account_type": sent.get("account_type"),
        "bank_name": "STRIPE TEST BANK",
        "country": sent["country"].upper(),
        "currency": sent.get("currency", "usd"),
        "fingerprint": account.ids.fingerprint(number),
        "last4": number[-4:],
        "routing_number": sent.get("routing_number"),
        "status": "new",
    }


def attached(bank_account: Object, customer: str) -> Object:
    """The customer's bank account made from a token's."""
    kept = {**bank_account, "customer": customer, "metadata": {}}
    head = {key: kept.pop(key) for key in ("id", "object")}
    return head | {key: kept[key] for key in sorted(kept)}


@rule("Q47")
def verify(bank_account: Object, amounts: list[int]) -> None:
    """Verify a bank account by the amounts of its two deposits, in cents, in any order."""
    if bank_account["status"] == "verified":
        raise errors.ALREADY_VERIFIED()
    if sorted(amounts) != DEPOSITS:
        raise errors.VERIFICATION_AMOUNTS()
    bank_account["status"] = "verified"
