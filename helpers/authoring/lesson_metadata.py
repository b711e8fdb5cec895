"""What every notebook says about itself in its metadata, under `lesson`.

    {"title": {"ja": str, "en": str}, "goals": {"ja": [str], "en": [str]}, "minutes": int,
     "terms": [str], "section": str | None, "talking_points": {"ja": [str], "en": [str]},
     "wrong_answers": {"ja": [str], "en": [str]}, "checkpoints": {"ja": [str], "en": [str]}}

`minutes` is 5 to 25; `section` is the part of the source document that the lesson follows. Without
one the notebook is no lesson but there to look things up in, and needs no `wrong_answers` (which a
facilitator should expect, each with the reply) and no `checkpoints` (what everybody's screen shows
when the room may go on).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from helpers.authoring.messages import LANGUAGES, Language
from helpers.bilingual import Text

KEY = "lesson"
MINUTES = range(5, 26)


def problems(metadata: dict[str, Any]) -> list[Text]:
    """What is missing or ill-typed in a notebook's metadata."""
    lesson = metadata.get(KEY)
    if not isinstance(lesson, dict):
        return [
            Text(
                f"メタデータに {KEY} がありません。{', '.join(_FIELDS)} を書いてください。",
                f"The metadata has no {KEY}. Give it {', '.join(_FIELDS)}.",
            )
        ]
    return [
        Text(
            f"メタデータの {KEY}.{name} が正しくありません。{expected.ja}を書いてください。",
            f"{KEY}.{name} in the metadata is missing or wrong. It should be {expected.en}.",
        )
        for name, (is_right, expected) in _FIELDS.items()
        if (name in lesson or name not in _OF_LESSONS or is_taught(metadata))
        and (name not in lesson or not is_right(lesson[name]))
    ]


def is_taught(metadata: dict[str, Any]) -> bool:
    """Whether the notebook is a lesson; one that follows no section is there to look things up."""
    lesson = metadata.get(KEY)
    return isinstance(lesson, dict) and _is_text(lesson.get("section"))


def texts(metadata: dict[str, Any], language: Language) -> list[str]:
    """The sentences of a notebook's metadata in one language, as far as they are well-formed."""
    lesson = metadata.get(KEY)
    values = lesson.values() if isinstance(lesson, dict) else ()
    return [text for value in values if _is_bilingual_list(value) for text in value[language]]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_bilingual_text(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == set(LANGUAGES)
        and all(map(_is_text, value.values()))
    )


def _is_bilingual_list(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == set(LANGUAGES)
        and all(_is_list(texts) and texts for texts in value.values())
        and len(value["ja"]) == len(value["en"])
    )


_BILINGUAL_LIST = Text(
    '{"ja": [文…], "en": [文…]} (同じ数、一つ以上)',
    '{"ja": [text…], "en": [text…]}, as many in each, at least one',
)
_FIELDS: dict[str, tuple[Callable[[Any], bool], Text]] = {
    "title": (
        _is_bilingual_text,
        Text('{"ja": 文, "en": 文}', '{"ja": text, "en": text}'),
    ),
    "goals": (_is_bilingual_list, _BILINGUAL_LIST),
    "minutes": (
        lambda value: type(value) is int and value in MINUTES,
        Text(
            f"{MINUTES[0]} から {MINUTES[-1]} までの整数",
            f"a whole number from {MINUTES[0]} to {MINUTES[-1]}",
        ),
    ),
    "terms": (_is_list, Text("用語のリスト (空でもよい)", "a list of terms, possibly empty")),
    "section": (
        lambda value: value is None or _is_text(value),
        Text("元の文書の節の名前または null", "the name of the source's section, or null"),
    ),
    "talking_points": (_is_bilingual_list, _BILINGUAL_LIST),
    "wrong_answers": (_is_bilingual_list, _BILINGUAL_LIST),
    "checkpoints": (_is_bilingual_list, _BILINGUAL_LIST),
}
_OF_LESSONS = ("wrong_answers", "checkpoints")
