"""Finding an object by an id, or refusing in Stripe's words (E04, E12)."""

from __future__ import annotations

from helpers.emulator import errors
from helpers.emulator.account import Account
from helpers.emulator.facts import rule
from helpers.emulator.store import Object

NAMES = {
    "payment_method": "PaymentMethod",
    "setup_intent": "setupintent",
    "webhook_endpoint": "webhook endpoint",
}
"""What messages call a kind, where it is not the kind's own name."""


@rule("E03", "E04", "E12")
def in_url(account: Account, kind: str, id: str) -> Object:
    """The object whose id is in the URL; refused with 404 and param "id" if there is none."""
    object = account.store.get(kind, id)
    if object is None:
        raise missing_in_url(account, kind, id)
    return object


def missing_in_url(account: Account, kind: str, id: str) -> errors.StripeError:
    """The refusal for an id in the URL that names nothing."""
    refusal = errors.LIVE_OBJECT if id in account.live_ids else errors.NO_SUCH_IN_URL
    return refusal(kind=NAMES.get(kind, kind), id=id, param="id")


@rule("E03", "E04", "E12")
def in_body(account: Account, kind: str, id: str, param: str) -> Object:
    """The object whose id a parameter gives; refused with 400 and that param if none."""
    object = account.store.get(kind, id)
    if object is None or object.get("deleted"):
        raise missing_in_body(account, kind, id, param)
    return object


def missing_in_body(account: Account, kind: str, id: str, param: str) -> errors.StripeError:
    """The refusal for an id in a parameter that names nothing."""
    refusal = errors.LIVE_OBJECT_IN_BODY if id in account.live_ids else errors.NO_SUCH_IN_BODY
    return refusal(kind=NAMES.get(kind, kind), id=id, param=param)


@rule("Q41")
def customer_in_url(account: Account, id: str) -> Object:
    """A customer that has not been deleted, by the id in the URL."""
    customer = in_url(account, "customer", id)
    if customer.get("deleted"):
        raise missing_in_url(account, "customer", id)
    return customer
