"""Cleaning up a real test account: only what a run has made, never anything else.

An object is deleted or cancelled if its id is in the run's ledger and the account says that it
carries ``metadata[tutorial]`` with the id of the run and is not live. Nothing is searched for.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import stripe

from helpers.bilingual import Text
from helpers.connection.ledger import Ledger, Made, Open
from helpers.connection.marking import FINAL, REPEATABLE, TAG, what_was_made
from helpers.transport import Answer
from helpers.widgets.html import Markup, Picture, both, fill, foreign, table

KEYS_KEPT = 23 * 3600
"""Stripe keeps the answer to an idempotency key for at least 24 hours; seconds, with a margin."""

_CANCELLABLE = frozenset(
    {"requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"}
)

DELETE = Text("削除する", "delete")
CANCEL = Text("取り消す", "cancel")
LEAVE = Text("残す", "leave")
DELETED = Text("削除しました", "deleted")
CANCELLED = Text("取り消しました", "cancelled")
LEFT = Text("残しました", "left")

_OURS = Text("この実行で作ったもの", "made by this run")
_ALREADY_GONE = Text("もうありません", "already gone")
_CLOSED = Text("もう終わっています", "already finished")
_NOT_HERE = Text(
    "このキーのアカウントにはありません (別のアカウントで作ったもの)",
    "not in the account of this key (it was made in another)",
)
_NOT_TAGGED = Text(
    f"metadata[{TAG}] がこの実行のものではありません",
    f"its metadata[{TAG}] is not that of this run",
)
_LIVE = Text("テスト環境のものではありません", "not of test mode")
_UNDELETABLE = Text("Stripe では削除できません", "Stripe has no way to delete it")
_WITH_CUSTOMER = Text(
    "Stripe では削除できません。Customer を削除すると切り離されます",
    "Stripe has no way to delete it; deleting its Customer detaches it",
)
_NOT_KNOWN = Text(
    "この教材では片付けません。ダッシュボードで確かめてください",
    "not cleaned by this course; look for it in the Dashboard",
)
_UNANSWERED = Text(
    "応答を受け取れなかった依頼です。ダッシュボードのログで確かめてください",
    "a request whose answer never came; look for it in the Dashboard's logs",
)

_WITH_A_CUSTOMER = frozenset({"source", "card", "bank_account", "payment_method"})
_FOR_EVER = frozenset({"charge", "refund"})
_REQUEST = "POST"


@dataclass(frozen=True, slots=True)
class Item:
    """One object of the ledger: what is to be done, or was done, with it, and why.

    ``settled``: the ledger need not keep it any longer, whatever was done.
    """

    kind: str
    id: str
    action: Text
    reason: Text
    settled: bool = False


# --- what would be done --------------------------------------------------------------------------


def plan(client: stripe.StripeClient, ledger: Ledger) -> list[Item]:
    """What cleaning up would do with each object of the ledger: one GET for each that may go.

    Requests whose answer never came are asked again first, with the same idempotency key, so that
    what they made is known. Intents come before customers, as they may belong to one.
    Raises StripeError when the account cannot be asked at all.
    """
    _ask_again(client, ledger)
    contents = ledger.read()
    order = {"payment_intent": 0, "setup_intent": 0, "webhook_endpoint": 1, "customer": 2}
    made = sorted(contents.made.values(), key=lambda one: order.get(one.kind, 3))
    return [_judge(client, ledger.run, one) for one in made] + [
        Item(_REQUEST, request.path, LEAVE, _UNANSWERED, settled=not _can_be_asked_again(request))
        for request in contents.open.values()
    ]


def _ask_again(client: stripe.StripeClient, ledger: Ledger) -> None:
    for request in filter(_can_be_asked_again, ledger.read().open.values()):
        answer = _answer_to(client, request)
        made = what_was_made(request.path, answer)
        for kind, id in made:
            ledger.made(request.step, kind, id)
        if not made and answer[1] in FINAL:
            ledger.refused(request.step)


def _can_be_asked_again(request: Open) -> bool:
    is_recent = time.time() - request.at < KEYS_KEPT
    return request.form is not None and request.path in REPEATABLE and is_recent


def _answer_to(client: stripe.StripeClient, request: Open) -> Answer:
    """Stripe's first answer to the request: asked again with the same key, it repeats that."""
    requestor = client._requestor
    answer: Answer = requestor._get_http_client().request(
        "post",
        f"{requestor.base_addresses.get('api')}{request.path}",
        {
            **requestor.request_headers("post", "V1", {"api_key": requestor.api_key}),
            "Idempotency-Key": request.step,
            "Stripe-Version": requestor.stripe_version or stripe.api_version,
        },
        request.form,
    )
    return answer


def _judge(client: stripe.StripeClient, run: str, one: Made) -> Item:
    if one.kind in _FOR_EVER:
        return Item(one.kind, one.id, LEAVE, _UNDELETABLE, settled=True)
    if one.kind in _WITH_A_CUSTOMER:
        return Item(one.kind, one.id, LEAVE, _WITH_CUSTOMER, settled=True)
    if one.kind not in _WAYS:
        return Item(one.kind, one.id, LEAVE, _NOT_KNOWN, settled=True)
    way = _WAYS[one.kind]
    try:
        found = way.retrieve(client, one.id).to_dict()
    except stripe.InvalidRequestError as refusal:
        if refusal.http_status != 404:
            raise
        return Item(one.kind, one.id, LEAVE, _NOT_HERE)
    if found.get("deleted"):
        return Item(one.kind, one.id, LEAVE, _ALREADY_GONE, settled=True)
    if found.get("livemode") is not False:
        return Item(one.kind, one.id, LEAVE, _LIVE)
    if (found.get("metadata") or {}).get(TAG) != run:
        return Item(one.kind, one.id, LEAVE, _NOT_TAGGED)
    if way.action is CANCEL and found.get("status") not in _CANCELLABLE:
        return Item(one.kind, one.id, LEAVE, _CLOSED, settled=True)
    return Item(one.kind, one.id, way.action, _OURS)


# --- doing it ------------------------------------------------------------------------------------


def carry_out(client: stripe.StripeClient, ledger: Ledger, items: Iterable[Item]) -> list[Item]:
    """Delete or cancel what the plan says, and note it. The file goes when nothing is left to do.

    A refusal by Stripe leaves that object and goes on with the next.
    """
    results = [_do(client, ledger, item) for item in items]
    if all(result.settled for result in results):
        ledger.remove()
    return results


def _do(client: stripe.StripeClient, ledger: Ledger, item: Item) -> Item:
    result = item
    if item.action in (DELETE, CANCEL):
        way = _WAYS[item.kind]
        try:
            way.end(client, item.id)
        except stripe.StripeError as error:
            code = (error.error and error.error.code) or type(error).__name__
            return Item(item.kind, item.id, LEFT, Text(f"失敗: {code}", f"failed: {code}"))
        done = DELETED if item.action is DELETE else CANCELLED
        result = Item(item.kind, item.id, done, item.reason, settled=True)
    elif item.action is LEAVE:
        result = Item(item.kind, item.id, LEFT, item.reason, item.settled)
    if result.settled and result.kind != _REQUEST:
        ledger.gone(result.id)
    return result


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of object is looked at and ended."""

    action: Text
    retrieve: Callable[[stripe.StripeClient, str], Any]
    end: Callable[[stripe.StripeClient, str], Any]


_WAYS = {
    "customer": _Way(
        DELETE,
        lambda client, id: client.v1.customers.retrieve(id),
        lambda client, id: client.v1.customers.delete(id),
    ),
    "webhook_endpoint": _Way(
        DELETE,
        lambda client, id: client.v1.webhook_endpoints.retrieve(id),
        lambda client, id: client.v1.webhook_endpoints.delete(id),
    ),
    "payment_intent": _Way(
        CANCEL,
        lambda client, id: client.v1.payment_intents.retrieve(id),
        lambda client, id: client.v1.payment_intents.cancel(id),
    ),
    "setup_intent": _Way(
        CANCEL,
        lambda client, id: client.v1.setup_intents.retrieve(id),
        lambda client, id: client.v1.setup_intents.cancel(id),
    ),
}


# --- the pictures --------------------------------------------------------------------------------

_HEADER = (
    Text("ID", "ID"),
    Text("種類", "Kind"),
    Text("すること", "What happens"),
    Text("理由", "Why"),
)
_NOTHING = Text("片付けるものはありません。", "There is nothing to clean up.")
NO_ACCOUNT = Text(
    "エミュレーターには片付けるものがありません。カーネルを再起動すると空に戻ります。",
    "The emulator leaves nothing to clean up. Restart the kernel and it is empty again.",
)


def sentence(text: Text) -> Picture:
    """A picture of one sentence."""
    return Picture(fill("<p>{}</p>", both(text)), str(text))


def picture(run: str, items: list[Item]) -> Picture:
    """The table of a plan, or of what was done."""
    if not items:
        return sentence(_NOTHING)
    ended = sum(item.action in (DELETE, CANCEL, DELETED, CANCELLED) for item in items)
    done = any(item.action in (DELETED, CANCELLED, LEFT) for item in items)
    caption = (
        Text(
            f"片付けの結果 ({run}): 片付けたもの {ended} 件、残したもの {len(items) - ended} 件",
            f"Cleaned up ({run}): {ended} ended, {len(items) - ended} left",
        )
        if done
        else Text(
            f"片付けの予定 ({run}): 片付けるもの {ended} 件、残すもの {len(items) - ended} 件",
            f"To clean up ({run}): {ended} to end, {len(items) - ended} to leave",
        )
    )
    lines = [f"  {item.id} ({item.kind}): {item.action} — {item.reason}" for item in items]
    html = table(caption, _HEADER, (_cells(item) for item in items))
    return Picture(html, "\n".join([str(caption), *lines]))


def _cells(item: Item) -> list[Markup]:
    return [
        fill("<code>{}</code>", foreign(item.id)),
        foreign(item.kind),
        fill('<span style="white-space: nowrap">{}</span>', _action(item.action)),
        both(item.reason),
    ]


def _action(action: Text) -> Markup:
    return both(action, "span" if action in (LEAVE, LEFT) else "strong")
