"""The notebook of every picture, open in JupyterLab, and how a reader finds their way in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
import nbformat
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.lab import ARTIFACTS, Lab, Reader, choose, open_lesson, run_all
from tests.widgets.every_picture import CELLS, notebook

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
LANGUAGES = {"ja": "日本語", "en": "English", "both": "両方 / Both"}
HANDS = ("mouse", "keyboard")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))

_PENDING = """
own = connect()
waiting = own.v1.sources.create({
    "type": "sofort", "amount": 1099, "currency": "eur",
    "redirect": {"return_url": "https://example.com/back"}, "sofort": {"country": "DE"},
})
show_status(waiting, own)"""
LIVE_CELLS = {
    **CELLS,
    **{f"status-{theme}-{hand}": _PENDING for theme in THEMES for hand in HANDS},
}


@dataclass
class Pictures:
    """The open notebook; its cells are known by their names."""

    reader: Reader
    cells: list[str]

    @property
    def page(self) -> Page:
        return self.reader.page

    def output(self, name: str) -> Locator:
        """What a cell shows."""
        cell = self.page.locator(".jp-CodeCell").nth(self.cells.index(name))
        return cell.locator(".jp-Cell-outputArea")

    def hand(self, kind: str, name: str) -> Hand:
        """A hand at what a cell shows."""
        return Mouse(self.page) if kind == "mouse" else Keyboard(self.page, self.output(name))

    def speak(self, language: str) -> None:
        """Switch the notebook to a language: ja, en or both."""
        choose(self.page, LANGUAGES[language])

    def paint(self, theme: str) -> None:
        """Switch JupyterLab to a theme, as a reader does."""
        name = THEMES[theme]
        if self.page.locator("body").get_attribute("data-jp-theme-name") == name:
            return
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).hover()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{name}$")).click()
        self.page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")

    def violations(self) -> list[str]:
        """What axe finds in the notebook's outputs."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[Any] = self.page.evaluate(
            "async (rules) => (await axe.run({include: [['.jp-Cell-outputArea']]},"
            " {runOnly: rules, resultTypes: ['violations']})).violations",
            RULES,
        )
        return [
            f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
            for violation in found
            for node in violation["nodes"]
        ]

    def keep(self, name: str, file: str) -> None:
        """A screenshot of what a cell shows."""
        ARTIFACTS.mkdir(exist_ok=True)
        output = self.output(name)
        output.scroll_into_view_if_needed()
        output.screenshot(path=ARTIFACTS / f"picture-{name}-{file}.png", timeout=60_000)


@contextmanager
def opened(browser: Browser, lab: Lab, file: str, cells: dict[str, str]) -> Iterator[Pictures]:
    """A notebook of these cells, run in JupyterLab."""
    nbformat.write(notebook(cells), lab.folder / file)
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="ja-JP")
    reader = Reader(context.new_page())
    reader.page.on("request", lambda request: reader.asked.append(request.url))
    open_lesson(reader, lab, file)
    run_all(reader.page)
    # A machine that is busy with other things may take seconds for what takes a moment.
    reader.page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    yield Pictures(reader, list(cells))
    expect.set_options(timeout=5_000)
    context.close()
