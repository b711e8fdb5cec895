"""The check of an exercise where it cannot be made; the exercises' own are in tests/lessons."""

import pytest

from helpers.bilingual import TutorialError
from helpers.connection import connect
from helpers.widgets.exercise import check
from tests.widgets.worlds import dead


def test_a_dead_connection_is_told_in_both_languages() -> None:
    with pytest.raises(TutorialError, match=r"接続が切れています.*the connection is dead"):
        check("03", dead())


def test_a_lesson_that_does_not_exist_is_refused_in_both_languages() -> None:
    with pytest.raises(TutorialError, match=r"レッスン '99' はありません.*There is no lesson '99'"):
        check("99", connect())
