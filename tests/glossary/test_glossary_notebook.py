"""The glossary's notebook holds what the entries hold, and can be made anew from them."""

import copy
import json
import re
from pathlib import Path

import pytest

from glossary import lists, terms
from glossary.__main__ import main
from glossary.notebook import BEFORE, NAME, card, cells, heading, renewed
from helpers.authoring import prose

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / NAME


@pytest.fixture
def stored() -> dict:
    return json.loads(NOTEBOOK.read_text("utf-8"))


def source(notebook: dict, id: str) -> str:
    return "".join(next(cell["source"] for cell in notebook["cells"] if cell["id"] == id))


def test_the_stored_notebook_is_that_of_the_entries(stored: dict) -> None:
    assert renewed(stored) == stored, f"run python -m glossary notebook notebooks/{NAME}"


def test_every_term_has_a_card_under_its_lesson() -> None:
    made = [id for id, _ in cells()]
    assert len(made) == len(set(made))
    of_terms = [id.removeprefix("term-") for id in made if id.startswith("term-")]
    assert sorted(of_terms) == sorted(term.id for term in terms())
    number = "index"
    by_id = {term.id: term for term in terms()}
    for id in made[1:]:
        kind, _, name = id.partition("-")
        if kind == "lesson":
            number = name
        else:
            assert by_id[name].lesson[:2] == number


def test_the_index_links_to_every_lesson() -> None:
    made = dict(cells())
    for link in re.findall(r"#cell-id=([\w-]+)\)", "".join(made.values())):
        assert link in made
    met = {f"lesson-{term.lesson[:2]}" for term in terms()}
    assert set(re.findall(r"#cell-id=([\w-]+)\)", made["lesson-index"])) == met


def test_a_card_says_the_word_its_meaning_and_the_call_in_both_languages() -> None:
    text = dict(cells())["term-detach"]
    assert text.startswith('### 切り離す — detach\n\n<div lang="ja">\n\n')
    ja, en = text.split('<div lang="en">')
    detach = next(term for term in terms() if term.id == "detach")
    assert detach.definition.ja in ja
    assert detach.definition.en in en
    for block in (ja, en):
        assert "# DELETE /v1/customers/{customer}/sources/{id}\n" in block
        assert "client.v1.sources.detach(customer, id)\n" in block
        assert "(90_glossary.ipynb#cell-id=term-detach-payment-method)" in block


def test_a_long_call_is_broken_into_lines() -> None:
    text = dict(cells())["term-payment-intent"]
    code = re.findall(r"```python\n(.+?)```", text, re.DOTALL)[0]
    assert '\n    params={\n        "amount": 1099,\n' in code
    compile(code, "card", "exec")
    assert max(map(len, code.splitlines())) <= 88


@pytest.mark.parametrize("id", [id for id, _ in cells() if id.startswith("term-")])
def test_the_code_of_a_card_is_python(id: str) -> None:
    for code in re.findall(r"```python\n(.+?)```", dict(cells())[id], re.DOTALL):
        compile(code, id, "exec")


def test_a_heading_has_japanese_letters_and_each_its_own() -> None:
    headings = [heading(term) for term in terms()]
    assert len(headings) == len(set(headings))
    assert all(re.search(r"[\u3041-\u30ff\u3400-\u9fff].* — ", text) for text in headings)
    assert card(terms()[0]) == "90_glossary.ipynb#cell-id=term-source"


def test_renewing_keeps_what_is_not_made_from_the_entries(stored: dict) -> None:
    stale = copy.deepcopy(stored)
    by_id = {cell["id"]: cell for cell in stale["cells"]}
    by_id["term-detach"]["source"] = ["old"]
    by_id["term-detach"]["metadata"]["reviewed"] = {"ja": "x", "en": "y"}
    gone = {"cell_type": "markdown", "id": "term-gone", "metadata": {}, "source": ["gone"]}
    stale["cells"] = [cell for cell in stale["cells"] if cell["id"] != "term-refund"] + [gone]
    after = {"cell_type": "markdown", "id": "after", "metadata": {}, "source": ["mine"]}
    stale["cells"].append(after)
    new = renewed(stale)
    assert source(new, "term-detach") == source(stored, "term-detach")
    assert source(new, "title") == source(stored, "title")
    by_id = {cell["id"]: cell for cell in new["cells"]}
    assert by_id["term-detach"]["metadata"]["reviewed"] == {"ja": "x", "en": "y"}
    assert by_id["term-refund"]["metadata"] == {}
    assert "term-gone" not in by_id
    assert new["cells"][-1] == after
    assert [c["id"] for c in new["cells"][:-1]] == [c["id"] for c in stored["cells"]]


def test_the_command_renews_a_stale_notebook_and_leaves_a_fresh_one(
    stored: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / NAME
    path.write_bytes(NOTEBOOK.read_bytes())
    assert main(["notebook", str(path)]) == 0
    assert "変更なし" in capsys.readouterr().out
    assert path.read_bytes() == NOTEBOOK.read_bytes()
    stored["cells"] = [cell for cell in stored["cells"] if cell["id"] != "term-detach"]
    path.write_text(json.dumps(stored), "utf-8")
    assert main(["notebook", str(path)]) == 0
    said = capsys.readouterr().out
    assert "カードを更新しました" in said
    assert f"reviewed {path} --all" in said
    assert "### 切り離す — detach" in path.read_text("utf-8")


@pytest.mark.parametrize("content", [None, "{", '{"cells": []}'])
def test_a_file_that_is_no_glossary_is_told(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / NAME
    if content is not None:
        path.write_text(content, "utf-8")
    assert main(["notebook", str(path)]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_every_lesson_of_the_lists_has_a_title_that_fits_both_languages() -> None:
    assert BEFORE not in dict(cells())
    made = dict(cells())
    for lesson in lists().lessons:
        title = made.get(f"lesson-{lesson[:2]}", "")
        ja, _, en = title.partition(" — ")
        assert prose.parse(ja).numbers() == prose.parse(en).numbers()
