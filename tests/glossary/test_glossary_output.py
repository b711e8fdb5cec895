"""How a term shows itself, and the glossary as a table, as files and on the command line."""

import csv
import html
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from glossary import Call, Text, calls, lookup, terms, to_frame
from glossary.__main__ import main
from glossary.export import to_csv, to_tbx

TBX = "{urn:iso:std:iso:30042:ed-2}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EACH = [pytest.param(term, id=term.id) for term in terms()]


class Reader(HTMLParser):
    """Tags in order, with a check that each one is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(fragment: str) -> Reader:
    reader = Reader()
    reader.feed(fragment)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("term", EACH)
def test_a_card_is_whole_bilingual_and_plain(term) -> None:
    card = term._repr_html_()
    tags = read(card).seen
    assert {attributes.get("lang") for _, attributes in tags} >= {"ja", "en"}
    assert {tag for tag, _ in tags} <= set(
        re.findall(r"\w+", "div p strong table caption tbody tr th td span code br details summary")
    )
    names = {name for _, attributes in tags for name in attributes}
    assert names <= {"lang", "scope", "style", "data-lm-suppress-shortcuts"}
    styles = {attributes["style"] for _, attributes in tags if "style" in attributes}
    assert styles <= {"text-align: left", "overflow-wrap: anywhere"}
    text = html.unescape(re.sub(r"<[^>]+>", "", card))
    for shown in (term.ja, term.reading, term.en, term.definition.ja, term.definition.en):
        assert shown.replace("`", "") in text
    assert card == term._repr_html_()


def test_everything_on_a_card_is_escaped() -> None:
    bad = '<script>alert("&")</script>'
    call = Call(
        method=bad, route=bad, given="nothing", params={bad: bad}, sets=(bad,), events=(bad,)
    )
    detach = lookup("detach")
    spelling = replace(detach.spellings[0], text=bad, reason=Text(bad, bad))
    term = replace(
        detach, ja=bad, reading=bad, en=bad, call=call, facts=(bad,), spellings=(spelling,),
        definition=Text(bad, bad), paragraph=Text(bad, bad),
    )  # fmt: skip
    card = term._repr_html_()
    assert "<script" not in card
    assert "script" not in {tag for tag, _ in read(card).seen}
    assert card.count("&lt;script&gt;") >= 10


def test_a_term_prints_without_an_address() -> None:
    assert repr(lookup("detach")) == "<Term detach: 切り離す — detach → client.v1.sources.detach>"
    assert repr(lookup("consumed")) == "<Term consumed: 使い切られた — consumed>"
    assert repr(lookup("webhook")) == "<Term webhook: Webhook — webhook>"


def test_a_card_shows_the_call_with_its_events_and_what_it_sets() -> None:
    card = str(lookup("detach"))
    for shown in (
        "client.v1.sources.detach(customer, id)",
        "DELETE /v1/customers/{customer}/sources/{id}",
        "payment_method.detached, customer.source.deleted, customer.updated",
        "source.status = consumed",
    ):
        assert shown in card


def test_no_events_and_unknown_events_are_told_apart() -> None:
    assert "なし / none" in str(lookup("retrieve-source"))
    assert "公開された根拠なし / no public evidence" in str(lookup("attach-to-new-customer"))


def test_a_call_reads_as_python() -> None:
    assert lookup("attach").call.python == (
        'client.v1.customers.payment_sources.create(customer, params={"source": source})'
    )
    assert lookup("authorize").call.python.endswith('"source": source, "capture": False})')
    assert lookup("setup-intent").call.python.endswith('"allowed_payment_method_types": ["card"]})')


def test_calls_are_the_terms_with_a_call() -> None:
    assert [term.id for term in calls()] == [term.id for term in terms() if term.call]
    assert {"source", "attach", "detach", "charge", "refund"} <= {term.id for term in calls()}


def test_the_frame_holds_every_term() -> None:
    frame = to_frame()
    assert list(frame.index) == [term.id for term in terms()]
    assert frame.loc["detach", "route"] == "DELETE /v1/customers/{customer}/sources/{id}"
    assert frame.loc["consumed", "method"] == ""
    assert not frame.isna().any().any()


def test_csv_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv())))
    assert [row["id"] for row in rows] == [term.id for term in terms()]
    detach = next(row for row in rows if row["id"] == "detach")
    assert detach["ja"] == "切り離す"
    assert detach["events"] == "payment_method.detached, customer.source.deleted, customer.updated"


def test_tbx_is_tbx_basic_of_2019() -> None:
    text = to_tbx()
    root = ElementTree.fromstring(text)
    assert root.tag == f"{TBX}tbx"
    assert dict(root.attrib) == {"style": "dca", "type": "TBX-Basic", XML_LANG: "en"}
    assert [child.tag for child in root] == [f"{TBX}tbxHeader", f"{TBX}text"]
    assert root.findtext(f"{TBX}tbxHeader/{TBX}fileDesc/{TBX}sourceDesc/{TBX}p")
    concepts = root.findall(f"{TBX}text/{TBX}body/{TBX}conceptEntry")
    ids = [concept.attrib["id"] for concept in concepts]
    assert ids == [term.id for term in terms()]
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", id) for id in ids), (
        "an XML id begins with a letter"
    )
    for concept in concepts:
        assert [s.attrib[XML_LANG] for s in concept.findall(f"{TBX}langSec")] == ["ja", "en"]
        for reference in concept.findall(f"{TBX}ref"):
            assert reference.attrib["target"] in ids
        for section in concept.findall(f"{TBX}langSec"):
            assert section.findtext(f"{TBX}descripGrp/{TBX}descrip")
            status = [
                note.text
                for note in section.iter(f"{TBX}termNote")
                if note.attrib["type"] == "administrativeStatus"
            ]
            assert status[0] == "preferredTerm-admn-sts"
            assert status.count("preferredTerm-admn-sts") == 1
            assert set(status) <= {
                f"{s}Term-admn-sts" for s in ("preferred", "admitted", "deprecated")
            }
    categories = {element.attrib.get("type") for element in root.iter()}
    assert categories == {
        None, "TBX-Basic", "definition", "subjectField", "crossReference", "partOfSpeech",
        "administrativeStatus", "source",
    }  # fmt: skip


# The part of the schema of TBX-Basic (core structure, DCA) that the export uses: the children of
# each element in their order, and the values of its attributes.
CHILDREN = {
    "tbx": r"tbxHeader text",
    "tbxHeader": r"fileDesc",
    "fileDesc": r"titleStmt sourceDesc",
    "titleStmt": r"title",
    "sourceDesc": r"p",
    "text": r"body",
    "body": r"conceptEntry( conceptEntry)*",
    "conceptEntry": r"((descrip|ref) )*langSec( langSec)*",
    "langSec": r"descripGrp( termSec)+",
    "descripGrp": r"descrip",
    "termSec": r"term( termNote)*( admin)*",
}
WITH_TEXT = {"title", "p", "descrip", "ref", "term", "termNote", "admin"}
ATTRIBUTES = {
    "tbx": {"style": "dca", "type": "TBX-Basic", XML_LANG: "en"},
    "conceptEntry": {"id": r"[a-z][\w-]*"},
    "langSec": {XML_LANG: "ja|en"},
    "descrip": {"type": "subjectField|definition"},
    "ref": {"type": "crossReference", "target": r"[a-z][\w-]*"},
    "termNote": {"type": "partOfSpeech|administrativeStatus"},
    "admin": {"type": "source"},
}
VALUES = {
    "partOfSpeech": "noun|verb|adjective|adverb|other",
    "administrativeStatus": "(preferred|admitted|deprecated|superseded)Term-admn-sts",
}


def test_tbx_has_the_structure_that_its_schema_asks_for() -> None:
    root = ElementTree.fromstring(to_tbx())
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in root.iter():
        assert element.tag.startswith(TBX)
        name = element.tag.removeprefix(TBX)
        children = " ".join(child.tag.removeprefix(TBX) for child in element)
        assert re.fullmatch(CHILDREN.get(name, ""), children), (name, children)
        assert bool((element.text or "").strip()) == (name in WITH_TEXT), name
        expected = ATTRIBUTES.get(name, {})
        assert set(element.attrib) == set(expected), name
        for attribute, value in expected.items():
            assert re.fullmatch(value, element.attrib[attribute])
        category = element.attrib.get("type", "")
        if category in VALUES:
            assert re.fullmatch(VALUES[category], element.text or "")
        if category == "subjectField":
            assert parents[element].tag == f"{TBX}conceptEntry"
        if category == "definition":
            assert parents[parents[element]].tag == f"{TBX}langSec"


def test_tbx_keeps_the_verdicts() -> None:
    attach = ElementTree.fromstring(to_tbx()).find(f".//{TBX}conceptEntry[@id='attach']")
    assert attach is not None
    verdicts = {
        section.findtext(f"{TBX}term"): section.findall(f"{TBX}termNote")[1].text
        for section in attach.iter(f"{TBX}termSec")
    }
    assert verdicts["関連付ける"] == "preferredTerm-admn-sts"
    assert verdicts["関連付け"] == "admittedTerm-admn-sts"
    assert verdicts["紐付け"] == "deprecatedTerm-admn-sts"
    assert "payment_method.attached" not in verdicts


def test_a_word_on_the_command_line_gives_its_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["関連付け"]) == 0
    assert capsys.readouterr().out.startswith("関連付ける (かんれんづける) — attach\n")


def test_words_on_the_command_line_need_no_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["default", "source"]) == 0
    assert capsys.readouterr().out.startswith("デフォルトのソース")


def test_an_unknown_word_gives_the_nearest_three(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["detatch"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 4
    assert said[1].startswith("  切り離す — detach: ")


@pytest.mark.parametrize(("option", "begin"), [("--csv", "id,ja,"), ("--tbx", "<?xml")])
def test_export_goes_to_the_screen_or_to_a_file(
    option: str, begin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([option]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(begin)
    file = tmp_path / "glossary"
    assert main([option, str(file)]) == 0
    assert file.read_bytes().decode() == shown


def test_without_a_word_the_usage_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 1
    assert "usage: python -m glossary" in capsys.readouterr().out
