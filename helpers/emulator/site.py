"""The door's web site: the overview at ``/``, and the learner's hand on redirects, time, faults.

In test mode Stripe sends a customer to a page of its own that offers to authorise or to fail the
payment (S13, S23) and then back to the shop with three GET parameters (S14). Here the same path
does so, on the door's own address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hmac import compare_digest
from urllib.parse import parse_qsl, quote, urlsplit

from helpers.emulator import pages
from helpers.emulator.engine import Emulator
from helpers.emulator.facts import rule
from helpers.emulator.faults import FAULTS
from helpers.emulator.http_reading import Incoming
from helpers.emulator.pages import Entry
from helpers.emulator.routes import ROUTES
from helpers.emulator.wire import Headers, Response

REDIRECTS = "/redirect/authenticate/"
_STRIPES = re.compile(
    r'("url":")https://hooks\.stripe\.com(/redirect/authenticate/src_\w+\?client_secret=\w+")'
)
MAX_SECONDS = 10 * 365 * 24 * 3600
NOT_FOUND = ("ページがありません", "No such page")


def with_own_redirects(body: str, address: str) -> str:
    """An answer's JSON with the redirect pages of sources at ``address`` instead of Stripe's.

    Stripe's host knows nothing of this emulator's sources: a browser sent there would be lost.
    """
    return _STRIPES.sub(rf"\g<1>{address}\g<2>", body) if "hooks.stripe.com" in body else body


def web_address(url: str) -> str | None:
    """``url`` as a Location header carries it, or None if it is no web address."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]") if usable else None


class Site:
    """Answers for the web pages. The caller holds the emulator's lock while it asks."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def serves(self, path: str) -> bool:
        """Whether ``path`` is a web page's and not the API's."""
        return path in ("/", "/emulator/clock", "/emulator/faults") or path.startswith(REDIRECTS)

    def answer(self, incoming: Incoming, address: str, log: Sequence[Entry]) -> Response:
        """The page, or what pressing one of its buttons brings about."""
        if incoming.method in ("GET", "HEAD"):
            if incoming.path == "/":
                routes = ((route.method, route.path) for route in ROUTES)
                return _html(pages.overview(address, self._emulator.now, routes, log))
            if incoming.path.startswith(REDIRECTS):
                return self._redirect(incoming, _fields(incoming.query))
        elif incoming.method == "POST" and incoming.path != "/":
            form = _fields(incoming.body)
            if incoming.path.startswith(REDIRECTS):
                return self._redirect(incoming, {**_fields(incoming.query), **form})
            if incoming.path == "/emulator/clock":
                return self._move_clock(form)
            return self._arrange_fault(form)
        allowed = {"/": "GET, HEAD"}.get(incoming.path, "POST")
        allowed = "GET, HEAD, POST" if incoming.path.startswith(REDIRECTS) else allowed
        return _say(
            ("この操作はできません", "Not possible"),
            (f"この URL で使えるメソッド: {allowed}", f"This URL takes: {allowed}"),
            405,
            Allow=allowed,
        )

    @rule("S13", "S23")
    def _redirect(self, incoming: Incoming, given: dict[str, str]) -> Response:
        """Show the page of a redirect source, or carry out what was chosen on it."""
        id = incoming.path.removeprefix(REDIRECTS)
        source = self._emulator.object("source", id)
        if source is None or source["flow"] != "redirect":
            text = (
                "このエミュレーターに、その redirect の source はありません。",
                "This emulator has no redirect source with that id.",
            )
            return _say(NOT_FOUND, text, 404)
        secret = given.get("client_secret", "")
        if not compare_digest(secret.encode(), source["client_secret"].encode()):
            text = (
                "client_secret が違います。source の redirect.url をそのまま開いてください。",
                "The client_secret is wrong. Open the source's redirect.url as it is.",
            )
            return _say(("このページは開けません", "This page stays closed"), text, 403)
        if incoming.method != "POST":
            return _html(pages.redirect_page(source))
        choice = given.get("result")
        if choice not in ("authorize", "fail"):
            note = (
                "result には authorize か fail を指定してください。",
                "result must be authorize or fail.",
            )
            return _html(pages.redirect_page(source, note), 400)
        try:
            (self._emulator.authorize if choice == "authorize" else self._emulator.fail)(id)
        except ValueError:
            note = (
                "もう結果が出ているので、何も変えませんでした。",
                "It was decided before; nothing was changed.",
            )
            return _html(pages.redirect_page(source, note), 409)
        source = self._emulator.object("source", id) or source
        address = web_address(self._emulator.return_url(source["id"]))
        if address is None:
            note = (
                "記録しました。return_url が http(s) の URL ではないので、このページに留まります。",
                "Done. You stay on this page, because the return_url is no http(s) URL.",
            )
            return _html(pages.redirect_page(source, note))
        return Response(302, Headers({**pages.SECURITY, "Location": address}), "")

    def _move_clock(self, form: dict[str, str]) -> Response:
        seconds = form.get("seconds", "")
        if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 10):
            return _wrong("seconds", f"0–{MAX_SECONDS}")
        if int(seconds) > MAX_SECONDS:
            return _wrong("seconds", f"0–{MAX_SECONDS}")
        self._emulator.advance_clock(int(seconds))
        return _back()

    def _arrange_fault(self, form: dict[str, str]) -> Response:
        fault = form.get("fault", "")
        if fault not in FAULTS:
            return _wrong("fault", ", ".join(FAULTS))
        self._emulator.inject(fault)
        return _back()


def _fields(form: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(form, keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return {}


def _html(page: str, status: int = 200, **headers: str) -> Response:
    more = {"Content-Type": "text/html; charset=utf-8", **pages.SECURITY, **headers}
    return Response(status, Headers(more), page)


def _say(title: tuple[str, str], text: tuple[str, str], status: int, **headers: str) -> Response:
    return _html(pages.message_page(title, text), status, **headers)


def _wrong(name: str, values: str) -> Response:
    text = (f"{name} に指定できる値: {values}", f"{name} may be: {values}")
    return _say(("指定できない値です", "That value will not do"), text, 400)


def _back() -> Response:
    return Response(303, Headers({**pages.SECURITY, "Location": "/"}), "")
