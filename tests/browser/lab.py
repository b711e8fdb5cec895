"""What the browser tests speak of: a running JupyterLab, and a person who reads in it."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Page

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
