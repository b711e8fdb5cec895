"""The cards of ``90_glossary.ipynb``: one cell a term, made from the entries.

A lesson links to a card by the id of its cell, ``90_glossary.ipynb#cell-id=term-detach``, for
JupyterLab does not find headings with Japanese letters. The other cells are written by hand.
"""

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from glossary.loading import lists, terms
from glossary.term import Language, Term, Text

NAME = "90_glossary.ipynb"
BEFORE = "deal-cards"
"""The id of the cell after which the generated cells stand."""

LANGUAGES: tuple[Language, ...] = ("ja", "en")

Notebook = dict[str, Any]
Cell = dict[str, Any]

_GENERATED = re.compile(r"(lesson|term)-.+")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_WIDE = 88  # columns of a line of code beside the outline
_BEYOND = Text(ja="レッスンの外の言葉", en="Beyond the lessons")
_INDEX = Text(ja="レッスンごとの言葉", en="Words by lesson")
_ABOUT = Text(
    ja="レッスンごとに、はじめて出てくる言葉を並べます。左の目次からも開けます。",
    en="For each lesson, the words it meets first. The table of contents on the left has them too.",
)
_TODAY = Text(ja="今の方法", en="Today")
_CONFUSED = Text(ja="紛らわしい語", en="Not to be confused with")
_BETWEEN = Text(ja="、", en=", ")


def heading(term: Term) -> str:
    """The heading of the card; a name without Japanese letters comes with its reading."""
    if _JAPANESE.search(term.ja):
        return term.heading
    return f"{term.ja} ({term.reading}) — {term.en}"


def address(id: str) -> str:
    """The target of a link to a generated cell: from a lesson, and from the notebook itself.

    A bare fragment does nothing in JupyterLab, which keeps ids out of what it shows.
    """
    return f"{NAME}#cell-id={id}"


def card(term: Term) -> str:
    """The target of a link to the card of a term."""
    return address(f"term-{term.id}")


def renewed(notebook: Notebook) -> Notebook:
    """The notebook with the generated cells as the entries have them now.

    A cell keeps what else is stored with it: when its text was last read in both languages.
    Raises ValueError where there is no cell ``BEFORE`` to put them after.
    """
    new = copy.deepcopy(notebook)
    stored = {cell["id"]: cell for cell in new["cells"]}
    if BEFORE not in stored:
        raise ValueError(f"it holds no cell {BEFORE!r}")
    kept = [cell for cell in new["cells"] if not _GENERATED.fullmatch(cell["id"])]
    place = kept.index(stored[BEFORE]) + 1
    made = [
        {
            "cell_type": "markdown",
            "id": id,
            "metadata": stored.get(id, {}).get("metadata", {}),
            "source": source.splitlines(keepends=True),
        }
        for id, source in cells()
    ]
    new["cells"] = kept[:place] + made + kept[place:]
    return new


def renew(path: Path) -> bool:
    """Renews the notebook in a file; False where nothing had changed.

    Raises OSError for a file that cannot be read, ValueError for one that is no glossary.
    """
    text = path.read_text("utf-8")
    new = renewed(json.loads(text))
    form = {"ensure_ascii": False, "indent": 1, "sort_keys": True}
    written = json.dumps(new, **form) + "\n"  # type: ignore[arg-type]
    if written == text:
        return False
    path.write_text(written, "utf-8")
    return True


def cells() -> Iterator[tuple[str, str]]:
    """The id and the Markdown of each generated cell: the cards of each lesson under its title."""
    members: dict[str, list[Term]] = {lesson: [] for lesson in lists().lessons}
    for term in terms():
        members[term.lesson].append(term)
    met = {lesson: found for lesson, found in members.items() if found}
    blocks = {
        language: "\n".join([getattr(_ABOUT, language), "", *(_entry(it, language) for it in met)])
        for language in LANGUAGES
    }
    yield "lesson-index", f"## {_INDEX.ja} — {_INDEX.en}\n\n{_bilingual(blocks)}"
    for lesson, found in met.items():
        title = lesson_title(lesson)
        yield f"lesson-{lesson[:2]}", f"## {title.ja} — {title.en}"
        for term in found:
            blocks = {language: _block(term, language) for language in LANGUAGES}
            yield f"term-{term.id}", f"### {heading(term)}\n\n{_bilingual(blocks)}"


def lesson_title(lesson: str) -> Text:
    """What stands over the cards of the terms that a lesson meets first."""
    if lesson == NAME.removesuffix(".ipynb"):
        return _BEYOND
    number, title = lesson[:2], lists().lessons[lesson]
    return Text(ja=f"レッスン {number}: {title.ja}", en=f"Lesson {number}: {title.en}")


def _entry(lesson: str, language: Language) -> str:
    title = lesson_title(lesson)
    return f"- [{getattr(title, language)}]({address(f'lesson-{lesson[:2]}')})"


def _bilingual(blocks: Mapping[Language, str]) -> str:
    return "\n\n".join(
        f'<div lang="{language}">\n\n{block}\n\n</div>' for language, block in blocks.items()
    )


def _block(term: Term, language: Language) -> str:
    parts = [getattr(term.definition, language)]
    if term.call:
        parts.append(f"```python\n# {term.call.route}\n{term.call.wrapped(_WIDE)}\n```")
    for label, ids in ((_TODAY, term.today), (_CONFUSED, term.often_confused_with)):
        if ids:
            parts.append(f"{getattr(label, language)}: {_links(ids, language)}")
    return "\n\n".join(parts)


def _links(ids: Iterable[str], language: Language) -> str:
    by_id = {term.id: term for term in terms()}
    return str(getattr(_BETWEEN, language)).join(
        f"[{getattr(by_id[id], language)}]({card(by_id[id])})" for id in ids
    )
