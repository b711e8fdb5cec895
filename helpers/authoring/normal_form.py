"""The one form in which a notebook is stored, so that running it again changes no byte.

It holds nothing that depends on the machine, the clock or the Python that ran it: no time stamps,
no widget state or widget view, no interpreter version, no frames of library code in tracebacks.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from helpers.authoring.notebook_file import Notebook

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_CELL_NOISE = ("execution", "ExecuteTime", "scrolled", "trusted")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CHAIN_LINKS = ("\nThe above exception was", "\nDuring handling of the above")
_FOREIGN = ("File ", "    [... skipping similar frames")
_INLINED = re.compile(r"Cell In.*<(list|dict|set)comp>")
"""Frames that Python has only before 3.12."""


def normal_form(notebook: Notebook) -> Notebook:
    """A copy of the notebook in the form it is stored in; a normal form is its own normal form."""
    normal = copy.deepcopy(notebook)
    normal["nbformat_minor"] = 5
    normal["metadata"].pop("widgets", None)
    normal["metadata"] |= {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO}
    for cell in normal["cells"]:
        for key in _CELL_NOISE:
            cell["metadata"].pop(key, None)
        cell["source"] = cell["source"].rstrip("\n")
        if cell["cell_type"] == "code":
            cell["outputs"] = _normal_outputs(cell["outputs"])
    return normal


def last_line(text: str) -> str:
    """The last line of a text from a terminal, without its colours."""
    lines = _ANSI.sub("", text).strip().splitlines()
    return lines[-1].strip() if lines else ""


def _normal_outputs(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    normal: list[dict[str, Any]] = []
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            if normal and _same_stream(normal[-1], output):
                normal[-1]["text"] += output["text"]
                continue
        elif kind == "error":
            output["traceback"] = _stable_traceback(output["traceback"])
        else:
            output["data"].pop(WIDGET_VIEW, None)
            if not output["data"]:
                continue
        normal.append(output)
    return normal


def _same_stream(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return before["output_type"] == "stream" and bool(before["name"] == after["name"])


def _stable_traceback(traceback: list[str]) -> list[str]:
    """The traceback's frames in the lesson itself: those in libraries differ between machines.

    Of a chain of exceptions only the one that the learner sees last is kept.
    """
    plain = [_ANSI.sub("", item) for item in traceback]
    links = [at for at, item in enumerate(plain) if item.startswith(_CHAIN_LINKS)]
    if links:
        plain[1 : links[-1] + 1] = []
    return [item for item in plain if not item.startswith(_FOREIGN) and not _INLINED.match(item)]
