"""Serve the emulator over HTTP on this machine's loopback address, or print its ledger.

``python -m helpers.emulator --port 12111 [--seed N]`` serves until Ctrl-C;
``python -m helpers.emulator facts`` prints the ledger.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from helpers.emulator import facts


def _print_facts(arguments: argparse.Namespace) -> int:
    print(facts.as_table())
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from helpers.emulator import http_door

    return http_door.serve(arguments.port, arguments.seed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand, or serve if none is named, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.emulator",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=_serve)
    parser.add_argument("--port", default="12111", help="port to serve on; 0 takes a free one")
    parser.add_argument("--seed", help="whole number that the ids are made from")
    commands = parser.add_subparsers(metavar="COMMAND")
    ledger = commands.add_parser("facts", help="print the ledger of facts, grouped by strength")
    ledger.set_defaults(run=_print_facts)
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
