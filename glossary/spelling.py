"""One text, the forms in which two spellings of it agree.

``fold``      NFKC, lower case, no surrounding punctuation: width and case no longer matter.
``squeeze``   ``fold`` without spaces, hyphens, middle dots and underscores.
``skeleton``  ``squeeze`` without hiragana: okurigana, particles and endings no longer matter.
``sound``     canonical romaji of kana or of Latin letters: kana or katakana, Hepburn or Kunrei,
              long or short vowels no longer matter.
``stems``     the English words without ending, without the words that carry nothing.
``path``      a method, field or event in any language's notation as dotted singular snake case.

All are pure and total: any text gives a form, possibly an empty one.
"""

import re
import unicodedata
from functools import cache

LONGEST = 200  # characters of a query that are looked at

_EDGES = " \t\r\n\u3000'\"`*.,:;!?。、「」『』【】()[]<>“”‘’…"
_SEPARATORS = re.compile(r"[\s\-‐‑–—_・/'’`\"「」()]+")
_DENIAL = re.compile(r"ません|ない(?!ん)|ずに")
_HIRAGANA = re.compile(r"[\u3041-\u3096]+")
_KANJI = re.compile(r"[\u3400-\u9fff々]")
_KANJI_RUN = re.compile(r"[\u3400-\u9fff々]+")
_ASKING = re.compile(
    r"(って?(何|なに)(ですか)?|とは(何|なに)?(ですか)?|(の|する)?(やり方|使い方|意味|方法|には|こと)"
    r"|したい(です|ときは?|時は?)?|するとどうなるの?|について|ですか|(meaning|意味))$"
)
_EMPTY_WORDS = re.compile(
    r"an?|the|to|of|from|for|in|on|at|by|as|is|are|be|was|do|does|did|how|what|when|why|which|who|"
    r"i|you|my|your|our|its|it|this|that|and|or|can|should|meaning|means?|way|into|please|stripe"
)


def fold(text: str) -> str:
    """NFKC (full width to half, half-width kana to full), lower case, one space between words."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(plain.strip(_EDGES).split())


def unasked(text: str) -> str:
    """``text`` without the asking around it: 切り離すとは → 切り離す."""
    return _ASKING.sub("", text) or text


def squeeze(text: str) -> str:
    """``fold`` without what separates words: ``single_use`` and ``Single-Use`` agree."""
    return _SEPARATORS.sub("", fold(text))


def skeleton(text: str) -> str:
    """What is left without hiragana (切り離す → 切離); empty for text of hiragana only.

    A denial stays: 関連付けていない is not 関連付けた.
    """
    return _HIRAGANA.sub("", _DENIAL.sub("無", squeeze(text)))


def has_kanji(text: str) -> bool:
    return bool(_KANJI.search(text))


def kanji_runs(text: str) -> list[str]:
    """The runs of kanji of ``text``, in order."""
    return _KANJI_RUN.findall(text)


# ── English ─────────────────────────────────────────────────────────────────────────────────────


def words(text: str) -> list[str]:
    """Latin words and numbers of ``text``, lower case: ``camelCase`` and ``snake_case`` split."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", text[:LONGEST]))
    return re.findall(r"[a-z0-9]+", split.casefold())


def stems(text: str) -> tuple[str, ...]:
    """The words of ``text`` that say something, each without its ending."""
    return tuple(stem(word) for word in words(text) if not _EMPTY_WORDS.fullmatch(word))


@cache
def stem(word: str) -> str:
    """``attaching``, ``attached``, ``attachment`` → ``attach``; light, not perfect."""
    for ending in ("ments", "ment", "ings", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            cut = word[: -len(ending)]
            if len(cut) > 3 and cut[-1] == cut[-2] and cut[-1] not in "sl":
                cut = cut[:-1]
            word = cut
            break
    return word.removesuffix("e") if len(word) > 3 else word


# ── Sound ───────────────────────────────────────────────────────────────────────────────────────

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
_KANA = {
    kana: row + vowel
    for row, five in _ROWS.items()
    for kana, vowel in zip(five, "aiueo", strict=True)
} | {
    "や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n",
    "ゔ": "bu", "ー": "", "っ": "",
}  # fmt: skip
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}

# Every way to type or spell a syllable → one. Kunrei, Nihon-shiki, Hepburn and what keyboards take.
_SPELLINGS = (
    (r"[āâ]", "a"), (r"[īî]", "i"), (r"[ūû]", "u"), (r"[ēê]", "e"), (r"[ōô]", "o"),
    (r"[^a-z0-9]", ""),
    (r"(?<=[aiueo])h(?![aiueoy])", ""),                                  # toh-kun
    (r"x(?=[aiueoyt])", ""), (r"l(?=tu|tsu|y[auo])", ""),                # small kana
    (r"tch", "ch"), (r"([bcdfghjkmprstvwyz])\1", r"\1"), (r"nn", "n"),   # っ and ん
    (r"m(?=[bp])", "n"), (r"([td])h(?=[iu])", r"\1"),
    (r"shi", "si"), (r"sh", "sy"), (r"chi", "ti"), (r"ch|cy", "ty"), (r"tsu", "tu"),
    (r"f", "h"), (r"jy|j", "zy"), (r"zyi", "zi"), (r"di", "zi"), (r"d[zy]?u", "zu"), (r"dy", "zy"),
    (r"wo", "o"), (r"v", "b"), (r"l", "r"), (r"q", "k"), (r"c(?=[aou])", "k"),
    (r"ou", "o"), (r"ei", "e"), (r"([aiueo])\1+", r"\1"),
)  # fmt: skip


def sound(text: str) -> str:
    """Canonical romaji of a text in kana and Latin letters; empty where it has anything else.

    きりはなす, キリハナス, ``kirihanasu`` agree, so do ソース, ``so-su``, ``sōsu`` and ``soosu``.
    """
    plain = squeeze(text)
    if not plain or has_kanji(plain):
        return ""
    return _canonical(_romaji(plain))


def _romaji(text: str) -> str:
    """Kana as letters, everything else as it is."""
    letters: list[str] = []
    for character in _hiragana(text):
        small = _SMALL.get(character)
        if not small or not letters or not letters[-1]:
            letters.append(small or _KANA.get(character, character))
            continue
        before, vowel = letters[-1][:-1], letters[-1][-1]
        if small.startswith("y") or (vowel == "i" and small == "e"):
            letters[-1] = before + "y" + small[-1]
        else:
            letters[-1] = (before or "w" * (vowel == "u")) + small
    return "".join(letters)


def _canonical(letters: str) -> str:
    for pattern, to in _spellings():
        letters = pattern.sub(to, letters)
    return letters


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), to) for pattern, to in _SPELLINGS)


def _hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "\u30a1" <= c <= "\u30f6" else c for c in text)


def readings_of_kanji(text: str, reading: str) -> dict[str, str]:
    """The reading of each run of kanji: 切り離す and きりはなす → {切: き, 離: はな}.

    Empty where the two cannot be laid side by side.
    """
    parts = re.split(f"({_KANJI_RUN.pattern})", _hiragana(squeeze(text)))
    pattern = "".join("(.+?)" if _KANJI_RUN.fullmatch(part) else re.escape(part) for part in parts)
    match = re.fullmatch(pattern, _hiragana(squeeze(reading)))
    return dict(zip(kanji_runs(text), match.groups(), strict=True)) if match else {}


# ── Names of the API ────────────────────────────────────────────────────────────────────────────

_ARGUMENTS = re.compile(r"\([^()]*\)?|\{[^{}]*\}|\[[^\[\]]*\]?")


def path(text: str) -> str:
    """A name of the API in any notation → one.

    ``client.v1.sources.detach("cus_1", "src_1")``, ``stripe.sources.detach()``,
    ``\\Stripe\\Source::detach`` → ``source.detach``; ``customers.createSource`` →
    ``customer.create_source``. Empty for what cannot be such a name.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip().rstrip(";").strip("`'\" ")
    plain = (
        re.sub(r"^\$?\w+\s*=\s*(?=[\w$\\])", "", plain) if re.search(r"[.:>(]", plain) else plain
    )
    while (shorter := _ARGUMENTS.sub("", plain)) != plain:
        plain = shorter
    plain = re.sub(r"->|::|\\|#", ".", plain).replace("$", "").strip(" .")
    if not re.fullmatch(r"[A-Za-z_][\w.=]*", plain):
        return ""
    parts = [_snake(part) for part in plain.split(".") if part]
    while len(parts) > 1 and parts[0] in ("client", "v1", "stripe", "await"):
        parts = parts[1:]
    return ".".join(_singular(part) for part in parts)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _singular(name: str) -> str:
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us")) else name
