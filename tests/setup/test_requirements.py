"""The requirement files pin what pyproject.toml declares: all of it, and no more."""

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def declared() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-test.txt": project["dependency-groups"]["test"],
    }


def pins(lines: Iterable[str]) -> dict[str, Requirement]:
    found = [
        Requirement(line) for line in lines if line.strip() and not line.startswith(("#", "-e"))
    ]
    return {canonicalize_name(pin.name): pin for pin in found}


def pinned(file: str) -> dict[str, Requirement]:
    return pins((ROOT / file).read_text(encoding="utf-8").splitlines())


def needed_by(name: str, extras: set[str]) -> Iterable[Requirement]:
    """What an installed package asks for on any platform; nothing for one not installed here."""
    try:
        requirements = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for line in requirements:
        requirement = Requirement(line)
        extra = re.findall(r"extra == ['\"]([^'\"]+)", str(requirement.marker or ""))
        if not extra or extras & set(extra):
            yield requirement


def drift(declarations: list[str], pins: dict[str, Requirement]) -> list[str]:
    """Every way in which the pins are not the closure of the declarations; empty when they are."""
    faults: list[str] = []
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = [Requirement(line) for line in declarations]
    reached: set[str] = set()
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        key = (name, frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        if name not in pins:
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                faults.append(f"{name} is needed and not pinned")
            continue
        reached.add(name)
        [specifier] = pins[name].specifier
        if not requirement.specifier.contains(specifier.version, prereleases=True):
            faults.append(f"{pins[name]} does not satisfy {requirement}")
        queue.extend(needed_by(name, set(requirement.extras)))
    faults.extend(f"{name} is pinned and nothing needs it" for name in sorted(set(pins) - reached))
    return faults


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-test.txt"])
def test_pins_are_the_closure_of_what_is_declared(file: str) -> None:
    assert drift(declared()[file], pinned(file)) == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-test.txt"])
def test_what_is_installed_is_what_is_pinned(file: str) -> None:
    here = {
        name: pin for name, pin in pinned(file).items() if not pin.marker or pin.marker.evaluate()
    }
    installed = {name: metadata.version(name) for name in here}
    assert installed == {name: next(iter(pin.specifier)).version for name, pin in here.items()}


def test_a_package_declared_and_not_pinned_is_drift() -> None:
    declarations = [*declared()["requirements.txt"], "flask>=3"]
    assert drift(declarations, pinned("requirements.txt")) == ["flask is needed and not pinned"]


def test_a_pin_outside_the_declared_range_is_drift() -> None:
    declarations = [line for line in declared()["requirements.txt"] if "stripe" not in line]
    faults = drift([*declarations, "stripe>=99"], pinned("requirements.txt"))
    assert [fault for fault in faults if "does not satisfy stripe>=99" in fault]


def test_a_pin_that_nothing_needs_any_more_is_drift() -> None:
    declarations = [line for line in declared()["requirements.txt"] if "pandas" not in line]
    assert "pandas is pinned and nothing needs it" in drift(
        declarations, pinned("requirements.txt")
    )


def test_every_pin_is_exact() -> None:
    every = {**pinned("requirements.txt"), **pinned("requirements-test.txt")}
    assert [
        str(pin) for pin in every.values() if [s.operator for s in pin.specifier] != ["=="]
    ] == []
