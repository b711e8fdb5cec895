"""Cards: the ``card_`` object of a customer, and the card inside a token or a source."""

from __future__ import annotations

import time
from typing import Any

from helpers.emulator import errors, testcards
from helpers.emulator.account import Account
from helpers.emulator.facts import rule
from helpers.emulator.parameters import METADATA, TEXT, Integer, Schema
from helpers.emulator.store import Object

ADDRESS_KEYS = (
    "address_city",
    "address_country",
    "address_line1",
    "address_line2",
    "address_state",
    "address_zip",
)

UPDATE = Schema(
    **dict.fromkeys(ADDRESS_KEYS, TEXT),
    exp_month=Integer(1, 12),
    exp_year=Integer(),
    metadata=METADATA,
    name=TEXT,
)


@rule("T01", "S04", "S05", "S06", "T05")
def new(account: Account, kind: testcards.Card, sent: dict[str, Any] | None = None) -> Object:
    """The card inside a token: ``kind``'s card with what was ``sent`` as raw card data, if any.

    It has no ``customer`` yet. Test tokens expire in a year's time.
    """
    sent = sent or {}
    year, month = time.gmtime(account.now)[:2]
    line1, zip = sent.get("address_line1"), sent.get("address_zip")
    return {
        "id": account.ids.new("card"),
        "object": "card",
        "address_city": sent.get("address_city"),
        "address_country": sent.get("address_country"),
        "address_line1": line1,
        "address_line1_check": "unchecked" if line1 else None,
        "address_line2": sent.get("address_line2"),
        "address_state": sent.get("address_state"),
        "address_zip": zip,
        "address_zip_check": "unchecked" if zip else None,
        "brand": kind.brand.name,
        "country": kind.country,
        "cvc_check": "unchecked" if "cvc" in sent else None,
        "dynamic_last4": None,
        "email": None,
        "exp_month": sent.get("exp_month", month),
        "exp_year": sent.get("exp_year", year + 1),
        "fingerprint": account.ids.fingerprint(kind.last4),
        "funding": kind.funding,
        "last4": kind.last4,
        "metadata": {},
        "name": sent.get("name"),
        "networks": {"preferred": None},
        "phone": None,
        "regulated_status": "unregulated",
        "tokenization_method": None,
        "wallet": None,
    }


@rule("A10", "S06", "S32")
def attached(card: Object, customer: str) -> Object:
    """The customer's card made from a token's card: the same id, its checks passed."""
    checks = ("address_line1_check", "address_zip_check", "cvc_check")
    kept = {key: value for key, value in card.items() if key != "networks"}
    kept |= {key: "pass" for key in checks if card[key] == "unchecked"}
    kept |= {"allow_redisplay": "unspecified", "customer": customer, "metadata": {}}
    head = {key: kept.pop(key) for key in ("id", "object")}
    return head | {key: kept[key] for key in sorted(kept)}


@rule("E07")
def raw(account: Account, sent: dict[str, Any]) -> testcards.Card:
    """The test card that raw card data names; refused unless the account allows such data."""
    if not account.raw_card_data:
        raise errors.RAW_CARD_NUMBER()
    return testcards.by_number(sent["number"])
