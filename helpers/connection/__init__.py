"""The way to whoever answers: the emulator, or a real Stripe test account behind guards.

A request to a real account passes, in this order:

    the SDK → Recorder (what the learner sent) → marking (run id, ledger) → courtesy (pace, 429)
            → guard (key, address, headers, livemode) → network

``doors`` leads the SDK's other ways out through the same client, or closes them.
"""

from helpers.connection.session import LessonClient, cleanup, connect

__all__ = ["LessonClient", "cleanup", "connect"]
