"""``connect()``: where a lesson gets its ``stripe.StripeClient`` and learns who answers."""

from typing import Literal

import stripe

from helpers import stripe_objects
from helpers.bilingual import Text, TutorialError
from helpers.emulator import Emulator
from helpers.transport import EmulatorTransport, Exchange, Recorder
from helpers.widgets.html import Picture, both, fill, show

# Set before the first request: with telemetry on, the SDK writes a file into the learner's home.
stripe.enable_telemetry = False

Account = Literal["emulator", "test"]

_EMULATOR_ANSWERS = Text(
    "エミュレーターが答えます。このカーネルの中で動き、Stripe には何も送りません。キーは不要です。",
    "The emulator answers. It runs inside this kernel, sends nothing to Stripe and needs no key.",
)


class LessonClient(stripe.StripeClient):
    """A ``stripe.StripeClient`` that also knows who answers and what was asked.

    ``account``: ``"emulator"`` or ``"test"``. ``emulator``: the emulator behind it, for the lessons
    that move its clock; None with a real account. ``record``: every exchange, oldest first.
    """

    account: Account
    emulator: Emulator | None
    record: list[Exchange]


def connect(account: Account = "emulator") -> LessonClient:
    """A client for a lesson; says in a banner, in both languages, who answers.

    Each call makes a new, empty emulator with the same seed and clock: running a lesson again from
    its first cell gives the same ids and the same answers.

    Raises TutorialError for an account it does not know, and for ``"test"``: the way to a real
    Stripe test account is not built yet.
    """
    if account == "test":
        raise TutorialError(
            'connect("test") はまだ使えません。connect() でエミュレーターを使ってください。',
            'connect("test") is not available yet. Use connect(), which gives the emulator.',
        )
    if account != "emulator":
        raise TutorialError(
            f'connect() に渡せるのは "emulator" か "test" です ({account!r} が渡されました)。',
            f'connect() takes "emulator" or "test", not {account!r}.',
        )
    emulator = Emulator()
    recorder = Recorder(EmulatorTransport(emulator))
    # The emulator accepts any key of a test key's shape; none of the learner's is ever read for it.
    client = LessonClient("sk_test_" + "emulator" * 3, http_client=recorder)
    client.account, client.emulator, client.record = account, emulator, recorder.record
    stripe_objects.register()
    show(Picture(fill("<p>{}</p>", both(_EMULATOR_ANSWERS, "strong")), str(_EMULATOR_ANSWERS)))
    return client
