"""What the tools say to an author: always in both languages, always on one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from helpers.bilingual import Text

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, Language] = ("ja", "en")

LANGUAGE_NAMES: dict[Language, tuple[str, str]] = {
    "ja": ("日本語", "Japanese"),
    "en": ("英語", "English"),
}
"""Each language's name in Japanese and in English."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a notebook, and how to mend it. `cell` is None for the whole notebook."""

    notebook: str
    cell: str | None
    message: Text

    def __str__(self) -> str:
        place = self.notebook if self.cell is None else f"{self.notebook} [{self.cell}]"
        return f"{place}: {self.message}"


class UsageError(Exception):
    """The command was called wrongly: its text goes to the user as it is."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(str(Text(ja, en)))
