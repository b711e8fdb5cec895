"""The questions of the lessons: one right answer each, a reason for every option."""

import pytest

from helpers.bilingual import Text, TutorialError
from helpers.lessons import lessons, texts
from helpers.widgets.prediction import Option, predict, question

KEYS = [f"{lesson}/{name}" for lesson in lessons() for name in texts(lesson).get("question", {})]


@pytest.mark.parametrize("key", KEYS)
def test_a_question_has_one_right_answer_and_a_reason_for_each(key: str) -> None:
    text, options = question(key)
    assert len([option for option in options if option.right]) == 1
    assert len(options) >= 3
    for said in [text, *(o.text for o in options), *(o.why for o in options)]:
        assert said.ja.strip()
        assert said.en.strip()


def test_there_is_a_choice_and_a_commitment() -> None:
    html = predict(KEYS[0]).html
    assert html.count('type="radio" name="choice"') == len(question(KEYS[0])[1])
    assert html.count('type="checkbox" name="commit"') == 1
    assert "checked " not in html
    assert html.count("data-lm-suppress-shortcuts") == 2 * len(question(KEYS[0])[1]) + 1


def test_anybody_can_ask_a_question() -> None:
    yes = Option(Text("はい", "yes"), True, Text("そうです", "so it is"))
    no = Option(Text("いいえ", "no"), False, Text("逆です", "the other way"))
    shown = predict(Text("問い", "question"), [yes, no])
    assert repr(shown) == "問い / question\n  A. はい / yes\n  B. いいえ / no"
    assert "the other way" in shown.html
    assert repr(predict("1 + 1?", [yes, no])).startswith("1 + 1? / 1 + 1?")
    for wrong in ([no, no], [yes, yes], [yes], []):
        with pytest.raises(TutorialError, match=r"ちょうど 1 つ.*exactly one"):
            predict("1 + 1?", wrong)


def test_the_answers_stay_folded_until_one_is_opened() -> None:
    html = predict(KEYS[0]).html
    assert html.count("<details>") == len(question(KEYS[0])[1])
    assert "<details open" not in html


def test_the_plain_text_does_not_give_the_answer_away() -> None:
    text, options = question(KEYS[0])
    shown = repr(predict(KEYS[0]))
    assert str(text) in shown
    assert not [option for option in options if option.why.en in shown]


@pytest.mark.parametrize("key", ["03/no-such-question", "99/default-source", "nonsense"])
def test_an_unknown_key_names_the_known_ones(key: str) -> None:
    with pytest.raises(TutorialError) as refusal:
        predict(key)
    assert "03" in refusal.value.text.ja
    assert "03" in refusal.value.text.en
