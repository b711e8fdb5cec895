"""Stripe's test cards: what ``tok_visa`` and its like stand for."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.emulator import errors
from helpers.emulator.errors import Refusal
from helpers.emulator.facts import rule


@dataclass(frozen=True, slots=True)
class Brand:
    """One card network: its name in a Card, in a charge's payment_method_details (S05)."""

    name: str
    slug: str
    display: str


VISA = Brand("Visa", "visa", "visa")
MASTERCARD = Brand("MasterCard", "mastercard", "mastercard")
AMEX = Brand("American Express", "amex", "american_express")


@dataclass(frozen=True, slots=True)
class Card:
    """One test card. ``attach`` and ``charge`` are the refusals it is good for, if any."""

    token: str
    last4: str
    brand: Brand = VISA
    funding: str = "credit"
    country: str = "US"
    three_d_secure: str = "optional"
    attach: Refusal | None = None
    charge: Refusal | None = None
    risk_level: str = "normal"
    fact: str = "T05"


def _declining(name: str, last4: str, refusal: Refusal) -> Card:
    """A card that is refused when it is attached (A13) and when it is charged (C23)."""
    return Card(f"tok_charge{name}", last4, attach=refusal, charge=refusal)


TEST_CARDS = (
    Card("tok_visa", "4242"),
    Card("tok_visa_debit", "5556", funding="debit"),
    Card("tok_mastercard", "4444", MASTERCARD),
    Card("tok_mastercard_debit", "3222", MASTERCARD, funding="debit"),
    Card("tok_mastercard_prepaid", "5100", MASTERCARD, funding="prepaid"),
    Card("tok_amex", "8431", AMEX, three_d_secure="not_supported"),
    Card("tok_ca", "0000", country="CA"),
    Card("tok_jp", "0003", country="JP"),
    Card("tok_threeDSecureRequired", "3063", three_d_secure="required", fact="S04"),
    _declining("Declined", "0002", errors.DECLINED_GENERIC),
    _declining("DeclinedInsufficientFunds", "9995", errors.DECLINED_INSUFFICIENT_FUNDS),
    _declining("DeclinedFraudulent", "0019", errors.DECLINED_FRAUDULENT),
    _declining("DeclinedIncorrectCvc", "0127", errors.DECLINED_INCORRECT_CVC),
    _declining("DeclinedExpiredCard", "0069", errors.DECLINED_EXPIRED),
    _declining("DeclinedProcessingError", "0119", errors.DECLINED_PROCESSING_ERROR),
    Card("tok_chargeCustomerFail", "0341", charge=errors.DECLINED_GENERIC),
    Card("tok_riskLevelElevated", "9235", risk_level="elevated"),
    Card("tok_createDispute", "0259"),
    Card("tok_createDisputeProductNotReceived", "2685"),
    Card("tok_createDisputeInquiry", "1976"),
)

BY_TOKEN = {card.token: card for card in TEST_CARDS}
BY_LAST4 = {card.last4: card for card in TEST_CARDS}
BY_PAYMENT_METHOD = {card.token.replace("tok_", "pm_card_", 1): card for card in TEST_CARDS}
"""The names of the same cards where a PaymentMethod is asked for: ``pm_card_visa``."""

NUMBERS = {
    "4242424242424242": "4242", "4000056655665556": "5556", "5555555555554444": "4444",
    "5200828282828210": "3222", "5105105105105100": "5100", "378282246310005": "8431",
    "371449635398431": "8431", "4000001240000000": "0000", "4000003920000003": "0003",
    "4000000000003063": "3063", "4000000000000002": "0002", "4000000000009995": "9995",
    "4100000000000019": "0019", "4000000000000127": "0127", "4000000000000069": "0069",
    "4000000000000119": "0119", "4000000000000341": "0341", "4000000000009235": "9235",
    "4000000000000259": "0259", "4000000000002685": "2685", "4000000000001976": "1976",
}  # fmt: skip
"""Raw test numbers, for an emulator that allows them: number -> the last4 of its test card."""


@rule("T05", "Q08")
def by_number(number: str) -> Card:
    """The test card with this number. Raises ``INCORRECT_NUMBER`` for any other number."""
    last4 = NUMBERS.get(number.replace(" ", ""))
    if last4 is None:
        raise errors.INCORRECT_NUMBER()
    return BY_LAST4[last4]
