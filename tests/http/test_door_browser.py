"""The door's pages in a real browser: read, pressed, and looked at by axe in light and dark."""

from __future__ import annotations

from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from helpers.emulator.http_door import Door
from tests.http.raw import ask, make_redirect

pytestmark = pytest.mark.browser
Scheme = Literal["light", "dark"]


class Visitor:
    """One page, and all that its browser asked for or complained about."""

    def __init__(self, browser: Browser, scheme: Scheme = "light") -> None:
        self.page: Page = browser.new_page(color_scheme=scheme, java_script_enabled=True)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def leave(self) -> None:
        """Nothing but the door was asked, and nothing was complained about."""
        assert {urlsplit(url).hostname for url in self.asked if url != "data:,"} == {"127.0.0.1"}
        assert self.complaints == []
        self.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 400])
def test_the_pages_are_accessible(door: Door, browser: Browser, scheme: Scheme, width: int) -> None:
    source = make_redirect(door, host=urlsplit(door.url).netloc)
    ask(door, "GET", "/v1/customers/" + "x" * 150)
    visitor = Visitor(browser, scheme)
    visitor.page.set_viewport_size({"width": width, "height": 800})
    for url in (door.url, source["redirect"]["url"]):
        visitor.page.goto(url)
        found = Axe().run(visitor.page)
        assert found.violations_count == 0, found.generate_report()
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visitor.page.evaluate(overflow) == 0
    visitor.leave()


@pytest.mark.parametrize(
    ("button", "status"),
    [("Authorize the payment", "chargeable"), ("支払いを失敗させる", "failed")],
)
def test_a_customer_decides_and_is_sent_back(
    door: Door, browser: Browser, button: str, status: str
) -> None:
    source = make_redirect(door, door.url + "/?order=5", host=urlsplit(door.url).netloc)
    visitor = Visitor(browser)
    visitor.page.goto(source["redirect"]["url"])
    visitor.page.get_by_role("button", name=button).click()
    assert parse_qs(urlsplit(visitor.page.url).query) == {
        "order": ["5"],
        "source": [source["id"]],
        "livemode": ["false"],
        "client_secret": [source["client_secret"]],
    }
    now = door.emulator.object("source", source["id"])
    assert now is not None
    assert now["status"] == status
    visitor.leave()


def test_a_reader_moves_the_clock_and_arranges_a_fault(door: Door, browser: Browser) -> None:
    visitor = Visitor(browser)
    before = door.emulator.now
    visitor.page.goto(door.url)
    visitor.page.get_by_label("Seconds to move").fill("86400")
    visitor.page.get_by_role("button", name="Move the clock").click()
    assert visitor.page.url == door.url + "/"
    assert door.emulator.now == before + 86_400
    visitor.page.get_by_label("次のリクエストで起こす障害").select_option("server_error")
    visitor.page.get_by_role("button", name="障害を予約する").click()
    assert visitor.page.get_by_text("2026-11-03 00:00:00 UTC").count() == 2
    assert ask(door, "GET", "/v1/customers").status == 500
    visitor.leave()


def test_another_sites_page_cannot_press_the_buttons(door: Door, browser: Browser) -> None:
    """The page of ``other`` stands for any web site the learner has open."""
    other = Door(door.emulator, 0)
    other.start(poll=0.005)
    before = door.emulator.now
    visitor = Visitor(browser)
    visitor.page.goto(other.url)
    visitor.page.evaluate(
        """(target) => {
            const form = document.querySelector("form[action='/emulator/clock']");
            form.action = target;
            form.submit();
        }""",
        f"{door.url}/emulator/clock",
    )
    visitor.page.wait_for_url(f"{door.url}/emulator/clock")
    assert "a page of another web site may not use this door" in visitor.page.content()
    assert door.emulator.now == before
    visitor.page.close()
    other.close()
