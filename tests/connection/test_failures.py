"""Every failure, made by a real server on loopback, gives its own card in both languages."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import stripe

from helpers.connection import LessonClient, connect, failures
from helpers.connection.failure_card import explain
from helpers.connection.guard import Guard
from helpers.emulator.testcards import TEST_CARDS
from helpers.widgets.html import fill
from tests.connection.account import Account, an_account
from tests.connection.conftest import fake_key
from tests.connection.stand_in import CUSTOMER, StandIn, answer, closed_port, error, silence

CUS = "cus_standin1"
BODY = "Z9" * 12
NOTHING_SENT = failures.NOTHING_SENT


def failing(call: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as raised:  # noqa: PT011
        call()
    return raised.value


def retrieve(client: LessonClient) -> BaseException:
    return failing(lambda: client.v1.customers.retrieve(CUS))


def impatient(url: str, timeout: tuple[float, float] = (0.2, 0.2)) -> stripe.StripeClient:
    """A guarded client that does not wait long."""
    return stripe.StripeClient(
        fake_key(), http_client=Guard(fake_key(), url, timeout), base_addresses={"api": url}
    )


# --- answers of Stripe --------------------------------------------------------------------------

SOURCES_MESSAGE = (
    "The Sources API has been deprecated, and we are no longer allowing new integrations."
)
LIVE_MESSAGE = (
    "No such customer: 'cus_1'; a similar object exists in live mode, but a test mode key was used "
    "to make this request."
)
PERMISSION_MESSAGE = (
    f"The provided key 'rk_test_{'*' * 30}{BODY[:6]}' does not have the required permissions for "
    "this endpoint on account 'acct_1'. Having the 'rak_customer_read' permission would allow this "
    "request to continue."
)
RAW_MESSAGE = "Sending credit card numbers directly to the Stripe API is generally unsafe."

# name → (answer, headline in Japanese, in English, what has changed)
ANSWERS: dict[str, tuple[bytes, str, str, failures.Text]] = {
    "401": (
        error(401, f"Invalid API Key provided: sk_test_{'*' * 10}{BODY[:4]}"),
        "Stripe がこのキーを知りません。",
        "Stripe does not know this key.",
        failures.NOTHING_DONE,
    ),
    "expired key": (
        error(401, f"Expired API Key provided: sk_test_{'*' * 9}{BODY}", code="api_key_expired"),
        "このキーは期限が切れています。",
        "This key has expired.",
        failures.NOTHING_DONE,
    ),
    "403 of a restricted key": (
        error(403, PERMISSION_MESSAGE),
        "この制限付きキーには、この呼び出しの権限がありません。",
        "This restricted key may not make this call.",
        failures.NOTHING_DONE,
    ),
    "404, exists in live mode": (
        error(404, LIVE_MESSAGE, code="resource_missing", param="id"),
        "同じ ID のものが本番環境にあります。テスト用のキーからは見えません。",
        "There is an object with this id in live mode. A test key cannot see it.",
        failures.NOTHING_DONE,
    ),
    "404": (
        error(404, "No such customer: 'cus_1'", code="resource_missing", param="id"),
        "その ID のものがありません。",
        "There is nothing with this id.",
        failures.NOTHING_DONE,
    ),
    "No such token: 'src_…'": (
        error(400, "No such token: 'src_1Abc'", code="resource_missing", param="source"),
        "渡したのは Source の ID ですが、Stripe は「token がない」と答えました。"
        "このキーから見える所に、その Source がありません。",
        'You passed the id of a Source, and Stripe says "no such token". '
        "That Source does not exist where this key can see.",
        failures.NOTHING_DONE,
    ),
    "No such token, without quotes": (
        error(400, "No such token: src_1Abc", code="resource_missing", param="source"),
        "渡したのは Source の ID ですが、Stripe は「token がない」と答えました。"
        "このキーから見える所に、その Source がありません。",
        'You passed the id of a Source, and Stripe says "no such token". '
        "That Source does not exist where this key can see.",
        failures.NOTHING_DONE,
    ),
    "token used": (
        error(400, "You cannot use a Stripe token more than once", code="token_already_used"),
        "このトークンはもう使われています。トークンは 1 回しか使えません。",
        "This token has been used already. A token works only once.",
        failures.NOTHING_DONE,
    ),
    "Sources ended, 400": (
        error(400, SOURCES_MESSAGE),
        "このアカウントでは、もう Source を作れません。"
        "Stripe が Sources API を終了しつつあるためです。",
        "This account can no longer create Sources: Stripe is ending the Sources API.",
        failures.NOTHING_DONE,
    ),
    "Sources ended, 403": (
        error(403, SOURCES_MESSAGE),
        "このアカウントでは、もう Source を作れません。"
        "Stripe が Sources API を終了しつつあるためです。",
        "This account can no longer create Sources: Stripe is ending the Sources API.",
        failures.NOTHING_DONE,
    ),
    "Sources ended, the URL is gone": (
        error(404, "Unrecognized request URL (POST: /v1/sources). Please see https://stripe.com"),
        "このアカウントでは、もう Source を作れません。"
        "Stripe が Sources API を終了しつつあるためです。",
        "This account can no longer create Sources: Stripe is ending the Sources API.",
        failures.NOTHING_DONE,
    ),
    "raw card number": (
        error(402, RAW_MESSAGE),
        "カード番号をそのまま送ることは、このアカウントでは許可されていません。",
        "This account may not send card numbers as they are.",
        failures.NOTHING_DONE,
    ),
    "invalid request": (
        error(400, "Missing required param: amount.", code="parameter_missing", param="amount"),
        "呼び出しの内容が受け付けられませんでした。",
        "The call was not accepted as it stands.",
        failures.NOTHING_DONE,
    ),
    "emulator gap": (
        error(400, "Emulator gap: …", type="emulator_gap", code="emulator_gap"),
        "Stripe にはある機能ですが、このエミュレーターにはありません。",
        "Stripe has this; the emulator does not.",
        failures.NOTHING_DONE,
    ),
    "idempotency": (
        error(400, "Keys for idempotent requests can only be used …", type="idempotency_error"),
        "同じ冪等キーが、内容の違う呼び出しに使われました。",
        "An idempotency key was used again for a different call.",
        failures.NOTHING_DONE,
    ),
    "409": (
        error(409, "There is currently another in-progress request", code="idempotency_key_in_use"),
        "同じ冪等キーの呼び出しを、Stripe がまだ処理しています。",
        "Stripe is still working on a call with the same idempotency key.",
        failures.PERHAPS,
    ),
    "429": (
        error(429, "Testmode request rate limit exceeded", code="rate_limit"),
        "呼び出しが多すぎて、何度か待っても受け付けられませんでした。",
        "There were too many calls; even after a few waits this one was not taken.",
        failures.NOTHING_DONE,
    ),
    "500": (
        error(500, "An unknown error occurred", type="api_error"),
        "Stripe の中でエラーが起きました。",
        "Something failed inside Stripe.",
        failures.PERHAPS,
    ),
    "503 without JSON": (
        answer(503, "<html>Service Unavailable</html>"),
        "応答が Stripe の形 (JSON) ではありません。"
        "ネットワークのログイン画面などが割り込んでいるかもしれません。",
        "The answer is not in Stripe's form (JSON). "
        "A log-in page of the network may have come between.",
        failures.PERHAPS,
    ),
    "malformed JSON": (
        answer(200, f"<html>You sent: Bearer {fake_key()}</html>"),
        "応答が Stripe の形 (JSON) ではありません。"
        "ネットワークのログイン画面などが割り込んでいるかもしれません。",
        "The answer is not in Stripe's form (JSON). "
        "A log-in page of the network may have come between.",
        failures.PERHAPS,
    ),
    "an error in another form": (
        answer(400, {"message": "no"}),
        "応答が Stripe の形 (JSON) ではありません。"
        "ネットワークのログイン画面などが割り込んでいるかもしれません。",
        "The answer is not in Stripe's form (JSON). "
        "A log-in page of the network may have come between.",
        failures.PERHAPS,
    ),
    "cut body": (
        answer(200, CUSTOMER).replace(b"Content-Length: ", b"Content-Length: 1"),
        "応答が途中で切れました。",
        "The answer was cut short.",
        failures.PROBABLY,
    ),
    "hung up": (
        b"",
        "応答の前に接続が切れました。",
        "The connection broke before the answer.",
        failures.PERHAPS,
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_becomes_its_card(name: str, client: LessonClient, home: StandIn) -> None:
    data, japanese, english, changed = ANSWERS[name]
    home.play(data)
    raised = failing(lambda: client.v1.customers.create({"name": "x"}))
    says(raised, japanese, english, changed)


def says(raised: BaseException, japanese: str, english: str, changed: failures.Text) -> None:
    """The card of an exception has this headline in both languages, steps, and no secret."""
    failure = failures.failure_of(raised)
    assert failure.happened == (japanese, english)
    assert failure.changed == changed
    assert failure.todo
    card = explain(raised)
    told = dict(re.findall(r'<div lang="(ja|en)">(.*?)</div>', card.html, re.DOTALL))
    for text in (failure.happened, failure.changed, *failure.todo):
        assert fill("{}", text.ja) in told["ja"]
        assert fill("{}", text.en) in told["en"]
        assert str(text) in card.text
    for part in (BODY[:4], fake_key()):
        assert part not in str(card.html) + card.text


# --- the network --------------------------------------------------------------------------------


def test_no_network(connect_to: Callable[..., LessonClient]) -> None:
    raised = retrieve(connect_to(f"http://127.0.0.1:{closed_port()}"))
    says(raised, "Stripe につながりませんでした。", "Stripe could not be reached.", NOTHING_SENT)
    assert "SDK の言葉 / The SDK's words:" in explain(raised).text, "Stripe has said nothing"


def test_the_name_cannot_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver says no, as it does without a network; everything above it is real."""
    client = stripe.StripeClient(fake_key(), http_client=Guard(fake_key()))
    says(
        failing(lambda: client.v1.customers.retrieve(CUS)),
        "Stripe の名前 (api.stripe.com) を引けませんでした。",
        "The name of Stripe's server (api.stripe.com) could not be looked up.",
        NOTHING_SENT,
    )


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_in_the_environment_is_named(
    variable: str,
    connect_to: Callable[..., LessonClient],
    elsewhere: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = connect_to(f"http://127.0.0.1:{closed_port()}")
    without = retrieve(client)
    assert failures.PROXY_IGNORED not in failures.failure_of(without).todo
    monkeypatch.setenv(variable, elsewhere.url)
    raised = retrieve(client)
    assert failures.failure_of(raised).todo[0] == failures.PROXY_IGNORED
    assert "プロキシ" in explain(raised).text
    assert elsewhere.connections == 0


def test_no_answer_in_time(home: StandIn) -> None:
    home.script = silence(1)
    says(
        failing(lambda: impatient(home.url).v1.customers.retrieve(CUS)),
        "時間内に応答がありませんでした。",
        "No answer came in time.",
        failures.PERHAPS,
    )


def test_an_answer_that_stops_in_the_middle(home: StandIn) -> None:
    whole = answer(200, CUSTOMER)
    with ExitStack() as stack:
        listener = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def half() -> None:
            connection, _ = listener.accept()
            stack.callback(connection.close)
            connection.recv(65536)
            connection.sendall(whole[:-9])

        threading.Thread(target=half, daemon=True).start()
        says(
            failing(lambda: impatient(url).v1.customers.retrieve(CUS)),
            "時間内に応答がありませんでした。",
            "No answer came in time.",
            failures.PERHAPS,
        )


def test_no_connection_in_time() -> None:
    """A listener whose queue is full takes no more connections, and says nothing."""
    with ExitStack() as stack:
        listener = stack.enter_context(closing(socket.socket()))
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(closing(socket.socket()))
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        says(
            failing(lambda: impatient(url).v1.customers.retrieve(CUS)),
            "時間内に Stripe につながりませんでした。",
            "Stripe could not be reached in time.",
            NOTHING_SENT,
        )


TLS = (
    "相手が Stripe だと証明書で確かめられませんでした。通信を途中で開く装置があるかもしれません。",
    "The certificate did not prove that this is Stripe. Something may be opening the traffic "
    "on its way.",
)


@pytest.fixture
def interceptor(tmp_path: Path) -> Iterator[str]:
    """A TLS server with a certificate that it has signed itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=here"
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        [openssl, *request.split(), "-addext", "subjectAltName=IP:127.0.0.1", *files],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                    with context.wrap_socket(connection, server_side=True) as secure:
                        secure.recv(65536)
                        secure.sendall(answer(200, CUSTOMER))
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


def test_a_certificate_that_nobody_vouches_for(
    interceptor: str, connect_to: Callable[..., LessonClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    says(retrieve(connect_to(interceptor)), *TLS, NOTHING_SENT)
    # Neither the SDK's switch nor the environment makes an exception.
    monkeypatch.setattr(stripe, "verify_ssl_certs", False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/nowhere")
    says(retrieve(connect_to(interceptor)), *TLS, NOTHING_SENT)


def test_a_server_that_does_not_speak_tls(connect_to: Callable[..., LessonClient]) -> None:
    """As where a network's log-in page answers on every port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with closing(connection):
                connection.recv(65536)
                connection.sendall(answer(200, "<html>log in</html>"))

        threading.Thread(target=serve, daemon=True).start()
        client = connect_to(f"https://127.0.0.1:{listener.getsockname()[1]}")
        says(retrieve(client), *TLS, NOTHING_SENT)


# --- declined cards, by the account itself ------------------------------------------------------

DECLINED = {
    "tok_chargeDeclined": ("カードが拒否されました。", "The card was declined."),
    "tok_chargeDeclinedInsufficientFunds": (
        "残高不足でカードが拒否されました。",
        "The card was declined: insufficient funds.",
    ),
    "tok_chargeDeclinedFraudulent": (
        "不正利用の疑いでカードが拒否されました。",
        "The card was declined: suspected fraud.",
    ),
    "tok_chargeDeclinedIncorrectCvc": (
        "セキュリティコードが違います。",
        "The security code is wrong.",
    ),
    "tok_chargeDeclinedExpiredCard": (
        "カードの有効期限が切れています。",
        "The card has expired.",
    ),
    "tok_chargeDeclinedProcessingError": (
        "カードの処理中にエラーが起きました。",
        "An error occurred while the card was processed.",
    ),
}


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with an_account() as account:
        yield account


def test_every_declining_test_token_is_here() -> None:
    assert set(DECLINED) == {card.token for card in TEST_CARDS if card.charge and card.attach}


@pytest.mark.parametrize("token", DECLINED)
def test_a_declined_charge(
    token: str, account: Account, connect_to: Callable[..., LessonClient]
) -> None:
    client = connect_to(account.url)
    charge = {"amount": 100, "currency": "eur", "source": token}
    raised = failing(lambda: client.v1.charges.create(charge))  # type: ignore[arg-type]
    assert isinstance(raised, stripe.CardError)
    says(raised, *DECLINED[token], failures.CHARGE_KEPT)
    assert raised.error is not None
    card = explain(raised).text
    assert "Stripe の言葉 / Stripe's words:" in card
    assert f"code: {raised.error.code}" in card


@pytest.mark.parametrize("token", DECLINED)
def test_a_declined_card_when_it_is_attached(
    token: str, account: Account, connect_to: Callable[..., LessonClient]
) -> None:
    """No charge was tried, so none is kept."""
    client = connect_to(account.url)
    raised = failing(lambda: client.v1.customers.create({"source": token}))
    says(raised, *DECLINED[token], failures.NOTHING_DONE)


def test_a_customer_without_a_card(
    account: Account, connect_to: Callable[..., LessonClient]
) -> None:
    client = connect_to(account.url)
    customer = client.v1.customers.create({})
    charge = {"amount": 100, "currency": "eur", "customer": customer.id}
    says(
        failing(lambda: client.v1.charges.create(charge)),  # type: ignore[arg-type]
        "この Customer には、支払いに使えるカードや Source がありません。",
        "This Customer has no card or Source to pay with.",
        failures.NOTHING_DONE,
    )


def test_a_decline_that_nobody_foresaw(client: LessonClient, home: StandIn) -> None:
    home.play(error(402, "no", type="card_error", code="new_code", decline_code="new"))
    says(
        retrieve(client),
        "支払いが拒否されました。",
        "The payment was declined.",
        failures.NOTHING_DONE,
    )


# --- the emulator says the same -----------------------------------------------------------------


def test_the_emulators_refusals_have_the_same_cards() -> None:
    client = connect()
    raised = failing(
        lambda: client.v1.charges.create(
            {"amount": 100, "currency": "eur", "source": "src_unknown"}
        )
    )
    assert failures.failure_of(raised) is failures.NO_SUCH_SOURCE_TOKEN
    steps = failures.failure_of(raised).todo
    assert "API キー" in steps[0].ja
    assert "API key first" in steps[0].en


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ("rate_limit", failures.RATE_LIMIT),
        ("server_error", failures.SERVER_ERROR),
        ("dropped_connection", failures.DROPPED),
        ("timeout", failures.TIMEOUT),
    ],
)
def test_faults_that_the_emulator_acts_out_have_the_same_cards(
    fault: str, failure: failures.Failure
) -> None:
    client = connect()
    assert client.emulator is not None
    client.emulator.inject(fault)
    raised = failing(lambda: client.v1.customers.create({}))
    assert failures.failure_of(raised) is failure


# --- the card itself ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raised",
    [
        ValueError("<script>alert(1)</script>"),
        KeyboardInterrupt(),
        stripe.StripeError(),
        stripe.APIConnectionError("no cause"),
        stripe.InvalidRequestError("<b>no</b>", None),
        stripe.CardError(None, None, None),
        stripe.SignatureVerificationError("no", "header"),
    ],
)
def test_any_exception_has_a_card_that_escapes_it(raised: BaseException) -> None:
    card = explain(raised)
    assert "<script>" not in card.html
    assert "<b>" not in card.html
    assert 'lang="ja"' in card.html
    assert 'lang="en"' in card.html
    assert card.text


def test_markup_in_an_answer_is_escaped(client: LessonClient, home: StandIn) -> None:
    evil = "<img src=x onerror=alert(1)>"
    home.play(error(400, evil, code=evil, param=evil))
    card = explain(retrieve(client))
    assert "<img" not in card.html
    assert card.html.count("&lt;img") == 3


def test_every_row_is_told_in_both_languages_and_no_two_alike() -> None:
    rows = [value for value in vars(failures).values() if isinstance(value, failures.Failure)]
    rows += failures.DECLINES.values()
    assert len(rows) > 35
    for row in rows:
        for text in (row.happened, row.changed, *row.todo):
            assert text.ja.endswith("。") or text.ja.endswith("か。")
            assert text.en.endswith((".", "?"))
    assert len({row.happened for row in rows}) == len(rows)
