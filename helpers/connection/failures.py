"""Every way in which a call can fail, told to a learner: what happened, what changed, what to do.

One row a failure; ``failure_of`` finds the row for an exception. It looks at ``e.error.code``, as
the SDK fills ``e.code`` for two kinds of error only.
"""

import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

import stripe

from helpers.bilingual import Text, TutorialError
from helpers.connection.address import AddressRefused
from helpers.connection.doors import DoorClosed
from helpers.connection.keys import KeyRefused


@dataclass(frozen=True, slots=True)
class Failure:
    """One row. ``happened`` is the headline; ``todo`` holds one step a line."""

    name: str
    happened: Text
    changed: Text
    todo: tuple[Text, ...]


# --- what has changed ----------------------------------------------------------------------------

NOTHING_SENT = Text(
    "何も送っていないので、何も変わっていません。", "Nothing was sent, so nothing has changed."
)
NOTHING_DONE = Text(
    "呼び出しは断られました。何も変わっていません。",
    "The call was refused. Nothing has changed.",
)
CHARGE_KEPT = Text(
    "お金は動いていません。失敗した Charge が記録として残ります。",
    "No money has moved. A failed Charge is kept as a record.",
)
PERHAPS = Text(
    "届いたかどうかわかりません。作成や更新なら、実行された可能性があります。",
    "Nobody knows whether the call arrived. If it creates or updates, it may have been done.",
)
PROBABLY = Text(
    "Stripe は受け取っています。作成や更新なら、実行されたと考えてください。",
    "Stripe has received the call. If it creates or updates, take it as done.",
)
SESSION_ENDED = Text(
    "本番のデータは変えていませんが、確かめるまで続けないでください。",
    "This course has not meant to change live data; stop here until you have checked.",
)

# --- what to do ----------------------------------------------------------------------------------

LOOK_FIRST = Text(
    "一覧を取得して、できているか確かめます。自動の再試行は同じ冪等キーを使うので二重になりませんが、"
    "セルをもう一度実行すると新しい呼び出しになり、もう 1 つできることがあります。",
    "List the objects first, to see whether it is there. The automatic retries use the same "
    "idempotency key and do nothing twice, but running the cell again is a new call and may make "
    "another one.",
)
WAIT = Text("少し待ってから、もう一度実行します。", "Wait a little, then run the cell again.")
OTHER_NETWORK = Text(
    "ネットワークを確かめます。つながらない間は connect() のエミュレーターで続けられます。",
    "Check the network. Until it works, go on with the emulator: connect().",
)
GO_ON_WITH_EMULATOR = Text(
    "この先は connect() のエミュレーターで続けます。"
    "準備のセルを connect() に変え、上から実行します。",
    "Go on with the emulator: change the first cell to connect() and run from the top.",
)
CHECK_THE_KEY = Text(
    "ダッシュボードをテスト環境に切り替え、そのアカウントのテスト用シークレットキー (sk_test_…) で "
    'connect("test") をやり直します。',
    'Switch the Dashboard to test mode and do connect("test") again with the secret test key '
    "(sk_test_…) of that account.",
)
SAME_KEY_SAME_ACCOUNT = Text(
    "まず API キーを確かめます。"
    "作ったときと同じアカウントの、同じ環境 (テストか本番) のキーですか。",
    "Check the API key first. Is it of the account, and of the mode (test or live), "
    "in which the object was made?",
)
CHECK_THE_ID = Text(
    "次に ID を確かめます。前の実行の ID は、エミュレーターを作り直すと無くなります。",
    "Then check the id. The ids of an earlier run are gone once the emulator is made anew.",
)
READ_THE_MESSAGE = Text(
    "下の Stripe の言葉で、code と param を読みます。param が直す場所です。",
    "Read code and param in Stripe's words below. param names the place to mend.",
)
OTHER_CARD = Text(
    "別のテスト用トークン (tok_visa など) で試します。",
    "Try another test token, such as tok_visa.",
)
NEW_KEY_FOR_NEW_CALL = Text(
    "別の呼び出しには別の idempotency_key を渡します。省略すると SDK が毎回新しいキーを作ります。",
    "Give another call another idempotency_key. "
    "Leave it out and the SDK makes a new one each time.",
)
PROXY_IGNORED = Text(
    "プロキシの環境変数が設定されていますが、キーを守るため使いません。"
    "プロキシなしで Stripe につながるネットワークが必要です。",
    "A proxy is set in the environment, but it is not used, to protect the key. "
    "A network that reaches Stripe without a proxy is needed.",
)


def _row(name: str, ja: str, en: str, changed: Text, *todo: Text) -> Failure:
    return Failure(name, Text(ja, en), changed, todo)


# --- the connection ------------------------------------------------------------------------------

DNS = _row(
    "dns",
    "Stripe の名前 (api.stripe.com) を引けませんでした。",
    "The name of Stripe's server (api.stripe.com) could not be looked up.",
    NOTHING_SENT,
    OTHER_NETWORK,
)
NO_NETWORK = _row(
    "no network",
    "Stripe につながりませんでした。",
    "Stripe could not be reached.",
    NOTHING_SENT,
    OTHER_NETWORK,
)
CONNECT_TIMEOUT = _row(
    "connect timeout",
    "時間内に Stripe につながりませんでした。",
    "Stripe could not be reached in time.",
    NOTHING_SENT,
    OTHER_NETWORK,
)
TLS = _row(
    "TLS",
    "相手が Stripe だと証明書で確かめられませんでした。通信を途中で開く装置があるかもしれません。",
    "The certificate did not prove that this is Stripe. Something may be opening the traffic "
    "on its way.",
    NOTHING_SENT,
    Text(
        "検証を無効にせず、通信を検査しないネットワークを使います。",
        "Do not switch the check off; use a network that does not inspect the traffic.",
    ),
    GO_ON_WITH_EMULATOR,
)
TIMEOUT = _row(
    "timeout",
    "時間内に応答がありませんでした。",
    "No answer came in time.",
    PERHAPS,
    LOOK_FIRST,
)
DROPPED = _row(
    "dropped connection",
    "応答の前に接続が切れました。",
    "The connection broke before the answer.",
    PERHAPS,
    LOOK_FIRST,
)
CUT_BODY = _row(
    "cut body",
    "応答が途中で切れました。",
    "The answer was cut short.",
    PROBABLY,
    LOOK_FIRST,
)
CONNECTION = _row(
    "connection",
    "Stripe との通信に失敗しました。",
    "The connection to Stripe failed.",
    PERHAPS,
    LOOK_FIRST,
)

# --- who asks ------------------------------------------------------------------------------------

INVALID_KEY = _row(
    "invalid key",
    "Stripe がこのキーを知りません。",
    "Stripe does not know this key.",
    NOTHING_DONE,
    CHECK_THE_KEY,
)
EXPIRED_KEY = _row(
    "expired key",
    "このキーは期限が切れています。",
    "This key has expired.",
    NOTHING_DONE,
    Text(
        'ダッシュボードで新しいテスト用シークレットキーを作り、connect("test") をやり直します。',
        'Make a new secret test key in the Dashboard and do connect("test") again.',
    ),
)
NOT_PERMITTED = _row(
    "not permitted",
    "この制限付きキーには、この呼び出しの権限がありません。",
    "This restricted key may not make this call.",
    NOTHING_DONE,
    Text(
        "下の Stripe の言葉にある権限をダッシュボードでキーに加えるか、"
        "テスト用シークレットキー (sk_test_…) を使います。",
        "Give the key the permission named in Stripe's words below, in the Dashboard, or use a "
        "secret test key (sk_test_…).",
    ),
)
RATE_LIMIT = _row(
    "rate limit",
    "呼び出しが多すぎて、何度か待っても受け付けられませんでした。",
    "There were too many calls; even after a few waits this one was not taken.",
    NOTHING_DONE,
    WAIT,
)

# --- what is asked -------------------------------------------------------------------------------

NO_SUCH_SOURCE_TOKEN = _row(
    "no such token: src",
    "渡したのは Source の ID ですが、Stripe は「token がない」と答えました。"
    "このキーから見える所に、その Source がありません。",
    'You passed the id of a Source, and Stripe says "no such token". '
    "That Source does not exist where this key can see.",
    NOTHING_DONE,
    SAME_KEY_SAME_ACCOUNT,
    CHECK_THE_ID,
)
LIVE_OBJECT = _row(
    "exists in live mode",
    "同じ ID のものが本番環境にあります。テスト用のキーからは見えません。",
    "There is an object with this id in live mode. A test key cannot see it.",
    NOTHING_DONE,
    Text(
        "テスト環境で作ったものの ID を使います。本番のデータはこの教材では扱いません。",
        "Use the id of something made in test mode. This course never touches live data.",
    ),
)
NO_SUCH = _row(
    "no such object",
    "その ID のものがありません。",
    "There is nothing with this id.",
    NOTHING_DONE,
    SAME_KEY_SAME_ACCOUNT,
    CHECK_THE_ID,
)
TOKEN_USED = _row(
    "token used",
    "このトークンはもう使われています。トークンは 1 回しか使えません。",
    "This token has been used already. A token works only once.",
    NOTHING_DONE,
    Text(
        "新しいトークンを作ります。テスト用の tok_visa は何度でも渡せます。",
        "Make a new token. The test token tok_visa can be passed again and again.",
    ),
)
SOURCES_ENDED = _row(
    "Sources ended",
    "このアカウントでは、もう Source を作れません。"
    "Stripe が Sources API を終了しつつあるためです。",
    "This account can no longer create Sources: Stripe is ending the Sources API.",
    NOTHING_DONE,
    Text(
        "この操作だけでも、エミュレーターなら今も試せます。",
        "The emulator still lets you try this very step.",
    ),
    GO_ON_WITH_EMULATOR,
    Text(
        "新しく作る仕組みには PaymentMethod を使います。各レッスンの「今のやり方」を見てください。",
        'Build anything new on PaymentMethods: see "Today\'s way" in each lesson.',
    ),
)
RAW_CARD = _row(
    "raw card number",
    "カード番号をそのまま送ることは、このアカウントでは許可されていません。",
    "This account may not send card numbers as they are.",
    NOTHING_DONE,
    Text(
        "番号の代わりにテスト用トークン (tok_visa など) を渡します。",
        "Pass a test token such as tok_visa in place of the number.",
    ),
)
EMULATOR_GAP = _row(
    "emulator gap",
    "Stripe にはある機能ですが、このエミュレーターにはありません。",
    "Stripe has this; the emulator does not.",
    NOTHING_DONE,
    Text(
        'テスト用のキーがあれば、connect("test") で本物の Stripe に尋ねられます。',
        'With a test key, connect("test") lets you ask the real Stripe.',
    ),
)
INVALID_REQUEST = _row(
    "invalid request",
    "呼び出しの内容が受け付けられませんでした。",
    "The call was not accepted as it stands.",
    NOTHING_DONE,
    READ_THE_MESSAGE,
)
IDEMPOTENCY = _row(
    "idempotency key reused",
    "同じ冪等キーが、内容の違う呼び出しに使われました。",
    "An idempotency key was used again for a different call.",
    NOTHING_DONE,
    NEW_KEY_FOR_NEW_CALL,
)
IN_PROGRESS = _row(
    "still in progress",
    "同じ冪等キーの呼び出しを、Stripe がまだ処理しています。",
    "Stripe is still working on a call with the same idempotency key.",
    PERHAPS,
    WAIT,
    LOOK_FIRST,
)

# --- Stripe's own troubles -----------------------------------------------------------------------

SERVER_ERROR = _row(
    "server error",
    "Stripe の中でエラーが起きました。",
    "Something failed inside Stripe.",
    PERHAPS,
    LOOK_FIRST,
    WAIT,
)
MALFORMED = _row(
    "malformed answer",
    "応答が Stripe の形 (JSON) ではありません。"
    "ネットワークのログイン画面などが割り込んでいるかもしれません。",
    "The answer is not in Stripe's form (JSON). "
    "A log-in page of the network may have come between.",
    PERHAPS,
    OTHER_NETWORK,
    LOOK_FIRST,
)
UNKNOWN = _row(
    "unknown",
    "思いがけないエラーです。",
    "This error was not expected.",
    PERHAPS,
    READ_THE_MESSAGE,
)

# --- the tutorial's own refusals -----------------------------------------------------------------

_USE_A_TEST_KEY = Text(
    'テスト用シークレットキーを環境変数 STRIPE_SECRET_KEY に入れるか、connect("test") が'
    "尋ねたときに貼り付けます。キーがなければ connect() を使います。",
    "Put a secret test key into the environment variable STRIPE_SECRET_KEY, or paste it when "
    'connect("test") asks. Without a key, use connect().',
)
_THROUGH_THE_CLIENT = Text(
    "connect() が返した client を、別のキーやアカウント、ヘッダーを指定せずに使います。",
    "Use the client of connect() without naming another key, account or header.",
)
_STOP = Text(
    "ダッシュボードで、このキーがどの環境のものか確かめます。",
    "Look in the Dashboard which mode this key belongs to.",
)

# --- declined cards ------------------------------------------------------------------------------


def _declined(name: str, ja: str, en: str) -> Failure:
    return _row(name, ja, en, NOTHING_DONE, OTHER_CARD)


DECLINES = {
    "generic_decline": _declined(
        "generic_decline", "カードが拒否されました。", "The card was declined."
    ),
    "insufficient_funds": _declined(
        "insufficient_funds",
        "残高不足でカードが拒否されました。",
        "The card was declined: insufficient funds.",
    ),
    "fraudulent": _declined(
        "fraudulent",
        "不正利用の疑いでカードが拒否されました。",
        "The card was declined: suspected fraud.",
    ),
    "lost_card": _declined(
        "lost_card",
        "紛失したカードとして拒否されました。",
        "The card was declined: reported lost.",
    ),
    "stolen_card": _declined(
        "stolen_card",
        "盗難されたカードとして拒否されました。",
        "The card was declined: reported stolen.",
    ),
    "incorrect_cvc": _declined(
        "incorrect_cvc", "セキュリティコードが違います。", "The security code is wrong."
    ),
    "incorrect_number": _declined(
        "incorrect_number", "カード番号が違います。", "The card number is wrong."
    ),
    "expired_card": _declined(
        "expired_card", "カードの有効期限が切れています。", "The card has expired."
    ),
    "processing_error": _declined(
        "processing_error",
        "カードの処理中にエラーが起きました。",
        "An error occurred while the card was processed.",
    ),
    "missing": _row(
        "no card",
        "この Customer には、支払いに使えるカードや Source がありません。",
        "This Customer has no card or Source to pay with.",
        NOTHING_DONE,
        Text(
            "先に Source を Customer に関連付けます。",
            "Attach a Source to the Customer first.",
        ),
    ),
}
OTHER_DECLINE = _declined("other decline", "支払いが拒否されました。", "The payment was declined.")


# --- which row -----------------------------------------------------------------------------------


def failure_of(error: BaseException) -> Failure:
    """The row for an exception; never raises."""
    if isinstance(error, TutorialError):
        return _own(error)
    if isinstance(error, stripe.APIConnectionError):
        return _with_proxy(_connection(error))
    if isinstance(error, stripe.StripeError):
        return _answered(error)
    return UNKNOWN


def _own(error: TutorialError) -> Failure:
    sent = getattr(error, "sent", None)
    if isinstance(error, KeyRefused):
        return Failure("key refused", error.text, NOTHING_SENT, (_USE_A_TEST_KEY,))
    if sent is True:
        return Failure("session ended", error.text, SESSION_ENDED, (_STOP,))
    if sent is False or isinstance(error, DoorClosed):
        return Failure("guard refused", error.text, NOTHING_SENT, (_THROUGH_THE_CLIENT,))
    if isinstance(error, AddressRefused):
        return Failure("address refused", error.text, NOTHING_SENT, ())
    return Failure("tutorial", error.text, NOTHING_SENT, ())


def _connection(error: stripe.APIConnectionError) -> Failure:
    """By the names of what `requests` raised, which is the cause: importing it here costs time."""
    cause = error.__cause__
    names = {kind.__name__ for kind in type(cause).__mro__}
    text = str(cause or error)  # the emulator acts out a fault without a network, hence no cause
    if "SSLError" in names:
        return TLS
    if "ConnectTimeout" in names:
        return CONNECT_TIMEOUT
    if "Timeout" in names or "timed out" in text or "no answer came in time" in text:
        return TIMEOUT
    if "ChunkedEncodingError" in names:
        return CUT_BODY
    if "NameResolutionError" in text or "getaddrinfo" in text:
        return DNS
    if "NewConnectionError" in text or "Failed to establish" in text:
        return NO_NETWORK
    if "ConnectionError" in names or "connection broke" in text:
        return DROPPED
    return CONNECTION


def _with_proxy(failure: Failure) -> Failure:
    is_set = {"http", "https", "all"} & set(urllib.request.getproxies_environment())
    if not is_set or failure.changed is not NOTHING_SENT:
        return failure
    return Failure(failure.name, failure.happened, failure.changed, (PROXY_IGNORED, *failure.todo))


def _answered(error: stripe.StripeError) -> Failure:
    for matches, failure in _ROWS:
        if matches(error):
            return failure
    if isinstance(error, stripe.CardError):
        return _decline(error)
    return SERVER_ERROR if (error.http_status or 0) >= 500 else UNKNOWN


def _decline(error: stripe.CardError) -> Failure:
    names = (_field(error, "decline_code"), _field(error, "code"))
    failure = next((DECLINES[name] for name in names if name in DECLINES), OTHER_DECLINE)
    if not _field(error, "charge"):
        return failure
    return Failure(failure.name, failure.happened, CHARGE_KEPT, failure.todo)


def _field(error: stripe.StripeError, name: str) -> str:
    return str(getattr(error.error, name, None) or "")


def _message(error: stripe.StripeError) -> str:
    return str(error.user_message or "")


def _has_code(code: str) -> Callable[[stripe.StripeError], bool]:
    return lambda error: _field(error, "code") == code


def _says(pattern: str) -> Callable[[stripe.StripeError], bool]:
    expression = re.compile(pattern, re.IGNORECASE)
    return lambda error: expression.search(_message(error)) is not None


def _is(*kinds: type[stripe.StripeError]) -> Callable[[stripe.StripeError], bool]:
    return lambda error: isinstance(error, kinds)


# The first row that matches counts.
_ROWS: tuple[tuple[Callable[[stripe.StripeError], bool], Failure], ...] = (
    (_has_code("api_key_expired"), EXPIRED_KEY),
    (_is(stripe.AuthenticationError), INVALID_KEY),
    (
        _says(r"sources api has been deprecated|no longer (create|support|allow)\w* .*source"),
        SOURCES_ENDED,
    ),
    (_says(r"unrecognized request url \(post: /v1/sources\)"), SOURCES_ENDED),
    (_is(stripe.PermissionError), NOT_PERMITTED),
    (_is(stripe.RateLimitError), RATE_LIMIT),
    (_has_code("emulator_gap"), EMULATOR_GAP),
    (_says(r"a similar object exists in live mode"), LIVE_OBJECT),
    (_says(r"no such token: '?src_"), NO_SUCH_SOURCE_TOKEN),
    (_has_code("resource_missing"), NO_SUCH),
    (_has_code("token_already_used"), TOKEN_USED),
    (_says(r"sending credit card numbers directly"), RAW_CARD),
    (lambda error: error.http_status == 409, IN_PROGRESS),
    (_is(stripe.IdempotencyError), IDEMPOTENCY),
    (_is(stripe.InvalidRequestError), INVALID_REQUEST),
    (_says(r"^invalid response (body|object) from api"), MALFORMED),
)
