"""What is read out of a block of Markdown."""

from __future__ import annotations

import pytest

from helpers.authoring.prose import parse


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("１，０００ 円", "1,000 yen"),
        ("1000 円", "¥1,000"),
        ("10〜25 分", "10 to 25 minutes"),
        ("一つの Source", "one Source"),
        ("ひとつ、2 つ", "one, then 2"),
        ("2020-08-27 より前", "before 2020-08-27."),
        ("第 3 版", "the 3rd edition"),
        ("`T05` と 7", "`card_1` and 7"),
        ("[5 番](https://example.com/9)", "number 5"),
        ("3.5 倍", "3.5 times"),
        ("1 回限り使用の 2 つ", "2 single-use ones"),
        ("１回限り", "single-use"),
    ],
)
def test_numbers_agree(ja: str, en: str) -> None:
    assert parse(ja).numbers() == parse(en).numbers()


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("1 つ", "one"),
        ("11 回限り", "single-use"),
        ("1.1 回限り", "single-use"),
        ("1 回", "once"),
        ("100,200", "100200 or 2"),
        ("10 と 10", "10"),
        ("10 万円", "100,000 yen"),
        ("1.10", "1.1"),
    ],
)
def test_numbers_differ(ja: str, en: str) -> None:
    assert parse(ja).numbers() != parse(en).numbers()


def test_everything_in_a_block_is_read() -> None:
    prose = parse(
        "Call **`charge`** or [the `page`](https://example.com/a), https://example.com/b\n"
        "and <a href='c.ipynb'>next</a> <img src='d.png' alt='a picture'> ![a map](e.png)\n\n"
        "1. one\n   - two `x`\n   - three\n2. four\n\n- five\n\n"
        "| a | b |\n|---|---|\n| `y` | 2 |\n\n"
        "<details>\n<summary>More in 3</summary>\n\nhidden `z`\n\n</details>\n\n"
        "```python\nprint(1)\n```\n\n```mermaid\ngraph TD\n```\n"
    )
    assert prose.code_spans() == {"charge": 1, "page": 1, "x": 1, "y": 1, "z": 1}
    assert prose.links == ["https://example.com/a", "https://example.com/b", "c.ipynb"]
    assert prose.images == [("d.png", "a picture"), ("e.png", "a map")]
    assert prose.shape == ["ol 2 (1: ul 2)", "ul 1", "table 1×2"]
    assert prose.numbers() == {"2": 1, "3": 1}
    assert prose.code_blocks == ["python\nprint(1)\n", "mermaid"]


def test_length_in_english_is_words_and_a_code_span_is_one() -> None:
    (paragraph,) = parse(
        "Call `client.v1.charges.create({...})`, then — at *last* — look."
    ).paragraphs
    assert paragraph.length("en") == 6


def test_length_in_japanese_is_characters_and_those_of_code_count() -> None:
    (paragraph,) = parse(
        "`charge` を **作る** と、\nStripe が[答えます](https://a.jp)。"
    ).paragraphs
    assert paragraph.length("ja") == len("chargeを作ると、Stripeが答えます。")


def test_each_item_of_a_list_is_a_paragraph_of_its_own() -> None:
    assert [item.length("en") for item in parse("Two words\n\n- a b c\n- d").paragraphs] == [
        2,
        3,
        1,
    ]
