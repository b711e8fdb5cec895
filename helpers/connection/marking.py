"""What the tutorial adds to a request to a real account, and writes down about it.

- ``metadata[tutorial]=<run>`` on everything made that has metadata: cleaning up asks for it.
- The run in front of the idempotency key. The key stays one per call: the SDK makes one for every
  call and keeps it through its retries, so a retry does nothing twice, while running a cell again
  is a new call. A key that a lesson names itself cannot meet its own from an earlier run.
- An entry in the ledger before the request leaves, and one when its answer is there.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

import stripe

from helpers.connection.guard import GuardRefused
from helpers.connection.ledger import Ledger
from helpers.transport import Answer, OneWay

TAG = "tutorial"

TAGGED = frozenset(
    f"/v1/{name}"
    for name in (
        "charges",
        "customers",
        "payment_intents",
        "payment_methods",
        "refunds",
        "setup_intents",
        "sources",
        "webhook_endpoints",
    )
)
"""What lessons make by a POST to one of these has metadata."""

REPEATABLE = frozenset({"/v1/customers", "/v1/webhook_endpoints"})
"""Asking for one of these again moves no money, so cleaning up can ask what became of it."""

FINAL = frozenset({400, 401, 402, 403, 404, 429})
"""HTTP statuses that say that nothing was made. After 409 and 5xx nobody knows."""

# Tokens end by themselves. These two are no objects of their own.
_NOT_KEPT = frozenset({"token", "list", "search_result"})


class Marking(OneWay):
    """Marks every POST and keeps the ledger. What the learner's record shows stays as it was sent
    to this client: the marks are added behind it."""

    name = "marking"

    def __init__(self, inner: stripe.HTTPClient, ledger: Ledger) -> None:
        super().__init__()
        self._inner = inner
        self._ledger = ledger

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        if method.lower() != "post" or not isinstance(post_data, str | None):
            return self._send(method, url, headers, post_data)
        path = urlsplit(url).path
        marked, step = with_run(headers or {}, self._ledger.run)
        if path not in TAGGED:
            answer = self._send(method, url, marked, post_data)
            self._note_what_was_made(step, path, answer)
            return answer
        form = tagged(post_data or "", self._ledger.run)
        self._ledger.leaving(step, path, form if path in REPEATABLE else None)
        try:
            answer = self._send(method, url, marked, form)
        except GuardRefused as refusal:
            if not refusal.sent:
                self._ledger.refused(step)
            raise
        if not self._note_what_was_made(step, path, answer) and answer[1] in FINAL:
            self._ledger.refused(step)
        return answer

    def _send(self, method: str, url: str, headers: Mapping[str, str] | None, form: Any) -> Answer:
        answer: Answer = self._inner.request(method, url, headers, form)
        return answer

    def _note_what_was_made(self, step: str, path: str, answer: Answer) -> bool:
        made = what_was_made(path, answer)
        for kind, id in made:
            self._ledger.made(step, kind, id)
        return bool(made)

    def close(self) -> None:
        self._inner.close()  # type: ignore[no-untyped-call]


def with_run(headers: Mapping[str, str], run: str) -> tuple[dict[str, str], str]:
    """The headers with the run in front of their idempotency key, and the key as it will be sent.

    Without a key, one is not added: the SDK gives every POST its own.
    """
    marked = dict(headers)
    step = ""
    for name, value in headers.items():
        if str(name).lower() == "idempotency-key":
            marked[name] = step = f"{TAG}-{run}-{value}"
    return marked, step


def tagged(form: str, run: str) -> str:
    """A form that makes an object, with the run in its metadata."""
    parts = [part for part in form.split("&") if part]
    tag = f"metadata[{TAG}]"
    # An empty `metadata` would unset what is set beside it.
    kept = [p for p in parts if unquote_plus(p.partition("=")[0]) not in ("metadata", tag)]
    return "&".join([*kept, urlencode({tag: run}).replace("%5B", "[").replace("%5D", "]")])


def what_was_made(path: str, answer: Answer) -> list[tuple[str, str]]:
    """The objects that a POST to ``path`` has made, as (kind, id).

    An answer whose id is in the path is an update or an action. A declined payment answers with an
    error and yet leaves its charge, or its intent.
    """
    body, status, _ = answer
    try:
        value = json.loads(body)
    except ValueError:
        return []
    if not isinstance(value, dict):
        return []
    if 200 <= status < 300:
        found = [(value.get("object"), value.get("id"))]
    else:
        error = value.get("error")
        error = error if isinstance(error, dict) else {}
        found = [("charge", error.get("charge"))]
        for kind in ("payment_intent", "setup_intent"):
            intent = error.get(kind)
            if isinstance(intent, dict):
                found.append((kind, intent.get("id")))
    return [
        (kind, id)
        for kind, id in found
        if isinstance(kind, str)
        and isinstance(id, str)
        and kind not in _NOT_KEPT
        and id not in path.split("/")
    ]
