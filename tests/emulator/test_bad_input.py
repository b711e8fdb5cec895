"""Whatever is sent, there is an answer in JSON and no server error."""

from __future__ import annotations

import json
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.emulator import Emulator, Request
from helpers.emulator.routes import ROUTES
from tests.depth import depth
from tests.emulator.conftest import KEY, World

NAMES = sorted(
    {
        name
        for route in ROUTES
        if not callable(route.accepts)
        for name in route.accepts.fields  # type: ignore[union-attr]
    }
    | {"type", "token", "card[number]", "owner[name]", "metadata[a]", "rubbish", "a[", "a]b[c]"}
    | {"redirect[return_url]", "sepa_debit[iban]", "expand[]", "expand[0]", "owner[address][city]"}
)
WORDS = ["", "tok_visa", "true", "5", "-1", "eur", "card", "ideal", "source", "customer", "*", "é"]


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    emulator = Emulator()
    world = World(emulator)
    world.customer(world.card(), "tok_visa")
    world.charge(source="tok_visa")
    return emulator


@settings(max_examples=depth(1500), deadline=None, derandomize=True)
@given(data=st.data())
def test_random_requests_are_answered(emulator: Emulator, data: st.DataObject) -> None:
    ids = [id for objects in emulator.account.store.objects.values() for id in objects]

    def value() -> str:
        drawn = data.draw(st.sampled_from(WORDS) | st.integers(0, 39) | st.text(max_size=20))
        return drawn if isinstance(drawn, str) else ids[-1 - drawn % len(ids)]

    route = data.draw(st.sampled_from(ROUTES))
    path = "/".join(
        quote_plus(value()) if part.startswith("{") else part for part in route.path.split("/")
    )
    names = data.draw(st.lists(st.sampled_from(NAMES), max_size=6))
    form = "&".join(f"{name}={quote_plus(value())}" for name in names)
    method = data.draw(st.sampled_from([route.method] * 9 + ["GET", "POST", "DELETE", "PUT"]))
    query, body = (form, "") if method == "GET" else ("", form)
    response = emulator.handle(
        Request(method, path, query, {"Authorization": f"Bearer {KEY}"}, body)
    )
    assert response.status in (200, 400, 402, 404)
    answer = json.loads(response.body)
    assert ("error" in answer) == (response.status != 200)


@settings(max_examples=depth(300), deadline=None, derandomize=True)
@given(st.text(max_size=10), st.text(max_size=40), st.text(max_size=80), st.text(max_size=80))
def test_rubbish_is_answered(method: str, path: str, query: str, body: str) -> None:
    for headers in ({}, {"Authorization": body}, {"Authorization": f"Bearer {KEY}"}):
        response = Emulator().handle(Request(method, path, query, headers, body))
        assert response.status in (400, 401, 404)
        assert "error" in json.loads(response.body)
