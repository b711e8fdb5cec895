"""``python -m helpers.emulator``: how it starts, refuses to start, and stops."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "helpers.emulator"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=20
    )


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--seed", "7"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that starts this in the background has SIGINT ignored; the server must have it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("Stripe emulator: http://127.0.0.1:")
    yield process, first.split(": ", 1)[1].strip()
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_it_cleanly_even_with_a_client_connected(
    served: tuple[subprocess.Popen[str], str], number: signal.Signals
) -> None:
    process, url = served
    port = int(url.rsplit(":", 1)[1])
    with urllib.request.urlopen(url + "/", timeout=5) as page:
        assert page.status == 200
    with socket.create_connection(("127.0.0.1", port), timeout=5) as idle:
        idle.sendall(b"GET /v1/half-a-request")
        process.send_signal(number)
        out, err = process.communicate(timeout=5)
    assert process.returncode == 0
    assert err == ""
    assert "Traceback" not in out
    assert "Stopped" in out


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        got = run("--port", port)
    assert (got.returncode, got.stdout) == (1, "")
    assert got.stderr.count("\n") == 1
    assert f"ポート {port} を開けません" in got.stderr
    assert f"cannot open port {port} (is it taken?" in got.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--port", "abc"),
        ("--port", "65536"),
        ("--port", "1" * 5000),
        ("--port", ""),
        ("--port", "８０"),
        ("--seed", "x"),
        ("--seed", "1.5"),
        ("--seed", "9" * 5000),
    ],
)
def test_a_bad_port_or_seed_is_one_clear_line(option: str, value: str) -> None:
    from helpers.emulator.http_door import serve

    status, said = _in_process(serve, value if option == "--port" else "0", option, value)
    assert status == 1
    assert said.count("\n") == 1
    assert f"{option} は" in said
    assert f"{option} is a whole number" in said


def _in_process(serve: object, port: str, option: str, value: str) -> tuple[int, str]:
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        assert callable(serve)
        status: int = serve(port, value if option == "--seed" else None)
    return status, said.getvalue()


def test_a_bad_option_reaches_the_same_line_from_the_command_line() -> None:
    got = run("--port", "abc", "--seed", "7")
    assert (got.returncode, got.stdout) == (1, "")
    assert got.stderr == (
        "--port は 0 から 65535 の整数です: 'abc' / "
        "--port is a whole number from 0 to 65535, not 'abc'\n"
    )


def test_the_emulator_does_not_load_the_door() -> None:
    code = (
        "import sys, helpers.emulator; "
        "print(sorted({'http.server', 'socketserver', 'helpers.emulator.http_door',"
        " 'helpers.emulator.site'} & set(sys.modules)))"
    )
    got = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20
    )
    assert got.stdout.strip() == "[]", got.stderr


def test_the_door_needs_nothing_but_the_standard_library() -> None:
    """With -S -E neither site-packages nor PYTHONPATH exist."""
    code = "import sys; sys.path.insert(0, '.'); import helpers.emulator.http_door"
    got = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert (got.returncode, got.stderr) == (0, "")
