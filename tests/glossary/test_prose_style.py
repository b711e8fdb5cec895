"""The language check: each rule finds its fault, and leaves right text alone."""

import json
from pathlib import Path

import pytest

from glossary import terms
from glossary.__main__ import main
from glossary.blocks import pairs
from glossary.style import check_pair, faults

ROOT = Path(__file__).parents[2]


def found(language, text: str) -> list[tuple[str, str]]:
    return [(fault.word, fault.use) for fault in faults(language, text)]


@pytest.mark.parametrize(
    ("text", "word", "use"),
    [
        ("ソースを紐付けます。", "紐付け", "関連付ける"),
        ("ソースを紐付けた顧客です。", "紐付け", "関連付ける"),
        ("ソースを添付します。", "添付し", "関連付ける"),
        ("ソースをデタッチします。", "デタッチし", "切り離す"),
        ("ソースを切離しました。", "切離し", "切り離す"),
        ("ソースは消費されます。", "消費され", "使い切られた"),
        ("使い捨てのソースです。", "使い捨てのソース", "1 回限り使用"),
        ("顧客にチャージします。", "チャージし", "請求する"),
        ("支払いを払い戻します。", "払い戻し", "返金する"),
    ],
)
def test_a_forbidden_form_is_found_with_the_form_to_use(text: str, word: str, use: str) -> None:
    assert (word, use) in found("ja", text)


@pytest.mark.parametrize(
    ("text", "word", "use"),
    [
        ("A disposable source.", "disposable", "single-use"),
        ("Unlink the source.", "Unlink", "detach"),
        ("They were reimbursed.", "reimbursed", "refund"),
        ("The costumer pays.", "costumer", "customer"),
    ],
)
def test_a_forbidden_english_form_is_found(text: str, word: str, use: str) -> None:
    assert found("en", text) == [(word, use)]


@pytest.mark.parametrize(
    "text",
    [
        "「添付」は使いません。",
        "もとのページの「使い捨て」は、1 回限り使用のソースです。",
        "消費税を加えた金額です。",
        "継続課金はサブスクリプションです。",
        "エミュレーターが答えます。",
        "`紐付け` は使いません。",
        "```\n紐付け\n```\n終わりです。",
        "リチャージャブルという語です。",
        "ワンタイムパスワードを入力します。",
        "決済の話です。",
    ],
)
def test_a_form_that_is_quoted_or_part_of_another_word_is_left(text: str) -> None:
    assert found("ja", text) == []


def test_an_english_form_in_quotes_is_left() -> None:
    assert found("en", 'The page says "the charge is consumed" of it.') == []
    assert found("en", "A customer and customers; the token's owner.") == []


@pytest.mark.parametrize(
    ("text", "word", "use"),
    [
        ("Customerオブジェクトです。", "Customerオブジェクトです", "Customer オブジェクトです"),
        ("顧客をAPIで作ります。", "顧客をAPI", "顧客を API"),
        ("1回限りです。", "1回限りです", "1 回限りです"),
        ("2.9%の手数料です。", "9%の手数料です", "9% の手数料です"),
        ("`source`を渡します。", "`…`を渡します", "`…` を渡します"),
        ("値は`null`です。", "値は`…`", "値は `…`"),
        ("Customer（顧客）です。", "（", "("),
        ("Customer(顧客) です。", "Customer(", "Customer ("),
        ("Customer (顧客)です。", ")です", ") です"),
        ("Customer ( 顧客) です。", "( 顧客)", "(顧客)"),
        ("ＡＰＩ です。", "ＡＰＩ", "API"),
        ("１ つです。", "１", "1"),
        ("注：これです。", "：", ":"),
        ("ｿｰｽ です。", "ｿｰｽ", "ソース"),
        ("作成,確認です。", "作成,", "作成、"),
        ("作成です.", "作成です.", "作成です。"),
        ("作成し、 確認です。", "作成し、 確認です。", "作成し、確認です。"),
        ("全角　空白です。", "　", " "),
    ],
)
def test_letters_and_spaces_are_those_of_stripes_documentation(
    text: str, word: str, use: str
) -> None:
    assert (word, use) in found("ja", text)


@pytest.mark.parametrize(
    "text",
    [
        "ソースを Customer (顧客) オブジェクトに関連付けます。",
        "1 回限り使用のソースです (S03)。",
        "`usage` は `reusable` です。",
        "[Customer オブジェクト](https://example.com/顧客a)です。",
        "<b>顧客</b>と <code>紐付け</code> です。",
        "**ソース**を `pm_…` に替えます。",
        "- ダッシュボード\n- API キー",
        "## Customer だけを指定して請求する",
        "| 項目 | 値だ。 |",
        "「Kernel」メニューを開きます。",
        "10.99 ユーロは 1099 です。次に進みますか。",
        "https://example.com/a を開いてください。",
        "「終わりだ。」と表示します。",
    ],
)
def test_right_text_has_no_faults(text: str) -> None:
    assert found("ja", text) == []


@pytest.mark.parametrize(
    "text",
    ["ソースを作る。", "- 請求できる。", "そのとおりだ (C03)。", "作成しよう。次です。"],
)
def test_prose_ends_in_desu_or_masu(text: str) -> None:
    assert [use for _, use in found("ja", text)] == ["です。/ ます。"]


def test_english_is_not_held_to_japanese_rules() -> None:
    assert found("en", "Pass `source`(required), then 切り離す it.") == []


def test_a_term_of_one_language_must_be_in_the_other() -> None:
    (fault,) = check_pair("ソースを消します。", "Detach the source.")
    assert (fault.language, fault.word, fault.use) == ("ja", "detach", "切り離す")
    (fault,) = check_pair("ソースを切り離します。", "Remove the source.")
    assert (fault.language, fault.word, fault.use) == ("en", "切り離す", "detach")


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("切り離したソースです。", "A detached source."),
        ("関連付けは 1 回です。", "You can attach it once."),
        ("使い切られます。", "It becomes `consumed`."),
        ("Charge を作ります。", "Make a charge."),
        ("支払いは成功です。", "The charge succeeded."),
        ("`detach` を呼びます。", "Call `detach`."),
        ("デフォルトソースです。", "The default source."),
        ("ソースコードを見ます。", "See the source code."),
    ],
)
def test_any_form_of_the_counterpart_will_do(ja: str, en: str) -> None:
    assert check_pair(ja, en) == []


@pytest.mark.parametrize("term", [pytest.param(term, id=term.id) for term in terms()])
def test_the_glossary_keeps_its_own_rules(term) -> None:
    texts = [term.definition, term.paragraph, *(s.reason for s in term.spellings)]
    assert [found("ja", text.ja) + found("en", text.en) for text in texts] == [[]] * len(texts)


def notebook(folder: Path, *cells: str) -> Path:
    path = folder / "lesson.ipynb"
    written = [
        {"cell_type": "markdown", "id": f"cell-{n}", "source": source.splitlines(keepends=True)}
        for n, source in enumerate(cells)
    ]
    written.append({"cell_type": "code", "id": "code", "source": "紐付け = 1"})
    path.write_text(json.dumps({"cells": written}), "utf-8")
    return path


GOOD = """## 切り離す — Detach

<div lang="ja">

切り離します。

</div>

<div lang="en">

Detach it.

</div>
"""


def test_a_notebook_without_faults_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(notebook(tmp_path, GOOD))]) == 0
    assert capsys.readouterr().out == ""


def test_a_fault_is_told_with_file_cell_word_and_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = notebook(tmp_path, GOOD, GOOD.replace("切り離します", "紐付けます"))
    assert main(["check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{path} [cell-1] ja: 紐付け → 関連付ける: ")
    assert lines[1].startswith(f"{path} [cell-1] ja: detach → 切り離す: ")


def test_headings_are_checked_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = notebook(tmp_path, "## 添付する — Attach")
    assert main(["check", str(path)]) == 1
    assert "[cell-0] ja: 添付す → 関連付ける: " in capsys.readouterr().out


def test_blocks_of_a_markdown_file_are_paired(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "README.md"
    path.write_text(GOOD + "\n" + GOOD.replace("Detach it", "Remove it"), "utf-8")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"{path} [line 17] en: 切り離す → detach: ")


@pytest.mark.parametrize("content", [None, "{", "[]", '{"nbformat": 4}'])
def test_a_file_that_cannot_be_read_is_a_fault(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lesson.ipynb"
    if content is not None:
        path.write_text(content, "utf-8")
    assert main(["check", str(path)]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_without_a_file_the_lessons_and_the_readme_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    notebook(tmp_path / "notebooks", GOOD.replace("切り離します", "紐付けます"))
    (tmp_path / "README.md").write_text(GOOD.replace("切り離します", "デタッチします"), "utf-8")
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert "lesson.ipynb [cell-0] ja: 紐付け" in said
    assert "README.md [line 3] ja: デタッチし" in said


def test_the_lessons_use_no_forbidden_form() -> None:
    reasons = {s.reason for term in terms() for s in term.spellings if s.verdict == "forbidden"}
    wrong = [
        f"{path.name} [{pair.place}] {fault.word} → {fault.use}"
        for path in [*ROOT.glob("notebooks/*.ipynb"), ROOT / "README.md"]
        for pair in pairs(path)
        for fault in faults("ja", pair.ja) + faults("en", pair.en)
        if fault.why in reasons
    ]
    assert wrong == []
