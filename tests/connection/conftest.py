"""A session that leads to a stand-in on loopback; nothing of it outlasts a test."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe
import stripe._api_requestor
import stripe._http_client
import stripe._stripe_client

from helpers.connection import LessonClient, connect, session
from tests.connection.stand_in import StandIn, standing_in

_SDK = (stripe, stripe._http_client, stripe._api_requestor, stripe._stripe_client)
_TAKEN_OVER = (
    "new_default_http_client",
    "new_http_client_async_fallback",
    "default_http_client",
    "api_key",
    "api_base",
    "api_version",
    "max_network_retries",
)


def fake_key(filler: str = "x") -> str:
    """A test key's shape. Built here, so that none stands in a file."""
    return "sk_test_" + filler * 24


@pytest.fixture(autouse=True)
def untouched_sdk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What connect() takes over is given back; ledgers go to the test's folder; no long waits."""
    for place in _SDK:
        for name in _TAKEN_OVER:
            if hasattr(place, name):
                monkeypatch.setattr(place, name, getattr(place, name))
    monkeypatch.setattr(session, "_real_sessions", [])
    monkeypatch.setattr(stripe._http_client.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe._http_client.HTTPClient, "MAX_DELAY", 0)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("TUTORIAL_ACCOUNT", "STRIPE_SECRET_KEY", "TUTORIAL_STRIPE_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names and addresses beyond loopback that were asked for; each is refused, as offline."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in ("127.0.0.1", "::1", "localhost", None):
            return real(host, *arguments, **options)
        asked.append(str(name))
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.fixture
def home() -> Iterator[StandIn]:
    """The address of the session."""
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def elsewhere() -> Iterator[StandIn]:
    """Another server on this machine, where nothing of the session belongs."""
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def connect_to(monkeypatch: pytest.MonkeyPatch) -> Callable[..., LessonClient]:
    """connect("test") with an address and a key."""

    def connect_there(url: str, key: str | None = None) -> LessonClient:
        monkeypatch.setenv("TUTORIAL_STRIPE_ADDRESS", url)
        monkeypatch.setenv("STRIPE_SECRET_KEY", fake_key() if key is None else key)
        return connect("test")

    return connect_there


@pytest.fixture
def client(home: StandIn, connect_to: Callable[..., LessonClient]) -> LessonClient:
    """A test session at ``home``."""
    return connect_to(home.url)
