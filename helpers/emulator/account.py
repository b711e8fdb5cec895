"""The one test account that an emulator holds, and the call that an operation answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helpers.emulator.clock import Clock
from helpers.emulator.events import Events
from helpers.emulator.ids import Ids
from helpers.emulator.lifecycle import Lifecycle
from helpers.emulator.store import Store


class Account:
    """All state: what is stored, what has happened, what time it is, which ids come next.

    ``api_version`` is the account's own: used when a request names none, and for its events.
    ``raw_card_data`` lets requests carry the numbers of test cards. ``live_ids`` are ids that the
    account has in live mode: asking for one with a test key gives Stripe's hint (E12).
    """

    def __init__(self, seed: int, start: int, api_version: str, raw_card_data: bool) -> None:
        self.clock = Clock(start)
        self.ids = Ids(seed, lambda: self.clock.now)
        self.store = Store()
        self.lifecycle = Lifecycle()
        self.api_version = api_version
        self.raw_card_data = raw_card_data
        self.live_ids: set[str] = set()
        self.events = Events(self.clock, self.ids, self.store, api_version)

    @property
    def id(self) -> str:
        return self.ids.account

    @property
    def now(self) -> int:
        """Seconds since the Unix epoch."""
        return self.clock.now


@dataclass(slots=True)
class Call:
    """What an operation is asked: ids from the path, parameters that its schema has read."""

    account: Account
    path: dict[str, str]
    params: dict[str, Any]
    url: str
    version: str
