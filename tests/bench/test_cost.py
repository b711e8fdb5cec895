"""What the emulator may cost beside the SDK itself, in one run and in both orders."""

import subprocess
import sys
from statistics import median

import pytest

from tests.bench.measure import PAGE, Figures, measure
from tests.bench.worlds import here, sdk_alone

ALONE, HERE = "SDK alone", "emulator in-process"
CALLS = ["customer create", "customer retrieve", "charge create"]
PAGES = [PAGE.format(100), PAGE.format(5_000)]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure([sdk_alone(), here()], [*CALLS, *PAGES])


@pytest.mark.parametrize("operation", CALLS)
def test_a_call_costs_at_most_1_6_times_the_sdk_alone(figures: Figures, operation: str) -> None:
    ratio = median(figures[HERE][operation]) / median(figures[ALONE][operation])
    assert ratio <= 1.6


def test_a_page_costs_the_same_among_5000_sources_as_among_100(figures: Figures) -> None:
    few, many = (median(figures[HERE][page]) for page in PAGES)
    assert many / few <= 1.5


def test_importing_the_emulator_adds_less_than_60_ms_to_the_sdk() -> None:
    script = (
        "import stripe, sys, time; before = set(sys.modules); started = time.perf_counter(); "
        "import helpers.emulator; print(time.perf_counter() - started); "
        "print(*sorted({'pandas', 'ipywidgets', 'IPython'} & set(sys.modules)))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    seconds, heavy = zip(*(run.stdout.split("\n")[:2] for run in runs), strict=True)
    assert min(map(float, seconds)) < 0.060
    assert set(heavy) == {""}
