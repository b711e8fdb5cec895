"""No way leads a wrong key, or a request to another host or account, past the guard.

Listeners on loopback hear everything that arrives; names beyond loopback are noted when looked up.
Each guard is also taken away once, to show that a way is then found: the ways do try it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import requests
import stripe

from helpers.bilingual import TutorialError
from helpers.connection import LessonClient, connect, courtesy, doors, guard, keys
from helpers.connection.address import AddressRefused
from helpers.connection.doors import DoorClosed
from helpers.connection.guard import Guard, GuardRefused
from tests.connection.conftest import fake_key
from tests.connection.stand_in import CUSTOMER, StandIn, answer
from tests.connection.ways import BODY, CUS, WAYS, World


@pytest.fixture
def world(client: LessonClient, home: StandIn, elsewhere: StandIn) -> World:
    return World(client, home, elsewhere)


def test_the_listeners_hear(world: World, elsewhere: StandIn) -> None:
    world.client.v1.customers.retrieve(CUS)
    requests.get(elsewhere.url)
    assert [arrived.path for arrived in world.home.arrived] == [f"/v1/customers/{CUS}"]
    assert len(elsewhere.arrived) == 1


def test_there_are_enough_ways() -> None:
    assert len(WAYS) >= 60


@pytest.mark.parametrize("name", WAYS)
def test_nothing_leaves(name: str, world: World, looked_up: list[str]) -> None:
    with pytest.raises(TutorialError) as refusal:
        WAYS[name](world)
    assert not isinstance(refusal.value, stripe.StripeError)
    assert (world.home.connections, world.elsewhere.connections, looked_up) == (0, 0, [])
    assert refusal.value.text.ja
    assert refusal.value.text.en
    assert BODY not in f"{refusal.value} {refusal.value!r}"


# --- each guard is needed -----------------------------------------------------------------------


def _without(check: Callable[..., None]) -> Callable[[pytest.MonkeyPatch], None]:
    def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
        left = tuple(one for one in Guard.checks if one is not check)
        assert len(left) == len(Guard.checks) - 1
        monkeypatch.setattr(Guard, "checks", left)

    return take_away


@pytest.mark.parametrize("check", Guard.checks, ids=lambda check: check.__name__)
def test_without_one_check_a_way_is_found(
    check: Callable[..., None],
    world: World,
    looked_up: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _without(check)(monkeypatch)
    assert _ways_that_get_out(world, looked_up)


def test_without_the_taken_over_doors_a_way_is_found(
    home: StandIn,
    elsewhere: StandIn,
    connect_to: Callable[..., LessonClient],
    looked_up: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doors, "take_over", lambda *_: None)
    world = World(connect_to(home.url), home, elsewhere)
    found = _ways_that_get_out(world, looked_up)
    assert any(name.startswith("client of the learner's own") for name in found)
    assert any(name.startswith(("module call", "construct_from", "pickled")) for name in found)


def _ways_that_get_out(world: World, looked_up: list[str]) -> list[str]:
    found = []
    for name, way in WAYS.items():
        before = (world.home.connections, world.elsewhere.connections, len(looked_up))
        with contextlib.suppress(Exception):  # only what has left counts here
            way(world)
        if before != (world.home.connections, world.elsewhere.connections, len(looked_up)):
            found.append(name)
    return found


# --- what the session does take -----------------------------------------------------------------


def _refreshed(customer: stripe.Customer) -> stripe.Customer:
    customer.refresh()
    return customer


GOOD_WAYS: dict[str, Callable[[World], object]] = {
    "client": lambda world: world.client.v1.customers.retrieve(CUS),
    "own key as an option": lambda world: world.client.v1.customers.retrieve(
        CUS, options={"api_key": world.key}
    ),
    "async": lambda world: asyncio.run(world.client.v1.customers.retrieve_async(CUS)),
    "module call": lambda world: stripe.Customer.retrieve(CUS),
    "construct_from": lambda world: _refreshed(
        stripe.Customer.construct_from({"id": CUS, "object": "customer"}, None)
    ),
    "pickled": lambda world: _refreshed(
        pickle.loads(pickle.dumps(world.client.v1.customers.retrieve(CUS)))
    ),
    "client of the learner's own": lambda world: stripe.StripeClient(
        world.key, base_addresses={"api": world.home.url}
    ).v1.customers.retrieve(CUS),
    "raw_request": lambda world: world.client.raw_request("get", f"/v1/customers/{CUS}"),
}


@pytest.mark.parametrize("name", GOOD_WAYS)
def test_the_sessions_own_key_passes_to_its_own_address(name: str, world: World) -> None:
    GOOD_WAYS[name](world)
    assert world.home.arrived
    for arrived in world.home.arrived:
        assert arrived.header("authorization") == f"Bearer {world.key}"
        assert arrived.header("host") == f"127.0.0.1:{world.home.port}"
    assert world.elsewhere.connections == 0


# --- detours ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_redirect_is_not_followed(status: int, method: str, world: World) -> None:
    world.home.play(answer(status, "{}", Location=f"{world.elsewhere.url}/v1/customers"))
    with pytest.raises(GuardRefused) as refusal:
        world.client.raw_request(method, f"/v1/customers/{CUS}")
    assert refusal.value.sent
    assert (len(world.home.arrived), world.elsewhere.connections) == (1, 0)


def test_a_followed_redirect_would_be_heard(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard._NoDetours, "request", requests.Session.request)
    world.home.play(answer(302, "{}", Location=f"{world.elsewhere.url}/v1/customers"))
    world.client.v1.customers.retrieve(CUS)
    assert world.elsewhere.connections == 1


PROXIES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]


@pytest.mark.parametrize("variable", PROXIES)
def test_a_proxy_of_the_environment_is_not_used(
    variable: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, world.elsewhere.url)
    world.client.v1.customers.retrieve(CUS)
    asyncio.run(world.client.v1.customers.retrieve_async(CUS))
    assert (len(world.home.arrived), world.elsewhere.connections) == (2, 0)


def test_a_used_proxy_would_be_heard(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_NoDetours", requests.Session)
    monkeypatch.setenv("http_proxy", world.elsewhere.url)
    monkeypatch.setenv("no_proxy", "")
    client = World(connect("test"), world.home, world.elsewhere).client
    client.v1.customers.retrieve(CUS)
    assert world.elsewhere.connections == 1


def test_a_proxy_of_the_module_is_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "proxy", world.elsewhere.url)
    with pytest.warns(UserWarning, match="proxy"):
        stripe.Customer.retrieve(CUS)
    assert (len(world.home.arrived), world.elsewhere.connections) == (1, 0)


@pytest.fixture
def netrc(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(file))


@pytest.mark.usefixtures("netrc")
def test_a_password_file_does_not_replace_the_key(world: World) -> None:
    world.client.v1.customers.retrieve(CUS)
    assert world.home.arrived[0].header("authorization") == f"Bearer {world.key}"


@pytest.mark.usefixtures("netrc")
def test_a_password_file_would_be_heard(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_NoDetours", requests.Session)
    connect("test").v1.customers.retrieve(CUS)
    assert str(world.home.arrived[0].header("authorization")).startswith("Basic ")


# --- live data ----------------------------------------------------------------------------------

LIVE_ANSWERS: dict[str, object] = {
    "object": {**CUSTOMER, "livemode": True},
    "in a list": {"object": "list", "data": [CUSTOMER, {**CUSTOMER, "livemode": True}]},
    "deep in an event": {"object": "event", "data": {"object": {"x": [{"livemode": True}]}}},
    "in an error": {"error": {"type": "card_error", "payment_intent": {"livemode": True}}},
    "escaped": '{"id": "cus_1", "object": "customer", "live\\u006dode": true}',
    "in a body that is cut": '{"object": "customer", "livemode" : true, "x": ',
}


@pytest.mark.parametrize("name", LIVE_ANSWERS)
@pytest.mark.parametrize("status", [200, 402])
def test_live_data_ends_the_session(name: str, status: int, world: World) -> None:
    world.home.play(answer(status, LIVE_ANSWERS[name]), answer(200, CUSTOMER))
    with pytest.raises(GuardRefused, match="livemode") as refusal:
        world.client.v1.customers.retrieve(CUS)
    assert refusal.value.sent
    later: list[Callable[[], object]] = [
        lambda: world.client.v1.customers.retrieve(CUS),
        lambda: stripe.Customer.retrieve(CUS),
        lambda: asyncio.run(world.client.v1.customers.retrieve_async(CUS)),
    ]
    for call in later:
        with pytest.raises(GuardRefused) as refusal:
            call()
        assert not refusal.value.sent
    assert len(world.home.arrived) == 1


def test_live_data_in_a_stream_ends_the_session(world: World) -> None:
    world.home.play(answer(200, LIVE_ANSWERS["object"]))
    with pytest.raises(GuardRefused):
        world.client._requestor.request_raw(
            "get", f"/v1/customers/{CUS}", is_streaming=True, base_address="api", api_mode="V1"
        )


@pytest.mark.parametrize("value", [CUSTOMER, {"livemode": "true"}, {"a": "livemode: true"}, []])
def test_test_data_does_not_end_it(value: object) -> None:
    assert not guard.is_live(json.dumps(value).encode())


# --- the session's address ----------------------------------------------------------------------

ADDRESSES = [
    "http://example.invalid",
    "https://api.stripe.com.example.invalid",
    "https://api.stripe.com:444",
    "https://api.stripe.com@example.invalid",
    "http://api.stripe.com",
    "https://user@api.stripe.com",
    "http://127.0.0.1@example.invalid",
    "http://127.0.0.1:80@example.invalid",
    "http://127.0.0.1.example.invalid:80",
    "http://127.0.0.1:8080/path",
    "http://127.0.0.1:8080#",
    "http://0.0.0.0:8080",
    "http://192.168.0.1:8080",
    "http://localhost.example.invalid",
    "ftp://127.0.0.1",
    "127.0.0.1:8080",
    "http://127.0.0.1:8080\nHost: x",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_another_address_than_loopback_is_refused(
    url: str, connect_to: Callable[..., LessonClient], looked_up: list[str]
) -> None:
    with pytest.raises(AddressRefused):
        connect_to(url)
    with pytest.raises(AddressRefused):
        Guard(fake_key(), url)
    assert looked_up == []


def test_without_a_stand_in_the_address_is_stripes_and_encrypted(
    monkeypatch: pytest.MonkeyPatch, looked_up: list[str]
) -> None:
    monkeypatch.setattr(courtesy, "TO_STRIPE", courtesy.TO_A_STAND_IN)
    monkeypatch.setenv("STRIPE_SECRET_KEY", fake_key())
    client = connect("test")
    with pytest.raises(stripe.APIConnectionError):
        client.v1.customers.retrieve(CUS)
    assert set(looked_up) == {"api.stripe.com"}
    assert client._requestor.base_addresses["api"] == "https://api.stripe.com"


# --- while the emulator answers -----------------------------------------------------------------

EMULATOR_WAYS: dict[str, Callable[[str], object]] = {
    "module call": lambda key: stripe.Customer.create(),
    "module call with a key": lambda key: stripe.Customer.create(api_key=key),
    "module call, async": lambda key: asyncio.run(stripe.Customer.create_async()),
    "construct_from": lambda key: stripe.Customer.construct_from({"id": CUS}, key).refresh(),
    "pickled": lambda key: pickle.loads(pickle.dumps(connect().v1.customers.create({}))).refresh(),
    "client of the learner's own": lambda key: stripe.StripeClient(key).v1.customers.list(),
    "client with a proxy": lambda key: stripe.StripeClient(
        key, proxy="http://127.0.0.1:9"
    ).v1.customers.list(),
}


@pytest.mark.parametrize("name", EMULATOR_WAYS)
@pytest.mark.parametrize("prefix", ["sk_test_", "sk_live_"])
def test_nothing_goes_to_stripe_while_the_emulator_answers(
    name: str, prefix: str, looked_up: list[str]
) -> None:
    connect()
    with pytest.raises(DoorClosed) as refusal:
        EMULATOR_WAYS[name](prefix + BODY)
    assert "client" in refusal.value.text.ja
    assert "client.v1" in refusal.value.text.en
    assert BODY not in str(refusal.value)
    assert looked_up == []


def test_another_program_on_this_machine_can_still_be_asked(home: StandIn) -> None:
    connect()
    own = stripe.StripeClient(fake_key(), base_addresses={"api": home.url})
    assert own.v1.customers.retrieve(CUS).id == CUS


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1@example.invalid/", "http://localhost.example.invalid/", "http://127.0.0.1"],
)
def test_what_only_looks_like_this_machine_is_refused(url: str, looked_up: list[str]) -> None:
    with pytest.raises(DoorClosed):
        doors.ClosedDoor().request("get", url, {})
    assert looked_up == []


def test_the_names_that_are_taken_over_exist() -> None:
    """They are the SDK's own; an SDK that renames them must not pass unnoticed."""
    assert hasattr(stripe._stripe_client, "new_default_http_client")
    assert hasattr(stripe._stripe_client, "new_http_client_async_fallback")
    assert hasattr(stripe._api_requestor, "new_default_http_client")
    assert keys.checked(fake_key()) == fake_key()
