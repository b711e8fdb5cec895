"""Events, read through the API."""

from __future__ import annotations

from helpers.emulator.account import Call
from helpers.emulator.facts import rule
from helpers.emulator.lookup import missing_in_url
from helpers.emulator.pagination import created_within, page
from helpers.emulator.parameters import NAME, SPAN, ListOf, page_schema
from helpers.emulator.store import Object

LIST = page_schema("delivery_success", created=SPAN, type=NAME, types=ListOf(NAME))


@rule("V07", "E04")
def retrieve(call: Call) -> Object:
    """GET /v1/events/:id."""
    event = call.account.events.get(call.path["event"])
    if event is None:
        raise missing_in_url(call.account, "event", call.path["event"])
    return event


@rule("V02", "V04", "V07", "Q21")
def list_(call: Call) -> Object:
    """GET /v1/events, newest first, narrowed by ``type``, ``types`` or ``created``."""
    params, events = call.params, call.account.events
    type, types = params.get("type"), params.get("types")
    keep = created_within(call)
    if types:
        created = keep

        def keep(event: Object) -> bool:
            return event["type"] in types and (created is None or created(event))

    return page(call, events.log(type), events.get, "event", keep=keep)
