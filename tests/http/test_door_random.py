"""10,000 random requests over HTTP: always an answer in Stripe's form, never a broken state."""

from __future__ import annotations

import http.client
import json
import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from helpers.emulator.http_door import Door
from helpers.emulator.lifecycle import CANCELED, CONSUMED, FAILED
from tests.depth import depth
from tests.http.raw import KEY
from tests.http.wanderer import Wanderer

REQUESTS = depth(10_000)
SEED = int(os.environ.get("DOOR_SEED", "20190315"))
FINAL = {CONSUMED, FAILED, CANCELED}


class Api:
    """One connection that is kept; every answer is checked to be one."""

    def __init__(self, door: Door) -> None:
        host, port = door.server_address[:2]
        self._connection = http.client.HTTPConnection(str(host), int(port), timeout=10)
        self._headers = {"Authorization": f"Bearer {KEY}"}
        self.statuses: Counter[int] = Counter()

    def ask(
        self, method: str, target: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        self._connection.request(
            method, target, body.encode() or None, {**self._headers, **(headers or {})}
        )
        got = self._connection.getresponse()
        answer = json.loads(got.read())
        self.statuses[got.status] += 1
        assert got.status < 500, (method, target, body, answer)
        assert got.getheader("Content-Type") == "application/json"
        assert isinstance(answer, dict)
        if got.status >= 400:
            error = answer["error"]
            assert isinstance(error["message"], str)
            assert error["type"] in (
                "invalid_request_error", "card_error", "idempotency_error", "emulator_gap"
            )  # fmt: skip
        return got.status, answer

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        """Every object of a list, page by page."""
        after = ""
        while True:
            _, page = self.ask("GET", f"{path}?limit=100{after}")
            yield from page["data"]
            if not page["has_more"]:
                return
            after = f"&starting_after={page['data'][-1]['id']}"

    def close(self) -> None:
        self._connection.close()


def sources_in(answer: Any) -> Iterator[dict[str, Any]]:
    """The sources that an answer shows as they are now; what events tell is past."""
    if isinstance(answer, dict):
        if answer.get("object") == "source" and "status" in answer:
            yield answer
        if answer.get("object") not in ("event", "charge"):
            for value in answer.values():
                yield from sources_in(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from sources_in(value)


def size(door: Door) -> tuple[int, int]:
    """How many objects and events there are."""
    account = door.emulator.account
    return sum(map(len, account.store.objects.values())), len(account.events)


def hand(door: Door, wanderer: Wanderer) -> None:
    """What the customer, the bank and the time do meanwhile."""
    emulator, chance = door.emulator, wanderer.chance
    with door.lock:
        roll = chance.random()
        try:
            if roll < 0.1:
                emulator.advance_clock(chance.choice([1, 60, 3601, 6 * 3600 + 1, 86_400]))
            elif roll < 0.5:
                emulator.authorize(wanderer.id("src"))
            elif roll < 0.85:
                emulator.fail(wanderer.id("src"))
            else:
                emulator.settle(wanderer.id("ch"), chance.random() < 0.7)
        except (LookupError, ValueError):
            pass


@pytest.mark.timeout(110)
def test_random_requests(door: Door) -> None:
    api, wanderer = Api(door), Wanderer(SEED)
    final: dict[str, str] = {}
    for _ in range(REQUESTS):
        if wanderer.chance.random() < 0.08:
            hand(door, wanderer)
        before = size(door)
        method, target, body, headers = wanderer.next()
        status, answer = api.ask(method, target, body, headers)
        if status >= 400 and answer["error"]["type"] != "card_error":
            assert size(door) == before, ("a refused call left a trace", method, target, body)
        wanderer.learn(answer)
        if "Idempotency-Key" not in headers:
            for source in sources_in(answer):
                known = final.get(source["id"], source["status"])
                assert source["status"] == known, (source["id"], known, method, target)
                if known in FINAL:
                    final[source["id"]] = known
    assert sum(api.statuses.values()) == REQUESTS
    # The walk got somewhere: objects were made, and every kind of refusal met.
    assert api.statuses[200] > REQUESTS * 0.25, api.statuses
    assert {400, 402, 404} <= set(api.statuses)
    check_sources(door, final)
    check_customers(api)
    check_money(api)
    api.close()


def check_sources(door: Door, final: dict[str, str]) -> None:
    """A source that is consumed, failed or canceled stays so; its way fits together."""
    sources = door.emulator.account.store.objects["source"]
    for id, status in final.items():
        assert sources[id]["status"] == status
    assert {source["status"] for source in sources.values()} >= FINAL
    for id, source in sources.items():
        way = door.emulator.transitions(id)
        assert way[0].before is None
        for step, following in pairwise(way):
            assert step.after == following.before
            assert step.after not in FINAL or following.after == step.after
        assert way[-1].after == source["status"]


def check_customers(api: Api) -> None:
    """The default source is one of the customer's sources, and there is one if there are any."""
    seen = 0
    for customer in api.all("/v1/customers"):
        listed = list(api.all(f"/v1/customers/{customer['id']}/sources"))
        ids = [source["id"] for source in listed]
        assert len(set(ids)) == len(ids)
        assert {source["customer"] for source in listed} <= {customer["id"]}
        default = customer["default_source"]
        assert default in ids if ids else default is None, (customer["id"], default, ids)
        seen += bool(ids)
    assert seen > REQUESTS / 200


def check_money(api: Api) -> None:
    """What came in is what was captured less what was refunded; no source pays twice alone."""
    refunds: Counter[str] = Counter()
    for refund in api.all("/v1/refunds"):
        assert refund["amount"] > 0
        if refund["status"] in ("succeeded", "pending"):
            refunds[refund["charge"]] += refund["amount"]
    alone: Counter[str] = Counter()
    captured = refunded = 0
    for charge in api.all("/v1/charges"):
        amount, taken, back = (charge[k] for k in ("amount", "amount_captured", "amount_refunded"))
        assert refunds[charge["id"]] == back
        assert 0 <= taken <= amount
        kept = (taken if charge["captured"] else amount) - back
        assert kept >= 0
        assert charge["refunded"] == (back > 0 and kept == 0)
        if charge["status"] == "failed":
            assert (taken, back) == (0, 0)
        elif charge["customer"] is None and charge["source"]:
            alone[charge["source"]["id"]] += 1
        captured += taken
        refunded += back
    assert captured > 0
    assert refunded > 0
    assert {count for id, count in alone.items() if id.startswith("src_")} == {1}
