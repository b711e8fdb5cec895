"""The first mention of a term in a lesson links to its card in the glossary's notebook.

Which terms a lesson introduces stands in its metadata, ``lesson.terms``. A mention is the term's
own word in a block of prose: not in a heading, a quotation, a link to elsewhere, or a longer term
(ソース in デフォルトのソース); in code only where it links to the card. Of each term the first cell
counts that mentions it in both languages; there both blocks link to the same card.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from glossary import notebook, spelling
from glossary.blocks import pairs
from glossary.loading import terms
from glossary.search import NEAREST, search
from glossary.style import Fault, Prose, word_pattern
from glossary.term import Term, Text

HIDDEN = "\ue001"  # stands for each character that is not prose

_LINK = re.compile(r"\[(?P<text>[^\]\n]*)\]\((?P<target>[^\s]*?(?:\([^\s()]*\))?[^\s()]*)\)")
_NO_PROSE = re.compile(
    r"^(?P<fence>```|~~~).*?^(?P=fence)[^\n]*$"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    r"|「[^」]*」|『[^』]*』|“[^”]*”|\"[^\"\n]*\"|<[^>\n]*>|https?://[^\s)」]+",
    re.DOTALL | re.MULTILINE,
)
_LINKED = Text(
    ja="はじめて出てくる用語は、用語集のカードへリンクします",
    en="the first mention of a term links to its card in the glossary",
)
_UNKNOWN = Text(
    ja="メタデータの lesson.terms にある ID が用語集にありません",
    en="lesson.terms in the metadata names an id that the glossary does not have",
)
_UNUSED = Text(
    ja="メタデータの lesson.terms にある用語が、日英両方の本文には出てきません",
    en="a term of lesson.terms in the metadata is not mentioned in both languages",
)
_BROKEN = Text(ja="用語集にないカードへのリンクです", en="the glossary has no such card")


class Located(NamedTuple):
    """A fault and the cell that it is in."""

    place: str
    fault: Fault


class _Mention(NamedTuple):
    start: int
    word: str
    linked: bool


class _Block:
    """One language's text of a cell: what is prose in it, at its place, and its links."""

    def __init__(self, language: Prose, markdown: str) -> None:
        self.language = language
        self.links = list(_LINK.finditer(markdown))
        prose = _LINK.sub(_only_text, markdown)
        self.prose = _NO_PROSE.sub(lambda found: HIDDEN * len(found[0]), prose)

    def mention(self, term: Term) -> _Mention | None:
        """The first mention of the term."""
        target = notebook.card(term)
        words = [word_pattern(word) for word in _words(term, self.language)]
        longer = [word_pattern(word) for word in _longer(term, self.language)]
        # Of a link only the text of one that leads to the card counts, be it code or not.
        taken = [link.span("text") for link in self.links]
        taken += [found.span() for word in longer for found in word.finditer(self.prose)]
        found = [
            _Mention(link.start("text"), link["text"], linked=True)
            for link in self.links
            if link["target"] == target and any(word.search(link["text"]) for word in words)
        ]
        found += [
            _Mention(match.start(), match[0], linked=False)
            for word in words
            for match in word.finditer(self.prose)
            if not _inside(match.span(), taken)
        ]
        return min(found, key=lambda mention: (mention.start, -len(mention.word)), default=None)


def _inside(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def faults(path: Path) -> list[Located]:
    """The terms of a lesson whose first mention has no link, and links to cards that are not there.

    Raises ValueError for what is no notebook, OSError for a file that cannot be read.
    """
    cells = [
        (pair.place, _Block("ja", pair.ja), _Block("en", pair.en))
        for pair in pairs(path)
        if not pair.heading
    ]
    by_id = {term.id: term for term in terms()}
    found: list[Located] = []
    for id in _listed(path):
        if id in by_id:
            found += _unlinked(by_id[id], cells)
        else:
            nearest = ", ".join(match.term.id for match in search(id, limit=NEAREST))
            found.append(Located("metadata", Fault("en", id, nearest, _UNKNOWN)))
    return found + list(_broken(cells))


def _unlinked(term: Term, cells: Sequence[tuple[str, _Block, _Block]]) -> Iterator[Located]:
    target = notebook.card(term)
    for place, *blocks in cells:
        mentions = [block.mention(term) for block in blocks]
        if all(mentions):
            for block, mention in zip(blocks, mentions, strict=True):
                if mention and not mention.linked:
                    use = f"[{mention.word}]({target})"
                    yield Located(place, Fault(block.language, mention.word, use, _LINKED))
            return
    yield Located("metadata", Fault("en", term.id, f"{term.ja} / {term.en}", _UNUSED))


def _broken(cells: Sequence[tuple[str, _Block, _Block]]) -> Iterator[Located]:
    cards = {notebook.NAME, *(notebook.address(id) for id, _ in notebook.cells())}
    for place, *blocks in cells:
        for block in blocks:
            for link in block.links:
                target = link["target"]
                if target.startswith(notebook.NAME) and target not in cards:
                    nearest = search(target.rpartition("term-")[2], limit=1)
                    use = notebook.card(nearest[0].term) if nearest else notebook.NAME
                    yield Located(place, Fault(block.language, target, use, _BROKEN))


def _listed(path: Path) -> list[str]:
    metadata = json.loads(path.read_text("utf-8")).get("metadata", {})
    found = metadata.get("lesson", {}).get("terms", [])
    return [str(id) for id in found]


def _words(term: Term, language: Prose) -> set[str]:
    """The word itself, with or without its kana; in Japanese also the name of the object."""
    if language == "en":
        return {term.en}
    skeleton = spelling.skeleton(term.ja)
    same = (
        s.text
        for s in term.spellings
        if s.language == "ja" and s.verdict == "admitted" and skeleton == spelling.skeleton(s.text)
    )
    return {term.ja, term.en.capitalize(), *(same if skeleton else ())}


def _longer(term: Term, language: Prose) -> set[str]:
    """The words of other terms that hold this one's."""
    own = _words(term, language)
    others = (getattr(other, language) for other in terms() if other is not term)
    return {word for word in others if any(mine in word and mine != word for mine in own)}


def _only_text(link: re.Match[str]) -> str:
    """A link in which only its text is left to be read; nothing moves."""
    before, after = link.start("text") - link.start(), link.end() - link.end("text")
    return HIDDEN * before + link["text"] + HIDDEN * after
