"""What was asked and answered: every call, in order, nothing hidden but secrets."""

import json

import pytest
import stripe

from helpers.connection import LessonClient, connect
from helpers.widgets.request_list import LONGEST_ANSWER, answer, show_requests
from helpers.widgets.secrecy import HIDDEN
from helpers.widgets.source_hand import show_sources
from tests.widgets.hostile import Seen
from tests.widgets.worlds import hand_made


def lesson() -> LessonClient:
    client = connect()
    source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
    customer = client.v1.customers.create({"source": source.id, "metadata": {"n": "1"}})
    show_sources(client, customer.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.charges.create({"amount": 1099, "currency": "eur", "source": "src_x"})
    return client


def test_the_calls_are_listed_in_order_and_the_pictures_own_are_not() -> None:
    assert repr(show_requests(lesson())).splitlines()[1:] == [
        "  1. POST /v1/sources 200",
        "  2. POST /v1/customers 200",
        "  3. POST /v1/charges 400 resource_missing",
    ]


def test_the_stored_picture_is_the_same_on_every_run() -> None:
    first, second = show_requests(lesson()), show_requests(lesson())
    assert first.html == second.html
    assert "Milliseconds" not in first.html
    assert "Milliseconds" in first.parts()["table"]


def test_later_calls_are_folded_and_can_be_chosen() -> None:
    client = lesson()
    shown = show_requests(client)
    client.v1.customers.list({"limit": 1})
    client.v1.customers.list({"limit": 2})
    shown.look_again()
    table = shown.parts()["table"]
    before, _, after = table.partition("<details>")
    assert "Calls of this notebook: 3" in before
    assert Seen(before).elements.count("input") == 3
    assert "Calls since this cell: 2" in after
    assert Seen(after).elements.count("input") == 2
    shown.act("choose", {"call": "5"})
    assert "limit = 2" in Seen(shown.parts()["outcome"]).text


def test_one_call_opens_to_all_of_it() -> None:
    shown = show_requests(lesson())
    for number, words in ((1, "tok_visa"), (2, "metadata[n] = 1"), (3, "No such token")):
        shown.act("choose", {"call": str(number)})
        seen = Seen(shown.parts()["outcome"])
        assert words in seen.text
        assert seen.elements.count("details") == 3
    shown.act("choose", {"call": "99"})
    shown.act("choose", {"call": "x"})
    assert shown.chosen == 3


def test_every_call_opens_where_no_kernel_runs() -> None:
    assert show_requests(lesson()).html.count("<details>") == 3 * 4


def test_secrets_are_hidden_in_requests_and_answers() -> None:
    client = connect()
    source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
    key = "rk_" + "live_" + "abcdef12345"
    client.v1.sources.update(source.id, {"metadata": {"note": key}})
    shown = show_requests(client)
    for number in ("1", "2"):
        shown.act("choose", {"call": number})
        everything = "".join(shown._written().values()) + shown.html
        assert source.client_secret not in everything
        assert "abcdef12345" not in everything
        assert HIDDEN in everything


def test_a_long_answer_is_cut_in_the_static_picture_only() -> None:
    body = json.dumps({"x": "y" * 10_000})
    assert len(answer(body)) > 10_000
    assert len(answer(body, LONGEST_ANSWER)) < LONGEST_ANSWER + 200
    assert answer('{"half": ') == '{"half": '


def test_a_frame_for_pandas() -> None:
    frame = show_requests(lesson()).to_frame()
    assert frame.index.tolist() == [1, 2, 3]
    assert frame.status.tolist() == [200, 200, 400]
    assert frame.error_code.tolist() == ["", "", "resource_missing"]
    assert "milliseconds" not in frame
    assert (show_requests(lesson()).to_frame(milliseconds=True).milliseconds >= 0).all()


def test_no_calls_and_no_record_are_said() -> None:
    assert "呼び出しはまだありません" in show_requests(connect()).html
    assert "This client keeps no record" in show_requests(hand_made()).html


def test_a_thousand_calls_stay_usable() -> None:
    client = connect()
    for _ in range(1000):
        client.v1.customers.list({"limit": 1})
    shown = show_requests(client)
    assert sum(map(len, shown._written().values())) < 200_000
    assert "Only the newest 100 are shown" in shown.parts()["table"]
