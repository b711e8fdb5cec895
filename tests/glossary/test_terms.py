"""The data: complete, consistent, and refused where it is not."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from glossary import GlossaryError, Term, lists, spelling, terms
from glossary.loading import parse

ROOT = Path(__file__).parents[2]
EACH = [pytest.param(term, id=term.id) for term in terms()]

# The technical words of the source document, section by section.
WORDS_OF_THE_PAGE = """
ソース|顧客|Customerオブジェクト|Sourceオブジェクト|関連付け|決済|Sources|Customers
usageパラメーター|使い捨て|再使用可能|再利用可能|charged|添付|支払い方法|SEPA口座引き落とし
支払いプロセス|追加の支払い|reusable|chargeリクエスト|消費|ステータス|chargeable
consumed|API呼び出し|secret key|live secret key|Stripe::setApiKey
sk_test_xxxx|Customer::create|email|src_18eYal|default source
default sourceプロパティ|デフォルトのソース|customerパラメータ|更新|置き換え|attachメソッド
Customer::retrieve|$customer->sources->create|default_source
Customer::update|check from the customer object
関連付けソースをCharging|Charge::create|amount|currency|eur|切り離す|削除
detach|detachされる|$customer->sources->retrieve->detach|ソースID
選定方法|使い捨てのソース|ch_xxxx|カード情報|4111111111111111|トークンID|tok_xxxx
customereパラメータ|Tokenオブジェクト|Chargeオブジェクト|sourceパラメータ|cus_xxxx
dashboard|Webhook|エンドポイント|PaymentIntent|Payment Intents
オフセッション支払|off-session|Radar rules|郵便番号|テストAPI|実際のカード番号
Checkout\\Session|サブスクリプション|課金|送金|振込|IBAN|プリペイドカード|EMV
No such token: src|APIキー|Stripe エラー|子アカウント|Connect|メールアドレス|請求
決済サービス|クレジットカード決済|支払
"""


def test_there_are_enough_entries() -> None:
    assert len(terms()) >= 80


@pytest.mark.parametrize("word", re.split(r"[|\n]", WORDS_OF_THE_PAGE.strip()))
def test_every_technical_word_of_the_page_is_there(word: str) -> None:
    from glossary import lookup

    lookup(word)


def test_no_two_terms_share_a_spelling() -> None:
    owners: dict[str, set[str]] = {}
    for term in terms():
        own = [term.ja, term.reading, term.en, *(s.text for s in term.spellings)]
        for text in own:
            owners.setdefault(spelling.fold(text), set()).add(term.id)
    assert {text: ids for text, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("term", EACH)
def test_a_term_writes_each_spelling_once(term: Term) -> None:
    texts = Counter((s.language, s.text) for s in term.spellings)
    texts += Counter([("ja", term.ja), ("en", term.en)])
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("term", EACH)
def test_every_word_with_kanji_and_no_latin_letter_has_a_reading_that_fits(term: Term) -> None:
    for written, reading in [(term.ja, term.reading)] + [
        (s.text, s.reading) for s in term.spellings if s.language == "ja"
    ]:
        if spelling.has_kanji(written) and not re.search(r"[A-Za-z0-9]", written):
            assert spelling.readings_of_kanji(written, reading), f"{written} is not read {reading}"


@pytest.mark.parametrize("term", EACH)
def test_both_languages_are_told_and_neither_by_a_single_word(term: Term) -> None:
    assert re.search(r"[\u3040-\u30ff]", term.definition.ja)
    assert not re.search(r"[。、]", term.definition.en + term.paragraph.en)
    assert term.definition.ja.endswith("。")
    assert term.definition.ja.count("。") == 1
    assert term.definition.en.endswith(".")
    assert term.paragraph.ja != term.definition.ja


def test_a_fact_is_cited_by_its_number() -> None:
    cited = {fact for term in terms() for fact in term.facts}
    assert all(re.fullmatch(r"[A-Z]\d\d", fact) for fact in cited)


def test_the_facts_cited_are_in_the_ledger_of_the_emulator() -> None:
    import tomllib

    ledger = tomllib.loads((ROOT / "helpers/emulator/facts.toml").read_text("utf-8"))
    cited = {fact for term in terms() for fact in term.facts}
    cited |= {term.wording.split()[1] for term in terms() if " " in term.wording}
    assert cited - set(ledger) == set()


def test_what_is_kept_in_english_is_written_alike_in_both_languages() -> None:
    for term in terms():
        if term.keep_in_english:
            assert term.ja.casefold() == term.en.casefold()


def test_every_lesson_that_is_written_is_in_the_list() -> None:
    written = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert written <= set(lists().lessons)


def test_every_list_entry_is_used() -> None:
    assert {term.section for term in terms()} == set(lists().sections)
    reasons = {s.reason for term in terms() for s in term.spellings}
    assert [key for key, text in lists().reasons.items() if text not in reasons] == []


GOOD: dict[str, Any] = {
    "ja": "切り離す", "reading": "きりはなす", "en": "detach", "wording": "ours",
    "section": "detach", "lesson": "07_detach",
    "definition": {"ja": "あ", "en": "a"}, "paragraph": {"ja": "い", "en": "b"},
}  # fmt: skip
CALL = {"method": "client.v1.x", "route": "GET /v1/x", "given": "nothing"}


def test_a_good_entry_is_read() -> None:
    term = parse("detach", {**GOOD, "call": CALL}, lists())
    assert (term.method, term.route, term.events) == ("client.v1.x", "GET /v1/x", ())


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"reading": "切りはなす"}, "not kana only"),
        ({"reading": "kirihanasu"}, "not kana only"),
        ({"section": "nowhere"}, "no section 'nowhere'"),
        ({"lesson": "99_nothing"}, "no lesson '99_nothing'"),
        ({"wording": "stripe-docs"}, "origin of the wording"),
        ({"part_of_speech": "particle"}, "no part of speech"),
        ({"definition": {"ja": "", "en": "a"}}, "a text is empty"),
        ({"definition": {"ja": "あ"}}, "TypeError"),
        ({"colour": "red"}, "colour"),
        ({"call": {**CALL, "route": "FETCH /v1/x"}}, "is no route"),
        ({"call": {**CALL, "given": "rain"}}, "no situation 'rain'"),
        ({"spellings": [{"ja": ["外す"], "forbidden": "because"}]}, "because"),
        ({"spellings": [{"ja": ["外す《hazusu》"], "forbidden": "one-word"}]}, "not kana only"),
        ({"spellings": [{"ja": ["外す"], "admitted": "form", "forbidden": "form"}]}, "ValueError"),
        ({"spellings": [{"ja": ["外す"], "admitted": "form", "why": "?"}]}, "unknown keys"),
    ],
)
def test_a_bad_entry_is_refused_by_name(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(GlossaryError, match=rf"^detach: .*{re.escape(complaint)}"):
        parse("detach", {**GOOD, **change}, lists())


def test_an_id_is_kebab_case() -> None:
    with pytest.raises(GlossaryError, match="kebab-case"):
        parse("Detach_it", GOOD, lists())


def test_a_missing_reading_is_refused() -> None:
    with pytest.raises(GlossaryError, match=r"^detach: .*reading"):
        parse("detach", {k: v for k, v in GOOD.items() if k != "reading"}, lists())
