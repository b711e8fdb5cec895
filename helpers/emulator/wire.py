"""What goes in and what comes out: requests, responses, headers, forms and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from helpers.emulator.errors import MALFORMED_FORM

FormValue = str | dict[str, "FormValue"]
Form = dict[str, FormValue]

MAX_FORM_FIELDS = 2_000
MAX_FORM_DEPTH = 8


class Headers(Mapping[str, str]):
    """HTTP headers: looked up in any letter case, listed as they were written."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = {name.lower(): (name, value) for name, value in (values or {}).items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._values.values())

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: ``path`` without the query, ``query`` and ``body`` form-encoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=Headers)
    body: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.headers, Headers):
            object.__setattr__(self, "headers", Headers(self.headers))


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response with a JSON ``body``.

    ``fault`` names what the transport must act out instead of handing the answer over as it is
    (see :mod:`helpers.emulator.faults`); ``delay`` is how many seconds to wait before it.
    """

    status: int
    headers: Headers
    body: str
    fault: str | None = None
    delay: float = 0.0


to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def decode_form(text: str) -> Form:
    """Decode ``a=1&b[c]=2&d[]=3&d[]=4`` into nested dicts.

    Lists become dicts keyed ``"0"``, ``"1"``, ...: whether a name holds a list is for the
    operation's schema to say. An empty string stays one (the schema reads it as "unset").

    Raises ``MALFORMED_FORM`` for a name used both as a value and as a hash, for unbalanced
    brackets, and for a form beyond the limits above.
    """
    form: Form = {}
    if not text:
        return form
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS)
    except ValueError:
        raise MALFORMED_FORM(name="too many fields") from None
    for name, value in pairs:
        if "[" not in name:
            if isinstance(form.get(name), dict):
                raise MALFORMED_FORM(name=name)
            form[name] = value
        else:
            _put(form, name, value)
    return form


def _put(form: Form, name: str, value: str) -> None:
    root, _, rest = name.partition("[")
    keys = rest[:-1].split("][")
    if not root or not name.endswith("]") or len(keys) > MAX_FORM_DEPTH:
        raise MALFORMED_FORM(name=name)
    if any("[" in key or "]" in key for key in keys) or "" in keys[:-1]:
        raise MALFORMED_FORM(name=name)
    node = form
    for key, following in zip([root, *keys], keys, strict=False):
        child = node.setdefault(key, {})
        if not isinstance(child, dict):
            raise MALFORMED_FORM(name=name)
        node, last = child, following
    last = last or str(len(node))
    if isinstance(node.get(last), dict):
        raise MALFORMED_FORM(name=name)
    node[last] = value
