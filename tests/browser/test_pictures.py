"""Every control of every picture, by mouse and by keyboard alone, in both languages and themes.

The mouse goes through the light theme in Japanese and the dark one in English, the keyboard the
other way round.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.hands import Hand
from tests.browser.lab import Lab
from tests.browser.pictures import HANDS, LANGUAGES, LIVE_CELLS, THEMES, Pictures, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SPOKEN = {
    ("mouse", "light"): "ja",
    ("mouse", "dark"): "en",
    ("keyboard", "light"): "en",
    ("keyboard", "dark"): "ja",
}
LIVE = ["sources", "status", "requests", "events", "history"]


@pytest.fixture(scope="module", params=THEMES)
def theme(request: pytest.FixtureRequest, pictures: Pictures) -> str:
    pictures.paint(request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def pictures(browser: Browser, lab: Lab) -> Iterator[Pictures]:
    with opened(browser, lab, "pictures.ipynb", LIVE_CELLS) as pictures:
        yield pictures


@pytest.fixture(params=HANDS)
def kind(request: pytest.FixtureRequest, pictures: Pictures, theme: str) -> str:
    pictures.speak(SPOKEN[request.param, theme])
    return str(request.param)


class At:
    """A picture, a hand, and words in the language that is spoken."""

    def __init__(self, pictures: Pictures, name: str, kind: str, theme: str) -> None:
        self.shown = pictures.output(name)
        self.hand: Hand = pictures.hand(kind, name)
        self.japanese = SPOKEN[kind, theme] == "ja"
        self.shown.scroll_into_view_if_needed()

    def button(self, ja: str, en: str) -> Locator:
        return self.shown.get_by_role("button", name=ja if self.japanese else en, exact=True)

    def said(self, ja: str, en: str) -> None:
        expect(self.shown.get_by_role("status")).to_contain_text(ja if self.japanese else en)

    def unfold(self, summary: Locator) -> None:
        """Open a part, unless it has stayed open from before."""
        if not summary.evaluate("(el) => el.parentElement.open"):
            self.hand.toggle(summary)

    def words(self, ja: str, en: str) -> str:
        return ja if self.japanese else en


def test_every_live_picture_is_there(pictures: Pictures) -> None:
    for name in LIVE:
        expect(pictures.output(name).locator(".lesson-live")).to_have_count(1)


def test_pictures_follow_the_cells_below_them(pictures: Pictures) -> None:
    expect(pictures.output("sources").locator("tbody tr", has_text="MasterCard")).not_to_have_count(
        0
    )


def test_sources(pictures: Pictures, kind: str, theme: str) -> None:
    at = At(pictures, "sources", kind, theme)
    rows = at.shown.locator("div[data-part=table] .lesson-wide tbody tr")
    at.hand.choose(rows.nth(1).get_by_role("radio"))
    chosen = rows.nth(1).get_by_role("radio").get_attribute("value")
    assert chosen
    controls = at.shown.locator("[data-part=controls]")
    expect(controls).to_contain_text(f"default_source={chosen}")

    at.hand.press(at.button("デフォルトにする", "Make default"))
    at.said("デフォルトを変更しました", "The default is changed")
    default = rows.filter(has_text=chosen).locator(f"td:nth-child(2) [lang={at.words('ja', 'en')}]")
    expect(default).to_have_text(at.words("★ デフォルト", "★ default"))

    at.hand.write(at.shown.locator("[name=amount]"), "1200")
    expect(controls).to_contain_text("amount=1200")
    at.hand.pick(at.shown.locator("[name=currency]"), "jpy")
    expect(controls).to_contain_text("currency=jpy")
    at.hand.press(at.button("請求する", "Charge"))
    at.said("請求しました", "Charged")
    outcome = at.shown.locator("[data-part=outcome]")
    expect(outcome).to_contain_text("client.v1.charges.create({")
    for language, code in (("PHP", "\\Stripe\\Charge::create(["), ("curl", "-d amount=1200")):
        at.unfold(outcome.locator("summary", has_text=language))
        expect(outcome.get_by_text(code)).to_be_visible()

    at.hand.pick(at.shown.locator("[name=token]"), "tok_mastercard")
    at.hand.pick(at.shown.locator("[name=form]"), "token")
    expect(controls).to_contain_text("source=tok_mastercard")
    count = rows.count()
    at.hand.press(at.button("関連付ける", "Attach"))
    at.said("関連付けました", "Attached")
    expect(rows).to_have_count(count + 1)

    at.hand.press(at.button("切り離す", "Detach"))
    at.said("切り離しました", "Detached")
    expect(rows).to_have_count(count)
    expect(at.shown).not_to_contain_text(f"default_source={chosen}")

    at.unfold(at.shown.locator("summary", has_text=at.words("今の名前", "Today's name")))
    expect(at.shown.get_by_text("invoice_settings.default_payment_method")).to_be_visible()


def test_a_refusal_is_told_and_the_focus_stays(pictures: Pictures, kind: str, theme: str) -> None:
    at = At(pictures, "sources", kind, theme)
    at.hand.pick(at.shown.locator("[name=token]"), "tok_chargeDeclined")
    attach = at.button("関連付ける", "Attach")
    at.hand.press(attach)
    at.said("断られました (402 card_declined)", "Refused (402 card_declined)")
    expect(attach).to_be_focused()
    at.hand.pick(at.shown.locator("[name=token]"), "tok_visa")


MOVES = {
    "authorize": ("顧客が認証する", "Customer authorizes", "chargeable"),
    "fail": ("顧客の認証が失敗する", "Customer's authorization fails", "failed"),
}


def test_status(pictures: Pictures, kind: str, theme: str) -> None:
    at = At(pictures, f"status-{theme}-{kind}", kind, theme)
    move = "authorize" if (kind, theme) in {("mouse", "light"), ("keyboard", "dark")} else "fail"
    ja, en, after = MOVES[move]
    at.hand.press(at.button(ja, en))
    at.said(f"pending から {after} に", f"from pending to {after}")
    expect(at.shown.locator("table").first.locator("tbody tr")).to_have_count(2)
    expect(at.shown.locator("img")).to_be_visible()
    expect(at.shown.locator("[data-part=outcome]")).to_contain_text(f"client.emulator.{move}(")

    at.hand.pick(at.shown.locator("[name=hours]"), "6")
    expect(at.shown.locator("[data-part=controls]")).to_contain_text("advance_clock(6 * 3600)")
    at.hand.press(at.button("時間を進める", "Let time pass"))
    expect(at.shown.locator("[data-part=outcome]")).to_contain_text("advance_clock(6 * 3600)")


def test_a_double_click_charges_once(pictures: Pictures, theme: str) -> None:
    shown = pictures.output("sources")
    calls = pictures.output("requests").locator("input[type=radio]")
    count = calls.count()
    shown.get_by_role("radio").first.check()
    shown.locator("button[data-do=charge]").dblclick()
    expect(calls).to_have_count(count + 1)
    expect(shown.locator(".lesson-live:not([data-busy])")).to_be_attached()
    assert calls.count() == count + 1


def test_requests(pictures: Pictures, kind: str, theme: str) -> None:
    at = At(pictures, "requests", kind, theme)
    at.hand.choose(at.shown.get_by_role("radio", name="2", exact=True))
    outcome = at.shown.locator("[data-part=outcome]")
    expect(outcome).to_contain_text('"object": "customer"')
    for language, code in (
        ("Python", "client.v1.customers.create("),
        ("PHP", "\\Stripe\\Customer::create("),
        ("curl", "-d email="),
    ):
        at.unfold(outcome.locator("summary", has_text=language))
        expect(outcome.get_by_text(code)).to_be_visible()


def test_events(pictures: Pictures, kind: str, theme: str) -> None:
    at = At(pictures, "events", kind, theme)
    arrived = at.shown.locator("[data-part=outcome] tbody tr")
    at.hand.choose(at.shown.get_by_role("radio", name=at.words("重複", "duplicates")))
    expect(arrived).to_have_count(0)
    at.hand.press(at.button("次の配信", "Next delivery"))
    expect(arrived).to_have_count(1)
    at.hand.press(at.button("次の配信", "Next delivery"))
    expect(arrived).to_have_count(2)
    expect(arrived.nth(1)).to_contain_text(
        at.words("200 を返して無視します", "answer 200 and ignore it")
    )
    at.hand.press(at.button("すべて配信", "All deliveries"))
    expect(arrived.nth(5)).to_be_attached()
    at.hand.press(at.button("最初から", "From the start"))
    expect(arrived).to_have_count(0)


def test_history(pictures: Pictures, kind: str, theme: str) -> None:
    at = At(pictures, "history", kind, theme)
    slider = at.shown.get_by_role("slider")
    assert slider.get_attribute("aria-valuetext")
    at.hand.press(at.button("前へ", "Back"))
    at.hand.slide_to_start(slider)
    expect(at.shown.locator("[data-part=table]")).to_contain_text("1 / ")
    expect(at.shown.locator("[data-part=outcome]")).to_contain_text(
        at.words("Customer はまだありません", "There is no Customer yet")
    )
    at.hand.press(at.button("次へ", "Forward"))
    expect(at.shown.locator("[data-part=outcome]")).to_contain_text("hanako@example.com")
    expect(slider).to_have_value("2")


def test_a_prediction_is_committed_to_before_the_answer_is_seen(
    pictures: Pictures, kind: str, theme: str
) -> None:
    name = "predict" if kind == "mouse" else "own-question"
    at = At(pictures, name, kind, theme)
    verdicts = at.shown.get_by_text(re.compile("[✓✗] "))
    if theme == "light":  # the choice made there has stayed in the page
        expect(at.shown.get_by_role("checkbox")).to_be_hidden()
    else:
        expect(at.shown.get_by_role("radio").nth(1)).to_be_checked()
    at.hand.choose(at.shown.get_by_role("radio").nth(1))
    expect(verdicts.nth(1)).to_be_hidden()
    at.hand.tick(at.shown.get_by_role("checkbox"))
    expect(verdicts.nth(1)).to_be_visible()
    expect(verdicts.nth(0)).to_be_hidden()
    expect(at.shown.get_by_role("radio")).to_have_count(1)
    expect(at.shown.get_by_role("radio")).to_be_checked()
    at.unfold(at.shown.locator("summary").first)
    expect(verdicts.nth(0)).to_be_visible()
    at.hand.toggle(at.shown.locator("summary").first)
    at.hand.tick(at.shown.get_by_role("checkbox"))
    expect(verdicts.nth(1)).to_be_hidden()


def test_hints_open_one_after_the_other(pictures: Pictures, kind: str, theme: str) -> None:
    at = At(pictures, "check", kind, theme)
    hints = at.shown.locator("summary")
    for number in range(3):
        for later in range(number + 1, 3):
            expect(hints.nth(later)).to_be_hidden()
        at.hand.toggle(hints.nth(number))
    last = at.shown.locator(f"p[lang={at.words('ja', 'en')}]", has_text="1200")
    expect(last).to_be_visible()
    for number in (2, 1, 0):
        at.hand.toggle(hints.nth(number))


def test_only_the_language_that_was_chosen_shows(pictures: Pictures, theme: str) -> None:
    for language in LANGUAGES if theme == "light" else ["both"]:
        pictures.speak(language)
        for other in {"ja", "en"} - {language}:
            hidden = pictures.page.locator(f".jp-OutputArea [lang={other}]:visible")
            if language == "both":
                expect(hidden).not_to_have_count(0)
            else:
                expect(hidden).to_have_count(0)
        assert pictures.violations() == [], language


def test_screenshots_are_kept(pictures: Pictures, theme: str) -> None:
    pictures.page.set_viewport_size({"width": 1280, "height": 2400})
    pictures.speak("ja" if theme == "light" else "en")
    for name in [*LIVE, "predict"] if theme == "light" else ["sources", "status", "predict"]:
        pictures.keep(name, theme)
    pictures.page.set_viewport_size({"width": 1280, "height": 1000})


def test_nothing_has_left_the_machine(pictures: Pictures) -> None:
    assert pictures.reader.left_the_machine() == []
