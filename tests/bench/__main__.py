"""`make bench`: what a call costs, in-process and over HTTP, beside the SDK alone and two peers.

All figures come from one run. Each is the median of its calls, in microseconds; the ratios, which
say more than the figures on a shared machine, come first.
"""

import sys
from contextlib import ExitStack
from statistics import median

from tests.bench.measure import COUNTS, OPERATIONS, Figures, measure
from tests.bench.worlds import World, local_worlds, peer_worlds

ALONE = "SDK alone"


def main() -> int:
    """Measure every world and print two tables: ratios to the SDK alone, then microseconds."""
    with ExitStack() as stack:
        worlds: list[World] = local_worlds(stack)
        if "--no-peers" not in sys.argv[1:]:
            worlds += peer_worlds(stack)
        figures = measure(worlds)
    print("\nRatio to the SDK alone (canned answers)\n")
    _table(figures, lambda name, operation: _ratio(figures, name, operation))
    print("\nMicroseconds a call (median)\n")
    _table(figures, lambda name, operation: _microseconds(figures, name, operation))
    print(f"\nA page of 100 is listed among {', '.join(map(str, COUNTS))} sources of one customer.")
    return 0


def _table(figures: Figures, cell: object) -> None:
    names = list(figures)
    print("  ".join(f"{text:>22}" for text in ["", *names]))
    for operation in OPERATIONS:
        cells = [cell(name, operation) for name in names]  # type: ignore[operator]
        print("  ".join(f"{text:>22}" for text in [operation, *cells]))


def _microseconds(figures: Figures, name: str, operation: str) -> str:
    found = figures[name].get(operation)
    return f"{median(found) * 1e6:,.0f}" if found else "—"


def _ratio(figures: Figures, name: str, operation: str) -> str:
    found, alone = figures[name].get(operation), figures[ALONE].get(operation)
    return f"{median(found) / median(alone):.2f}×" if found and alone else "—"


if __name__ == "__main__":
    sys.exit(main())
