"""The time machine: a customer, its sources, its default and its charges after each call."""

from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets import live
from helpers.widgets.call_code import line_of
from helpers.widgets.failures import customer_id, told_when_dead
from helpers.widgets.html import (
    OWN_KEYS,
    Markup,
    Picture,
    both,
    code,
    fill,
    foreign,
    ident,
    join,
    table,
    wide,
)
from helpers.widgets.past import Moment, past_of
from helpers.widgets.plain_data import NOT_SAID, id_of, money

MOST = 100
"""Steps that the table shows."""

_HEADER = (
    Text("No.", "No."),
    Text("呼び出し", "Call"),
    Text("答え", "Answer"),
    Text("デフォルト", "Default"),
    Text("ソース", "Sources"),
    Text("請求", "Charges"),
)
_SOURCES = Text("このときのソース", "Sources at this point")
_SOURCES_HEADER = (
    Text("ID", "ID"),
    Text("デフォルト", "Default"),
    Text("usage", "usage"),
    Text("status", "status"),
)
_CHARGES = Text("このときの請求", "Charges at this point")
_CHARGES_HEADER = (
    Text("ID", "ID"),
    Text("金額", "Amount"),
    Text("status", "status"),
    Text("ソース", "Source"),
)
_STEP = Text("何番目の呼び出しの後か", "After which step")
_BACK = Text("前へ", "Back")
_ON = Text("次へ", "Forward")
_DEFAULT = Text("★ デフォルト", "★ default")
_NOT_DEFAULT = Text("いいえ", "no")
_NONE = Text("なし", "none")
_NOT_YET = Text("Customer はまだありません。", "There is no Customer yet.")
_DELETED = Text("Customer は削除されました。", "The Customer is deleted.")
_NO_CALL = Text("呼び出しではない (時間の経過か顧客の操作)", "no call (time, or the customer)")
_NO_CHANGE = Text("この Customer は変わりません", "this Customer did not change")
_NO_STEPS = Text(
    "呼び出しの記録がまだありません。connect() のクライアントで呼び出してから実行してください。",
    "No calls are recorded yet. Make some with the client that connect() gives, then run this.",
)
_OLDER = Text(f"新しい {MOST} 件だけを表示しています。", f"Only the newest {MOST} are shown.")


class History(live.LivePicture):
    """A customer step by step; in a running kernel a slider goes back and forth."""

    def __init__(self, client: stripe.StripeClient, customer: str) -> None:
        super().__init__(client)
        self.customer = customer
        self.steps = past_of(client, customer)
        self.at = len(self.steps)

    def look_again(self) -> None:
        """Read the record and the events again; whoever stands at the end stays there."""
        at_the_end = self.at == len(self.steps)
        self.steps = past_of(self.client, self.customer)
        self.at = len(self.steps) if at_the_end else min(self.at, len(self.steps))

    def do_step(self, values: live.Values) -> None:
        """The slider was moved."""
        said = str(values.get("step", ""))
        if said.isascii() and said.isdigit():
            self.at = max(1, min(int(said), len(self.steps)))

    def do_back(self, _: live.Values) -> None:
        """One step back."""
        self.at = max(1, self.at - 1)

    def do_on(self, _: live.Values) -> None:
        """One step forward."""
        self.at = min(len(self.steps), self.at + 1)

    # --- how it looks ----------------------------------------------------------------------------

    @property
    def _caption(self) -> Text:
        return Text(
            f"Customer {self.customer} のこれまで: {len(self.steps)} 段階",
            f"Customer {self.customer} step by step: {len(self.steps)}",
        )

    def picture(self) -> Picture:
        if not self.steps:
            html = fill("<p>{}</p>{}", both(self._caption), both(_NO_STEPS, "p"))
            return Picture(html, f"{self._caption}\n{_NO_STEPS}")
        shown = self.steps[-MOST:]
        rows = ([fill("{}", step.number), *_cells(step)] for step in shown)
        html = fill(
            "<section>{}{}</section>",
            wide(self._caption, table(self._caption, _HEADER, rows)),
            both(_OLDER, "p") if len(shown) < len(self.steps) else "",
        )
        lines = [
            f"  {step.number}. {_line(step)}: ★ {step.default or NOT_SAID}, "
            f"{len(step.sources)} sources, {len(step.charges)} charges"
            for step in shown
        ]
        return Picture(html, "\n".join([str(self._caption), *lines]))

    def parts(self) -> live.Parts:
        if not self.steps:
            return {"table": self.html}
        step = self.steps[self.at - 1]
        slider = fill(
            '<label>{} <input type="range" name="step" min="1" max="{}" value="{}" '
            'data-input="step" aria-valuetext="{}" {}></label>',
            both(_STEP),
            len(self.steps),
            self.at,
            f"{self.at} / {len(self.steps)}: {_line(step)}",
            OWN_KEYS,
        )
        return {
            "top": both(self._caption, "p"),
            "table": fill(
                "{}{}",
                live.action(
                    live.button("back", _BACK, able=self.at > 1),
                    live.button("on", _ON, able=self.at < len(self.steps)),
                    slider,
                ),
                fill("<p><strong>{} / {}</strong> {}</p>", self.at, len(self.steps), _call(step)),
            ),
            "outcome": _scene(step),
        }


def _line(step: Moment) -> str:
    return f"{step.call.method} {step.call.path}" if step.call else _NO_CALL.en


def _call(step: Moment) -> Markup:
    if step.call is None:
        return both(_NO_CALL)
    return fill("{} → {}", line_of(step.call), step.status)


def _cells(step: Moment) -> list[Markup]:
    answer = fill("{}", step.status) if step.status is not None else fill("{}", NOT_SAID)
    if not step.changed:
        answer = fill("{} {}", answer, both(_NO_CHANGE))
    return [
        line_of(step.call) if step.call else both(_NO_CALL),
        answer,
        ident(step.default) if step.default else both(_NONE),
        _lines([fill("{} {}", ident(s["id"]), foreign(_status(s))) for s in step.sources])
        if not _is_deleted(step)
        else both(_DELETED),
        _lines([fill("{} {}", ident(c["id"]), foreign(_paid(c))) for c in step.charges]),
    ]


def _lines(parts: list[Markup]) -> Markup:
    return join(fill("<div>{}</div>", part) for part in parts) if parts else both(_NONE)


def _scene(step: Moment) -> Markup:
    """Everything at one step."""
    if step.customer is None and not step.sources:
        return both(_NOT_YET, "p")
    if _is_deleted(step):
        return both(_DELETED, "p")
    sources = [
        [
            ident(source["id"]),
            both(_DEFAULT if source["id"] == step.default else _NOT_DEFAULT),
            foreign(source.get("usage") or NOT_SAID),
            foreign(source.get("status") or NOT_SAID),
        ]
        for source in step.sources
    ]
    charges = [
        [
            ident(charge["id"]),
            foreign(money(charge.get("amount"), charge.get("currency"))),
            foreign(charge.get("status") or NOT_SAID),
            ident(id_of(charge.get("source")) or NOT_SAID),
        ]
        for charge in step.charges
    ]
    return fill(
        "<p>{} {}</p>{}{}",
        code((step.customer or {}).get("id", NOT_SAID)),
        foreign((step.customer or {}).get("email") or ""),
        _table(_SOURCES, _SOURCES_HEADER, sources),
        _table(_CHARGES, _CHARGES_HEADER, charges),
    )


def _table(caption: Text, header: tuple[Text, ...], rows: list[list[Markup]]) -> Markup:
    if not rows:
        return fill("<p>{}: {}</p>", both(caption), both(_NONE))
    return wide(caption, table(caption, header, rows))


def _is_deleted(step: Moment) -> bool:
    return bool(step.customer and step.customer.get("deleted"))


def _status(source: dict[str, Any]) -> str:
    return str(source.get("status") or source.get("brand") or source.get("object") or NOT_SAID)


def _paid(charge: dict[str, Any]) -> str:
    paid = money(charge.get("amount"), charge.get("currency"))
    return f"{paid} {charge.get('status') or NOT_SAID}"


def show_history(client: stripe.StripeClient, customer: str | stripe.Customer) -> History:
    """Show a customer, its sources, default and charges as they were after each call.

    Raises TutorialError for an id of another kind and when the connection is dead.
    """
    with told_when_dead():
        return History(client, customer_id(customer))
