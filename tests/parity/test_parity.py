"""The parity tool against a stand-in: the emulator behind its HTTP door, on loopback.

This shows that the tool asks, compares and reports; it says nothing about Stripe.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpers.emulator import Emulator, facts
from helpers.emulator.http_door import Door
from tests.parity.__main__ import Comparison, table
from tests.parity.probes import PROBES, without_ids

ROOT = Path(__file__).parents[2]
STRIPE = "https://api.stripe.com"
WHEN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def address() -> Iterator[str]:
    door = Door(Emulator(seed=7), 0)
    door.start(poll=0.005)
    yield door.url
    door.close()


def run(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path), **settings}
    return subprocess.run(
        [sys.executable, "-m", "tests.parity"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_probe_cites_facts_of_the_ledger() -> None:
    ledger = facts.load()
    assert [id for probe in PROBES for id in probe.facts if id not in ledger] == []
    assert [probe.name for probe in PROBES if not probe.facts or not probe.what] == []
    assert len({probe.name for probe in PROBES}) == len(PROBES)


def test_without_a_key_it_says_what_it_would_do(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0
    assert "何も送りません" in done.stdout
    assert "nothing is sent" in done.stdout
    assert all(probe.what in done.stdout for probe in PROBES)


def test_a_live_key_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, STRIPE_SECRET_KEY="sk_live_" + "x" * 24)
    assert done.returncode == 2
    assert "live key" in done.stderr


def test_a_stand_in_that_is_the_emulator_agrees_in_everything(address: str, tmp_path: Path) -> None:
    done = run(
        tmp_path,
        STRIPE_SECRET_KEY="sk_test_" + "x" * 24,
        TUTORIAL_STRIPE_ADDRESS=address,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(PROBES)} of {len(PROBES)} agree" in done.stdout
    [written] = (ROOT / ".artifacts").glob("parity-stand-in-*.md")
    assert "(not with Stripe)" in written.read_text(encoding="utf-8")


def test_a_difference_comes_first_and_shows_both_answers() -> None:
    same = Comparison(PROBES[0], ["a"], ["a"])
    other = Comparison(PROBES[1], {"status": 400}, {"status": 402})
    rows = table([same, other], WHEN, STRIPE).splitlines()
    assert rows[0] == "# Parity with a Stripe test account, 2026-11-01 00:00 UTC"
    assert rows[2] == "1 of 2 probes agree."
    assert '| **no** | `{"status": 400}` | `{"status": 402}` |' in rows[6]
    assert rows[7].endswith("| yes |  |  |")


def test_only_ids_are_left_out_of_a_comparison() -> None:
    message = "No such source: 'src_1a2B'"
    assert without_ids({"status": 404, "message": message, "source": [True, None]}) == {
        "status": 404,
        "message": "No such source: '<src>'",
        "source": [True, None],
    }
