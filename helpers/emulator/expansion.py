"""From the object that is kept to the object that is shown: expanded references, included lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, NamedTuple

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


class Expandable(NamedTuple):
    """A field that can be expanded: how, and which kinds of object may come of it."""

    load: Loader
    kinds: tuple[str, ...]


def _reference(field: str, kind: str) -> Expandable:
    return Expandable(lambda store, object, version: store.get(kind, object[field]), (kind,))


def _default_source(store: Store, customer: Object, version: str) -> Object | None:
    return customer_source(store, customer["default_source"])


def _payment_method(field: str) -> Expandable:
    return Expandable(
        lambda store, object, version: payment_method(store, object[field]), ("payment_method",)
    )


SOURCE_KINDS = ("source", "card", "bank_account")
CUSTOMER = _reference("customer", "customer")
CHARGE = _reference("charge", "charge")
PAYMENT_INTENT = _reference("payment_intent", "payment_intent")
METHOD = _payment_method("payment_method")

EXPANDABLE: dict[str, dict[str, Expandable]] = {
    "customer": {
        "sources": Expandable(_sources, ("list of sources",)),
        "default_source": Expandable(_default_source, SOURCE_KINDS),
    },
    "customer.invoice_settings": {
        "default_payment_method": _payment_method("default_payment_method")
    },
    "card": {"customer": CUSTOMER},
    "bank_account": {"customer": CUSTOMER},
    "charge": {
        "customer": CUSTOMER,
        "payment_intent": PAYMENT_INTENT,
        "refunds": Expandable(_refunds, ("list of refunds",)),
    },
    "refund": {"charge": CHARGE, "payment_intent": PAYMENT_INTENT},
    "payment_method": {"customer": CUSTOMER},
    "setup_intent": {"customer": CUSTOMER, "payment_method": METHOD},
    "payment_intent": {
        "customer": CUSTOMER,
        "payment_method": METHOD,
        "latest_charge": _reference("latest_charge", "charge"),
    },
}
"""What can be expanded, by the kind of object that has the field."""

EMBEDDED: dict[str, dict[str, tuple[str, ...]]] = {
    "customer": {"invoice_settings": ("customer.invoice_settings",)},
    "charge": {"source": SOURCE_KINDS},
    "list of sources": {"data": SOURCE_KINDS},
    "list of customers": {"data": ("customer",)},
    "list of charges": {"data": ("charge",)},
    "list of refunds": {"data": ("refund",)},
    "list of payment_methods": {"data": ("payment_method",)},
    "list of setup_intents": {"data": ("setup_intent",)},
    "list of payment_intents": {"data": ("payment_intent",)},
}
"""What a path may lead through, since it is there anyway."""

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


@rule("Q33", "Q34")
def check(tree: Tree, kinds: tuple[str, ...], path: str = "") -> None:
    """Refuse, before anything is done, what cannot be expanded on an object of these kinds.

    A path is good if it is for one of the kinds; for the others it then has no effect.
    """
    for name, below in tree.items():
        here = f"{path}.{name}" if path else name
        expanded = {
            k for kind in kinds if (e := EXPANDABLE.get(kind, {}).get(name)) for k in e.kinds
        }
        through = {k for kind in kinds for k in EMBEDDED.get(kind, {}).get(name, ())}
        if any(name in GAPS.get(kind, ()) for kind in kinds):
            raise errors.EMULATOR_GAP(what=f"expanding `{here}`", param="expand")
        if not expanded and not (through and below):
            raise errors.NOT_EXPANDABLE(path=here)
        check(below, tuple(sorted(expanded | through)), here)


def present(store: Store, object: Object, version: str, tree: Tree | None = None) -> Object:
    """``object`` as it is shown in ``version``, with the checked paths of ``tree`` expanded.

    What is kept is never changed: what differs from it is a copy.
    """
    return _present(store, object, version, tree or {}, object.get("object", ""))


def _present(store: Store, object: Object, version: str, tree: Tree, kind: str) -> Object:
    if kind == "list":
        below = tree.get("data", {})
        items = object["data"]
        shown = [_present(store, item, version, below, item["object"]) for item in items]
        return {**object, "data": shown}
    included = versions.included(kind, version)
    if object.get("deleted") or not (tree or included):
        return object
    expanded = dict(object)
    for name in {**dict.fromkeys(included), **tree}:
        value = _value(store, object, version, kind, name)
        if isinstance(value, dict):
            label = value.get("object") or f"{kind}.{name}"
            value = _present(store, value, version, tree.get(name, {}), label)
        if name in object or name in LISTS:
            expanded[name] = value
    return expanded


def _value(store: Store, object: Object, version: str, kind: str, name: str) -> Any:
    """What stands under ``name``, loaded if it is a reference or a list."""
    expandable = EXPANDABLE.get(kind, {}).get(name)
    if expandable is None or (name not in LISTS and object.get(name) is None):
        return object.get(name)
    return expandable.load(store, object, version)
