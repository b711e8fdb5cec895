"""The door's web pages as HTML: complete without scripts, in Japanese and in English.

Everything that came from outside is escaped here, and keys and client secrets are hidden.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from helpers.emulator.currencies import decimals
from helpers.emulator.faults import FAULTS

HIDDEN = "••••"
_VERBS = ("GET", "POST", "DELETE").index
_SECRETS = (
    re.compile(r"\b((?:sk|rk|pk)_(?:test|live)_|whsec_)[A-Za-z0-9]+"),
    re.compile(r"(_secret_)[A-Za-z0-9]+"),
)

_STYLE = """
:root { color-scheme: light dark; --line: #8888; --soft: #8881; }
body { font: 1rem/1.6 system-ui, "Noto Sans JP", "Noto Sans CJK JP", sans-serif; margin: 0 auto;
       max-width: 64rem; padding: 1.5rem; background: Canvas; color: CanvasText; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { font-size: 1.15rem; margin-top: 2.5rem; }
p { margin: .4rem 0; }
pre, code { font: .9rem/1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .3rem;
      overflow-x: auto; padding: .7rem; }
table { border-collapse: collapse; margin: .8rem 0; }
caption { text-align: start; padding-block: .3rem; }
th, td { border-block: 1px solid var(--line); padding: .3rem .8rem .3rem .2rem; text-align: start;
         vertical-align: top; overflow-wrap: anywhere; font-weight: normal; line-height: 1.4; }
thead th { font-weight: 600; }
thead span, button span { display: block; }
.wide { overflow-x: auto; }
.log thead th, .log td { white-space: nowrap; }
.log tbody th { min-width: 18rem; }
.log td:last-child, .log thead th:last-child { text-align: end; }
.log td { font-variant-numeric: tabular-nums; }
th code { white-space: pre-wrap; }
form { display: flex; flex-wrap: wrap; gap: .7rem; align-items: end; margin: 1rem 0; }
label { display: grid; gap: .2rem; }
button, input, select { font: inherit; padding: .4rem .8rem; }
.large button { min-width: 15rem; padding: .8rem 1.2rem; }
.note { border-inline-start: .3rem solid var(--line); padding-inline-start: .8rem; }
""".strip()

_digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
SECURITY: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_digest}'; img-src data:; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of every page. Nothing is loaded, no page frames it, and the address of the page (which
holds a client secret) is told to no other site."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the request log. ``status`` 0: there was no answer (``code`` says why)."""

    method: str
    path: str
    status: int
    request_id: str
    code: str
    milliseconds: float


def hide_secrets(text: str) -> str:
    """``text`` without the part of keys and client secrets that makes them secret."""
    for secret in _SECRETS:
        text = secret.sub(rf"\1{HIDDEN}", text)
    return text


def overview(
    address: str, now: int, routes: Iterable[tuple[str, str]], log: Sequence[Entry]
) -> str:
    """The page at ``/``: how to ask, the learner's hand, the request log, what is served."""
    sections = [
        _title("Stripe エミュレーター", "Stripe emulator"),
        _paragraph(
            "応答しているのは、このマシンで動くエミュレーターです。Stripe には何も送られません。"
            "キーは sk_test_… の形であれば、何でも使えます。",
            "The emulator on this machine answers. Nothing is sent to Stripe. Any key that looks"
            " like sk_test_… will do.",
        ),
        f'<pre tabindex="0"><code>curl -u sk_test_x: {escape(address)}/v1/sources -d type=card'
        " -d token=tok_visa</code></pre>",
        _hand(now),
        _log(log),
        _routes(routes),
    ]
    return _page("Stripe エミュレーター / Stripe emulator", sections)


def _hand(now: int) -> str:
    moment = datetime.fromtimestamp(now, UTC) if now < 253_402_300_800 else None
    shown = moment.strftime("%Y-%m-%d %H:%M:%S UTC") if moment else f"{now} s"
    names = "".join(f"<option>{escape(name)}</option>" for name in FAULTS)
    return "".join(
        [
            _heading("時計と障害", "Clock and faults"),
            _paragraph(
                f"エミュレーターの時計は {shown} で止まっています。進めると、期限切れや"
                "口座振替の結果など、待っていたことが起こります。",
                f"The emulator's clock stands at {shown}. Move it, and what was due happens:"
                " sources expire, bank debits get their answer.",
            ),
            '<form method="post" action="/emulator/clock">',
            f"<label>{_both('進める秒数', 'Seconds to move')}",
            '<input name="seconds" type="number" min="0" value="3600" required></label>',
            f"<button>{_both('時計を進める', 'Move the clock')}</button></form>",
            '<form method="post" action="/emulator/faults">',
            f"<label>{_both('次のリクエストで起こす障害', 'Fault of the next request')}",
            f'<select name="fault">{names}</select></label>',
            f"<button>{_both('障害を予約する', 'Arrange the fault')}</button></form>",
        ]
    )


def _log(log: Sequence[Entry]) -> str:
    heading = _heading("リクエストの記録", "Request log")
    if not log:
        return heading + _paragraph("まだリクエストはありません。", "No request so far.")
    rows = [
        [
            f"<code>{escape(entry.method)} {escape(hide_secrets(entry.path))}</code>",
            str(entry.status) if entry.status else _both("応答なし", "no answer"),
            f"<code>{escape(entry.request_id) or '–'}</code>",
            f"<code>{escape(entry.code) or '–'}</code>",
            f"{entry.milliseconds:.1f}",
        ]
        for entry in reversed(log)
    ]
    caption = _both(
        f"新しい順に {len(rows)} 件。クエリと本文は記録しません。",
        f"The last {len(rows)}, the newest first. Queries and bodies are not kept.",
    )
    columns = [
        _both("リクエスト", "Request"),
        _both("状態コード", "Status"),
        _both("リクエスト ID", "Request id"),
        _both("エラーコード", "Error code"),
        _both("ミリ秒", "ms"),
    ]
    region = '<div class="wide log" tabindex="0" role="region" aria-label="リクエストの記録">'
    return f"{heading}{region}{_table(caption, columns, rows)}</div>"


def _routes(routes: Iterable[tuple[str, str]]) -> str:
    methods: dict[str, list[str]] = {}
    for method, path in routes:
        methods.setdefault(path, []).append(method)
    rows = [
        [f"<code>{escape(path)}</code>", f"<code>{' '.join(sorted(verbs, key=_VERBS))}</code>"]
        for path, verbs in methods.items()
    ]
    caption = _both(
        "これ以外の URL には、Stripe と同じエラーか「emulator_gap」を返します。",
        "Any other URL gets Stripe's own error, or one that says emulator_gap.",
    )
    columns = [_both("URL", "URL"), _both("メソッド", "Methods")]
    return _heading("使える URL", "What is served") + _table(caption, columns, rows)


def redirect_page(source: Mapping[str, Any], note: tuple[str, str] | None = None) -> str:
    """The page on which the customer of a redirect ``source`` agrees or refuses.

    Its buttons are there while the source is pending; ``note`` (Japanese, English) is said first.
    """
    parts = [_title("テスト用の支払いページ", "Test payment page")]
    parts += [f'<div class="note" role="status">{_paragraph(*note)}</div>'] if note else []
    caption = _both("確認する支払い", "The payment to confirm")
    rows = [
        ["Source", f"<code>{escape(source['id'])}</code>"],
        [_both("種類", "Type"), f"<code>{escape(source['type'])}</code>"],
        [_both("金額", "Amount"), escape(_amount(source))],
        [_both("状態", "Status"), f"<code>{escape(source['status'])}</code>"],
        [_both("戻り先", "Returns to"), escape(hide_secrets(source["redirect"]["return_url"]))],
    ]
    parts.append(_table(caption, [], rows))
    if source["status"] == "pending":
        secret = escape(source["client_secret"])
        parts += [
            _paragraph(
                "実際には、ここで顧客が銀行やウォレットにログインします。お金は動きません。",
                "In real life the customer logs in to a bank or a wallet here. No money moves.",
            ),
            '<form method="post" class="large">',
            f'<input type="hidden" name="client_secret" value="{secret}">',
            '<button name="result" value="authorize">',
            _both("支払いを承認する", "Authorize the payment"),
            '</button> <button name="result" value="fail">',
            _both("支払いを失敗させる", "Fail the payment"),
            "</button></form>",
        ]
    else:
        parts.append(
            _paragraph("この支払いの結果は、もう出ています。", "This payment has its outcome.")
        )
    return _page("テスト用の支払いページ / Test payment page", parts)


def message_page(title: tuple[str, str], text: tuple[str, str]) -> str:
    """A page that says one thing, in both languages, and leads back to ``/``."""
    back = f'<p><a href="/">{_both("エミュレーターのページへ", "To the emulator’s page")}</a></p>'
    return _page(" / ".join(title), [_title(*title), _paragraph(*text), back])


def _amount(source: Mapping[str, Any]) -> str:
    amount, currency = source["amount"], source["currency"]
    if amount is None or currency is None:
        return "–"
    places = decimals(currency)
    return f"{amount / 10**places:,.{places}f} {currency.upper()}"


def _page(title: str, parts: Iterable[str]) -> str:
    return "".join(
        [
            '<!doctype html><html lang="ja"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<link rel="icon" href="data:,"><title>{escape(title)}</title>',
            f"<style>{_STYLE}</style></head><body><main>",
            *parts,
            "</main></body></html>\n",
        ]
    )


def _both(ja: str, en: str, between: str = " ") -> str:
    if ja == en:
        return escape(ja)
    return f'<span lang="ja">{escape(ja)}</span>{between}<span lang="en">{escape(en)}</span>'


def _title(ja: str, en: str) -> str:
    return f"<h1>{_both(ja, en, ' — ')}</h1>"


def _heading(ja: str, en: str) -> str:
    return f"<h2>{_both(ja, en, ' — ')}</h2>"


def _paragraph(ja: str, en: str) -> str:
    return f'<p lang="ja">{escape(ja)}</p><p lang="en">{escape(en)}</p>'


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A captioned table of finished HTML; the first cell of each row is its header."""
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    head = f"<thead><tr>{head}</tr></thead>" if columns else ""
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return f"<table><caption>{caption}</caption>{head}<tbody>{''.join(lines)}</tbody></table>"
