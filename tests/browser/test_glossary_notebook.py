"""A reader opens the glossary: searches and learns by keyboard, and comes from a lesson's link."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import Lab, Reader, choose, open_lesson, run_all, shot

GLOSSARY = "90_glossary.ipynb"
LESSON = "03_attach_to_new_customer.ipynb"
TRACKER = "config/lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
THEME = "config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
SOON = 15_000  # milliseconds; the machine may have other things to do
THEMES = ["JupyterLab Light", "JupyterLab Dark"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(autouse=True)
def settled(lab: Lab) -> Iterator[None]:
    """Cells keep their place once they are drawn, so that a link leads to where it should.

    JupyterLab's default guesses the height of what is out of sight, and what was jumped to moves.
    """
    settings = lab.folder.parent / TRACKER
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"windowingMode": "defer"}))
    yield
    settings.unlink()


@pytest.fixture
def page(reader: Reader, lab: Lab) -> Page:
    page = open_lesson(reader, lab, GLOSSARY)
    run_all(page)
    return page


def live(page: Page, what: str) -> Locator:
    """The widget that holds the control called ``what``."""
    return page.locator(".glossary-live").filter(has=page.locator(f"[name={what}]"))


def use_theme(lab: Lab, theme: str) -> None:
    """What JupyterLab shows from the next page on."""
    settings = lab.folder.parent / THEME
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"theme": theme}))


def in_view(page: Page, heading: str) -> None:
    """The heading stands in the part of the notebook that is seen, and stays there."""
    found = page.locator(".jp-NotebookPanel:visible").get_by_role(
        "heading", name=heading, exact=True
    )
    expect(found).to_be_in_viewport(timeout=30_000)
    page.wait_for_timeout(1500)
    expect(found).to_be_in_viewport()


def test_a_word_is_searched_by_keyboard(page: Page) -> None:
    box = live(page, "text")
    field = box.get_by_label("調べる言葉")
    field.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("kanrenzuke")
    said = box.get_by_role("status")
    expect(said).to_contain_text("関連付ける — attach", timeout=SOON)
    expect(field).to_be_focused()
    expect(field).to_have_value("kanrenzuke")
    expect(box).to_contain_text("client.v1.customers.payment_sources.create")

    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("zzqq")
    expect(said).to_contain_text("用語集にありません", timeout=SOON)
    expect(box.locator("tbody tr")).to_have_count(3)

    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("<img src=x onerror=alert(1)>")
    expect(said).to_contain_text("<img src=x onerror=alert(1)>", timeout=SOON)
    expect(box.locator("img")).to_have_count(0)

    # The folded part of a card opens by keyboard too, and JupyterLab leaves the key alone.
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("detach")
    expect(said).to_contain_text("切り離す — detach", timeout=SOON)
    expect(field).to_have_value("detach")
    page.keyboard.press("Tab")
    summary = box.locator("summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(box.locator("details")).to_have_attribute("open", "")


def test_a_card_is_flipped_by_keyboard(page: Page) -> None:
    cards = live(page, "lesson")
    said = cards.get_by_role("status")
    cards.get_by_label("レッスン").select_option("07")
    expect(said).to_contain_text("残り 3 枚 (全 3 枚)")
    expect(said).to_contain_text("切り離す — detach")
    expect(said).not_to_contain_text("client.v1.sources.detach")

    flip = cards.get_by_role("button", name="裏返す")
    flip.focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("client.v1.sources.detach(customer, id)")
    expect(flip).to_be_focused()
    page.keyboard.press("Tab")
    expect(cards.get_by_role("button", name="わかった")).to_be_focused()
    page.keyboard.press("Space")
    expect(said).to_contain_text("残り 2 枚")
    expect(said).to_contain_text("カードを削除する — delete a card")

    cards.get_by_role("radio", name="言葉 → 呼び出し").focus()
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("client.v1.customers.payment_sources.delete(customer, id)")
    expect(said).not_to_contain_text("delete a card")
    flip.focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("カードを削除する — delete a card")


@pytest.mark.parametrize(("label", "hidden"), [("日本語", "en"), ("English", "ja")])
def test_the_switch_reaches_the_cards_and_the_widgets(page: Page, label: str, hidden: str) -> None:
    choose(page, label)
    expect(page.locator(f".jp-Notebook [lang={hidden}]:visible")).to_have_count(0)
    for text in ("切り離す", "detach"):
        expect(live(page, "text").get_by_role("status")).to_contain_text(text)
    for what in ("text", "lesson"):
        live(page, what).scroll_into_view_if_needed()
        shot(page, f"glossary-{what}-{'ja' if hidden == 'en' else 'en'}")
    page.locator("[data-windowed-list-index]").filter(
        has=page.get_by_role("heading", name="切り離す — detach", exact=False)
    ).first.scroll_into_view_if_needed()
    shot(page, f"glossary-card-{'ja' if hidden == 'en' else 'en'}")


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_shown_is_accessible_in_both_themes(reader: Reader, lab: Lab, theme: str) -> None:
    use_theme(lab, theme)
    page = open_lesson(reader, lab, GLOSSARY)
    use_theme(lab, THEMES[0])
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    run_all(page)
    name = theme.rpartition(" ")[2].lower()
    live(page, "lesson").get_by_role("button", name="裏返す").click()
    expect(live(page, "lesson").get_by_role("status")).to_contain_text("client.v1")
    for what in ("text", "lesson"):
        live(page, what).scroll_into_view_if_needed()
        shot(page, f"glossary-{what}-{name}")
    mapping = page.locator(".jp-OutputArea table").filter(has_text="用語と API 呼び出しの対応")
    mapping.scroll_into_view_if_needed()
    shot(page, f"glossary-mapping-{name}")
    page.locator("#jp-main-dock-panel").get_by_role(
        "heading", name="切り離す — detach"
    ).first.scroll_into_view_if_needed()
    shot(page, f"glossary-card-{name}")
    # The tables of pandas are its own.
    context = {"include": [[".glossary-live"], [".jp-OutputArea table:has(caption)"]]}
    found = Axe().run(page, context=context)
    assert found.violations_count == 0, found.generate_report()


def test_the_stored_notebook_is_whole_without_running_it(reader: Reader, lab: Lab) -> None:
    page = open_lesson(reader, lab, GLOSSARY)
    expect(page.locator(".glossary-live")).to_have_count(0)
    output = page.locator(".jp-OutputArea")
    expect(output.filter(has_text="このセルを実行すると、ここに検索欄が出ます")).to_have_count(1)
    pack = output.locator("details").filter(has_text="呼び出し → 言葉").last
    pack.locator("summary").first.click()
    pack.locator("details summary").first.click()
    expect(pack.locator("blockquote").first).to_contain_text("ソース — source")
    shot(page, "glossary-stored")
    assert reader.left_the_machine() == []


def test_a_lesson_leads_to_the_card_in_both_languages(reader: Reader, lab: Lab) -> None:
    for language, word in (("ja", "関連付け"), ("en", "attaches")):
        page = open_lesson(reader, lab, LESSON)
        block = page.locator(f".jp-NotebookPanel:visible .jp-MarkdownCell [lang={language}]").first
        block.get_by_role("link", name=word, exact=True).click()
        page.get_by_role("tab", name=GLOSSARY, selected=True).wait_for()
        in_view(page, "関連付ける — attach")
        shot(page, f"glossary-from-lesson-{language}")


def test_a_card_leads_to_another_card(reader: Reader, lab: Lab) -> None:
    page = open_lesson(reader, lab, GLOSSARY)
    page.get_by_role("link", name="レッスン 07: 切り離す").click()
    in_view(page, "レッスン 07: 切り離す — Lesson 07: Detach")
    card = page.locator(".jp-MarkdownCell").filter(
        has=page.get_by_role("heading", name="切り離す — detach", exact=True)
    )
    card.get_by_role("link", name="PaymentMethod を切り離す").first.click()
    in_view(page, "PaymentMethod を切り離す — detach a PaymentMethod")
