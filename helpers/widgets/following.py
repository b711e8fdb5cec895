"""Live pictures follow what happens elsewhere: after a cell, and after a click in another picture.

One hook for all of them. It asks each picture for something cheap to compare, so a cell that
changed nothing costs nothing; it is there only while a picture is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from IPython.core.getipython import get_ipython

if TYPE_CHECKING:
    from helpers.widgets.live import LivePicture

AT_MOST = 60
"""Pictures that follow at once; the oldest leave first. A notebook has a handful."""

_following: dict[LivePicture, object] = {}  # picture -> what it had seen when it was last drawn
_places: dict[LivePicture, tuple[object, int]] = {}  # picture -> the cell that shows it, which run
_own: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # client -> requests of pictures


def is_kernel() -> bool:
    """Whether there is a kernel for a live picture to speak to."""
    shell = get_ipython()
    return getattr(shell, "kernel", None) is not None


def follow(picture: LivePicture) -> None:
    """Have a picture look again when a cell has changed something."""
    shell = get_ipython()
    if shell is None:
        return
    place = (_running_cell(shell), shell.execution_count)
    for older, (cell, run) in list(_places.items()):
        if cell and cell == place[0] and run != place[1]:
            older.close()  # its cell has run again: its output is gone
    while len(_following) >= AT_MOST:
        next(iter(_following)).close()
    _following[picture] = seen(picture.client)
    _places[picture] = place
    if after_a_cell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", after_a_cell)


def leave(picture: LivePicture) -> None:
    """Follow no more."""
    _places.pop(picture, None)
    _following.pop(picture, None)
    shell = get_ipython()
    if shell and not _following and after_a_cell in shell.events.callbacks["post_run_cell"]:
        shell.events.unregister("post_run_cell", after_a_cell)


def after_a_cell(*_: object) -> None:
    """Let each picture look again whose state may have changed."""
    others_follow(None)


def others_follow(actor: LivePicture | None) -> None:
    """The same after a click in ``actor``, which has drawn itself."""
    for picture, before in list(_following.items()):
        now = seen(picture.client)
        if now != before and not _trouble_waits(picture.client):
            if picture is not actor:
                picture.follow_up()
            _following[picture] = now


def seen(client: Any) -> tuple[int, ...]:
    """Numbers that differ once something may have changed: cheap, no request is made."""
    calls = len(getattr(client, "record", ())) - len(_own.get(client, ()))
    emulator = getattr(client, "emulator", None)
    if emulator is None:
        return (calls,)
    return calls, emulator.now, len(emulator.account.events)


def _trouble_waits(client: Any) -> bool:
    """Whether the lesson has set up a failure for its own next call: no picture may meet it."""
    emulator = getattr(client, "emulator", None)
    return emulator is not None and len(emulator.faults) > 0


def _running_cell(shell: Any) -> str | None:
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell: str | None = parent.get("metadata", {}).get("cellId")
    return cell


# --- the pictures' own requests --------------------------------------------------------------


@contextmanager
def reading(client: Any) -> Iterator[None]:
    """Requests inside are a picture's own: they are no call of the lesson's."""
    record = getattr(client, "record", None)
    if record is None:
        yield
        return
    start = len(record)
    try:
        yield
    finally:
        asked = {exchange.request_id for exchange in record[start:] if exchange.request_id}
        _own.setdefault(client, set()).update(asked)


def is_own(client: Any, request_id: str | None) -> bool:
    """Whether a request was a picture's own."""
    return request_id in _own.get(client, ())


def calls_of(client: Any) -> list[Any]:
    """The exchanges of the lesson, the pictures' own left out; empty without a record."""
    own = _own.get(client, set())
    return [
        exchange for exchange in getattr(client, "record", ()) if exchange.request_id not in own
    ]
