"""The printable sheet of a lesson: what is on it, and that it needs nothing else."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from glossary import terms
from helpers.authoring import handout
from helpers.authoring.bilingual_cell import has_japanese
from helpers.authoring.lesson import Lesson, course
from helpers.authoring.messages import LANGUAGES, Language
from tests.authoring.sample_notebook import ROOT, authoring

LESSONS = [lesson for lesson in course(ROOT / "notebooks") if lesson.checkpoints]
PAGES = 3
"""An A4 sheet of two sides, and for a lesson with many words another side."""
VOID = {"meta", "br", "hr"}

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def text_of(markup: str) -> str:
    plain = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "\n", markup, flags=re.DOTALL))
    return re.sub(r"\s+", " ", plain)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@each_language
@each_lesson
def test_a_sheet_holds_the_lesson(lesson: Lesson, language: Language) -> None:
    text = text_of(handout.handout(lesson, language))

    def says(said: str) -> bool:
        return squeezed(said) in text

    assert says(getattr(lesson.title, language))
    assert all(says(getattr(goal, language)) for goal in lesson.goals)
    for question in lesson.questions:
        assert says(getattr(question.text, language))
        assert all(says(getattr(option.text, language)) for option in question.options)
    by_id = {term.id: term for term in terms()}
    for id in lesson.terms:
        assert says(by_id[id].heading)
        assert not by_id[id].call or says(by_id[id].call.python)
    for heading in ("課題", "メモ") if language == "ja" else ("Exercise", "Notes"):
        assert says(heading)
    assert "client.v1." in text


@each_language
@each_lesson
def test_a_sheet_gives_no_answer_away(lesson: Lesson, language: Language) -> None:
    text = text_of(handout.handout(lesson, language))
    for question in lesson.questions:
        for option in question.options:
            assert squeezed(getattr(option.why, language)) not in text
    assert "✓" not in text


@each_language
@each_lesson
def test_a_sheet_needs_nothing_else_and_has_no_colour(lesson: Lesson, language: Language) -> None:
    sheet = handout.handout(lesson, language)
    assert f'<html lang="{language}">' in sheet
    markup = re.sub(r"<pre>.*?</pre>", "", sheet, flags=re.DOTALL)
    for word in ("<script", "<link", "<img", "<a ", "src=", "href=", "url(", "@import", "@font"):
        assert word not in markup
    for colour in re.findall(r"#([0-9a-f]{3,6})\b", handout.STYLE):
        wide = len(colour) // 3
        assert len({colour[at : at + wide] for at in range(0, len(colour), wide)}) == 1
    if language == "en":
        prose = re.sub(r"<(pre|dt)>.*?</\1>", "", sheet, flags=re.DOTALL)
        quoted = re.sub(r'"[^"]*"|“[^”]*”', "", text_of(prose))
        assert not has_japanese(quoted)


@each_language
@each_lesson
def test_a_sheet_is_well_formed(lesson: Lesson, language: Language) -> None:
    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in VOID:
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Reader().feed(handout.handout(lesson, language))
    assert opened == []


def test_hostile_text_is_text() -> None:
    first = LESSONS[0]
    evil = "<script>alert(1)</script>"
    cells = [
        {**cell, "source": f"client.v1.x({evil!r})"} if cell["cell_type"] == "code" else cell
        for cell in first.cells
    ]
    title = type(first.title)(evil, evil)
    changed = type(first)(**{**_fields(first), "title": title, "cells": tuple(cells)})
    sheet = handout.handout(changed, "en")
    assert evil not in sheet
    assert sheet.count("&lt;script&gt;") > 2


def _fields(lesson: Lesson) -> dict[str, object]:
    return {name: getattr(lesson, name) for name in lesson.__dataclass_fields__}


def test_the_command_writes_a_sheet_for_each_lesson_and_language(tmp_path: Path) -> None:
    result = authoring("handouts", "--folder", tmp_path / "sheets")
    assert (result.returncode, result.stderr) == (0, "")
    assert "open and print them in a browser" in result.stdout
    assert {path.name for path in (tmp_path / "sheets").iterdir()} == {
        f"{lesson.name}.{language}.html" for lesson in LESSONS for language in LANGUAGES
    }


def test_sheets_are_not_committed() -> None:
    ignored = subprocess.run(
        ["git", "check-ignore", "--quiet", "handouts/00_start.ja.html"], cwd=ROOT, check=False
    )
    assert ignored.returncode == 0


@pytest.mark.browser
def test_a_sheet_prints_on_few_pages(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    for path in handout.handouts(LESSONS, tmp_path):
        page.goto(path.as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        count = len(re.findall(rb"/Type\s*/Page\b", printed))
        assert 1 <= count <= PAGES, path.name
