"""The types of Source that the emulator knows, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from helpers.emulator.clock import DAY, HOUR
from helpers.emulator.facts import rule
from helpers.emulator.parameters import NAME, TEXT, Integer, Kind, Required

REUSABLE, SINGLE_USE = "reusable", "single_use"

EUROPEAN = ("eur",)
ALIPAY = ("aud", "cad", "cny", "eur", "gbp", "hkd", "jpy", "myr", "nzd", "sgd", "usd")


@dataclass(frozen=True, slots=True)
class SourceType:
    """How sources of one type behave.

    ``usages``: what ``usage`` may be, the default first. ``currencies``: what ``currency`` may be;
    None for any. ``details``: the hash named after the type as it is when the source is made;
    ``authorized``: what the customer's bank adds to it. ``accepts``: the parameters of that hash.
    ``lifetime``: seconds that a pending source waits for its customer. ``asynchronous``: a charge
    stays pending until the bank answers.
    """

    name: str
    flow: str
    usages: tuple[str, ...]
    currencies: tuple[str, ...] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    authorized: Mapping[str, Any] = field(default_factory=dict)
    accepts: Mapping[str, Kind | Required] = field(default_factory=dict)
    gaps: str = ""
    lifetime: int = HOUR
    asynchronous: bool = False
    fact: str = "S20"


def _redirect(
    name: str,
    keys: str,
    currencies: tuple[str, ...] | None = EUROPEAN,
    usages: tuple[str, ...] = (SINGLE_USE,),
    **more: Any,
) -> SourceType:
    return SourceType(name, "redirect", usages, currencies, dict.fromkeys(keys.split()), **more)


BANK = "bank_code bank_name bic iban_last4 preferred_language statement_descriptor"
WORDING: dict[str, Kind | Required] = {"statement_descriptor": TEXT}

SOURCE_TYPES = (
    SourceType(
        "card",
        "none",
        (REUSABLE, SINGLE_USE),
        accepts={"number": NAME, "exp_month": Integer(1, 12), "exp_year": Integer(), "cvc": NAME},
        fact="S01",
    ),
    SourceType(
        "sepa_debit",
        "none",
        (REUSABLE, SINGLE_USE),
        EUROPEAN,
        accepts={"iban": Required(NAME)},
        asynchronous=True,
        fact="S17",
    ),
    SourceType("ach_credit_transfer", "receiver", (REUSABLE,), ("usd",), fact="S18"),
    _redirect(
        "alipay",
        "data_string native_url statement_descriptor",
        ALIPAY,
        (SINGLE_USE, REUSABLE),
        accepts=WORDING,
        fact="S16",
    ),
    _redirect("bancontact", BANK, accepts={**WORDING, "preferred_language": TEXT}),
    _redirect("eps", "reference statement_descriptor", accepts=WORDING),
    _redirect("giropay", "bank_code bank_name bic statement_descriptor", accepts=WORDING),
    _redirect(
        "ideal", "bank bic iban_last4 statement_descriptor", accepts={**WORDING, "bank": TEXT}
    ),
    _redirect(
        "multibanco",
        "entity reference refund_account_holder_address_city"
        " refund_account_holder_address_country refund_account_holder_address_line1"
        " refund_account_holder_address_line2 refund_account_holder_address_postal_code"
        " refund_account_holder_address_state refund_account_holder_name refund_iban",
        lifetime=7 * DAY,
    ),
    _redirect("p24", "reference", ("eur", "pln"), lifetime=7 * DAY),
    _redirect(
        "sofort",
        "bank_code bank_name bic country iban_last4 preferred_language statement_descriptor",
        authorized={
            "bank_code": "DEUT",
            "bank_name": "Deutsche Bank",
            "bic": "DEUTDE2H",
            "iban_last4": "4567",
        },
        accepts={**WORDING, "country": Required(NAME), "preferred_language": TEXT},
        asynchronous=True,
        fact="S15",
    ),
    _redirect("three_d_secure", "", None, accepts={"card": Required(NAME)}, fact="S19"),
)

BY_NAME = {type.name: type for type in SOURCE_TYPES}

OTHERS = frozenset(
    {
        "ach_debit",
        "acss_debit",
        "au_becs_debit",
        "card_present",
        "klarna",
        "sepa_credit_transfer",
        "wechat",
    }
)
"""Types that Stripe knows (S11) and the emulator does not."""

CHARGE_WITHIN = 6 * HOUR
"""How long a chargeable single-use redirect source waits for its charge (S21)."""

SELF_AUTHORIZING = "_chargeable@"
"""An owner's e-mail address with this in it authorises some sources by itself (S23)."""

SELF_AUTHORIZING_TYPES = frozenset({"p24", "multibanco"})
SELF_AUTHORIZING_DELAY = 2


@rule("C19", "Q38")
def is_asynchronous(source: Mapping[str, Any]) -> bool:
    """Whether a charge of this source, card or bank account waits for a bank's answer."""
    if source["object"] == "source":
        return BY_NAME[source["type"]].asynchronous
    return bool(source["object"] == "bank_account")
