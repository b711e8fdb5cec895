"""A customer's sources, cards and bank accounts: what `/v1/customers/:id/sources` answers."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors
from helpers.emulator.account import Account, Call
from helpers.emulator.errors import Refusal
from helpers.emulator.expansion import customer_source
from helpers.emulator.facts import rule
from helpers.emulator.lookup import customer_in_url
from helpers.emulator.pagination import page
from helpers.emulator.parameters import (
    METADATA,
    NAME,
    Choice,
    Required,
    Schema,
    merge_metadata,
    page_schema,
)
from helpers.emulator.resources import attaching, bank_accounts, cards, detaching, sources
from helpers.emulator.store import Object
from helpers.emulator.wire import Form

CREATE = Schema("card validate", metadata=METADATA, source=Required(NAME))
LIST = page_schema(object=Choice("source", "card", "bank_account"))
VERIFY = bank_accounts.VERIFY

UPDATES = {"card": cards.UPDATE, "ba": bank_accounts.UPDATE}


@rule("A01", "A09", "A10", "A12", "A13", "V02")
def create(call: Call) -> Object:
    """POST /v1/customers/:id/sources: attach without replacing the default."""
    account, params = call.account, call.params
    customer = customer_in_url(account, call.path["customer"])
    checked = attaching.check(account, params["source"])
    metadata = None
    if "metadata" in params:
        old = checked["metadata"] if checked["object"] == "source" else {}
        metadata = merge_metadata(old, params["metadata"])
    return attaching.add(account, customer, checked, metadata)


def _find(call: Call, missing: Refusal) -> tuple[Object, Object]:
    """The customer and the source, card or bank account that the URL names."""
    customer = customer_in_url(call.account, call.path["customer"])
    id = call.path["id"]
    attached = attaching.is_attached(call.account, customer, id)
    found = customer_source(call.account.store, id) if attached else None
    if found is None:
        raise missing(id=id)
    return customer, found


@rule("X07")
def retrieve(call: Call) -> Object:
    """GET /v1/customers/:id/sources/:id."""
    return _find(call, errors.NO_SUCH_CUSTOMER_SOURCE)[1]


@rule("L01", "L04", "L05", "Q04", "Q17")
def list_(call: Call) -> Object:
    """GET /v1/customers/:id/sources: the default first, then the newest first."""
    account = call.account
    customer = customer_in_url(account, call.path["customer"])
    kind = call.params.get("object")
    sequence = account.store.sequence("wallet", customer["id"], *([kind] if kind else []))

    def load(id: str) -> Object | None:
        return customer_source(account.store, id)

    return page(call, sequence, load, "source", first=customer["default_source"])


def update_schema(form: Form, path: dict[str, str]) -> Schema:
    """A source, a card and a bank account take different changes."""
    return UPDATES.get(path["id"].partition("_")[0], sources.UPDATE)


@rule("S28", "Q55")
def update(call: Call) -> Object:
    """POST /v1/customers/:id/sources/:id. A card's change fires ``customer.source.updated``."""
    _, found = _find(call, errors.NO_SUCH_CUSTOMER_SOURCE)
    if found["object"] == "source":
        sources.apply(found, call.params)
        return found
    _change(call.account, found, call.params)
    return found


def _change(account: Account, found: Object, params: dict[str, Any]) -> None:
    """A card and a bank account keep what is sent as it is, but for metadata, which merges."""
    changed = dict(params)
    if "metadata" in params:
        changed["metadata"] = merge_metadata(found["metadata"], params["metadata"])
    previous = {key: found[key] for key in changed if found[key] != changed[key]}
    found.update(changed)
    if previous:
        account.events.record("customer.source.updated", found, previous)


@rule("X01", "X02", "X04")
def delete(call: Call) -> Object:
    """DELETE /v1/customers/:id/sources/:id: a source is detached, a card is deleted."""
    customer, found = _find(call, errors.NO_SUCH_SOURCE_TO_DETACH)
    return detaching.detach(call.account, customer, found["id"])


@rule("Q47")
def verify(call: Call) -> Object:
    """POST /v1/customers/:id/sources/:id/verify, for bank accounts."""
    _, found = _find(call, errors.NO_SUCH_CUSTOMER_SOURCE)
    if found["object"] != "bank_account":
        raise errors.NOT_VERIFIABLE()
    previous = {"status": found["status"]}
    bank_accounts.verify(found, call.params["amounts"])
    call.account.events.record("customer.source.updated", found, previous)
    return found
