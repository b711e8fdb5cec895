"""The code of a call, folded below it: Python, PHP and curl."""

from helpers.widgets.html import Markup, code, fill, fold, join, listing
from helpers.widgets.request_code import LANGUAGES
from helpers.widgets.request_form import Asked, in_words
from helpers.widgets.secrecy import without_keys

_LONGEST = 300


def code_of(asked: Asked, *, opened: str = "") -> Markup:
    """Three parts that open on demand, one a language; ``opened`` names one to open at once."""
    return join(
        fold(fill("{}", name), listing(write(asked)), opened=name == opened)
        for name, write in LANGUAGES.items()
    )


def line_of(asked: Asked) -> Markup:
    """The call on one line, cut where it is too long to take in."""
    line = without_keys(in_words(asked))
    return code(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")
