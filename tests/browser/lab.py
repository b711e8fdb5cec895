"""What the browser tests speak of: a running JupyterLab, a person who reads in it, what they do."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / ".artifacts"
TOKEN = "lesson"


@dataclass
class Lab:
    """A running JupyterLab: its address, and the folder that holds its copy of the notebooks."""

    url: str
    folder: Path

    def notebook(self, name: str) -> str:
        """The address of a notebook, in a workspace of its own: no tab of another test is open."""
        return f"{self.url}/lab/workspaces/{uuid4().hex}/tree/{name}?token={TOKEN}"


@dataclass
class Reader:
    """One person at a browser, with every address that the page has asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def left_the_machine(self) -> list[str]:
        local = {"127.0.0.1", None}
        return [url for url in self.asked if urlsplit(url).hostname not in local]


def open_lesson(reader: Reader, lab: Lab, name: str) -> Page:
    """The page of a notebook whose kernel is ready."""
    page = reader.page
    page.goto(lab.notebook(name))
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    page.locator("#jupyterlab-splash").wait_for(state="detached", timeout=60_000)
    # Until the kernel is there, running a cell asks which kernel to start.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    return page


def run_all(page: Page) -> None:
    """Run every cell of the open notebook; none may fail."""
    # Stored outputs go first, so that what is seen afterwards is what has just run.
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Outputs of All Cells", exact=True).click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    # Every prompt is a number again once the last cell has run; a cell that fails stops the rest.
    page.wait_for_function(
        """() => {
          const failed = "[data-mime-type$=error], [data-mime-type$=stderr]";
          if (document.querySelector(failed)) return true;
          const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")];
          return prompts.length > 0 && prompts.every((p) => /\\[\\d+\\]/.test(p.textContent));
        }""",
        timeout=90_000,
    )
    expect(page.locator("[data-mime-type$=error], [data-mime-type$=stderr]")).to_have_count(0)


def choose(page: Page, label: str) -> None:
    """Choose a language at the notebook's switch, by its label."""
    radio = page.locator(".jp-NotebookPanel:visible").get_by_role("radio", name=label)
    # A click may fall while JupyterLab still lays the page out, and hit nothing.
    for _ in range(3):
        radio.click()
        if radio.is_checked():
            return
        page.wait_for_timeout(1_000)
    expect(radio).to_be_checked()


def shot(page: Page, name: str) -> Path:
    """Keep a screenshot of the page."""
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / f"{name}.png"
    page.screenshot(path=path)
    return path
