"""Keys stay out of the repository: every tracked file is looked at, and planted keys are found."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from helpers.connection.leaks import kinds_in, leaks_in, report, tracked

ROOT = Path(__file__).parents[2]
BODY = "Ab1Cd2Ef3" * 3


def key(prefix: str = "sk_test_") -> str:
    return prefix + BODY


def test_no_tracked_file_holds_a_key() -> None:
    files = tracked(ROOT)
    assert len(files) > 50
    assert [leak for file in files for leak in leaks_in(file)] == []


@pytest.mark.parametrize(
    "prefix",
    [
        "sk_test_",
        "sk_live_",
        "rk_test_",
        "rk_live_",
        "pk_live_",
        "sk_org_",
        "sk_org_test_",
        "whsec_",
    ],
)
def test_each_kind_is_found(prefix: str) -> None:
    assert kinds_in(f"key = '{key(prefix)}'") == {prefix}


HIDING_PLACES = {
    "as it is": key(),
    "in a shell line": f"export STRIPE_SECRET_KEY={key()}",
    "between letters that are not Latin": f"キーは{key()}です",
    "escaped in HTML": html.escape(f'<code title="{key()}">').replace("_", "&#95;"),
    "escaped in HTML, hexadecimal": key().replace("_", "&#x5f;"),
    "escaped in a URL": quote(key()).replace("_", "%5F"),
    "escaped in Python": key().replace("_", "\\x5f"),
    "escaped in JSON": key().replace("_", "\\u005f"),
    "escaped in HTML in JSON": json.dumps(key().replace("_", "&#95;")),
    "on two lines": f"{key()[:15]}\n{key()[15:]}",
    "on two lines, indented": f"  {key()[:15]}\n      {key()[15:]}",
    "on two lines, continued": f"{key()[:15]}\\\n{key()[15:]}",
    "in two strings of a list": f'["{key()[:15]}\\n",\n   "{key()[15:]}"]',
    "in two strings, joined": f'"{key()[:15]}" + "{key()[15:]}"',
    "in two strings, side by side": f'("{key()[:15]}"\n    "{key()[15:]}")',
    "in a notebook's stream": json.dumps({"text": [key()[:12] + "\n", key()[12:]]}, indent=1),
}


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_a_planted_key_is_found(place: str, tmp_path: Path) -> None:
    file = tmp_path / "planted.txt"
    file.write_text(HIDING_PLACES[place], encoding="utf-8")
    found = list(leaks_in(file))
    assert found
    assert {kind for _, kind in found} == {"sk_test_"}


def notebook(**cell: object) -> dict[str, object]:
    code = {"cell_type": "code", "id": "here", "metadata": {}, "source": "", "outputs": []}
    return {"cells": [{**code, **cell}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


CELLS = {
    "source": {"source": [f'stripe.api_key = "{key()}"\n', "x"]},
    "source, split between lines": {"source": [key()[:14], key()[14:]]},
    "printed": {"outputs": [{"output_type": "stream", "text": [f"{key()}\n"]}]},
    "shown as HTML": {
        "outputs": [{"data": {"text/html": [f"<b>{key().replace('_', '&#95;')}</b>"]}}]
    },
    "in a traceback": {
        "outputs": [{"output_type": "error", "traceback": [f"\x1b[31mBearer {key()}\x1b[0m"]}]
    },
    "in the metadata": {"metadata": {"note": key()}},
    "as a name in the metadata": {"metadata": {key(): 1}},
}


@pytest.mark.parametrize("place", CELLS)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_key_in_a_notebook_is_found_and_its_cell_is_named(
    place: str, ascii_only: bool, tmp_path: Path
) -> None:
    file = tmp_path / "lesson.ipynb"
    file.write_text(json.dumps(notebook(**CELLS[place]), ensure_ascii=ascii_only, indent=1))
    assert any("here" in where for where, _ in leaks_in(file))


INNOCENT = [
    "sk_test_… or rk_test_…",
    '"sk_test_" + "x" * 24',
    'key = "sk_test_" + "emulator" * 3',
    "Invalid API Key provided: sk_test_******7890",
    "A key begins with sk_test_\nand letters and digits follow.",
    r"(sk|rk)_test_[A-Za-z0-9]+",
    "risk_test_of_everything_that_is_long_enough",
    "whsec_ is the beginning of a signing secret",
    'prefixes = ["sk_test_", "sk_live_", "rk_test_", "rk_live_", "pk_live_"]',
    'key = "sk_test_" + "abcdef123456"\nasked = call("POST", "/v1/customers")',
    'TOKEN = "tok_chargeDeclinedInsufficientFunds"',
]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_key_is_left_in_peace(text: str) -> None:
    assert kinds_in(text) == set()


def test_the_report_names_the_place_and_never_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.md"
    file.write_text(f"key: {key()}\n")
    assert report([str(file)]) == 1
    said = capsys.readouterr().err
    assert str(file) in said
    assert "sk_test_…" in said
    assert "取り消してください" in said
    assert "revoke it" in said
    assert not re.search(BODY[:6], said)
    file.write_text("nothing here\n")
    assert report([str(file)]) == 0


def test_the_hook_runs_the_same_check(tmp_path: Path) -> None:
    """What .pre-commit-config.yaml calls, on a repository with a planted key."""
    config = (ROOT / ".pre-commit-config.yaml").read_text()
    assert "repo: local" in config
    assert "language: system" in config
    entry = re.search(r"entry: (.+)", config)
    assert entry is not None
    words = entry[1].split()
    assert words[1:] == ["-m", "helpers.connection", "leaks"]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "planted.py").write_text(f"KEY = '{key()}'\n")
    (tmp_path / "not_tracked.py").write_text(f"KEY = '{key('rk_live_')}'\n")
    subprocess.run(["git", "add", "planted.py"], cwd=tmp_path, check=True)
    command = [sys.executable, *words[1:]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "planted.py" in done.stderr
    assert "not_tracked" not in done.stderr
