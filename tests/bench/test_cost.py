"""What the emulator may cost beside the SDK itself, in one run and in both orders."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import process_time

import pytest

from tests.bench.measure import PAGE, measure
from tests.bench.worlds import World, here, sdk_alone
from tests.depth import depth

ALONE, HERE = "SDK alone", "emulator in-process"
CALLS = ["customer create", "customer retrieve", "charge create"]
LONG = pytest.mark.timeout(300)
PAGES = [PAGE.format(100), PAGE.format(depth(5_000))]


def best(ratio: Callable[[], float], limit: float) -> float:
    """The smallest of up to three measurements: a busy machine can only make it larger."""
    found = [ratio()]
    while found[-1] > limit and len(found) < 3:
        found.append(ratio())
    return min(found)


@pytest.mark.parametrize("operation", CALLS)
def test_a_call_costs_at_most_1_6_times_the_sdk_alone(operation: str) -> None:
    def ratio() -> float:
        figures = measure([sdk_alone(), here()], [operation], process_time)
        return median(figures[HERE][operation]) / median(figures[ALONE][operation])

    assert best(ratio, 1.6) <= 1.6


@pytest.fixture(scope="module")
def crowded() -> World:
    """The emulator with thousands of customers, each of whom has a source."""
    world = replace(here(), name="crowded")
    for _ in range(depth(5_000)):
        world.add_source(world.client.v1.customers.create({}).id)
    return world


@LONG
@pytest.mark.parametrize("operation", CALLS)
def test_a_call_costs_the_same_among_thousands_of_objects(crowded: World, operation: str) -> None:
    def ratio() -> float:
        figures = measure([here(), crowded], [operation], process_time)
        return median(figures["crowded"][operation]) / median(figures[HERE][operation])

    assert best(ratio, 1.2) <= 1.2


@LONG
def test_a_page_costs_the_same_among_5_000_sources_as_among_100() -> None:
    def ratio() -> float:
        figures = measure([here()], PAGES, process_time)
        few, many = (median(figures[HERE][page]) for page in PAGES)
        return many / few

    assert best(ratio, 1.5) <= 1.5


def test_importing_the_emulator_adds_less_than_60_ms_to_the_sdk() -> None:
    script = (
        "import stripe, sys, time; before = set(sys.modules); started = time.process_time(); "
        "import helpers.emulator; print(time.process_time() - started); "
        "print(*sorted({'pandas', 'ipywidgets', 'IPython'} & set(sys.modules)))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    seconds, heavy = zip(*(run.stdout.split("\n")[:2] for run in runs), strict=True)
    assert min(map(float, seconds)) < 0.060
    assert set(heavy) == {""}


MAKE_MANY = """
import resource, sys
from helpers.emulator import Emulator, Request
def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
emulator, before = Emulator(), megabytes()
headers = {"Authorization": "Bearer sk_test_" + "x" * 24}
def make(path, form):
    body = emulator.handle(Request("POST", "/v1/" + path, "", headers, form)).body
    return body.split('"id":"', 1)[1].split('"', 1)[0]
for _ in range(int(sys.argv[1]) // 4):
    source = make("sources", "type=card&token=tok_visa")
    customer = make("customers", "email=a%40example.com&source=" + source)
    make("sources", "type=card&token=tok_visa")
    make("charges", "amount=1099&currency=eur&customer=" + customer)
print(megabytes() - before)
"""


@LONG
def test_a_hundred_thousand_objects_fit_in_600_megabytes() -> None:
    """Six kilobytes each, sources, customers and charges with their events."""
    count = depth(100_000)
    done = subprocess.run(
        [sys.executable, "-c", MAKE_MANY, str(count)], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 0.006 * count
