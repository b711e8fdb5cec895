"""Detaching a source from a customer, deleting a card, and who becomes the default then."""

from __future__ import annotations

from helpers.emulator import lifecycle
from helpers.emulator.account import Account
from helpers.emulator.expansion import customer_source
from helpers.emulator.facts import rule
from helpers.emulator.mirrors import as_payment_method, mirrored
from helpers.emulator.resources import sources
from helpers.emulator.store import Object


@rule("X01", "X02", "S09", "Q01", "Q21", "Q22", "V04")
def take_away(account: Account, customer: Object, id: str) -> Object:
    """Take one source, card or bank account from its customer and return what is answered.

    Fires ``payment_method.detached`` and ``customer.source.deleted``. The default is not looked
    at: see :func:`detach`.
    """
    taken = customer_source(account.store, id) or {}
    kind = taken["object"]
    account.store.remove(("wallet", customer["id"]), id)
    account.store.remove(("wallet", customer["id"], kind), id)
    face = as_payment_method(account.store, taken) if mirrored(taken) else None
    if face is not None:
        account.store.remove(("payment_method", customer["id"]), id)
        account.events.record("payment_method.detached", {**face, "customer": None})
    if kind == "source":
        del taken["customer"]
        sources.step(account, taken, lifecycle.DETACH)
        return taken
    account.store.delete(kind, id)
    account.events.record("customer.source.deleted", taken)
    return {"id": id, "object": kind, "deleted": True}


@rule("D03", "V04", "X01", "X02", "X03", "Q05", "Q21")
def detach(account: Account, customer: Object, id: str) -> Object:
    """Take a source away for good; if it was the default, the newest one left takes its place."""
    answer = take_away(account, customer, id)
    if customer["default_source"] == id:
        left = account.store.sequence("wallet", customer["id"])
        customer["default_source"] = next(left.older(), None)
        account.events.record("customer.updated", customer, {"default_source": id})
    return answer
