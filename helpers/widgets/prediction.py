"""A question to answer before the cell below is run: choose, commit, then read why.

It is plain HTML, as the language switch is: the choice needs no kernel and stays in the page. The
verdicts stand in folded parts, so that where styles are stripped the question still makes sense.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.bilingual import Text, TutorialError
from helpers.lessons import texts
from helpers.widgets.html import OWN_KEYS, Markup, Picture, both, fill, fold, join

_RIGHT = Text("正解です。", "Right.")
_WRONG = Text("違います。", "Not so.")
_HOW = Text(
    "1 つ選び、決めてから理由を読みます。",
    "Choose one and commit to it, then read why.",
)
_COMMIT = Text("この予想に決める", "Commit to this prediction")
_WHY = Text("答えと理由", "verdict and reason")
_STYLE = Markup("""<style>
.lesson-prediction fieldset {
  border: 1px solid var(--jp-border-color0, #767676); padding: 4px 12px 8px;
}
.lesson-prediction legend { float: left; width: 100%; padding-top: 4px; font-weight: 600; }
.lesson-prediction legend + * { clear: both; }
.lesson-prediction label { display: inline-block; margin: 2px 0; cursor: pointer; }
.lesson-prediction input:focus-visible,
.lesson-prediction summary:focus-visible {
  outline: 3px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px;
}
.lesson-prediction .commit { margin: 8px 0 0; }
.lesson-prediction:not(:has([name=choice]:checked)) .commit,
.lesson-prediction:not(:has([name=commit]:checked)) details { display: none; }
.lesson-prediction:has([name=commit]:checked) [name=choice]:not(:checked) { visibility: hidden; }
@supports selector(details::details-content) {
  .lesson-prediction .option:has([name=choice]:checked) summary { display: none; }
  .lesson-prediction .option:has([name=choice]:checked) details::details-content {
    content-visibility: visible; display: block;
  }
}
</style>""")
_LETTERS = "ABCDEFGH"


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


def predict(asked: str | Text, options: Sequence[Option] | None = None) -> Picture:
    """Show a question to commit to: a lesson's by its key, or your own with its ``options``.

    ``predict("03/default-source")``; ``predict(Text("…", "…"), [Option(…), …])``.

    Raises TutorialError for a key that no lesson has, and for options of which not exactly one is
    right.
    """
    if options is None:
        text, options = question(str(asked))
    else:
        text = asked if isinstance(asked, Text) else Text(asked, asked)
        _check(options)
    lettered = list(zip(_LETTERS, options, strict=False))
    # A form of its own keeps the choice to this question.
    html = fill(
        '<form class="lesson-prediction"><fieldset><legend>{}</legend><p><em>{}</em></p>{}'
        '<p class="commit"><label><input type="checkbox" name="commit" {}> {}</label></p>'
        "</fieldset></form>{}",
        both(text),
        both(_HOW),
        join(_answer(letter, option) for letter, option in lettered),
        OWN_KEYS,
        both(_COMMIT),
        _STYLE,
    )
    listed = "\n".join(f"  {letter}. {option.text}" for letter, option in lettered)
    return Picture(html, f"{text}\n{listed}")


def _check(options: Sequence[Option]) -> None:
    right = sum(option.right for option in options)
    if right != 1 or not 2 <= len(options) <= len(_LETTERS):
        raise TutorialError(
            f"選択肢は 2 から {len(_LETTERS)} 個、正解はちょうど 1 つにしてください "
            f"({len(options)} 個中 {right} 個が正解です)。",
            f"Give 2 to {len(_LETTERS)} options, exactly one of them right; "
            f"here {right} of {len(options)} are.",
        )


def _answer(letter: str, option: Option) -> Markup:
    mark, verdict = ("✓", _RIGHT) if option.right else ("✗", _WRONG)
    said = fill("<p><strong>{} {}</strong></p>{}", mark, both(verdict), both(option.why, "p"))
    return fill(
        '<div class="option"><label><input type="radio" name="choice" value="{0}" {1}> '
        '{0}. {2}</label><div aria-live="polite">{3}</div></div>',
        letter,
        OWN_KEYS,
        both(option.text),
        fold(fill("{}: {}", letter, both(_WHY)), said),
    )
