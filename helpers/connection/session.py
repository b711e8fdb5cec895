"""``connect()``: where a lesson gets its ``stripe.StripeClient`` and learns who answers."""

import getpass
import os
from dataclasses import dataclass
from typing import Literal, cast

import stripe

from helpers import stripe_objects
from helpers.bilingual import Text, TutorialError
from helpers.connection import address as addresses
from helpers.connection import doors, failure_card, keys
from helpers.connection.ledger import Ledger, new_run
from helpers.emulator import Emulator
from helpers.transport import EmulatorTransport, Exchange, Recorder
from helpers.widgets.html import Markup, Picture, both, fill, join, show

# Set before the first request: with telemetry on, the SDK writes a file into the learner's home.
stripe.enable_telemetry = False
stripe.set_app_info("stripe-sources-hands-on", version="0.1.0")

Account = Literal["emulator", "test"]

API_VERSION = "2026-10-28.endive"
"""The version of Stripe's API that lessons speak, whatever the account's own is."""

RETRIES = 2
"""How often the SDK asks again after a lost connection, a 409 or a 5xx."""

CHOICE = "TUTORIAL_ACCOUNT"
KEY = "STRIPE_SECRET_KEY"

_EMULATOR_ANSWERS = Text(
    "エミュレーターが答えます。このカーネルの中で動き、Stripe には何も送りません。キーは不要です。",
    "The emulator answers. It runs inside this kernel, sends nothing to Stripe and needs no key.",
)
_PROMPT = Text(
    "Stripe のテスト用シークレットキー (表示されません)",
    "Stripe's secret test key (it is not shown)",
)


@dataclass(frozen=True, slots=True)
class RealAccount:
    """What stands between a client and a test account.

    ``door`` leads there, guarded and with manners, but unmarked; ``ledger`` is the run's.
    """

    key: str
    address: str
    door: stripe.HTTPClient
    ledger: Ledger


class LessonClient(stripe.StripeClient):
    """A ``stripe.StripeClient`` that also knows who answers and what was asked.

    ``account``: ``"emulator"`` or ``"test"``. ``emulator``: the emulator behind it, for the lessons
    that move its clock; None with a real account. ``record``: every exchange, oldest first, as the
    learner sent it. ``real``: the way to the real account; None with the emulator.
    """

    account: Account
    emulator: Emulator | None
    record: list[Exchange]
    real: RealAccount | None


_real_sessions: list[RealAccount] = []
"""What ``cleanup()`` cleans: the sessions of this kernel with a real account, oldest first."""


def connect(account: Account | None = None) -> LessonClient:
    """A client for a lesson; says in a banner, in both languages, who answers.

    ``"emulator"`` makes a new, empty emulator with the same seed and clock on each call: running a
    lesson again from its first cell gives the same ids and the same answers. ``"test"`` leads to
    the learner's own Stripe test account, with the key in ``STRIPE_SECRET_KEY`` or one that is
    asked for. Without an argument ``TUTORIAL_ACCOUNT`` decides for a whole sitting, and if it is
    not set the emulator answers, even where a key is set.

    Raises TutorialError for another account, KeyRefused for anything but a test key.
    """
    failure_card.register()
    stripe_objects.register()
    chosen = account if account is not None else os.environ.get(CHOICE) or "emulator"
    if chosen == "emulator":
        return _emulator_client()
    if chosen != "test":
        raise TutorialError(
            f'connect() に渡せるのは "emulator" か "test" です ({chosen!r} が渡されました)。',
            f'connect() takes "emulator" or "test", not {chosen!r}.',
        )
    return _test_client(key_of_the_learner(), addresses.chosen())


# --- the emulator --------------------------------------------------------------------------------


def _emulator_client() -> LessonClient:
    emulator = Emulator()
    recorder = Recorder(EmulatorTransport(emulator))
    # The emulator accepts any key of a test key's shape; none of the learner's is ever read for it.
    key = "sk_test_" + "emulator" * 3
    client = LessonClient(key, http_client=recorder, stripe_version=API_VERSION)
    client.account, client.emulator, client.record = "emulator", emulator, recorder.record
    client.real = None
    doors.take_over(doors.ClosedDoor(), key)
    show(Picture(fill("<p>{}</p>", both(_EMULATOR_ANSWERS, "strong")), str(_EMULATOR_ANSWERS)))
    return client


# --- a real test account -------------------------------------------------------------------------


def key_of_the_learner() -> str:
    """The test key of the environment, or of a hidden prompt. Raises KeyRefused for any other."""
    from_environment = os.environ.get(KEY)
    if from_environment is not None:
        return keys.checked(from_environment)
    try:
        # By its full name: in a kernel this function is replaced by one that asks in the browser.
        typed = getpass.getpass(f"{_PROMPT}: ")
    except (EOFError, NotImplementedError, RuntimeError):  # nobody is there to type
        raise TutorialError(
            f"キーを尋ねられません。環境変数 {KEY} にテスト用シークレットキーを入れてください。",
            f"There is no way to ask for a key here. Put a secret test key into {KEY}.",
        ) from None
    return keys.checked(typed)


def _test_client(key: str, address: str) -> LessonClient:
    from helpers.connection.marking import Marking

    real = real_account(key, address, Ledger(new_run()))
    recorder = Recorder(Marking(real.door, real.ledger))
    client = LessonClient(
        key,
        http_client=recorder,
        base_addresses={"api": address},
        stripe_version=API_VERSION,
        max_network_retries=RETRIES,
    )
    client.account, client.emulator, client.record = "test", None, recorder.record
    client.real = real
    _real_sessions.append(real)
    stripe.max_network_retries = RETRIES
    stripe.api_version = API_VERSION
    doors.take_over(recorder, key, address)
    show(test_banner(key, address, real.ledger.run))
    return client


def real_account(key: str, address: str, ledger: Ledger) -> RealAccount:
    """The guarded way to a test account. Raises KeyRefused or AddressRefused."""
    from helpers.connection.courtesy import TO_A_STAND_IN, TO_STRIPE, Courtesy
    from helpers.connection.guard import Guard

    manners = TO_A_STAND_IN if addresses.is_stand_in(address) else TO_STRIPE
    return RealAccount(key, address, Courtesy(Guard(key, address), manners), ledger)


def cleaning_client(real: RealAccount) -> stripe.StripeClient:
    """A client that marks nothing and is not recorded: what it does is not the learner's."""
    return stripe.StripeClient(
        real.key,
        http_client=real.door,
        base_addresses={"api": real.address},
        stripe_version=API_VERSION,
        max_network_retries=RETRIES,
    )


def test_banner(key: str, address: str, run: str) -> Picture:
    """Who answers in a test session, and what the tutorial adds; no part of the key."""
    kind = keys.kind(key)
    if addresses.is_stand_in(address):
        who = Text(
            f"Stripe の代役 ({address}) が答えます。テスト用の{kind.ja}で接続しました。",
            f"A stand-in for Stripe answers ({address}). Connected with a test-mode {kind.en}.",
        )
    else:
        who = Text(
            "あなたの Stripe アカウントのテスト環境が答えます。"
            f"テスト用の{kind.ja}で接続しました。お金は動きません。",
            "The test mode of your own Stripe account answers. "
            f"Connected with a test-mode {kind.en}. No money moves.",
        )
    html = fill(
        "{}<details><summary>{}</summary><ul>{}</ul></details>",
        _in_bold(who),
        both(_ADDED),
        join(fill("<li>{}</li>", both(line, "div")) for line in _details(run)),
    )
    return Picture(html, str(who))


def _in_bold(text: Text) -> Markup:
    return fill('<p lang="ja"><strong>{}</strong></p><p lang="en"><strong>{}</strong></p>', *text)


_ADDED = Text("この教材が付け足すこと", "What this course adds")


def _details(run: str) -> list[Text]:
    return [
        Text(
            f"作るものに metadata[tutorial]={run} を付けます。cleanup() は、この印があり、"
            "手元の記録にもあるものだけを片付けます。",
            f"What you make gets metadata[tutorial]={run}. cleanup() ends only what carries "
            "this mark and is in the ledger on this machine.",
        ),
        Text(
            "冪等キーは呼び出しごとに 1 つで、先頭に実行の番号を付けます。"
            "通信の再試行は同じキーなので二重になりません。"
            "セルをもう一度実行すると新しい呼び出しになり、もう 1 つできます。",
            "Each call has an idempotency key of its own, which begins with the run. A retry after "
            "a network failure uses the same key and does nothing twice. Running a cell again is "
            "a new call and makes another one.",
        ),
        Text(
            "呼び出しは 1 秒に 2 回までです。環境変数のプロキシは使いません。",
            "At most 2 calls a second leave. A proxy in the environment is not used.",
        ),
    ]


# --- cleaning up ---------------------------------------------------------------------------------


def cleanup(client: stripe.StripeClient | None = None, *, only_list: bool = False) -> Picture:
    """Delete or cancel what was made in the real test account; shows the list first.

    ``client`` is that of one ``connect()``; without it all of this kernel's are cleaned, one after
    the other. ``only_list`` changes nothing. With the emulator there is nothing to do. What an
    interrupted run has left is cleaned by ``python -m helpers.connection cleanup``. Raises
    StripeError if the account cannot be asked.
    """
    from helpers.connection import cleaning

    chosen = [cast(LessonClient, client).real] if client else list(_real_sessions)
    sessions = [real for real in chosen if real is not None]
    if not sessions:
        return cleaning.sentence(cleaning.NO_ACCOUNT)
    *earlier, last = sessions
    for real in earlier:
        show(_cleaned(real, only_list=only_list))
    return _cleaned(last, only_list=only_list)


def _cleaned(real: RealAccount, *, only_list: bool) -> Picture:
    from helpers.connection import cleaning

    asking = cleaning_client(real)
    items = cleaning.plan(asking, real.ledger)
    planned = cleaning.picture(real.ledger.run, items)
    if only_list:
        return planned
    if not items:
        real.ledger.remove()
        return planned
    show(planned)
    return cleaning.picture(real.ledger.run, cleaning.carry_out(asking, real.ledger, items))
