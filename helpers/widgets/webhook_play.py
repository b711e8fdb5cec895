"""How events may reach a webhook endpoint: a simulation, played on the recorded events.

Nothing is sent. Stripe promises no order (fact V11) and may deliver an event twice (V12), so a
handler has to keep the ids that it has seen and to fetch the object rather than trust what an
event of the past says.
"""

from collections.abc import Sequence
from typing import NamedTuple

from helpers.bilingual import Text
from helpers.widgets.html import Markup, both, fill, fold, ident, join, table, wide

TITLE = Text("Webhook としての届き方", "As webhooks arrive")
SIMULATED = Text(
    "これはシミュレーションです。記録したイベントを並べ替えるだけで、何も送りません。"
    "Stripe は届く順序を約束せず (V11、文書あり)、"
    "同じイベントが 2 回届くこともあります (V12、文書あり)。",
    "This is a simulation: it rearranges the recorded events and sends nothing. "
    "Stripe promises no order of delivery (V11, documented), "
    "and the same event may arrive twice (V12, documented).",
)
NEXT = Text("次の配信", "Next delivery")
ALL = Text("すべて配信", "All deliveries")
AGAIN = Text("最初から", "From the start")

_HEADER = (
    Text("届いた順", "Arrival"),
    Text("イベント", "Event"),
    Text("起きた順", "Happened as"),
    Text("受け取る側がすること", "What the handler has to do"),
)
_USE = Text("初めての ID なので処理します。", "A new id: handle it.")
_AGAIN = Text(
    "もう処理した ID です。200 を返して無視します。",
    "An id handled before: answer 200 and ignore it.",
)
_LATE = Text(
    "後の出来事が先に届いています。イベントの中身ではなく、API で今の状態を取得します。",
    "A later event came first: fetch the state from the API, do not take it from the event.",
)
_NOTHING = Text("まだ何も届いていません。", "Nothing has arrived yet.")


class Way(NamedTuple):
    """A way of arriving: its name and what it means."""

    name: Text
    meaning: Text


WAYS = {
    "in-order": Way(
        Text("順番どおり", "in order"),
        Text("起きた順に 1 回ずつ届きます。", "Each arrives once, as it happened."),
    ),
    "swapped": Way(
        Text("順序の入れ替わり", "out of order"),
        Text("隣り合う 2 件が入れ替わって届きます。", "Neighbours arrive the wrong way round."),
    ),
    "twice": Way(
        Text("重複", "duplicates"),
        Text("1 件おきに 2 回届きます。", "Every other one arrives twice."),
    ),
    "late": Way(
        Text("遅れ", "late"),
        Text("最初のイベントが最後に届きます。", "The first one arrives last."),
    ),
}


class Delivery(NamedTuple):
    """One arrival of an event. ``happened`` is the event's place in time, from 1."""

    event: str
    type: str
    happened: int
    advice: Text


def deliveries(events: Sequence[tuple[str, str]], way: str) -> list[Delivery]:
    """The arrivals of events (id and type, the oldest first) in one of the ``WAYS``."""
    seen: set[int] = set()
    latest = -1
    arrived = []
    for place in _places(len(events), way):
        advice = _USE
        if place in seen:
            advice = _AGAIN
        elif place < latest:
            advice = _LATE
        seen.add(place)
        latest = max(latest, place)
        arrived.append(Delivery(*events[place], place + 1, advice))
    return arrived


def _places(count: int, way: str) -> list[int]:
    order = list(range(count))
    if way == "swapped":
        for at in range(0, count - 1, 2):
            order[at], order[at + 1] = order[at + 1], order[at]
    elif way == "twice":
        order = [place for place in order for _ in range(2 if place % 2 == 0 else 1)]
    elif way == "late":
        order = [*order[1:], *order[:1]]
    return order


def arrivals(arrived: Sequence[Delivery], way: str, count: int) -> Markup:
    """The first ``count`` arrivals as a table."""
    name, meaning = WAYS[way]
    total = len(arrived)
    caption = Text(
        f"届いた配信 ({name.ja}): {total} 件のうち {count} 件",
        f"Deliveries that have arrived ({name.en}): {count} of {total}",
    )
    rows = [
        [
            fill("{}", number),
            fill("{}<br>{}", ident(delivery.type), ident(delivery.event)),
            fill("{}", delivery.happened),
            both(delivery.advice),
        ]
        for number, delivery in enumerate(arrived[:count], 1)
    ]
    shown = wide(caption, table(caption, _HEADER, rows)) if rows else both(_NOTHING, "p")
    return both(meaning, "p") + shown


def every_way(events: Sequence[tuple[str, str]]) -> Markup:
    """Every way of arriving, folded: the whole of it for where no kernel runs."""
    folds = join(
        fold(both(way.name), arrivals(all_of_them, name, len(all_of_them)))
        for name, way in WAYS.items()
        for all_of_them in [deliveries(events, name)]
    )
    return fold(both(TITLE), both(SIMULATED, "p") + folds)
