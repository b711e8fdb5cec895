"""Reads and writes notebook files, byte for byte as nbformat and JupyterLab write them.

Plain `json` and not `nbformat`, whose import takes longer than checking every lesson does; a test
holds the two equal.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers.authoring.messages import UsageError

Cell = dict[str, Any]
"""A cell as in the notebook format 4.5, its `source` one string."""
Notebook = dict[str, Any]
"""A notebook as in the notebook format 4.5, every text in it one string."""

_OUTPUT_KEYS = {
    "stream": ("name", "text"),
    "error": ("ename", "evalue", "traceback"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
}
_SPLIT_MEDIA_TYPES = ("application/javascript", "image/svg+xml")


def read(path: Path) -> Notebook:
    """The notebook in a file.

    Raises UsageError when the file is missing or is no notebook of format 4.5 or later.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise UsageError(
            f"{path}: ファイルを読めません。パスを確認してください。",
            "The file cannot be read. Check the path.",
        ) from None
    except UnicodeDecodeError:
        text = ""
    try:
        notebook = json.loads(text)
    except ValueError:
        notebook = None
    if not _is_notebook(notebook):
        raise UsageError(
            f"{path}: ノートブック (形式 4.5 以降) ではありません。"
            "JupyterLab で開いて保存し直してください。",
            "This is not a notebook (format 4.5 or later). Open and save it in JupyterLab.",
        )
    _each_text(notebook, _joined)
    return notebook  # type: ignore[no-any-return]


def serialised(notebook: Notebook) -> str:
    """The text of the notebook's file: sorted keys, one space, a newline at the end."""
    copy = json.loads(json.dumps(notebook))
    _each_text(copy, _split)
    return (
        json.dumps(copy, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
        + "\n"
    )


def write(path: Path, notebook: Notebook) -> bool:
    """Writes the file in one step; False when it already held these bytes and was left alone."""
    new = serialised(notebook).encode()
    if path.exists() and path.read_bytes() == new:
        return False
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
        os.chmod(draft, path.stat().st_mode if path.exists() else 0o644)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
    return True


def tags(cell: Cell) -> list[str]:
    """The tags of a cell, as JupyterLab's side bar shows them."""
    return list(cell["metadata"].get("tags", ()))


def _is_notebook(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("nbformat") == 4
        and isinstance(minor := value.get("nbformat_minor"), int)
        and minor >= 5
        and isinstance(value.get("metadata"), dict)
        and isinstance(cells := value.get("cells"), list)
        and all(_is_cell(cell) for cell in cells)
    )


def _is_cell(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("cell_type") in ("code", "markdown", "raw")
        and isinstance(value.get("id"), str)
        and isinstance(value.get("metadata"), dict)
        and isinstance(value.get("source"), str | list)
        and (
            value["cell_type"] != "code"
            or (
                "execution_count" in value
                and isinstance(outputs := value.get("outputs"), list)
                and all(_is_output(output) for output in outputs)
            )
        )
    )


def _is_output(value: object) -> bool:
    return (
        isinstance(value, dict)
        and (keys := _OUTPUT_KEYS.get(value.get("output_type", ""))) is not None
        and all(key in value for key in keys)
    )


def _each_text(notebook: Notebook, change: Callable[[Any], str | list[str]]) -> None:
    """Applies `change` to each text that the file format keeps as a list of lines."""
    for cell in notebook["cells"]:
        cell["source"] = change(cell["source"])
        for output in cell.get("outputs", ()):
            if "text" in output:
                output["text"] = change(output["text"])
            for media_type in output.get("data", {}):
                if media_type.startswith("text/") or media_type in _SPLIT_MEDIA_TYPES:
                    output["data"][media_type] = change(output["data"][media_type])


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _split(text: str) -> list[str]:
    return text.splitlines(keepends=True)
