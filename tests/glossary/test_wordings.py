"""Whether what people type finds what they mean: a list of real wordings, and a part kept back.

The wordings whose checksum is a multiple of three were not looked at while the ranking was made:
they say how the ranking does on words that nobody thought of.
"""

from pathlib import Path
from zlib import crc32

import pytest

from glossary import search, terms

LINES = [
    line.split("\t")
    for line in (Path(__file__).parent / "wordings.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
SEEN = [tuple(line) for line in LINES if line[2:] or crc32(line[0].encode()) % 3]
HELD_OUT = [tuple(line) for line in LINES if tuple(line) not in SEEN]


def missed(pairs: list[tuple[str, ...]]) -> list[str]:
    """The wordings that do not bring an expected entry first, and what came instead."""
    wrong = []
    for text, expected, *_ in pairs:
        found = [match.term.id for match in search(text, limit=3)]
        if not found or found[0] not in expected.split("|"):
            wrong.append(f"{text} → {found}, not {expected}")
    return wrong


def test_the_list_is_long_and_names_entries_that_exist() -> None:
    ids = {term.id for term in terms()}
    assert len(LINES) >= 700
    assert len({text for text, *_ in LINES}) == len(LINES)
    assert {id for _, expected, *_ in LINES for id in expected.split("|")} <= ids
    assert len(HELD_OUT) >= 150


@pytest.mark.parametrize("pairs", [SEEN, HELD_OUT], ids=["seen", "held-out"])
def test_of_what_people_type_95_percent_come_first(pairs: list[tuple[str, ...]]) -> None:
    wrong = missed(pairs)
    assert len(wrong) <= 0.05 * len(pairs), "\n".join(wrong)
