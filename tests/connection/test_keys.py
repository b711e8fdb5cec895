"""A wrong key is refused by name before a socket opens, and no part of it is ever repeated."""

from __future__ import annotations

import getpass
from collections.abc import Callable

import pytest

from helpers.connection import LessonClient, connect, keys
from helpers.connection.failure_card import explain
from helpers.connection.keys import KeyRefused
from tests.connection.stand_in import StandIn
from tests.connection.wrong_keys import BODY, GOOD_KEYS, WRONG_KEYS


@pytest.mark.parametrize("name", WRONG_KEYS)
def test_a_wrong_key_is_refused_by_its_kind(
    name: str, home: StandIn, connect_to: Callable[..., LessonClient]
) -> None:
    text, (japanese, english) = WRONG_KEYS[name]
    with pytest.raises(KeyRefused) as refusal:
        connect_to(home.url, text)
    assert japanese in refusal.value.text.ja
    assert english in refusal.value.text.en
    shown = f"{refusal.value} {refusal.value!r} {explain(refusal.value)}"
    assert BODY[:5] not in shown
    assert BODY[-4:] not in shown
    assert home.connections == 0


@pytest.mark.parametrize("name", GOOD_KEYS)
def test_a_test_key_is_sent_as_it_was_meant(
    name: str, home: StandIn, connect_to: Callable[..., LessonClient]
) -> None:
    text, meant = GOOD_KEYS[name]
    connect_to(home.url, text).v1.customers.retrieve("cus_standin1")
    assert [request.header("authorization") for request in home.arrived] == [f"Bearer {meant}"]


def test_every_kind_of_wrong_key_has_a_sentence_of_its_own() -> None:
    said = {}
    for text, expected in WRONG_KEYS.values():
        with pytest.raises(KeyRefused) as refusal:
            keys.checked(text)
        said.setdefault(expected, set()).add(refusal.value.text)
    assert all(len(sentences) == 1 for sentences in said.values())
    assert len(set().union(*said.values())) == 7


def test_without_the_variable_a_hidden_prompt_asks(
    home: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return GOOD_KEYS["line break at its end"][0]

    monkeypatch.setenv("TUTORIAL_STRIPE_ADDRESS", home.url)
    monkeypatch.setattr(getpass, "getpass", typed)
    connect("test").v1.customers.retrieve("cus_standin1")
    assert len(asked) == 1
    assert "シークレットキー" in asked[0]
    assert "secret test key" in asked[0]
    assert len(home.arrived) == 1


def test_a_wrong_key_at_the_prompt_is_refused_too(
    home: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTORIAL_STRIPE_ADDRESS", home.url)
    monkeypatch.setattr(getpass, "getpass", lambda _: WRONG_KEYS["live"][0])
    with pytest.raises(KeyRefused):
        connect("test")
    assert home.connections == 0


@pytest.mark.parametrize("kind", ["sk", "rk"])
def test_the_banner_names_the_kind_of_key_and_no_part_of_it(
    kind: str,
    home: StandIn,
    connect_to: Callable[..., LessonClient],
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect_to(home.url, f"{kind}_test_{BODY}")
    shown = capsys.readouterr().out
    assert {"sk": "シークレットキー", "rk": "制限付きキー"}[kind] in shown
    assert {"sk": "secret key", "rk": "restricted key"}[kind] in shown
    assert "代役" in shown
    assert "stand-in" in shown
    assert BODY[:5] not in shown
    assert BODY[-4:] not in shown


@pytest.mark.parametrize(
    "text",
    [
        "Invalid API Key provided: sk_test_" + "*" * 8 + "7dc9",
        "Expired API Key provided: rk_test_" + "*" * 90 + "aaaaaa",
        "b'Bearer sk_live_" + BODY + "'",
        "whsec_" + BODY,
        f"src_1Abc_secret_{BODY}",
    ],
)
def test_keys_in_what_others_say_are_hidden(text: str) -> None:
    hidden = keys.masked(text)
    assert "•" in hidden
    for part in (BODY, "7dc9", "aaaaaa"):
        assert part not in hidden
