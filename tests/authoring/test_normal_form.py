"""The stored form of a notebook and of its file."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from helpers.authoring.messages import UsageError
from helpers.authoring.normal_form import WIDGET_VIEW, last_line, normal_form
from helpers.authoring.notebook_file import Notebook, read, serialised, write
from tests.authoring.sample_notebook import ROOT, cell_of, code, markdown, notebook, sample, save


def noisy() -> Notebook:
    """The sample as JupyterLab and a kernel would leave it."""
    content = sample()
    cell = cell_of(content, "show")
    cell["metadata"] = {"execution": {"iopub.status.busy": "now"}, "scrolled": True, "tags": ["t"]}
    cell["source"] += "\n"
    cell["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "one\n"},
        {"output_type": "stream", "name": "stdout", "text": "two\n"},
        {"output_type": "stream", "name": "stderr", "text": "three\n"},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {WIDGET_VIEW: {"model_id": "1"}, "text/html": "<b>\n</b>", "text/plain": "W()"},
        },
        {"output_type": "display_data", "metadata": {}, "data": {WIDGET_VIEW: {"model_id": "2"}}},
        {
            "output_type": "error",
            "ename": "KeyError",
            "evalue": "'a'",
            "traceback": [
                "\x1b[31m---------------------------------------\x1b[39m",
                "TypeError   Traceback (most recent call last)",
                "Cell In[2], line 1\n----> 1 old",
                "\nDuring handling of the above exception, another exception occurred:\n",
                "KeyError   Traceback (most recent call last)",
                "\x1b[36mCell\x1b[39m\x1b[36m In[2]\x1b[39m, line 1\n----> 1 new",
                "Cell In[2], line 1, in <listcomp>(.0)\n----> 1 new",
                "\x1b[36mFile \x1b[39m\x1b[32m/home/me/lib.py:3\x1b[39m, in f()\n----> 3 raise",
                "\x1b[31mKeyError\x1b[39m: 'a'",
            ],
        },
    ]
    content["metadata"] |= {
        "widgets": {"state": {}},
        "kernelspec": {"name": "venv", "display_name": "mine", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.7"},
    }
    return content


def test_noise_is_removed_and_what_is_meant_stays() -> None:
    normal = normal_form(noisy())
    cell = cell_of(normal, "show")
    assert cell["metadata"] == {"tags": ["t"]}
    assert not cell["source"].endswith("\n")
    assert [output.get("text") for output in cell["outputs"]] == [
        "one\ntwo\n",
        "three\n",
        None,
        None,
    ]
    assert cell["outputs"][2]["data"] == {"text/html": "<b>\n</b>", "text/plain": "W()"}
    assert cell["outputs"][3]["traceback"] == [
        "---------------------------------------",
        "KeyError   Traceback (most recent call last)",
        "Cell In[2], line 1\n----> 1 new",
        "KeyError: 'a'",
    ]
    assert set(normal["metadata"]) == {"lesson", "kernelspec", "language_info"}
    assert "version" not in normal["metadata"]["language_info"]


def test_the_normal_form_is_its_own_normal_form() -> None:
    once = normal_form(noisy())
    assert normal_form(once) == once
    assert normal_form(sample()) == sample()


def test_files_are_those_that_nbformat_writes(tmp_path: Path) -> None:
    paths = [save(tmp_path, noisy()), *sorted((ROOT / "notebooks").glob("*.ipynb"))]
    for path in paths:
        node = nbformat.read(path, as_version=4)
        assert serialised(read(path)) == nbformat.writes(node) + "\n"


def test_a_normal_notebook_is_valid(tmp_path: Path) -> None:
    nbformat.validate(nbformat.read(save(tmp_path, normal_form(noisy())), as_version=4))


def test_writing_the_same_again_leaves_the_file_alone(tmp_path: Path) -> None:
    path = save(tmp_path, sample())
    before = path.stat()
    assert write(path, sample()) is False
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert write(path, notebook(markdown("a", "あ", "a"), code("b", "1", count=1))) is True
    assert path.stat().st_mode == before.st_mode
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_an_output_that_is_none_is_refused(tmp_path: Path) -> None:
    content = sample()
    cell_of(content, "show")["outputs"] = [{"output_type": "display_data"}]
    path = tmp_path / "broken.ipynb"
    path.write_text(json.dumps(content))
    with pytest.raises(UsageError, match="This is not a notebook"):
        read(path)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"cells": []}', '{"cells": [{}], "metadata": {}, "nbformat": 4}']
)
def test_what_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "not.ipynb"
    path.write_text(text)
    with pytest.raises(UsageError, match="This is not a notebook"):
        read(path)


def test_the_last_line_of_an_error_has_no_colours() -> None:
    assert last_line("first\n\x1b[31mKeyError\x1b[39m: 'a'\n\n") == "KeyError: 'a'"
    assert last_line("") == ""
