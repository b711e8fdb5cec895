"""A plan for a group and a given time, summed from what the lessons say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from helpers.authoring.lesson import Lesson
from helpers.authoring.messages import LANGUAGES, Language, UsageError
from helpers.bilingual import Text

SHORTEST, LONGEST = 30, 480
"""The minutes that a plan can be asked for."""

CHOICE = ("00", "01", "03", "04", "06", "07", "08", "11", "02", "05", "09", "10", "12")
"""The order in which lessons are taken as long as they fit: the core of the course comes first.

Those that were taken are held in the order of the course.
"""
STRETCH = 55
"""The longest time without a break: one comes before the lesson that would go beyond it."""
BREAK = 10
MEAL = 60
MEAL_FROM = 300
"""A plan of so many minutes has a meal in place of the break that is nearest to its middle."""
CLOSING = 5
"""What is left at the end at least, for questions."""


@dataclass(frozen=True)
class Slot:
    """A part of a plan, in minutes from its beginning; without a lesson it is a pause."""

    start: int
    end: int
    lesson: Lesson | None = None


def asked_minutes(text: str) -> int:
    """The minutes that were asked for. Raises UsageError for what is no such number."""
    try:
        minutes = int(text)
    except ValueError:
        minutes = 0
    if not SHORTEST <= minutes <= LONGEST:
        raise UsageError(
            f"MINUTES={text}: {SHORTEST} から {LONGEST} までの整数 (分) を指定してください。"
            "例: make agenda MINUTES=90",
            f"Give whole minutes from {SHORTEST} to {LONGEST}, as in make agenda MINUTES=90",
        )
    return minutes


def plan(minutes: int, lessons: Sequence[Lesson]) -> list[Slot]:
    """The lessons that fit into so many minutes, with their breaks."""
    taken: list[Lesson] = []
    for number in CHOICE:
        more = [one for one in lessons if one in taken or one.number == number]
        if (slots := _slots(more, minutes)) and slots[-1].end <= minutes - CLOSING:
            taken = more
    return _slots(taken, minutes)


def _slots(lessons: Sequence[Lesson], minutes: int) -> list[Slot]:
    """The lessons one after the other, and the breaks between them."""
    slots: list[Slot] = []
    now = rested = 0
    for lesson in lessons:
        if now > rested and now + lesson.minutes - rested > STRETCH:
            slots.append(Slot(now, now + BREAK))
            now = rested = now + BREAK
        slots.append(Slot(now, now + lesson.minutes, lesson))
        now += lesson.minutes
    pauses = [slot for slot in slots if slot.lesson is None]
    if minutes < MEAL_FROM or not pauses:
        return slots
    meal = min(pauses, key=lambda slot: abs(2 * slot.start - minutes))
    late = MEAL - BREAK
    return [
        slot
        if slot.end <= meal.start
        else Slot(slot.start + late * (slot is not meal), slot.end + late, slot.lesson)
        for slot in slots
    ]


# --- in words ------------------------------------------------------------------------------------

_TITLE = Text("{} 分の進行表", "A plan for {} minutes")
_RULE = Text(
    "選び方: レッスン {} の順に、時間に収まるものを取り、教材の順に並べます。"
    f"休憩なしで続けるのは {STRETCH} 分までです。",
    "How it is chosen: lessons are taken in the order {} as long as they fit, and held in the "
    f"order of the course. Never more than {STRETCH} minutes without a break.",
)
_BEFORE_TITLE = Text("始める前に", "Before you begin")
_BEFORE = (
    Text(
        "前の日までに、全員が make lab を一度実行し、パッケージをダウンロードしておきます。",
        "Have everybody run make lab once on the day before: it downloads the packages.",
    ),
    Text(
        "make handouts で配布資料を作れます。handouts/ の HTML を印刷します。",
        "make handouts makes a sheet for each lesson: print the HTML in handouts/.",
    ),
)
_PAUSE = Text("休憩", "Break")
_MEAL = Text("食事", "Meal")
_OPEN = Text("質問と、やり残した課題", "Questions, and exercises left over")
_HEADINGS = {
    "goals": Text("目標", "Goals"),
    "talking_points": Text("話すこと", "Talking points"),
    "wrong_answers": Text("予想される誤答と返し方", "Wrong answers to expect, and the reply"),
    "checkpoints": Text("先へ進む前に、全員の画面で", "On everybody's screen before you go on"),
}
_QUESTION = Text("予想の問い", "Prediction")
_WRONG = Text("誤答", "Wrong")
_MINUTES = Text("分", "min")
_RESET_TITLE = Text("次のグループの前に", "Before the next group")
_RESET = (
    Text(
        "開いているノートブックごとに、「カーネル」メニューの「カーネルを再起動…」"
        "(Restart Kernel…) を選びます。エミュレーターはカーネルの中にあるので、"
        "ほかに消すものはありません。",
        "In each open notebook, choose Restart Kernel… in the menu Kernel. The emulator lives in "
        "the kernel: there is nothing else to clear.",
    ),
    Text(
        "テストアカウントを使ったときは、再起動する前に cleanup() を実行します。"
        "忘れたら .venv/bin/python -m helpers.connection cleanup を使います。",
        "Where a test account was used, run cleanup() before the restart; afterwards, "
        ".venv/bin/python -m helpers.connection cleanup does it.",
    ),
    Text(
        "答えと出力を消すには、ノートブックを閉じてから git restore notebooks を実行します。"
        "配ったときの状態に戻るので、残したい答えは先に別の名前で保存します。",
        "To clear answers and outputs, close the notebooks and run git restore notebooks. It "
        "brings them back as they were, so save under another name what is to be kept.",
    ),
)


def told(minutes: int, slots: Sequence[Slot], language: Language) -> str:
    """The plan as Markdown in one language."""

    def say(text: Text) -> str:
        return str(getattr(text, language))

    lines = [
        f"# {say(_TITLE).format(minutes)}",
        "",
        say(_RULE).format(("、" if language == "ja" else ", ").join(CHOICE)),
        "",
        *_timetable(minutes, slots, language),
        *_section(2, say(_BEFORE_TITLE), map(say, _BEFORE)),
    ]
    for slot in slots:
        if slot.lesson is not None:
            lines += _lesson(slot, slot.lesson, language)
    lines += _section(2, say(_RESET_TITLE), map(say, _RESET))
    return "\n".join(lines)


def both(minutes: int, lessons: Sequence[Lesson], language: Language | None) -> str:
    """The plan in one language, or in both, the one after the other."""
    slots = plan(minutes, lessons)
    languages = LANGUAGES if language is None else (language,)
    return "\n\n".join(told(minutes, slots, each) for each in languages)


def _timetable(minutes: int, slots: Sequence[Slot], language: Language) -> Iterator[str]:
    for slot in [*slots, Slot(slots[-1].end if slots else 0, minutes)]:
        if slot.lesson is not None:
            what = f"{slot.lesson.number} {getattr(slot.lesson.title, language)}"
        elif slot.end == minutes:
            what = getattr(_OPEN, language)
        else:
            what = getattr(_MEAL if slot.end - slot.start == MEAL else _PAUSE, language)
        yield f"- {_clock(slot)}  {what} ({slot.end - slot.start} {getattr(_MINUTES, language)})"


def _lesson(slot: Slot, lesson: Lesson, language: Language) -> Iterator[str]:
    title = f"{_clock(slot)}  {lesson.number} {getattr(lesson.title, language)}"
    yield from ("", f"## {title}")
    for name, heading in _HEADINGS.items():
        said = [getattr(text, language) for text in getattr(lesson, name)]
        if name == "wrong_answers":
            said += _wrong_options(lesson, language)
        if said:
            yield from _section(3, getattr(heading, language), said)


def _wrong_options(lesson: Lesson, language: Language) -> Iterator[str]:
    for question in lesson.questions:
        wrong = [
            f"  - {getattr(_WRONG, language)}: {getattr(option.text, language)} "
            f"→ {getattr(option.why, language)}"
            for option in question.options
            if not option.right
        ]
        asked = f"{getattr(_QUESTION, language)}: {getattr(question.text, language)}"
        yield "\n".join([asked, *wrong])


def _section(level: int, title: str, items: Iterable[str]) -> Iterator[str]:
    yield from ("", f"{'#' * level} {title}", "")
    yield from (f"- {item}" for item in items)


def _clock(slot: Slot) -> str:
    return f"{_time(slot.start)}–{_time(slot.end)}"


def _time(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
