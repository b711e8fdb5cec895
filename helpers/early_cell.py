"""A cell that was run too early: one sentence says so, above Python's own traceback.

It is an extension of IPython that every kernel of the course's ``.venv`` loads, so that the first
cell that is run may be any. It therefore imports next to nothing until a name is missing.
"""

from types import TracebackType
from typing import Any

from helpers.bilingual import Text

COMMAND = Text("選択したセルの上にあるすべてを実行", "Run All Above Selected Cell")
"""The entry of JupyterLab's menu, in its Japanese and in its English."""


def load_ipython_extension(shell: Any) -> None:
    """Called by IPython when a kernel starts; ``connect()`` puts the failure cards beside it."""
    shell.set_custom_exc((NameError,), show)


def show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Say what a missing name may mean, then show the traceback of any error as it always is."""
    say(shell, error, trace)
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)


def say(shell: Any, error: BaseException, trace: TracebackType | None) -> bool:
    """Show the sentence if a cell uses a name that is not there; whether it was shown."""
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
        return False
    if not error.name or not _is_of_a_cell(shell, trace):
        return False
    from helpers.widgets.html import Picture, fill, show
    from helpers.widgets.secrecy import without_keys

    said = sentence(without_keys(error.name))
    html = fill(
        '<p lang="ja"><strong>✗ {}</strong></p><p lang="en"><strong>✗ {}</strong></p>', *said
    )
    show(Picture(html, f"✗ {said}"))
    return True


def sentence(name: str) -> Text:
    """What is shown where ``name`` is missing."""
    return Text(
        f"{name} はまだありません。メニュー「実行」の「{COMMAND.ja}」"
        f"(英語の画面では {COMMAND.en}) で、先頭のセルから順に実行してください。"
        "打ち間違いなら、名前を直します。",
        f"{name} does not exist yet: run the cells above from the top "
        f"(“{COMMAND.en}” in the menu Run), or mend the name if it is mistyped.",
    )


def _is_of_a_cell(shell: Any, trace: TracebackType | None) -> bool:
    """Whether the error was raised by the learner's own code and not within a library."""
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    return shell.compile.format_code_name(trace.tb_frame.f_code.co_filename) is not None
