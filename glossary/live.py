"""The search box and the flash cards: whole where they are stored, live where a kernel runs.

The static form is the ``text/html`` of an output and needs neither a kernel nor a style sheet. In a
running kernel a widget stands in its place; what the reader types and presses comes back to Python,
which draws everything that is shown.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from glossary.card import events, html_card, html_heading, value
from glossary.loading import calls, lists
from glossary.markup import OWN_KEYS, both, call, code, escape, fold, listing, table
from glossary.search import CERTAIN, NEAREST, BilingualError, Match, search
from glossary.term import Call, Term, Text

if TYPE_CHECKING:
    from glossary.live_view import LiveView

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

Values = Mapping[str, Any]
"""What the named controls say, as text. Never trusted."""

_WAITING = Text(
    ja="まだ答えがありません。カーネルが動いているか確かめてください。",
    en="No answer yet. See whether the kernel is running.",
)
_FAILED = Text(
    ja="うまく表示できませんでした。セルをもう一度実行してください。",
    en="This could not be shown. Run the cell again.",
)


class Live(ABC):
    """Something to look at that answers the reader: ``form`` holds the controls, and stays."""

    def __init__(self) -> None:
        self._view: LiveView | None = None

    @abstractmethod
    def static(self) -> str:
        """The HTML of a stored output."""

    @abstractmethod
    def form(self) -> str:
        """The HTML of the controls."""

    @abstractmethod
    def said(self) -> str:
        """The HTML of what is read aloud when it changes: short."""

    @abstractmethod
    def answer(self) -> str:
        """The HTML of all the rest."""

    @abstractmethod
    def act(self, what: str, values: Values) -> None:
        """Takes in what the reader has done with the control that is called ``what``."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": self.static(), "text/plain": repr(self)}
        if _is_kernel():
            view = self._shown()
            bundle[WIDGET_VIEW] = {
                "version_major": 2,
                "version_minor": 0,
                "model_id": view.model_id,
            }
        return bundle

    def _shown(self) -> "LiveView":
        if self._view is None:
            from glossary.live_view import LiveView

            waiting = both(_WAITING, "p")
            self._view = LiveView(
                form=self.form(), said=self.said(), answer=self.answer(), waiting=waiting
            )
            self._view.on_msg(self._told)
        return self._view

    def _told(self, view: "LiveView", message: Any, _: object) -> None:
        """The reader has no other place to see a failure: it is shown here, in both languages."""
        message = message if isinstance(message, dict) else {}
        values = message.get("values")
        try:
            self.act(str(message.get("what")), values if isinstance(values, dict) else {})
            said, answer = self.said(), self.answer()
        except Exception:
            said, answer = both(_FAILED, "p"), ""
        with view.hold_sync():
            view.said, view.answer = said, answer
        view.send({"done": message.get("turn")})


def _is_kernel() -> bool:
    from IPython.core.getipython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def page_side(name: str) -> str:
    """A file beside this one: what the page does."""
    return files("glossary").joinpath(name).read_text("utf-8")


# ── Search ──────────────────────────────────────────────────────────────────────────────────────

_SHOWN = 5
_WORD = Text(ja="調べる言葉", en="Word to look up")
_EXAMPLES = Text(
    ja="日本語、英語、ローマ字、メソッド、経路のどれでも引けます。",
    en="Japanese, English, rōmaji, a method or a route: any of them will do.",
)
_NEEDS_KERNEL = Text(
    ja="このセルを実行すると、ここに検索欄が出ます。",
    en="Run this cell and a search box appears here.",
)


class SearchBox(Live):
    """A field to type a word into; the card of what it names, or the nearest words, below it."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text

    def __repr__(self) -> str:
        found = self._found()
        lines = [f"{match.term.heading}: {match.why.ja} / {match.why.en}" for match in found]
        return "\n".join([f"search_box({self.text!r})", *lines])

    def static(self) -> str:
        return f"<div>{both(_NEEDS_KERNEL, 'p')}{self.said()}{self.answer()}</div>"

    def form(self) -> str:
        field = f'type="search" name="text" autocomplete="off" data-input="search" {OWN_KEYS}'
        return (
            f'<p><label>{both(_WORD)} <input {field} value="{escape(self.text)}"></label></p>'
            f"{both(_EXAMPLES, 'p')}"
        )

    def said(self) -> str:
        found = self._found()
        if not found:
            return ""
        best = found[0]
        quoted = escape(self.text)
        if best.score >= CERTAIN:
            why = both(best.why)
            return f"<p><bdi>「{quoted}」</bdi> → {html_heading(best.term)}: {why}</p>"
        nothing = Text(ja="用語集にありません。近い語:", en="is not in the glossary. Nearest:")
        names = " · ".join(html_heading(match.term) for match in found[:NEAREST])
        return f"<p><bdi>「{quoted}」</bdi> {both(nothing)} {names}</p>"

    def answer(self) -> str:
        found = self._found()
        certain = bool(found) and found[0].score >= CERTAIN
        card = html_card(found[0].term) if certain else ""
        return card + _matches(found[1:] if certain else found[:NEAREST], certain)

    def act(self, what: str, values: Values) -> None:
        self.text = str(values.get("text", ""))[:200]

    def _found(self) -> list[Match]:
        return search(self.text, limit=_SHOWN)


def _matches(found: Iterable[Match], certain: bool) -> str:
    rows = [
        (
            html_heading(match.term),
            call(match.term.call.python) if match.term.call else "",
            both(match.why),
        )
        for match in found
    ]
    if not rows:
        return ""
    caption = (
        Text(ja="ほかの候補", en="Other entries")
        if certain
        else Text(ja="近い語", en="Nearest entries")
    )
    header = (
        Text(ja="言葉", en="Word"),
        Text(ja="呼び出し", en="Call"),
        Text(ja="一致した理由", en="Why"),
    )
    return table(caption, header, rows)


def search_box(text: str = "") -> SearchBox:
    """A box to search the glossary in, with ``text`` already typed."""
    return SearchBox(text)


# ── Flash cards ─────────────────────────────────────────────────────────────────────────────────

Side = Literal["word", "call"]

_ASK: dict[str, Text] = {
    "word": Text(ja="言葉 → 呼び出し", en="Word → call"),
    "call": Text(ja="呼び出し → 言葉", en="Call → word"),
}
_BUTTONS = {
    "flip": Text(ja="裏返す", en="Flip"),
    "knew": Text(ja="わかった", en="I knew it"),
    "later": Text(ja="後でもう一度", en="Once more later"),
    "restart": Text(ja="最初から", en="Start over"),
}
_GIVEN = Text(ja="前提", en="Given")
_ROUTE = Text(ja="経路", en="Route")
_EVENTS = Text(ja="イベント", en="Events")
_DONE = Text(
    ja="全部わかりました。「最初から」でもう一度できます。",
    en="You knew them all. “Start over” deals them again.",
)


class UnknownLesson(BilingualError, LookupError):
    """No lesson of that number has a term with a call."""


class FlashCards(Live):
    """A pack of cards, each with a word on one side and its call on the other."""

    def __init__(self, lesson: str | None = None) -> None:
        super().__init__()
        self.ask: Side = "word"
        self.deal(lesson)

    def deal(self, lesson: str | None) -> None:
        """Takes the terms of a lesson (``"07"``; None: of all) as a new pack, front side up."""
        pack = [term for term in calls() if lesson is None or term.lesson[:2] == lesson]
        if not pack:
            known = ", ".join(lessons_with_calls())
            raise UnknownLesson(
                f"レッスン {lesson!r} のカードはありません。あるのは {known} です。",
                f"There are no cards for lesson {lesson!r}; there are {known}.",
            )
        self.lesson = lesson
        self.pack = deque(pack)
        self.size = len(pack)
        self.flipped = False

    def __repr__(self) -> str:
        lines = [f"  {term.heading} → {_call(term).python}" for term in self.pack]
        return "\n".join([f"{_ASK['word'].ja} / {_ASK['word'].en}", *lines])

    def static(self) -> str:
        return "".join(
            fold(
                f"{both(label)} ({self.size})",
                "".join(
                    fold(_front(term, ask), f"<blockquote>{_back(term, ask)}</blockquote>")
                    for term in self.pack
                ),
            )
            for ask, label in _ASK.items()
        )

    def form(self) -> str:
        radios = " ".join(
            f'<label><input type="radio" name="ask" value="{ask}" data-change="turn" {OWN_KEYS}'
            f"{' checked' if ask == self.ask else ''}> {both(label)}</label>"
            for ask, label in _ASK.items()
        )
        options = "".join(
            f'<option value="{number}"{" selected" if number == self.lesson else ""}>'
            f"{escape(f'{number} {title.ja} / {title.en}')}</option>"
            for number, title in lessons_with_calls().items()
        )
        every = '<option value="">全部 / All</option>'
        buttons = " ".join(
            f'<button type="button" data-do="{what}" {OWN_KEYS}>{both(label)}</button>'
            for what, label in _BUTTONS.items()
        )
        return (
            f"<fieldset><legend>{both(Text(ja='出し方', en='What is asked'))}</legend>"
            f"{radios}</fieldset>"
            f"<p><label>{both(Text(ja='レッスン', en='Lesson'))} "
            f'<select name="lesson" data-change="restart" {OWN_KEYS}>{every}{options}</select>'
            f"</label></p><p>{buttons}</p>"
        )

    def said(self) -> str:
        left = Text(
            ja=f"残り {len(self.pack)} 枚 (全 {self.size} 枚)",
            en=f"{len(self.pack)} of {self.size} left",
        )
        if not self.pack:
            return both(_DONE, "p")
        term = self.pack[0]
        back = _back(term, self.ask) if self.flipped else ""
        return f"<p>{both(left)}</p><p>{_front(term, self.ask)}</p>{back}"

    def answer(self) -> str:
        return ""

    def act(self, what: str, values: Values) -> None:
        if what == "flip":
            self.flipped = not self.flipped
        elif what == "turn":
            self.ask = "call" if values.get("ask") == "call" else "word"
            self.flipped = False
        elif what == "restart":
            self.deal(str(values.get("lesson") or "") or None)
        elif what in ("knew", "later") and self.pack:
            term = self.pack.popleft()
            self.pack.extend([term] if what == "later" else [])
            self.flipped = False


def lessons_with_calls() -> dict[str, Text]:
    """Number → title of each lesson that meets a term with a call."""
    met = {term.lesson for term in calls()}
    return {lesson[:2]: title for lesson, title in lists().lessons.items() if lesson in met}


def _call(term: Term) -> Call:
    assert term.call, "the pack holds terms with a call only"
    return term.call


def _front(term: Term, ask: str) -> str:
    if ask == "word":
        return html_heading(term)
    given = lists().situations[_call(term).given]
    return f"{call(_call(term).python)}<br>{both(_GIVEN)}: {both(given)}"


def _back(term: Term, ask: str) -> str:
    meaning = both(term.definition, "p")
    if ask == "call":
        return f"<p>{html_heading(term)}</p>{meaning}"
    known = ((_ROUTE, code(_call(term).route)), (_EVENTS, value(events(term))))
    rest = "".join(f"<p>{both(label)}: {found}</p>" for label, found in known)
    return listing(_call(term).python) + rest + meaning


def flash_cards(lesson: str | None = None) -> FlashCards:
    """The flash cards of all terms that map to a call, or of those of one lesson (``"07"``).

    Raises UnknownLesson for a lesson without such terms.
    """
    return FlashCards(lesson)
