"""A stored notebook shows the same pictures untrusted, and trusted without a kernel.

And hostile text, in a browser, in every live picture.
"""

import re
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import Browser, Page, expect

from helpers.authoring.execution import executed
from tests.browser.lab import ARTIFACTS, ROOT, Lab, Reader, open_lesson
from tests.browser.pictures import HANDS, Pictures, opened
from tests.widgets.every_picture import CELLS, notebook
from tests.widgets.hostile import HOSTILE, Seen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

NAMES = ["sources", "status", "requests", "events", "compare", "history", "predict", "check"]


@pytest.fixture(scope="module")
def stored() -> Any:
    """The notebook as the authoring tools store it."""
    return nbformat.from_dict(executed(notebook(CELLS), ROOT))


def read(reader: Reader, lab: Lab, made: Any, file: str, *, trusted: bool) -> Page:
    """The notebook's page, its kernel shut down before anything was run."""
    if trusted:
        NotebookNotary(data_dir=str(lab.folder.parent / "data")).sign(made)
    nbformat.write(made, lab.folder / file)
    page = open_lesson(reader, lab, file)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Shut Down Kernel", exact=True).click()
    page.get_by_text("No Kernel").first.wait_for()
    return page


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("trusted", [False, True], ids=["untrusted", "trusted"])
def test_the_same_picture_without_a_kernel(
    reader: Reader, lab: Lab, stored: Any, trusted: bool
) -> None:
    page = read(reader, lab, stored, f"stored-{trusted}.ipynb", trusted=trusted)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    for at, cell in enumerate(code):
        if cell.id not in NAMES:
            continue
        output = page.locator(".jp-CodeCell").nth(at).locator("[data-mime-type='text/html']")
        html = "".join(cell.outputs[-1].data["text/html"])
        shown = output.evaluate("(el) => el.textContent")
        assert plain(Seen(html.partition("<style>")[0]).text) in plain(shown), cell.id
        expect(output.locator("details[open]")).to_have_count(0)
        expect(output.locator("table, fieldset, p").first).to_be_visible()
        expect(output.locator("[lang=ja]").first).to_be_attached()
    diagram = page.locator(".jp-CodeCell").nth(list(CELLS).index("status")).locator("img")
    expect(diagram).to_be_visible()
    expect(page.get_by_text("model not found")).to_have_count(0)
    switch = page.get_by_role("radio", name="English")
    if trusted:
        switch.check()
        expect(page.locator(".jp-OutputArea [lang=ja]:visible")).to_have_count(0)
        choice = page.locator(".lesson-prediction").first
        choice.get_by_role("radio").nth(1).check()
        choice.get_by_role("checkbox").check()
        expect(choice.locator("strong [lang=en]", has_text="Right.")).to_be_visible()
    else:
        expect(switch).to_be_disabled()
        expect(page.get_by_text("verdict and reason").first).to_be_visible()
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"stored-{'trusted' if trusted else 'untrusted'}.png")
    assert reader.left_the_machine() == []


# --- hostile text, and a customer with many sources --------------------------------------------

HOSTILE_CELLS = {
    "set-up": CELLS["set-up"],
    "calls": f"""
texts = {list(HOSTILE.values())!r}
for text in texts:
    fields = {{"name": text[:200], "description": text[:4000], "metadata": {{"note": text[:400]}}}}
    source = client.v1.sources.create(
        {{"type": "card", "token": "tok_visa", "owner": {{"name": text[:4000]}}}}
    )
    customer = client.v1.customers.create({{**fields, "source": source.id}})
    client.v1.customers.update(customer.id, {{"description": "another"}})
    charge = {{"amount": 1099, "currency": "eur", "customer": customer.id}}
    client.v1.charges.create({{**charge, "description": text[:4000]}})""",
    "customer": "customer",
    "sources": "show_sources(client, customer.id)",
    "status": "show_status(source, client)",
    "requests": "show_requests(client)",
    "events": "show_events(client)",
    "compare": "compare(source, customer)",
    "history": "show_history(client, customer.id)",
    **{
        f"many-{hand}": """
other = connect()
many = other.v1.customers.create({}).id
for _ in range(250):
    other.v1.customers.payment_sources.create(many, {"source": "tok_visa"})
show_sources(other, many)"""
        for hand in HANDS
    },
}


@pytest.fixture(scope="module")
def hostile(browser: Browser, lab: Lab) -> Iterator[Pictures]:
    with opened(browser, lab, "hostile.ipynb", HOSTILE_CELLS) as pictures:
        yield pictures


def test_hostile_text_shows_as_text(hostile: Pictures) -> None:
    page = hostile.page
    requests = hostile.output("requests")
    for number, text in enumerate(HOSTILE.values()):
        requests.get_by_role("radio", name=str(4 * number + 2), exact=True).check()
        answer = requests.locator("[data-part=outcome] pre").last
        expect(answer).to_contain_text(text.replace("\\", "\\\\").replace('"', '\\"')[:60])
    assert page.evaluate("'broken' in window") is False
    outputs = page.locator(".jp-OutputArea-output")
    expect(outputs.locator("script, b, [onerror], [onmouseover]")).to_have_count(0)
    expect(outputs.locator("img[src=x]")).to_have_count(0)
    assert hostile.violations() == []
    assert hostile.reader.left_the_machine() == []


@pytest.mark.parametrize("kind", HANDS)
def test_pages_of_a_hundred(hostile: Pictures, kind: str) -> None:
    shown, hand = hostile.output(f"many-{kind}"), hostile.hand(kind, f"many-{kind}")
    on = shown.get_by_role("button", name="Next page")
    back = shown.get_by_role("button", name="Previous page")
    first = shown.get_by_role("radio").first
    start = first.get_attribute("value")
    hand.press(on)
    expect(shown.locator("caption").first).to_contain_text("page 2")
    expect(shown.locator(".lesson-live:not([data-busy])")).to_be_attached()
    hand.press(on)
    expect(shown.get_by_role("radio")).to_have_count(50)
    expect(on).to_have_attribute("aria-disabled", "true")
    for page in ("page 2", "+ 件"):
        expect(shown.locator(".lesson-live:not([data-busy])")).to_be_attached()
        hand.press(back)
        expect(shown.locator("caption").first).to_contain_text(page)
    expect(first).to_have_attribute("value", str(start))
    expect(back).to_have_attribute("aria-disabled", "true")


def test_the_first_page_of_many_is_small(hostile: Pictures) -> None:
    size = hostile.output("many-mouse").evaluate("(el) => el.innerHTML.length")
    assert size < 200_000
