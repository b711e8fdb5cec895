"""Cleaning up ends what the run has made, and nothing else, however the run came to its end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from helpers.connection import LessonClient, cleaning, cleanup, connect, session
from helpers.connection.__main__ import main
from helpers.connection.ledger import Ledger, all_ledgers, folder, new_run
from tests.connection.account import Account, an_account
from tests.connection.conftest import fake_key
from tests.connection.stand_in import CUSTOMER, StandIn, answer, error

NOTHING_LEFT: dict[str, list[str]] = {"customers": [], "webhook_endpoints": [], "open intents": []}

LESSON = """
import sys
from helpers import connect
client = connect("test")
v1 = client.v1
source = v1.sources.create({"type": "card", "token": "tok_visa"})
customer = v1.customers.create({"email": "paying.user@example.com", "source": source.id})
charge = v1.charges.create({"amount": 1099, "currency": "eur", "customer": customer.id})
v1.payment_intents.create({"amount": 100, "currency": "eur"})
v1.webhook_endpoints.create({"url": "https://example.com/", "enabled_events": ["charge.failed"]})
print("half-way", flush=True)
"""


@pytest.fixture
def account() -> Iterator[Account]:
    with an_account() as account:
        yield account


@pytest.fixture
def lesson(account: Account, connect_to: Callable[..., LessonClient]) -> LessonClient:
    """A session that has made one of each kind."""
    account.add_others()
    client = connect_to(account.url)
    exec(LESSON.replace('connect("test")', "client_"), {"client_": client})
    client.v1.setup_intents.create({"customer": client.v1.customers.list().data[0].id})
    return client


def ledger_of(client: LessonClient) -> Ledger:
    assert client.real is not None
    return client.real.ledger


def others_are_as_they_were(account: Account) -> bool:
    left = account.left()
    return account.others_now() == account.others and sorted(account.others) == sorted(
        id for ids in left.values() for id in ids
    )


# --- in the notebook ----------------------------------------------------------------------------


def test_what_the_run_made_goes_and_the_rest_stays(
    lesson: LessonClient, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    result = str(cleanup(lesson))
    assert others_are_as_they_were(account)
    planned = capsys.readouterr().out
    assert "片付けの予定" in planned
    assert "To clean up" in planned
    assert "5 ended" not in planned
    assert "片付けたもの 4 件" in result
    assert "4 ended" in result
    assert all_ledgers() == []


def test_the_list_alone_changes_nothing(lesson: LessonClient, account: Account) -> None:
    before = account.left()
    shown = str(cleanup(lesson, only_list=True))
    assert "To clean up" in shown
    assert account.left() == before
    assert not ledger_of(lesson).read().is_empty()


def test_what_stripe_cannot_delete_is_said(lesson: LessonClient) -> None:
    made = {one.kind: one.id for one in ledger_of(lesson).read().made.values()}
    shown = str(cleanup(lesson))
    assert f"{made['charge']} (charge): 残しました / left — Stripe では削除できません /" in shown
    assert f"{made['source']} (source): 残しました / left — Stripe では削除できません。" in shown


def test_without_an_argument_every_session_of_the_kernel_is_cleaned(
    lesson: LessonClient, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    second = connect("test")
    second.v1.customers.create({"name": "in a second session"})
    connect("emulator")
    last = str(cleanup())
    assert "片付けたもの 4 件" in capsys.readouterr().out
    assert "片付けたもの 1 件" in last
    assert others_are_as_they_were(account)
    assert all_ledgers() == []


def test_a_second_time_there_is_nothing_to_do(lesson: LessonClient, account: Account) -> None:
    cleanup(lesson)
    assert str(cleanup(lesson)) == "片付けるものはありません。 / There is nothing to clean up."
    assert others_are_as_they_were(account)


def test_a_session_goes_on_after_cleaning(lesson: LessonClient, account: Account) -> None:
    cleanup(lesson)
    lesson.v1.customers.create({"name": "later"})
    cleanup(lesson)
    assert others_are_as_they_were(account)


def test_the_emulator_needs_no_cleaning() -> None:
    connect()
    shown = str(cleanup())
    assert "エミュレーターには片付けるものがありません" in shown
    assert "The emulator leaves nothing" in shown


def test_cleaning_does_not_show_in_the_learners_record(lesson: LessonClient) -> None:
    before = len(lesson.record)
    cleanup(lesson)
    assert len(lesson.record) == before


def test_only_what_is_in_the_ledger_is_ever_asked_for(
    lesson: LessonClient, account: Account
) -> None:
    """Nothing is searched for or listed: each request names one object of the ledger."""
    made = set(ledger_of(lesson).read().made)
    before = len(account.door.emulator.requests)
    cleanup(lesson)
    asked = list(account.door.emulator.requests)[before:]
    assert asked
    for request in asked:
        assert request.path.split("/")[3] in made
        assert request.query == ""


# --- what must stay -----------------------------------------------------------------------------


def test_an_object_that_is_not_tagged_by_this_run_stays(
    lesson: LessonClient, account: Account
) -> None:
    """Somebody has written the ids of other people's objects into the ledger."""
    kinds = {
        "cus": "customer",
        "pi": "payment_intent",
        "seti": "setup_intent",
        "we": "webhook_endpoint",
    }
    for id in account.others:
        ledger_of(lesson).made("s", kinds[id.split("_")[0]], id)
    shown = str(cleanup(lesson))
    assert others_are_as_they_were(account)
    assert shown.count("is not that of this run") == len(account.others)
    assert ledger_of(lesson).path.exists()


def test_without_the_look_at_the_tag_they_would_go(
    lesson: LessonClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        cleaning, "_judge", lambda *a: cleaning.Item(a[2].kind, a[2].id, cleaning.DELETE, _WHY)
    )
    (other,) = [id for id in account.others if id.startswith("we")]
    ledger_of(lesson).made("s", "webhook_endpoint", other)
    ledger = ledger_of(lesson)
    assert lesson.real is not None
    asking = session.cleaning_client(lesson.real)
    items = [item for item in cleaning.plan(asking, ledger) if item.id == other]
    cleaning.carry_out(asking, ledger, items)
    assert other not in account.left()["webhook_endpoints"]


_WHY = cleaning._OURS


@pytest.mark.parametrize("livemode", [True, None, "false", 0])
def test_what_is_not_of_test_mode_stays(livemode: object, home: StandIn) -> None:
    """The guard would have ended the session; the clean-up does not rely on it."""
    run = new_run()
    ledger = Ledger(run)
    ledger.made("s", "customer", "cus_standin1")
    home.play(answer(200, {**CUSTOMER, "livemode": livemode, "metadata": {"tutorial": run}}))
    unguarded = stripe.StripeClient(fake_key(), base_addresses={"api": home.url})
    items = cleaning.plan(unguarded, ledger)
    assert [item.action for item in items] == [cleaning.LEAVE]
    cleaning.carry_out(unguarded, ledger, items)
    assert {arrived.method for arrived in home.arrived} == {"GET"}
    assert ledger.path.exists()


def test_a_live_object_ends_the_cleaning(home: StandIn, client: LessonClient) -> None:
    ledger_of(client).made("s", "customer", "cus_standin1")
    home.play(answer(200, {**CUSTOMER, "livemode": True}))
    with pytest.raises(session.TutorialError, match="livemode"):
        cleanup(client)
    assert [arrived.method for arrived in home.arrived] == ["GET"]


def test_the_key_of_another_account_deletes_nothing_and_forgets_nothing(
    lesson: LessonClient, account: Account, connect_to: Callable[..., LessonClient]
) -> None:
    before = account.left()
    with an_account() as another:
        stranger = connect_to(another.url)
        assert stranger.real is not None
        asking = session.cleaning_client(stranger.real)
        items = cleaning.plan(asking, ledger_of(lesson))
        results = cleaning.carry_out(asking, ledger_of(lesson), items)
        assert "another" in str(cleaning.picture("run", results))
    assert account.left() == before
    cleanup(lesson)
    assert others_are_as_they_were(account)


def test_what_is_gone_already_is_said_and_forgotten(lesson: LessonClient, account: Account) -> None:
    (mine,) = [id for id in account.left()["customers"] if id not in account.others]
    account.owner.v1.customers.delete(mine)
    assert f"{mine} (customer): 残しました / left — もうありません" in str(cleanup(lesson))
    assert all_ledgers() == []


def test_a_refusal_leaves_one_object_and_goes_on(client: LessonClient, home: StandIn) -> None:
    ledger = ledger_of(client)
    ledger.made("s", "customer", "cus_1")
    ledger.made("s", "customer", "cus_2")
    good = answer(200, {**CUSTOMER, "metadata": {"tutorial": ledger.run}})
    home.play(good, good, error(403, "no", code="not_allowed"), good)
    shown = str(cleanup(client))
    assert "cus_1 (customer): 残しました / left — 失敗: not_allowed" in shown
    assert "cus_2 (customer): 削除しました / deleted" in shown
    assert list(ledger.read().made) == ["cus_1"]


# --- after a crash ------------------------------------------------------------------------------


@pytest.fixture
def environment(account: Account, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("TUTORIAL_STRIPE_ADDRESS", account.url)
    monkeypatch.setenv("STRIPE_SECRET_KEY", fake_key())
    return dict(os.environ)


def start(code: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_run_that_was_killed_is_cleaned_later(
    account: Account, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    account.add_others()
    with start(LESSON + "import time; time.sleep(60)", environment) as run:
        assert run.stdout is not None
        wait_for(lambda: "half-way" in run.stdout.readline())  # type: ignore[union-attr]
        run.kill()
    assert not others_are_as_they_were(account)
    assert main(["cleanup", "--yes"]) == 0
    assert others_are_as_they_were(account)
    shown = capsys.readouterr().out
    assert "To clean up" in shown
    assert "Cleaned up" in shown
    assert main(["cleanup", "--yes"]) == 0
    assert "There is nothing to clean up" in capsys.readouterr().out


def test_a_run_killed_before_its_answer_came_is_cleaned_too(
    account: Account, environment: dict[str, str]
) -> None:
    """The customer is there, but nobody has seen its id: the first answer is asked for again."""
    account.add_others()
    start_ = LESSON.replace(
        "\nsource = ", "\nprint('ready', flush=True); sys.stdin.readline()\nsource = "
    )
    with subprocess.Popen(
        [sys.executable, "-c", start_],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        assert run.stdin is not None
        wait_for(lambda: "ready" in run.stdout.readline())  # type: ignore[union-attr]
        asked = account.door.emulator.requests
        before = len(asked)
        account.door.emulator.inject("slow", delay=0)
        account.door.emulator.inject("timeout")  # the customer is made; its answer never comes
        run.stdin.write("\n")
        run.stdin.flush()
        wait_for(lambda: "/v1/customers" in [one.path for one in list(asked)[before:]])
        run.kill()
    (ledger,) = all_ledgers()
    assert [one.path for one in ledger.read().open.values()] == ["/v1/customers"]
    assert main(["cleanup", "--yes"]) == 0
    assert others_are_as_they_were(account)


def test_a_request_that_never_arrived_leaves_nothing_either(
    account: Account, environment: dict[str, str]
) -> None:
    account.add_others()
    client = connect("test")
    account.door.emulator.inject("dropped_connection", times=3)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.customers.create({"name": "x"})
    assert main(["cleanup", "--yes"]) == 0
    assert others_are_as_they_were(account)


def test_an_old_request_without_an_answer_is_told_and_not_asked_again(
    account: Account, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connect("test")
    account.door.emulator.inject("dropped_connection", times=3)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.customers.create({"name": "x"})
    later = time.time() + 24 * 3600
    monkeypatch.setattr(cleaning.time, "time", lambda: later)
    before = len(account.door.emulator.requests)
    shown = str(cleanup(client))
    assert "応答を受け取れなかった依頼です" in shown
    assert len(account.door.emulator.requests) == before


def test_the_command_asks_before_it_deletes(
    lesson: LessonClient,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = account.left()
    for reply in ("", "n", "no", "delete"):
        monkeypatch.setattr("builtins.input", lambda _, reply=reply: reply)
        assert main(["cleanup"]) == 1
        assert account.left() == before
    assert main(["cleanup", "--list"]) == 0
    assert account.left() == before
    monkeypatch.setattr("builtins.input", lambda _: "はい")
    assert main(["cleanup"]) == 0
    assert others_are_as_they_were(account)
    assert fake_key() not in capsys.readouterr().out


def test_the_command_tells_a_wrong_key_in_one_card(
    lesson: LessonClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_" + "w" * 24)
    assert main(["cleanup", "--yes"]) == 1
    told = capsys.readouterr().err
    assert "本番のキーです" in told
    assert "This is a live key" in told
    assert "wwww" not in told


def test_the_command_runs_as_a_program(account: Account, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "helpers.connection", "cleanup"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0
    assert "There is nothing to clean up" in done.stdout
    assert not folder().exists()
