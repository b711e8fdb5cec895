"""Currencies: which exist, which have no smaller unit, the least and the most one may charge."""

from __future__ import annotations

from helpers.emulator.facts import rule

_ALL = """
    usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp
    byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip
    gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd
    kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mro mur mvr mwk mxn myr mzn nad ngn nio
    nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle
    sll sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg
    xof xpf yer zar zmw
"""
_ZERO_DECIMAL = """
    bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf
"""

CURRENCIES = tuple(_ALL.split())
KNOWN = frozenset(CURRENCIES)

ZERO_DECIMAL = frozenset(_ZERO_DECIMAL.split())
"""Currencies whose smallest unit is the currency itself: 50 is fifty yen."""

THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])

MINIMUM = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000,
    "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
"""The least amount of a charge, in the currency's smallest unit (C26)."""

LARGEST = 99_999_999
"""The most one may charge, in the currency's smallest unit (C22)."""

SYMBOLS = {"usd": "$", "sgd": "$", "aud": "$", "cad": "$", "hkd": "$", "nzd": "$", "mxn": "$",
           "eur": "€", "gbp": "£", "jpy": "¥"}  # fmt: skip


def decimals(currency: str) -> int:
    """How many digits of the smallest unit come after the point: 2 for usd, 0 for jpy."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


def as_text(amount: int, currency: str) -> str:
    """``amount`` in smallest units as Stripe's messages write it: 50, usd -> ``$0.50``."""
    places = decimals(currency)
    return f"{SYMBOLS.get(currency, '')}{amount / 10**places:,.{places}f}"


@rule("C26", "Q52")
def least(currency: str) -> int:
    """The least amount of a charge: the documented table (C26), else one smallest unit."""
    return MINIMUM.get(currency, 1)
