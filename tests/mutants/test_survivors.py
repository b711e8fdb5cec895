"""What is said of mutants that no test can notice is about the code as it is now."""

from tests.mutants.__main__ import MODULES, explained
from tests.mutants.mutant import mutants_of


def test_each_is_a_mutant_and_has_a_reason() -> None:
    names = {mutant.name for mutant in mutants_of(MODULES)}
    assert explained().keys() <= names
    assert all(explained().values())
