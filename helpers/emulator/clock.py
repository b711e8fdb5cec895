"""The emulator's own time: it stands still until it is moved."""

from __future__ import annotations

import heapq
from collections.abc import Callable

from helpers.emulator.facts import rule

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

START = 1_793_577_600
"""2026-11-02 00:00:00 UTC: the time at which a new emulator begins."""


class Clock:
    """Seconds since the Unix epoch, and what is due later."""

    def __init__(self, start: int = START) -> None:
        self.now = start
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    def after(self, seconds: int, action: Callable[[], None]) -> None:
        """Have ``action`` called when the clock has moved on by ``seconds``."""
        self._count += 1
        heapq.heappush(self._due, (self.now + seconds, self._count, action))

    @rule("Q35")
    def advance(self, seconds: int) -> None:
        """Move on, calling each due action at its own time, the earliest first.

        Raises ``ValueError`` if ``seconds`` is negative: time does not go back.
        """
        if seconds < 0:
            raise ValueError(f"the clock cannot go back (seconds={seconds})")
        end = self.now + seconds
        while self._due and self._due[0][0] <= end:
            self.now, _, action = heapq.heappop(self._due)
            action()
        self.now = end
