"""The picture of events: what happened, in order, beside the calls that caused it.

The events are read through the API; a call is found by the request id that its events carry. Below
them stands a simulation of how the same events may reach a webhook endpoint.
"""

from dataclasses import dataclass, replace
from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets import html, live, webhook_play
from helpers.widgets.failures import told_when_dead
from helpers.widgets.following import calls_of, reading
from helpers.widgets.html import Markup, Picture, both, fill, fold, foreign, ident, table, wide
from helpers.widgets.plain_data import NOT_SAID, id_of, moment, plain
from helpers.widgets.request_form import Asked
from helpers.widgets.secrecy import without_keys

PAGE = 100

_HEADER = (
    Text("No.", "No."),
    Text("日時", "When"),
    Text("イベント", "Event"),
    Text("対象", "About"),
    Text("きっかけの呼び出し", "Caused by"),
    Text("変わる前", "Before it changed"),
)
_EVENTS = Text("イベント", "Events")
_SINCE = Text("このセルのあとのイベント", "Events since this cell")
_NONE = Text("イベントはありません。", "No events.")
_NO_CALL = Text("呼び出しではない (時間の経過か顧客の操作)", "no call (time, or the customer)")
_OTHER_CALL = Text("このノートブックの外の呼び出し", "a call from outside this notebook")
_CALL = Text("呼び出し", "call")
_MORE = Text(f"新しい {PAGE} 件だけを表示しています。", f"Only the newest {PAGE} are shown.")


@dataclass(frozen=True, slots=True)
class Row:
    """One event. ``call`` is the number of the call that caused it and the call itself."""

    number: int
    id: str
    type: str
    created: int
    about: str
    before: str
    request: str | None
    call: tuple[int, Asked] | None


@dataclass(frozen=True, slots=True)
class State:
    """Events, the oldest first; ``more``: there are older ones that are not shown."""

    rows: list[Row]
    more: bool


def state_of(client: stripe.StripeClient, about: str | None = None) -> State:
    """Ask the account for its newest 100 events: one call.

    ``about``: the id of an object; events that do not speak of it are left out. Raises
    StripeError as the account's answers do.
    """
    calls = {call.request_id: (at, call) for at, call in enumerate(calls_of(client), 1)}
    with reading(client):
        listed = plain(client.v1.events.list({"limit": PAGE}))
    events = [
        event for event in reversed(listed["data"]) if about is None or _speaks_of(event, about)
    ]
    rows = [_row(number, event, calls) for number, event in enumerate(events, 1)]
    return State(rows, bool(listed.get("has_more")))


def _speaks_of(event: dict[str, Any], id: str) -> bool:
    object = event["data"]["object"]
    return id in (object.get("id"), id_of(object.get("customer")), id_of(object.get("source")))


def _row(number: int, event: dict[str, Any], calls: dict[str, tuple[int, Asked]]) -> Row:
    request = id_of(event.get("request"))
    changed = event["data"].get("previous_attributes") or {}
    return Row(
        number=number,
        id=event["id"],
        type=event["type"],
        created=event["created"],
        about=str(event["data"]["object"].get("id", NOT_SAID)),
        before=", ".join(f"{name}: {_short(value)}" for name, value in changed.items()),
        request=str(request) if request else None,
        call=calls.get(str(request)),
    )


def _short(value: object) -> str:
    said = "null" if value is None else str(value)
    return said if len(said) <= 60 else f"{said[:60]}…"


class EventList(live.LivePicture):
    """The events of an account; in a running kernel their deliveries are played one by one.

    ``state`` is that of the cell, and what is played. Events that come after it are in ``since``
    and stay folded, so that the text below the cell goes on being right.
    """

    def __init__(self, client: stripe.StripeClient, about: str | None) -> None:
        super().__init__(client)
        self.about = about
        self.state = state_of(client, about)
        self.since = State([], more=False)
        self.way = "in-order"
        self.arrived = 0

    def look_again(self) -> None:
        """Ask for the events again and keep those that are new."""
        now = state_of(self.client, self.about)
        known = {row.id for row in (*self.state.rows, *self.since.rows)}
        new = [row for row in now.rows if row.id not in known]
        numbered = (replace(row, number=at) for at, row in enumerate(new, len(known) + 1))
        self.since = State([*self.since.rows, *numbered], now.more)

    def do_way(self, values: live.Values) -> None:
        """Another way of arriving was chosen: begin again."""
        if values.get("way") in webhook_play.WAYS:
            self.way, self.arrived = str(values["way"]), 0

    def do_next(self, values: live.Values) -> None:
        """The next delivery arrives."""
        if values.get("way") != self.way:
            self.do_way(values)
        self.arrived = min(self.arrived + 1, len(self._deliveries()))

    def do_all(self, values: live.Values) -> None:
        """All deliveries arrive."""
        self.do_way(values)
        self.arrived = len(self._deliveries())

    def do_again(self, _: live.Values) -> None:
        """None has arrived yet."""
        self.arrived = 0

    def _deliveries(self) -> list[webhook_play.Delivery]:
        return webhook_play.deliveries([(row.id, row.type) for row in self.state.rows], self.way)

    # --- how it looks ----------------------------------------------------------------------------

    def _caption(self, ja: str, en: str, state: State) -> Text:
        count, about = len(state.rows), f" ({self.about})" if self.about else ""
        return Text(f"{ja}{about}: {count} 件", f"{en}{about}: {count}")

    def picture(self) -> Picture:
        caption = self._caption(*_EVENTS, self.state)
        if not self.state.rows:
            said = fill("<p>{}</p>{}", both(caption), both(_NONE, "p"))
            return Picture(said, str(caption))
        ids = [(row.id, row.type) for row in self.state.rows]
        rows = self._table(caption, self.state)
        shown = fill("<section>{}{}</section>", rows, webhook_play.every_way(ids))
        lines = [
            f"  {row.number}. {row.type} {row.about} ← {self._cause(row)}"
            for row in self.state.rows
        ]
        return Picture(shown, "\n".join([str(caption), *lines]))

    def parts(self) -> live.Parts:
        if not self.state.rows:
            return {"table": self.html + self._later()}
        all_of_them = self._deliveries()
        left = self.arrived < len(all_of_them)
        controls = live.group(
            webhook_play.TITLE,
            both(webhook_play.SIMULATED, "p"),
            fill(
                '<div role="radiogroup" aria-label="{}">{}</div>',
                webhook_play.TITLE,
                live.action(
                    *(
                        live.radio("way", name, both(way.name), name == self.way, "way")
                        for name, way in webhook_play.WAYS.items()
                    )
                ),
            ),
            live.action(
                live.button("next", webhook_play.NEXT, able=left),
                live.button("all", webhook_play.ALL, able=left),
                live.button("again", webhook_play.AGAIN, able=self.arrived > 0),
            ),
        )
        arrived = webhook_play.arrivals(all_of_them, self.way, self.arrived)
        shown = self._table(self._caption(*_EVENTS, self.state), self.state) + self._later()
        return {"table": shown, "controls": controls, "outcome": arrived}

    def _later(self) -> Markup:
        """What came after the cell, folded."""
        if not self.since.rows:
            return Markup("")
        caption = self._caption(*_SINCE, self.since)
        return fold(both(caption), self._table(caption, self.since))

    def _table(self, caption: Text, state: State) -> Markup:
        rows = ([fill("{}", row.number), *self._cells(row)] for row in state.rows)
        more = both(_MORE, "p") if state.more else Markup("")
        return wide(caption, table(caption, _HEADER, rows)) + more

    def _cells(self, row: Row) -> list[Markup]:
        if row.call is not None:
            number, asked = row.call
            where = html.path(f"{asked.method} {without_keys(asked.path)}")
            cause = fill("{} {}<br>{}", both(_CALL), number, where)
        else:
            cause = both(_NO_CALL if row.request is None else _OTHER_CALL)
        return [
            html.when(moment(row.created)),
            fill("{}<br>{}", ident(row.type), ident(row.id)),
            ident(row.about),
            cause,
            foreign(row.before or NOT_SAID),
        ]

    def _cause(self, row: Row) -> str:
        if row.call is not None:
            return f"{row.call[0]}. {row.call[1].method} {row.call[1].path}"
        return str(_NO_CALL if row.request is None else _OTHER_CALL)


def show_events(client: stripe.StripeClient, about: object = None) -> EventList:
    """Show the account's events in order, each beside the call that caused it.

    ``about``: an object or its id, to see only the events that speak of it. Raises StripeError as
    the account's answers do.
    """
    id = getattr(about, "id", about)
    with told_when_dead():
        return EventList(client, None if id is None else str(id))
