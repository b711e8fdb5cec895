"""A mutant: one module of the emulator with one change."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.changes import Change, changes

ROOT = Path(__file__).parents[2]
PACKAGE = "helpers.emulator"


@dataclass(frozen=True)
class Mutant:
    """One module with one change."""

    module: str
    change: Change

    def __str__(self) -> str:
        return f"{self.module}:{self.change.line}: {self.change.what}"

    @property
    def tree(self) -> ast.Module:
        """The changed module."""
        return self.change.applied_to(tree_of(self.module))

    @property
    def name(self) -> tuple[str, str, str]:
        """What names it in `survivors.toml`: lines move, this does not."""
        return self.module, self.change.function, self.change.what


def path_of(module: str) -> Path:
    """The file of a module of the emulator."""
    return ROOT / "helpers" / "emulator" / Path(*module.split(".")).with_suffix(".py")


def tree_of(module: str) -> ast.Module:
    """A module of the emulator as it is."""
    return ast.parse(path_of(module).read_text(encoding="utf-8"))


def mutants_of(modules: Sequence[str]) -> list[Mutant]:
    """Every mutant of the modules."""
    return [Mutant(module, change) for module in modules for change in changes(tree_of(module))]
