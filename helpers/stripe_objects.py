"""How a Stripe object looks as the last expression of a cell: JSON, without a memory address.

The SDK's own ``repr`` begins with the address of the object, which differs on every run. Plain text
becomes the JSON in the order in which Stripe sent it; HTML the same with long parts folded.
"""

import json
from typing import Any

import stripe
from IPython.core.getipython import get_ipython

from helpers.widgets.html import HIDDEN, Markup, fill, foreign, join, without_secrets

__all__ = ["HIDDEN", "as_html", "as_plain", "as_text", "register"]

_FOLD_FROM = 4


def as_plain(stripe_object: stripe.StripeObject) -> dict[str, Any]:
    """The object's fields as plain data, secrets hidden."""
    plain: dict[str, Any] = without_secrets(stripe_object.to_dict(for_json=True))
    return plain


def as_text(stripe_object: stripe.StripeObject) -> str:
    """The object as indented JSON."""
    return json.dumps(as_plain(stripe_object), indent=2, ensure_ascii=False)


def as_html(stripe_object: stripe.StripeObject) -> str:
    """The object as JSON in HTML; a part of four fields or more opens on demand."""
    fields = as_plain(stripe_object)
    name = " ".join(str(fields[key]) for key in ("object", "id") if fields.get(key))
    return str(
        fill(
            "<details open><summary><code>{}</code></summary>{}</details>",
            foreign(name or type(stripe_object).__name__),
            _parts(fields.items()),
        )
    )


def _parts(items: Any) -> Markup:
    return fill(
        '<ul style="list-style: none; margin: 0; padding-left: 1.5em">{}</ul>',
        join(fill("<li>{}</li>", _part(*item)) for item in items),
    )


def _part(label: str | int, value: Any) -> Markup:
    short = fill("<code>{}: {}</code>", label, foreign(json.dumps(value, ensure_ascii=False)))
    if not isinstance(value, dict | list) or (len(value) < _FOLD_FROM and len(short) < 100):
        return short
    items, brackets = (
        (value.items(), "{ … }") if isinstance(value, dict) else (enumerate(value), "[ … ]")
    )
    return fill(
        "<details><summary><code>{}: {}</code> ({})</summary>{}</details>",
        label,
        brackets,
        len(value),
        _parts(items),
    )


def register() -> None:
    """Teach the running IPython both forms; does nothing outside IPython. Safe to call again."""
    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    formatters = shell.display_formatter.formatters
    formatters["text/html"].for_type(stripe.StripeObject, as_html)
    formatters["text/plain"].for_type(
        stripe.StripeObject, lambda value, printer, cycle: printer.text(as_text(value))
    )
