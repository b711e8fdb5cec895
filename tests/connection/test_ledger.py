"""The ledger outlives crashes, is its owner's alone, and cannot be turned against the account."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from helpers.bilingual import TutorialError
from helpers.connection import LessonClient
from helpers.connection.ledger import Ledger, all_ledgers, folder, new_run
from tests.connection.stand_in import StandIn

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(new_run(), tmp_path / "runs")


def test_it_remembers(ledger: Ledger) -> None:
    ledger.leaving("s1", "/v1/customers", "email=a")
    ledger.leaving("s2", "/v1/charges")
    ledger.leaving("s3", "/v1/customers", "")
    ledger.made("s1", "customer", "cus_1")
    ledger.refused("s3")
    contents = Ledger(ledger.run, ledger.path.parent).read()
    assert {one.id: one.kind for one in contents.made.values()} == {"cus_1": "customer"}
    assert list(contents.open) == ["s2"]
    ledger.gone("cus_1")
    assert ledger.read().made == {}


def test_lines_are_only_added(ledger: Ledger) -> None:
    ledger.leaving("s1", "/v1/customers")
    before = ledger.path.read_text()
    ledger.made("s1", "customer", "cus_1")
    ledger.gone("cus_1")
    after = ledger.path.read_text()
    assert after.startswith(before)
    assert [set(json.loads(line)) for line in after.splitlines()] == [
        {"run"},
        {"step", "path", "at"},
        {"step", "made", "id"},
        {"gone"},
    ]


@posix
def test_it_is_its_owners_alone(ledger: Ledger) -> None:
    previous = os.umask(0)
    try:
        ledger.gone("cus_1")
    finally:
        os.umask(previous)
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ledger.path.parent.stat().st_mode) == 0o700


def test_it_is_in_the_platforms_data_folder(tmp_path: Path) -> None:
    assert tmp_path in folder().parents
    assert not folder().exists()


def test_a_line_cut_by_a_crash_costs_only_itself(ledger: Ledger) -> None:
    ledger.made("s1", "customer", "cus_1")
    with ledger.path.open("a") as file:
        file.write('{"step": "s2", "made": "cust')
    ledger.made("s3", "customer", "cus_3")
    assert list(ledger.read().made) == ["cus_1", "cus_3"]


NONSENSE = [
    "",
    "not json",
    "[]",
    "null",
    '{"made": "customer", "id": "cus_9"}',
    '{"step": 1, "made": "customer", "id": "cus_9"}',
    '{"step": "s", "made": "customer", "id": "cus_1/../../v1/accounts/acct_9"}',
    '{"step": "s", "made": "customer", "id": "../charges"}',
    '{"step": "s", "made": "customer", "id": "cus_1?expand=x"}',
    '{"step": "s", "made": "customer", "id": ""}',
    '{"step": "s", "made": "cus/tomer", "id": "cus_9"}',
    '{"step": "s", "made": null, "id": "cus_9"}',
]


@pytest.mark.parametrize("line", NONSENSE)
def test_a_line_that_makes_no_sense_names_no_object(line: str, ledger: Ledger) -> None:
    ledger.made("s1", "customer", "cus_1")
    with ledger.path.open("a") as file:
        file.write(line + "\n")
    assert list(ledger.read().made) == ["cus_1"]


@posix
def test_a_link_in_its_place_is_not_followed(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    ledger.path.parent.mkdir()
    ledger.path.symlink_to(target)
    with pytest.raises(TutorialError):
        ledger.gone("cus_1")
    assert target.read_text() == "mine"


def test_what_cannot_be_noted_is_not_made(client: LessonClient, home: StandIn) -> None:
    folder().parent.mkdir(parents=True)
    folder().write_text("a file where the folder should be")
    with pytest.raises(TutorialError) as refusal:
        client.v1.customers.create({})
    assert "書けません" in refusal.value.text.ja
    assert "cannot be written" in refusal.value.text.en
    assert home.connections == 0


def test_only_files_named_like_a_run_are_ledgers(tmp_path: Path) -> None:
    runs = sorted([new_run(), new_run()])
    for name in [*runs, "notes", "20261122-101500-3F9A2C41", "../x".replace("/", "_")]:
        (tmp_path / f"{name}.jsonl").write_text("{}\n")
    assert [ledger.run for ledger in all_ledgers(tmp_path)] == runs


@pytest.mark.parametrize("run", ["", "../../etc", "20261122-101500-3f9a2c41/x", "x"])
def test_a_run_with_another_name_is_refused(run: str) -> None:
    with pytest.raises(ValueError, match="run"):
        Ledger(run)
