"""Each exercise accepts every right way, and tells a wrong one what is missing.

The submissions of an exercise are in ``lesson_NN.py`` beside this file: ``GOOD`` and ``BAD``.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from helpers.connection import connect
from helpers.lessons import lessons, texts
from helpers.widgets.exercise import check, checker
from helpers.widgets.following import calls_of
from tests.lessons.shop import Submission

EXERCISES = [lesson for lesson in lessons() if "exercise" in texts(lesson)]
HINTS = 3
NEWER = 11
"""One more than Stripe lists where no limit is given."""


@cache
def submissions(lesson: str) -> ModuleType | None:
    """The module of a lesson; None where it is still missing."""
    if not Path(__file__).with_name(f"lesson_{lesson}.py").exists():
        return None
    return import_module(f"tests.lessons.lesson_{lesson}")


def cases(kind: str) -> list[object]:
    return [
        pytest.param(lesson, submission, id=f"{lesson}-{submission.__name__}")
        for lesson in EXERCISES
        for submission in getattr(submissions(lesson), kind, [])
    ]


def calls(submission: Submission) -> list[tuple[str, str, str]]:
    """What a submission asks of a fresh account: (method, path, parameters)."""
    client = connect()
    submission(client)
    return [(call.method, call.path, call.parameters) for call in client.record]


@pytest.mark.parametrize("lesson", EXERCISES)
def test_an_exercise_has_right_ways_that_differ_and_wrong_ones(lesson: str) -> None:
    module = submissions(lesson)
    assert module is not None, f"tests/lessons/lesson_{lesson}.py is missing"
    ways = {str(calls(submission)) for submission in module.GOOD}
    assert len(ways) >= 2, "GOOD needs at least two ways that differ"
    assert len(module.BAD) >= 2, "BAD needs the likely mistakes too"
    assert [] in map(calls, module.BAD), "BAD needs one that does nothing"


def test_every_lesson_with_a_check_has_an_exercise() -> None:
    notebooks = Path(__file__).parents[2] / "notebooks"
    for path in notebooks.glob("*.ipynb"):
        number = path.name[:2]
        assert (f'check(\\"{number}\\"' in path.read_text("utf-8")) == (number in EXERCISES), path


@pytest.mark.parametrize(("lesson", "submission"), cases("GOOD"))
def test_a_right_way_is_accepted(lesson: str, submission: Submission) -> None:
    client = connect()
    submission(client)
    assert [f.requirement.en for f in checker(lesson)(client) if not f.met] == []
    assert "<details>" not in check(lesson, client).html


@pytest.mark.parametrize("lesson", EXERCISES)
def test_a_right_way_stays_accepted_after_attempts_that_came_to_nothing(lesson: str) -> None:
    module = submissions(lesson)
    assert module is not None
    client = connect()
    module.GOOD[0](client)
    email = import_module(f"helpers.lessons.lesson_{lesson}").EMAIL
    for _ in range(NEWER):
        client.v1.customers.create({"email": email})
    assert [f.requirement.en for f in checker(lesson)(client) if not f.met] == []


@pytest.mark.parametrize(("lesson", "submission"), cases("BAD"))
def test_a_wrong_way_is_told_what_is_missing(lesson: str, submission: Submission) -> None:
    client = connect()
    submission(client)
    assert [f for f in checker(lesson)(client) if not f.met]
    html = check(lesson, client).html
    assert html.count("<details>") == HINTS
    assert html.rindex("<details>") < html.index("</details>"), "each hint lies within the last"


@pytest.mark.parametrize(("lesson", "submission"), [*cases("GOOD"), *cases("BAD")])
def test_checking_changes_nothing_and_is_no_call_of_the_lesson(
    lesson: str, submission: Submission
) -> None:
    client = connect()
    submission(client)
    asked, all_asked = calls_of(client), len(client.record)
    check(lesson, client)
    assert calls_of(client) == asked
    assert {exchange.method for exchange in client.record[all_asked:]} <= {"GET"}
