"""From the object that is kept to the object that is shown: expanded references, included lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from helpers.emulator import errors, versions
from helpers.emulator.facts import rule
from helpers.emulator.mirrors import payment_method
from helpers.emulator.store import Object, Sequence, Store

MAX_LEVELS = 4
INCLUDED = 10
"""How many entries an included list shows."""

Tree = dict[str, "Tree"]
Loader = Callable[[Store, Object, str], Any]


def customer_source(store: Store, id: str) -> Object | None:
    """A source, card or bank account by its id, whichever it is."""
    kind = {"src": "source", "card": "card", "ba": "bank_account"}.get(id.partition("_")[0])
    return None if kind is None else store.get(kind, id)


def in_wallet_order(wallet: Sequence, default: str | None) -> Iterable[str]:
    """A customer's sources: the default first, then the newest first (Q04)."""
    if default is not None:
        yield default
    yield from (id for id in wallet.older() if id != default)


@rule("L02", "L05", "Q04", "Q17")
def _sources(store: Store, customer: Object, version: str) -> Object:
    wallet = store.sequence("wallet", customer["id"])
    ids = islice(in_wallet_order(wallet, customer["default_source"]), INCLUDED)
    return {
        "object": "list",
        "data": [customer_source(store, id) for id in ids],
        "has_more": len(wallet) > INCLUDED,
        "total_count": len(wallet),
        "url": f"/v1/customers/{customer['id']}/sources",
    }


def _refunds(store: Store, charge: Object, version: str) -> Object:
    refunds = store.sequence("refund", charge["id"])
    listed: Object = {
        "object": "list",
        "data": [store.get("refund", id) for id in islice(refunds.older(), INCLUDED)],
        "has_more": len(refunds) > INCLUDED,
    }
    if versions.older(version, versions.REFUNDS_ON_REQUEST):
        listed["total_count"] = len(refunds)
    listed["url"] = f"/v1/charges/{charge['id']}/refunds"
    return listed


def _reference(field: str, kind: str) -> Loader:
    return lambda store, object, version: store.get(kind, object[field])


def _default_source(store: Store, customer: Object, version: str) -> Object | None:
    return customer_source(store, customer["default_source"])


def _payment_method(field: str) -> Loader:
    return lambda store, object, version: payment_method(store, object[field])


CUSTOMER = _reference("customer", "customer")
CHARGE = _reference("charge", "charge")
PAYMENT_INTENT = _reference("payment_intent", "payment_intent")

EXPANDABLE: dict[str, dict[str, Loader]] = {
    "customer": {"sources": _sources, "default_source": _default_source},
    "customer.invoice_settings": {
        "default_payment_method": _payment_method("default_payment_method")
    },
    "card": {"customer": CUSTOMER},
    "bank_account": {"customer": CUSTOMER},
    "charge": {"customer": CUSTOMER, "payment_intent": PAYMENT_INTENT, "refunds": _refunds},
    "refund": {"charge": CHARGE, "payment_intent": PAYMENT_INTENT},
    "payment_method": {"customer": CUSTOMER},
    "setup_intent": {"customer": CUSTOMER, "payment_method": _payment_method("payment_method")},
    "payment_intent": {
        "customer": CUSTOMER,
        "payment_method": _payment_method("payment_method"),
        "latest_charge": _reference("latest_charge", "charge"),
    },
}
"""What can be expanded, by the kind of object that has the field."""

LISTS = frozenset({"sources", "refunds"})
"""Expandable fields that are not on the object until they are asked for."""

GAPS: dict[str, frozenset[str]] = {
    "customer": frozenset({"subscriptions", "tax_ids", "cash_balance", "tax", "test_clock"}),
    "charge": frozenset({"balance_transaction", "review", "transfer", "application"}),
    "refund": frozenset({"balance_transaction"}),
    "setup_intent": frozenset({"latest_attempt", "mandate"}),
    "payment_intent": frozenset({"review", "application"}),
}
"""What Stripe can expand and the emulator cannot."""


@rule("Q33")
def read_paths(paths: Iterable[str]) -> Tree:
    """``["data.customer", "data.refunds"]`` as a tree; refuses more than four levels."""
    tree: Tree = {}
    for path in paths:
        names = path.split(".")
        if len(names) > MAX_LEVELS:
            raise errors.EXPANDS_TOO_DEEP(path=path)
        node = tree
        for name in names:
            node = node.setdefault(name, {})
    return tree


def present(store: Store, object: Object, version: str, tree: Tree | None = None) -> Object:
    """``object`` as it is shown in ``version`` with the paths of ``tree`` expanded.

    What is kept is never changed: what differs from it is a copy.
    """
    return _present(store, object, version, tree or {}, object.get("object", ""), "")


def _present(
    store: Store, object: Object, version: str, tree: Tree, kind: str, path: str
) -> Object:
    if kind == "list":
        below = tree.get("data", {})
        _only(tree, "data", path)
        shown = [
            _present(store, item, version, below, item["object"], _join(path, "data"))
            for item in object["data"]
        ]
        return {**object, "data": shown}
    if object.get("deleted"):
        return object
    included = versions.included(kind, version)
    if not tree and not included:
        return object
    shown_object = dict(object)
    for name in {**dict.fromkeys(included), **tree}:
        here = _join(path, name)
        below = tree.get(name, {})
        value = _load(store, object, version, kind, name, below, here)
        if isinstance(value, dict):
            label = value.get("object") or f"{kind}.{name}"
            value = _present(store, value, version, below, label, here)
        shown_object[name] = value
    return shown_object


@rule("Q33", "Q34")
def _load(
    store: Store, object: Object, version: str, kind: str, name: str, below: Tree, path: str
) -> Any:
    """The value of ``name``: loaded if it can be expanded, else the hash to look into."""
    loader = EXPANDABLE.get(kind, {}).get(name)
    if loader is not None:
        if name not in LISTS and object.get(name) is None:
            return None
        return loader(store, object, version)
    if name in GAPS.get(kind, ()):
        raise errors.EMULATOR_GAP(what=f"expanding `{path}`", param="expand")
    value = object.get(name)
    if not below or not isinstance(value, dict):
        raise errors.NOT_EXPANDABLE(path=path)
    return value


def _only(tree: Tree, name: str, path: str) -> None:
    for other in tree:
        if other != name:
            raise errors.NOT_EXPANDABLE(path=_join(path, other))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
