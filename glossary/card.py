"""A term as a card: the same content as HTML and as plain text.

Every form is bilingual and complete by itself: no style sheet, no colour. Each language stands in
an element with ``lang``, so that a notebook can hide one of them; everything shown is escaped.
"""

from collections.abc import Iterable

from glossary.loading import lists, terms
from glossary.markup import both, call, code, escape, facts, fold, prose, table
from glossary.term import Term, Text, Verdict

NO_EVIDENCE = Text(ja="公開された根拠なし", en="no public evidence")
NO_EVENTS = Text(ja="なし", en="none")

_ORIGINS = {
    "stripe-docs": Text(ja="Stripe の日本語ドキュメント", en="Stripe's Japanese documentation"),
    "source-document": Text(ja="もとのページ", en="the source document"),
    "ours": Text(ja="この教材", en="this tutorial"),
}


def html_card(term: Term) -> str:
    """The card as one HTML fragment: heading, meaning, what the call does, and the rest folded."""
    said = "".join(
        f'<div lang="{language}"><p><strong>{prose(definition)}</strong></p>'
        f"<p>{prose(paragraph)}</p></div>"
        for language, definition, paragraph in (
            ("ja", term.definition.ja, term.paragraph.ja),
            ("en", term.definition.en, term.paragraph.en),
        )
    )
    use = facts(Text("API との対応", "In the API"), _cells(_use(term)))
    more = facts(Text("言葉について", "About the word"), _cells(_word(term)))
    folded = fold(both(Text("書き方、出どころ、根拠", "Spellings, origin and evidence")), more)
    return f"<div><p>{html_heading(term, reading=True)}</p>{said}{use}{folded}</div>"


def html_list(found: Iterable[Term]) -> str:
    """Terms with a call as one captioned table: the word, the call with its route, the events."""
    return table(
        Text("用語と API 呼び出しの対応", "Words and the API calls that do them"),
        (
            Text("言葉", "Word"),
            Text("呼び出しと経路", "Call and route"),
            Text("イベント", "Events"),
        ),
        (
            (
                html_heading(term),
                f"{call(term.call.python)}<br>{call(term.call.route)}",
                value(events(term)),
            )
            for term in found
            if term.call
        ),
    )


def plain_card(term: Term) -> str:
    """The card for a terminal: both languages, one fact a line."""
    lines = [f"{term.ja} ({term.reading}) — {term.en}"]
    known = [*_use(term), *_word(term)]
    lines += [f"  {label.ja} / {label.en}: {_plain(of)}" for label, of in known]
    lines += ["", f"  {term.definition.ja}", f"  {term.paragraph.ja}"]
    lines += ["", f"  {term.definition.en}", f"  {term.paragraph.en}"]
    return "\n".join(lines)


Value = Text | tuple[str, ...]
"""A text in both languages, or pieces of code, which are the same in both."""


def events(term: Term) -> Value:
    """The events of a term's call, or in words that there are none, or no evidence of any."""
    if term.call and term.call.events is None:
        return NO_EVIDENCE
    return term.events or NO_EVENTS


def _use(term: Term) -> Iterable[tuple[Text, Value]]:
    """What the term is in the API, today's replacement, and the terms around it."""
    names = lists()
    if term.call:
        yield Text("呼び出し", "Call"), (term.call.python,)
        yield Text("経路", "Route"), (term.call.route,)
        yield Text("前提", "Given"), names.situations[term.call.given]
        if term.call.sets:
            yield Text("変わる値", "Sets"), term.call.sets
        yield Text("イベント", "Events"), events(term)
    for label, ids in (
        (Text("今の方法", "Today"), term.today),
        (Text("紛らわしい語", "Not to be confused with"), term.often_confused_with),
        (Text("関連する語", "Related"), term.related),
    ):
        if ids:
            yield label, _named(ids)


def _word(term: Term) -> Iterable[tuple[Text, Value]]:
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


def _cells(rows: Iterable[tuple[Text, Value]]) -> Iterable[tuple[Text, str]]:
    return ((label, value(of)) for label, of in rows)


def html_heading(term: Term, *, reading: bool = False) -> str:
    """Both words, whatever language is read: a region in ``lang`` keeps the switch away from it."""
    spoken = f" ({escape(term.reading)})" if reading else ""
    ja = f'<span lang="ja-JP">{escape(term.ja)}{spoken}</span>'
    return f'<strong>{ja} — <span lang="en-US">{escape(term.en)}</span></strong>'


def value(of: Value) -> str:
    """A value as HTML."""
    return both(of) if isinstance(of, Text) else "<br>".join(map(code, of))


def _plain(of: Value) -> str:
    if isinstance(of, Text):
        return of.ja if of.ja == of.en else f"{of.ja} / {of.en}"
    return ", ".join(of)
