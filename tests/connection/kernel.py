"""Cells and notebooks run in a real kernel that a test account answers."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

Notebook = dict[str, Any]


def run(
    notebook: Notebook,
    environment: dict[str, str],
    allow_errors: bool = False,
    folder: Path | None = None,
) -> Notebook:
    """A copy of the notebook after every cell has run in a fresh kernel."""
    node = nbformat.from_dict(notebook)
    manager = AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[])
    )
    client = NotebookClient(
        node,
        km=manager,
        timeout=60,
        allow_errors=allow_errors,
        store_widget_state=False,
        coalesce_streams=True,
        shutdown_kernel="immediate",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    with tempfile.TemporaryDirectory() as scratch:
        client.resources = {"metadata": {"path": str(folder or scratch)}}
        client.execute(env=environment, cleanup_kc=True)
    done: Notebook = node
    return done


def code(*sources: str) -> Notebook:
    """A notebook of code cells."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def read(path: Path) -> Notebook:
    """A stored notebook, its lists of lines joined."""
    notebook: Notebook = nbformat.read(path, 4)
    return notebook


def text_of(output: dict[str, Any]) -> str:
    """What an output shows in plain text."""
    if output["output_type"] == "stream":
        return "".join(output["text"])
    if output["output_type"] == "error":
        return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output["traceback"]))
    return "".join(output["data"].get("text/plain", ""))
