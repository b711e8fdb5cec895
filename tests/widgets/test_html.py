"""Everything shown is escaped, in one place; secrets are hidden; pictures have a stable repr."""

from html.parser import HTMLParser

import pytest

from helpers.bilingual import Text, TutorialError
from helpers.widgets import html
from helpers.widgets.language import language

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "\"'><b>",
    "</style><script>",
    "‮reversed",
    "x" * 10_000,
    "{0} {named}",
]


class Seen(HTMLParser):
    """The elements and the text that a browser would make of some HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self.feed(str(markup))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    seen = Seen(html.table(Text(text, text), [Text(text, text)], [[html.foreign(text)]]))
    assert set(seen.elements) == {"table", "caption", "thead", "tbody", "tr", "th", "span", "bdi"}
    assert text in seen.text


def test_foreign_text_cannot_turn_the_text_around_it() -> None:
    assert html.foreign("‮x") == "<bdi>‮x</bdi>"


def test_secrets_are_hidden_at_every_depth() -> None:
    hidden = html.without_secrets(
        {"data": [{"client_secret": "src_client_secret_x", "id": "src_1"}]}
    )
    assert hidden == {"data": [{"client_secret": html.HIDDEN, "id": "src_1"}]}


def test_a_secret_that_is_not_there_stays_null() -> None:
    assert html.without_secrets({"client_secret": None}) == {"client_secret": None}


def test_a_picture_is_its_plain_text() -> None:
    picture = html.Picture(html.Markup("<p>x</p>"), "x")
    assert repr(picture) == "x"
    assert picture._repr_mimebundle_() == {"text/html": "<p>x</p>", "text/plain": "x"}


def test_the_switch_starts_with_the_choice_that_was_made() -> None:
    assert '<input type="radio" name="language" value="ja" checked ' in language("ja").html


def test_a_choice_that_does_not_exist_is_refused_in_both_languages() -> None:
    with pytest.raises(TutorialError) as refusal:
        language("fr")  # type: ignore[arg-type]
    assert "'fr'" in refusal.value.text.ja
    assert "'fr'" in refusal.value.text.en
