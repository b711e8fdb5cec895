"""A door on a free port with short patience. A defect that it reports fails the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpers.emulator import Emulator
from helpers.emulator.http_door import Door
from helpers.emulator.http_reading import Limits

SHORT = Limits(request=0.6, answer=1.0, idle=1.0, connections=64)


@pytest.fixture
def door(capsys: pytest.CaptureFixture[str]) -> Iterator[Door]:
    door = Door(Emulator(), 0, limits=SHORT)
    door.start(poll=0.005)
    yield door
    door.close()
    assert capsys.readouterr().err == ""
