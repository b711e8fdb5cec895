"""From what somebody types to the term they mean.

Every spelling of every term is a *name*. A query is compared with all names in several forms, from
the strictest (the same text) to the loosest (similar letters); ``spelling`` makes the forms. Each
way of agreeing has a score between 0 and 1; the best one of each term counts, and is told.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from typing import NamedTuple, TypeVar

from glossary import spelling
from glossary.loading import terms
from glossary.term import Spelling, Term, Text

_Form = TypeVar("_Form", bound=Hashable)

CERTAIN = 0.8  # from here on the text names the term: ``lookup`` accepts it
LONGEST_NAME = 32  # characters; above it similar letters mean nothing
NEAREST = 3  # so many are given for a text that names nothing


@dataclass(frozen=True, slots=True)
class Match:
    """A term that was found, why, and how sure (0 to 1; the same text as the headword is 1)."""

    term: Term
    why: Text
    score: float


class BilingualError(Exception):
    """An error that is told in both languages, a line each."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja}\n{en}")

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the two lines help a learner more."""
        return str(self).splitlines()


class UnknownTerm(BilingualError, LookupError):
    """No term has that name. ``nearest`` holds the three terms that come closest, best first."""

    def __init__(self, text: str, nearest: tuple[Match, ...]) -> None:
        self.text = text
        self.nearest = nearest
        close = "、".join(f"{m.term.ja} ({m.term.en})" for m in nearest)
        close_en = ", ".join(f"{m.term.en} ({m.term.ja})" for m in nearest)
        super().__init__(
            f"「{text}」は用語集にありません。近い語: {close}",
            f"“{text}” is not in the glossary. Nearest: {close_en}",
        )


def lookup(text: str) -> Term:
    """The term that ``text`` names: a word in either language, a reading, a method, a route.

    Width, kana or kanji, okurigana, romaji and endings do not matter. Raises UnknownTerm, with the
    nearest three, for a text that is only similar to a name or that merely contains one.
    """
    matches = search(text, limit=NEAREST)
    if matches and matches[0].score >= CERTAIN:
        return matches[0].term
    raise UnknownTerm(text, tuple(matches))


def search(text: str, limit: int = 10) -> list[Match]:
    """The terms that ``text`` may mean, best first, at most ``limit``.

    A text that means nothing here gives the nearest three all the same; only an empty one gives
    none.
    """
    if not text.strip():
        return []
    return _index().search(text, limit)


@dataclass(frozen=True, slots=True)
class _Name:
    """One spelling of one term, and how it is told when it is the reason for a match."""

    text: str
    term: Term
    language: str
    preferred: bool
    forbidden: bool
    reading: str = ""


class _Hit(NamedTuple):
    """A way in which the text may mean a term; why is put into words for the best ones only."""

    term: Term
    score: float
    why: Text | Callable[[_Name], Text]
    name: _Name | None = None

    def told(self) -> Text:
        """The reason, with a word on the form to use where a forbidden one was found."""
        if isinstance(self.why, Text):
            return self.why
        assert self.name, "a reason about a name comes with it"
        return _with_warning(self.why(self.name), self.name)


def _names(term: Term) -> Iterator[_Name]:
    yield _Name(term.ja, term, "ja", True, False, term.reading)
    yield _Name(term.reading, term, "kana", True, False)
    yield _Name(term.en, term, "en", True, False)
    yield _Name(term.id, term, "en", True, False)
    for s in term.spellings:
        if not s.prefix:
            yield _Name(s.text, term, s.language, False, _forbidden(s), s.reading)


def _forbidden(found: Spelling) -> bool:
    return found.verdict == "forbidden"


class _Index:
    """All names of all terms, by each form in which a query may agree with one."""

    def __init__(self, entries: Iterable[Term]) -> None:
        self.terms = tuple(entries)
        names = [name for term in self.terms for name in _names(term)]
        self.order = {term.id: place for place, term in enumerate(self.terms)}
        self.kanji = _readings(names)
        self.folded = _by(names, lambda name: (spelling.fold(name.text),))
        self.squeezed = _by(names, lambda name: (spelling.squeeze(name.text),))
        japanese = [name for name in names if name.language == "ja"]
        heard = [name for name in names if name.language in ("ja", "kana")]
        english = [name for name in names if name.language == "en"]
        self.skeletons = _by(japanese, self._skeletons)
        self.brief = _by(japanese, lambda name: _brief(name.text))
        self.sounds = _by(heard, lambda name: (spelling.sound(name.reading or name.text),))
        self.stems = _by(english, lambda name: (spelling.stems(name.text),))
        self.stem_sets = _by(english, lambda name: (frozenset(spelling.stems(name.text)),))
        self.vocabulary = _Similar({word for key in self.stems for word in key if len(word) > 3})
        self.paths: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            if name.language == "code":
                self.paths[spelling.path(name.text)].append(name)
        for term in self.terms:
            if term.call:
                name = _Name(term.call.method, term, "code", term.call.owner, False)
                self.paths[spelling.path(term.call.method)].append(name)
        self.prefixes = [(s.text, term) for term in self.terms for s in term.spellings if s.prefix]
        self.routes = [(_Route(term.call.route), term) for term in self.terms if term.call]
        self.similar = _Similar({*self.squeezed, *self.sounds})

    def _skeletons(self, name: _Name) -> tuple[str, ...]:
        """A skeleton that says something and is not the noun of another term: 決済する, 決済."""
        skeleton = spelling.skeleton(name.text)
        noun = self.squeezed.get(spelling.squeeze(name.text.removesuffix("する")), ())
        taken = any(other.term is not name.term for other in noun)
        return (skeleton,) if len(skeleton) > 1 and not taken else ()

    def search(self, text: str, limit: int) -> list[Match]:
        found: dict[str, _Hit] = {}
        for hit in self._candidates(text, found):
            kept = found.get(hit.term.id)
            if kept is None or hit.score > kept.score:
                found[hit.term.id] = hit
        if len(found) < NEAREST and not _certain(found):
            for term in self.terms[:NEAREST]:
                found.setdefault(term.id, _Hit(term, 0.0, _NOTHING))
        best = sorted(found.values(), key=lambda hit: (-hit.score, self.order[hit.term.id]))
        return [Match(hit.term, hit.told(), hit.score) for hit in best[:limit]]

    def _candidates(self, text: str, found: Mapping[str, _Hit]) -> Iterator[_Hit]:
        """All ways of agreeing; the costly last one only where ``found`` has nothing certain."""
        yield from self._same(text)
        yield from self._api(text)
        bare = spelling.unasked(spelling.fold(text))
        if bare != spelling.fold(text):
            yield from _weaker(self._same(bare), 0.02)
        yield from self._contained(bare)
        yield from self._begun(bare)
        if not _certain(found):
            yield from self._close(bare)

    def _same(self, text: str) -> Iterator[_Hit]:
        """Names that agree with the whole text in one of its forms."""
        folded, squeezed = spelling.fold(text), spelling.squeeze(text)
        yield from _matches(self.folded.get(folded, ()), 1.0, _same_text)
        yield from _matches(self.squeezed.get(squeezed, ()), 0.97, _same_text)
        skeleton = spelling.skeleton(text)
        if skeleton and skeleton != squeezed:
            yield from _matches(self.skeletons.get(skeleton, ()), 0.9, _same_but_kana)
        elif skeleton:
            yield from _matches(self.skeletons.get(skeleton, ()), 0.89, _same_but_kana)
        for sound in self._sounds(text):
            yield from _matches(self.sounds.get(sound, ()), 0.92, _same_sound)
        if stems := spelling.stems(text):
            whole = not re.search(r"[^\x00-\x7f]", folded)
            yield from _matches(self.stems.get(stems, ()) if whole else (), 0.91, _same_words)
            same_set = self.stem_sets.get(frozenset(stems), ())
            yield from _matches(same_set if whole else (), 0.85, _same_words)

    def _sounds(self, text: str) -> Iterator[str]:
        """How the text may be read, known kanji replaced by their readings."""
        plain = spelling.squeeze(text)
        if spelling.has_kanji(plain):
            for run in sorted(set(spelling.kanji_runs(plain)), key=len, reverse=True):
                plain = plain.replace(run, self.kanji.get(run, run))
        if sound := spelling.sound(plain):
            yield sound

    def _api(self, text: str) -> Iterator[_Hit]:
        """Names of the API: methods, fields and events; routes; ids."""
        name_of_api = spelling.path(text)
        if names := self.paths.get(name_of_api) if name_of_api else None:
            yield from _matches(names, 0.96, _same_api_name)
            yield from self._by_parameters(text, {name.term.method for name in names})
        asked = _Asked(text)
        routes = [(r, term) for r, term in self.routes if r.answers(asked)]
        for route, term in routes:
            weaker = 0.02 * (not (term.call and term.call.owner)) + 0.01 * (route.verb == "GET")
            yield _Hit(term, 0.96 - weaker, _route_why(route))
        yield from self._by_parameters(text, {term.method for _, term in routes})
        for prefix, term in self.prefixes:
            if re.fullmatch(re.escape(prefix) + r"[\w…]*", text.strip("\"'` ")):
                yield _Hit(term, 0.93 + len(prefix) / 1000, _prefix_why(prefix))

    def _by_parameters(self, text: str, methods: Set[str | None]) -> Iterator[_Hit]:
        """Of the terms that share a call, the one whose own parameters the text names."""
        entries = [term for term in self.terms if term.call and term.method in methods]
        plain = {name for term in entries if term.call and term.call.owner for name in _own(term)}
        for term in entries:
            if own := [n for n in _own(term) - plain if re.search(rf"\b{n}\b", text)]:
                yield _Hit(term, 0.98, _parameters_why(sorted(own)))

    def _contained(self, text: str) -> Iterator[_Hit]:
        """Names inside a longer text: the more of it a name covers, the better; verbs first."""
        skeleton = spelling.skeleton(text)
        for needle, names in self.skeletons.items():
            if place := _end(needle, skeleton):
                yield from _covering(names, len(needle) / len(skeleton), place / len(skeleton))
        squeezed = spelling.squeeze(text)
        for needle, names in self.brief.items():
            if place := _end(needle, squeezed):
                yield from _covering(names, len(needle) / len(squeezed), place / len(squeezed))
        stems = spelling.stems(text)
        letters = max(sum(map(len, stems)), len(skeleton) if skeleton != text else 0, 1)
        corrected = tuple(self._corrected(word) for word in stems)
        for words, penalty in ((stems, 0.0), (corrected, 0.04)):
            have = set(words)
            for key, names in self.stem_sets.items():
                if key and key <= have:
                    share = min(1.0, sum(map(len, key)) / letters)
                    yield from _weaker(_covering(names, share), penalty)
        if corrected != stems:
            yield from _matches(self.stem_sets.get(frozenset(corrected), ()), 0.78, _similar_text)
        for sound in () if spelling.skeleton(text) and not text.isascii() else self._sounds(text):
            for needle, names in self.sounds.items():
                if len(needle) >= 5 and needle in sound:
                    yield from _weaker(_covering(names, len(needle) / len(sound)), 0.03)

    def _begun(self, text: str) -> Iterator[_Hit]:
        """Names that contain the text: what is typed so far, or the telling part of a name."""
        squeezed = spelling.squeeze(text)
        if len(squeezed) > 2 or spelling.has_kanji(squeezed):
            for key, names in self.squeezed.items():
                if squeezed in key:
                    yield from _matches(names, _partly(squeezed, key), _longer)
        for sound in self._sounds(text):
            for key, names in self.sounds.items():
                if len(sound) > 3 and sound in key:
                    yield from _matches(names, _partly(sound, key) - 0.03, _longer)
        stems = frozenset(spelling.stems(text)) if text.isascii() else frozenset()
        if stems:
            for words, names in self.stem_sets.items():
                if stems < words:
                    share = sum(map(len, stems)) / sum(map(len, words))
                    yield from _matches(names, 0.5 + 0.25 * share, _longer)

    def _corrected(self, word: str) -> str:
        if len(word) < 4 or word in self.vocabulary.keys:
            return word
        for close, score in self.vocabulary.nearest(word, 1):
            if score >= 0.7:
                return close
        return word

    def _close(self, text: str) -> Iterator[_Hit]:
        """Names spelled, or sounding, a little differently."""
        queries = {spelling.squeeze(text), *self._sounds(text)}
        for query in queries:
            for key, score in self.similar.nearest(query, 6):
                names = (*self.squeezed.get(key, ()), *self.sounds.get(key, ()))
                yield from _matches(names, 0.79 * score**1.5, _similar_text)


@cache
def _index() -> _Index:
    return _Index(terms())


# ── Forms ───────────────────────────────────────────────────────────────────────────────────────


def _by(
    names: Iterable[_Name], forms: Callable[[_Name], Iterable[_Form]]
) -> dict[_Form, list[_Name]]:
    """The names by each of their forms; a name without a form is left out."""
    found: dict[_Form, list[_Name]] = defaultdict(list)
    for name in names:
        for form in forms(name):
            if form:
                found[form].append(name)
    return dict(found)


def _certain(found: Mapping[str, _Hit]) -> bool:
    return any(hit.score >= CERTAIN for hit in found.values())


def _brief(text: str) -> tuple[str, ...]:
    """A name of one kanji, or none, which only its kana tell apart: 外す, ひもづけ."""
    squeezed = spelling.squeeze(text)
    return (squeezed,) if len(squeezed) > 1 and len(spelling.skeleton(text)) < 2 else ()


def _readings(names: Iterable[_Name]) -> dict[str, str]:
    """How runs of kanji are read, learned from the readings in the data: 関連 → かんれん."""
    known: dict[str, str] = {}
    for name in names:
        if name.reading:
            for run, reading in spelling.readings_of_kanji(name.text, name.reading).items():
                known.setdefault(run, reading)
    return known


def _own(term: Term) -> set[str]:
    return set(term.call.params) if term.call else set()


def _end(needle: str, text: str) -> int:
    """Where ``needle`` ends in ``text``; 0 where it is not, or is a piece of a Latin word."""
    place = text.rfind(needle)
    if place < 0:
        return 0
    end = place + len(needle)
    broken = (needle[0].isascii() and text[place - 1 : place].isascii() and place > 0) or (
        needle[-1].isascii() and end < len(text) and text[end].isascii()
    )
    return 0 if broken else end


def _partly(text: str, name: str) -> float:
    """How well an unfinished ``text`` names ``name``."""
    return 0.5 + 0.2 * len(text) / len(name) + 0.05 * name.startswith(text)


class _Asked:
    """The verb and the paths that a text may mean: ``DELETE /v1/customers/cus_1/sources/src_1``."""

    _VERB = re.compile(r"\b(GET|POST|DELETE)\b", re.IGNORECASE)
    _PATH = re.compile(r"(?:https?://api\.stripe\.com)?/?(?:\bv1)?/?([a-z_]+(?:/[^\s?/\"'`]+)*)/?")

    def __init__(self, text: str) -> None:
        verb = self._VERB.search(text)
        self.verb = verb[0].upper() if verb else None
        found = self._PATH.findall(text) if "/" in text else []
        self.paths = [path.split("/") for path in found]


class _Route:
    """A path template, and whether a request is one that it answers."""

    def __init__(self, route: str) -> None:
        self.text = route
        self.verb, path = route.split(" ")
        self.parts = path.removeprefix("/v1/").split("/")

    def answers(self, asked: _Asked) -> bool:
        """Whether a path fits, and the verb if one was given."""
        return asked.verb in (None, self.verb) and any(map(self._fits, asked.paths))

    def _fits(self, parts: list[str]) -> bool:
        return len(parts) == len(self.parts) and all(
            here.startswith("{") or here == there
            for here, there in zip(self.parts, parts, strict=True)
        )


class _Similar:
    """Finds the keys that resemble a text: shared pairs of letters first, then edit distance."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = {key for key in keys if key}
        self._pairs: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self.keys):
            for pair in _pairs(key):
                self._pairs[pair].append(key)

    def nearest(self, text: str, limit: int) -> list[tuple[str, float]]:
        """At most ``limit`` keys with their similarity, 0 to 1, best first."""
        pairs = _pairs(text)
        shared: Counter[str] = Counter()
        for pair in pairs:
            shared.update(self._pairs.get(pair, ()))
        length = len(pairs) + 1
        likely = nsmallest(
            limit + 4, ((-count / (length + len(key)), key) for key, count in shared.items())
        )
        scored = [(key, _similarity(text, key)) for _, key in likely]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _pairs(text: str) -> set[str]:
    framed = f"^{text}$"
    return {framed[i : i + 2] for i in range(len(framed) - 1)}


def _similarity(a: str, b: str) -> float:
    """1 minus the edits (insert, delete, replace, swap neighbours) over the longer length."""
    longest = max(len(a), len(b), 1)
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b or longest > LONGEST_NAME:
        return 1 - max(len(a), len(b)) / longest
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return 1 - last[-1] / longest


# ── Reasons ─────────────────────────────────────────────────────────────────────────────────────


_NOTHING = Text(ja="似た語がありません", en="nothing resembles it")


def _matches(names: Iterable[_Name], score: float, why: Callable[[_Name], Text]) -> Iterator[_Hit]:
    for name in names:
        yield _Hit(name.term, score - 0.01 * (not name.preferred), why, name)


def _weaker(hits: Iterable[_Hit], penalty: float) -> Iterator[_Hit]:
    return (hit._replace(score=hit.score - penalty) for hit in hits)


def _covering(names: Iterable[_Name], share: float, place: float = 1.0) -> Iterator[_Hit]:
    """Names that cover a ``share`` of a text; ``place`` is where they end in it, 0 to 1.

    Verbs say most, and in Japanese what stands last.
    """
    for name in names:
        verb = 0.1 * (name.term.part_of_speech == "verb")
        yield from _matches((name,), 0.4 + 0.2 * min(share, 1.0) + verb + 0.08 * place, _part)


def _with_warning(why: Text, name: _Name) -> Text:
    if not name.forbidden:
        return why
    return Text(
        ja=f"{why.ja} (本文では「{name.term.ja}」と書きます)",
        en=f"{why.en} (our prose writes “{name.term.en}”)",
    )


def _same_text(name: _Name) -> Text:
    if name.preferred:
        return Text(ja=f"見出し語「{name.text}」と同じです", en=f"the same as “{name.text}”")
    return Text(ja=f"別の書き方「{name.text}」と同じです", en=f"also written “{name.text}”")


def _same_but_kana(name: _Name) -> Text:
    return Text(
        ja=f"「{name.text}」と送り仮名や活用だけが違います",
        en=f"“{name.text}” apart from kana or ending",
    )


def _same_sound(name: _Name) -> Text:
    return Text(
        ja=f"「{name.text}」と読みが同じです", en=f"sounds like “{name.text}” ({name.term.en})"
    )


def _same_words(name: _Name) -> Text:
    return Text(ja=f"“{name.text}” の別の形です", en=f"another form of “{name.text}”")


def _same_api_name(name: _Name) -> Text:
    return Text(ja=f"API での名前 {name.text} です", en=f"the API name {name.text}")


def _similar_text(name: _Name) -> Text:
    return Text(
        ja=f"「{name.text}」と綴りや音が似ています", en=f"spelled or sounds like “{name.text}”"
    )


def _longer(name: _Name) -> Text:
    return Text(ja=f"「{name.text}」の一部です", en=f"part of “{name.text}”")


def _part(name: _Name) -> Text:
    return Text(ja=f"「{name.text}」を含みます", en=f"contains “{name.text}”")


def _route_why(route: _Route) -> Text:
    return Text(ja=f"経路 {route.text} です", en=f"the route {route.text}")


def _prefix_why(prefix: str) -> Text:
    return Text(ja=f"ID が {prefix} で始まります", en=f"ids that begin with {prefix}")


def _parameters_why(names: list[str]) -> Text:
    listed = ", ".join(names)
    return Text(ja=f"パラメータ {listed} を渡す呼び出しです", en=f"the call with {listed}")
