"""A term as a card: the same content as HTML and as plain text.

Every form is bilingual and complete by itself: no style sheet, no colour. Each language stands in
an element with ``lang``, so that a notebook can hide one of them; everything shown is escaped.
"""

import html
from collections.abc import Iterable

from glossary.loading import lists, terms
from glossary.term import Language, Term, Text, Verdict

NO_EVIDENCE = Text(ja="公開された根拠なし", en="no public evidence")
_LEFT = 'style="text-align: left"'
NO_EVENTS = Text(ja="なし", en="none")

_ORIGINS = {
    "stripe-docs": Text(ja="Stripe の日本語ドキュメント", en="Stripe's Japanese documentation"),
    "source-document": Text(ja="もとのページ", en="the source document"),
    "ours": Text(ja="この教材", en="this tutorial"),
}


def html_card(term: Term) -> str:
    """The card as one HTML fragment: heading, meaning, what the call does, and the rest folded."""
    prose = "".join(
        f'<div lang="{language}"><p><strong>{_code(definition)}</strong></p>'
        f"<p>{_code(paragraph)}</p></div>"
        for language, definition, paragraph in (
            ("ja", term.definition.ja, term.paragraph.ja),
            ("en", term.definition.en, term.paragraph.en),
        )
    )
    use = _table(Text("API との対応", "In the API"), _use(term))
    more = _table(Text("言葉について", "About the word"), _word(term))
    summary = _both(Text("書き方、出どころ、根拠", "Spellings, origin and evidence"))
    folded = f"<details><summary>{summary}</summary>{more}</details>"
    return f"<div><p>{_heading(term)}</p>{prose}{use}{folded}</div>"


def plain_card(term: Term) -> str:
    """The card for a terminal: both languages, one fact a line."""
    lines = [f"{term.ja} ({term.reading}) — {term.en}"]
    facts = [*_use(term), *_word(term)]
    lines += [f"  {label.ja} / {label.en}: {_plain(value)}" for label, value in facts]
    lines += ["", f"  {term.definition.ja}", f"  {term.paragraph.ja}"]
    lines += ["", f"  {term.definition.en}", f"  {term.paragraph.en}"]
    return "\n".join(lines)


# A value is a text in both languages, or pieces of code, which are the same in both.
_Value = Text | tuple[str, ...]


def _use(term: Term) -> Iterable[tuple[Text, _Value]]:
    """What the term is in the API, today's replacement, and the terms around it."""
    names = lists()
    if call := term.call:
        yield Text("呼び出し", "Call"), (call.python,)
        yield Text("経路", "Route"), (call.route,)
        yield Text("前提", "Given"), names.situations[call.given]
        if call.sets:
            yield Text("変わる値", "Sets"), call.sets
        yield (
            Text("イベント", "Events"),
            NO_EVIDENCE if call.events is None else (call.events or NO_EVENTS),
        )
    for label, ids in (
        (Text("今の方法", "Today"), term.today),
        (Text("紛らわしい語", "Not to be confused with"), term.often_confused_with),
        (Text("関連する語", "Related"), term.related),
    ):
        if ids:
            yield label, _named(ids)


def _word(term: Term) -> Iterable[tuple[Text, _Value]]:
    """How the term is written, where the Japanese word comes from, and what the card rests on."""
    if admitted := _written(term, "admitted"):
        words = " · ".join(word for group in admitted.values() for word in group)
        yield Text("ほかの書き方", "Also written"), Text(words, words)
    for reason, found in _written(term, "forbidden").items():
        words = " · ".join(found)
        yield (
            Text("本文で使わない書き方", "Not used in our prose"),
            Text(f"{words}: {reason.ja}", f"{words}: {reason.en}"),
        )
    origin, _, fact = term.wording.partition(" ")
    origin_text = _ORIGINS[origin]
    tail = f" ({fact})" if fact else ""
    yield (
        Text("訳語の出どころ", "Japanese word from"),
        Text(origin_text.ja + tail, origin_text.en + tail),
    )
    if term.facts:
        yield Text("根拠", "Evidence"), (", ".join(term.facts),)
    lesson = lists().lessons[term.lesson]
    yield (
        Text("レッスン", "Lesson"),
        Text(f"{term.lesson} {lesson.ja}", f"{term.lesson} {lesson.en}"),
    )


def _named(ids: Iterable[str]) -> Text:
    by_id = {term.id: term for term in terms()}
    return Text("、".join(by_id[i].ja for i in ids), ", ".join(by_id[i].en for i in ids))


def _written(term: Term, verdict: Verdict) -> dict[Text, list[str]]:
    """The spellings with that verdict, by their reason."""
    found: dict[Text, list[str]] = {}
    for spelling in term.spellings:
        if spelling.verdict == verdict:
            found.setdefault(spelling.reason, []).append(_shown(spelling.text, spelling.prefix))
    return found


def _shown(text: str, prefix: bool) -> str:
    return f"{text}…" if prefix else text


def _table(caption: Text, rows: Iterable[tuple[Text, _Value]]) -> str:
    """A captioned table; empty where there are no rows. JupyterLab aligns cells to the right."""
    body = "".join(
        f'<tr><th scope="row" {_LEFT}>{_both(label)}</th><td {_LEFT}>{_cell(value)}</td></tr>'
        for label, value in rows
    )
    return (
        f"<table><caption>{_both(caption)}</caption><tbody>{body}</tbody></table>" if body else ""
    )


def _heading(term: Term) -> str:
    """Both words, whatever language is read: a region in ``lang`` keeps the switch away from it."""
    ja = f'<span lang="ja-JP">{_escape(term.ja)} ({_escape(term.reading)})</span>'
    return f'<strong>{ja} — <span lang="en-US">{_escape(term.en)}</span></strong>'


def _both(text: Text) -> str:
    """Both languages, or a text that is the same in both once, without a language."""
    if text.ja == text.en:
        return _code(text.ja)
    return _element("ja", text.ja) + " " + _element("en", text.en)


def _element(language: Language, text: str) -> str:
    return f'<span lang="{language}">{_code(text)}</span>'


def _cell(value: _Value) -> str:
    if isinstance(value, Text):
        return _both(value)
    return "<br>".join(f"<code>{_escape(item)}</code>" for item in value)


def _plain(value: _Value) -> str:
    if isinstance(value, Text):
        return value.ja if value.ja == value.en else f"{value.ja} / {value.en}"
    return ", ".join(value)


def _code(text: str) -> str:
    """Escaped text in which what stands between backticks is code."""
    parts = _escape(text).split("`")
    return "".join(f"<code>{part}</code>" if odd % 2 else part for odd, part in enumerate(parts))


def _escape(text: str) -> str:
    return html.escape(text, quote=True)
