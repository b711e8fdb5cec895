"""The life of a Source as a diagram and as tables: every step there is, and the steps gone so far.

The diagram and the tables are made from ``helpers.emulator.lifecycle.TRANSITIONS``, the table
that the emulator obeys, so neither can say anything else than what happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from helpers.bilingual import Text
from helpers.emulator import facts, lifecycle
from helpers.emulator.lifecycle import TRANSITIONS, Transition
from helpers.evidence import STRENGTHS
from helpers.widgets.html import Markup, both, fill, foreign, ident, table, when, wide
from helpers.widgets.plain_data import NOT_SAID, moment

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
    "reusable and attached": "再利用可能で、関連付け済み",
    "reusable and not attached": "再利用可能で、関連付けなし",
    "single-use": "1 回限り使用",
    "single-use and flow is redirect": "1 回限り使用で、flow が redirect",
}
"""The table's conditions, which are English as they stand, in Japanese."""
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
_NOTHING = fill("{}", NOT_SAID)
_NO_EVENT = Text("イベントなし", "no event")
_WAY = Text("これまでの歩み", "The way so far")
_WAY_HEADER = (
    Text("No.", "No."),
    Text("日時", "When"),
    Text("きっかけ", "What brought it about"),
    Text("イベント", "Event"),
    Text("前の状態", "From"),
    Text("次の状態", "To"),
    Text("根拠", "Evidence"),
)


class Diagram:
    """A Mermaid diagram, which JupyterLab draws; elsewhere its plain text stands in for it."""

    def __init__(self, mermaid: str, text: str) -> None:
        self.mermaid = mermaid
        self.text = text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/vnd.mermaid": self.mermaid, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Passed:
    """One step that a source has gone. ``when``: Unix time in seconds.

    ``call`` is the number of the lesson's call that brought it about, None if it was no call or
    is not known; ``fact`` is None where the table has no row for the step.
    """

    when: int | None
    trigger: str
    before: str | None
    after: str
    event: str | None
    fact: str | None
    call: int | None = None


def mermaid(status: str, way: Sequence[Passed] = ()) -> str:
    """The life cycle as a Mermaid state diagram, ``status`` marked in words and with a border.

    The steps of ``way`` stand at their arrows by number. Steps that leave the status as it is
    stand in the tables only.
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
        key=lambda row: (row.before, row.after),
    ):
        triggers = dict.fromkeys(row.trigger for row in rows)
        words = [_numbered(trigger, before, after, way) for trigger in triggers]
        lines.append(f"{before or '[*]'} --> {after}: {' / '.join(words)}")
    lines += [f"{end} --> [*]" for end in sorted(ends)]
    lines += ["classDef now stroke-width:4px,font-weight:bold", f"class {status} now"]
    return "\n".join(lines)


def _numbered(trigger: str, before: str | None, after: str, way: Sequence[Passed]) -> str:
    """``charge``, or ``charge (2, 3)`` where those steps of the way went along here."""
    gone = [
        str(number)
        for number, step in enumerate(way, 1)
        if (step.trigger, step.before, step.after) == (trigger, before, after)
    ]
    return f"{trigger} ({', '.join(gone)})" if gone else trigger


def way_table(way: Sequence[Passed]) -> Markup:
    """The steps gone so far, the first one first."""
    ledger = facts.load()
    rows = ([fill("{}", number), *_step_cells(step, ledger)] for number, step in enumerate(way, 1))
    return wide(_WAY, table(_WAY, _WAY_HEADER, rows))


def way_lines(way: Sequence[Passed]) -> list[str]:
    """The same as plain text."""
    return [
        f"  {number}. {moment(step.when)} {step.before or _NEW.en} --{step.trigger}--> {step.after}"
        f" ({step.event or _NO_EVENT.en}; {step.fact or NOT_SAID})"
        for number, step in enumerate(way, 1)
    ]


def life_cycle_table(now: Text, status: str) -> Markup:
    """Every step there is, those that lead on from ``status`` marked."""
    ledger = facts.load()
    caption = Text(f"{_TITLE.ja}: {now.ja}", f"{_TITLE.en}: {now.en}")
    rows = (_cells(row, status, _evidence(row.fact, ledger)) for row in TRANSITIONS)
    return wide(caption, table(caption, _HEADER, rows))


def life_cycle_lines(status: str) -> list[str]:
    """The same as plain text."""
    return [
        f"  {'→' if row.before == status else ' '} {row.before or _NEW.en} "
        f"--{row.trigger}--> {row.after}"
        + (f" [{row.condition}]" if row.condition else "")
        + f" ({row.fact})"
        for row in TRANSITIONS
    ]


def _evidence(fact: str | None, ledger: Mapping[str, facts.Fact]) -> Markup:
    """The number of a fact and how sure it is, in words."""
    if fact is None:
        return _NOTHING
    strength = both(STRENGTHS[ledger[fact].strength])
    return fill('{}: <span style="white-space: nowrap">{}</span>', fact, strength)


def _cells(row: Transition, status: str, evidence: Markup) -> list[Markup]:
    before = foreign(row.before) if row.before else both(_NEW)
    here = fill("<strong>→ {}</strong>", before) if row.before == status else before
    return [
        here,
        both(TRIGGERS[row.trigger]),
        foreign(row.after),
        both(Text(CONDITIONS[row.condition], row.condition)) if row.condition else _NOTHING,
        ident(row.event) if row.event else _NOTHING,
        evidence,
    ]


def _step_cells(step: Passed, ledger: Mapping[str, facts.Fact]) -> list[Markup]:
    by = both(TRIGGERS[step.trigger])
    if step.call is not None:
        by = fill("{} {}", by, both(Text(f"(呼び出し {step.call})", f"(call {step.call})")))
    return [
        when(moment(step.when)),
        by,
        ident(step.event) if step.event else both(_NO_EVENT),
        foreign(step.before) if step.before else both(_NEW),
        foreign(step.after),
        _evidence(step.fact, ledger),
    ]
