"""A question to answer before the cell below is run: choose first, then read why."""

from dataclasses import dataclass

from helpers.bilingual import Text, TutorialError
from helpers.lessons import texts
from helpers.widgets.html import Markup, Picture, both, fill, join

_RIGHT = Text("正解です。", "Right.")
_WRONG = Text("違います。", "Not so.")
_HOW = Text(
    "1 つ選んで開いてください。選んでから理由を読みます。",
    "Open one answer: commit first, then read why.",
)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its text, whether it is the right one, and why."""

    text: Text
    right: bool
    why: Text


def question(key: str) -> tuple[Text, list[Option]]:
    """A question and its options by key: lesson and name, such as ``"03/default-source"``.

    Raises TutorialError for a key that no lesson has.
    """
    lesson, _, name = key.partition("/")
    questions = texts(lesson).get("question", {})
    if name not in questions:
        known = ", ".join(f"{lesson}/{known}" for known in questions)
        raise TutorialError(
            f"質問 {key!r} はありません。あるのは {known} です。",
            f"There is no question {key!r}; there are {known}.",
        )
    entry = questions[name]
    options = [
        Option(Text(**option["text"]), option.get("right", False), Text(**option["why"]))
        for option in entry["options"]
    ]
    return Text(**entry["text"]), options


def predict(key: str) -> Picture:
    """Show a question of a lesson; each option opens to its verdict and its reason.

    Raises TutorialError for a key that no lesson has.
    """
    text, options = question(key)
    answers = join(
        _answer(letter, option) for letter, option in zip("ABCDEF", options, strict=False)
    )
    html = fill("<section>{}<p><em>{}</em></p>{}</section>", both(text, "p"), both(_HOW), answers)
    listed = "\n".join(
        f"  {letter}. {o.text}" for letter, o in zip("ABCDEF", options, strict=False)
    )
    return Picture(html, f"{text}\n{listed}")


def _answer(letter: str, option: Option) -> Markup:
    mark, verdict = ("✓", _RIGHT) if option.right else ("✗", _WRONG)
    return fill(
        "<details><summary>{}. {}</summary><p><strong>{} {}</strong></p>{}</details>",
        letter,
        both(option.text),
        mark,
        both(verdict),
        both(option.why, "p"),
    )
