"""``explain()``: a failure as a card that a learner can read, in both languages.

In a notebook an error that no cell catches shows its card by itself, above a short traceback.
"""

import linecache
import sys
import traceback
from types import TracebackType
from typing import Any

import stripe
from IPython.core.getipython import get_ipython

from helpers import early_cell
from helpers.bilingual import Text
from helpers.connection.doors import DoorClosed
from helpers.connection.failures import Failure, failure_of
from helpers.connection.guard import GuardRefused
from helpers.connection.keys import KeyRefused, masked
from helpers.widgets.html import Markup, Picture, both, fill, foreign, join, show

_CHANGED = Text("変わったもの", "What has changed")
_TODO = Text("すること", "What to do")
_WORDS = Text("Stripe の言葉", "Stripe's words")
_WORDS_OF_THE_SDK = Text("SDK の言葉", "The SDK's words")
_WORDS_OF_PYTHON = Text("Python の言葉", "Python's words")

SHOWN = (stripe.StripeError, GuardRefused, KeyRefused, DoorClosed)
"""The errors whose card is shown when no cell catches them. Other TutorialErrors are one sentence
that needs no card, and everything else is the learner's own Python."""


def explain(error: BaseException) -> Picture:
    """What happened, whether anything has changed, and what to do: for any exception.

    Nothing in it is a key or another secret. Never raises.
    """
    failure = failure_of(error)
    words = _words(error)
    lines = [f"✗ {failure.happened}", f"  {_CHANGED}: {failure.changed}"]
    lines += [f"  → {step}" for step in failure.todo]
    html = join(_told(failure, language) for language in ("ja", "en"))
    if words:
        label = _speaker(error)
        lines.append(f"  {label}: {words}")
        html += fill("<p>{}: <code>{}</code></p>", both(label), foreign(words))
    return Picture(fill("<section>{}</section>", html), "\n".join(lines))


def _told(failure: Failure, language: str) -> Markup:
    """The card in one language, as one block: read from its headline to the last step."""

    def say(text: Text) -> str:
        return str(getattr(text, language))

    steps = join(fill("<li>{}</li>", say(step)) for step in failure.todo)
    return fill(
        '<div lang="{}"><p><strong>✗ {}</strong></p><p>{}: {}</p>{}</div>',
        language,
        say(failure.happened),
        say(_CHANGED),
        say(failure.changed),
        fill("<p>{}:</p><ol>{}</ol>", say(_TODO), steps) if steps else "",
    )


def _speaker(error: BaseException) -> Text:
    """Whose words :func:`_words` gives: an answer that never came has none of Stripe's."""
    if not isinstance(error, stripe.StripeError):
        return _WORDS_OF_PYTHON
    return _WORDS_OF_THE_SDK if error.error is None else _WORDS


def _words(error: BaseException) -> str:
    """What Stripe said, else what the SDK or Python says; without secrets, on one line."""
    if not isinstance(error, stripe.StripeError):
        return "" if isinstance(error, SHOWN) else masked(f"{type(error).__name__}: {error}")
    details = error.error
    parts = [type(error).__name__]
    if error.http_status:
        parts.append(f"HTTP {error.http_status}")
    for name in ("code", "decline_code", "param"):
        if value := getattr(details, name, None):
            parts.append(f"{name}: {value}")
    said = details.message if details is not None else _first_lines(error)
    parts.append(" ".join(str(said or "").split()))
    if error.request_id:
        parts.append(error.request_id)
    return masked(" · ".join(filter(None, parts)))


def _first_lines(error: stripe.StripeError) -> str:
    """An error without Stripe's own words: what the SDK says, without the body it quotes."""
    return str(error.user_message or "").partition("\n\n")[0][:200]


# --- in a notebook -------------------------------------------------------------------------------


def register() -> None:
    """Let IPython show the card for an error that no cell catches. Nothing outside IPython.

    IPython keeps one handler: this one goes on saying what ``early_cell`` says.
    """
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((Exception,), _show)  # type: ignore[no-untyped-call]


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    behind = _shown_behind(error)
    if behind is None:
        early_cell.show(shell, kind, error, trace, tb_offset)
        return []
    if not early_cell.say(shell, error, trace):
        show(explain(behind))
    lines = [*_own_frames(shell, trace), masked(f"{kind.__name__}: {_said(error)}")]
    # What IPython keeps of the error, for %tb and %notebook, is the same: with %xmode Verbose it
    # would hold every variable on the way, the key among them.
    error._render_traceback_ = lambda: lines  # type: ignore[attr-defined]
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
    shell._showtraceback(kind, masked(_said(error)), lines)
    return lines


def _shown_behind(error: BaseException | None) -> BaseException | None:
    """The error itself, or the one it was raised while handling, if that is one to be shown.

    ``refusal.error.code`` of an answer that never came raises another error.
    """
    while error is not None and not isinstance(error, SHOWN):
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return error


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:500]


def _own_frames(shell: Any, trace: TracebackType | None) -> list[str]:
    """The lines of the learner's cells on the way to the error; not those of libraries."""
    lines: list[str] = []
    for frame in traceback.extract_tb(trace):
        label = shell.compile.format_code_name(frame.filename)
        if label and frame.lineno:
            source = linecache.getline(frame.filename, frame.lineno).strip()
            lines.append(f"{' '.join(label)}, line {frame.lineno}\n----> {masked(source)}")
    return lines
