"""Standing alone, the same everywhere, and no dearer when there is much to remember."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.emulator import Emulator
from helpers.emulator.idempotency import MAX_ANSWERS
from helpers.emulator.resources import customer_sources
from helpers.emulator.store import Object, Sequence, Store
from tests.emulator.conftest import KEY, World

ROOT = Path(__file__).parents[2]

PLAY = f"""
import hashlib
from helpers.emulator import Emulator, Request
emulator = Emulator()
def ask(method, path, form=""):
    query, body = (form, "") if method == "GET" else ("", form)
    headers = {{"Authorization": "Bearer {KEY}"}}
    return emulator.handle(Request(method, path, query, headers, body))
answers = [
    ask("POST", "/v1/customers", "source=tok_visa&email=a%40example.com&metadata[b]=1"),
    ask("POST", "/v1/charges", "amount=500&currency=eur&source=tok_visa&expand[]=refunds"),
    ask("POST", "/v1/charges", "amount=500&currency=eur&source=tok_chargeDeclined"),
    ask("POST", "/v1/sources", "b=1&a=2&type=card"),
    ask("GET", "/v1/customers", "expand[]=data.sources&expand[]=data.default_source"),
    ask("GET", "/v1/events", "limit=100"),
]
text = "".join(answer.body + repr(answer.headers) for answer in answers)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.fact("Q35")
def test_the_same_bytes_in_every_process() -> None:
    one, two = run(PLAY, PYTHONHASHSEED="1"), run(PLAY, PYTHONHASHSEED="2")
    assert one == two
    assert len(one) == len(hashlib.sha256().hexdigest())


def test_it_imports_the_standard_library_only() -> None:
    modules = json.loads(
        run("import helpers.emulator, sys, json; print(json.dumps(sorted(sys.modules)))")
    )
    ours = [name for name in modules if name.split(".")[0] == "helpers"]
    assert [name for name in ours if not name.startswith("helpers.emulator")] == ["helpers"]
    roots = {name.split(".")[0] for name in modules} - {"helpers", "__main__"}
    foreign = {name for name in roots - sys.stdlib_module_names if not name.startswith("_")}
    assert not foreign & {"stripe", "pandas", "ipywidgets", "IPython", "requests", "tomllib"}
    assert "tomllib" not in roots, "the ledger is read when it is asked for"


def test_a_page_costs_what_it_shows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: objects looked at for a page of ten among 600."""
    customer = world.customer(*["tok_visa"] * 600)
    looked_at = 0
    look = customer_sources.customer_source

    def counting(store: Store, id: str) -> Object | None:
        nonlocal looked_at
        looked_at += 1
        return look(store, id)

    monkeypatch.setattr(customer_sources, "customer_source", counting)
    page = world.sources(customer, limit=10)
    assert (len(page), looked_at) == (10, 11)
    middle = world.sources(customer, limit=100)[50]
    looked_at = 0
    assert len(world.sources(customer, limit=10, starting_after=middle)) == 10
    assert len(world.sources(customer, limit=10, ending_before=middle)) == 10
    assert looked_at == 22


def test_sequences_keep_their_order_through_removals() -> None:
    sequence = Sequence()
    ids = [str(n) for n in range(200)]
    for id in ids:
        sequence.append(id)
    for id in ids[::2]:
        sequence.remove(id)
    for id in ids[150:]:
        if id in sequence:
            sequence.remove(id)
    left = ids[1:150:2]
    assert list(sequence.older()) == left[::-1]
    assert list(sequence.older(left[10])) == left[:10][::-1]
    assert list(sequence.newer(left[10])) == left[11:]
    assert len(sequence) == len(left)
    assert "0" not in sequence


def test_old_idempotency_keys_are_forgotten(world: World) -> None:
    create = world.v1.customers.create
    first = create({"name": "x"}, {"idempotency_key": "k"})
    assert create({"name": "x"}, {"idempotency_key": "k"}).id == first.id
    for n in range(MAX_ANSWERS):
        create({"name": "x"}, {"idempotency_key": f"k{n}"})
    assert create({"name": "x"}, {"idempotency_key": "k"}).id != first.id


def test_a_copy_is_handed_out(emulator: Emulator) -> None:
    source = World(emulator).card()
    copy = emulator.object("source", source.id) or {}
    copy["status"] = "changed"
    assert (emulator.object("source", source.id) or {})["status"] == "chargeable"
    assert emulator.object("source", "src_unknown") is None
