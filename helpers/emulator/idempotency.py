"""Idempotency keys: the same key and the same request give the same answer, done once."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.emulator import errors
from helpers.emulator.facts import rule

MAX_ANSWERS = 1_000
"""How many answers are kept; the oldest are forgotten, as Stripe forgets keys after a day."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first request with a key was, and what it got."""

    path: str
    body: str
    request: str
    status: int
    answer: str


class Idempotency:
    """The answers that were given to keyed requests."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}

    @rule("E08", "Q30")
    def recall(self, key: str, path: str, body: str) -> Answer | None:
        """The answer that this key got before, or None.

        Raises ``IDEMPOTENCY_MISMATCH`` if the key came with other parameters and
        ``IDEMPOTENCY_OTHER_URL`` if it came with another URL.
        """
        known = self._answers.get(key)
        if known is None:
            return None
        if known.path != path:
            raise errors.IDEMPOTENCY_OTHER_URL(path=known.path, key=key)
        if known.body != body:
            raise errors.IDEMPOTENCY_MISMATCH(key=key)
        return known

    def remember(self, key: str, answer: Answer) -> None:
        """Keep the answer for the next request with this key."""
        if len(self._answers) >= MAX_ANSWERS:
            del self._answers[next(iter(self._answers))]
        self._answers[key] = answer
