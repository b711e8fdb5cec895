"""Before and after: what changed between two answers, field by field, in words."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from helpers.bilingual import Text
from helpers.widgets.html import Markup, Picture, both, fill, foreign, ident, table, wide
from helpers.widgets.plain_data import plain
from helpers.widgets.secrecy import without_secrets

_HEADER = (
    Text("項目", "Field"),
    Text("何が起きたか", "What happened"),
    Text("前", "Before"),
    Text("後", "After"),
)
_ABSENT = Text("(キーなし)", "(no such key)")
_CHANGED = Text("値が変わりました", "the value changed")
_APPEARED = Text("キーが現れました", "the key appeared")
_VANISHED = Text("キーがなくなりました", "the key vanished")
_FILLED = Text("null から値が入りました", "null got a value")
_EMPTIED = Text("値が null になりました", "the value became null")
_SAME = Text("違いはありません。", "Nothing differs.")
_OTHER = Text("別のオブジェクトの比較です。", "These are two different objects.")
_LONGEST = 200


class _Nothing:
    """Stands where there is no such key."""


_NO_KEY = _Nothing()


class Change(NamedTuple):
    """One field that differs. ``before`` and ``after`` are JSON, None where there was no key."""

    field: str
    what: Text
    before: str | None
    after: str | None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every field that differs between two plain objects, in the order of the second one.

    Fields of objects within are named with dots; items of a list by their id, else by number.
    """
    old, new = dict(_fields(before)), dict(_fields(after))
    names = [*new, *(name for name in old if name not in new)]
    names = [name for name in names if not (_filled(name, old, new) or _filled(name, new, old))]
    return [
        Change(name, _what(was, now), _json(was), _json(now))
        for name in names
        for was, now in [(old.get(name, _NO_KEY), new.get(name, _NO_KEY))]
        if was != now or type(was) is not type(now)
    ]


def _filled(name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a dict or list is empty in ``one`` and has fields in ``other``: those tell it all."""
    inside = (f"{name}.", f"{name}[") if name else ""
    return one.get(name) in ({}, []) and any(
        field != name and field.startswith(inside) for field in other
    )


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of plain data by their paths; an empty dict or list is a leaf."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _fields(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            key = inner.get("id", number) if isinstance(inner, Mapping) else number
            yield from _fields(inner, f"{name}[{key}]")
    else:
        yield name, value


def _what(was: Any, now: Any) -> Text:
    if was is _NO_KEY:
        return _APPEARED
    if now is _NO_KEY:
        return _VANISHED
    if was is None:
        return _FILLED
    return _EMPTIED if now is None else _CHANGED


def _json(value: Any) -> str | None:
    if value is _NO_KEY:
        return None
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def compare(before: object, after: object) -> Picture:
    """Show what changed between two answers: objects of Stripe's, or dicts.

    Raises TutorialError for anything else.
    """
    old, new = without_secrets(plain(before)), without_secrets(plain(after))
    found = changes(old, new)
    names = list(dict.fromkeys(str(o.get("id", "dict")) for o in (old, new)))
    caption = Text(
        f"{' → '.join(names)} の変化: {len(found)} 項目",
        f"Changes of {' → '.join(names)}: {len(found)}",
    )
    other = [_OTHER] if len(names) > 1 else []
    if not found:
        html = fill("<p>{}</p>{}", both(caption), both(_SAME, "p"))
        return Picture(html, f"{caption}\n{_SAME}")
    rows = ([ident(c.field), both(c.what), _shown(c.before), _shown(c.after)] for c in found)
    html = fill(
        "<section>{}{}</section>",
        Markup("").join(both(said, "p") for said in other),
        wide(caption, table(caption, _HEADER, rows)),
    )
    lines = [
        f"  {c.field}: {c.before or _ABSENT.en} → {c.after or _ABSENT.en} ({c.what})" for c in found
    ]
    return Picture(html, "\n".join([str(caption), *map(str, other), *lines]))


def _shown(value: str | None) -> Markup:
    return both(_ABSENT) if value is None else foreign(value)
