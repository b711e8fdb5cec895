"""What an entry of the glossary is, once read: plain, frozen values.

The entries themselves are in ``terms.toml``; the closed lists they refer to are in ``lists.toml``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["ja", "en", "code"]
Verdict = Literal["admitted", "forbidden"]
PartOfSpeech = Literal["noun", "verb", "adjective"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same thing said in both languages; neither is a translation of the other."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """Another way to write a term, met in the wild.

    ``language`` is ``code`` for names of the API (``default_source``, ``$customer->sources``, an
    event). ``prefix`` says that every text that begins so is meant (``src_``). ``reading`` is in
    kana and empty where the text has no kanji.
    """

    text: str
    language: Language
    verdict: Verdict
    reason: Text
    reading: str = ""
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """The call of stripe-python that a term maps to, with one example that really runs.

    ``method`` is the path from the client (``client.v1.sources.detach``); ``route`` is the verb and
    the path template (``DELETE /v1/customers/{customer}/sources/{id}``). ``params`` may hold
    placeholders (``{source}``) for what ``given``, a situation of ``lists.toml``, prepares.
    ``sets`` lists what the call changes, as ``object.field = value``. ``events`` are those the
    evidence shows for this situation, in order; None where no public evidence shows them.
    ``owner`` says that the bare method and route name this term, and not another that shares them.
    """

    method: str
    route: str
    given: str
    params: Mapping[str, object] = field(default_factory=dict)
    sets: tuple[str, ...] = ()
    events: tuple[str, ...] | None = None
    owner: bool = True

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names in braces of the path, in order: the positional arguments of the method."""
        return tuple(re.findall(r"\{(\w+)\}", self.route))

    @property
    def python(self) -> str:
        """The call as one line of Python; ids are variables, ``customer`` and not ``"cus_…"``."""
        arguments = list(self.placeholders)
        if self.params:
            arguments.append(f"params={_literal(self.params)}")
        return f"{self.method}({', '.join(arguments)})"

    def wrapped(self, width: int) -> str:
        """``python``, with an argument and a parameter a line where it is wider than ``width``."""
        if len(self.python) <= width or not self.params:
            return self.python
        arguments = "".join(f"    {name},\n" for name in self.placeholders)
        params = "".join(
            f"        {_quoted(key)}: {_literal(value)},\n" for key, value in self.params.items()
        )
        return f"{self.method}(\n{arguments}    params={{\n{params}    }},\n)"


@dataclass(frozen=True, slots=True, repr=False)
class Term:
    """One entry: a Japanese word, an English word and the call that does it.

    ``id`` is kebab-case English. ``wording`` is where the Japanese word comes from:
    ``stripe-docs`` (with the fact id, ``stripe-docs J02``), ``source-document`` or ``ours``.
    ``paired`` asks that a cell that uses the word in one language uses it in the other too.
    ``counterparts`` are further words, in either language, that will do as its other half.
    ``not_in`` lists longer words in which its words mean something else (消費税, source code).
    ``today``, ``often_confused_with`` and ``related`` hold ids of other terms.
    """

    id: str
    ja: str
    reading: str
    en: str
    part_of_speech: PartOfSpeech
    keep_in_english: bool
    paired: bool
    spellings: tuple[Spelling, ...]
    definition: Text
    paragraph: Text
    wording: str
    section: str
    lesson: str
    facts: tuple[str, ...]
    call: Call | None = None
    counterparts: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    often_confused_with: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def method(self) -> str | None:
        """The stripe-python method, ``client.v1.sources.detach``; None without a call."""
        return self.call.method if self.call else None

    @property
    def route(self) -> str | None:
        """HTTP verb and path template; None for a term without a call."""
        return self.call.route if self.call else None

    @property
    def events(self) -> tuple[str, ...]:
        """The events the call causes, in order; empty where there are none or no evidence."""
        return (self.call.events or ()) if self.call else ()

    @property
    def heading(self) -> str:
        """The bilingual line that heads the term's card: ``切り離す — detach``."""
        return self.ja if self.ja == self.en else f"{self.ja} — {self.en}"

    def __repr__(self) -> str:
        call = f" → {self.method}" if self.call else ""
        return f"<Term {self.id}: {self.heading}{call}>"

    def __str__(self) -> str:
        from glossary.card import plain_card

        return plain_card(self)

    def _repr_html_(self) -> str:
        from glossary.card import html_card

        return html_card(self)


class Terms(list[Term]):
    """Terms with a call, shown as one table: which word is which call."""

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        from glossary.card import html_list

        return html_list(self)


def _literal(value: object) -> str:
    """``value`` as Python source, a placeholder as the variable of its name."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(k)}: {_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, str):
        placeholder = re.fullmatch(r"\{(\w+)\}", value)
        return placeholder[1] if placeholder else _quoted(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return repr(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
