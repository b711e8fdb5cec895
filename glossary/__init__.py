"""The words of the page ↔ the calls of the API.

    from glossary import lookup, search

    lookup("切り離す").method            # client.v1.sources.detach
    lookup("DELETE /v1/customers/{customer}/sources/{id}").ja     # 切り離す
    search("kirihanasu")                 # best first, each with why it matched

``calls()`` lists every term that maps to a call, ``to_frame()`` the same as a table. From a shell:
``python -m glossary 関連付け``.
"""

from typing import TYPE_CHECKING

from glossary.loading import GlossaryError, calls, lists, terms
from glossary.search import Match, UnknownTerm, lookup, search
from glossary.term import Call, Spelling, Term, Text

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]

__all__ = [
    "Call",
    "GlossaryError",
    "Match",
    "Spelling",
    "Term",
    "Text",
    "UnknownTerm",
    "calls",
    "lists",
    "lookup",
    "search",
    "terms",
    "to_frame",
]


def to_frame() -> "pandas.DataFrame":
    """Every term as a row, indexed by id; pandas is imported only when this is called."""
    from glossary import export

    return export.to_frame()
