"""The drift gate: each bilingual cell keeps both texts' hashes as last read together."""

from __future__ import annotations

from helpers.authoring.bilingual_cell import BilingualCell
from helpers.authoring.messages import LANGUAGE_NAMES, LANGUAGES
from helpers.authoring.notebook_file import Cell
from helpers.bilingual import Text

KEY = "reviewed"
"""Of the cell's metadata: `{"ja": hash, "en": hash}`."""


def record(cell: Cell, parsed: BilingualCell) -> None:
    """Notes that both texts of the cell, as they are now, were read together."""
    cell["metadata"][KEY] = parsed.hashes()


def drift(cell: Cell, parsed: BilingualCell, command: str) -> Text | None:
    """What changed since the two texts were last read together; `command` records them again."""
    recorded = cell["metadata"].get(KEY)
    live = parsed.hashes()
    if not isinstance(recorded, dict) or set(recorded) != set(LANGUAGES):
        return Text(
            f"日英を読み合わせた記録がありません。読み比べてから {command} を実行してください。",
            f"The two languages were never read together. Read both, then run {command}",
        )
    changed = [language for language in LANGUAGES if recorded[language] != live[language]]
    if not changed:
        return None
    if len(changed) == 2:
        return Text(
            "前回の読み合わせのあとで、日本語も英語も変わりました。"
            f"両方を読み比べてから {command} を実行してください。",
            "Both languages changed since they were last read together. "
            f"Read both, then run {command}",
        )
    (one,) = changed
    (other,) = (language for language in LANGUAGES if language != one)
    return Text(
        f"{LANGUAGE_NAMES[one][0]}だけが変わりました。{LANGUAGE_NAMES[other][0]}も見直してから "
        f"{command} を実行してください。",
        f"Only the {LANGUAGE_NAMES[one][1]} changed. Bring the {LANGUAGE_NAMES[other][1]} "
        f"up to it, then run {command}",
    )
