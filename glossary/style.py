"""The language of the lessons: faults in a Japanese or an English text, and between the two.

The words come from the entries of the glossary. The spacing is that of Stripe's Japanese
documentation, decided as follows where its pages do not say:

- one half-width space between Japanese letters and Latin letters, digits or code, before counters
  too (``1 回限り``, ``10 件``, ``2.9% の``); none next to 、。 and inside or outside 「」;
- half-width parentheses with a space outside and none inside: ``Customer (顧客) オブジェクト``;
- half-width Latin letters, digits and colons; full-width katakana; 、 and 。, not , and .;
- prose in です・ます. Headings, table rows and fragments without 。 are not sentences.

What stands in code, in a link's target or in an HTML tag is not language and is left alone. A
forbidden word between 「」 or quotation marks is quoted, not used: 「添付」.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from glossary.loading import terms
from glossary.term import Term, Text

Prose = Literal["ja", "en"]

CODE = "\ue000"  # stands for a piece of code in a text that is looked at
_CALL = re.compile(r"""\b[a-z_][\w.]*\((?:|[^()]*["'={][^()]*)\)|"[a-z_]+\"""", re.ASCII)
"""A call or a short string that stands without backticks: connect("test")."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A word of a text in ``language``, the form to use, and why in both languages."""

    language: Prose
    word: str
    use: str
    why: Text


def faults(language: Prose, text: str) -> list[Fault]:
    """The faults of a Markdown text in one language, in the order of the rules."""
    prose = plain(text)
    found = list(_forbidden(language, prose))
    if language == "ja":
        found += [*_characters(prose), *_spacing(prose), *_endings(prose)]
    return list(dict.fromkeys(found))


def check_pair(ja: str, en: str) -> list[Fault]:
    """Terms that one of two texts of the same cell uses and the other does not.

    Only entries with ``paired`` count. The Japanese may also use the English word with a capital,
    as the name of the object (``Customer``); the English may also use it in code (``consumed``).
    """
    prose = {"ja": plain(ja), "en": plain(en)}
    found = []
    for term in terms():
        if not term.paired:
            continue
        ja_prose, en_prose = (_without(prose[language], term.not_in) for language in ("ja", "en"))
        if _uses(en_prose, term.en) and not _said_in_japanese(term, ja_prose):
            found.append(Fault("ja", term.en, term.ja, _MISSING))
        if _uses(ja_prose, term.ja) and not _said_in_english(term, en_prose, en):
            found.append(Fault("en", term.ja, term.en, _MISSING))
    return found


def plain(text: str) -> str:
    """Markdown as what is read: code as one character, links by their text, no tags, no marks."""
    text = re.sub(r"^(```|~~~).*?^\1[^\n]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", CODE, text, flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<https?://[^>]*>|https?://[^\s)」]+", CODE, text)
    text = re.sub(r"<(code|kbd|pre|samp)>.*?</\1>", CODE, text, flags=re.DOTALL)
    text = re.sub(_CALL, CODE, text)
    text = re.sub(r"<!--.*?-->|</?[A-Za-z][^>]*>", "", text, flags=re.DOTALL)
    return re.sub(r"\*+", "", html.unescape(text))


# ── Words ───────────────────────────────────────────────────────────────────────────────────────

_MISSING = Text(
    ja="同じセルのもう一方の言語にある語です", en="the other language of the cell has the word"
)


def _forbidden(language: Prose, prose: str) -> Iterator[Fault]:
    """Forbidden forms, the longest first, unless they are part of a word that is admitted."""
    covered = _quoted(prose)
    covered += [found.span() for word in _admitted(language) for found in re.finditer(word, prose)]
    for pattern, term, why in _forbidden_forms(language):
        for found in pattern.finditer(prose):
            start, end = found.span()
            if not any(a <= start and end <= b for a, b in covered):
                covered.append((start, end))
                yield Fault(language, found[0], term.ja if language == "ja" else term.en, why)


@cache
def _forbidden_forms(language: Prose) -> tuple[tuple[re.Pattern[str], Term, Text], ...]:
    forms = [
        (s.text, term, s.reason)
        for term in terms()
        for s in term.spellings
        if s.language == language and s.verdict == "forbidden"
    ]
    forms.sort(key=lambda form: -len(form[0]))
    return tuple((word_pattern(text), term, reason) for text, term, reason in forms)


@cache
def _admitted(language: Prose) -> tuple[str, ...]:
    """Patterns of longer words in which a forbidden form means something else or is right."""
    forbidden = [s.text for term in terms() for s in term.spellings if s.verdict == "forbidden"]
    right = [
        word
        for term in terms()
        for word in (
            *term.not_in,
            *(s.text for s in term.spellings if s.language == language and s.verdict == "admitted"),
        )
    ]
    longer = {word for word in right for form in forbidden if form in word and form != word}
    return tuple(sorted(map(re.escape, longer)))


def _quoted(prose: str) -> list[tuple[int, int]]:
    """Where quotations stand."""
    found = re.finditer(r"「[^」]*」|『[^』]*』|“[^”]*”|\"[^\"\n]*\"", prose)
    return [quotation.span() for quotation in found]


@cache
def word_pattern(text: str) -> re.Pattern[str]:
    """The word in its forms: English endings, Japanese conjugation; never a piece of another."""
    if not text.isascii():
        return re.compile(_edge(text[0], "<!") + _japanese(text) + _edge(text[-1], "!"))
    *before, last = map(re.escape, text.split())
    if len(last) > 3 and last.endswith("e"):
        last = last[:-1] + "(?:e|es|ed|ing|ation)"
    else:
        last += f"(?:s|es|ed|ing|ment|{last[-1]}ed|{last[-1]}ing)?"
    words = r"[\s-]+".join([*before, last])
    return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


_ROWS = (
    "うわいえおっ", "くかきけこい", "ぐがぎげごい", "すさしせそ", "つたちてとっ", "ぬなにねのん",
    "ぶばびべぼん", "むまみめもん", "るらりれろっ",
)  # fmt: skip


def _japanese(text: str) -> str:
    """A pattern for a Japanese word; spaces in it are optional, verbs may be conjugated."""
    spaced = r"\s?".join(re.escape(part) for part in text.split())
    if text.endswith("する"):
        return spaced[:-2] + "[すしさせ]"
    row = next((row for row in _ROWS if text[-1] == row[0]), None)
    if row is None or len(text) < 2:
        return spaced
    # 付ける and 切り離される lose their る, 離す and 放す change it: 付けた, 離した.
    return spaced[:-1] if row[0] == "る" and len(text) > 2 else spaced[:-1] + f"[{row}]"


def _edge(letter: str, kind: str) -> str:
    """No katakana beside katakana, no Latin letter beside a Latin letter."""
    if "\u30a1" <= letter <= "\u30ff":
        return rf"(?{kind}[\u30a1-\u30faー])"
    return rf"(?{kind}[A-Za-z0-9_])" if letter.isascii() else ""


def _uses(prose: str, word: str) -> bool:
    return bool(word_pattern(word).search(prose))


def _said_in_japanese(term: Term, prose: str) -> bool:
    names = [term.ja, *term.counterparts]
    names += [s.text for s in term.spellings if s.language == "ja" and s.verdict == "admitted"]
    object_name = re.search(rf"\b{re.escape(term.en.capitalize())}\b", prose)
    return bool(object_name) or any(_uses(prose, name) for name in names)


def _said_in_english(term: Term, prose: str, with_code: str) -> bool:
    names = [term.en, *term.counterparts]
    names += [s.text for s in term.spellings if s.language == "en" and s.verdict == "admitted"]
    codes = [s.text for s in term.spellings if s.language == "code"]
    return any(_uses(prose, name) or _uses(with_code, name) for name in names) or any(
        code in with_code for code in codes
    )


def _without(prose: str, words: tuple[str, ...]) -> str:
    for word in words:
        prose = re.sub(re.escape(word), "", prose, flags=re.IGNORECASE)
    return prose


# ── Letters, spaces, endings ────────────────────────────────────────────────────────────────────

_JA = r"\u3041-\u309f\u30a1-\u30fa\u30fc\u3400-\u9fff々"
_LATIN = rf"A-Za-z0-9{CODE}"

_HALF = Text(ja="半角で書きます", en="half width")
_FULL = Text(ja="全角で書きます", en="full width")
_SPACE = Text(
    ja="日本語と英数字の間に半角スペースを入れます",
    en="a half-width space between Japanese and Latin letters or digits",
)
_NO_SPACE = Text(
    ja="ここにはスペースを入れません", en="no space next to 、。 or inside parentheses"
)
_OUTSIDE = Text(ja="かっこの外側に半角スペースを入れます", en="a space outside parentheses")
_POLITE = Text(ja="です・ますで結びます", en="prose ends in です or ます")


def _characters(prose: str) -> Iterator[Fault]:
    for found in re.finditer(r"[Ａ-Ｚａ-ｚ０-９（）：＋－／％＆\u3000]+", prose):
        half = unicodedata.normalize("NFKC", found[0])
        yield Fault("ja", found[0], half, _HALF)
    for found in re.finditer(r"[\uff61-\uff9f]+", prose):
        yield Fault("ja", found[0], unicodedata.normalize("NFKC", found[0]), _FULL)
    for found in re.finditer(rf"[{_JA}]+([,.，．])(?![A-Za-z0-9])", prose):
        right = "、" if found[1] in ",，" else "。"
        yield Fault("ja", found[0], found[0][:-1] + right, _FULL)


def _spacing(prose: str) -> Iterator[Fault]:
    for pattern, use, why in (
        (rf"[{_JA}]+(?=[{_LATIN}$])[{_LATIN}$]+", rf"([{_JA}])(?=[{_LATIN}$])", _SPACE),
        (rf"[{_LATIN}%]+(?=[{_JA}])[{_JA}]+", rf"([{_LATIN}%])(?=[{_JA}])", _SPACE),
        (rf"[{_JA}{_LATIN}]+\(", r"()(?=\()", _OUTSIDE),
        (rf"\)[{_JA}{_LATIN}]+", r"(\))", _OUTSIDE),
    ):
        for found in re.finditer(pattern, prose):
            yield Fault("ja", _shown(found[0]), _shown(re.sub(use, r"\1 ", found[0])), why)
    for found in re.finditer(r"\S*[、。] +(?=[^\s|])\S*|\S+ +[、。]|\( +\S+|\S+ +\)", prose):
        tight = re.sub(r"(?<=[、。(]) +| +(?=[、。)])", "", found[0])
        yield Fault("ja", _shown(found[0]), _shown(tight), _NO_SPACE)


def _shown(text: str) -> str:
    return text.replace(CODE, "`…`")


_ENDING = re.compile(r"(です|ます|ません|でした|ました|でしょう|ましょう|ください)(か|ね|よ)*$")


def _endings(prose: str) -> Iterator[Fault]:
    for line in prose.splitlines():
        if re.match(r"\s*(#|\|)", line):
            continue
        for sentence in re.findall(r"((?:「[^」]*」|[^。「])+)。", line):
            bare = re.sub(r"(\s*\([^()]*\))+$", "", sentence.strip()).rstrip("」』)")
            if not _ENDING.search(bare):
                yield Fault("ja", _shown(sentence.strip()[-12:]) + "。", "です。/ ます。", _POLITE)
