"""`make parity`: asks a real Stripe test account what the emulator is asked, and compares.

    STRIPE_SECRET_KEY=sk_test_… make parity

Only through the guard of ``connect("test")``; what was made is cleaned up afterwards. The table of
agreements and differences is written to .artifacts/, dated. Without a key nothing is asked: it says
what it would do. Exit status: 0 all agree or nothing was asked, 1 a difference.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import stripe

from helpers.bilingual import Text, TutorialError
from helpers.connection import address, cleanup, connect
from helpers.connection.session import KEY
from helpers.emulator import facts
from tests.parity.probes import PROBES, Probe, without_ids

ARTIFACTS = Path(__file__).parents[2] / ".artifacts"
NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Comparison:
    """One probe, what the emulator answered, and what the account did."""

    probe: Probe
    emulator: Any
    account: Any

    @property
    def agrees(self) -> bool:
        """Whether both answered the same."""
        return bool(self.emulator == self.account)


def answer(probe: Probe, client: stripe.StripeClient) -> Any:
    """What the client's account answers; an error that the probe did not expect is an answer."""
    try:
        return without_ids(probe.ask(client))
    except stripe.StripeError as error:
        return {NO_ANSWER: without_ids(str(error.user_message))}


def compare(account: stripe.StripeClient, probes: Sequence[Probe] = PROBES) -> list[Comparison]:
    """Ask the emulator and the account each probe in turn; the emulator is new for each."""
    return [
        Comparison(probe, answer(probe, connect("emulator")), answer(probe, account))
        for probe in probes
    ]


def table(comparisons: Sequence[Comparison], when: datetime, asked: str) -> str:
    """The comparisons as a Markdown table, differences first, each with its strength.

    ``asked`` is the address: a table of a stand-in must not pass for one of Stripe.
    """
    ledger = facts.load()
    agreeing = sum(comparison.agrees for comparison in comparisons)
    lines = [
        f"# Parity with {_who(asked)}, {when:%Y-%m-%d %H:%M} UTC",
        "",
        f"{agreeing} of {len(comparisons)} probes agree.",
        "",
        "| facts | asked | agrees | emulator | account |",
        "|---|---|---|---|---|",
    ]
    for comparison in sorted(comparisons, key=lambda c: c.agrees):
        probe = comparison.probe
        cited = ", ".join(f"{id} ({ledger[id].strength})" for id in probe.facts)
        sides = (comparison.emulator, comparison.account)
        shown = ["" if comparison.agrees else _cell(side) for side in sides]
        verdict = "yes" if comparison.agrees else "**no**"
        lines.append(f"| {cited} | {probe.what} | {verdict} | {shown[0]} | {shown[1]} |")
    return "\n".join(lines) + "\n"


def _who(asked: str) -> str:
    if address.is_stand_in(asked):
        return f"a stand-in for Stripe at {asked} (not with Stripe)"
    return "a Stripe test account"


def _cell(value: Any) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`".replace("|", "\\|")


def main() -> int:
    """Compare with the account of the key; without a key say what would be asked."""
    if not os.environ.get(KEY):
        print(
            Text(
                f"{KEY} がないので、何も送りません。テスト用のキーがあれば {len(PROBES)} 件を"
                "アカウントに尋ね、エミュレーターの答えと比べ、作ったものを片付けます。",
                f"{KEY} is not set, so nothing is sent. With a test key, {len(PROBES)} probes "
                "would be asked of the account and compared with the emulator's answers; what "
                "was made would be cleaned up.",
            )
        )
        for probe in PROBES:
            print(f"  {', '.join(probe.facts)}: {probe.what}")
        return 0
    try:
        account = connect("test")
    except TutorialError as refusal:
        print(refusal.text, file=sys.stderr)
        return 2
    when = datetime.now(UTC)
    try:
        comparisons = compare(account)
    finally:
        print(cleanup(account))
    ARTIFACTS.mkdir(exist_ok=True)
    asked = address.chosen()
    path = ARTIFACTS / f"parity-{'stand-in-' * address.is_stand_in(asked)}{when:%Y-%m-%d}.md"
    path.write_text(table(comparisons, when, asked), encoding="utf-8")
    differences = [comparison for comparison in comparisons if not comparison.agrees]
    for comparison in differences:
        print(f"differs: {', '.join(comparison.probe.facts)}: {comparison.probe.what}")
    print(f"{len(comparisons) - len(differences)} of {len(comparisons)} agree: {path.name}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
