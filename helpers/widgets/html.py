"""The one place where text becomes HTML: everything shown is escaped here.

``Markup`` (markupsafe) is text that is HTML already; ``fill`` puts any other value into it escaped.
"""

from collections.abc import Iterable
from typing import Any

from IPython.display import display
from markupsafe import Markup

from helpers.bilingual import Text

HIDDEN = "••••••••"
# JupyterLab aligns the cells of a table to the right, which suits numbers and not words.
_LEFT = Markup('style="text-align: left"')
_SECRET_FIELDS = frozenset({"client_secret", "secret"})


class Picture:
    """A finished picture: HTML for the notebook, plain text for everything else.

    Its ``repr`` is the plain text, so a stored output never holds a memory address.
    """

    def __init__(self, html: Markup, text: str) -> None:
        self.html = html
        self.text = text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def show(picture: object) -> None:
    """Display something now, as an output of the running cell."""
    display(picture)  # type: ignore[no-untyped-call]


def fill(template: str, *values: object, **named: object) -> Markup:
    """Put values into an HTML template, each escaped unless it is Markup already."""
    return Markup(template).format(*values, **named)


def join(parts: Iterable[Markup]) -> Markup:
    """HTML parts, one after the other."""
    return Markup("").join(parts)


def both(text: Text, tag: str = "span") -> Markup:
    """A text in both languages, each in an element that the language switch can hide."""
    return fill(
        '<{tag} lang="ja">{ja}</{tag}> <{tag} lang="en">{en}</{tag}>',
        tag=Markup(tag),
        ja=text.ja,
        en=text.en,
    )


def foreign(value: object) -> Markup:
    """Text that a customer may have written: isolated, so that its direction ends with it."""
    return fill("<bdi>{}</bdi>", value)


def table(caption: Text, header: Iterable[Text], rows: Iterable[Iterable[Markup]]) -> Markup:
    """A captioned table whose first cell of each row is the row's header."""
    head = join(fill('<th scope="col" {}>{}</th>', _LEFT, both(column)) for column in header)
    body = Markup("")
    for first, *rest in rows:
        cells = join(fill("<td {}>{}</td>", _LEFT, cell) for cell in rest)
        body += fill('<tr><th scope="row" {}>{}</th>{}</tr>', _LEFT, first, cells)
    return fill(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        both(caption),
        head,
        body,
    )


def without_secrets(value: Any) -> Any:
    """The same plain data (dicts, lists, scalars) with every secret's value replaced by dots."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key in _SECRET_FIELDS and inner is not None else without_secrets(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return value


__all__ = [
    "HIDDEN",
    "Markup",
    "Picture",
    "both",
    "fill",
    "foreign",
    "join",
    "show",
    "table",
    "without_secrets",
]
