"""The glossary as tables and files: a list of calls, a pandas frame, CSV and TBX."""

import csv
import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from glossary.loading import terms
from glossary.term import PartOfSpeech, Spelling, Term

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]

COLUMNS = (
    "id", "ja", "reading", "en", "method", "route", "python", "sets", "events", "today",
    "section", "lesson", "definition_ja", "definition_en",
)  # fmt: skip

_TBX = "urn:iso:std:iso:30042:ed-2"
_XML = "http://www.w3.org/XML/1998/namespace"
_PART_OF_SPEECH: dict[PartOfSpeech, str] = {
    "noun": "noun",
    "verb": "verb",
    "adjective": "adjective",
}
_ORIGINS = {
    "stripe-docs": "Stripe Docs",
    "source-document": "source document",
    "ours": "this project",
}


def rows() -> list[dict[str, str]]:
    """One plain row a term, keys ``COLUMNS``; a term without a call has empty cells there."""
    return [_row(term) for term in terms()]


def _row(term: Term) -> dict[str, str]:
    call = term.call
    cells = (
        term.id, term.ja, term.reading, term.en,
        call.method if call else "", call.route if call else "", call.python if call else "",
        "; ".join(call.sets) if call else "", ", ".join(term.events), ", ".join(term.today),
        term.section, term.lesson, term.definition.ja, term.definition.en,
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def to_frame() -> "pandas.DataFrame":
    """Every term as a row, indexed by id, columns ``COLUMNS``; pandas is imported only here."""
    import pandas

    return pandas.DataFrame(rows(), columns=list(COLUMNS)).set_index("id")


def to_csv() -> str:
    """The rows as CSV (RFC 4180, UTF-8 text without a byte-order mark)."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows())
    return text.getvalue()


def to_tbx() -> str:
    """The glossary as TBX-Basic (ISO 30042:2019, DCA style), for terminology tools.

    It names no schema: the public ones move on to the namespaces of later editions.

    Preferred words carry ``preferredTerm-admn-sts``, other spellings ``admittedTerm-admn-sts`` or
    ``deprecatedTerm-admn-sts``. Names of the API are left out: they are not words of a language.
    """
    root = ElementTree.Element(
        f"{{{_TBX}}}tbx", {"style": "dca", "type": "TBX-Basic", f"{{{_XML}}}lang": "en"}
    )
    header = _under(root, "tbxHeader")
    file = _under(header, "fileDesc")
    _under(_under(file, "titleStmt"), "title", "Stripe Sources, Customers and Charges: ja/en")
    _under(_under(file, "sourceDesc"), "p", "Glossary of a bilingual tutorial.")
    body = _under(_under(root, "text"), "body")
    for term in terms():
        _concept(body, term)
    ElementTree.register_namespace("", _TBX)
    ElementTree.indent(root)
    xml = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'


def _concept(body: ElementTree.Element, term: Term) -> None:
    concept = _under(body, "conceptEntry", id=term.id)
    _under(concept, "descrip", "Stripe", type="subjectField")
    for other in term.related:
        _under(concept, "ref", other, type="crossReference", target=other)
    for language, word, definition in (
        ("ja", term.ja, term.definition.ja),
        ("en", term.en, term.definition.en),
    ):
        section = _under(concept, "langSec", **{f"{{{_XML}}}lang": language})
        _under(_under(section, "descripGrp"), "descrip", definition, type="definition")
        _term(section, term, word, "preferredTerm-admn-sts")
        for found in term.spellings:
            if found.language == language and not found.prefix:
                _term(section, term, found.text, _status(found))


def _term(section: ElementTree.Element, term: Term, word: str, status: str) -> None:
    entry = _under(section, "termSec")
    _under(entry, "term", word)
    _under(entry, "termNote", _PART_OF_SPEECH[term.part_of_speech], type="partOfSpeech")
    _under(entry, "termNote", status, type="administrativeStatus")
    if word == term.ja:
        _under(entry, "admin", _ORIGINS[term.wording.split()[0]], type="source")


def _status(found: Spelling) -> str:
    return ("admitted" if found.verdict == "admitted" else "deprecated") + "Term-admn-sts"


def _under(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_TBX}}}{name}", attributes)
    element.text = text
    return element
