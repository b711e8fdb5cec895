"""A request as code: stripe-python, the PHP of 2019, curl. Made from the request that was sent.

The PHP is written as in the pages of that time, ``\\Stripe\\Customer::create([…])``. No key is
shown: the code takes it from the environment. Characters that cannot be seen are written as
escapes, so that what is read is what runs.
"""

import re
import shlex
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, unquote_plus

from helpers.widgets.request_form import Asked, Value, decoded, pairs
from helpers.widgets.secrecy import without_keys, without_secrets

HOST = "https://api.stripe.com"
_KEY = '\\Stripe\\Stripe::setApiKey(getenv("STRIPE_SECRET_KEY"));'
_NO_PHP = (
    "// 2019 年の stripe-php に、この呼び出しのメソッドはありません。\n"
    "// stripe-php of 2019 has no method for this call."
)
_ONE_LINE = 60


class Route(NamedTuple):
    """A call by its names: the SDK's service and method, PHP's class and method.

    ``php`` is ``Class::method`` of a static method, or ``Class->step->method`` of one that the
    object retrieved first has.
    """

    method: str
    path: str
    python: str
    php: str


def _resource(path: str, service: str, php: str, *methods: str) -> list[Route]:
    """The rows of one resource: methods that Stripe's resources share, and its own actions."""
    one = f"{path}/{{}}"
    shared = {
        "create": ("POST", path, "create", f"{php}::create"),
        "list": ("GET", path, "list", f"{php}::all"),
        "retrieve": ("GET", one, "retrieve", f"{php}::retrieve"),
        "update": ("POST", one, "update", f"{php}::update"),
        "delete": ("DELETE", one, "delete", f"{php}->delete"),
    }
    rows = []
    for method in methods:
        verb, at, name, code = shared.get(
            method, ("POST", f"{one}/{method}", method, f"{php}->{method}")
        )
        rows.append(Route(verb, f"/v1/{at}", f"{service}.{name}", code))
    return rows


_SOURCES = "/v1/customers/{}/sources"
ROUTES = [
    *_resource("tokens", "tokens", "Token", "create", "retrieve"),
    *_resource("sources", "sources", "Source", "create", "retrieve", "update", "verify"),
    *_resource(
        *("customers", "customers", "Customer"), "create", "list", "retrieve", "update", "delete"
    ),
    Route("POST", _SOURCES, "customers.payment_sources.create", "Customer->sources->create"),
    Route("GET", _SOURCES, "customers.payment_sources.list", "Customer->sources->all"),
    Route(
        *("GET", _SOURCES + "/{}"),
        *("customers.payment_sources.retrieve", "Customer->sources->retrieve"),
    ),
    Route(
        *("POST", _SOURCES + "/{}"),
        *("customers.payment_sources.update", "Customer::updateSource"),
    ),
    Route(
        *("DELETE", _SOURCES + "/{}"),
        *("customers.payment_sources.delete", "Customer->sources->retrieve->detach"),
    ),
    *_resource(
        *("charges", "charges", "Charge"), "create", "list", "retrieve", "update", "capture"
    ),
    *_resource("refunds", "refunds", "Refund", "create", "list", "retrieve", "update"),
    *_resource("events", "events", "Event", "list", "retrieve"),
    *_resource(
        *("payment_methods", "payment_methods", "PaymentMethod"),
        *("create", "list", "retrieve", "update", "attach", "detach"),
    ),
    Route(
        *("GET", "/v1/customers/{}/payment_methods"),
        *("customers.payment_methods.list", "Customer::allPaymentMethods"),
    ),
    *_resource(
        *("setup_intents", "setup_intents", "SetupIntent"),
        *("create", "list", "retrieve", "update", "confirm", "cancel"),
    ),
    *_resource(
        *("payment_intents", "payment_intents", "PaymentIntent"),
        *("create", "list", "retrieve", "update", "confirm", "capture", "cancel"),
    ),
    *_resource(
        *("webhook_endpoints", "webhook_endpoints", "WebhookEndpoint"),
        *("create", "list", "retrieve", "update", "delete"),
    ),
]


def route_of(asked: Asked) -> tuple[Route, list[str]] | None:
    """The row of a request and the ids in its path; None for a path that is in no row."""
    path = asked.path.split("/")
    for row in ROUTES:
        steps = row.path.split("/")
        if row.method == asked.method and len(steps) == len(path):
            ids = [part for part, step in zip(path, steps, strict=True) if step == "{}"]
            if all(step in ("{}", part) for part, step in zip(path, steps, strict=True)):
                return row, [without_keys(unquote_plus(id)) for id in ids]
    return None


def python(asked: Asked) -> str:
    """The request as a call of stripe-python's ``StripeClient``."""
    parameters = _shown(asked)
    found = route_of(asked)
    if found is None:
        url = python_text(without_keys(asked.path))
        more = f", **{_python(parameters)}" if parameters else ""
        return f"client.raw_request({python_text(asked.method.lower())}, {url}{more})"
    route, ids = found
    arguments = [python_text(id) for id in ids]
    if parameters:
        arguments.append(_python(parameters))
    return f"client.v1.{route.python}({', '.join(arguments)})"


def php(asked: Asked) -> str:
    """The request in the PHP of 2019, the key taken from the environment."""
    found = route_of(asked)
    if found is None:
        return _NO_PHP
    route, ids = found
    given = [php_text(id) for id in ids]
    parameters = _shown(asked)
    written = _php(parameters) if parameters else ""
    if "->" not in route.php:
        name = f"\\Stripe\\{route.php}"
        if route.php.endswith("::retrieve") and parameters:
            given, written = [], _php({"id": ids[0], **parameters})
        return f"{_KEY}\n\n{name}({', '.join(filter(None, [*given, written]))});"
    kind, *steps = route.php.split("->")
    if steps[-1] == "detach" and not ids[-1].startswith("src_"):
        steps[-1] = "delete"
    variable = f"${kind[0].lower()}{kind[1:]}"
    first, rest = given[0], given[1:]
    chain = ""
    for step in steps[:-1]:
        chain += f"->{step}" if step == "sources" else f"->{step}({rest.pop(0)})"
    last = f"->{steps[-1]}({', '.join(filter(None, [*rest, written]))})"
    return f"{_KEY}\n\n{variable} = \\Stripe\\{kind}::retrieve({first});\n{variable}{chain}{last};"


def curl(asked: Asked) -> str:
    """The request as a command of curl, the key taken from the environment."""
    lines = [f"curl {shlex.quote(HOST + without_keys(asked.path))}", '-u "$STRIPE_SECRET_KEY:"']
    given = pairs(asked.parameters)
    if asked.method == "GET" and given:
        lines.append("-G")
    elif asked.method == "DELETE" or (asked.method == "POST" and not given):
        lines.append(f"-X {asked.method}")
    lines += [_curl_pair(name, value) for name, value in given]
    return " \\\n  ".join(lines)


LANGUAGES: dict[str, Callable[[Asked], str]] = {"Python": python, "PHP": php, "curl": curl}


def python_text(text: str) -> str:
    """A string literal of Python's."""
    return _quoted(text, {"\\": "\\\\", '"': '\\"'}, lambda point: f"\\U{point:08x}")


def php_text(text: str) -> str:
    """A string literal of PHP's (7.0 and later), in double quotes."""
    marks = {"\\": "\\\\", '"': '\\"', "$": "\\$"}
    return _quoted(text, marks, lambda point: f"\\u{{{point:x}}}")


def _quoted(text: str, marks: dict[str, str], escaped: Callable[[int], str]) -> str:
    inner = "".join(
        marks.get(character) or (character if character.isprintable() else escaped(ord(character)))
        for character in text
    )
    return f'"{inner}"'


def _shown(asked: Asked) -> dict[str, Value]:
    shown: dict[str, Value] = without_secrets(decoded(asked.parameters))
    return shown


def _python(value: Value, depth: int = 0) -> str:
    if isinstance(value, dict):
        items = [f"{python_text(key)}: {_python(item, depth + 1)}" for key, item in value.items()]
        return _wrapped("{", items, "}", depth)
    if isinstance(value, list):
        return _wrapped("[", [_python(item, depth + 1) for item in value], "]", depth)
    return python_text(value) if isinstance(value, str) else repr(value)


def _php(value: Value, depth: int = 0) -> str:
    if isinstance(value, dict):
        items = [f"{php_text(key)} => {_php(item, depth + 1)}" for key, item in value.items()]
        return _wrapped("[", items, "]", depth)
    if isinstance(value, list):
        return _wrapped("[", [_php(item, depth + 1) for item in value], "]", depth)
    if isinstance(value, bool):
        return "true" if value else "false"
    return php_text(value) if isinstance(value, str) else str(value)


def _wrapped(left: str, items: list[str], right: str, depth: int) -> str:
    line = f"{left}{', '.join(items)}{right}"
    if len(line) <= _ONE_LINE and "\n" not in line:
        return line
    inner = "".join(f"{'    ' * (depth + 1)}{item},\n" for item in items)
    return f"{left}\n{inner}{'    ' * depth}{right}"


def _curl_pair(name: str, value: str) -> str:
    value = str(without_secrets({name.rpartition("[")[2].removesuffix("]"): value}).popitem()[1])
    key = quote(name, safe="[]_-.")
    if re.fullmatch(r"[\w.:/@-]+", value, re.ASCII):
        return f"-d {shlex.quote(f'{key}={value}')}"
    if value.isprintable():
        return f"--data-urlencode {shlex.quote(f'{key}={value}')}"
    return f"-d {shlex.quote(f'{key}={quote(value)}')}"
