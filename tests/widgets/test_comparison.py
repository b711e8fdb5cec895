"""Before and after: every difference is told, in words, and nothing else."""

import pytest
import stripe

from helpers.bilingual import TutorialError
from helpers.connection import connect
from helpers.widgets.comparison import changes, compare


@pytest.mark.parametrize(
    ("before", "after", "field", "words"),
    [
        ({"a": 1}, {"a": 2}, "a", "the value changed"),
        ({"a": 1}, {}, "a", "the key vanished"),
        ({}, {"a": None}, "a", "the key appeared"),
        ({"a": None}, {"a": 1}, "a", "null got a value"),
        ({"a": 1}, {"a": None}, "a", "the value became null"),
        ({"a": 0}, {"a": False}, "a", "the value changed"),
        ({"a": {"b": [1]}}, {"a": {"b": [2]}}, "a.b[0]", "the value changed"),
        ({"d": [{"id": "x", "s": 1}]}, {"d": [{"id": "x", "s": 2}]}, "d[x].s", "the value changed"),
        ({"a": {}}, {"a": {"b": 1}}, "a.b", "the key appeared"),
        ({"a": {"b": 1}}, {"a": {}}, "a.b", "the key vanished"),
        ({"a": []}, {"a": [1]}, "a[0]", "the key appeared"),
        ({"a": "1"}, {"a": 1}, "a", "the value changed"),
    ],
)
def test_a_difference_is_told_in_words(
    before: dict[str, object], after: dict[str, object], field: str, words: str
) -> None:
    assert [(change.field, change.what.en) for change in changes(before, after)] == [(field, words)]


def test_an_item_of_a_list_is_known_by_its_id() -> None:
    one, two = {"id": "src_1"}, {"id": "src_2"}
    found = changes({"data": [one, two]}, {"data": [two, one]})
    assert found == []


def test_what_is_the_same_is_not_told() -> None:
    assert changes({"a": 1, "b": {"c": []}}, {"a": 1, "b": {"c": []}}) == []
    client = connect()
    source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
    assert "違いはありません" in compare(source, client.v1.sources.retrieve(source.id)).html


def test_two_answers_of_stripes() -> None:
    client = connect()
    before = client.v1.sources.create({"type": "card", "token": "tok_visa"})
    customer = client.v1.customers.create({"source": before.id})
    after = client.v1.sources.retrieve(before.id)
    shown = compare(before, after)
    assert "キーが現れました" in shown.html
    assert customer.id in shown.html
    assert before.client_secret not in shown.html
    assert "These are two different objects" in compare(before, customer).html


def test_what_is_no_answer_is_refused_in_both_languages() -> None:
    with pytest.raises(TutorialError, match=r"Stripe のオブジェクトか dict.*object of Stripe's"):
        compare("src_1", stripe.Source.construct_from({"id": "src_1"}, "k"))
