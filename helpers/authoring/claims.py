"""What a lesson says about Stripe is seen in the lesson itself, or cites the ledger.

A citation is a fact's id with its strength: ``(C09、観測)``, ``(C09, observed)``. A sentence with
one of the ``CLAIM_WORDS`` is a claim: its paragraph needs a citation, or something in code, in
quotation marks or in digits that an output of the same lesson shows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

from helpers.authoring.messages import LANGUAGE_NAMES, Language
from helpers.authoring.notebook_file import Notebook
from helpers.authoring.prose import CODE, NUMBER, Paragraph, Prose, plain_numbers
from helpers.bilingual import Text
from helpers.emulator import facts
from helpers.evidence import STRENGTHS

CLAIM_WORDS: dict[Language, tuple[str, ...]] = {
    "ja": (
        *("拒否", "使い切", "自動", "必ず", "決して", "二度と", "保証", "置き換"),
        *("期限切れ", "取り消せ", "戻せ", "デフォルトにな"),
    ),
    "en": (
        *("refus*", "consumed", "automatic*", "always", "never", "guarantee*", "replaced"),
        *("expire*", "cannot", "irreversible", "becomes the default"),
    ),
}
"""The words that make a sentence a claim; ``*`` stands for any ending."""

_CLAIM = {
    "ja": re.compile("|".join(map(re.escape, CLAIM_WORDS["ja"]))),
    "en": re.compile(
        r"\b(?:" + "|".join(word.replace("*", r"\w*") for word in CLAIM_WORDS["en"]) + r")\b",
        re.IGNORECASE,
    ),
}
_SENTENCE_END = {
    "ja": re.compile(r"(?<=[。！？])"),
    "en": re.compile(r"(?<=[.!?])[\"”’)*]*\s+"),
}
_QUESTION = {"ja": re.compile(r"(か。?|？)$"), "en": re.compile(r"\?[\"”’)*]*$")}

FACT_ID = re.compile(r"(?<![A-Za-z0-9_])(?<!Stripe )[A-Z]\d{2}(?![A-Za-z0-9_])")
"""What looks like an id of the ledger; "Stripe Q24" is an entry of the source document's site."""
_QUOTED = re.compile(r"「([^」]+)」|『([^』]+)』|“([^”]+)”")
_NOT_TEXT = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)
_LEDGER = "python -m helpers.emulator facts"
_PREDICTION = 'class="lesson-prediction"'


class Shown:
    """What the outputs of a notebook show; not the answers that a question offers."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    @cached_property
    def _text(self) -> str:
        cells = self._notebook["cells"]
        return "\n".join(
            text for cell in cells for output in cell.get("outputs", ()) for text in _texts(output)
        )

    @cached_property
    def _plain_numbers(self) -> str:
        return plain_numbers(self._text)

    def holds(self, text: str) -> bool:
        """Whether the text, no piece of a longer word or number, is in an output."""
        return _stands_in(text, self._text)

    def holds_number(self, number: str) -> bool:
        """The same for a number in digits, its thousands not separated."""
        return _stands_in(number, self._plain_numbers)


def citation_problems(language: Language, block: Prose) -> Iterator[Text]:
    """Ids that stand without their strength, with another one, or are in no ledger."""
    for paragraph in block.paragraphs:
        for found in FACT_ID.finditer(paragraph.text):
            if problem := _citation_problem(language, found[0], paragraph.text[found.end() :]):
                yield problem


def claim_problems(language: Language, block: Prose, shown: Shown) -> Iterator[Text]:
    """Sentences that claim something which neither an output nor the ledger bears out."""
    name_ja, name_en = LANGUAGE_NAMES[language]
    for paragraph in block.paragraphs:
        claims = [one for one in _sentences(language, paragraph) if _is_claim(language, one)]
        if claims and not _has_evidence(paragraph, shown):
            sentence = " ".join(_with_code(claims[0], paragraph).split())
            yield Text(
                f"{name_ja}の文「{sentence}」に根拠がありません。(C09、観測) のように引用するか、"
                "このレッスンの出力にある語を `…`、「…」、数字で挙げてください。",
                f"In {name_en} “{sentence}” is claimed without evidence. Cite a fact, as in "
                "(C09, observed), or name what an output of this lesson shows: `…`, “…”, a number.",
            )


# --- citations -----------------------------------------------------------------------------------


def _citation_problem(language: Language, id: str, after: str) -> Text | None:
    name_ja, name_en = LANGUAGE_NAMES[language]
    fact = facts.load().get(id)
    if fact is None:
        return Text(
            f"{name_ja}の {id} という根拠は台帳にありません。{_LEDGER} で番号を確かめてください。",
            f"The ledger has no fact {id} (in {name_en}). Look the id up: {_LEDGER}",
        )
    said = _strength(language).match(after)
    word = getattr(STRENGTHS[fact.strength], language)
    if said and said[1] == word:
        return None
    right = f"{id}、{word}" if language == "ja" else f"{id}, {word}"
    if said:
        return Text(
            f"{name_ja}の {id} の強さが台帳と違います。({right}) と書いてください。",
            f"The strength of {id} in {name_en} is not the ledger's. Write ({right}).",
        )
    return Text(
        f"{name_ja}の {id} に強さがありません。({right}) と書いてください。",
        f"{id} stands without its strength in {name_en}. Write ({right}).",
    )


@cache
def _strength(language: Language) -> re.Pattern[str]:
    words = "|".join(re.escape(getattr(text, language)) for text in STRENGTHS.values())
    return re.compile(rf"、\s*({words})" if language == "ja" else rf",\s+({words})\b")


# --- claims --------------------------------------------------------------------------------------


def _sentences(language: Language, paragraph: Paragraph) -> list[tuple[int, str]]:
    """(where it begins, text) of each sentence of a paragraph."""
    ends = [found.end() for found in _SENTENCE_END[language].finditer(paragraph.text)]
    starts = [0, *ends]
    return [
        (start, paragraph.text[start:end])
        for start, end in zip(starts, [*ends, len(paragraph.text)], strict=True)
    ]


def _is_claim(language: Language, sentence: tuple[int, str]) -> bool:
    """A question claims nothing."""
    text = sentence[1].strip()
    return bool(_CLAIM[language].search(text)) and not _QUESTION[language].search(text)


def _has_evidence(paragraph: Paragraph, shown: Shown) -> bool:
    return (
        any(found[0] in facts.load() for found in FACT_ID.finditer(paragraph.text))
        or any(shown.holds(text) for text in [*paragraph.code, *_quotations(paragraph)])
        or any(map(shown.holds_number, _telling_numbers(paragraph)))
    )


def _quotations(paragraph: Paragraph) -> list[str]:
    return [next(filter(None, found)).strip() for found in _QUOTED.findall(paragraph.text)]


def _telling_numbers(paragraph: Paragraph) -> list[str]:
    """Numbers of two digits or more, or with a point: a single digit is in every output."""
    return [number for number in NUMBER.findall(plain_numbers(paragraph.text)) if len(number) > 1]


def _with_code(sentence: tuple[int, str], paragraph: Paragraph) -> str:
    start, text = sentence
    code = iter(paragraph.code[paragraph.text[:start].count(CODE) :])
    return re.sub(CODE, lambda _: f"`{next(code)}`", text)


def _texts(output: dict[str, Any]) -> Iterator[str]:
    if output["output_type"] == "stream":
        yield output["text"]
    elif output["output_type"] == "error":
        yield "\n".join(output["traceback"])
    elif _PREDICTION not in (markup := output["data"].get("text/html", "")):
        yield output["data"].get("text/plain", "")
        yield html.unescape(_NOT_TEXT.sub("", markup))


def _stands_in(text: str, whole: str) -> bool:
    """An edge that is an ASCII letter or digit must not go on in ``whole``, and ``_`` goes on."""
    if text not in whole:
        return False
    before = r"(?<![A-Za-z0-9_])" if re.match(r"[A-Za-z0-9]", text) else ""
    after = r"(?![A-Za-z0-9_])" if re.search(r"[A-Za-z0-9]$", text) else ""
    return re.search(before + re.escape(text) + after, whole) is not None
