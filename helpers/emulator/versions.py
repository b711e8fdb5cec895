"""What changed with the API version, for the answers that this emulator gives."""

from __future__ import annotations

import re

from helpers.emulator import errors
from helpers.emulator.facts import rule

DEFAULT = "2026-10-28.endive"
"""The version that stripe-python 16.1.0 asks for; a new account's own version."""

CUSTOMERS_HAVE_SOURCES = "2015-02-18"
SOURCES_ON_REQUEST = "2020-08-27"
REFUNDS_ON_REQUEST = "2022-11-15"
REFUND_EVENTS = "2024-10-28"
TYPES_ARE_READ_ONLY = "2026-09-30"

_SHAPE = re.compile(r"(\d{4}-\d{2}-\d{2})(\.[a-z]+)?")


def older(version: str, change: str) -> bool:
    """Whether ``version`` is from before the day of ``change``."""
    return version[:10] < change


@rule("Q43", "Q34")
def check(version: str) -> str:
    """``version`` if the emulator can speak it; raises ``BAD_VERSION`` or ``EMULATOR_GAP``."""
    if not _SHAPE.fullmatch(version):
        raise errors.BAD_VERSION(version=version)
    if older(version, CUSTOMERS_HAVE_SOURCES):
        raise errors.EMULATOR_GAP(
            what=f"the API version {version} (from before customers had sources)",
            param="Stripe-Version",
        )
    return version


@rule("L03", "P09")
def included(kind: str, version: str) -> tuple[str, ...]:
    """The lists that an object of this kind shows unasked for in this version."""
    if kind == "customer" and older(version, SOURCES_ON_REQUEST):
        return ("sources",)
    if kind == "charge" and older(version, REFUNDS_ON_REQUEST):
        return ("refunds",)
    return ()


@rule("V06", "P09")
def sends_refund_events(version: str) -> bool:
    """Whether ``refund.created`` and ``refund.updated`` are sent for every refund."""
    return not older(version, REFUND_EVENTS)


@rule("P20")
def takes_payment_method_types(version: str) -> bool:
    """Whether an intent can be made with ``payment_method_types``."""
    return older(version, TYPES_ARE_READ_ONLY)
