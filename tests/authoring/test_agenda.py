"""A plan for a group: what fits, when the breaks are, and what the one who leads needs to know."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.authoring import agenda
from helpers.authoring.agenda import BREAK, CLOSING, MEAL, MEAL_FROM, STRETCH, Slot, plan
from helpers.authoring.lesson import Lesson, Option, Question, course, lesson
from helpers.authoring.messages import UsageError
from helpers.bilingual import Text
from tests.authoring.sample_notebook import ROOT, authoring, sample, save

LESSONS = course(ROOT / "notebooks")


def made_up(number: str, minutes: int) -> Lesson:
    texts = (Text(f"日本語 {number}", f"English {number}"),)
    option = Option(Text("誤り", "wrong one"), False, Text("だめな理由", "why not"))
    right = Option(Text("正しい", "right one"), True, Text("よい理由", "why so"))
    return Lesson(
        name=f"{number}_x",
        number=number,
        title=Text(f"題 {number}", f"Title {number}"),
        minutes=minutes,
        goals=texts,
        terms=(),
        talking_points=texts,
        wrong_answers=texts,
        checkpoints=texts,
        questions=(Question(Text("問い", "Asked"), (option, right)),),
        cells=(),
    )


def numbers(slots: Sequence[Slot]) -> list[str]:
    return [slot.lesson.number if slot.lesson else "-" for slot in slots]


THREE = [made_up("00", 20), made_up("02", 15), made_up("03", 25), made_up("77", 5)]


# --- which lessons, and when ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "held"),
    [
        (30, ["00"]),
        (50, ["00", "03"]),
        (74, ["00", "03"]),
        (75, ["00", "02", "-", "03"]),  # the core first, but held in the order of the course
        (480, ["00", "02", "-", "03"]),  # and no lesson that is not to be chosen
    ],
)
def test_the_core_comes_first_and_the_course_keeps_its_order(minutes: int, held: list[str]) -> None:
    assert numbers(plan(minutes, THREE)) == held


def test_every_lesson_of_the_course_can_be_chosen() -> None:
    taught = [one.number for one in LESSONS if one.checkpoints]
    assert set(taught) <= set(agenda.CHOICE)


@pytest.mark.parametrize("minutes", [30, 31, 60, 90, 180, 299, 300, 301, 479, 480])
def test_a_plan_of_the_real_course_fits(minutes: int) -> None:
    slots = plan(minutes, LESSONS)
    assert slots[0].lesson == LESSONS[0]
    assert slots[-1].lesson is not None
    assert slots[-1].end <= minutes - CLOSING
    now = rested = 0
    for slot in slots:
        assert slot.start == now
        assert slot.end > slot.start
        now = slot.end
        if slot.lesson is None:
            rested = slot.end
        assert now - rested <= STRETCH
    held = [one for one in numbers(slots) if one != "-"]
    assert held == sorted(set(held))
    pauses = [slot.end - slot.start for slot in slots if slot.lesson is None]
    assert sorted(pauses)[:-1] == [BREAK] * (len(pauses) - 1)
    assert (MEAL in pauses) == (minutes >= MEAL_FROM)
    assert sum(one.minutes for one in LESSONS if one.number in held) + sum(pauses) == now


def test_more_time_holds_no_less() -> None:
    lengths = [
        sum(slot.end - slot.start for slot in plan(minutes, LESSONS) if slot.lesson)
        for minutes in (30, 60, 90, 180, 270)
    ]
    assert lengths == sorted(lengths)


def test_the_meal_is_at_the_middle_of_a_long_plan() -> None:
    slots = plan(480, [made_up(number, 25) for number in sorted(agenda.CHOICE)])
    (meal,) = (slot for slot in slots if slot.end - slot.start == MEAL)
    assert abs(meal.start - 240) < STRETCH


# --- in words ------------------------------------------------------------------------------------


def test_a_plan_says_all_that_the_metadata_says() -> None:
    said = agenda.both(30, THREE, None)
    japanese, english = said.split("# A plan for 30 minutes")
    assert "- 0:00–0:20  00 題 00 (20 分)" in japanese
    assert "- 0:20–0:30  質問と、やり残した課題 (10 分)" in japanese
    assert "- 0:00–0:20  00 Title 00 (20 min)" in english
    assert "00, 01, 03, 04, 06" in english
    assert japanese.count("- 日本語 00") == english.count("- English 00") == 4
    assert "- Prediction: Asked\n  - Wrong: wrong one → why not\n" in english
    assert "- 予想の問い: 問い\n  - 誤答: 誤り → だめな理由\n" in japanese
    assert "right one" not in english
    for part in (japanese, english):
        for word in ("git restore notebooks", "cleanup()", "make handouts", "Restart Kernel…"):
            assert word in part


def test_one_language_alone() -> None:
    assert agenda.both(30, THREE, "en").startswith("# A plan for 30 minutes")
    assert agenda.both(30, THREE, "ja").startswith("# 30 分の進行表")
    assert "Talking" not in agenda.both(30, THREE, "ja")


def test_a_lesson_that_lacks_its_notes_is_refused(tmp_path: Path) -> None:
    content = sample()
    said = {**content["metadata"]["lesson"]}
    del said["checkpoints"]
    content["metadata"] = {**content["metadata"], "lesson": said}
    with pytest.raises(UsageError, match=r"05_x.ipynb: .*lesson.checkpoints"):
        lesson(save(tmp_path, content, "05_x.ipynb"))


# --- as it is called -----------------------------------------------------------------------------


def test_the_command_prints_both_languages() -> None:
    result = authoring("agenda", "--minutes", "90")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("# 90 分の進行表\n")
    assert "\n# A plan for 90 minutes\n" in result.stdout
    alone = authoring("agenda", "--minutes", "90", "--language", "en").stdout
    assert alone == result.stdout[-len(alone) :]


@pytest.mark.parametrize("minutes", ["0", "29", "481", "-60", "9o", "", "60.5", "60 90"])
def test_bad_minutes_are_one_line_in_both_languages(minutes: str) -> None:
    result = authoring("agenda", f"--minutes={minutes}")
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert f"MINUTES={minutes}: 30 から 480 までの整数" in line
    assert "Give whole minutes from 30 to 480" in line


def test_make_agenda_passes_its_minutes_on() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "agenda", "MINUTES=180"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert '-m helpers.authoring agenda "--minutes=180"' in done.stdout
