"""Each rule of `check`: a notebook without a fault, broken one way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.authoring import bilingual_cell, review
from helpers.authoring.check import faults
from helpers.authoring.normal_form import normal_form
from helpers.authoring.notebook_file import Notebook
from tests.authoring.sample_notebook import (
    bilingual,
    cell_of,
    code,
    markdown,
    notebook,
    sample,
    save,
)

Break = Callable[[Notebook], object]


def found(folder: Path, content: Notebook) -> list[str]:
    """The faults that `check` prints."""
    return [str(fault) for fault in faults(save(folder, content), "lesson.ipynb")]


def rewrite(cell_id: str, old: str, new: str, *, reviewed: bool = False) -> Break:
    """Changes a cell's source, and records it as reviewed where drift is not the point."""

    def change(content: Notebook) -> None:
        cell = cell_of(content, cell_id)
        assert old in cell["source"]
        cell["source"] = cell["source"].replace(old, new, 1)
        if reviewed:
            review.record(cell, bilingual_cell.parse(cell["source"]))

    return change


def agree(cell_id: str, old: str, new: str) -> Break:
    return rewrite(cell_id, old, new, reviewed=True)


def both_change(content: Notebook) -> None:
    rewrite("read-total", "どう", "いくつ")(content)
    rewrite("read-total", "now", "here")(content)


def set_source(cell_id: str, source: str) -> Break:
    return lambda content: cell_of(content, cell_id).update(source=source)


def set_metadata(cell_id: str, **values: object) -> Break:
    return lambda content: cell_of(content, cell_id)["metadata"].update(values)


def set_lesson(name: str, value: object) -> Break:
    return lambda content: content["metadata"]["lesson"].update({name: value})


def rename(cell_id: str, new: str) -> Break:
    return lambda content: cell_of(content, cell_id).update(id=new)


def store(cell_id: str, **output: object) -> Break:
    return lambda content: cell_of(content, cell_id)["outputs"].append(output)


ERROR = {
    "output_type": "error",
    "ename": "KeyError",
    "evalue": "'a'",
    "traceback": ["KeyError: 'a'"],
}

BROKEN: dict[str, tuple[Break, str, str]] = {
    # name: (how, the cell that the message names, what the message says)
    "one language block deleted": (
        set_source("read-total", '<div lang="ja">\n\n`total` はどうでしょう。\n\n</div>'),
        "read-total",
        "The English block is missing",
    ),
    "the other language block deleted": (
        set_source("read-total", '<div lang="en">\n\nWhat is `total` now?\n\n</div>'),
        "read-total",
        "The Japanese block is missing",
    ),
    "an empty block": (
        agree("read-total", "What is `total` now?", ""),
        "read-total",
        "The English block is missing",
    ),
    "a block not closed": (
        set_source("read-total", bilingual("あ", "a").removesuffix("</div>")),
        "read-total",
        'lang="en"> is not closed',
    ),
    "no blank line in a block": (
        agree("read-total", "now?\n\n", "now?\n"),
        "read-total",
        "needs a blank line",
    ),
    "blocks in the wrong order": (
        set_source("read-total", '<div lang="en">\n\na\n\n</div>\n<div lang="ja">\n\nあ\n\n</div>'),
        "read-total",
        "The English block comes first",
    ),
    "text outside the blocks": (
        agree("read-total", "</div>\n\n<div", "</div>\n\nstray\n\n<div"),
        "read-total",
        "Text stands outside the blocks",
    ),
    "a block twice": (
        lambda content: cell_of(content, "read-total").update(
            source=cell_of(content, "read-total")["source"] + '\n\n<div lang="en">\n\nb\n\n</div>'
        ),
        "read-total",
        "There are two English blocks",
    ),
    "a nested div": (
        agree("read-total", "What", '<div class="x">What'),
        "read-total",
        "a <div> inside the English block",
    ),
    "an untranslated block": (
        agree("read-total", "`total` はどうでしょう。", "What is `total`?"),
        "read-total",
        "holds no Japanese",
    ),
    "one word changed in Japanese": (
        rewrite("read-total", "どう", "いくつ"),
        "read-total",
        "Only the Japanese changed. Bring the English",
    ),
    "one word changed in English": (
        rewrite("read-total", "now", "here"),
        "read-total",
        "Only the English changed. Bring the Japanese",
    ),
    "one half of a heading changed": (
        rewrite("attach", "— Attach", "— Tie"),
        "attach",
        "Only the English changed",
    ),
    "both languages changed": (both_change, "read-total", "Both languages changed"),
    "never reviewed": (
        lambda content: cell_of(content, "read-total")["metadata"].clear(),
        "read-total",
        "never read together",
    ),
    "a code span added to one block": (
        agree("read-total", "now?", "`now`?"),
        "read-total",
        "code spans differ (only in Japanese: —; only in English: `now`)",
    ),
    "a code span less often": (
        agree("read-total", "now?", "now, `total`?"),
        "read-total",
        "code spans differ",
    ),
    "different fenced code": (
        agree("read-total", "now?", "now?\n\n```php\necho 1;\n```"),
        "read-total",
        "code blocks differ",
    ),
    "another number": (
        agree("attach", "2 values", "3 values"),
        "attach",
        "numbers differ (only in Japanese: 2; only in English: 3)",
    ),
    "a number in words in one language": (
        agree("attach", "2 values", "two values"),
        "attach",
        "in words (一つ, one) in both",
    ),
    "another number in a heading": (
        agree("attach", "— Attach", "— Attach 1"),
        "attach",
        "numbers in the heading differ",
    ),
    "another link": (
        agree("attach", "sources).\n", "api).\n"),
        "attach",
        "link targets differ",
    ),
    "a link without encryption": (
        agree("read-total", "now?", "[now](http://example.com)?"),
        "read-total",
        "is not https",
    ),
    "a list item less": (
        agree("attach", "\n- the second", ""),
        "attach",
        "differ in shape (Japanese: ul 2; English: ul 1)",
    ),
    "a list nested deeper": (
        agree("attach", "\n- the second", "\n  - the second"),
        "attach",
        "differ in shape",
    ),
    "another image": (
        agree("read-total", "now?", "now?\n\n![a table](table.png)"),
        "read-total",
        "images differ",
    ),
    "no alternative text": (
        agree("read-total", "now?", "now?\n\n![](table.png)"),
        "read-total",
        "no alternative text in English",
    ),
    "a heading in one language": (
        agree("attach", "関連付ける — Attach", "Attach"),
        "attach",
        "The heading is not bilingual",
    ),
    "a heading without a translation": (
        agree("attach", "関連付ける — Attach", "Attach — Attach"),
        "attach",
        "The heading is not bilingual",
    ),
    "a heading inside a block": (
        agree("read-total", "What", "### More\n\nWhat"),
        "read-total",
        "A heading stands inside the English block",
    ),
    "a heading twice": (
        lambda content: content["cells"].append(
            markdown("again", "また", "Again", heading="関連付ける — Attach")
        ),
        "again",
        "The heading is the same as that of cell attach",
    ),
    "a long Japanese paragraph": (
        agree("read-total", "どう", "ど" * 109 + "う"),
        "read-total",
        "has 121 characters",
    ),
    "a long English paragraph": (
        agree("read-total", "now?", "now " + "so " * 42 + "?"),
        "read-total",
        "has 46 words",
    ),
    "a cell that was not run": (
        lambda content: cell_of(content, "show").update(execution_count=None, outputs=[]),
        "show",
        "has not been executed",
    ),
    "cells run out of order": (
        lambda content: cell_of(content, "show").update(execution_count=7),
        "show",
        "execution count is not 2",
    ),
    "an error stored": (store("show", **ERROR), "show", "An error is stored"),
    "a tag for an error that is not there": (
        set_metadata("show", tags=["raises-exception"]),
        "show",
        "raised nothing",
    ),
    "an untested cell": (
        set_source("show", "# NBVAL_IGNORE_OUTPUT\ntotal"),
        "show",
        "A marker exempts the cell",
    ),
    "an untested cell by tag": (
        set_metadata("show", tags=["nbval-skip"]),
        "show",
        "A marker exempts the cell",
    ),
    "too much code": (
        set_source("show", "total\n" * 13 + "total"),
        "show",
        "The code has 14 lines",
    ),
    "no code": (set_source("show", " "), "show", "The code cell is empty"),
    "code after code": (
        lambda content: content["cells"].append(code("more", "total", count=3)),
        "more",
        "The code is not introduced",
    ),
    "code after a heading alone": (
        agree(
            "read-total",
            bilingual("`total` はどうでしょう。", "What is `total` now?"),
            "## 値 — Value",
        ),
        "show",
        "The code is not introduced",
    ),
    "a raw cell": (
        lambda content: content["cells"].append(
            {"cell_type": "raw", "id": "raw", "metadata": {}, "source": "raw"}
        ),
        "raw",
        "Raw cells are not used",
    ),
    "a random id": (rename("show", "3f9a01bc"), "3f9a01bc", "The cell id is no name"),
    "a long random id": (
        rename("show", "c0ffee00-1111-4222-8333-444455556666"),
        "c0ffee00-1111-4222-8333-444455556666",
        "The cell id is no name",
    ),
    "an id with capitals": (rename("show", "Show_it"), "Show_it", "The cell id is no name"),
    "an id twice": (rename("show", "add"), "add", "The cell id is used 2 times"),
}


def test_a_good_notebook_has_no_fault(tmp_path: Path) -> None:
    assert found(tmp_path, sample()) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_notebook_is_told_with_its_cell(tmp_path: Path, name: str) -> None:
    change, cell_id, said = BROKEN[name]
    content = sample()
    change(content)
    lines = [line for line in found(tmp_path, normal_form(content)) if said in line]
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"lesson.ipynb [{cell_id}]: ")
    assert " / " in lines[0]
    assert "\n" not in lines[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "例"),
        ("title", {"ja": "例"}),
        ("goals", {"ja": ["一", "二"], "en": ["one"]}),
        ("goals", {"ja": [], "en": []}),
        ("minutes", 4),
        ("minutes", 26),
        ("minutes", "10"),
        ("minutes", True),
        ("terms", None),
        ("section", 3),
        ("talking_points", {"ja": ["一"], "en": [""]}),
        ("wrong_answers", None),
        ("wrong_answers", {"ja": ["一"], "en": ["one", "two"]}),
        ("checkpoints", {"ja": [], "en": []}),
    ],
)
def test_lesson_metadata_is_typed(tmp_path: Path, name: str, value: object) -> None:
    content = sample()
    # The sample's metadata is shared between tests.
    content["metadata"] = content["metadata"] | {"lesson": content["metadata"]["lesson"] | {}}
    set_lesson(name, value)(content)
    (line,) = found(tmp_path, content)
    assert line.startswith(f"lesson.ipynb: メタデータの lesson.{name} ")


def test_lesson_metadata_may_not_be_missing(tmp_path: Path) -> None:
    content = sample()
    del content["metadata"]["lesson"]
    (line,) = found(tmp_path, content)
    assert "The metadata has no lesson. Give it title, goals," in line


@pytest.mark.parametrize("name", ["wrong_answers", "checkpoints"])
def test_a_lesson_is_ready_for_a_facilitator_and_a_notebook_to_look_things_up_need_not_be(
    tmp_path: Path, name: str
) -> None:
    content = sample()
    lesson = content["metadata"]["lesson"] | {}
    content["metadata"] = content["metadata"] | {"lesson": lesson}
    del lesson[name]
    (line,) = found(tmp_path, content)
    assert f"lesson.{name} in the metadata is missing" in line
    lesson["section"] = None
    assert found(tmp_path, content) == []


def test_a_cell_may_be_only_a_heading(tmp_path: Path) -> None:
    content = sample()
    cell = {"cell_type": "markdown", "id": "end", "metadata": {}, "source": "## 終わり — The end"}
    review.record(cell, bilingual_cell.parse("## 終わり — The end"))
    assert found(tmp_path, notebook(*content["cells"], cell)) == []


def test_a_file_not_in_its_normal_form_is_told(tmp_path: Path) -> None:
    content = sample()
    content["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
    (line,) = found(tmp_path, content)
    assert "not in its normal form" in line
