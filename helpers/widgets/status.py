"""The picture of a Source's status: the life cycle, where it stands, the way so far.

With the emulator the learner acts for the customer, too: authorizes, fails, or lets time pass.
"""

from typing import TYPE_CHECKING, Any

import stripe

from helpers.bilingual import Text, TutorialError
from helpers.emulator import lifecycle
from helpers.widgets import live
from helpers.widgets.failures import told_when_dead
from helpers.widgets.following import is_kernel, reading
from helpers.widgets.html import Markup, Picture, both, code, fill, listing, show
from helpers.widgets.life_cycle import (
    Passed,
    life_cycle_lines,
    life_cycle_table,
    mermaid,
    way_lines,
    way_table,
)
from helpers.widgets.plain_data import moment, plain
from helpers.widgets.source_way import way_of

if TYPE_CHECKING:
    from ipywidgets import Output  # type: ignore[import-untyped]

HOURS = {"1": 1, "6": 6, "168": 168}

_HAND = Text("顧客の操作 (エミュレーターだけ)", "The customer's hand (emulator only)")
_AUTHORIZE = Text("顧客が認証する", "Customer authorizes")
_FAIL = Text("顧客の認証が失敗する", "Customer's authorization fails")
_PASS = Text("時間を進める", "Let time pass")
_HOURS = Text("時間", "Hours")
_NOW = Text("エミュレーターの時刻", "The emulator's time")
_RUNS = Text("実行するコード:", "Will run:")
_RAN = Text("今実行したコード", "The code just run")
_DONE = Text("状態は {0} から {1} に変わりました。", "The status went from {0} to {1}.")
_SAME = Text("状態は {0} のままです。", "The status is {0} as before.")
_NO_HAND = Text(
    "本物のアカウントでは、認証するのは顧客です。ここからは操作できません。",
    "In a real account the customer authorizes: there is nothing to do from here.",
)


class Diagram:
    """A Mermaid diagram, which JupyterLab draws; elsewhere its plain text stands in for it.

    In a running kernel it can be drawn anew in its place.
    """

    def __init__(self, mermaid: str, text: str) -> None:
        self.mermaid = mermaid
        self.text = text
        self._output: Output | None = None

    def draw(self, mermaid: str, text: str) -> None:
        """Show another diagram in the same place."""
        self.mermaid, self.text = mermaid, text
        if self._output is not None:
            self._output.outputs = self._outputs()

    def _outputs(self) -> tuple[dict[str, Any], ...]:
        return ({"output_type": "display_data", "data": self._data(), "metadata": {}},)

    def _data(self) -> dict[str, Any]:
        return {"text/vnd.mermaid": self.mermaid, "text/plain": self.text}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if not is_kernel():
            return self._data()
        if self._output is None:
            from ipywidgets import Output

            self._output = Output(outputs=self._outputs())
        return self._data() | live.view_of(self._output)

    def __repr__(self) -> str:
        return self.text


class StatusPicture:
    """A Mermaid diagram and, below it, the tables that say the same in words."""

    def __init__(self, source: dict[str, Any], client: stripe.StripeClient | None) -> None:
        self.source = source
        self.way = way_of_source(client, source)
        self.diagram = Diagram(mermaid(self.status, self.way), str(self.now))

    @property
    def status(self) -> str:
        """One of Stripe's five."""
        return str(self.source["status"])

    @property
    def now(self) -> Text:
        """Where the source stands, in a sentence."""
        id = self.source["id"]
        return Text(f"{id} は今 {self.status} です", f"{id} is {self.status} now")

    def picture(self) -> Picture:
        """The tables."""
        table = life_cycle_table(self.now, self.status)
        lines = [str(self.now), *way_lines(self.way), *life_cycle_lines(self.status)]
        way = way_table(self.way) if self.way else Markup("")
        return Picture(fill("<section>{}{}</section>", way, table), "\n".join(lines))

    @property
    def html(self) -> Markup:
        """The HTML of the tables."""
        return self.picture().html

    def _ipython_display_(self) -> None:
        show(self.diagram)
        show(self.picture())

    def __repr__(self) -> str:
        return self.picture().text


class LiveStatus(live.LivePicture):
    """The same picture of a client's source; it follows the source, and lets the customer act."""

    def __init__(self, client: stripe.StripeClient, source: dict[str, Any]) -> None:
        super().__init__(client)
        self.still = StatusPicture(source, client)
        self.hours = 1
        self.ran: str | None = None

    def _ipython_display_(self) -> None:
        show(self.still.diagram)
        show(_Tables(self))

    def picture(self) -> Picture:
        return self.still.picture()

    def look_again(self) -> None:
        """Ask for the source again and draw the diagram anew."""
        still = self.still
        with reading(self.client):
            still.source = plain(self.client.v1.sources.retrieve(still.source["id"]))
            still.way = way_of(self.client, still.source)
        still.diagram.draw(mermaid(still.status, still.way), str(still.now))

    def code(self, name: str) -> str:
        """What a control runs. None of it is a call of the API: the customer acts, or time does."""
        id = self.still.source["id"]
        if name == "pass":
            return f"client.emulator.advance_clock({self.hours} * 3600)"
        return f'client.emulator.{name}("{id}")'

    def do_choose(self, values: live.Values) -> None:
        """How long is to pass."""
        self.hours = HOURS.get(str(values.get("hours")), self.hours)

    def do_authorize(self, _: live.Values) -> Text:
        """The customer agrees."""
        return self._do("authorize")

    def do_fail(self, _: live.Values) -> Text:
        """The customer does not."""
        return self._do("fail")

    def do_pass(self, values: live.Values) -> Text:
        """Time goes on."""
        self.do_choose(values)
        return self._do("pass")

    def _do(self, name: str) -> Text:
        emulator = getattr(self.client, "emulator", None)
        if emulator is None:
            raise TutorialError(*_NO_HAND)
        before, id = self.still.status, self.still.source["id"]
        self.ran = self.code(name)
        try:
            if name == "authorize":
                emulator.authorize(id)
            elif name == "fail":
                emulator.fail(id)
            else:
                emulator.advance_clock(self.hours * 3600)
        finally:
            self.look_again()
        after = self.still.status
        said = _SAME if before == after else _DONE
        return Text(said.ja.format(before, after), said.en.format(before, after))

    def parts(self) -> live.Parts:
        emulator = getattr(self.client, "emulator", None)
        controls = live.group(_HAND, both(_NO_HAND, "p")) if emulator is None else self._hand()
        ran = live.group(_RAN, listing(self.ran)) if self.ran else Markup("")
        return {"table": self.html, "controls": controls, "outcome": ran}

    def _hand(self) -> Markup:
        source = self.still.source
        pending = source["status"] == lifecycle.PENDING
        redirected = source.get("flow") == "redirect"
        emulator: Any = getattr(self.client, "emulator", None)
        hours = {value: value for value in HOURS}
        return live.group(
            _HAND,
            self._action("authorize", _AUTHORIZE, pending),
            self._action("fail", _FAIL, pending and redirected),
            live.action(
                live.button("pass", _PASS, once=True),
                live.choice("hours", _HOURS, hours, str(self.hours), "choose"),
                self._before("pass"),
            ),
            fill("<p>{}: {}</p>", both(_NOW), moment(emulator.now)),
        )

    def _action(self, name: str, label: Text, able: bool) -> Markup:
        return live.action(live.button(name, label, able=able, once=True), self._before(name))

    def _before(self, name: str) -> Markup:
        return fill("<span>{} {}</span>", both(_RUNS), code(self.code(name)))


class _Tables:
    """The part of a live status below its diagram."""

    def __init__(self, picture: LiveStatus) -> None:
        self.picture = picture

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return self.picture._repr_mimebundle_()

    def __repr__(self) -> str:
        return repr(self.picture)


def show_status(
    source: stripe.Source | str, client: stripe.StripeClient | None = None
) -> StatusPicture | LiveStatus:
    """Show the life cycle with the present status of ``source`` marked.

    With a ``client`` the way so far stands beside it, a source can be named by its id, and in a
    running kernel the picture follows it. Raises TutorialError for anything but a Source with one
    of Stripe's five statuses, and StripeError as the account's answers do.
    """
    if client is not None and isinstance(source, str) and source.startswith("src_"):
        with told_when_dead(), reading(client):
            source = client.v1.sources.retrieve(source)
    fields = plain(source) if isinstance(source, stripe.StripeObject | dict) else {}
    if fields.get("object") != "source" or fields.get("status") not in lifecycle.STATUSES:
        raise TutorialError(
            "show_status() には Source オブジェクトを渡してください。ID (src_…) だけを渡すときは、"
            "client も渡します。",
            "show_status() takes a Source object, or its id (src_…) together with the client.",
        )
    if client is None:
        return StatusPicture(fields, None)
    with told_when_dead():
        return LiveStatus(client, fields)


def way_of_source(client: stripe.StripeClient | None, source: dict[str, Any]) -> list[Passed]:
    """The way so far, without adding the question to the lesson's calls."""
    if client is None:
        return []
    with reading(client):
        return way_of(client, source)
