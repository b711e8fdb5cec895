"""The web pages: the overview, the redirect page of a source, the learner's hand on the clock."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from helpers.emulator import Headers, Response
from helpers.emulator.http_door import MAX_ENTRIES, Door
from helpers.emulator.routes import ROUTES
from helpers.emulator.site import web_address, with_own_redirects
from tests.http.raw import KEY, Answer, ask, make_redirect

VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """Checks that every element is closed, and collects what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self._languages: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.seen.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
            self._languages.append(attributes.get("lang") or (self._languages or [""])[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] not in ("style", "title"):
            self.words.append((self._languages[-1], data))

    def count(self, tag: str) -> int:
        return sum(1 for seen, _ in self.seen if seen == tag)


def checked(got: Answer) -> Page:
    """A page that is complete without scripts, loads nothing and speaks both languages."""
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert got.headers["referrer-policy"] == "same-origin"
    page = Page(got.text)
    assert page.count("script") == 0
    assert page.count("h1") == 1
    assert page.count("table") == page.count("caption")
    for tag, attributes in page.seen:
        assert not any(name.startswith("on") for name in attributes)
        assert "src" not in attributes
        if tag == "link":
            assert attributes["href"] == "data:,"
        if tag == "th":
            assert attributes["scope"] in ("col", "row")
    japanese = sum(1 for lang, _ in page.words if lang == "ja")
    english = [text for lang, text in page.words if lang == "en"]
    assert japanese
    assert english
    assert not [text for text in english if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text)]
    return page


def authenticate(door: Door, source: dict[str, Any], method: str = "GET", **how: Any) -> Answer:
    """Open the redirect page of a source, or press one of its buttons (``form``)."""
    url = urlsplit(source["redirect"]["url"])
    form = how.pop("form", "")
    target = f"{url.path}?{url.query}"
    return ask(door, method, target, form, key=None, **how)


def now(door: Door, source: dict[str, Any]) -> dict[str, Any]:
    found = door.emulator.object("source", source["id"])
    assert found is not None
    return found


# --- the overview --------------------------------------------------------------------------------


def test_the_overview_lists_every_route_of_the_engine(door: Door) -> None:
    page = checked(ask(door, "GET", "/", key=None))
    shown = {text for _, text in page.words}
    for route in ROUTES:
        assert route.path in shown
    assert page.count("input") == page.count("label") - page.count("select")


def test_the_overview_shows_the_log_without_secrets(door: Door) -> None:
    source = make_redirect(door)
    ask(door, "GET", "/v1/customers/cus_none")
    ask(door, "GET", f"/v1/sources/{source['id']}?client_secret={source['client_secret']}")
    ask(door, "GET", f"/v1/customers/{KEY}")
    ask(door, "GET", f"/v1/customers/{source['client_secret']}")
    authenticate(door, source)
    got = ask(door, "GET", "/", key=None)
    page = checked(got)
    shown = " ".join(text for _, text in page.words)
    assert KEY not in got.text
    assert source["client_secret"] not in got.text
    assert "GET /v1/customers/cus_none 404 req_" in shown
    assert "resource_missing" in shown
    assert f"GET /redirect/authenticate/{source['id']}" in shown


@pytest.mark.parametrize(
    "path",
    [
        "/v1/customers/<script>alert(1)</script>",
        '/v1/"><img/src=x/onerror=alert(1)>',
        "/v1/&amp;%3Cb%3E'",
    ],
)
def test_what_came_from_outside_is_escaped(door: Door, path: str) -> None:
    ask(door, "GET", path)
    page = checked(ask(door, "GET", "/", key=None))
    assert page.count("img") == 0
    assert f"GET {path}" in [text for _, text in page.words]


def test_the_log_is_bounded(door: Door) -> None:
    for _ in range(MAX_ENTRIES + 20):
        door.note(("GET", "/v1/" + "a" * 5000), Response(200, Headers(), ""), 0.0)
    assert len(door.log) == MAX_ENTRIES
    assert len(ask(door, "GET", "/", key=None).body) < 200_000


def test_a_link_may_lead_to_the_pages_from_any_site(door: Door) -> None:
    assert ask(door, "GET", "/", key=None, Sec_Fetch_Site="cross-site").status == 200
    assert authenticate(door, make_redirect(door), Sec_Fetch_Site="cross-site").status == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/", "GET, HEAD"),
        ("GET", "/emulator/clock", "POST"),
        ("PUT", "/emulator/faults", "POST"),
        ("DELETE", "/redirect/authenticate/src_1", "GET, HEAD, POST"),
    ],
)
def test_pages_say_which_methods_they_take(
    door: Door, method: str, path: str, allowed: str
) -> None:
    got = ask(door, method, path, key=None)
    assert got.status == 405
    assert got.headers["allow"] == allowed
    checked(got)


# --- the redirect page ---------------------------------------------------------------------------


def test_a_sources_redirect_url_leads_to_the_door(door: Door) -> None:
    source = make_redirect(door, host=urlsplit(door.url).netloc)
    expected = f"{door.url}/redirect/authenticate/{source['id']}?client_secret="
    assert source["redirect"]["url"] == expected + source["client_secret"]
    again = ask(door, "GET", f"/v1/sources/{source['id']}", host="localhost:8080").json
    assert again["redirect"]["url"].startswith("http://localhost:8080/redirect/authenticate/src_")


def test_only_redirect_urls_are_changed() -> None:
    stripe = "https://hooks.stripe.com"
    other = (
        f'{{"url":"{stripe}/adapter/sepa_debit/file/x","note":"{stripe}/redirect/authenticate"}}'
    )
    assert with_own_redirects(other, "http://127.0.0.1:1") == other


def test_authorising_leads_back_with_the_get_parameters(door: Door) -> None:
    source = make_redirect(door, "https://shop.example/back?order=5&x=%20#top")
    page = checked(authenticate(door, source))
    assert "10.99 EUR" in [text for _, text in page.words]
    assert page.count("button") == 2
    form = urlencode({"client_secret": source["client_secret"], "result": "authorize"})
    got = authenticate(door, source, "POST", form=form, Origin="http://127.0.0.1")
    assert got.status == 302
    location = urlsplit(got.headers["location"])
    assert (location.netloc, location.path, location.fragment) == ("shop.example", "/back", "top")
    assert parse_qsl(location.query) == [
        ("order", "5"),
        ("x", " "),
        ("source", source["id"]),
        ("livemode", "false"),
        ("client_secret", source["client_secret"]),
    ]
    assert now(door, source)["status"] == "chargeable"
    assert now(door, source)["redirect"]["status"] == "succeeded"


def test_failing_leads_back_too(door: Door) -> None:
    source = make_redirect(door)
    assert authenticate(door, source, "POST", form="result=fail").status == 302
    assert now(door, source)["status"] == "failed"
    events = ask(door, "GET", "/v1/events?type=source.failed").json["data"]
    assert [event["data"]["object"]["id"] for event in events] == [source["id"]]


def test_what_is_decided_stays_decided(door: Door) -> None:
    source = make_redirect(door)
    authenticate(door, source, "POST", form="result=fail")
    got = authenticate(door, source, "POST", form="result=authorize")
    assert got.status == 409
    assert checked(got).count("button") == 0
    assert now(door, source)["status"] == "failed"
    assert checked(authenticate(door, source)).count("button") == 0


def test_a_choice_that_is_none_changes_nothing(door: Door) -> None:
    source = make_redirect(door)
    got = authenticate(door, source, "POST", form="result=maybe")
    assert got.status == 400
    assert checked(got).count("button") == 2
    assert now(door, source)["status"] == "pending"


def test_the_page_opens_with_the_client_secret_only(door: Door) -> None:
    source = make_redirect(door)
    path = f"/redirect/authenticate/{source['id']}"
    for query in ("", "?client_secret=", "?client_secret=src_client_secret_x", "?client_secret=é"):
        got = ask(door, "GET", path + query, key=None)
        assert got.status == 403
        assert source["client_secret"] not in got.text
        checked(got)
    assert ask(door, "POST", path, "result=authorize", key=None).status == 403
    assert now(door, source)["status"] == "pending"


def test_no_other_source_has_a_page(door: Door) -> None:
    card = ask(door, "POST", "/v1/sources", {"type": "card", "token": "tok_visa"}).json
    for id in (card["id"], "src_none", "", "../../v1/customers"):
        got = ask(door, "GET", f"/redirect/authenticate/{id}", key=None)
        assert got.status == 404
        checked(got)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "http://127.0.0.1"},
    ],
)
def test_other_sites_cannot_press_the_buttons(door: Door, headers: dict[str, str]) -> None:
    source = make_redirect(door)
    assert authenticate(door, source, "POST", form="result=authorize", **headers).status == 403
    assert now(door, source)["status"] == "pending"
    for path, form in (("clock", "seconds=5"), ("faults", "fault=server_error")):
        assert ask(door, "POST", f"/emulator/{path}", form, **headers).status == 403


@pytest.mark.parametrize(
    "return_url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "myapp://back",
        "//shop.example",
        "back",
        "http://[",
        "https://",
    ],
)
def test_only_web_addresses_are_gone_back_to(door: Door, return_url: str) -> None:
    source = make_redirect(door, return_url)
    got = authenticate(door, source, "POST", form="result=authorize")
    assert got.status == 200
    assert "location" not in got.headers
    assert checked(got).count("a") == 0
    assert now(door, source)["status"] == "chargeable"


def test_a_return_url_cannot_smuggle_a_header() -> None:
    address = web_address('https://shop.example/a\r\nSet-Cookie: x=y\\ é<>"?q= 1&source=src_1')
    assert address is not None
    assert re.fullmatch(r"https://shop\.example/[!-~]+", address)
    assert not set(address) & set('<>"\\')
    assert address.endswith("&source=src_1")


# --- the clock and the faults --------------------------------------------------------------------


def test_the_clock_is_moved_from_the_page(door: Door) -> None:
    source = make_redirect(door)
    before = door.emulator.now
    got = ask(door, "POST", "/emulator/clock", {"seconds": "3601"}, key=None)
    assert (got.status, got.headers["location"]) == (303, "/")
    assert door.emulator.now == before + 3601
    assert now(door, source)["status"] == "canceled"


@pytest.mark.parametrize("seconds", ["", "-1", "1e9", "٣", "999999999", "1" * 5000])
def test_a_wrong_time_is_refused(door: Door, seconds: str) -> None:
    before = door.emulator.now
    got = ask(door, "POST", "/emulator/clock", {"seconds": seconds}, key=None)
    assert got.status == 400
    checked(got)
    assert door.emulator.now == before


def test_a_wrong_fault_is_refused(door: Door) -> None:
    got = ask(door, "POST", "/emulator/faults", {"fault": "<b>"}, key=None)
    assert got.status == 400
    checked(got)
    assert len(door.emulator.faults) == 0
