"""What a lesson claims is shown by one of its outputs, or cites the ledger with its strength."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.authoring.check import faults
from helpers.authoring.claims import CLAIM_WORDS
from helpers.authoring.notebook_file import Notebook
from helpers.emulator import facts
from helpers.evidence import STRENGTHS
from tests.authoring.sample_notebook import code, markdown, notebook, save

PREDICTED = {
    "output_type": "execute_result",
    "execution_count": 2,
    "metadata": {},
    "data": {
        "text/plain": "A. offered",
        "text/html": '<form class="lesson-prediction"><label>A. offered</label></form>',
    },
}


def lesson(ja: str, en: str, *outputs: dict[str, Any]) -> Notebook:
    """A lesson with one text to judge and a few things that its outputs show."""
    shown = code("show", "show()", count=1)
    shown["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "402 card_declined\nsrc_1ABC 1,099\n"},
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "metadata": {},
            "data": {
                "text/plain": "{'status': 'consumed'}",
                "text/html": "<style>b { color: hidden }</style><b title='unseen'>two <i>words</i>"
                "</b> &amp; more",
            },
        },
    ]
    predicted = code("predict-it", "predict()", count=2)
    predicted["outputs"] = [PREDICTED, *outputs]
    return notebook(
        markdown("before", "見ます。", "See."),
        shown,
        markdown("between", "予想します。", "Predict."),
        predicted,
        markdown("said", ja, en),
    )


def told(folder: Path, content: Notebook) -> list[str]:
    return [str(fault) for fault in faults(save(folder, content), "lesson.ipynb")]


def one_of(strength: str) -> str:
    """The id of a fact of this strength."""
    return next(fact.id for fact in facts.load().values() if fact.strength == strength)


# --- citations -----------------------------------------------------------------------------------


@pytest.mark.parametrize("strength", STRENGTHS)
def test_each_strength_is_cited_by_its_word(tmp_path: Path, strength: str) -> None:
    id, words = one_of(strength), STRENGTHS[strength]
    good = lesson(f"拒否されます ({id}、{words.ja})。", f"It is refused ({id}, {words.en}).")
    assert told(tmp_path, good) == []


def test_a_citation_may_name_several_facts_and_break_its_line(tmp_path: Path) -> None:
    good = lesson(
        "使い切られます (C06、文書あり、C07、観測)。 `C99` は番号ではありません。",
        "It is consumed (C06,\ndocumented, C07, observed). `C99` is no id.",
    )
    assert told(tmp_path, good) == []


def test_an_entry_of_the_other_site_is_no_fact(tmp_path: Path) -> None:
    assert told(tmp_path, lesson("Stripe Q24 です。", "This is Stripe Q24.")) == []


@pytest.mark.parametrize(
    ("ja", "en", "said"),
    [
        (
            "(C09)",
            "(C09, observed)",
            "C09 stands without its strength in Japanese. Write (C09、観測)",
        ),
        (
            "(C09、観測)",
            "(C09)",
            "C09 stands without its strength in English. Write (C09, observed)",
        ),
        ("(C09、推定)", "(C09, observed)", "The strength of C09 in Japanese is not the ledger's."),
        ("(C09、観測)", "(C09, assumed)", "The strength of C09 in English is not the ledger's."),
        ("(C09、観測)", "(C09, observedly)", "C09 stands without its strength in English"),
        ("(C09、observed)", "(C09, observed)", "C09 stands without its strength in Japanese"),
        ("(C08、記録あり、C09)", "(C08, recorded, C09, observed)", "Write (C09、観測)"),
        ("C09 のとおり", "As in C09, observed", "C09 stands without its strength in Japanese"),
        ("(Z99、観測)", "(C09, observed)", "The ledger has no fact Z99 (in Japanese)"),
        ("(C09、観測)", "(P01-P99, observed)", "The ledger has no fact P99 (in English)"),
    ],
)
def test_a_citation_without_its_strength(tmp_path: Path, ja: str, en: str, said: str) -> None:
    lines = [line for line in told(tmp_path, lesson(ja + " です。", en + ".")) if said in line]
    assert len(lines) == 1
    assert lines[0].startswith("lesson.ipynb [said]: ")


def test_citations_are_asked_of_every_notebook(tmp_path: Path) -> None:
    content = lesson("拒否されます (C09)。", "It is refused (C09).")
    content["metadata"] |= {"lesson": content["metadata"]["lesson"] | {"section": None}}
    assert len(told(tmp_path, content)) == 2


def test_what_a_facilitator_reads_cites_in_the_same_way(tmp_path: Path) -> None:
    content = lesson("見ます。", "See.")
    notes = {"ja": ["根拠を見ます (C09、観測)。"], "en": ["See the evidence (C09)."]}
    content["metadata"] |= {"lesson": content["metadata"]["lesson"] | {"wrong_answers": notes}}
    (line,) = told(tmp_path, content)
    assert line.startswith("lesson.ipynb: 英語の C09 に強さがありません")


# --- claims --------------------------------------------------------------------------------------


def sentence(word: str) -> str:
    return f"It is {word.replace('*', 'ed')} here."


@pytest.mark.parametrize("word", CLAIM_WORDS["ja"])
def test_a_japanese_claim_without_evidence(tmp_path: Path, word: str) -> None:
    (line,) = told(tmp_path, lesson(f"見ます。それは{word}ります。次です。", "See."))
    assert line.startswith(
        f"lesson.ipynb [said]: 日本語の文「それは{word}ります。」に根拠がありません"
    )


@pytest.mark.parametrize("word", CLAIM_WORDS["en"])
def test_an_english_claim_without_evidence(tmp_path: Path, word: str) -> None:
    (line,) = told(tmp_path, lesson("見ます。", f"See. {sentence(word)} Next."))
    assert line.startswith("lesson.ipynb [said]: ")
    assert f"In English “{sentence(word)}” is claimed without evidence. Cite a fact" in line


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("拒否されます: `card_declined`。", "Refused: `card_declined`."),
        ("拒否され、402 が返ります。", "Refused, with 402."),
        ("`consumed` になります。次は使い切られた値です。", "It is `consumed`. Always so."),
        ("「two words」は必ず出ます。", "“two words” never fails to show."),
        ("必ず `src_` で始まります。", "It always begins with `src_`."),
        ("必ず 1099 です。", "It is always 1,099."),
        ("拒否されるでしょうか。", "Is it refused?"),
        ("必ず成功しますか？", "(Is it always so?)"),
        ("拒否されます (C09、観測)。", "It is refused (C09, observed)."),
    ],
)
def test_a_claim_with_evidence_in_its_paragraph(tmp_path: Path, ja: str, en: str) -> None:
    assert told(tmp_path, lesson(ja, en)) == []


@pytest.mark.parametrize(
    "en",
    [
        "Refused: `card`.",  # only a piece of a word
        "Refused, with 40.",  # only a piece of a number
        "Always 2.",  # a single digit tells nothing
        "`offered` is always right.",  # only an answer of a question
        "`hidden` is never seen, `unseen` neither.",  # no text of the output
        "See `consumed`.\n\nIt is always so.",  # in another paragraph
        "- Always so.\n- (C09, observed)",  # in another item
        "It is never so. Is it `consuming`?",
    ],
)
def test_what_is_no_evidence(tmp_path: Path, en: str) -> None:
    lines = [line for line in told(tmp_path, lesson("見ます。", en)) if "is claimed" in line]
    assert len(lines) == 1


def test_the_sentence_is_told_with_its_code(tmp_path: Path) -> None:
    content = lesson("`a` です。", "See `a`. Then `b` is\nalways `c`.")
    (line,) = (line for line in told(tmp_path, content) if "is claimed" in line)
    assert "“Then `b` is always `c`.”" in line


def test_a_notebook_to_look_things_up_in_claims_nothing_itself(tmp_path: Path) -> None:
    content = lesson("必ずそうなります。", "It is always so.")
    assert len(told(tmp_path, content)) == 2
    content["metadata"] |= {"lesson": content["metadata"]["lesson"] | {"section": None}}
    assert told(tmp_path, content) == []
