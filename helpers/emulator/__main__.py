"""``python -m helpers.emulator facts``: print the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from helpers.emulator import facts


def _print_facts(arguments: argparse.Namespace) -> int:
    print(facts.as_table())
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m helpers.emulator", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ledger = commands.add_parser("facts", help="print the ledger of facts, grouped by strength")
    ledger.set_defaults(run=_print_facts)
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
