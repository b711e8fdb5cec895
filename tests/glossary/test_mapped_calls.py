"""Every call that the glossary gives is made, for real, on the emulator."""

import inspect
import re
from functools import reduce
from typing import Any

import pytest
import stripe

from glossary import Term, calls, lists

MAPPED = [pytest.param(term, id=term.id) for term in calls()]


def method(client: stripe.StripeClient, name: str) -> Any:
    """``client.v1.sources.detach`` → that method of ``client``."""
    first, *rest = name.split(".")
    assert first == "client"
    return reduce(getattr, rest, client)


def filled(value: Any, names: dict[str, Any]) -> Any:
    """``value`` with ``{placeholders}`` replaced."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: names[found[1]], value)
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    if hasattr(value, "items"):
        return {key: filled(item, names) for key, item in value.items()}
    return value


def flat(value: Any, name: str = "") -> list[tuple[str, str]]:
    """Nested parameters as Stripe writes them: ``card[token]``, ``expand[0]``, ``false``."""
    if isinstance(value, dict):
        inner = [(f"{name}[{k}]" if name else k, v) for k, v in value.items()]
    elif isinstance(value, list):
        inner = [(f"{name}[{place}]", item) for place, item in enumerate(value)]
    else:
        return [(name, str(value).lower() if isinstance(value, bool) else str(value))]
    return [pair for inner_name, item in inner for pair in flat(item, inner_name)]


def read(client: stripe.StripeClient, answer: Any, kind: str, id: str) -> dict[str, Any]:
    """The object of that kind as it is after the call, as plain data."""
    if getattr(answer, "object", None) == kind:
        return answer.to_dict()
    retrieve = {
        "source": client.v1.sources.retrieve,
        "customer": client.v1.customers.retrieve,
        "charge": client.v1.charges.retrieve,
    }[kind]
    return retrieve(id).to_dict()


@pytest.mark.parametrize("term", MAPPED)
def test_the_request_that_goes_out_is_the_one_the_entry_shows(term: Term, world: Any) -> None:
    call = term.call
    assert call
    names = world.prepare(call.given)
    params = filled(dict(call.params), names)
    arguments = [names[name] for name in call.placeholders]
    before = world.events()

    answer = method(world.client, call.method)(*arguments, *([params] if params else []))

    verb, path = filled(call.route, names).split(" ")
    assert world.last_request() == (verb, path, sorted(flat(params)))
    if call.events is not None:
        assert world.events()[len(before) :] == list(call.events)
    names |= {"customer": answer.id} if answer.object == "customer" else {}
    for change in call.sets:
        check_change(change, world.client, answer, names)


def check_change(
    change: str, client: stripe.StripeClient, answer: Any, names: dict[str, Any]
) -> None:
    """``source.status = consumed`` and ``source.customer is absent``, looked up afterwards."""
    found = re.fullmatch(r"(\w+)\.([\w.]+) (?:= (.+)|is absent)", change)
    assert found, f"cannot read {change!r}"
    kind, field, value = found.groups()
    *outer, last = field.split(".")
    inner = reduce(lambda data, key: data[key], outer, read(client, answer, kind, names.get(kind)))
    if value is None:
        assert last not in inner, change
    else:
        shown = {True: "true", False: "false", None: "null"}.get(inner[last], str(inner[last]))
        assert shown == filled(value, names), change


@pytest.mark.parametrize("term", MAPPED)
def test_the_method_exists_and_takes_the_ids_of_the_route(term: Term) -> None:
    call = term.call
    assert call
    found = method(stripe.StripeClient("sk_test_glossary"), call.method)
    required = [
        parameter.name
        for parameter in inspect.signature(found).parameters.values()
        if parameter.default is inspect.Parameter.empty and parameter.name != "params"
    ]
    assert required == list(call.placeholders)


def test_every_situation_is_prepared_and_needed(situations: frozenset[str]) -> None:
    needed = {term.call.given for term in calls() if term.call}
    assert needed == situations == set(lists().situations)


def test_a_method_and_a_route_have_one_owner() -> None:
    for key in ("method", "route"):
        owners = [getattr(term, key) for term in calls() if term.call and term.call.owner]
        assert len(owners) == len(set(owners))
