"""Reads ``terms.toml`` and ``lists.toml`` into values, and refuses what does not hold together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from glossary.term import Call, Language, PartOfSpeech, Spelling, Term, Terms, Text, Verdict

ROUTE = re.compile(r"(GET|POST|DELETE) /v1(/[a-z_]+|/\{[a-z_]+\})+")
LANGUAGES: tuple[Language, ...] = get_args(Language)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30faー]+")
RUBY = re.compile(r"(?P<text>[^《》]+)(《(?P<reading>[^《》]+)》)?")


class GlossaryError(ValueError):
    """The data is wrong: the message names the entry and what is the matter with it."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The closed lists that entries refer to, each in its own order: id → text."""

    sections: Mapping[str, Text]
    lessons: Mapping[str, Text]
    situations: Mapping[str, Text]
    reasons: Mapping[str, Text]


@cache
def lists() -> Lists:
    """The lists of ``lists.toml``."""
    data = _read("lists.toml")
    return Lists(
        **{
            name: MappingProxyType({key: Text(**value) for key, value in data[name].items()})
            for name in ("sections", "lessons", "situations", "reasons")
        }
    )


@cache
def terms() -> tuple[Term, ...]:
    """Every entry of ``terms.toml``, in the file's order, which is the lessons' order.

    Raises GlossaryError where an entry is incomplete or refers to what does not exist.
    """
    found = tuple(parse(id, entry, lists()) for id, entry in _read("terms.toml").items())
    ids = {term.id for term in found}
    for term in found:
        for other in (*term.today, *term.often_confused_with, *term.related):
            if other not in ids or other == term.id:
                raise GlossaryError(f"{term.id}: there is no other term {other!r}")
    return found


def calls() -> Terms:
    """The terms that map to a call of stripe-python, in the order of the lessons."""
    return Terms(term for term in terms() if term.call)


def parse(id: str, entry: Mapping[str, Any], lists: Lists) -> Term:
    """One entry as read by tomllib → Term. Raises GlossaryError naming the entry."""
    try:
        term = _term(id, entry, lists)
    except (KeyError, TypeError, ValueError) as error:
        raise GlossaryError(f"{id}: {error.__class__.__name__}: {error}") from error
    _check(term, lists)
    return term


def _term(id: str, entry: Mapping[str, Any], lists: Lists) -> Term:
    plain = dict(entry)
    call = plain.pop("call", None)
    return Term(
        id=id,
        part_of_speech=plain.pop("part_of_speech", "noun"),
        keep_in_english=plain.pop("keep_in_english", False),
        paired=plain.pop("paired", False),
        spellings=tuple(
            spelling
            for group in plain.pop("spellings", ())
            for spelling in _spellings(group, lists.reasons)
        ),
        definition=Text(**plain.pop("definition")),
        paragraph=Text(**plain.pop("paragraph")),
        facts=tuple(plain.pop("facts", ())),
        call=_call(call) if call else None,
        counterparts=tuple(plain.pop("counterparts", ())),
        not_in=tuple(plain.pop("not_in", ())),
        today=tuple(plain.pop("today", ())),
        often_confused_with=tuple(plain.pop("often_confused_with", ())),
        related=tuple(plain.pop("related", ())),
        **plain,
    )


def _call(entry: Mapping[str, Any]) -> Call:
    plain = dict(entry)
    events = plain.pop("events", None)
    return Call(
        params=MappingProxyType(plain.pop("params", {})),
        sets=tuple(plain.pop("sets", ())),
        events=None if events is None else tuple(events),
        **plain,
    )


def _spellings(group: Mapping[str, Any], reasons: Mapping[str, Text]) -> Iterator[Spelling]:
    """One line of an entry's ``spellings``: one language, one verdict, several texts.

    ``{ ja = ["紐付け《ひもづけ》"], forbidden = "one-word" }``: the verdict's value is a reason of
    ``lists.toml`` or a reason of its own, ``{ ja = …, en = … }``.
    """
    (language,) = (known for known in LANGUAGES if known in group)
    (verdict,) = (known for known in VERDICTS if known in group)
    if extra := set(group) - {language, verdict, "prefix"}:
        raise ValueError(f"unknown keys in a spelling: {sorted(extra)}")
    reason = group[verdict]
    for written in group[language]:
        match = RUBY.fullmatch(written)
        if not match:
            raise ValueError(f"cannot read the spelling {written!r}")
        yield Spelling(
            text=match["text"],
            language=language,
            verdict=verdict,
            reason=reasons[reason] if isinstance(reason, str) else Text(**reason),
            reading=match["reading"] or "",
            prefix=group.get("prefix", False),
        )


def _check(term: Term, lists: Lists) -> None:
    wrong = None
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", term.id):
        wrong = "the id is not kebab-case English"
    elif not KANA.fullmatch(term.reading):
        wrong = f"the reading {term.reading!r} is not kana only"
    elif bad := [s.text for s in term.spellings if s.reading and not KANA.fullmatch(s.reading)]:
        wrong = f"readings that are not kana only: {bad}"
    elif term.section not in lists.sections:
        wrong = f"there is no section {term.section!r}"
    elif term.lesson not in lists.lessons:
        wrong = f"there is no lesson {term.lesson!r}"
    elif term.part_of_speech not in get_args(PartOfSpeech):
        wrong = f"there is no part of speech {term.part_of_speech!r}"
    elif not re.fullmatch(r"stripe-docs J\d\d|source-document|ours", term.wording):
        wrong = f"unknown origin of the wording {term.wording!r}"
    elif not all((term.ja, term.en, *_texts(term))):
        wrong = "a text is empty"
    elif term.call and not ROUTE.fullmatch(term.call.route):
        wrong = f"{term.call.route!r} is no route"
    elif term.call and term.call.given not in lists.situations:
        wrong = f"there is no situation {term.call.given!r}"
    if wrong:
        raise GlossaryError(f"{term.id}: {wrong}")


def _texts(term: Term) -> Iterator[str]:
    for text in (term.definition, term.paragraph):
        yield from (text.ja, text.en)


def _read(name: str) -> dict[str, Any]:
    import tomllib  # only when the data is first needed: the import of the package stays quick
    from importlib.resources import files

    return tomllib.loads(files("glossary").joinpath(name).read_text("utf-8"))
