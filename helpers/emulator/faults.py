"""Faults on demand, for lessons on what to do when something goes wrong.

The two faults that are answers (a rate limit, a server error) are answers like any other. The
others happen on the way: the engine names them in :attr:`Response.fault` and the transport acts
them out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

RATE_LIMIT = "rate_limit"
"""429, nothing was done."""

SERVER_ERROR = "server_error"
"""500, nothing was done."""

DROPPED_CONNECTION = "dropped_connection"
"""The connection broke before the request arrived: nothing was done, there is no answer."""

TIMEOUT = "timeout"
"""The request was carried out, but its answer never arrives."""

CUT_BODY = "cut_body"
"""The request was carried out, but only the first half of the body arrives."""

SLOW = "slow"
"""The request was carried out; the answer comes after ``Response.delay`` seconds."""

FAULTS = (RATE_LIMIT, SERVER_ERROR, DROPPED_CONNECTION, TIMEOUT, CUT_BODY, SLOW)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault that waits for its request; ``delay`` in seconds, for ``slow``."""

    name: str
    delay: float = 0.0


class Faults:
    """A queue: each request takes the next fault, until there is none."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def inject(self, name: str, times: int = 1, delay: float = 2.0) -> None:
        """Make the next ``times`` requests meet the fault ``name``.

        Raises ``ValueError`` for a name that is not in ``FAULTS`` or ``times`` below 1.
        """
        if name not in FAULTS:
            raise ValueError(f"no such fault: {name!r} (one of {', '.join(FAULTS)})")
        if times < 1:
            raise ValueError(f"times must be at least 1 (it is {times})")
        fault = Fault(name, delay if name == SLOW else 0.0)
        self._waiting.extend([fault] * times)

    def next(self) -> Fault | None:
        """The fault that this request meets, if any."""
        return self._waiting.popleft() if self._waiting else None

    def clear(self) -> None:
        """Forget the faults that have not happened yet."""
        self._waiting.clear()
