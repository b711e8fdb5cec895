"""What answers in the benchmark: the emulator by both doors, canned answers, and two peers.

The peers are other people's programs, installed into a throw-away folder and spoken to over HTTP
only: nothing of theirs is imported.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import stripe

from helpers.emulator import Emulator
from helpers.transport import EmulatorTransport

KEY = "sk_test_" + "x" * 24


@dataclass(frozen=True)
class World:
    """Something that answers as Stripe does, and how to give one of its customers a source."""

    name: str
    client: stripe.StripeClient
    add_source: Callable[[str], object]
    canned: "Canned | None" = None


class Canned(stripe.HTTPClient):
    """Once ``frozen``, repeats its last answer: what is left is the SDK's own cost."""

    name = "canned"

    def __init__(self, inner: stripe.HTTPClient) -> None:
        super().__init__()
        self.inner = inner
        self.frozen = False
        self.answer: Any = None

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[str, int, Mapping[str, str]]:
        if not self.frozen:
            self.answer = self.inner.request(method, url, headers, post_data)
        answer: tuple[str, int, Mapping[str, str]] = self.answer
        return answer


def sdk_alone() -> World:
    """The SDK with canned answers."""
    canned = Canned(EmulatorTransport(Emulator()))
    alone = client(canned)
    return World("SDK alone", alone, attaching(alone), canned)


def here() -> World:
    """The emulator in this process."""
    direct = client(EmulatorTransport(Emulator()))
    return World("emulator in-process", direct, attaching(direct))


def local_worlds(stack: ExitStack) -> list[World]:
    """The SDK alone, the emulator in this process, and the emulator over HTTP."""
    port = free_port()
    serve(stack, [sys.executable, "-m", "helpers.emulator", "--port", str(port)], port)
    over_http = client(None, f"http://127.0.0.1:{port}")
    return [
        sdk_alone(),
        here(),
        World("emulator over HTTP", over_http, attaching(over_http)),
    ]


def peer_worlds(stack: ExitStack) -> list[World]:
    """localstripe and stripe-stateful-mock; one that cannot be installed is left out and named."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-peers-")))
    worlds = []
    for start in (_localstripe, _stateful_mock):
        try:
            worlds.append(start(stack, folder))
        except (OSError, subprocess.CalledProcessError, TimeoutError) as error:
            print(f"{start.__name__.strip('_')}: left out: {error}")
    return worlds


def _localstripe(stack: ExitStack, folder: Path) -> World:
    environment = folder / "localstripe"
    pip = [str(environment / "bin/python"), "-m", "pip", "install", "--quiet", "localstripe"]
    quietly([sys.executable, "-m", "venv", str(environment)])
    quietly(pip)
    port = free_port()
    command = [str(environment / "bin/localstripe"), "--port", str(port), "--from-scratch"]
    serve(stack, command, port)
    peer = client(None, f"http://127.0.0.1:{port}")
    number = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}

    def add(customer: str) -> None:
        token = peer.v1.tokens.create({"card": number}).id
        peer.v1.customers.payment_sources.create(customer, {"source": token})

    return World("localstripe", peer, add)


def _stateful_mock(stack: ExitStack, folder: Path) -> World:
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("npm is not installed")
    quietly([npm, "install", "--silent", "--prefix", str(folder), "stripe-stateful-mock"])
    port = free_port()
    command = [str(folder / "node_modules/.bin/stripe-stateful-mock")]
    serve(stack, command, port, {"PORT": str(port), "LOG_LEVEL": "silent"})
    peer = client(None, f"http://127.0.0.1:{port}")

    def add(customer: str) -> None:
        peer.v1.customers.payment_sources.create(customer, {"source": "tok_visa"})

    return World("stripe-stateful-mock", peer, add)


def client(transport: stripe.HTTPClient | None, address: str | None = None) -> stripe.StripeClient:
    """A client that hands its requests to ``transport``, or sends them to a loopback address."""
    stripe.enable_telemetry = False
    if address is None:
        return stripe.StripeClient(KEY, http_client=transport)
    return stripe.StripeClient(KEY, base_addresses={"api": address})


def attaching(client: stripe.StripeClient) -> Callable[[str], object]:
    """How a source is added in the emulator: a card Source, made and attached."""

    def add(customer: str) -> None:
        source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
        client.v1.customers.payment_sources.create(customer, {"source": source.id})

    return add


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve(
    stack: ExitStack, command: list[str], port: int, settings: Mapping[str, str] | None = None
) -> None:
    """Start a server and wait until it listens; it stops with ``stack``. Raises TimeoutError."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **(settings or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{urlsplit(command[0]).path} does not listen")


def quietly(command: list[str]) -> None:
    """Run a command to its end without its output. Raises CalledProcessError if it fails."""
    subprocess.run(command, check=True, capture_output=True)
