"""The parameters of a request: nested data from a form or a query, and back.

Stripe's requests are form-encoded: ``card[token]=tok_1&expand[0]=sources``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote_plus

Value = str | int | bool | list["Value"] | dict[str, "Value"]

# What the form writes as text and the API reads as a number or as yes or no, by its own name.
_NUMBERS = frozenset({"amount", "limit", "exp_month", "exp_year", "amount_to_capture", "created"})
_YES_OR_NO = frozenset({"capture", "confirm", "off_session", "delivery_success", "validate"})


class Asked(Protocol):
    """What every request has: an exchange of the record, or a call that is only planned."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def parameters(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Call:
    """One request that may be made. ``parameters`` is the form or the query, encoded."""

    method: str
    path: str
    parameters: str = ""


def call(method: str, path: str, parameters: Mapping[str, Any] | None = None) -> Call:
    """A call with its parameters as nested data."""
    return Call(method, path, encoded(parameters or {}))


def encoded(parameters: Mapping[str, Any]) -> str:
    """Nested data as the SDK writes it into a form."""
    return "&".join(
        f"{quote_plus(name, safe='[]')}={quote_plus(_text(value))}"
        for name, value in _pairs(parameters)
    )


def pairs(parameters: str) -> list[tuple[str, str]]:
    """The names and values of an encoded form, as they stand: ``("card[token]", "tok_1")``."""
    return parse_qsl(parameters, keep_blank_values=True)


def decoded(parameters: str) -> dict[str, Value]:
    """An encoded form as nested data; numbers and booleans as the API reads them."""
    root: dict[str, Any] = {}
    for name, value in pairs(parameters):
        first, *more = name.split("[")
        steps = [first, *(step.removesuffix("]") for step in more)]
        node = root
        for step in steps[:-1]:
            inner = node.setdefault(step, {})
            if not isinstance(inner, dict):
                inner = node[step] = {}
            node = inner
        last = steps[-1] or str(len(node))
        node[last] = _typed(steps, value)
    listed = _with_lists(root)
    return listed if isinstance(listed, dict) else root


def in_words(asked: Asked) -> str:
    """The request on one line: ``POST /v1/charges amount=1099 currency=eur``."""
    said = " ".join(f"{name}={value}" for name, value in pairs(asked.parameters))
    return f"{asked.method} {asked.path} {said}".strip()


def _typed(steps: list[str], value: str) -> Value:
    name = steps[0]
    # What stands in metadata is the integrator's own text, whatever its name.
    if len(steps) > 1 and steps[0] not in {"card", "created"}:
        return value
    name = steps[-1] if steps[0] == "card" else name
    if name in _NUMBERS and value.isascii() and value.isdigit() and str(int(value)) == value:
        return int(value)
    if name in _YES_OR_NO and value in {"true", "false"}:
        return value == "true"
    return value


def _with_lists(value: Any) -> Value:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    inner = {key: _with_lists(item) for key, item in value.items()}
    if inner and list(inner) == [str(number) for number in range(len(inner))]:
        return list(inner.values())
    return inner


def _pairs(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(inner, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value):
            yield from _pairs(inner, f"{name}[{number}]")
    else:
        yield name, value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
