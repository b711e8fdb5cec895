"""The emulator: one account, and the way of a request through it."""

from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from dataclasses import dataclass
from typing import Any

from helpers.emulator import errors, routes, versions
from helpers.emulator.account import Account, Call
from helpers.emulator.clock import START
from helpers.emulator.errors import StripeError
from helpers.emulator.events import Delivery
from helpers.emulator.expansion import check, present, read_paths
from helpers.emulator.facts import rule
from helpers.emulator.faults import (
    CUT_BODY,
    DROPPED_CONNECTION,
    RATE_LIMIT,
    SERVER_ERROR,
    Fault,
    Faults,
)
from helpers.emulator.idempotency import Answer, Idempotency
from helpers.emulator.lifecycle import Step
from helpers.emulator.resources import paying, sources
from helpers.emulator.store import Object
from helpers.emulator.wire import Headers, Request, Response, decode_form, to_json

SEED = 20190315
MAX_RECORDS = 500

_KEY = re.compile(r"(sk|rk)_test_[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One request that was answered, as a dashboard's log shows it."""

    id: str
    when: int
    method: str
    path: str
    query: str
    body: str
    status: int
    code: str | None
    message: str | None


class Emulator:
    """A Stripe test account in memory.

    ``seed`` and ``clock`` (seconds since 1970) have fixed defaults: the same calls give the same
    answers, byte for byte. ``api_version`` is the account's own version. ``raw_card_data`` lets
    requests carry the numbers of test cards instead of tokens.
    """

    def __init__(
        self,
        seed: int = SEED,
        clock: int = START,
        *,
        api_version: str = versions.DEFAULT,
        raw_card_data: bool = False,
    ) -> None:
        self.account = Account(seed, clock, versions.check(api_version), raw_card_data)
        self.faults = Faults()
        self.requests: deque[Record] = deque(maxlen=MAX_RECORDS)
        self._idempotency = Idempotency()

    # --- requests --------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer one request. Never raises: a refusal is an answer too."""
        id = self.account.ids.new("req")
        fault = self.faults.next()
        headers = {
            "Content-Type": "application/json",
            "Cache-Control": "no-cache, no-store",
            "Request-Id": id,
            "Stripe-Version": request.headers.get("Stripe-Version", self.account.api_version),
        }
        if request.method == "POST":
            headers["Stripe-Should-Retry"] = "false"
        if fault is not None and fault.name == DROPPED_CONNECTION:
            return Response(0, Headers(), "", fault=fault.name)
        error: dict[str, Any] | None = None
        try:
            if fault is not None:
                _act_out(fault)
            status, body = self._answer(request, id, headers)
        except StripeError as refused:
            status = refused.status
            envelope = refused.envelope(self.account.id, id)
            error, body = envelope["error"], to_json(envelope)
        self._record(request, id, status, error)
        return _on_the_way(Response(status, Headers(headers), body), fault)

    @rule("E08", "E14", "Q30")
    def _answer(self, request: Request, id: str, headers: dict[str, str]) -> tuple[int, str]:
        """Who asks, what for, whether it was asked before; then do it."""
        _check_key(request.headers.get("Authorization"))
        route, path = routes.find(request.method, request.path)
        version = versions.check(headers["Stripe-Version"])
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        if key is not None:
            headers["Idempotency-Key"] = key
            headers["Original-Request"] = id
            known = self._idempotency.recall(key, request.path, request.body)
            if known is not None:
                headers["Original-Request"] = known.request
                headers["Idempotent-Replayed"] = "true"
                return known.status, known.answer
        form = decode_form(request.body if request.method == "POST" else request.query)
        params = route.schema(form, path).read(form)
        tree = read_paths(params.pop("expand", ()))
        check(tree, route.shows)
        call = Call(self.account, path, params, request.path, version)
        events = self.account.events
        events.request, events.idempotency_key = id, key
        try:
            object = route.operation(call)
            status, body = 200, to_json(present(self.account.store, object, version, tree))
        except StripeError as refused:
            if key is None:
                raise
            status, body = refused.status, to_json(refused.envelope(self.account.id, id))
            self._idempotency.remember(key, Answer(request.path, request.body, id, status, body))
            raise
        finally:
            events.request = events.idempotency_key = None
        if key is not None:
            self._idempotency.remember(key, Answer(request.path, request.body, id, status, body))
        return status, body

    def _record(self, request: Request, id: str, status: int, error: dict[str, Any] | None) -> None:
        error = error or {}
        self.requests.append(
            Record(
                id=id,
                when=self.now,
                method=request.method,
                path=request.path,
                query=request.query,
                body=request.body,
                status=status,
                code=error.get("code"),
                message=error.get("message"),
            )
        )

    def inject(self, fault: str, times: int = 1, delay: float = 2.0) -> None:
        """Make the next ``times`` requests meet a fault: see :mod:`helpers.emulator.faults`.

        Raises ``ValueError`` for a fault that there is not.
        """
        self.faults.inject(fault, times, delay)

    # --- time ------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """The emulator's time, in seconds since 1970."""
        return self.account.now

    def advance_clock(self, seconds: int) -> None:
        """Move time on; what falls due happens, with its events (sources expire, money settles).

        Raises ``ValueError`` if ``seconds`` is negative.
        """
        self.account.clock.advance(seconds)

    # --- the learner's hand ----------------------------------------------------------------------

    def authorize(self, source_id: str, received: int | None = None) -> None:
        """The customer agrees on a redirect source's page, or sends ``received`` to a receiver.

        Raises ``LookupError`` for an unknown source, ``ValueError`` for one that is not pending.
        """
        sources.authorize(self.account, source_id, received)

    def fail(self, source_id: str) -> None:
        """The customer refuses on a redirect source's page. Raises as :meth:`authorize` does."""
        sources.fail(self.account, source_id)

    def return_url(self, source_id: str) -> str:
        """Where a redirect source sends its customer back to, with Stripe's parameters.

        Raises ``LookupError`` for an unknown source and for one without a redirect.
        """
        return sources.return_url(self.account, source_id)

    def settle(self, charge_id: str, succeed: bool = True) -> None:
        """The bank answers a pending charge. Raises as :meth:`authorize` does."""
        paying.settle(self.account, charge_id, succeed)

    def transitions(self, source_id: str) -> list[Step]:
        """The way that a source has gone so far, the first step first; empty if unknown."""
        return self.account.lifecycle.way(source_id)

    @property
    def deliveries(self) -> deque[Delivery]:
        """The webhook requests that were sent, the oldest first; read them and pop them."""
        return self.account.events.deliveries

    def object(self, kind: str, id: str) -> Object | None:
        """A copy of a stored object as it is now, without a request: for diagrams and tests."""
        found = self.account.store.get(kind, id)
        return None if found is None else dict(found)


@rule("E15", "Q07", "Q46")
def _act_out(fault: Fault) -> None:
    if fault.name == RATE_LIMIT:
        raise errors.RATE_LIMITED()
    if fault.name == SERVER_ERROR:
        raise errors.SERVER_ERROR()


def _on_the_way(response: Response, fault: Fault | None) -> Response:
    """The response with what the transport must act out."""
    if fault is None or fault.name in (RATE_LIMIT, SERVER_ERROR):
        return response
    body = response.body[: len(response.body) // 2] if fault.name == CUT_BODY else response.body
    return Response(response.status, response.headers, body, fault.name, fault.delay)


@rule("E05", "E06")
def _check_key(authorization: str | None) -> None:
    """Any secret or restricted test key is good; Bearer and Basic (user name) are understood."""
    scheme, _, value = (authorization or "").partition(" ")
    key = value.strip()
    if scheme.lower() == "basic":
        try:
            key = base64.b64decode(key, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            key = ""
    elif scheme.lower() != "bearer":
        key = ""
    if not key:
        raise errors.NO_KEY()
    if not _KEY.fullmatch(key):
        raise errors.BAD_KEY(masked=_masked(key))


@rule("E05")
def _masked(key: str) -> str:
    """The first 8 and the last 4 characters, stars between; all stars if it is too short."""
    if len(key) <= 12:
        return "*" * len(key)
    return f"{key[:8]}{'*' * (len(key) - 12)}{key[-4:]}"
