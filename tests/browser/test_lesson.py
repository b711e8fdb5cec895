"""A learner opens a lesson in JupyterLab, runs it from top to bottom and switches the language."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import ROOT, Lab, Reader, choose, open_lesson, run_all, shot
from tests.depth import SHARE

LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("[01]*.ipynb"))

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

# Draws every character of a text with the font of an element, and beside it a code point that no
# font has. A character whose picture equals that one's is drawn as a box.
BOXES = """
(element) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = "24px " + getComputedStyle(element).fontFamily;
  const draw = (character) => {
    pen.clearRect(0, 0, 40, 40);
    pen.fillText(character, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const box = draw("\\u{10FFFD}");
  const japanese = new Set(element.textContent.match(/[\\u3041-\\u30ff\\u4e00-\\u9fff]/gu));
  return {
    drawn: japanese.size,
    boxes: [...japanese].filter((character) => draw(character) === box),
    a_box_is_seen: draw("\\u{10FFFE}") === box,
  };
}
"""


# Links whose text is code: how many there are, and those that do not have the colour of a link.
CODE_IN_LINKS = """
(notebook) => {
  const colour = (element) => getComputedStyle(element).color;
  const codes = [...notebook.querySelectorAll(".jp-RenderedMarkdown a > code")];
  const plain = codes.filter((code) => colour(code) !== colour(code.parentElement));
  return { all: codes.length, plain: plain.map((code) => code.textContent) };
}
"""


def in_both(page: Page) -> tuple[Locator, Locator]:
    japanese = page.locator(".jp-Notebook [lang=ja]:visible")
    english = page.locator(".jp-Notebook [lang=en]:visible")
    return japanese, english


@pytest.mark.parametrize("name", LESSONS[::SHARE])
def test_a_lesson_runs_and_switches_its_language(reader: Reader, lab: Lab, name: str) -> None:
    page = open_lesson(reader, lab, name)
    run_all(page)
    page.locator(".jp-Notebook").evaluate("(notebook) => notebook.scrollTo(0, 0)")

    japanese, english = in_both(page)
    expect(japanese).not_to_have_count(0)
    expect(english).not_to_have_count(0)
    shot(page, f"{name}-both")

    choose(page, "日本語")
    expect(english).to_have_count(0)
    expect(japanese).not_to_have_count(0)
    shot(page, f"{name}-ja")

    choose(page, "English")
    expect(japanese).to_have_count(0)
    expect(english).not_to_have_count(0)
    shot(page, f"{name}-en")

    choose(page, "両方 / Both")
    expect(japanese).not_to_have_count(0)
    expect(english).not_to_have_count(0)

    characters = page.locator(".jp-Notebook").evaluate(BOXES)
    assert characters["a_box_is_seen"], "the check cannot tell a box from a character"
    assert characters["drawn"] > 100
    assert characters["boxes"] == []

    assert reader.left_the_machine() == []


def test_code_in_a_link_looks_like_a_link(reader: Reader, lab: Lab) -> None:
    page = open_lesson(reader, lab, LESSONS[3])
    run_all(page)
    links = page.locator(".jp-Notebook").evaluate(CODE_IN_LINKS)
    assert links["all"] > 0
    assert links["plain"] == []


def test_the_switch_works_by_keyboard_alone(reader: Reader, lab: Lab) -> None:
    page = open_lesson(reader, lab, LESSONS[3])
    run_all(page)
    page.get_by_role("radio", name="両方 / Both").focus()
    japanese, english = in_both(page)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(japanese).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="日本語")).to_be_checked()
    expect(english).to_have_count(0)


def test_the_switch_of_one_notebook_leaves_another_alone(reader: Reader, lab: Lab) -> None:
    page = open_lesson(reader, lab, LESSONS[0])
    run_all(page)
    page.locator(".jp-DirListing-item", has_text=LESSONS[1]).dblclick()
    page.get_by_role("tab", name=LESSONS[1][:12], selected=True).wait_for()
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    run_all(page)
    choose(page, "English")
    japanese, english = in_both(page)
    expect(japanese).to_have_count(0)

    page.get_by_role("tab", name=LESSONS[0][:8]).click()
    expect(japanese).not_to_have_count(0)
    expect(english).not_to_have_count(0)


def test_a_request_that_leaves_the_machine_is_seen(reader: Reader, lab: Lab) -> None:
    """The watch of the other tests can fail: a picture from elsewhere is noticed (and refused)."""
    page = open_lesson(reader, lab, LESSONS[0])
    page.evaluate(
        "new Promise((r) => { const i = new Image(); i.onerror = r; "
        "i.src = 'http://example.invalid/x.png'; })"
    )
    assert reader.left_the_machine() == ["http://example.invalid/x.png"]
