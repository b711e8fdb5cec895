"""A source or card of a customer, seen as the PaymentMethod that it also is (V09)."""

from __future__ import annotations

from helpers.emulator.facts import rule
from helpers.emulator.store import Object, Store
from helpers.emulator.testcards import BY_LAST4

NOT_PAYMENT_METHODS = frozenset({"ach_credit_transfer", "three_d_secure"})
"""Source types that no PaymentMethod type stands for."""


DETAILS = {
    "sepa_debit": ("bank_code", "branch_code", "country", "fingerprint", "last4"),
    "ideal": ("bank", "bic"),
    "sofort": ("country",),
}
"""What a PaymentMethod's hash takes over from the source's, for types other than card."""


def payment_method(store: Store, id: str) -> Object | None:
    """The PaymentMethod with this id: one of its own, or a source's or card's other face."""
    own = store.get("payment_method", id)
    if own is not None:
        return own
    other = store.get("source", id) or store.get("card", id)
    return None if other is None or not mirrored(other) else as_payment_method(store, other)


def mirrored(object: Object) -> bool:
    """Whether this source, card or bank account is also a PaymentMethod."""
    if object["object"] == "source":
        return object["type"] not in NOT_PAYMENT_METHODS
    return bool(object["object"] == "card")


@rule("V09")
def as_payment_method(store: Store, object: Object) -> Object:
    """The PaymentMethod face of a source or card: the same id, customer and details."""
    is_card = object["object"] == "card"
    type = "card" if is_card else object["type"]
    shown: Object = {
        "id": object["id"],
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": card_billing(object) if is_card else source_billing(object),
    }
    if type == "card":
        shown["card"] = card_details(object if is_card else object["card"])
    else:
        shown[type] = {key: object[type][key] for key in DETAILS.get(type, ())}
    return {
        **shown,
        "created": object["created"] if "created" in object else store.born[object["id"]],
        "customer": object.get("customer"),
        "customer_account": None,
        "livemode": False,
        "metadata": dict(object["metadata"]),
        "type": type,
    }


def source_billing(source: Object) -> Object:
    """Billing details from a source's owner."""
    owner = source["owner"]
    return {
        "address": owner["address"] or NO_ADDRESS,
        "email": owner["email"],
        "name": owner["name"],
        "phone": owner["phone"],
        "tax_id": None,
    }


def card_billing(card: Object) -> Object:
    """Billing details from a card's own address."""
    return {
        "address": {
            "city": card["address_city"],
            "country": card["address_country"],
            "line1": card["address_line1"],
            "line2": card["address_line2"],
            "postal_code": card["address_zip"],
            "state": card["address_state"],
        },
        "email": None,
        "name": card["name"],
        "phone": None,
        "tax_id": None,
    }


NO_ADDRESS: Object = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
"""An address of which nothing is known; one for all, since hashes are replaced, never changed."""


@rule("S05")
def card_details(card: Object) -> Object:
    """The ``card`` hash of a PaymentMethod, from a card or a source's card hash."""
    brand = BY_LAST4[card["last4"]].brand
    return {
        "brand": brand.slug,
        "checks": {
            "address_line1_check": card["address_line1_check"],
            "address_postal_code_check": card["address_zip_check"],
            "cvc_check": card["cvc_check"],
        },
        "country": card["country"],
        "display_brand": brand.display,
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "generated_from": None,
        "last4": card["last4"],
        "networks": {"available": [brand.slug], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
