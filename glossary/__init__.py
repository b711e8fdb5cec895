"""The words of the page ↔ the calls of the API.

    from glossary import lookup, search

    lookup("切り離す").method            # client.v1.sources.detach
    lookup("DELETE /v1/customers/{customer}/sources/{id}").ja     # 切り離す
    search("kirihanasu")                 # best first, each with why it matched

``calls()`` lists every term that maps to a call, ``to_frame()`` all terms as a pandas table;
``search_box()`` and ``flash_cards()`` are for a notebook. Where a reader may type anything, use
``search``: it answers an unknown word with the nearest three. From a shell:
``python -m glossary 関連付け``.
"""

from typing import TYPE_CHECKING

from glossary.loading import GlossaryError, calls, lists, terms
from glossary.search import Match, UnknownTerm, lookup, search
from glossary.term import Call, Spelling, Term, Text

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]

    from glossary.live import FlashCards, SearchBox

__all__ = [
    "Call",
    "GlossaryError",
    "Match",
    "Spelling",
    "Term",
    "Text",
    "UnknownTerm",
    "calls",
    "flash_cards",
    "lists",
    "lookup",
    "search",
    "search_box",
    "terms",
    "to_frame",
]


def to_frame() -> "pandas.DataFrame":
    """Every term as a row, indexed by id; pandas is imported only when this is called."""
    from glossary import export

    return export.to_frame()


def search_box(text: str = "") -> "SearchBox":
    """A box to search the glossary in; in a running kernel the answer follows what is typed."""
    from glossary import live

    return live.search_box(text)


def flash_cards(lesson: str | None = None) -> "FlashCards":
    """Cards to learn by, from word to call and back: of all lessons, or of one (``"07"``)."""
    from glossary import live

    return live.flash_cards(lesson)
