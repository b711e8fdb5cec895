"""Finds keys and signing secrets in files, also where a plain search does not see them.

Each text is looked at as it stands, with HTML entities, percent signs and ``\\u`` escapes decoded,
and with the lines of a wrapped output joined. A notebook's strings are looked at one by one and
joined as Jupyter joins them. A finding names the place and the kind, and never shows the key.
"""

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_KINDS = r"(?:sk|rk|pk|ek|pss)_(?:test|live)_|(?:sk|rk)_org_(?:test_|live_)?|whsec_"
_WHOLE = re.compile(rf"({_KINDS})[A-Za-z0-9+/]{{10,}}")
# Joined lines put words together that never stood together, so more is asked of them: a digit.
_JOINED = re.compile(rf"({_KINDS})(?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/]{{16,}}")
# A line that goes on in the next; a string in code, or in a list of lines, that another follows.
_BREAK = re.compile(
    r"""\\?\r?\n[ \t]*(?!["'])|(?:\\n)?["'][ \t]*[,+]?[ \t]*\\?(?:\r?\n[ \t]*)?["']"""
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")


def kinds_in(text: str) -> set[str]:
    """The kinds of key in a text (``sk_test_``, ``whsec_`` …), however they are written."""
    found: set[str] = set()
    for view in _views(text):
        found.update(match[1] for match in _WHOLE.finditer(view))
        joined = _BREAK.sub("", view)
        if joined != view:
            found.update(match[1] for match in _JOINED.finditer(joined))
    return found


def _views(text: str) -> set[str]:
    views = {text}
    for decode in (html.unescape, unquote, _without_escapes):
        views |= {decode(view) for view in views}
    return views


def _without_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def leaks_in(path: Path) -> Iterator[tuple[str, str]]:
    """(place, kind) of each leak in a file: once for the file, and for each cell of a notebook."""
    text = path.read_bytes().decode("utf-8", "replace")
    for kind in sorted(kinds_in(text)):
        yield str(path), kind
    if path.suffix in (".ipynb", ".json"):
        try:
            value = json.loads(text)
        except ValueError:
            return
        for place, inner in _strings(value, ""):
            for kind in sorted(kinds_in(inner)):
                yield f"{path}{place}", kind


def _strings(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every string in JSON data with its place; a list of strings as the one text that it is."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield place, key
            yield from _strings(inner, f"{place} › {key}")
    elif isinstance(value, list):
        if value and all(isinstance(inner, str) for inner in value):
            yield place, "".join(value)
        else:
            for number, inner in enumerate(value):
                name = inner.get("id", number) if isinstance(inner, dict) else number
                yield from _strings(inner, f"{place} › {name}")


def tracked(root: Path) -> list[Path]:
    """Every file that git tracks below ``root``, as it is in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True)
    names = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def report(files: Iterable[str]) -> int:
    """Print one line a leak; the exit status: 1 if there is one. Without files, all tracked."""
    paths = [Path(file) for file in files] or tracked(Path.cwd())
    count = 0
    for path in paths:
        for place, kind in leaks_in(path):
            count += 1
            print(
                f"{place}: {kind}… の形をした文字列があります。キーなら取り消してください / "
                f"something in the form of {kind}… stands here; if it is a key, revoke it",
                file=sys.stderr,
            )
    return 1 if count else 0
