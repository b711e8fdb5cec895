"""Lessons cannot leave the machine while they are tested, whatever way a cell tries.

A real kernel, started by nbval as `make test` starts it. That nothing is sent does not rest on the
network: the hook raises before the call is made.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[2]

LEAVES = {
    "connect": "import socket; socket.create_connection(('192.0.2.1', 9), timeout=5)",
    "connect-ex": "socket.socket().connect_ex(('192.0.2.1', 9))",
    "send-datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    "send-message": (
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], (), 0, ('192.0.2.1', 9))"
    ),
    "ipv6": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 9))",
    "resolve": "socket.getaddrinfo('example.invalid', 443)",
    "resolve-old": "socket.gethostbyname('example.invalid')",
    "reverse": "socket.gethostbyaddr('192.0.2.1')",
    "url": "import urllib.request; urllib.request.urlopen('http://192.0.2.1:9/', timeout=5)",
    "asyncio-connection": (
        "import asyncio\nawait asyncio.get_running_loop().create_connection(asyncio.Protocol, "
        "'192.0.2.1', 9)"
    ),
    "asyncio-name": "await asyncio.open_connection('example.invalid', 9)",
    "asyncio-raw-socket": (
        "raw = socket.socket(); raw.setblocking(False)\n"
        "await asyncio.get_running_loop().sock_connect(raw, ('192.0.2.1', 9))"
    ),
    "thread": (
        "import threading\n"
        "attempt = threading.Thread(target=socket.gethostbyname, args=['example.invalid'])\n"
        "attempt.start(); attempt.join()"
    ),
    "swallowed": "try:\n    socket.gethostbyname('example.invalid')\nexcept Exception:\n    pass",
    "program": "import subprocess; subprocess.run(['true'])",
    "shell": "import os; os.system('true')",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "bang": "!true",
}
STAYS = {
    "loopback": (
        "server = socket.create_server(('localhost', 0))\n"
        "socket.create_connection(server.getsockname()).close()"
    ),
    "asyncio-loopback": ("reader, writer = await asyncio.open_connection(*server.getsockname())"),
    "unix-socket": "first, second = socket.socketpair(); first.sendmsg([b'x'])",
    "platform": "import platform; text = platform.platform()",
    "no-key": "os.environ.get('STRIPE_SECRET_KEY'), os.environ.get('TUTORIAL_ACCOUNT')",
    "this-python": "import sys; print(sys.prefix)",
}
STORED = {
    "unix-socket": new_output("execute_result", {"text/plain": "1"}, execution_count=1),
    "no-key": new_output("execute_result", {"text/plain": "(None, None)"}, execution_count=1),
    "this-python": new_output("stream", text=sys.prefix + "\n"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """For each cell above: (passed or failed, what nbval says of it)."""
    folder = tmp_path_factory.mktemp("offline")
    cells = LEAVES | STAYS
    notebook = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python"}})
    for name, source in cells.items():
        stored = [STORED[name]] if name in STORED else []
        notebook.cells.append(new_code_cell(source, execution_count=1, outputs=stored))
    path = folder / "leaves.ipynb"
    nbformat.write(notebook, path)
    before = path.read_bytes()

    result = nbval(path, folder)

    assert path.read_bytes() == before
    assert sorted(entry.name for entry in folder.iterdir()) == ["cache", "leaves.ipynb"]
    said = dict(re.findall(r"^_+ .*?::Cell (\d+) _+$\n(.*?)(?=^[_=]{3})", result, re.M | re.S))
    passed = set(re.findall(r"^PASSED .*::Cell (\d+)$", result, re.M))
    assert len(passed) + len(said) == len(cells), result
    return {
        name: ("passed" if str(at) in passed else "failed", said.get(str(at), ""))
        for at, name in enumerate(cells)
    }


def nbval(path: Path, folder: Path) -> str:
    """What `make test` would print for this notebook, with a key and an account choice set."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    environment |= {"STRIPE_SECRET_KEY": "set", "TUTORIAL_ACCOUNT": "test"}
    environment.pop("PYTHONPATH")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", path),
            *("-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-p", "conftest"),
            *("-o", f"cache_dir={folder / 'cache'}", "-rA", "--color=no", "-n", "1"),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    ).stdout


@pytest.mark.parametrize("name", LEAVES)
def test_leaving_the_machine_fails_the_cell(
    outcomes: dict[str, tuple[str, str]], name: str
) -> None:
    outcome, said = outcomes[name]
    assert outcome == "failed"
    assert "A test never leaves this machine" in said


@pytest.mark.parametrize("name", STAYS)
def test_what_stays_on_the_machine_is_allowed(
    outcomes: dict[str, tuple[str, str]], name: str
) -> None:
    assert outcomes[name] == ("passed", "")


def test_the_environments_own_sitecustomize_still_runs(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('the other one')")
    folders = os.pathsep.join([str(Path(__file__).parent), str(tmp_path)])
    said = subprocess.run(
        [sys.executable, "-c", ""],
        env=os.environ | {"PYTHONPATH": folders},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said == "the other one\n"
