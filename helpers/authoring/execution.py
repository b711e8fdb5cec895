"""Runs a notebook from its first cell to its last in a fresh kernel of this Python."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from helpers.authoring.kernel_environment import kernel_environment
from helpers.authoring.normal_form import last_line, normal_form
from helpers.authoring.notebook_file import Cell, Notebook
from helpers.bilingual import Text

CELL_SECONDS = 120


class CellFailed(Exception):
    """A cell raised, took too long or killed its kernel; `cell` is its id."""

    def __init__(self, cell: str, error: str) -> None:
        super().__init__(error)
        self.cell = cell
        self.message = Text(
            f"セルの実行に失敗しました。ファイルは変えていません。{error}",
            f"The cell failed; the file was left as it was. {error}",
        )


def executed(notebook: Notebook, folder: Path) -> Notebook:
    """The notebook run in `folder`, in its normal form; the one given is left alone.

    Raises CellFailed at the first cell that fails without the tag `raises-exception`.
    """
    node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    running = ""

    def remember(cell: Cell, cell_index: int) -> None:
        nonlocal running
        running = cell["id"]

    # Without folders to look in, `python3` is the kernel of the Python that runs this.
    manager = AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[])
    )
    client = NotebookClient(
        node,
        km=manager,
        timeout=CELL_SECONDS,
        record_timing=False,
        store_widget_state=False,
        shutdown_kernel="immediate",
        # Its warning about a connection that never leaves this machine is not for the author.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        on_cell_start=remember,
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory(prefix="lesson-kernel-") as scratch:
        try:
            environment = kernel_environment(os.environ, Path(scratch))
            client.execute(env=environment, cleanup_kc=True)
        except CellExecutionError as error:
            raise CellFailed(running, last_line(f"{error.ename}: {error.evalue}")) from None
        except CellTimeoutError:
            raise CellFailed(running, f"TimeoutError: {CELL_SECONDS} s") from None
        except DeadKernelError as error:
            raise CellFailed(running, last_line(str(error))) from None
    nbformat.validate(node)
    return normal_form(node)
