"""Everything shown is escaped, in one place; secrets are hidden; pictures have a stable repr."""

import ast
from pathlib import Path

import pytest

from helpers.bilingual import Text, TutorialError
from helpers.widgets import html
from helpers.widgets.language import language
from helpers.widgets.secrecy import without_keys
from tests.widgets.hostile import HOSTILE, Seen

ROOT = Path(__file__).parents[2]
SHOWN_RAW = {"HTML", "Javascript", "SVG", "Markdown", "Latex", "HTMLMath"}
"""What makes HTML of a string that was not escaped: IPython's, and ipywidgets' own."""
ESCAPES = {"helpers/widgets/html.py"}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    caption = Text(text, f"{text} ")
    seen = Seen(html.table(caption, [caption], [[html.foreign(text)], [html.path(text)]]))
    known = {"table", "caption", "thead", "tbody", "tr", "th", "span", "bdi", "code", "wbr"}
    assert set(seen.elements) <= known
    assert text in seen.text


def test_foreign_text_cannot_turn_the_text_around_it() -> None:
    assert html.foreign("‮x") == "<bdi>‮x</bdi>"


def test_what_is_the_same_in_both_languages_stands_once() -> None:
    assert html.both(Text("usage", "usage")) == "<span>usage</span>"
    assert html.both(Text("種類", "Type")).count("lang=") == 2


def test_secrets_are_hidden_at_every_depth() -> None:
    hidden = html.without_secrets(
        {"data": [{"client_secret": "src_client_secret_x", "id": "src_1"}]}
    )
    assert hidden == {"data": [{"client_secret": html.HIDDEN, "id": "src_1"}]}


def test_a_secret_that_is_not_there_stays_null() -> None:
    assert html.without_secrets({"client_secret": None}) == {"client_secret": None}


@pytest.mark.parametrize(
    "start",
    [
        *(f"{kind}_{mode}_" for kind in ("sk", "rk", "pk") for mode in ("test", "live")),
        *("sk_org_test_", "whsec_", "src_client_secret_", "pi_3abc_secret_", "seti_1a_secret_"),
    ],
)
def test_anything_like_a_key_is_hidden_within_a_text(start: str) -> None:
    secret = "abc" * 4
    said = without_keys(f"https://x.example/?a={start}{secret}&b=1")
    assert said == f"https://x.example/?a={start}{html.HIDDEN}&b=1"
    assert without_keys(f"Invalid API Key: {start}****abcd.") == (
        f"Invalid API Key: {start}{html.HIDDEN}."
    )


@pytest.mark.parametrize("plain", ["src_1abc", "tok_visa", "sk_test_…", "no secret_here"])
def test_what_is_no_key_is_left_alone(plain: str) -> None:
    assert without_keys(plain) == plain


def test_a_picture_is_its_plain_text() -> None:
    picture = html.Picture(html.Markup("<p>x</p>"), "x")
    assert repr(picture) == "x"
    assert picture._repr_mimebundle_() == {"text/html": "<p>x</p>", "text/plain": "x"}


def test_the_switch_starts_with_the_choice_that_was_made() -> None:
    assert '<input type="radio" name="language" value="ja" checked ' in language("ja").html


def test_a_choice_that_does_not_exist_is_refused_in_both_languages() -> None:
    with pytest.raises(TutorialError) as refusal:
        language("fr")  # type: ignore[arg-type]
    assert "'fr'" in refusal.value.text.ja
    assert "'fr'" in refusal.value.text.en


# --- one place ---------------------------------------------------------------------------------


def uses(tree: ast.AST) -> list[str]:
    """Every use of a name that shows raw HTML, or that makes Markup of what is not a literal."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found += [alias.name for alias in node.names if alias.name in SHOWN_RAW]
        if isinstance(node, ast.Attribute) and node.attr in {*SHOWN_RAW, "style"}:
            found.append(node.attr)
        if isinstance(node, ast.Call) and _name(node.func) in {"Markup", "fill"}:
            first = node.args[0] if node.args else None
            if not _is_literal(first):
                found.append(f"{_name(node.func)}(…)")
    return found


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _is_literal(node: ast.AST | None) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_literal(node.body) and _is_literal(node.orelse)
    return isinstance(node, ast.Constant)


def files() -> list[str]:
    return sorted(
        str(path.relative_to(ROOT))
        for folder in ("helpers", "glossary")
        for path in (ROOT / folder).rglob("*.py")
        if "emulator" not in path.parts
    )


@pytest.mark.parametrize("name", files())
def test_text_becomes_html_in_one_place(name: str) -> None:
    found = uses(ast.parse((ROOT / name).read_text(encoding="utf-8")))
    if name in ESCAPES:
        assert set(found) == {"Markup(…)"}
    else:
        assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "from IPython.display import HTML",
        "widgets.HTML(x)",
        "Markup(f'<p>{x}</p>')",
        "Markup('<p>' + x)",
        "html.fill(template, x)",
        "frame.style",
    ],
)
def test_the_search_for_raw_html_finds_it(code: str) -> None:
    assert uses(ast.parse(code)) != []
