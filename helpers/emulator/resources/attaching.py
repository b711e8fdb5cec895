"""Attaching a source, card or bank account to a customer; choosing the default."""

from __future__ import annotations

from typing import Any

from helpers.emulator import errors, lifecycle
from helpers.emulator.account import Account
from helpers.emulator.errors import StripeError
from helpers.emulator.facts import rule
from helpers.emulator.mirrors import as_payment_method, mirrored
from helpers.emulator.resources import bank_accounts, cards, sources, tokens
from helpers.emulator.sourcetypes import SINGLE_USE
from helpers.emulator.store import Object
from helpers.emulator.testcards import BY_LAST4


@rule("A01", "A02", "A03", "X05", "A11", "A12", "A13", "Q02", "Q13", "Q14", "Q24")
def check(account: Account, id: str) -> Object:
    """The source that may be attached, or the token whose content may; changes nothing.

    Refuses what cannot be attached.
    """
    if id.startswith("pm_"):
        raise errors.PAYMENT_METHOD_AS_SOURCE()
    source = account.store.get("source", id)
    if source is None:
        token = tokens.find(account, id, errors.NO_SUCH_TOKEN_TO_ATTACH)
        if token["type"] == "card":
            _check_card(token["card"]["last4"])
        return token
    if lifecycle.find(source, lifecycle.ATTACH) is None:
        raise errors.NOT_ATTACHABLE()
    if "customer" in source:
        raise errors.ALREADY_ATTACHED()
    if source["usage"] == SINGLE_USE and source["type"] != "card":
        raise errors.SINGLE_USE_REDIRECT()
    if source["type"] == "card":
        _check_card(source["card"]["last4"])
    return source


@rule("A13")
def _check_card(last4: str) -> None:
    """A declining test card is refused as on a charge, without a charge and with a param."""
    refusal = BY_LAST4[last4].attach
    if refusal is not None:
        raise decline(refusal)


@rule("A13")
def decline(refusal: errors.Refusal) -> StripeError:
    """A card's refusal outside a charge: ``param`` is there, empty if there is nothing to name."""
    error = refusal()
    error.body.setdefault("param", "")
    return error


@rule("V02", "V09", "A01", "A10", "Q16", "Q21")
def attach(
    account: Account, customer: Object, checked: Object, metadata: dict[str, str] | None = None
) -> Object:
    """Attach what :func:`check` let through and return it. The default is left as it is.

    ``metadata`` takes the place of what a source has; None leaves it.
    Fires ``customer.source.created`` and ``payment_method.attached``.
    """
    if checked["object"] == "source":
        attached = _attach_source(account, customer, checked, metadata)
    else:
        attached = _attach_content(account, customer, checked, metadata)
    kind, id = attached["object"], attached["id"]
    account.store.append(("wallet", customer["id"]), id)
    account.store.append(("wallet", customer["id"], kind), id)
    if kind == "source":
        sources.step(account, attached, lifecycle.ATTACH)
    else:
        account.events.record("customer.source.created", attached)
    if mirrored(attached):
        face = as_payment_method(account.store, attached)
        account.store.append(("payment_method", customer["id"]), id)
        account.events.record("payment_method.attached", face)
    return attached


@rule("S06", "S09")
def _attach_source(
    account: Account, customer: Object, source: Object, metadata: dict[str, str] | None
) -> Object:
    source["customer"] = customer["id"]
    if metadata is not None:
        source["metadata"] = metadata
    if source["type"] == "card" and source["card"]["cvc_check"] == "unchecked":
        source["card"] = {**source["card"], "cvc_check": "pass"}
    in_order = sources.in_order(source)
    source.clear()
    source.update(in_order)
    return source


@rule("A08", "A10")
def _attach_content(
    account: Account, customer: Object, token: Object, metadata: dict[str, str] | None
) -> Object:
    inside = tokens.content(token)
    if token["type"] == "card":
        made = cards.attached(inside, customer["id"])
    else:
        made = bank_accounts.attached(inside, customer["id"])
    if metadata is not None:
        made["metadata"] = metadata
    tokens.spend(token)
    account.store.put(made)
    account.store.born[made["id"]] = account.now
    return made


def is_attached(account: Account, customer: Object, id: str) -> bool:
    """Whether a source, card or bank account is this customer's."""
    return id in account.store.sequence("wallet", customer["id"])


@rule("A05", "A09", "D03", "Q16", "Q18", "Q21")
def add(
    account: Account, customer: Object, checked: Object, metadata: dict[str, str] | None
) -> Object:
    """Attach beside what the customer has; the first one becomes the default (A09)."""
    attached = attach(account, customer, checked, metadata)
    if customer["default_source"] is None:
        customer["default_source"] = attached["id"]
        account.events.record("customer.updated", customer, {"default_source": None})
    return attached


Previous = dict[str, Any]
"""Former values of what an update changed: an event's ``previous_attributes``."""
