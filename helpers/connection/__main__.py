"""Look after real test accounts, and keep keys out of the repository.

``python -m helpers.connection cleanup [--list] [--yes]`` cleans up what interrupted runs have left;
``python -m helpers.connection leaks [FILE …]`` looks for keys in the files that git tracks.
"""

import argparse
import sys
from collections.abc import Sequence

from helpers.bilingual import Text, TutorialError

_QUESTION = Text("上のとおりに片付けますか", "Clean up as listed above")


def _cleanup(arguments: argparse.Namespace) -> int:
    import stripe

    from helpers.connection import address, cleaning
    from helpers.connection.failure_card import explain
    from helpers.connection.ledger import all_ledgers
    from helpers.connection.session import cleaning_client, key_of_the_learner, real_account

    ledgers = [ledger for ledger in all_ledgers() if not ledger.read().is_empty()]
    if not ledgers:
        print(cleaning.picture("", []))
        return 0
    left = 0
    try:
        key, where = key_of_the_learner(), address.chosen()
        for ledger in ledgers:
            client = cleaning_client(real_account(key, where, ledger))
            items = cleaning.plan(client, ledger)
            print(cleaning.picture(ledger.run, items), flush=True)
            if arguments.list:
                continue
            if not arguments.yes and not _agreed():
                left += 1
                continue
            results = cleaning.carry_out(client, ledger, items)
            print(cleaning.picture(ledger.run, results), flush=True)
            left += sum(not result.settled for result in results)
    except (stripe.StripeError, TutorialError) as error:
        print(explain(error), file=sys.stderr)
        return 1
    return 1 if left else 0


def _agreed() -> bool:
    try:
        return input(f"{_QUESTION}? [y/N] ").strip().lower() in ("y", "yes", "はい")
    except EOFError:
        return False


def _leaks(arguments: argparse.Namespace) -> int:
    from helpers.connection import leaks

    return leaks.report(arguments.files)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.connection",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    clean = commands.add_parser("cleanup", help="delete what runs have made in a test account")
    clean.add_argument("--list", action="store_true", help="show it and change nothing")
    clean.add_argument("--yes", action="store_true", help="do not ask before deleting")
    clean.set_defaults(run=_cleanup)
    look = commands.add_parser("leaks", help="look for keys in files")
    look.add_argument("files", nargs="*", help="files to look at; without, all that git tracks")
    look.set_defaults(run=_leaks)
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
