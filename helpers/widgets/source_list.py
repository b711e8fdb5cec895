"""The picture of a customer's sources: which there are, which is the default, what each can do.

Read through the API, a page at a time; drawn the same for the emulator and for a real account.
"""

from dataclasses import dataclass, field
from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.following import reading
from helpers.widgets.html import (
    Markup,
    Picture,
    both,
    code,
    fill,
    fold,
    foreign,
    ident,
    table,
    when,
    wide,
)
from helpers.widgets.plain_data import NOT_SAID, id_of, moment, plain

PAGE = 100
"""Sources on a page: the most that Stripe lists at once (L04)."""

_HEADER = (
    Text("ID", "ID"),
    Text("デフォルト", "Default"),
    Text("種類 → 今の名前", "Type → today's name"),
    Text("番号", "Number"),
    Text("usage", "usage"),
    Text("status", "status"),
    Text("作成 → 関連付け", "Created → attached"),
)
_DEFAULT = Text("★ デフォルト", "★ default")
_NOT_DEFAULT = Text("いいえ", "no")
_NONE = Text("ソースはありません。", "No sources.")
_MORE = Text(f"続きがあります。1 ページは {PAGE} 件です。", f"There are more: a page holds {PAGE}.")
_DELETED = Text(
    "この Customer は削除されています。ソースは切り離され、請求にも使えません。",
    "This Customer is deleted. Its sources are detached, and it cannot be charged.",
)
_MODERN_CAPTION = Text(
    "この図の言葉の、今の名前 (P06、文書あり)", "Today's name of each thing above (P06, documented)"
)
_MODERN_HEADER = (Text("この図", "In this picture"), Text("今の API", "In today's API"))
_MODERN = (
    ("Source, Card, BankAccount", "PaymentMethod"),
    ("default_source", "invoice_settings.default_payment_method"),
    ("usage: reusable", "setup_future_usage, SetupIntent"),
    ("POST /v1/sources", "POST /v1/payment_methods"),
    ("POST /v1/customers/:id/sources", "SetupIntent, POST /v1/payment_methods/:id/attach"),
    ("GET /v1/customers/:id/sources", "GET /v1/customers/:id/payment_methods"),
    ("DELETE /v1/customers/:id/sources/:id", "POST /v1/payment_methods/:id/detach"),
    ("POST /v1/charges", "POST /v1/payment_intents (confirm: true)"),
)
# What a PaymentMethod's type is called where it is not the source's own.
_MODERN_TYPES = {
    "bank_account": "us_bank_account",
    "ach_debit": "us_bank_account",
    "ach_credit_transfer": "customer_balance",
    "sepa_credit_transfer": "customer_balance",
    "three_d_secure": "card",
    "wechat": "wechat_pay",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One source as the picture shows it.

    ``created`` and ``attached``: Unix time in seconds, None if not said. A Card or a bank account
    has no time of its own; when a source was attached is known from its event.
    """

    id: str
    default: bool
    type: str
    number: str
    usage: str
    status: str
    created: int | None
    attached: int | None
    modern: str


@dataclass(frozen=True, slots=True)
class State:
    """What the picture shows: the customer's id and a page of its sources, in Stripe's order."""

    customer: str
    rows: list[Row] = field(default_factory=list)
    deleted: bool = False
    more: bool = False
    page: int = 1


def state_of(
    client: stripe.StripeClient, customer: str, cursor: dict[str, str] | None = None, page: int = 1
) -> State:
    """Ask the account for the customer, a page of its sources, and when they were attached.

    ``cursor`` is Stripe's own: ``starting_after`` or ``ending_before`` with the id of a source.
    Raises StripeError as the account's answers do, e.g. for an unknown id.
    """
    with reading(client):
        owner = plain(client.v1.customers.retrieve(customer))
        if owner.get("deleted"):
            return State(customer, deleted=True)
        asked: Any = {"limit": PAGE, **(cursor or {})}
        listed = plain(client.v1.customers.payment_sources.list(customer, asked))
        attached = _attached(client) if listed["data"] else {}
    default = id_of(owner.get("default_source"))
    rows = [_row(source, default, attached) for source in listed["data"]]
    # Going back, has_more speaks of the pages before.
    more = "ending_before" in asked or bool(listed.get("has_more"))
    return State(customer, rows, more=more, page=page)


def _attached(client: stripe.StripeClient) -> dict[str, int]:
    """When sources were attached, from the newest events; empty where the key may not read them."""
    try:
        events = plain(client.v1.events.list({"type": "customer.source.created", "limit": PAGE}))[
            "data"
        ]
    except stripe.APIConnectionError:
        raise
    except stripe.StripeError:
        return {}
    return {event["data"]["object"].get("id"): event["created"] for event in events}


def _row(source: dict[str, Any], default: object, attached: dict[str, int]) -> Row:
    kind = source.get("type", source["object"])
    detail = source.get(kind) or source
    brand = detail.get("brand") or detail.get("bank_name") or detail.get("country") or ""
    last4 = detail.get("last4") or detail.get("iban_last4")
    return Row(
        id=source["id"],
        default=source["id"] == default,
        type=kind if kind == source["object"] else f"{source['object']} ({kind})",
        number=f"{brand} •••• {last4}".strip() if last4 else brand or NOT_SAID,
        usage=source.get("usage") or NOT_SAID,
        status=source.get("status") or NOT_SAID,
        created=source.get("created"),
        attached=attached.get(source["id"]),
        modern=f"PaymentMethod ({_MODERN_TYPES.get(kind, kind)})",
    )


def picture(state: State) -> Picture:
    """The table of a state, in HTML and as plain text."""
    said = caption(state)
    if state.deleted:
        return Picture(fill("<p>{}</p>{}", both(said), both(_DELETED, "p")), f"{said}\n{_DELETED}")
    if not state.rows:
        return Picture(fill("<p>{}</p>{}", both(said), both(_NONE, "p")), str(said))
    lines = [
        f"  {'★' if row.default else ' '} {row.id} {row.type} {row.number} {row.usage} {row.status}"
        for row in state.rows
    ]
    more = both(_MORE, "p") if state.more else Markup("")
    html = fill("<section>{}{}{}</section>", rows_of(state), more, modern_names())
    return Picture(html, "\n".join([str(said), *lines, *([str(_MORE)] if state.more else [])]))


def caption(state: State) -> Text:
    """Whose sources these are, and how many are shown."""
    count = len(state.rows)
    of_page = (f"、{state.page} ページ目", f", page {state.page}") if state.page > 1 else ("", "")
    more = "+" if state.more and state.page == 1 else ""
    return Text(
        f"Customer {state.customer} のソース: {count}{more} 件{of_page[0]}",
        f"Sources of customer {state.customer}: {count}{more}{of_page[1]}",
    )


def rows_of(state: State, names: list[Markup] | None = None) -> Markup:
    """The table; ``names`` stand in the first column in place of the ids."""
    first = names or [ident(row.id) for row in state.rows]
    rows = ([name, *_cells(row)] for name, row in zip(first, state.rows, strict=True))
    said = caption(state)
    return wide(said, table(said, _HEADER, rows))


def modern_names() -> Markup:
    """What each thing in the picture is called today, folded."""
    rows = [[code(old), code(new)] for old, new in _MODERN]
    return fold(both(_MODERN_CAPTION), table(_MODERN_CAPTION, _MODERN_HEADER, rows))


def _cells(row: Row) -> list[Markup]:
    return [
        both(_DEFAULT if row.default else _NOT_DEFAULT),
        fill("{}<br>→ {}", foreign(row.type), foreign(row.modern)),
        foreign(row.number),
        foreign(row.usage),
        foreign(row.status),
        fill("{}<br>→ {}", when(moment(row.created)), when(moment(row.attached))),
    ]
