"""A printable sheet for a lesson, in one language: a page of HTML that needs nothing else.

No script, no picture, no font and no address from elsewhere; black, white and grey only. Print it
from a browser on A4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

import mistune

from glossary import terms
from glossary.term import Term
from helpers.authoring import bilingual_cell
from helpers.authoring.lesson import Lesson, Question
from helpers.authoring.messages import LANGUAGES, Language
from helpers.authoring.notebook_file import Cell
from helpers.bilingual import Text

EXERCISE = "exercise"
EVIDENCE = "page-and-evidence"
TODAY = "todays-way"
KEY_CELLS = 5
"""At most so many pieces of code of the lesson, and one of today's way."""
CALLS_STRIPE = "client.v1."
NOTE_LINES = 6

_COURSE = Text("触って学ぶ Stripe の Source と Customer", "Stripe Sources & Customers, hands on")
_LESSON = Text("レッスン {}", "Lesson {}")
_MINUTES = Text("{} 分", "{} minutes")
_NAME = Text("名前", "Name")
_GOALS = Text("目標", "Goals")
_QUESTIONS = Text("予想: 実行する前に印を付ける", "Predict: tick before you run")
_CODE = Text("主なコード", "The code that matters")
_EXERCISE = Text("課題", "Exercise")
_NOTES = Text("メモ", "Notes")
_TERMS = Text("言葉と呼び出し", "Words and calls")
_EVIDENCE = Text("元のページと根拠", "The page and the evidence")
_LEDGER = ".venv/bin/python -m helpers.emulator facts"
_FOOT = Text(
    f"根拠の番号は {_LEDGER} で引けます。",
    f"Look an id of the evidence up with {_LEDGER}",
)

STYLE = """
@page { size: A4; margin: 13mm 14mm 14mm; }
* { box-sizing: border-box; }
html { background: #fff; color: #000; }
body {
  margin: 0 auto; padding: 6mm; max-width: 190mm;
  font: 9.5pt/1.45 "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", Meiryo,
    system-ui, sans-serif;
}
@media print { body { padding: 0; max-width: none; } }
header { display: flex; gap: 6mm; align-items: flex-end; border-bottom: 1.2pt solid #000; }
header div { flex: 1; padding-bottom: 1.5mm; }
header p { margin: 0; font-size: 8.5pt; }
h1 { margin: 0; font-size: 16pt; line-height: 1.25; }
h2 { margin: 4.5mm 0 1.2mm; font-size: 11pt; border-bottom: .5pt solid #777; break-after: avoid; }
h3 { margin: 0 0 .6mm; font-size: 9.5pt; break-after: avoid; }
p { margin: 0 0 1.2mm; }
ul, ol { margin: 0 0 1mm; padding-left: 5mm; }
.name { flex: 0 0 55mm; border-bottom: .5pt solid #000; margin-bottom: 1.5mm; padding: 0; }
.columns { columns: 2; column-gap: 7mm; }
.columns > * { break-inside: avoid; margin-bottom: 2mm; }
.options { list-style: none; padding-left: 0; }
.options li { padding-left: 5.5mm; text-indent: -5.5mm; }
.options li::before { content: "☐"; display: inline-block; width: 5.5mm; text-indent: 0; }
code, pre {
  font-family: "DejaVu Sans Mono", "Noto Sans Mono CJK JP", Menlo, Consolas, monospace;
  font-size: 7.6pt;
}
pre {
  margin: 0; padding: 1.2mm 1.6mm; border: .5pt solid #999; background: #f4f4f4;
  white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.35;
}
code { overflow-wrap: anywhere; }
dl { margin: 0; font-size: 8.6pt; line-height: 1.4; }
dl > div { break-inside: avoid; margin-bottom: 1.3mm; }
dt { font-weight: 700; }
dd { margin: 0; }
dd p { margin: 0; }
.code { display: grid; grid-template-columns: 36mm 1fr; gap: 0 3mm; margin-bottom: 1.4mm;
  break-inside: avoid; }
.code h3 { break-after: auto; }
.notes { break-inside: avoid; }
.notes div { height: 8mm; border-bottom: .5pt solid #999; }
table { border-collapse: collapse; }
td, th { border: .5pt solid #777; padding: .5mm 1.5mm; text-align: left; vertical-align: top; }
footer { margin-top: 4mm; border-top: .5pt solid #777; font-size: 7.5pt; }
"""


def handouts(lessons: Iterable[Lesson], folder: Path) -> list[Path]:
    """Writes a sheet for each lesson and language into the folder; returns the files.

    A notebook to look things up in has none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for lesson in lessons:
        for language in LANGUAGES if lesson.checkpoints else ():
            path = folder / f"{lesson.name}.{language}.html"
            path.write_text(handout(lesson, language), encoding="utf-8")
            written.append(path)
    return written


def handout(lesson: Lesson, language: Language) -> str:
    """The sheet of a lesson, a whole HTML document."""

    def say(text: Text) -> str:
        return escape(str(getattr(text, language)))

    title = f"{lesson.number} {say(lesson.title)}"
    parts = [
        _section(say(_GOALS), _list(map(say, lesson.goals))),
        _section(say(_QUESTIONS), _columns(_question(one, language) for one in lesson.questions)),
        _section(say(_CODE), "".join(_key_code(lesson, language))),
        _section(say(_EXERCISE), _block(_cell(lesson, EXERCISE), language)),
        _section(say(_NOTES), f'<div class="notes">{"<div></div>" * NOTE_LINES}</div>'),
        _section(say(_EVIDENCE), _block(_cell(lesson, EVIDENCE), language)),
        _section(say(_TERMS), _terms(lesson, language)),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title} — {say(_COURSE)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><div><p>{say(_COURSE)} · {say(_LESSON).format(lesson.number)} · "
        f"{say(_MINUTES).format(lesson.minutes)}</p><h1>{say(lesson.title)}</h1></div>"
        f'<p class="name">{say(_NAME)}</p></header>\n<main>\n'
        + "\n".join(filter(None, parts))
        + f"\n</main>\n<footer>{say(_FOOT)}</footer>\n</body>\n</html>\n"
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{title}</h2>{content}</section>" if content else ""


def _list(items: Iterable[str], kind: str = "") -> str:
    return f"<ul{kind}>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _columns(parts: Iterable[str]) -> str:
    inner = "".join(f"<div>{part}</div>" for part in parts)
    return f'<div class="columns">{inner}</div>' if inner else ""


def _question(question: Question, language: Language) -> str:
    """The question and its answers, without a word on which is right."""
    options = (escape(getattr(option.text, language)) for option in question.options)
    asked = escape(getattr(question.text, language))
    return f"<h3>{asked}</h3>" + _list(options, ' class="options"')


def _key_code(lesson: Lesson, language: Language) -> Iterator[str]:
    """The code right below a heading that calls Stripe, before the exercise; then today's way."""
    found: list[str] = []
    before: Cell | None = None
    for cell in lesson.cells:
        if before is not None and cell["cell_type"] == "code" and CALLS_STRIPE in cell["source"]:
            heading = bilingual_cell.parse(before["source"]).heading
            if heading is not None:
                found.append(
                    f'<div class="code"><h3>{escape(heading.halves[language])}</h3>'
                    f"<pre><code>{escape(cell['source'])}</code></pre></div>"
                )
                if before["id"] == TODAY:
                    break
        before = cell if cell["cell_type"] == "markdown" else None
    else:
        return iter(found[:KEY_CELLS])
    return iter([*found[:-1][:KEY_CELLS], found[-1]])


def _cell(lesson: Lesson, id: str) -> Cell | None:
    return next((cell for cell in lesson.cells if cell["id"] == id), None)


def _block(cell: Cell | None, language: Language) -> str:
    if cell is None:
        return ""
    return str(_markdown(bilingual_cell.parse(cell["source"]).blocks[language]))


def _terms(lesson: Lesson, language: Language) -> str:
    by_id = {term.id: term for term in terms()}
    entries = "".join(_term(by_id[id], language) for id in lesson.terms if id in by_id)
    return f'<dl class="columns">{entries}</dl>' if entries else ""


def _term(term: Term, language: Language) -> str:
    call = f"<dd><code>{escape(term.call.python)}</code></dd>" if term.call else ""
    return (
        f"<div><dt>{escape(term.heading)}</dt>"
        f"<dd>{_markdown(getattr(term.definition, language))}</dd>{call}</div>"
    )


class _OnPaper(mistune.HTMLRenderer):
    """Where nothing can be clicked, a link is its text."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text


_markdown = mistune.create_markdown(renderer=_OnPaper(escape=True), plugins=["table"])
