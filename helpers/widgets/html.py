"""The one place where text becomes HTML: everything shown is escaped here.

``Markup`` (markupsafe) is text that is HTML already; ``fill`` puts any other value into it escaped.
"""

from collections.abc import Iterable
from typing import Any

from IPython.display import display
from markupsafe import Markup

from helpers.bilingual import Text
from helpers.widgets.secrecy import HIDDEN, without_secrets

# JupyterLab aligns the cells of a table to the right, which suits numbers and not words.
_LEFT = Markup('style="text-align: left"')
OWN_KEYS = Markup('data-lm-suppress-shortcuts="true"')
"""On an element that can have the focus: JupyterLab leaves Enter, space and arrows to it."""


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
    """A text in both languages, each in an element that the language switch can hide.

    What is the same in both, as a name of the API's is, stands once and is never hidden.
    """
    if text.ja == text.en:
        return fill("<{0}>{1}</{0}>", Markup(tag), text.ja)
    return fill(
        '<{tag} lang="ja">{ja}</{tag}> <{tag} lang="en">{en}</{tag}>',
        tag=Markup(tag),
        ja=text.ja,
        en=text.en,
    )


def foreign(value: object) -> Markup:
    """Text that a customer may have written: isolated, so that its direction ends with it."""
    return fill("<bdi>{}</bdi>", value)


def code(value: object) -> Markup:
    """A name of the API's own: an id, a status, a path."""
    return fill("<code>{}</code>", foreign(value))


def ident(value: object) -> Markup:
    """An id in a table: never broken over lines."""
    return fill('<code style="white-space: nowrap">{}</code>', foreign(value))


def path(value: str) -> Markup:
    """A method and a path in a table: broken only after a slash."""
    steps = Markup("/<wbr>").join(value.split("/"))
    return fill('<code style="overflow-wrap: normal"><bdi>{}</bdi></code>', steps)


def when(words: str) -> Markup:
    """A time in a table: broken only between the day and the hour."""
    return join(
        fill('<span style="white-space: nowrap">{}</span> ', part) for part in words.split(" ", 1)
    )


def listing(text: str) -> Markup:
    """Lines of code or JSON, broken where the page ends rather than scrolled."""
    return fill(
        '<pre style="white-space: pre-wrap; overflow-wrap: anywhere"><code>{}</code></pre>',
        foreign(text),
    )


def fold(summary: Markup, content: Markup, *, opened: bool = False) -> Markup:
    """A part that opens on demand, by mouse and by keyboard."""
    return fill(
        "<details{}><summary {}>{}</summary>{}</details>",
        Markup(" open") if opened else "",
        OWN_KEYS,
        summary,
        content,
    )


def table(caption: Text, header: Iterable[Text], rows: Iterable[Iterable[Markup]]) -> Markup:
    """A captioned table whose first cell of each row is the row's header."""
    head = join(fill('<th scope="col" {}>{}</th>', _LEFT, both(column)) for column in header)
    body = join(_row(list(row)) for row in rows)
    return fill(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        both(caption),
        head,
        body,
    )


def _row(cells: list[Markup]) -> Markup:
    first, rest = cells[0], cells[1:]
    return fill(
        '<tr><th scope="row" {0}>{1}</th>{2}</tr>',
        _LEFT,
        first,
        join(fill("<td {}>{}</td>", _LEFT, cell) for cell in rest),
    )


def wide(label: Text, content: Markup) -> Markup:
    """A part that may be wider than the page: it scrolls by itself, by keyboard too."""
    return fill(
        '<div class="lesson-wide" role="region" aria-label="{}" tabindex="0" {} '
        'style="overflow-x: auto">{}</div>',
        label,
        OWN_KEYS,
        content,
    )


__all__ = [
    "HIDDEN",
    "OWN_KEYS",
    "Markup",
    "Picture",
    "both",
    "code",
    "fill",
    "fold",
    "foreign",
    "ident",
    "join",
    "listing",
    "path",
    "show",
    "table",
    "when",
    "wide",
    "without_secrets",
]
