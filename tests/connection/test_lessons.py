"""Every lesson's cells run unchanged against a test account, and leave nothing behind.

The emulator's HTTP door plays Stripe behind the guard, with a random seed and a clock of its own.
What the cells show equals what is stored, but for ids and times, the banner and the mark: each
lesson alone, and all of them on one account, in any order and twice in one kernel.
"""

from __future__ import annotations

import html
import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest

from helpers.connection.__main__ import main
from helpers.connection.ledger import all_ledgers
from tests.connection import kernel
from tests.connection.account import Account, an_account
from tests.depth import SHARE, depth

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
CANARY = "Canary9" * 4
ORDER = 2019
"""The seed of the order in which one account sees all the lessons."""
RESET = "%reset -f"
OLDER = (
    '<p lang="ja">新しい 100 件だけを表示しています。</p> '
    '<p lang="en">Only the newest 100 are shown.</p>'
)
"""What a picture adds on an account that has had many lessons."""

STORED_BANNER = "エミュレーターが答えます"
TEST_BANNER = re.compile(
    r"Stripe の代役 \(http://127\.0\.0\.1:\d+\) が答えます。"
    r"テスト用のシークレットキーで接続しました。"
    r" / A stand-in for Stripe answers \(http://127\.0\.0\.1:\d+\)\. "
    r"Connected with a test-mode secret key\."
)

_ID = re.compile(
    r"\b(acct|ba|card|ch|cus|evt|pi|pm|pyr|re|req|seti|src|tok|txn|we)_[A-Za-z0-9]{10,}"
)
_TUTORIAL = r'"tutorial": "[0-9]{8}-[0-9]{6}-[0-9a-f]{8}"'
_MARK = re.compile(rf",\s*{_TUTORIAL}|{_TUTORIAL},?\s*")
_OWN_KEY = re.compile(r"\btutorial-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}-")
_KEY = re.compile(r"\b()[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_EMPTY = re.compile(r"\{\s+\}")
_CUT_ANSWER = re.compile(r"(\{\n[^<]{3000})[^<]*(?=\n…\(続きは省きました\))")
_RANDOM = re.compile(r'("(?:fingerprint|invoice_prefix|network_transaction_id)": )"[^"]*"')
_RECEIPT = re.compile(r"(?<=/receipts/payment/)\w+")
_UNIX = re.compile(r"\b1[78]\d{8}\b")
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?")
_HOUR = re.compile(r"\b\d\d:\d\d(:\d\d)? UTC")


def comparable(text: str) -> str:
    """The text with ids numbered in the order in which they come, and without times and marks."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"{match[1]}#{len(numbers)}")

    text = _EMPTY.sub("{}", _MARK.sub("", text.replace(OLDER, "")))
    text = _CUT_ANSWER.sub(r"\1", text)  # the mark moves the place where a long answer is cut
    text = _KEY.sub(number, _OWN_KEY.sub("", text))
    text = _RECEIPT.sub("…", _RANDOM.sub(r'\1"…"', text))
    text = _ID.sub(number, text)
    return _HOUR.sub("HOUR", _DATE.sub("DATE", _UNIX.sub("TIME", text)))


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def shown(cell: dict[str, Any]) -> list[str]:
    """What a cell shows: plain text, and HTML but for marked objects, whose text is that JSON."""
    return [_all_of(output) for output in cell["outputs"]]


def the_same(stored: dict[str, Any], done: Sequence[dict[str, Any]], when: str = "") -> int:
    """Fails unless the cells that ran show what is stored; how many banners they show."""
    banners = 0
    for cell, ran in zip(code_cells(stored), done, strict=True):
        place = when + cell["id"]
        wanted, got = shown(cell), shown(ran)
        assert (place, len(got)) == (place, len(wanted)), got
        for one, other in zip(wanted, got, strict=True):
            if TEST_BANNER.fullmatch(other):
                banners += 1
            else:
                assert (place, comparable(other)) == (place, comparable(one))
    assert banners == _asked_for(stored), "connect() leads there, connect('emulator') does not"
    return banners


def _all_of(output: dict[str, Any]) -> str:
    text = kernel.text_of(output)
    if text.startswith("{") or TEST_BANNER.fullmatch(text) or text.startswith(STORED_BANNER):
        return text
    return text + html.unescape("".join(output.get("data", {}).get("text/html", "")))


def _asked_for(notebook: dict[str, Any]) -> int:
    """How often the cells ask for whatever account the sitting has chosen."""
    return sum("".join(cell["source"]).count("connect()") for cell in code_cells(notebook))


@pytest.fixture
def account() -> Iterator[Account]:
    with an_account() as account:
        yield account


@pytest.fixture
def environment(account: Account, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("TUTORIAL_ACCOUNT", "test")
    monkeypatch.setenv("TUTORIAL_STRIPE_ADDRESS", account.url)
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_" + CANARY)
    return dict(os.environ)


@pytest.mark.parametrize("path", NOTEBOOKS[::SHARE], ids=lambda path: path.stem)
def test_a_lesson_on_a_test_account(
    path: Path, account: Account, environment: dict[str, str], tmp_path: Path
) -> None:
    stored = kernel.read(path)
    done = kernel.run(stored, environment)
    banners = the_same(stored, code_cells(done))

    assert CANARY[:6] not in json.dumps(done, ensure_ascii=False)
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or CANARY[:6] not in file.read_text(errors="replace")

    assert bool(account.door.log) == (banners > 0), "who is asked is not who was announced"
    assert main(["cleanup", "--yes"]) == 0
    assert account.left() == {"customers": [], "webhook_endpoints": [], "open intents": []}
    assert all_ledgers() == []


def test_all_lessons_in_any_order_and_twice_on_one_account(
    account: Account, environment: dict[str, str]
) -> None:
    order = random.Random(ORDER).sample(NOTEBOOKS, depth(len(NOTEBOOKS)))
    lessons = {path.stem: kernel.read(path) for path in order}
    sources = {
        name: ["".join(cell["source"]) for cell in code_cells(lesson)]
        for name, lesson in lessons.items()
    }
    twice = [[RESET, *cells, *cells] for cells in sources.values()]
    node = kernel.run(kernel.code(*chain(*twice)), environment, allow_errors=True)
    done = iter(node["cells"])
    for name, lesson in lessons.items():
        next(done)
        for turn in ("first", "second"):
            ran = list(islice(done, len(sources[name])))
            the_same(lesson, ran, f"{name}, {turn} time: ")


def test_the_comparison_sees_a_difference() -> None:
    """Only ids, times and the mark are made equal; the order of ids still counts."""
    first = (
        'cus_qN1CB6rMx3w6KB cus_SLbrg3ONZdbH5B {"created": 1793577600, "metadata": {}} '
        "00000000-0000-4000-8000-000000000001 order-1001 00:00 UTC"
    )
    same = (
        'cus_AAAAB6rMx3w6KB cus_BBBBg3ONZdbH5B {"created": 1793599999, '
        '"metadata": {\n  "tutorial": "20261122-101500-3f9a2c41"\n}} '
        "tutorial-20261122-101500-3f9a2c41-2c553815-773c-65b5-e37f-9e9361a40877 "
        "tutorial-20261122-101500-3f9a2c41-order-1001 06:13 UTC"
    )
    assert comparable(first) == comparable(same)
    for changed in (
        same.replace("cus_BBBBg3ONZdbH5B", "cus_AAAAB6rMx3w6KB"),
        same.replace("cus_B", "src_B"),
        same.replace("created", "updated"),
        same.replace('"metadata"', '"amount": 500, "metadata"'),
        same.replace('"tutorial"', '"order"'),
        same.replace("order-1001", "order-1002"),
    ):
        assert comparable(first) != comparable(changed)
