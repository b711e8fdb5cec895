"""The picture of a customer's sources: which there are, which is the default, what each can do."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.widgets.html import Markup, Picture, both, fill, foreign, table

_HEADER = (
    Text("ID", "ID"),
    Text("デフォルト", "Default"),
    Text("種類", "Type"),
    Text("番号", "Number"),
    Text("usage", "Usage"),
    Text("status", "Status"),
    Text("作成日時", "Created"),
)
_DEFAULT = Text("★ デフォルト", "★ default")
_NOT_DEFAULT = Text("いいえ", "no")
_NONE = Text("ソースはありません。", "No sources.")
_NOT_SAID = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """One source as the picture shows it. ``created``: Unix time in seconds, None if not said."""

    id: str
    default: bool
    type: str
    number: str
    usage: str
    status: str
    created: int | None


@dataclass(frozen=True, slots=True)
class State:
    """What the picture shows: the customer's id and its sources, in the order Stripe lists them."""

    customer: str
    rows: list[Row]


def state_of(client: stripe.StripeClient, customer: str) -> State:
    """Ask the account for the customer and its sources: two calls, up to 100 sources.

    Raises StripeError as the account's answers do, e.g. for an unknown id.
    """
    default = client.v1.customers.retrieve(customer).default_source
    listed = client.v1.customers.payment_sources.list(customer, {"limit": 100})
    return State(customer, [_row(source.to_dict(), default) for source in listed.data])


def _row(source: dict[str, Any], default: object) -> Row:
    kind = source.get("type", source["object"])
    detail = source.get(kind) or source
    brand = detail.get("brand") or detail.get("bank_name") or detail.get("country") or ""
    last4 = detail.get("last4")
    return Row(
        id=source["id"],
        default=source["id"] == default,
        type=kind,
        number=f"{brand} •••• {last4}".strip() if last4 else _NOT_SAID,
        usage=source.get("usage", _NOT_SAID),
        status=source.get("status", _NOT_SAID),
        created=source.get("created"),
    )


def show_sources(client: stripe.StripeClient, customer: str) -> Picture:
    """Show a customer's sources as a table, the default marked in words.

    ``customer`` is the id, ``cus_…``. Raises StripeError as the account's answers do.
    """
    return picture(state_of(client, customer))


def picture(state: State) -> Picture:
    """The table of a state, in HTML and as plain text."""
    caption = Text(
        f"Customer {state.customer} のソース: {len(state.rows)} 件",
        f"Sources of customer {state.customer}: {len(state.rows)}",
    )
    if not state.rows:
        return Picture(fill("<p>{}</p><p>{}</p>", both(caption), both(_NONE)), str(caption))
    html = table(caption, _HEADER, (_cells(row) for row in state.rows))
    lines = [
        f"  {'★' if row.default else ' '} {row.id} {row.type} {row.number} {row.usage} {row.status}"
        for row in state.rows
    ]
    return Picture(html, "\n".join([str(caption), *lines]))


def _cells(row: Row) -> list[Markup]:
    return [
        fill("<code>{}</code>", foreign(row.id)),
        both(_DEFAULT if row.default else _NOT_DEFAULT),
        foreign(row.type),
        foreign(row.number),
        foreign(row.usage),
        foreign(row.status),
        fill("{}", _time(row.created)),
    ]


def _time(created: int | None) -> str:
    if created is None:
        return _NOT_SAID
    return f"{datetime.fromtimestamp(created, UTC):%Y-%m-%d %H:%M} UTC"
