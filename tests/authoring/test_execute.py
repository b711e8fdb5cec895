"""`execute`: fresh kernel, normal form, the same bytes each time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from helpers.authoring.__main__ import main
from helpers.authoring.check import faults
from helpers.authoring.notebook_file import read
from tests.authoring.sample_notebook import cell_of, code, markdown, notebook, save

WIDGET = "import ipywidgets\nipywidgets.HTML('<b>x</b>')"
ENVIRONMENT = (
    "import os\nprint(os.environ.get('STRIPE_SECRET_KEY'), os.environ.get('TUTORIAL_ACCOUNT'))"
)
PROFILE = "startup_ran = 'startup_ran' in globals()\nstartup_ran"
FAILS = "import json\njson.loads('{')"


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, bytes]:
    """A notebook executed twice, in the shell of an author with a key and settings: path, bytes."""
    folder = tmp_path_factory.mktemp("execute")
    (folder / "beside.txt").write_text("beside the notebook")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("startup_ran = 1")
    sources = {
        "widget": WIDGET,
        "environment": ENVIRONMENT,
        "profile": PROFILE,
        "folder": "print(open('beside.txt').read())\nprint('again', flush=True)\nprint('end')",
    }
    cells = [
        cell
        for name, source in sources.items()
        for cell in (markdown(f"about-{name}", "説明", "About"), code(name, source, count=9))
    ]
    cells += [
        markdown("about-error", "失敗", "It fails"),
        code("error", FAILS, tags=["raises-exception"]),
    ]
    path = save(folder, notebook(*cells))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRIPE_SECRET_KEY", "set")
        patch.setenv("TUTORIAL_ACCOUNT", "test")
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        assert main(["execute", str(path)]) == 0
        once = path.read_bytes()
        assert main(["execute", str(path)]) == 0
    return path, once, path.read_bytes()


def output_of(path: Path, cell_id: str) -> dict[str, Any]:
    (output,) = cell_of(read(path), cell_id)["outputs"]
    return dict(output)


def test_twice_is_the_same_bytes(executed: tuple[Path, bytes, bytes]) -> None:
    path, once, twice = executed
    assert once == twice
    assert once.endswith(b"\n}\n")
    assert faults(path, "lesson.ipynb") == []


def test_a_widget_is_stored_as_text_only(executed: tuple[Path, bytes, bytes]) -> None:
    assert output_of(executed[0], "widget")["data"] == {"text/plain": "HTML(value='<b>x</b>')"}
    assert "widgets" not in read(executed[0])["metadata"]


def test_the_authors_key_account_and_settings_are_not_seen(
    executed: tuple[Path, bytes, bytes],
) -> None:
    assert output_of(executed[0], "environment")["text"] == "None None\n"
    assert output_of(executed[0], "profile")["data"] == {"text/plain": "False"}
    assert os.environ.get("STRIPE_SECRET_KEY") is None


def test_a_notebook_runs_in_its_own_folder_and_its_streams_are_one(
    executed: tuple[Path, bytes, bytes],
) -> None:
    assert output_of(executed[0], "folder")["text"] == "beside the notebook\nagain\nend\n"


def test_an_expected_error_is_stored_without_library_frames(
    executed: tuple[Path, bytes, bytes],
) -> None:
    output = output_of(executed[0], "error")
    assert output["ename"] == "JSONDecodeError"
    text = "\n".join(output["traceback"])
    assert "----> 2 json.loads('{')" in text
    assert "File " not in text
    assert "\x1b" not in text


def test_a_failing_cell_leaves_the_file_untouched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(
        tmp_path,
        notebook(
            markdown("begin", "始め", "Begin"),
            code("first", "1 + 1"),
            markdown("more", "続き", "More"),
            code("divide", "1 / 0"),
        ),
    )
    before = path.read_bytes()
    assert main(["execute", str(path)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{path} [divide]: セルの実行に失敗しました。")
    assert line.endswith(
        "The cell failed; the file was left as it was. ZeroDivisionError: division by zero"
    )
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_killed_kernel_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(
        tmp_path,
        notebook(markdown("begin", "始め", "Begin"), code("die", "import os; os._exit(3)")),
    )
    assert main(["execute", str(path)]) == 1
    assert f"{path} [die]: " in capsys.readouterr().out
