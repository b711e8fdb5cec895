"""How money is taken from a source, card, bank account or PaymentMethod: the making of a charge.

Used by charges and by PaymentIntents. Amounts are in the currency's smallest unit throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from helpers.emulator import errors, lifecycle
from helpers.emulator.account import Account
from helpers.emulator.clock import DAY
from helpers.emulator.currencies import LARGEST, as_text, least
from helpers.emulator.errors import Refusal
from helpers.emulator.facts import rule
from helpers.emulator.mirrors import NO_ADDRESS, card_billing, source_billing
from helpers.emulator.resources import sources
from helpers.emulator.sourcetypes import is_asynchronous
from helpers.emulator.store import Object
from helpers.emulator.testcards import BY_LAST4

SETTLEMENT = 5 * DAY
"""How long a pending charge waits for the bank's answer (Q38)."""

FAILING_IBAN_LAST4 = "3001"
"""A SEPA account whose debits fail: DE62 3704 0044 0532 0130 01 (Q38)."""

UNAVAILABLE = {"status": "unavailable"}
DISABLED = {"status": "disabled"}
NO_NETWORK_TOKEN = {"used": False}
NOTHING: Object = {}


@dataclass(frozen=True, slots=True)
class Payment:
    """What to charge, and what for.

    ``instrument`` is a source, card, bank account or PaymentMethod; ``shown`` is whether the
    charge shows it as its ``source`` (a PaymentIntent's charge does not).
    """

    instrument: Object
    amount: int
    currency: str
    customer: str | None
    capture: bool
    description: str | None
    metadata: dict[str, str]
    receipt_email: str | None
    shipping: Object | None
    statement_descriptor: str | None
    statement_descriptor_suffix: str | None
    transfer_group: str | None
    shown: bool = True
    payment_intent: str | None = None


@rule("C20", "C22", "C26", "Q52")
def check_amount(amount: int, currency: str) -> None:
    """Refuse an amount below the currency's minimum or above what Stripe takes."""
    if amount < least(currency):
        raise errors.AMOUNT_TOO_SMALL(amount=f"{as_text(least(currency), currency)} {currency}")
    if amount > LARGEST:
        raise errors.AMOUNT_TOO_LARGE(amount=as_text(LARGEST, currency))


@rule("C14", "C15", "Q11")
def check_currency(source: Object, currency: str) -> None:
    """A source that has a currency takes no other; one that has none takes any."""
    own = source["currency"]
    if own is not None and own != currency:
        raise errors.CURRENCY_MISMATCH(currency=currency, source=own)


@rule("Q51")
def check_capture(instrument: Object, capture: bool) -> None:
    """Only cards can be authorised first and captured later."""
    if not capture and card_of(instrument) is None:
        raise errors.CAPTURE_NEEDS_CARD()


def card_of(instrument: Object) -> Object | None:
    """The card behind an instrument, if there is one: a Card or a ``card`` hash."""
    if instrument["object"] == "card":
        return instrument
    if instrument["object"] == "source" and instrument["type"] == "three_d_secure":
        details: Object = instrument["three_d_secure"]
        return details
    found: Object | None = instrument.get("card")
    return found


@rule("A13", "C23")
def decline_of(instrument: Object) -> Refusal | None:
    """The refusal that the card behind an instrument is good for, if any."""
    card = card_of(instrument)
    return None if card is None else BY_LAST4[card["last4"]].charge


@rule("C01", "C02", "C06", "C17", "C18", "C19", "C23", "V05", "V10", "Q23", "Q25", "Q32", "Q38")
def pay(account: Account, payment: Payment) -> tuple[Object, Refusal | None]:
    """Make the charge, move the source along its life, fire the charge's event.

    Returns the charge and the refusal that its card gave, if it declined: the charge is then kept
    as failed, as Stripe does, and the caller raises the refusal with the charge's id.
    """
    instrument = payment.instrument
    refusal = decline_of(instrument)
    waiting = refusal is None and is_asynchronous(instrument)
    if instrument["object"] == "source":
        sources.step(
            account, instrument, lifecycle.CHARGE if refusal is None else lifecycle.DECLINE
        )
    charge = _new(account, payment, refusal, waiting)
    account.store.put(charge, ("charge",))
    for of in (payment.customer, payment.payment_intent):
        if of:
            account.store.append(("charge", of), charge["id"])
    account.events.record(f"charge.{charge['status']}", charge)
    if waiting:
        account.clock.after(SETTLEMENT, lambda: _settle_if_pending(account, charge["id"]))
    return charge, refusal


def _new(account: Account, payment: Payment, refusal: Refusal | None, waiting: bool) -> Object:
    instrument, amount = payment.instrument, payment.amount
    succeeded = refusal is None and not waiting
    captured = payment.capture and refusal is None
    return {
        "id": account.ids.new("ch" if card_of(instrument) is not None else "py"),
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if captured and not waiting else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": account.ids.new("txn") if captured and succeeded else None,
        "billing_details": _billing_details(instrument),
        "calculated_statement_descriptor": "STRIPE EMULATOR" if card_of(instrument) else None,
        "captured": captured,
        "created": account.now,
        "currency": payment.currency,
        "customer": payment.customer,
        "description": payment.description,
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": refusal.code if refusal else None,
        "failure_message": refusal.message if refusal else None,
        "fraud_details": NOTHING,
        "livemode": False,
        "metadata": payment.metadata,
        "on_behalf_of": None,
        "outcome": _outcome(instrument, refusal, waiting),
        "paid": succeeded,
        "payment_intent": payment.payment_intent,
        "payment_method": instrument["id"],
        "payment_method_details": _details(instrument, payment),
        "radar_options": NOTHING,
        "receipt_email": payment.receipt_email,
        "receipt_number": None,
        "receipt_url": _receipt(account) if refusal is None else None,
        "refunded": False,
        "review": None,
        "shipping": payment.shipping,
        "source": dict(instrument) if payment.shown else None,
        "source_transfer": None,
        "statement_descriptor": payment.statement_descriptor,
        "statement_descriptor_suffix": payment.statement_descriptor_suffix,
        "status": "failed" if refusal else "pending" if waiting else "succeeded",
        "transfer_data": None,
        "transfer_group": payment.transfer_group,
    }


def _receipt(account: Account) -> str:
    return f"https://pay.stripe.com/receipts/payment/{account.ids.random_text('receipt', 24)}"


@rule("C17")
def _billing_details(instrument: Object) -> Object:
    if instrument["object"] == "source":
        return source_billing(instrument)
    if instrument["object"] == "card":
        return card_billing(instrument)
    if instrument["object"] == "payment_method":
        details: Object = instrument["billing_details"]
        return details
    return {
        "address": NO_ADDRESS,
        "email": None,
        "name": instrument["account_holder_name"],
        "phone": None,
        "tax_id": None,
    }


def _outcome(instrument: Object, refusal: Refusal | None, waiting: bool) -> Object | None:
    """What the networks said, once they have said it."""
    if waiting:
        return None
    card = card_of(instrument)
    return _said(BY_LAST4[card["last4"]].risk_level if card else "not_assessed", refusal)


@rule("Q56")
@cache
def _said(level: str, refusal: Refusal | None) -> Object:
    """An outcome, one for all charges alike. Texts and scores are the emulator's own."""
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if refusal else "approved_by_network",
        "reason": (refusal.decline_code or refusal.code) if refusal else None,
        "risk_level": level,
        "risk_score": {"normal": 20, "elevated": 65}.get(level),
        "seller_message": "The bank declined the payment." if refusal else "Payment complete.",
        "type": "issuer_declined" if refusal else "authorized",
    }


@rule("C17", "S05", "Q32")
def _details(instrument: Object, payment: Payment) -> Object:
    card = card_of(instrument)
    if card is not None:
        return {"card": _card_details(card, payment), "type": "card"}
    if instrument["object"] == "bank_account":
        names = ("account_holder_type", "bank_name", "country", "fingerprint", "last4")
        details = {name: instrument[name] for name in names}
        return {
            "ach_debit": {**details, "routing_number": instrument["routing_number"]},
            "type": "ach_debit",
        }
    type = instrument["type"]
    keep = DETAILS.get(type, ())
    details = {name: instrument[type].get(name) for name in keep}
    if type in VERIFIED:
        details["verified_name"] = instrument.get("owner", {}).get("verified_name")
    return {type: details, "type": type}


DETAILS = {
    "sepa_debit": ("bank_code", "branch_code", "country", "fingerprint", "last4"),
    "ach_credit_transfer": ("account_number", "bank_name", "routing_number", "swift_code"),
    "bancontact": ("bank_code", "bank_name", "bic", "iban_last4", "preferred_language"),
    "giropay": ("bank_code", "bank_name", "bic"),
    "ideal": ("bank", "bic", "iban_last4"),
    "multibanco": ("entity", "reference"),
    "p24": ("reference",),
    "sofort": ("bank_code", "bank_name", "bic", "country", "iban_last4", "preferred_language"),
}
"""What a charge's payment_method_details take over from the source's hash."""

VERIFIED = frozenset({"bancontact", "eps", "giropay", "ideal", "p24", "sofort"})


@rule("S05")
def _card_details(card: Object, payment: Payment) -> Object:
    brand = BY_LAST4[card["last4"]].brand
    return {
        "amount_authorized": payment.amount,
        "authorization_code": None,
        "brand": brand.slug,
        "checks": card["checks"] if "checks" in card else _checks(card),
        "country": card["country"],
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "extended_authorization": DISABLED,
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "incremental_authorization": UNAVAILABLE,
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "multicapture": UNAVAILABLE,
        "network": brand.slug,
        "network_token": NO_NETWORK_TOKEN,
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": payment.amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "wallet": None,
    }


def _checks(card: Object) -> Object:
    """The checks of a Card or a source, in the hash that a PaymentMethod keeps them in."""
    return {
        "address_line1_check": card["address_line1_check"],
        "address_postal_code_check": card["address_zip_check"],
        "cvc_check": card["cvc_check"],
    }


# --- what comes later ----------------------------------------------------------------------------


def _settle_if_pending(account: Account, id: str) -> None:
    charge = account.store.objects["charge"][id]
    if charge["status"] == "pending":
        settle(account, id, succeed=not _is_failing(charge))


@rule("Q38")
def _is_failing(charge: Object) -> bool:
    details = charge["payment_method_details"]
    return bool(details.get("sepa_debit", {}).get("last4") == FAILING_IBAN_LAST4)


@rule("V10", "Q38")
def settle(account: Account, id: str, succeed: bool) -> None:
    """The bank's answer to a pending charge: it succeeds or fails, with its event.

    Raises ``LookupError`` for an unknown charge and ``ValueError`` for one that is not pending.
    """
    charge = account.store.get("charge", id)
    if charge is None:
        raise LookupError(f"no such charge: {id}")
    if charge["status"] != "pending":
        raise ValueError(f"{id} is {charge['status']}, not pending")
    if succeed:
        charge.update(
            status="succeeded",
            paid=True,
            amount_captured=charge["amount"],
            balance_transaction=account.ids.new("txn"),
        )
    else:
        charge.update(
            status="failed",
            captured=False,
            failure_code="payment_failed",
            failure_message="The customer's bank could not process the payment.",
        )
    account.events.record(f"charge.{charge['status']}", charge)
    if charge["payment_intent"] is not None:
        intent = account.store.objects["payment_intent"][charge["payment_intent"]]
        _follow(account, intent, charge)


@rule("P06", "Q40")
def _follow(account: Account, intent: Object, charge: Object) -> None:
    """A PaymentIntent follows its charge when the bank has answered."""
    if charge["paid"]:
        intent.update(status="succeeded", amount_received=charge["amount"])
        account.events.record("payment_intent.succeeded", intent)
    else:
        intent.update(status="requires_payment_method", payment_method=None)
        account.events.record("payment_intent.payment_failed", intent)


def declined(charge: Object, refusal: Refusal) -> errors.StripeError:
    """The error for a declined charge: the card's refusal with the charge's id (C23)."""
    return refusal(more={"charge": charge["id"]})
