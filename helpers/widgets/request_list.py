"""The picture of what was asked and answered: the calls of this notebook, in order."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import stripe

from helpers.bilingual import Text
from helpers.widgets import live
from helpers.widgets.call_code import code_of, line_of
from helpers.widgets.following import calls_of
from helpers.widgets.html import (
    Markup,
    Picture,
    both,
    code,
    fill,
    fold,
    foreign,
    ident,
    join,
    listing,
    path,
    table,
    wide,
)
from helpers.widgets.plain_data import NOT_SAID
from helpers.widgets.request_form import Asked, pairs
from helpers.widgets.secrecy import without_keys, without_secrets

if TYPE_CHECKING:
    from pandas import DataFrame  # type: ignore[import-untyped]

PAGE = 100
LONGEST_ANSWER = 4_000
"""Characters of an answer in the static picture; the live one shows all of it."""
_LONGEST_VALUE = 80

_HEADER = (
    Text("No.", "No."),
    Text("メソッドとパス", "Method and path"),
    Text("パラメーター", "Parameters"),
    Text("ステータスとエラーコード", "Status and error code"),
    Text("リクエスト ID", "Request id"),
)
_MILLISECONDS = Text("ミリ秒", "Milliseconds")
_NONE = Text("呼び出しはまだありません。", "No calls yet.")
_NO_RECORD = Text(
    "このクライアントには記録がありません。connect() のクライアントを使ってください。",
    "This client keeps no record. Use the client that connect() gives.",
)
_OLDER = Text(f"新しい {PAGE} 件だけを表示しています。", f"Only the newest {PAGE} are shown.")
_CUT = Text("…(続きは省きました)", "… (the rest is left out)")
_ANSWER = Text("答え", "Answer")
_ASKED = Text("リクエスト", "Request")
_CHOOSE = Text(
    "表の 1 列目で呼び出しを選ぶと、全体が出ます。",
    "Choose a call in the first column to see all of it.",
)
_CHOSEN = Text("選んだ呼び出し", "The chosen call")


def _since(count: int) -> Text:
    return Text(f"このセルのあとの呼び出し: {count} 件", f"Calls since this cell: {count}")


@dataclass(frozen=True, slots=True)
class Row:
    """One call. ``parameters`` are shown text; ``seconds`` is how long the answer took."""

    number: int
    method: str
    path: str
    parameters: str
    status: int
    request_id: str | None
    error: str | None
    seconds: float
    body: str
    asked: Asked


def rows_of(client: stripe.StripeClient) -> list[Row]:
    """The calls of the lesson, the first one first; the pictures' own are left out."""
    return [_row(number, call) for number, call in enumerate(calls_of(client), 1)]


def _row(number: int, call: Any) -> Row:
    shown = "\n".join(f"{name} = {value}" for name, value in _hidden(call))
    return Row(
        number=number,
        method=call.method,
        path=without_keys(call.path),
        parameters=shown,
        status=call.status,
        request_id=call.request_id,
        error=_error(call.status, call.body),
        seconds=call.seconds,
        body=call.body,
        asked=call,
    )


def _hidden(call: Asked) -> list[tuple[str, str]]:
    return [
        (name, without_secrets({name.rpartition("[")[2].rstrip("]"): value}).popitem()[1])
        for name, value in pairs(call.parameters)
    ]


def _error(status: int, body: str) -> str | None:
    if 200 <= status < 300:
        return None
    try:
        error = json.loads(body)["error"]
        return str(error.get("code") or error.get("type"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return NOT_SAID


def answer(body: str, longest: int | None = None) -> str:
    """An answer as it can be read: indented JSON without secrets, cut where it is too long."""
    try:
        shown = json.dumps(without_secrets(json.loads(body)), indent=2, ensure_ascii=False)
    except ValueError:  # not JSON: the connection broke within it, or it was streamed
        shown = without_keys(body)
    if longest is not None and len(shown) > longest:
        return f"{shown[:longest]}\n{_CUT}"
    return shown


class RequestList(live.LivePicture):
    """The calls of a client; in a running kernel one of them opens, whole.

    Calls that come after the cell stay folded, so that the text below it goes on being right.
    """

    def __init__(self, client: stripe.StripeClient) -> None:
        super().__init__(client)
        self.rows = rows_of(client)
        self.at_first = len(self.rows)
        self.chosen: int | None = None

    def look_again(self) -> None:
        """Read the record again."""
        self.rows = rows_of(self.client)

    def do_choose(self, values: live.Values) -> None:
        """One call was chosen."""
        said = str(values.get("call", ""))
        if said.isascii() and said.isdigit() and 1 <= int(said) <= len(self.rows):
            self.chosen = int(said)

    def to_frame(self, *, milliseconds: bool = False) -> "DataFrame":
        """The calls as a pandas DataFrame, indexed by their numbers.

        ``milliseconds`` adds how long each took: that differs on every run.
        """
        from pandas import DataFrame

        columns = {
            "method": [row.method for row in self.rows],
            "path": [row.path for row in self.rows],
            "parameters": [row.parameters.replace("\n", ", ") for row in self.rows],
            "status": [row.status for row in self.rows],
            "request_id": [row.request_id or "" for row in self.rows],
            "error_code": [row.error or "" for row in self.rows],
        }
        index = [row.number for row in self.rows]
        frame = DataFrame(columns, index=index).rename_axis("call")
        if milliseconds:
            frame["milliseconds"] = [round(row.seconds * 1000, 1) for row in self.rows]
        return frame

    # --- how it looks ----------------------------------------------------------------------------

    def picture(self) -> Picture:
        caption = _caption(len(self.rows))
        if not self.rows:
            said = _NONE if hasattr(self.client, "record") else _NO_RECORD
            return Picture(fill("<p>{}</p>{}", both(caption), both(said, "p")), str(said))
        shown = self.rows[-PAGE:]
        cells = ([fill("{}", row.number), *_cells(row)] for row in shown)
        html = fill(
            "<section>{}{}{}</section>",
            wide(caption, table(caption, _HEADER, cells)),
            both(_OLDER, "p") if len(shown) < len(self.rows) else "",
            join(_folded(row) for row in shown),
        )
        lines = [
            f"  {row.number}. {row.method} {row.path} {row.status} {row.error or ''}".rstrip()
            for row in shown
        ]
        return Picture(html, "\n".join([str(caption), *lines]))

    def parts(self) -> live.Parts:
        if not self.rows:
            return {"table": self.html}
        first, since = self.rows[: self.at_first], self.rows[self.at_first :]
        shown = self._table(_caption(len(first)), first) if first else both(_NONE, "p")
        if since:
            later = _since(len(since))
            shown += fold(both(later), self._table(later, since))
        return {"table": shown, "outcome": self._opened()}

    def _table(self, caption: Text, rows: list[Row]) -> Markup:
        shown = rows[-PAGE:]
        cells = (
            [self._choice(row), *_cells(row), fill("{:.1f}", row.seconds * 1000)] for row in shown
        )
        older = both(_OLDER, "p") if len(shown) < len(rows) else Markup("")
        return wide(caption, table(caption, (*_HEADER, _MILLISECONDS), cells)) + older

    def _choice(self, row: Row) -> Markup:
        chosen = row.number == self.chosen
        return live.radio("call", str(row.number), fill("{}", row.number), chosen, "choose")

    def _opened(self) -> Markup:
        if self.chosen is None:
            return both(_CHOOSE, "p")
        return live.group(_CHOSEN, _whole(self.rows[self.chosen - 1]))


def _caption(count: int) -> Text:
    return Text(f"このノートブックの呼び出し: {count} 件", f"Calls of this notebook: {count}")


def _cells(row: Row) -> list[Markup]:
    parameters = join(
        fill("{}<br>", foreign(_short(line))) for line in row.parameters.split("\n") if line
    )
    return [
        path(f"{row.method} {row.path}"),
        parameters or fill("{}", NOT_SAID),
        fill("{} {}", _in_words(row.status), code(row.error) if row.error else ""),
        ident(row.request_id or NOT_SAID),
    ]


def _in_words(status: int) -> str:
    if status == 0:
        return NOT_SAID
    return f"{status} {'OK' if status < 300 else 'error'}"


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_VALUE else f"{line[:_LONGEST_VALUE]}…"


def _folded(row: Row) -> Markup:
    title = fill("{}. {} → {}", row.number, line_of(row.asked), _in_words(row.status))
    return fold(title, _whole(row, LONGEST_ANSWER))


def _whole(row: Row, longest: int | None = None) -> Markup:
    asked = f"{row.method} {row.path}\n{row.parameters}".strip()
    return fill(
        "<p><strong>{}</strong></p>{}{}<p><strong>{}</strong></p>{}",
        both(_ASKED),
        listing(asked),
        code_of(row.asked),
        both(_ANSWER),
        listing(answer(row.body, longest)),
    )


def show_requests(client: stripe.StripeClient) -> RequestList:
    """Show the calls of this notebook in order: what was asked, what was answered.

    Sends nothing. ``show_requests(client).to_frame()`` gives them as a pandas DataFrame.
    """
    return RequestList(client)
