"""Text as HTML: everything that is shown goes through here and is escaped.

Each language stands in an element with ``lang``, so that a notebook can hide one of them.
"""

import html
from collections.abc import Iterable

from glossary.term import Language, Text

LEFT = 'style="text-align: left"'
"""JupyterLab aligns the cells of a table to the right, which suits numbers and not words."""
OWN_KEYS = 'data-lm-suppress-shortcuts="true"'
"""On an element that can have the focus: JupyterLab leaves Enter, space and arrows to it."""


def escape(text: str) -> str:
    """Text as HTML that shows it as it is."""
    return html.escape(text, quote=True)


def prose(text: str) -> str:
    """Escaped text in which what stands between backticks is code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if odd % 2 else part for odd, part in enumerate(parts))


def code(text: str) -> str:
    """A name of the API."""
    return f"<code>{escape(text)}</code>"


def call(text: str) -> str:
    """A line of code in a narrow place: it breaks anywhere."""
    return f'<code style="overflow-wrap: anywhere">{escape(text)}</code>'


def listing(text: str) -> str:
    """Lines of code, broken where the page ends rather than scrolled."""
    style = "white-space: pre-wrap; overflow-wrap: anywhere"
    return f'<pre style="{style}"><code>{escape(text)}</code></pre>'


def element(language: Language, text: str, tag: str = "span") -> str:
    """A text in its language."""
    return f'<{tag} lang="{language}">{prose(text)}</{tag}>'


def both(text: Text, tag: str = "span") -> str:
    """Both languages, or a text that is the same in both once, without a language."""
    if text.ja == text.en:
        return prose(text.ja) if tag == "span" else f"<{tag}>{prose(text.ja)}</{tag}>"
    return element("ja", text.ja, tag) + " " + element("en", text.en, tag)


def fold(summary: str, content: str) -> str:
    """A part that opens on demand, by mouse and by keyboard; both are HTML already."""
    return f"<details><summary {OWN_KEYS}>{summary}</summary>{content}</details>"


def facts(caption: Text, rows: Iterable[tuple[Text, str]]) -> str:
    """A captioned table of names and values (HTML); empty where there are no rows."""
    body = "".join(
        f'<tr><th scope="row" {LEFT}>{both(label)}</th><td {LEFT}>{value}</td></tr>'
        for label, value in rows
    )
    return body and f"<table><caption>{both(caption)}</caption><tbody>{body}</tbody></table>"


def table(caption: Text, header: Iterable[Text], rows: Iterable[Iterable[str]]) -> str:
    """A captioned table of HTML cells, the first of each row being the row's header."""
    head = "".join(f'<th scope="col" {LEFT}>{both(column)}</th>' for column in header)
    body = "".join(_row(*row) for row in rows)
    return (
        f"<table><caption>{both(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(first: str, *rest: str) -> str:
    cells = "".join(f"<td {LEFT}>{cell}</td>" for cell in rest)
    return f'<tr><th scope="row" {LEFT}>{first}</th>{cells}</tr>'
