"""Ways to bring a wrong key, or to reach another host or account, through a test session.

Each is tried with a session at ``home``. None may reach a listener, except the plain call that
shows that the listeners do hear.
"""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stripe

from helpers.connection import LessonClient
from tests.connection.stand_in import StandIn

CUS = "cus_standin1"
BODY = "Q7" * 12


@dataclass
class World:
    """A session, its own address, and another one on the same machine."""

    client: LessonClient
    home: StandIn
    elsewhere: StandIn

    @property
    def key(self) -> str:
        key = self.client._requestor.api_key
        assert key is not None
        return key


Way = Callable[[World], object]


def _retrieve_with(**options: Any) -> Way:
    return lambda world: world.client.v1.customers.retrieve(CUS, options=options)


def _create_with(**options: Any) -> Way:
    return lambda world: world.client.v1.customers.create({"name": "x"}, options=options)


def _raw(url: str, **params: Any) -> Way:
    def go(world: World) -> object:
        filled = url.format(port=world.elsewhere.port)
        return world.client._requestor.request_raw(
            "get", filled, base_address="api", api_mode="V1", **params
        )

    return go


def _straight(change: Callable[[World], tuple[str, str, dict[Any, Any]]]) -> Way:
    """Through the HTTP client itself, below the SDK's own checks."""

    def go(world: World) -> object:
        method, url, headers = change(world)
        http = world.client._requestor._get_http_client()
        return http.request(method, url, headers, None)

    return go


def _bearer(world: World) -> dict[Any, Any]:
    return {"Authorization": f"Bearer {world.key}"}


OTHER_KEYS = {
    "another test key": "sk_test_" + BODY,
    "live": "sk_live_" + BODY,
    "live, restricted": "rk_live_" + BODY,
    "organization": "sk_org_" + BODY,
    "publishable": "pk_test_" + BODY,
    "webhook secret": "whsec_" + BODY,
    "line break inside": "sk_test_" + BODY + "\nX: y",
    "nonsense": "hunter2",
}

WAYS: dict[str, Way] = {}

# --- another key --------------------------------------------------------------------------------

for _name, _key in OTHER_KEYS.items():
    WAYS[f"option api_key, {_name}"] = _retrieve_with(api_key=_key)
    WAYS[f"client of the learner's own, {_name}"] = lambda world, key=_key: stripe.StripeClient(
        key, base_addresses={"api": world.home.url}
    ).v1.customers.retrieve(CUS)


def _own_line_break(world: World) -> object:
    """The session's own key, but with a line break that no check at the door has taken off."""
    return world.client.v1.customers.retrieve(CUS, options={"api_key": world.key + "\n"})


WAYS["option api_key, own key and a line break"] = _own_line_break
_LIVE = OTHER_KEYS["live"]

for _name, _headers in {
    "replaced": {"Authorization": f"Bearer {_LIVE}"},
    "replaced by Basic": {"Authorization": "Basic c2tfbGl2ZV9YWDo="},
    "replaced by nothing": {"Authorization": ""},
    "replaced, no Bearer": {"Authorization": _LIVE},
    "second in lower case": {"authorization": f"Bearer {_LIVE}"},
    "second in upper case": {"AUTHORIZATION": f"Bearer {_LIVE}"},
    "second in mixed case": {"aUtHoRiZaTiOn": f"Bearer {_LIVE}"},
    "second with a space": {"Authorization ": f"Bearer {_LIVE}"},
    "second with a tab": {"authorization\t": f"Bearer {_LIVE}"},
    "second as bytes": {b"authorization": f"Bearer {_LIVE}"},
    "second as bytes twice": {b"Authorization": f"Bearer {_LIVE}".encode()},
    "of a proxy": {"Proxy-Authorization": f"Bearer {_LIVE}"},
    "in a cookie": {"Cookie": f"key={_LIVE}"},
}.items():
    WAYS[f"header Authorization, {_name}"] = _retrieve_with(headers=_headers)
WAYS["header Authorization, second, on a POST"] = _create_with(
    headers={"authorization": f"Bearer {_LIVE}"}
)
WAYS["header Authorization, missing"] = _straight(
    lambda world: ("get", f"{world.home.url}/v1/customers/{CUS}", {})
)

# --- another account ----------------------------------------------------------------------------

WAYS["option stripe_account"] = _retrieve_with(stripe_account="acct_other")
WAYS["option stripe_account on a POST"] = _create_with(stripe_account="acct_other")
WAYS["option stripe_context"] = _retrieve_with(stripe_context="acct_other")
for _header in (
    "Stripe-Account",
    "stripe-account",
    "STRIPE-ACCOUNT",
    "Stripe-Account ",
    b"Stripe-Account",
    "Stripe-Context",
    "stripe-context",
    "Host",
    "host",
    b"HOST",
    "X-Forwarded-Host",
    "Forwarded",
    "Transfer-Encoding",
    "Content-Length",
):
    WAYS[f"header {_header!r}"] = _retrieve_with(headers={_header: "0"})
WAYS["client of the learner's own with stripe_account"] = lambda world: stripe.StripeClient(
    world.key, base_addresses={"api": world.home.url}, stripe_account="acct_other"
).v1.customers.retrieve(CUS)
WAYS["construct_from with stripe_account"] = lambda world: stripe.Customer.construct_from(
    {"id": CUS, "object": "customer"}, None, stripe_account="acct_other"
).refresh()
WAYS["module call with stripe_account"] = lambda world: stripe.Customer.retrieve(
    CUS, stripe_account="acct_other"
)

# --- another host -------------------------------------------------------------------------------

for _url in (
    "@127.0.0.1:{port}/v1/customers",
    ":x@127.0.0.1:{port}/v1/customers",
    "0/v1/customers",
    ".example.invalid/v1/customers",
    "\\@127.0.0.1:{port}/v1/customers",
    "#@127.0.0.1:{port}/v1/customers",
    "?@127.0.0.1:{port}/v1/customers",
    "%40127.0.0.1:{port}/v1/customers",
    "",
):
    WAYS[f"address and then {_url!r}"] = _straight(
        lambda world, url=_url: (
            "get",
            world.home.url + url.format(port=world.elsewhere.port),
            _bearer(world),
        )
    )
for _url in (
    "http://127.0.0.1:{port}/v1/customers",
    "HTTP://127.0.0.1:{home}/v1/customers",
    "https://127.0.0.1:{home}/v1/customers",
    "http://localhost:{home}/v1/customers",
    "http://api.stripe.com/v1/customers",
    "https://api.stripe.com/v1/customers",
    "https://api.stripe.com.example.invalid/v1/customers",
    " http://127.0.0.1:{home}/v1/customers",
    "//127.0.0.1:{port}/v1/customers",
):
    WAYS[f"URL {_url!r}"] = _straight(
        lambda world, url=_url: (
            "get",
            url.format(port=world.elsewhere.port, home=world.home.port),
            _bearer(world),
        )
    )
WAYS["method CONNECT"] = _straight(
    lambda world: ("CONNECT", f"{world.home.url}/v1/customers", _bearer(world))
)
WAYS["method PUT"] = _straight(
    lambda world: ("put", f"{world.home.url}/v1/customers", _bearer(world))
)
for _base in ("connect", "files", "meter_events"):
    WAYS[f"raw_request to the base {_base}"] = lambda world, base=_base: world.client.raw_request(
        "get", "/v1/x", base=base
    )
WAYS["OAuth"] = lambda world: world.client.oauth.token({"grant_type": "authorization_code"})
WAYS["client of the learner's own, another address"] = lambda world: stripe.StripeClient(
    world.key, base_addresses={"api": world.elsewhere.url}
).v1.customers.retrieve(CUS)
WAYS["client of the learner's own, Stripe's address"] = lambda world: stripe.StripeClient(
    world.key
).v1.customers.retrieve(CUS)
WAYS["client of the learner's own, a proxy"] = lambda world: stripe.StripeClient(
    _LIVE, proxy=world.elsewhere.url, base_addresses={"api": world.home.url}
).v1.customers.retrieve(CUS)


def _module_address(world: World) -> object:
    stripe.api_base = world.elsewhere.url
    return stripe.Customer.retrieve(CUS)


WAYS["module call, another address"] = _module_address

# --- without the session's client ---------------------------------------------------------------


def _module_key(world: World) -> object:
    stripe.api_key = _LIVE
    return stripe.Customer.retrieve(CUS)


def _module_client_dropped(world: World) -> object:
    stripe.default_http_client = None
    return stripe.Customer.retrieve(CUS, api_key=_LIVE)


WAYS["module call, another key set"] = _module_key
WAYS["module call, another key passed"] = lambda world: stripe.Customer.create(api_key=_LIVE)
WAYS["module call, client dropped"] = _module_client_dropped
WAYS["construct_from with another key"] = lambda world: stripe.Customer.construct_from(
    {"id": CUS, "object": "customer"}, _LIVE
).refresh()


def _made_with(world: World, key: str) -> stripe.Customer:
    return stripe.Customer.construct_from({"id": CUS, "object": "customer"}, key)


WAYS["pickled with another key"] = lambda world: pickle.loads(
    pickle.dumps(_made_with(world, _LIVE))
).refresh()
WAYS["copied with another key"] = lambda world: copy.copy(_made_with(world, _LIVE))._request(
    "get", f"/v1/customers/{CUS}", base_address="api"
)
WAYS["deep-copied with another key"] = lambda world: copy.deepcopy(
    _made_with(world, _LIVE)
)._request("get", f"/v1/customers/{CUS}", base_address="api")

# --- the other kinds of call --------------------------------------------------------------------

WAYS["async with another key"] = lambda world: asyncio.run(
    world.client.v1.customers.retrieve_async(CUS, options={"api_key": _LIVE})
)
WAYS["async with a second Authorization"] = lambda world: asyncio.run(
    world.client.v1.customers.create_async({}, options={"headers": {"authorization": "x"}})
)
WAYS["async module call with another key"] = lambda world: asyncio.run(
    stripe.Customer.retrieve_async(CUS, api_key=_LIVE)
)
WAYS["raw_request with another key"] = lambda world: world.client.raw_request(
    "get", f"/v1/customers/{CUS}", api_key=_LIVE
)
WAYS["raw_request with stripe_account"] = lambda world: world.client.raw_request(
    "get", f"/v1/customers/{CUS}", stripe_account="acct_other"
)
WAYS["raw_request, async, with another key"] = lambda world: asyncio.run(
    world.client.raw_request_async("get", f"/v1/customers/{CUS}", api_key=_LIVE)
)
WAYS["raw_request to API v2 with another key"] = lambda world: world.client.raw_request(
    "post", "/v2/core/events", api_key=_LIVE
)
WAYS["stream with another key"] = _raw(
    f"/v1/customers/{CUS}", is_streaming=True, options={"api_key": _LIVE}
)
WAYS["stream to another host"] = lambda world: (
    world.client._requestor._get_http_client().request_stream(
        "get", f"{world.home.url}@127.0.0.1:{world.elsewhere.port}/v1/x", _bearer(world)
    )
)
WAYS["stream, async, with another key"] = lambda world: asyncio.run(
    world.client._requestor.request_raw_async(
        "get",
        f"/v1/customers/{CUS}",
        is_streaming=True,
        options={"api_key": _LIVE},
        base_address="api",
        api_mode="V1",
    )
)
