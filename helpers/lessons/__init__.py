"""The questions and exercises of the lessons.

Texts stand in ``lesson_NN.toml``, the checker of the exercise in ``lesson_NN.py``.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from helpers.bilingual import TutorialError

_FOLDER = Path(__file__).parent


def lessons() -> list[str]:
    """The numbers of the lessons that have texts, such as ``"03"``."""
    return sorted(path.stem.removeprefix("lesson_") for path in _FOLDER.glob("lesson_*.toml"))


@cache
def texts(lesson: str) -> dict[str, Any]:
    """The texts of one lesson, as its TOML file has them.

    Raises TutorialError for a number that no lesson has.
    """
    if lesson not in lessons():
        known = ", ".join(lessons())
        raise TutorialError(
            f"レッスン {lesson!r} はありません。あるのは {known} です。",
            f"There is no lesson {lesson!r}; there are {known}.",
        )
    return tomllib.loads((_FOLDER / f"lesson_{lesson}.toml").read_text(encoding="utf-8"))
