"""A deterministic Stripe in memory: Sources, Customers, Charges, and what replaces them.

It needs only the standard library and knows nothing of the rest of this project::

    emulator = Emulator()
    response = emulator.handle(Request("GET", "/v1/tokens/tok_visa", headers={...}))

Each rule cites a fact of the ledger (``python -m helpers.emulator facts``), which says how sure
it is. What Stripe has and the emulator has not is refused with the type ``emulator_gap``.
"""

from helpers.emulator.engine import Emulator, Record
from helpers.emulator.wire import Headers, Request, Response

__all__ = ["Emulator", "Headers", "Record", "Request", "Response"]
