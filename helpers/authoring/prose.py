"""What a block of Markdown holds: its paragraphs, code, numbers, links, images and lists."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import mistune

from helpers.authoring.messages import Language

CODE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a code span in a paragraph's text."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
NUMBER = re.compile(r"\d+(?:\.\d+)*")
_NO_NUMBER = re.compile(r"(?<![\d.])1\s?(?=回限り)")
"""The 1 of 1 回限り, which says single: a word like 一つ."""

_markdown = mistune.create_markdown(
    renderer=None, plugins=["strikethrough", "table", "task_lists", "url"]
)


@dataclass
class Paragraph:
    """A paragraph, an item of a list, or a cell of a table."""

    text: str = ""
    """What is read, with U+FFFC for each code span; link targets are not part of it."""
    code: list[str] = field(default_factory=list)

    def length(self, language: Language) -> int:
        """English: words, a code span being one. Japanese: characters, those of code included.

        Spaces do not count, nor do dashes and other marks that stand alone between English words.
        """
        if language == "en":
            return sum(any(c.isalnum() or c == CODE for c in word) for word in self.text.split())
        return sum(not c.isspace() and c != CODE for c in self.text) + sum(map(len, self.code))

    def start(self) -> str:
        """Its first characters, to find it by."""
        return self.text.replace(CODE, "…").strip()[:16]


@dataclass
class Prose:
    """One language's block."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    code_blocks: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)
    """(address, alternative text) of each."""
    shape: list[str] = field(default_factory=list)
    """The lists and tables in their order, each as a short text: `ul(ol(2), 0)`, `table 3×2`."""
    headings: list[str] = field(default_factory=list)

    def code_spans(self) -> Counter[str]:
        return Counter(code for paragraph in self.paragraphs for code in paragraph.code)

    def numbers(self) -> Counter[str]:
        """The numbers written in digits, outside code and link targets.

        Full-width digits count as their half-width ones, 1,000 as 1000, 08 as 8, and 16.1.0 as
        one number. Numbers in words count in neither language: 一つ and "one" need no partner,
        and neither does the 1 of 1 回限り.
        """
        return Counter(
            number.lstrip("0") or "0"
            for paragraph in self.paragraphs
            for number in NUMBER.findall(_NO_NUMBER.sub("", plain_numbers(paragraph.text)))
        )


def plain_numbers(text: str) -> str:
    """The text with half-width digits and without separators of thousands."""
    return _THOUSANDS.sub("", unicodedata.normalize("NFKC", text))


def parse(markdown: str) -> Prose:
    """Reads Markdown as JupyterLab does: tables, task lists and bare links included."""
    prose = Prose()
    tokens = _markdown(markdown)
    assert not isinstance(tokens, str)
    _read_blocks(tokens, prose)
    return prose


def _read_blocks(tokens: Iterable[dict[str, Any]], prose: Prose) -> None:
    for token in tokens:
        kind = token["type"]
        children = token.get("children", [])
        if kind in ("paragraph", "block_text", "heading", "table_cell"):
            paragraph = Paragraph()
            _read_inline(children, paragraph, prose)
            prose.paragraphs.append(paragraph)
            if kind == "heading":
                prose.headings.append(paragraph.text)
        elif kind == "block_code":
            # The labels of a diagram are prose in the language of their block.
            info = token.get("attrs", {}).get("info", "")
            prose.code_blocks.append(info if info == "mermaid" else f"{info}\n{token['raw']}")
        elif kind == "block_html":
            paragraph = Paragraph()
            _read_html(token["raw"], paragraph, prose)
            prose.paragraphs.append(paragraph)
        else:
            if kind == "list" and not token.get("attrs", {}).get("depth"):
                prose.shape.append(_list_shape(token))
            elif kind == "table":
                prose.shape.append(_table_shape(token))
            _read_blocks(children, prose)


def _read_inline(tokens: Iterable[dict[str, Any]], paragraph: Paragraph, prose: Prose) -> None:
    for token in tokens:
        kind = token["type"]
        children = token.get("children", [])
        if kind == "codespan":
            paragraph.text += CODE
            paragraph.code.append(token["raw"])
        elif kind in ("softbreak", "linebreak"):
            paragraph.text += "\n"
        elif kind == "inline_html":
            _read_html(token["raw"], paragraph, prose)
        elif kind == "image":
            alternative = Paragraph()
            _read_inline(children, alternative, prose)
            prose.images.append((token["attrs"]["url"], alternative.text.strip()))
        elif "raw" in token:
            paragraph.text += token["raw"]
        else:
            if kind == "link":
                prose.links.append(token["attrs"]["url"])
            _read_inline(children, paragraph, prose)


def _list_shape(token: dict[str, Any]) -> str:
    items = [
        ", ".join(_list_shape(child) for child in item["children"] if child["type"] == "list")
        for item in token["children"]
    ]
    kind = "ol" if token["attrs"]["ordered"] else "ul"
    nested = [f"{at}: {item}" for at, item in enumerate(items, 1) if item]
    return f"{kind} {len(items)}" + (f" ({'; '.join(nested)})" if nested else "")


def _table_shape(token: dict[str, Any]) -> str:
    head, *bodies = token["children"]
    rows = sum(len(body["children"]) for body in bodies)
    return f"table {rows}×{len(head['children'])}"


class _HtmlReader(HTMLParser):
    def __init__(self, paragraph: Paragraph, prose: Prose) -> None:
        super().__init__()
        self.paragraph = paragraph
        self.prose = prose

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and (target := values.get("href")):
            self.prose.links.append(target)
        elif tag == "img":
            self.prose.images.append((values.get("src") or "", (values.get("alt") or "").strip()))

    def handle_data(self, data: str) -> None:
        self.paragraph.text += data


def _read_html(html: str, paragraph: Paragraph, prose: Prose) -> None:
    reader = _HtmlReader(paragraph, prose)
    reader.feed(html)
    reader.close()
