"""The ledger, the rules that cite it and the tests that prove it belong together."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import helpers.emulator
from helpers.emulator import errors, facts, lifecycle, sourcetypes, testcards
from helpers.emulator.__main__ import main

TESTS = Path(__file__).parent
PACKAGE = Path(helpers.emulator.__file__).parent


def modules() -> list[str]:
    found = pkgutil.walk_packages([str(PACKAGE)], "helpers.emulator.")
    return [module.name for module in found if not module.name.endswith("__main__")]


def cited_by_code() -> dict[str, str]:
    """Fact id -> one place in the code that cites it."""
    for name in modules():
        importlib.import_module(name)
    cited = {id: places[0] for id, places in facts.RULES.items()}
    for name, row in vars(errors).items():
        if isinstance(row, errors.Refusal):
            cited.setdefault(row.fact, f"errors.{name}")
    for transition in lifecycle.TRANSITIONS:
        cited.setdefault(transition.fact, f"lifecycle: {transition[:3]}")
    for card in testcards.TEST_CARDS:
        cited.setdefault(card.fact, f"testcards: {card.token}")
    for type in sourcetypes.SOURCE_TYPES:
        cited.setdefault(type.fact, f"sourcetypes: {type.name}")
    return cited


def cited_by_tests() -> set[str]:
    """The ids in every ``@pytest.mark.fact(...)`` of this directory."""
    ids: set[str] = set()
    for path in TESTS.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fact":
                ids |= {ast.literal_eval(argument) for argument in node.args}
    return ids


def test_every_rule_cites_a_known_fact() -> None:
    unknown = {id: at for id, at in cited_by_code().items() if id not in facts.load()}
    assert not unknown


def test_every_fact_of_behaviour_is_cited_by_a_rule() -> None:
    behaviour = {id for id, fact in facts.load().items() if fact.about == "behaviour"}
    uncited = sorted(behaviour - cited_by_code().keys())
    assert uncited == []


def test_every_fact_of_behaviour_has_a_test() -> None:
    behaviour = {id for id, fact in facts.load().items() if fact.about == "behaviour"}
    untested = sorted(behaviour - cited_by_tests())
    assert untested == []


def test_tests_cite_known_facts() -> None:
    assert not cited_by_tests() - facts.load().keys()


def test_every_public_operation_and_refusal_carries_a_fact() -> None:
    rows = [row for row in vars(errors).values() if isinstance(row, errors.Refusal)]
    assert len(rows) > 60
    assert all(row.fact in facts.load() for row in rows)
    assert all(row.fact in facts.load() for row in lifecycle.TRANSITIONS)


def test_every_refusal_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.name != "errors.py"
    )
    names = [name for name, row in vars(errors).items() if isinstance(row, errors.Refusal)]
    assert not [name for name in names if name not in code]


@pytest.mark.parametrize("fact", facts.load().values(), ids=lambda fact: fact.id)
def test_entries_are_complete(fact: facts.Fact) -> None:
    assert fact.strength in facts.STRENGTHS
    assert fact.claim.endswith((".", ".)"))
    assert fact.source
    assert fact.date
    assert fact.about in ("behaviour", "wording", "status")


def test_choices_of_the_emulator_are_never_presented_as_known() -> None:
    for id, fact in facts.load().items():
        chosen = id.startswith("Q")
        assert (fact.strength in ("assumed", "disputed")) == chosen, id


def test_all_of_the_evidence_is_retold() -> None:
    evidence = [id for id in facts.load() if not id.startswith("Q")]
    assert len(evidence) == 150


def test_the_table_shows_every_fact_under_its_strength(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["facts"]) == 0
    text = capsys.readouterr().out
    headings = [line.split()[0] for line in text.splitlines() if not line.startswith(" ")]
    assert headings == [s for s in facts.STRENGTHS if s in headings]
    assert len(text.splitlines()) == len(facts.load()) + len(headings)
    assumed = text.split("\nassumed")[1]
    assert "  Q05 " in assumed
    assert "  S01 " not in assumed


def test_a_rule_leaves_its_function_as_it_is() -> None:
    def function() -> int:
        return 1

    assert facts.rule("Q05")(function) is function
    assert any(name.endswith("function") for name in facts.RULES["Q05"])
    facts.RULES["Q05"] = [name for name in facts.RULES["Q05"] if "<locals>" not in name]
