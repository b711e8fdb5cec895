"""The ledger of a run in a real account: a local file that says what the run has made.

One file a run, in the platform's user data folder, readable by its owner alone. One JSON line an
entry; lines are only ever added, and each is on the disk before the request it speaks of leaves. So
a run that was killed can be cleaned up later. No key, no client secret and no answer is in it.

    {"run": "20261122-101500-3f9a2c41"}
    {"step": "tutorial-…", "path": "/v1/customers", "form": "email=…", "at": 1795342500}
    {"step": "tutorial-…", "made": "customer", "id": "cus_…"}     or  {"step": …, "refused": true}
    {"gone": "cus_…"}
"""

import json
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from helpers.bilingual import TutorialError

APP = "stripe-sources-hands-on"

_RUN = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}")
_ID = re.compile(r"[a-z]+(_[a-z]+)*_[A-Za-z0-9]+")
_KIND = re.compile(r"[a-z_]+(\.[a-z_]+)*")


def new_run() -> str:
    """The id of a new run: when it began (UTC), and 8 random digits."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"


def folder() -> Path:
    """Where ledgers are kept on this platform."""
    return platformdirs.user_data_path(APP, appauthor=False) / "runs"


@dataclass(frozen=True, slots=True)
class Made:
    """One object of the account: its kind (``customer``, …) and id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Open:
    """A request that left and whose answer was never seen. ``at``: Unix time in seconds.

    ``form`` is what was sent, for the kinds of request that can be asked again; else None.
    """

    step: str
    path: str
    form: str | None
    at: int


@dataclass(slots=True)
class Contents:
    """What a ledger says: objects that may still be there, and requests without an answer."""

    made: dict[str, Made] = field(default_factory=dict)
    open: dict[str, Open] = field(default_factory=dict)

    def is_empty(self) -> bool:
        return not self.made and not self.open


class Ledger:
    """The file of one run. Making a Ledger writes nothing; the first entry makes the file.

    ``where`` is the folder of all ledgers. Writing raises TutorialError if the file cannot be
    written: what cannot be noted must not be made.
    """

    def __init__(self, run: str, where: Path | None = None) -> None:
        if not _RUN.fullmatch(run):
            raise ValueError(f"not the id of a run: {run!r}")
        self.run = run
        self.path = (where or folder()) / f"{run}.jsonl"
        self._writing = threading.Lock()

    # --- writing ---------------------------------------------------------------------------------

    def leaving(self, step: str, path: str, form: str | None = None) -> None:
        """A request that may make something is about to leave."""
        entry = {"step": step, "path": path, "form": form, "at": int(time.time())}
        self._add({key: value for key, value in entry.items() if value is not None})

    def made(self, step: str, kind: str, id: str) -> None:
        """The request of this step has made an object."""
        self._add({"step": step, "made": kind, "id": id})

    def refused(self, step: str) -> None:
        """The request of this step has made nothing, and never will."""
        self._add({"step": step, "refused": True})

    def gone(self, id: str) -> None:
        """The object needs no further cleaning: it was deleted, or cannot be."""
        self._add({"gone": id})

    def _add(self, entry: dict[str, Any]) -> None:
        with self._writing:
            try:
                self._write(entry)
            except OSError as error:
                raise TutorialError(
                    f"記録ファイルに書けません ({error.strerror}): {self.path}。"
                    "書けないものは作らないので、ここで止めました。",
                    f"The ledger cannot be written ({error.strerror}): {self.path}. "
                    "What cannot be noted must not be made, so this stopped here.",
                ) from None

    def _write(self, entry: dict[str, Any]) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        file = os.open(self.path, flags, 0o600)
        try:
            size = os.fstat(file).st_size
            if size == 0:
                text = json.dumps({"run": self.run}) + "\n"
            else:
                os.lseek(file, size - 1, os.SEEK_SET)
                # A crash may have cut the last line: what follows begins a line of its own.
                text = "" if os.read(file, 1) == b"\n" else "\n"
            os.write(file, (text + json.dumps(entry) + "\n").encode())
            os.fsync(file)
        finally:
            os.close(file)

    def remove(self) -> None:
        """Delete the file: nothing in it is left to clean."""
        with suppress(FileNotFoundError):
            self.path.unlink()

    # --- reading ---------------------------------------------------------------------------------

    def read(self) -> Contents:
        """What is in the file now; empty without one. A line that makes no sense is ignored."""
        contents = Contents()
        for entry in self._entries():
            _take(contents, entry)
        return contents

    def _entries(self) -> Iterator[dict[str, Any]]:
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return
        for line in text.splitlines():
            with suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, dict):
                    yield entry


def _take(contents: Contents, entry: dict[str, Any]) -> None:
    """Let one entry change what the ledger says."""
    match entry:
        case {"step": str(step), "path": str(path), "at": int(at)}:
            form = entry.get("form")
            contents.open[step] = Open(step, path, form if isinstance(form, str) else None, at)
        case {"step": str(step), "made": str(kind), "id": str(id)}:
            contents.open.pop(step, None)
            # An id becomes part of a URL, so it is let in only in the form of an id.
            if _ID.fullmatch(id) and _KIND.fullmatch(kind):
                contents.made[id] = Made(kind, id)
        case {"step": str(step), "refused": True}:
            contents.open.pop(step, None)
        case {"gone": str(id)}:
            contents.made.pop(id, None)


def all_ledgers(where: Path | None = None) -> list[Ledger]:
    """Every ledger in the folder, the oldest run first."""
    files = sorted((where or folder()).glob("*.jsonl"))
    return [Ledger(file.stem, file.parent) for file in files if _RUN.fullmatch(file.stem)]
