"""The language switch: Japanese, English or both, for the notebook it stands in.

It is plain HTML: radio buttons and a style rule that looks at them. So it works without a kernel
and switches prose and outputs at once. Where styles are stripped, both languages simply show.
One more rule lets a link whose text is code look like a link, which JupyterLab does not.
"""

from typing import Literal

from helpers.bilingual import Text, TutorialError
from helpers.widgets.html import Markup, Picture, both, fill, join

Choice = Literal["ja", "en", "both"]

_LABELS: dict[str, str] = {"ja": "日本語", "en": "English", "both": "両方 / Both"}
_LEGEND = Text("表示する言語", "Language shown")
_STYLE = Markup("""<style>
.jp-Notebook:has(.lesson-language [value=ja]:checked) [lang=en],
.jp-Notebook:has(.lesson-language [value=en]:checked) [lang=ja] { display: none; }
.lesson-language fieldset {
  border: 1px solid var(--jp-border-color1, #888); padding: 4px 12px; width: max-content;
}
.lesson-language label { margin-right: 16px; cursor: pointer; }
.lesson-language input:focus-visible {
  outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px;
}
.jp-RenderedMarkdown a[href] > code { color: inherit; text-decoration: inherit; }
</style>""")


def language(choice: Choice = "both") -> Picture:
    """Show the switch, with one choice made: ``"ja"``, ``"en"`` or ``"both"``.

    Raises TutorialError for any other choice.
    """
    if choice not in _LABELS:
        raise TutorialError(
            f'language() に渡せるのは "ja"、"en"、"both" です ({choice!r} が渡されました)。',
            f'language() takes "ja", "en" or "both", not {choice!r}.',
        )
    # JupyterLab takes the arrow keys unless the focused element says that they are its own.
    radios = join(
        fill(
            '<label><input type="radio" name="language" value="{}"{} '
            'data-lm-suppress-shortcuts="true"> {}</label>',
            value,
            Markup(" checked") if value == choice else "",
            label,
        )
        for value, label in _LABELS.items()
    )
    # A form of its own keeps the choice to this notebook.
    html = fill(
        '<form class="lesson-language"><fieldset><legend>{}</legend>{}</fieldset></form>{}',
        both(_LEGEND),
        radios,
        _STYLE,
    )
    return Picture(html, f"{_LEGEND}: {_LABELS[choice]}")
