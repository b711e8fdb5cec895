"""An exercise whose checker looks at the state of the account, so any right way is accepted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import stripe

from helpers.bilingual import Text
from helpers.lessons import texts
from helpers.widgets.failures import told_when_dead
from helpers.widgets.following import reading
from helpers.widgets.html import Markup, Picture, both, fill, fold, table

_CAPTION = Text("課題のチェック", "Exercise check")
_HEADER = (Text("条件", "Requirement"), Text("結果", "Result"), Text("今の状態", "State now"))
_MET = Text("できています", "done")
_OPEN = Text("まだです", "not yet")
_ALL_MET = Text("すべての条件を満たしました。", "Every requirement is met.")
_NOT_ALL_MET = Text("まだ満たしていない条件があります。", "Some requirements are not met yet.")
_HINT = Text("ヒント", "Hint")


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement, whether it is met, and the state that the checker saw."""

    requirement: Text
    met: bool
    seen: Text


Checker = Callable[[stripe.StripeClient], list[Finding]]


def checker(lesson: str) -> Checker:
    """``findings`` of a lesson's module. Raises TutorialError for an unknown lesson."""
    texts(lesson)
    found: Checker = import_module(f"helpers.lessons.lesson_{lesson}").findings
    return found


def check(lesson: str, client: stripe.StripeClient) -> Picture:
    """Ask the client's account whether the exercise of a lesson, such as ``"03"``, is solved.

    Only reads; shows each requirement with what was found, and while one is not met three hints,
    one after the other. Raises TutorialError for a lesson without an exercise and when the
    connection is dead, StripeError as the account's answers do.
    """
    with told_when_dead(), reading(client):
        findings = checker(lesson)(client)
    solved = all(finding.met for finding in findings)
    verdict = _ALL_MET if solved else _NOT_ALL_MET
    rows = [[both(f.requirement), _result(f.met), both(f.seen)] for f in findings]
    hints = [] if solved else [Text(**hint) for hint in texts(lesson)["exercise"]["hints"]]
    html = fill(
        "<section>{}<p><strong>{}</strong></p>{}</section>",
        table(_CAPTION, _HEADER, rows),
        both(verdict),
        _steps(hints),
    )
    lines = [f"{'✓' if f.met else '✗'} {f.requirement}: {f.seen}" for f in findings]
    return Picture(html, "\n".join([str(verdict), *lines]))


def _result(met: bool) -> Markup:
    return fill("{} {}", "✓" if met else "✗", both(_MET if met else _OPEN))


def _steps(hints: Sequence[Text], number: int = 1) -> Markup:
    """The hints one inside the other: each opens only once the one before has been read."""
    if not hints:
        return Markup("")
    first, *rest = hints
    title = fill("{} {}", both(_HINT), number)
    return fold(title, both(first, "p") + _steps(rest, number + 1))
