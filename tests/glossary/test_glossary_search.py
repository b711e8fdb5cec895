"""What lookup finds, what it refuses, and what search says."""

import subprocess
import sys
import time

import pytest

from glossary import UnknownTerm, lookup, search, spelling, terms


@pytest.mark.parametrize(
    "text",
    [
        "切り離す",
        "detach",
        "client.v1.sources.detach",
        "DELETE /v1/customers/{customer}/sources/{id}",
        "DELETE /v1/customers/cus_1/sources/src_1",
        "きりはなす",
        "kirihanasu",
        "payment_method.detached",
        "「切り離す」",
        "  Detach ",
    ],
)
def test_every_name_of_a_term_looks_it_up(text: str) -> None:
    assert lookup(text).id == "detach"


@pytest.mark.parametrize("term", [pytest.param(term, id=term.id) for term in terms()])
def test_a_term_is_found_first_by_each_name_it_lists(term) -> None:
    names = [term.ja, term.reading, term.en, term.id, *(s.text for s in term.spellings)]
    names += [term.call.method, term.call.route] if term.call and term.call.owner else []
    assert [name for name in names if lookup(name) != term] == []


@pytest.mark.parametrize("text", ["detatch", "custmer", "attach to the moon", "天気", "42", "src"])
def test_a_similar_text_is_not_a_name(text: str) -> None:
    if text == "src":
        assert lookup(text).id == "source"
        return
    with pytest.raises(UnknownTerm) as refusal:
        lookup(text)
    assert len(refusal.value.nearest) == 3


def test_the_refusal_names_the_nearest_three_in_both_languages() -> None:
    with pytest.raises(UnknownTerm) as refusal:
        lookup("detatch")
    message = str(refusal.value)
    assert refusal.value.nearest[0].term.id == "detach"
    assert "「detatch」は用語集にありません" in message
    assert "“detatch” is not in the glossary" in message
    assert "切り離す (detach)" in message
    assert "detach (切り離す)" in message


@pytest.mark.parametrize(
    "text",
    [
        "xyzzy",
        "今日の天気",
        "🦆",
        "a",
        "\x00",
        "(((",
        "[",
        "\\",
        "切" * 5000,
        "/v1/" + "a/" * 5000,
        "%s",
    ],
)
def test_any_text_gives_the_nearest_three_and_no_trace(text: str) -> None:
    assert len(search(text, limit=3)) == 3


def test_an_empty_text_gives_nothing() -> None:
    assert search("") == search(" 　 ") == []


def test_matches_are_best_first_one_a_term_and_limited() -> None:
    found = search("ソースを顧客に関連付ける", limit=3)
    scores = [match.score for match in found]
    assert scores == sorted(scores, reverse=True)
    assert len({match.term.id for match in found}) == len(found) == 3


@pytest.mark.parametrize(
    ("text", "ja", "en"),
    [
        ("切り離す", "見出し語「切り離す」と同じです", "the same as “切り離す”"),
        ("kirihanasu", "「切り離す」と読みが同じです", "sounds like “切り離す” (detach)"),
        ("detatch", "「detach」と綴りや音が似ています", "spelled or sounds like “detach”"),
        ("src_1", "ID が src_ で始まります", "ids that begin with src_"),
        ("/v1/refunds", "経路 POST /v1/refunds です", "the route POST /v1/refunds"),
    ],
)
def test_a_match_says_why_in_both_languages(text: str, ja: str, en: str) -> None:
    assert (search(text)[0].why.ja, search(text)[0].why.en) == (ja, en)


def test_a_forbidden_spelling_is_found_and_the_form_to_use_is_told() -> None:
    (best, *_) = search("紐付け")
    assert best.term.id == "attach"
    assert "本文では「関連付ける」と書きます" in best.why.ja
    assert "our prose writes “attach”" in best.why.en


def test_parameters_tell_calls_of_one_method_apart() -> None:
    assert lookup("client.v1.customers.update").id == "update-customer"
    by_default = 'client.v1.customers.update(id, {"default_source": source.id})'
    assert lookup(by_default).id == "change-default-source"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("きりはなす", "キリハナス"),
        ("ソース", "so-su"),
        ("そうすう", "sōsū"),
        ("し", "si"),
        ("しゅつりょく", "shutsuryoku"),
        ("ちゃ", "tya"),
        ("じゃ", "zya"),
        ("づけ", "zuke"),
        ("かんりょう", "kanryo"),
        ("きって", "kitte"),
        ("まっちゃ", "matcha"),
        ("しんぶん", "shimbun"),
        ("こんにちは", "konnitiha"),
        ("ふぁいる", "fairu"),
        ("てぃー", "thi"),
        ("じぇい", "jei"),
        ("うぇぶ", "webu"),
        ("キャプチャー", "kyaputya"),
    ],
)
def test_kana_and_every_romanisation_sound_alike(one: str, other: str) -> None:
    assert spelling.sound(one) == spelling.sound(other) != ""


def test_different_words_do_not_sound_alike() -> None:
    readings = {spelling.sound(term.reading) for term in terms()}
    assert len(readings) == len(terms())


@pytest.mark.parametrize(
    "text",
    [
        'client.v1.sources.detach("cus_1", "src_1")',
        "client.sources.detach",
        "stripe.sources.detach()",
        "\\Stripe\\Source::detach",
        "Stripe::Source.detach",
    ],
)
def test_a_method_is_one_in_every_notation(text: str) -> None:
    assert spelling.path(text) == "source.detach"


@pytest.mark.parametrize("text", ["", "関連付ける", "two words", "()", "=", "$"])
def test_what_is_no_name_of_the_api_has_no_path(text: str) -> None:
    assert spelling.path(text) == ""


def test_a_search_takes_milliseconds() -> None:
    """Less than 5 by itself; a machine with other work to do may take twice that."""
    texts = ["関連付け", "kirihanas", "attatch a sorce to a custmer", "切り離すには" * 20]
    texts += ["GET /v1/customers/cus_1/sources", "ソースを Customer オブジェクトに関連付ける"]
    lookup("source")  # reads the data
    for text in texts:
        spent = []
        for _ in range(5):
            start = time.process_time()
            search(text)
            spent.append(time.process_time() - start)
        assert min(spent) < 0.010, text


def test_the_import_is_quick_and_leaves_pandas_alone() -> None:
    code = (
        "import sys, time; start = time.process_time(); import glossary; "
        "print(time.process_time() - start, 'pandas' in sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(5)
    ]
    assert {pandas for _, pandas in runs} == {"False"}
    assert min(float(seconds) for seconds, _ in runs) < 0.05
