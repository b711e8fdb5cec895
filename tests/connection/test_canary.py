"""A key that exists nowhere else is found nowhere, whatever fails while the lessons run.

One kernel runs the cells of every notebook under one fault after the other, with the most talkative
tracebacks and logs, so that the key has every chance to be shown or written.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import pytest
from nbconvert import HTMLExporter

from tests.connection import kernel
from tests.connection.stand_in import (
    CUSTOMER,
    Arrived,
    StandIn,
    answer,
    error,
    silence,
)
from tests.connection.test_lessons import NOTEBOOKS
from tests.depth import depth

CANARY = "Canary5" * 5
TAIL = CANARY[-6:]

FAULTS: dict[str, Callable[[Arrived], bytes | None]] = {
    "401": lambda _: error(401, f"Invalid API Key provided: sk_test_{'*' * 9}{TAIL}"),
    "403": lambda _: error(403, f"The provided key 'rk_test_{'*' * 9}{TAIL}' does not have …"),
    "404": lambda _: error(404, "No such customer: 'cus_1'", code="resource_missing"),
    "429": lambda _: error(429, "slow down", code="rate_limit"),
    "500": lambda _: error(500, "oops"),
    "hung up": lambda _: None,
    "cut": lambda _: answer(200, CUSTOMER).replace(b"Content-Length: ", b"Content-Length: 1"),
    "malformed": lambda _: answer(200, "<html>log in</html>"),
    "redirect": lambda _: answer(302, "{}", Location="/"),
    "live data": lambda _: answer(200, {**CUSTOMER, "livemode": True}),
    "silence": silence(0.2),
}

TALKATIVE = """
import logging, stripe
logging.basicConfig(level=logging.DEBUG, filename="everything.log")
stripe.HTTPClient.INITIAL_DELAY = stripe.HTTPClient.MAX_DELAY = 0
# Most cells only miss a name that a failed cell did not make, and a verbose traceback is slow.
from helpers.connection import failure_card
failure_card.SHOWN += (NameError,)
"""
NEXT = """
%reset -f
%xmode Verbose
import os, urllib.request
from helpers.connection import guard
urllib.request.urlopen(os.environ["TUTORIAL_STRIPE_ADDRESS"] + "/play/{number}").close()
guard.Guard.__init__.__defaults__ = guard.Guard.__init__.__defaults__[:1] + ({timeout},)
"""


@pytest.mark.timeout(300)
def test_the_key_is_nowhere(home: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = list(FAULTS.values())
    playing: list[Callable[[Arrived], bytes | None]] = [faults[0]]

    def script(arrived: Arrived) -> bytes | None:
        if arrived.path.startswith("/play/"):
            playing[0] = faults[int(arrived.path.rpartition("/")[2])]
            return answer(200, {})
        return playing[0](arrived)

    home.script = script
    monkeypatch.setenv("TUTORIAL_ACCOUNT", "test")
    monkeypatch.setenv("TUTORIAL_STRIPE_ADDRESS", home.url)
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_" + CANARY)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home" / "ipython"))
    (tmp_path / "home").mkdir()
    notebooks = [
        [cell["source"] for cell in kernel.read(path)["cells"] if cell["cell_type"] == "code"]
        for path in NOTEBOOKS
    ]
    # One that asks no account behaves the same under every fault.
    asking = [cells for cells in notebooks if any("connect()" in cell for cell in cells)]
    # Half of them under each fault, in turn: every lesson meets five faults or six.
    each = depth(len(asking) // 2)
    sources = [TALKATIVE, *(cell for cells in notebooks if cells not in asking for cell in cells)]
    turn = cycle(asking)
    for number, name in enumerate(FAULTS):
        timeout = (0.05, 0.05) if name == "silence" else (4, 4)
        sources.append(NEXT.format(number=number, timeout=timeout))
        for cells in islice(turn, each):
            sources += cells
    folder = tmp_path / "notebooks"
    folder.mkdir()
    done = kernel.run(kernel.code(*sources), dict(os.environ), allow_errors=True, folder=folder)

    asked = [one for one in home.arrived if not one.path.startswith("/play/")]
    assert {one.header("authorization") for one in asked} == {f"Bearer sk_test_{CANARY}"}
    failures = [
        output["ename"]
        for cell in done["cells"]
        for output in cell["outputs"]
        if output["output_type"] == "error"
    ]
    assert failures.count("NameError") < len(failures)
    assert {"AuthenticationError", "PermissionError", "RateLimitError", "APIError"} <= {*failures}
    assert {"APIConnectionError", "GuardRefused", "InvalidRequestError"} <= {*failures}

    page, _ = HTMLExporter().from_notebook_node(done)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "everything.log" in {path.name for path in written}
    places = {"outputs": str(done), "exported page": page}
    places |= {str(path): path.read_bytes().decode("latin-1") for path in written}
    assert [place for place, text in places.items() if CANARY[:6] in text] == []
    # Stripe repeats the end of a wrong key. The project hides that as well; the log that this
    # learner has switched on is the SDK's own.
    shown = {place: text for place, text in places.items() if not place.endswith(".log")}
    assert [place for place, text in shown.items() if TAIL in text] == []
