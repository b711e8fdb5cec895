"""The picture of a Source's life: where it stands, and every step of the table that leads on.

The diagram and the table are both made from ``helpers.emulator.lifecycle.TRANSITIONS``, the table
that the emulator obeys, so neither can say anything else than what happens.
"""

from itertools import groupby
from typing import Any

import stripe

from helpers.bilingual import Text, TutorialError
from helpers.emulator import facts, lifecycle
from helpers.emulator.lifecycle import TRANSITIONS, Transition
from helpers.widgets.html import Markup, Picture, both, fill, foreign, show, table

TRIGGERS = {
    lifecycle.CREATE: Text("作成する", "created"),
    lifecycle.AUTHORIZE: Text("顧客が認証する", "customer authorizes"),
    lifecycle.FAIL: Text("顧客の認証が失敗する", "customer's authorization fails"),
    lifecycle.EXPIRE: Text("期限が切れる", "time runs out"),
    lifecycle.ATTACH: Text("関連付ける", "attached"),
    lifecycle.CHARGE: Text("請求する", "charged"),
    lifecycle.DECLINE: Text("請求が拒否される", "charge declined"),
    lifecycle.DETACH: Text("切り離す", "detached"),
}
CONDITIONS = {
    "flow is none": "flow が none",
    "flow is redirect": "flow が redirect",
    "flow is receiver": "flow が receiver",
    "flow is redirect or receiver": "flow が redirect か receiver",
    "reusable and attached": "再利用可能で、関連付け済み",
    "reusable and not attached": "再利用可能で、関連付けなし",
    "single-use": "1 回限り使用",
    "single-use, or not attached": "1 回限り使用、または関連付けなし",
    "single-use and flow is redirect": "1 回限り使用で、flow が redirect",
}
"""The table's conditions, which are English as they stand, in Japanese."""
STRENGTHS = {
    "recorded": Text("記録あり", "recorded"),
    "documented": Text("文書あり", "documented"),
    "observed": Text("観測", "observed"),
    "second-hand": Text("伝聞", "second-hand"),
    "disputed": Text("根拠が食い違う", "disputed"),
    "assumed": Text("推定", "assumed"),
}
_HEADER = (
    Text("状態", "From"),
    Text("きっかけ", "Trigger"),
    Text("次の状態", "To"),
    Text("条件", "Condition"),
    Text("イベント", "Event"),
    Text("根拠", "Evidence"),
)
_TITLE = Text("Source の状態の移り変わり", "Status transitions of a Source")
_NEW = Text("(新規)", "(new)")
_NOTHING = "—"


class Diagram:
    """A Mermaid diagram, which JupyterLab draws; elsewhere its plain text stands in for it."""

    def __init__(self, mermaid: str, text: str) -> None:
        self.mermaid = mermaid
        self.text = text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/vnd.mermaid": self.mermaid, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


class StatusPicture:
    """A Mermaid diagram and, below it, the table that says the same in words."""

    def __init__(self, diagram: Diagram, rows: Picture) -> None:
        self.diagram = diagram
        self.rows = rows

    def _ipython_display_(self) -> None:
        show(self.diagram)
        show(self.rows)

    def __repr__(self) -> str:
        return repr(self.rows)


def show_status(source: stripe.Source) -> StatusPicture:
    """Show the life cycle with the present status of ``source`` marked.

    Raises TutorialError for anything but a Source with one of Stripe's five statuses.
    """
    status = getattr(source, "status", None)
    if getattr(source, "object", None) != "source" or status not in lifecycle.STATUSES:
        raise TutorialError(
            "show_status() には Source オブジェクトを渡してください。",
            "show_status() takes a Source object.",
        )
    now = Text(f"{source.id} は今 {status} です", f"{source.id} is {status} now")
    return StatusPicture(Diagram(mermaid(status), str(now)), _rows(now, status))


def mermaid(status: str) -> str:
    """The life cycle as a Mermaid state diagram, ``status`` marked in words and with a border.

    Steps that leave the status as it is stand in the table only.
    """
    moves = [row for row in TRANSITIONS if row.before != row.after]
    ends = {row.after for row in moves} - {row.before for row in moves}
    lines = [
        "stateDiagram-v2",
        f"accTitle: {_TITLE}",
        f"accDescr: {status} が今の状態です。下の表が同じ内容です。 / "
        f"{status} is the present status. The table below says the same.",
        "direction LR",
        f'state "{status} (今 / now)" as {status}',
    ]
    for (before, after), rows in groupby(
        sorted(moves, key=lambda row: (row.before or "", row.after)),
        key=lambda row: (row.before or "[*]", row.after),
    ):
        lines.append(f"{before} --> {after}: {' / '.join(dict.fromkeys(r.trigger for r in rows))}")
    lines += [f"{end} --> [*]" for end in sorted(ends)]
    lines += ["classDef now stroke-width:4px,font-weight:bold", f"class {status} now"]
    return "\n".join(lines)


def _rows(now: Text, status: str) -> Picture:
    ledger = facts.load()
    caption = Text(f"{_TITLE.ja}: {now.ja}", f"{_TITLE.en}: {now.en}")
    html = table(
        caption,
        _HEADER,
        (_cells(row, status, facts_strength(ledger, row)) for row in TRANSITIONS),
    )
    lines = [
        f"  {'→' if row.before == status else ' '} {row.before or _NEW.en} "
        f"--{row.trigger}--> {row.after}"
        + (f" [{row.condition}]" if row.condition else "")
        + f" ({row.fact})"
        for row in TRANSITIONS
    ]
    return Picture(html, "\n".join([str(now), *lines]))


def facts_strength(ledger: dict[str, facts.Fact], row: Transition) -> Text:
    """How sure the evidence for a row is, in words."""
    return STRENGTHS[ledger[row.fact].strength]


def _cells(row: Transition, status: str, strength: Text) -> list[Markup]:
    before = foreign(row.before) if row.before else both(_NEW)
    here = fill("<strong>→ {}</strong>", before) if row.before == status else before
    return [
        here,
        both(TRIGGERS[row.trigger]),
        foreign(row.after),
        both(Text(CONDITIONS[row.condition], row.condition)) if row.condition else Markup(_NOTHING),
        fill("<code>{}</code>", row.event) if row.event else Markup(_NOTHING),
        fill("{}: {}", row.fact, both(strength)),
    ]
