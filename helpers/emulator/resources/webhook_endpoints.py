"""Webhook endpoints: where signed deliveries of events would go. Nothing is sent: see
:attr:`helpers.emulator.Emulator.deliveries`."""

from __future__ import annotations

from helpers.emulator import errors
from helpers.emulator.account import Call
from helpers.emulator.events import EVENT_TYPES
from helpers.emulator.facts import rule
from helpers.emulator.lookup import in_url
from helpers.emulator.pagination import page
from helpers.emulator.parameters import (
    BOOLEAN,
    METADATA,
    NAME,
    TEXT,
    ListOf,
    Required,
    Schema,
    merge_metadata,
    page_schema,
)
from helpers.emulator.store import Object

CREATE = Schema(
    "api_version connect",
    description=TEXT,
    enabled_events=Required(ListOf(NAME)),
    metadata=METADATA,
    url=Required(NAME),
)
UPDATE = Schema(
    description=TEXT,
    disabled=BOOLEAN,
    enabled_events=ListOf(NAME),
    metadata=METADATA,
    url=NAME,
)
LIST = page_schema()


@rule("Q39", "V08")
def _check(call: Call) -> None:
    for type in call.params.get("enabled_events", ()):
        if type != "*" and type not in EVENT_TYPES:
            raise errors.UNKNOWN_EVENT_TYPE(type=type)
    if not call.params.get("url", "https://").startswith(("http://", "https://")):
        raise errors.INVALID_URL(param="url")


@rule("Q39")
def create(call: Call) -> Object:
    """POST /v1/webhook_endpoints. Only this answer shows the ``secret``."""
    _check(call)
    account, params = call.account, call.params
    endpoint = {
        "id": account.ids.new("we"),
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": account.now,
        "description": params.get("description"),
        "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": merge_metadata({}, params.get("metadata")),
        "status": "enabled",
        "url": params["url"],
    }
    secret = account.ids.secret("whsec", 32)
    account.store.put(endpoint, ("webhook_endpoint",))
    account.store.secrets[endpoint["id"]] = secret
    return {**endpoint, "secret": secret}


@rule("E04")
def retrieve(call: Call) -> Object:
    """GET /v1/webhook_endpoints/:id."""
    return in_url(call.account, "webhook_endpoint", call.path["endpoint"])


@rule("Q39")
def update(call: Call) -> Object:
    """POST /v1/webhook_endpoints/:id; ``disabled`` stops its deliveries."""
    endpoint = in_url(call.account, "webhook_endpoint", call.path["endpoint"])
    _check(call)
    params = call.params
    metadata = merge_metadata(endpoint["metadata"], params.get("metadata"))
    for name in ("description", "enabled_events", "url"):
        if name in params:
            endpoint[name] = params[name]
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    endpoint["metadata"] = metadata
    return endpoint


@rule("Q39")
def delete(call: Call) -> Object:
    """DELETE /v1/webhook_endpoints/:id."""
    store, id = call.account.store, call.path["endpoint"]
    in_url(call.account, "webhook_endpoint", id)
    store.delete("webhook_endpoint", id)
    store.remove(("webhook_endpoint",), id)
    del store.secrets[id]
    return {"id": id, "object": "webhook_endpoint", "deleted": True}


def list_(call: Call) -> Object:
    """GET /v1/webhook_endpoints, newest first."""
    store = call.account.store
    load = store.objects.get("webhook_endpoint", {}).get
    return page(call, store.sequence("webhook_endpoint"), load, "webhook_endpoint")
