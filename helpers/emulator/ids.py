"""One seedable source of ids in Stripe's shape."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from helpers.emulator.facts import rule

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

SHORT_TAILS = {"cus": 14, "req": 14}
"""Prefixes whose ids are only random characters, and how many."""

TIME_OFFSET = 426_170_208
"""Seconds between the Unix epoch and the time in an id: fits the two dated ids of the evidence."""


class Ids:
    """Makes the ids of one account.

    Each prefix draws from its own stream, so that reading, or making an object of another kind,
    does not change the ids that come next.
    """

    def __init__(self, seed: int, now: Callable[[], int]) -> None:
        self._seed = seed
        self._now = now
        self._streams: dict[str, Random] = {}
        self._owner = self.random_text("account", 10)
        self.account = f"acct_{self._moment()}{self._owner}"

    @rule("S07", "S08", "C18", "E14")
    def new(self, prefix: str) -> str:
        """A new id: ``prefix_`` and 24 characters (14 for customers and requests)."""
        short = SHORT_TAILS.get(prefix)
        if short:
            return f"{prefix}_{self.random_text(prefix, short)}"
        return f"{prefix}_{self._moment()}{self._owner}{self.random_text(prefix, 8)}"

    @rule("S07")
    def secret(self, prefix: str, length: int = 24) -> str:
        """A secret: ``prefix_`` and random characters that do not tell the object's id."""
        return f"{prefix}_{self.random_text(prefix, length)}"

    def fingerprint(self, number: str) -> str:
        """The same 16 characters whenever the same card or account number is seen."""
        return "".join(Random(f"{self._seed}:number:{number}").choices(ALPHABET, k=16))

    def random_text(self, stream: str, length: int) -> str:
        """``length`` base-62 characters, the next ones of ``stream``."""
        random = self._streams.get(stream)
        if random is None:
            random = self._streams[stream] = Random(f"{self._seed}:{stream}")
        return "".join(random.choices(ALPHABET, k=length))

    def _moment(self) -> str:
        """Six base-62 characters that grow with time, as ids of 2018 and later begin (S08)."""
        left = max(self._now() - TIME_OFFSET, 0)
        digits = ""
        for _ in range(6):
            left, digit = divmod(left, 62)
            digits = ALPHABET[digit] + digits
        return digits
