"""The form of a bilingual Markdown cell.

    ## 切り離す — Detach a source

    <div lang="ja">

    日本語の本文

    </div>

    <div lang="en">

    English text

    </div>

The heading is optional, and a cell may be only a heading. Nothing else stands outside the blocks.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from helpers.authoring.messages import LANGUAGE_NAMES, LANGUAGES, Language
from helpers.bilingual import Text

_HEADING = re.compile(r"#{1,6} +(?P<text>.*\S)")
_OPENING = re.compile(r'<div lang="(?P<language>ja|en)">')
_CLOSING = "</div>"
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Heading:
    """A heading line: the whole of it, and its two halves."""

    text: str
    halves: dict[Language, str]


@dataclass
class BilingualCell:
    """A Markdown cell taken apart; `problems` says where it does not have the form."""

    heading: Heading | None = None
    blocks: dict[Language, str] = field(default_factory=dict)
    problems: list[Text] = field(default_factory=list)

    def text(self, language: Language) -> str:
        """Everything the cell says in one language: its half of the heading, then its block."""
        heading = self.heading.halves[language] if self.heading else ""
        block = "\n".join(line.rstrip() for line in self.blocks.get(language, "").splitlines())
        return f"{heading}\n{block}"

    def hashes(self) -> dict[str, str]:
        """A short hash for each language's text: `{"ja": "0123456789ab", "en": …}`."""
        return {
            language: hashlib.sha256(self.text(language).encode()).hexdigest()[:12]
            for language in LANGUAGES
        }


def has_japanese(text: str) -> bool:
    """Whether the text has a kana or a kanji."""
    return _JAPANESE.search(text) is not None


def parse(source: str) -> BilingualCell:
    """Takes a Markdown cell apart. Raises nothing: what is wrong is in `problems`."""
    cell = BilingualCell()
    lines = source.splitlines()
    if lines and (match := _HEADING.fullmatch(lines[0].rstrip())):
        cell.heading = _parse_heading(match["text"], cell.problems)
        lines = lines[1:]
    order = _parse_blocks(lines, cell)
    if order == ["en", "ja"]:
        cell.problems.append(
            Text(
                "英語のブロックが先にあります。日本語を先に置いてください。",
                "The English block comes first. Put the Japanese one first.",
            )
        )
    if order or not cell.heading:
        cell.problems += [_missing(language) for language in LANGUAGES if language not in order]
    return cell


def _parse_heading(text: str, problems: list[Text]) -> Heading:
    ja, separator, en = text.partition(" — ")
    if not separator or not has_japanese(ja) or has_japanese(en) or " — " in en:
        problems.append(
            Text(
                f"見出し「{text}」が二言語ではありません。「日本語 — English」と書いてください。",
                "The heading is not bilingual. Write it as `日本語 — English`, no Japanese last.",
            )
        )
    return Heading(text, {"ja": ja, "en": en})


def _parse_blocks(lines: list[str], cell: BilingualCell) -> list[Language]:
    """Fills `cell.blocks`; returns the languages in the order in which their blocks come."""
    order: list[Language] = []
    current: Language | None = None
    content: list[str] = []
    outside: list[str] = []
    for line in map(str.rstrip, lines):
        if current is None:
            if match := _OPENING.fullmatch(line):
                current = "ja" if match["language"] == "ja" else "en"
                content = []
            elif line:
                outside.append(line)
        elif line == _CLOSING:
            if current in order:
                cell.problems.append(_twice(current))
            else:
                order.append(current)
                cell.blocks[current] = "\n".join(content).strip("\n")
                cell.problems += _block_problems(current, content)
            current = None
        else:
            content.append(line)
    if current is not None:
        cell.problems.append(
            Text(
                f'<div lang="{current}"> が閉じていません。</div> だけの行で閉じてください。',
                f'<div lang="{current}"> is not closed. End it with a line that is only </div>.',
            )
        )
        order += [current] if current not in order else []
    if outside:
        cell.problems.append(
            Text(
                f"ブロックの外に「{outside[0][:40]}」があります。"
                "見出しの行と二つの <div lang> のほかには何も置かないでください。",
                "Text stands outside the blocks. Keep only a heading line and the two <div lang>.",
            )
        )
    return order


def _block_problems(language: Language, content: list[str]) -> list[Text]:
    ja, en = LANGUAGE_NAMES[language]
    if not any(content):
        return [_missing(language)]
    problems = []
    if content[0] or content[-1]:
        problems.append(
            Text(
                f"{ja}の <div> の内側に空行がありません。始めと終わりに 1 行ずつ置いてください。",
                f"The {en} <div> needs a blank line inside at its start and at its end.",
            )
        )
    if any("<div" in line for line in content):
        problems.append(
            Text(
                f"{ja}のブロックの中に <div> があります。入れ子にしないでください。",
                f"There is a <div> inside the {en} block. Do not nest them.",
            )
        )
    if language == "ja" and not has_japanese("\n".join(content)):
        problems.append(
            Text(
                "日本語のブロックに日本語がありません。訳してください。",
                "The Japanese block holds no Japanese. Translate it.",
            )
        )
    return problems


def _missing(language: Language) -> Text:
    ja, en = LANGUAGE_NAMES[language]
    return Text(
        f'{ja}のブロックがありません。<div lang="{language}"> に本文を書いてください。',
        f'The {en} block is missing. Write its text in <div lang="{language}">.',
    )


def _twice(language: Language) -> Text:
    ja, en = LANGUAGE_NAMES[language]
    return Text(
        f"{ja}のブロックが二つあります。一つにまとめてください。",
        f"There are two {en} blocks. Make them one.",
    )
