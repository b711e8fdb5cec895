"""Whether the two languages of a cell say the same: code, numbers, links, images, lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from helpers.authoring.bilingual_cell import Heading
from helpers.authoring.prose import Paragraph, Prose
from helpers.bilingual import Text


def disagreements(ja: Prose, en: Prose) -> list[Text]:
    """What one block holds and the other does not."""
    return [
        message
        for message in (
            _difference("コード", "code spans", ja.code_spans(), en.code_spans(), quote="`"),
            _difference(
                "コードブロック", "code blocks", Counter(ja.code_blocks), Counter(en.code_blocks)
            ),
            _difference("数字", "numbers", ja.numbers(), en.numbers(), hint=_NUMBER_HINT),
            _difference("リンク先", "link targets", Counter(ja.links), Counter(en.links)),
            _difference(
                "画像",
                "images",
                Counter(address for address, _ in ja.images),
                Counter(address for address, _ in en.images),
            ),
            _shape_difference(ja, en),
        )
        if message
    ]


def heading_disagreements(heading: Heading) -> list[Text]:
    """What one half of a heading holds and the other does not."""
    halves = {
        language: Prose(paragraphs=[Paragraph(text)]) for language, text in heading.halves.items()
    }
    difference = _difference(
        "見出しの数字",
        "numbers in the heading",
        halves["ja"].numbers(),
        halves["en"].numbers(),
        hint=_NUMBER_HINT,
    )
    return [difference] if difference else []


_NUMBER_HINT = Text(
    "両方を数字にするか、両方を言葉 (一つ、one) にしてください。",
    "Write it in digits in both, or in words (一つ, one) in both.",
)
_HINT = Text("両方にそろえてください。", "Make the two agree.")


def _difference(
    name_ja: str,
    name_en: str,
    ja: Counter[str],
    en: Counter[str],
    quote: str = "",
    hint: Text = _HINT,
) -> Text | None:
    if ja == en:
        return None
    only_ja = _listed((ja - en).elements(), quote)
    only_en = _listed((en - ja).elements(), quote)
    return Text(
        f"{name_ja}が一致しません (日本語だけ: {only_ja}、英語だけ: {only_en})。{hint.ja}",
        f"The {name_en} differ (only in Japanese: {only_ja}; only in English: {only_en}). "
        + hint.en,
    )


def _shape_difference(ja: Prose, en: Prose) -> Text | None:
    if ja.shape == en.shape:
        return None
    in_ja, in_en = _listed(ja.shape), _listed(en.shape)
    return Text(
        f"リストや表の形が一致しません (日本語: {in_ja}、英語: {in_en})。{_HINT.ja}",
        f"The lists or tables differ in shape (Japanese: {in_ja}; English: {in_en}). {_HINT.en}",
    )


def _listed(values: Iterable[str], quote: str = "") -> str:
    """The values on one line; a dash when there are none."""
    return ", ".join(quote + " ".join(value.split()) + quote for value in values) or "—"
