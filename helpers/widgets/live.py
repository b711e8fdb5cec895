"""A picture with controls: in a running kernel the reader's clicks reach Python.

The static picture is the ``text/html`` of the output and what a stored notebook keeps. Beside it
stands a view of one widget, which shows the same markup with controls. ipywidgets' own controls
are not used: their buttons hold plain text of no language, and their slider has no name to read
aloud.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import stripe

from helpers.bilingual import Text
from helpers.widgets import following
from helpers.widgets.failures import told
from helpers.widgets.html import OWN_KEYS, Markup, Picture, both, fill, join

if TYPE_CHECKING:
    from helpers.widgets.live_view import LiveView

PARTS = ("top", "table", "controls", "outcome")
"""The pieces of a live picture in their order; each is sent again only when it has changed."""

Parts = dict[str, Markup]

Values = Mapping[str, Any]
"""What the named controls of a picture say, as text (a tick: true or false). Never trusted."""

_WAITING = Text(
    "まだ答えがありません。カーネルが動いているか確かめてください。",
    "No answer yet. See whether the kernel is running.",
)
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class LivePicture(ABC):
    """A picture of something that changes: static where it is stored, live where a kernel runs.

    A subclass says how it looks, static and live, and has one method ``do_NAME(values)`` for each
    control that is named so. It is redrawn when a cell, or another picture, has changed something.
    """

    def __init__(self, client: stripe.StripeClient) -> None:
        self.client = client
        self._said: Text | None = None
        self._view: LiveView | None = None

    # --- how it looks ----------------------------------------------------------------------------

    @abstractmethod
    def picture(self) -> Picture:
        """The static picture of the present state."""

    @abstractmethod
    def parts(self) -> Parts:
        """The live picture of the present state: some of ``PARTS``."""

    @abstractmethod
    def look_again(self) -> None:
        """Bring the state up to date; raises what the account's answers raise."""

    @property
    def html(self) -> Markup:
        """The static picture's HTML."""
        return self.picture().html

    def __repr__(self) -> str:
        return self.picture().text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = self.picture()._repr_mimebundle_()
        if following.is_kernel():
            bundle |= view_of(self.view())
        return bundle

    # --- the running picture ---------------------------------------------------------------------

    def view(self) -> "LiveView":
        """The widget; made, and told of changes from then on, when the picture is first shown."""
        if self._view is None:
            from helpers.widgets.live_view import LiveView

            self._view = LiveView(waiting=str(both(_WAITING, "p")), **self._written())
            self._view.on_msg(self._told)
            following.follow(self)
        return self._view

    def act(self, name: str, values: Values) -> None:
        """Do what a control asks for, say how it went, and draw. Raises nothing: it tells."""
        action: Callable[[Values], Text | None] | None = getattr(self, f"do_{name}", None)
        try:
            self._said = action(values) if action else None
        except Exception as error:  # the reader has no other place to see it
            self._said = told(error)
        self.draw()

    def draw(self) -> None:
        """Send what has changed to the page."""
        if self._view is not None:
            with self._view.hold_sync():
                for name, html in self._written().items():
                    setattr(self._view, name, html)

    def follow_up(self) -> None:
        """Look again and draw, after something has happened elsewhere."""
        self._said = None
        try:
            self.look_again()
        except Exception as error:
            self._said = told(error)
        self.draw()

    def close(self) -> None:
        """Stop following and leave the page."""
        following.leave(self)
        if self._view is not None:
            self._view.close()
            self._view = None

    def _written(self) -> dict[str, str]:
        said = both(self._said, "p") if self._said else Markup("")
        written = {**dict.fromkeys(PARTS, Markup("")), **self.parts(), "said": said}
        return {name: str(html) for name, html in written.items()}

    def _told(self, _: object, message: Any, __: object) -> None:
        values = message.get("values")
        self.act(str(message.get("what", "")), values if isinstance(values, dict) else {})
        if self._view is not None:
            self._view.send({"done": message.get("turn")})
        following.others_follow(self)


def view_of(widget: Any) -> dict[str, Any]:
    """What a page needs to show a widget of this kernel, as a part of a mimebundle."""
    return {WIDGET_VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}


def button(name: str, label: Text, *, able: bool = True, once: bool = False) -> Markup:
    """A button that does ``do_name``; one that is not able keeps the focus and says so.

    ``once``: until it is done, another click is no second wish.
    """
    return fill(
        '<button type="button" data-do="{}" data-key="{}"{}{} {}>{}</button>',
        name if able else "",
        name,
        Markup(" data-once") if once else "",
        Markup("") if able else Markup(' aria-disabled="true"'),
        OWN_KEYS,
        both(label),
    )


def choice(name: str, label: Text, options: Mapping[str, str], chosen: str, on: str = "") -> Markup:
    """A labelled list to choose from: value -> words of no language. ``on``: what a change does."""
    return fill(
        '<label>{} <select name="{}" {} {}>{}</select></label>',
        both(label),
        name,
        fill('data-change="{}"', on) if on else "",
        OWN_KEYS,
        join(
            fill(
                '<option value="{}"{}>{}</option>',
                value,
                Markup(" selected") if value == chosen else "",
                words,
            )
            for value, words in options.items()
        ),
    )


def number(name: str, label: Text, value: int, on: str = "") -> Markup:
    """A labelled field for a whole number of 1 and more. ``on``: what a change does."""
    return fill(
        '<label>{} <input type="number" name="{}" min="1" step="1" value="{}" {} {}></label>',
        both(label),
        name,
        value,
        fill('data-change="{}"', on) if on else "",
        OWN_KEYS,
    )


def radio(name: str, value: str, words: Markup, chosen: bool, on: str) -> Markup:
    """One of the choices called ``name``; ``on``: what choosing it does."""
    return fill(
        '<label><input type="radio" name="{}" value="{}"{} data-change="{}" {}> {}</label>',
        name,
        value,
        Markup(" checked") if chosen else "",
        on,
        OWN_KEYS,
        words,
    )


def action(*controls: Markup) -> Markup:
    """Controls that belong together, on one line where there is room."""
    return fill('<div class="lesson-action">{}</div>', join(controls))


def group(label: Text, *content: Markup) -> Markup:
    """A framed group of controls with its name."""
    return fill("<fieldset><legend>{}</legend>{}</fieldset>", both(label), join(content))


def source_of(name: str) -> str:
    """A file beside this one: the page's side of live pictures."""
    return files("helpers.widgets").joinpath(name).read_text(encoding="utf-8")
