"""venv.sh tells who lacks a fitting Python or the venv module, in one line and both languages."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "jupyter", tmp_path / "jupyter")
    for name in ("venv.sh", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "requirements.txt").write_text("stripe==16.1.0\n")
    return tmp_path


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the plain tools of a small machine and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "cat", "cksum", "tr", "touch", "mkdir", "rm", "ln"):
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    return folder


def command(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def venv(checkout: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: os.environ[key] for key in ("HOME", "LANG") if key in os.environ}
    return subprocess.run(
        ["sh", "venv.sh", "requirements.txt"],
        cwd=checkout,
        env={**environment, "PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )


def refuses_in_one_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    for word in words:
        assert word in result.stderr


def test_without_any_python(checkout: Path, tools: Path) -> None:
    refuses_in_one_line(
        venv(checkout, tools), "Python 3.11〜3.13 が必要です", "3.11 to 3.13 is needed"
    )


def test_with_an_older_python(checkout: Path, tools: Path) -> None:
    # An older Python answers the version question with the exit code 1, as sys.exit(True) does.
    command(tools, "python3", "exit 1")
    refuses_in_one_line(
        venv(checkout, tools), "Python 3.11〜3.13 が必要です", "3.11 to 3.13 is needed"
    )
    assert not (checkout / ".venv").exists()


def test_without_the_venv_module(checkout: Path, tools: Path) -> None:
    command(
        tools,
        "python3",
        f'case "$2" in *"import venv"*) exit 1;; *) exec {sys.executable} "$@";; esac',
    )
    refuses_in_one_line(
        venv(checkout, tools), "venv モジュールがありません", "venv module of Python is missing"
    )


def test_uv_is_used_where_it_is_installed(checkout: Path, tools: Path) -> None:
    command(tools, "python3", f'exec {sys.executable} "$@"')
    command(tools, "uv", 'echo "uv $*" >> uv.log; mkdir -p .venv')
    assert venv(checkout, tools).returncode == 0
    made, installed = (checkout / "uv.log").read_text().splitlines()
    assert made == "uv venv --quiet --clear --python python3 .venv"
    assert installed.endswith("--python .venv/bin/python --requirement requirements.txt")


def test_nothing_happens_again_until_a_requirement_changes(checkout: Path, tools: Path) -> None:
    command(tools, "python3", f'exec {sys.executable} "$@"')
    command(
        tools,
        "uv",
        "echo ran >> uv.log; mkdir -p .venv/bin; "
        f"[ -e .venv/bin/python ] || ln -s {sys.executable} .venv/bin/python",
    )
    venv(checkout, tools)
    first = (checkout / "uv.log").read_text()
    venv(checkout, tools)
    assert (checkout / "uv.log").read_text() == first
    (checkout / "requirements.txt").write_text("stripe==16.0.0\n")
    venv(checkout, tools)
    assert len((checkout / "uv.log").read_text()) > len(first)
