"""Search, which Stripe has for customers, charges and PaymentIntents and the emulator has not."""

from __future__ import annotations

from helpers.emulator import errors
from helpers.emulator.account import Call
from helpers.emulator.facts import rule
from helpers.emulator.parameters import NAME, Integer, Required, Schema
from helpers.emulator.store import Object

SEARCH = Schema(limit=Integer(1, 100), page=NAME, query=Required(NAME))


@rule("Q34")
def search(call: Call) -> Object:
    """GET /v1/customers/search and its like: refused, and said so."""
    raise errors.EMULATOR_GAP(what=f"searching ({call.url})", param="query")
