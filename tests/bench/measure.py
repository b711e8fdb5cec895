"""The operations that are measured, and how: every world in turn, forwards and then backwards."""

from collections.abc import Callable, Sequence
from time import perf_counter

import stripe

from tests.bench.worlds import World

COUNTS = (10, 100, 1_000, 5_000)
CALLS = 400
PAGES = 12
ROUNDS = 4

Figures = dict[str, dict[str, list[float]]]
"""World -> operation -> seconds of each call."""

PAGE = "list 100 of {}"
OPERATIONS = [
    "customer create",
    "customer retrieve",
    "charge create",
    *(PAGE.format(count) for count in COUNTS),
]


def measure(
    worlds: list[World],
    operations: Sequence[str] = OPERATIONS,
    clock: Callable[[], float] = perf_counter,
) -> Figures:
    """Seconds of every call of the operations by ``clock``, the worlds visited in both orders.

    An operation that a world cannot do has no entry; why is printed.
    """
    figures: Figures = {world.name: {} for world in worlds}
    for operation in operations:
        calls: dict[str, Callable[[], object]] = {}
        for world in worlds:
            if world.canned:
                world.canned.frozen = False
            try:
                calls[world.name] = prepare(world, operation)
                calls[world.name]()
            except stripe.StripeError as error:
                calls.pop(world.name, None)
                print(f"{world.name}: {operation}: not measured: {error.user_message}")
            if world.canned:
                world.canned.frozen = True
        order = list(calls)
        times = (PAGES if "list" in operation else CALLS) // ROUNDS
        for turn in range(ROUNDS):
            for name in order if turn % 2 == 0 else reversed(order):
                figures[name].setdefault(operation, []).extend(_time(calls[name], times, clock))
    return figures


def _time(call: Callable[[], object], times: int, clock: Callable[[], float]) -> list[float]:
    seconds = []
    for _ in range(times):
        started = clock()
        call()
        seconds.append(clock() - started)
    return seconds


def prepare(world: World, operation: str) -> Callable[[], object]:
    """The call to measure, with what it needs made beforehand."""
    client = world.client
    if operation == "customer create":
        return lambda: client.v1.customers.create({"email": "paying.user@example.com"})
    customer = client.v1.customers.create({"email": "paying.user@example.com"}).id
    if operation == "customer retrieve":
        return lambda: client.v1.customers.retrieve(customer)
    if operation == "charge create":
        world.add_source(customer)
        charge = {"amount": 1099, "currency": "usd", "customer": customer}
        return lambda: client.v1.charges.create(charge)

    def page() -> object:
        return client.v1.customers.payment_sources.list(customer, {"limit": 100})

    page()  # a world without such lists says so before thousands of sources are made
    for _ in range(int(operation.rpartition(" ")[2])):
        world.add_source(customer)
    return page
