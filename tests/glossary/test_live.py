"""The search box and the flash cards: whole without a kernel, and what they answer in one."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import glossary
from glossary import UnknownTerm, calls, flash_cards, live, lookup, search_box
from glossary.live import FlashCards, SearchBox, UnknownLesson

VIEW = live.WIDGET_VIEW


class Tags(HTMLParser):
    """Checks that every tag is closed; collects tags and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


class Page:
    """What a reader's page does: it sends messages and sees what comes back."""

    def __init__(self, shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "_is_kernel", lambda: True)
        bundle = shown._repr_mimebundle_()
        self.view = shown._view
        assert bundle[VIEW]["model_id"] == self.view.model_id
        self.turns: list[object] = []
        monkeypatch.setattr(self.view, "send", lambda message: self.turns.append(message))

    def does(self, what: object, **values: object) -> None:
        message = {"what": what, "values": values, "turn": len(self.turns) + 1}
        self.view._handle_custom_msg(message, [])
        assert self.turns[-1] == {"done": len(self.turns)}

    @property
    def said(self) -> str:
        return Tags(self.view.said).text

    @property
    def answer(self) -> str:
        return Tags(self.view.answer).text


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Page:
    return Page(search_box(), monkeypatch)


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> Page:
    return Page(flash_cards("07"), monkeypatch)


@pytest.mark.parametrize("shown", [search_box("kirihanasu"), flash_cards(), flash_cards("07")])
def test_the_static_form_is_whole_bilingual_and_the_same_each_time(shown: live.Live) -> None:
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle == shown._repr_mimebundle_()
    assert "0x" not in bundle["text/plain"]
    tags = Tags(bundle["text/html"]).tags
    assert {attributes.get("lang") for _, attributes in tags} >= {"ja", "en"}
    assert not {tag for tag, _ in tags} & {"input", "button", "select", "script", "style"}


def test_a_stored_search_shows_the_card_and_why() -> None:
    text = Tags(search_box("kirihanasu").static()).text
    assert "切り離す — detach" in text
    assert "「切り離す」と読みが同じです" in text
    assert "client.v1.sources.detach(customer, id)" in text


def test_the_stored_cards_hold_every_call_in_both_directions() -> None:
    html = flash_cards().static()
    tags = Tags(html)
    assert [tag for tag, _ in tags.tags].count("summary") == 2 + 2 * len(calls())
    for term in calls():
        assert tags.text.count(term.call.python) >= 2
    assert all(
        attributes.get("data-lm-suppress-shortcuts")
        for tag, attributes in tags.tags
        if tag == "summary"
    )


def test_the_box_answers_what_is_typed(box: Page) -> None:
    assert box.said == box.answer == ""
    box.does("search", text="kirihanasu")
    assert "切り離す — detach" in box.said
    assert "DELETE /v1/customers/{customer}/sources/{id}" in box.answer
    box.does("search", text="")
    assert box.said == box.answer == ""


def test_an_unknown_word_gives_the_nearest_three(box: Page) -> None:
    box.does("search", text="detatch")
    assert "用語集にありません" in box.said
    assert "is not in the glossary" in box.said
    rows = [tag for tag, _ in Tags(box.view.answer).tags].count("tr")
    assert rows == 1 + 3
    assert "切り離す — detach" in box.answer


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onfocus='x",
        "\x00",
        "あ" * 9999,
    ],
)
def test_what_is_typed_is_escaped(text: str, box: Page) -> None:
    box.does("search", text=text)
    names = {tag for tag, _ in Tags(box.view.said + box.view.answer).tags}
    assert not names & {"script", "img"}
    static = Tags(SearchBox(text).static() + SearchBox(text).form())
    assert not {tag for tag, _ in static.tags} & {"script", "img"}
    assert not any(name.startswith("on") for _, found in static.tags for name in found)


@pytest.mark.parametrize("message", [None, 5, "text", [], {"what": None}, {"values": 3}])
def test_a_message_that_makes_no_sense_does_no_harm(message: Any, cards: Page) -> None:
    cards.view._handle_custom_msg(message, [])
    assert cards.turns == [{"done": None}]
    assert "残り 3 枚" in cards.said
    assert "Run the cell again" not in cards.said


def test_a_failure_is_shown_and_not_raised(box: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str, limit: int) -> None:
        raise RuntimeError("secret place")

    monkeypatch.setattr(live, "search", fail)
    box.does("search", text="detach")
    assert "もう一度実行してください" in box.said
    assert "Run the cell again" in box.said
    assert "secret place" not in box.said + box.answer


def test_the_field_has_a_label_in_both_languages() -> None:
    html = search_box("a").form()
    label = re.search(r"<label>(.+?)</label>", html)
    assert label
    assert "調べる言葉" in label[1]
    assert "Word to look up" in label[1]
    assert '<input type="search"' in label[1]


def test_a_card_is_flipped_known_or_put_back(cards: Page) -> None:
    first, second = (
        term for term in flash_cards("07").pack if term.id in ("detach", "delete-card")
    )
    assert "残り 3 枚 (全 3 枚)" in cards.said
    assert first.heading in cards.said
    assert first.method not in cards.said
    cards.does("flip")
    assert first.call.python in cards.said
    assert first.definition.ja in cards.said
    cards.does("flip")
    assert first.method not in cards.said
    cards.does("later")
    assert second.heading in cards.said
    assert "残り 3 枚" in cards.said
    cards.does("knew")
    cards.does("knew")
    assert first.heading in cards.said
    cards.does("knew")
    assert "全部わかりました" in cards.said
    for what in ("knew", "later", "flip", "nonsense"):
        cards.does(what)
        assert "全部わかりました" in cards.said
    cards.does("restart", lesson="07")
    assert "3 of 3 left" in cards.said


def test_cards_can_be_turned_round(cards: Page) -> None:
    detach = lookup("detach")
    cards.does("turn", ask="call")
    assert detach.call.python in cards.said
    assert "前提" in cards.said
    assert "切り離す" not in cards.said
    cards.does("flip")
    assert "切り離す — detach" in cards.said
    cards.does("turn", ask="word")
    assert detach.method not in cards.said


def test_the_lesson_can_be_chosen(cards: Page) -> None:
    cards.does("restart", lesson="")
    assert f"全 {len(calls())} 枚" in cards.said
    cards.does("restart", lesson="06")
    assert "全 6 枚" in cards.said
    cards.does("restart", lesson="99")
    assert "Run the cell again" in cards.said


def test_a_pack_of_one_card_can_be_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(flash_cards("05"), monkeypatch)
    for _ in range(10):
        page.does("later")
    assert "left" in page.said


def test_no_two_fronts_are_the_same() -> None:
    for ask in ("word", "call"):
        fronts = [live._front(term, ask) for term in calls()]
        assert len(fronts) == len(set(fronts))


def test_an_unknown_lesson_is_refused_in_both_languages() -> None:
    with pytest.raises(UnknownLesson) as refusal:
        FlashCards("99")
    ja, en = refusal.value._render_traceback_()
    assert "'99'" in ja
    assert "'99'" in en


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    InteractiveShell.clear_instance()
    without_history = Config({"HistoryManager": {"enabled": False}})
    yield InteractiveShell.instance(config=without_history)
    InteractiveShell.clear_instance()


def test_an_unknown_word_shows_no_trace_in_a_cell(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    result = shell.run_cell("from glossary import lookup\nlookup('detatch')")
    assert isinstance(result.error_in_exec, UnknownTerm)
    said = capsys.readouterr()
    shown = (said.out + said.err).strip().splitlines()
    assert len(shown) == 2
    assert shown[0].startswith("「detatch」は用語集にありません。近い語: 切り離す (detach)")
    assert shown[1].startswith("“detatch” is not in the glossary. Nearest: detach (切り離す)")


def test_the_import_leaves_the_widgets_alone() -> None:
    code = (
        "import sys, glossary; glossary.flash_cards(); glossary.search_box('a')\n"
        "heavy = {'pandas', 'ipywidgets', 'anywidget', 'IPython', 'traitlets'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_mapping_shows_itself_as_a_table() -> None:
    shown = Tags(calls()._repr_html_())
    assert [tag for tag, _ in shown.tags].count("tr") == 1 + len(calls())
    assert "切り離す — detach" in shown.text
    assert "公開された根拠なし" in shown.text
    assert repr(calls()).splitlines()[0] == repr(calls()[0])


def test_all_names_of_the_package_are_there() -> None:
    for name in glossary.__all__:
        assert getattr(glossary, name)
