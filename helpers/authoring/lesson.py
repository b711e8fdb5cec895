"""A lesson as those who teach it need it: what its notebook and its questions say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import lessons
from helpers.authoring import lesson_metadata
from helpers.authoring.messages import UsageError
from helpers.authoring.notebook_file import Cell, Notebook, read
from helpers.bilingual import Text

_NUMBER = re.compile(r"\d\d(?=_)")


@dataclass(frozen=True)
class Option:
    """One answer to a question, and why it is right or wrong."""

    text: Text
    right: bool
    why: Text


@dataclass(frozen=True)
class Question:
    """What the learners predict before they run a cell."""

    text: Text
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Lesson:
    """One notebook of the course. ``minutes`` is how long it takes a group."""

    name: str
    number: str
    title: Text
    minutes: int
    goals: tuple[Text, ...]
    terms: tuple[str, ...]
    talking_points: tuple[Text, ...]
    wrong_answers: tuple[Text, ...]
    checkpoints: tuple[Text, ...]
    questions: tuple[Question, ...]
    cells: tuple[Cell, ...]


def course(folder: Path) -> list[Lesson]:
    """The notebooks of a folder in their order. Raises UsageError for one that cannot be taught."""
    return [lesson(path) for path in sorted(folder.glob("*.ipynb")) if _NUMBER.match(path.name)]


def lesson(path: Path) -> Lesson:
    """A lesson from its notebook. Raises UsageError where its metadata lacks something."""
    notebook: Notebook = read(path)
    if problems := lesson_metadata.problems(notebook["metadata"]):
        raise UsageError(f"{path.name}: {problems[0].ja}", problems[0].en)
    said = notebook["metadata"][lesson_metadata.KEY]
    number = path.name[:2]
    texts = lessons.texts(number) if number in lessons.lessons() else {}
    return Lesson(
        name=path.stem,
        number=number,
        title=Text(**said["title"]),
        minutes=said["minutes"],
        goals=_pairs(said, "goals"),
        terms=tuple(said["terms"]),
        talking_points=_pairs(said, "talking_points"),
        wrong_answers=_pairs(said, "wrong_answers"),
        checkpoints=_pairs(said, "checkpoints"),
        questions=tuple(_question(entry) for entry in texts.get("question", {}).values()),
        cells=tuple(notebook["cells"]),
    )


def _pairs(said: dict[str, Any], name: str) -> tuple[Text, ...]:
    lists = said.get(name, {"ja": [], "en": []})
    return tuple(Text(ja, en) for ja, en in zip(lists["ja"], lists["en"], strict=True))


def _question(entry: dict[str, Any]) -> Question:
    options = (
        Option(Text(**one["text"]), one.get("right", False), Text(**one["why"]))
        for one in entry["options"]
    )
    return Question(Text(**entry["text"]), tuple(options))
