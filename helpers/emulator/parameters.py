"""What an operation accepts, declared once, and the exact refusal for everything else.

A :class:`Schema` is a set of fields; each field has a kind that turns the text of a form into a
value. A schema also names the parameters that Stripe has and the emulator does not: they are
refused as the emulator's gap, never as unknown and never silently ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from helpers.emulator import errors
from helpers.emulator.currencies import CURRENCIES, KNOWN
from helpers.emulator.facts import rule
from helpers.emulator.wire import Form, FormValue

MAX_TEXT = 5_000
MAX_DIGITS = 15
MAX_METADATA_KEYS, MAX_METADATA_KEY, MAX_METADATA_VALUE = 50, 40, 500


class Kind(Protocol):
    """Turns a form's value into the operation's, or raises the refusal for ``name``."""

    def read(self, value: FormValue, name: str) -> Any: ...


def _text(value: FormValue, name: str) -> str:
    if not isinstance(value, str):
        raise errors.INVALID_STRING(value=_shown(value), param=name)
    return value


@rule("Q27")
def _filled(value: FormValue, name: str) -> str:
    text = _text(value, name)
    if text == "":
        raise errors.EMPTY_PARAMETER(param=name)
    return text


def _shown(value: FormValue) -> str:
    """A hash as Stripe's messages show it: ``{"a"=>"1"}``."""
    if isinstance(value, str):
        return f'"{value}"'
    return "{" + ", ".join(f'"{key}"=>{_shown(item)}' for key, item in value.items()) + "}"


class Text:
    """A string; an empty one means "unset" and is read as None."""

    @rule("Q28")
    def read(self, value: FormValue, name: str) -> str | None:
        text = _text(value, name)
        if len(text) > MAX_TEXT:
            raise errors.STRING_TOO_LONG(start=text[:20], limit=MAX_TEXT, param=name)
        return text or None


class Name:
    """A string that cannot be empty: an id, a type, a URL."""

    def read(self, value: FormValue, name: str) -> str:
        text = _filled(value, name)
        if len(text) > MAX_TEXT:
            raise errors.STRING_TOO_LONG(start=text[:20], limit=MAX_TEXT, param=name)
        return text


class Email(Text):
    """A string that looks like an e-mail address, or an empty one."""

    @rule("Q44")
    def read(self, value: FormValue, name: str) -> str | None:
        text = super().read(value, name)
        if text is not None and not (0 < text.find("@") < len(text) - 1 and " " not in text):
            raise errors.INVALID_EMAIL(value=text, param=name)
        return text


class Integer:
    """A whole number written in decimal digits."""

    def __init__(self, minimum: int | None = None, maximum: int | None = None) -> None:
        self.minimum = minimum
        self.maximum = maximum

    @rule("E10", "C21", "Q37")
    def read(self, value: FormValue, name: str) -> int:
        text = _filled(value, name)
        digits = text[1:] if text[0] == "-" else text
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
            raise errors.INVALID_INTEGER(value=text, param=name)
        number = int(text)
        if self.minimum is not None and number < self.minimum:
            raise errors.INTEGER_TOO_SMALL(minimum=self.minimum, param=name)
        if self.maximum is not None and number > self.maximum:
            raise errors.INTEGER_TOO_LARGE(maximum=self.maximum, value=number, param=name)
        return number


class Boolean:
    """``true`` or ``false``."""

    def read(self, value: FormValue, name: str) -> bool:
        text = _filled(value, name)
        if text not in ("true", "false"):
            raise errors.INVALID_BOOLEAN(value=text, param=name)
        return text == "true"


class Choice:
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words

    @rule("S26")
    def read(self, value: FormValue, name: str) -> str:
        text = _filled(value, name)
        if text not in self.words:
            raise errors.INVALID_CHOICE(param=name, choices=_either(self.words))
        return text


def _either(words: tuple[str, ...]) -> str:
    """``a``; ``a or b``; ``a, b, or c``."""
    if len(words) <= 2:
        return " or ".join(words)
    return f"{', '.join(words[:-1])}, or {words[-1]}"


class Currency:
    """A three-letter currency code, read in lower case."""

    @rule("E16")
    def read(self, value: FormValue, name: str) -> str:
        text = _filled(value, name).lower()
        if text not in KNOWN:
            raise errors.INVALID_CURRENCY(value=text, currencies=", ".join(CURRENCIES), param=name)
        return text


class Metadata:
    """Up to 50 pairs of strings; an empty value deletes its key, an empty hash all of them."""

    @rule("Q29")
    def read(self, value: FormValue, name: str) -> dict[str, str]:
        if value == "":
            return CLEARED
        if isinstance(value, str):
            raise errors.INVALID_HASH(param=name)
        for key, item in value.items():
            text = _text(item, f"{name}[{key}]")
            if len(key) > MAX_METADATA_KEY:
                raise errors.METADATA_KEY_TOO_LONG(length=len(key), key=key)
            if len(text) > MAX_METADATA_VALUE:
                raise errors.METADATA_VALUE_TOO_LONG(length=len(text), value=text, key=key)
        return value  # type: ignore[return-value]  # every value was just seen to be a string


CLEARED: dict[str, str] = {}
"""What ``metadata=""`` is read as: every key goes. (``{}`` itself cannot be written in a form.)"""


@rule("Q29")
def merge_metadata(old: Mapping[str, str], new: dict[str, str] | None) -> dict[str, str]:
    """``old`` with ``new`` laid over it: empty values delete, ``CLEARED`` empties it first."""
    if new is None:
        return dict(old)
    if new is CLEARED:
        return {}
    merged = {key: text for key, text in {**old, **new}.items() if text != ""}
    if len(merged) > MAX_METADATA_KEYS:
        raise errors.METADATA_TOO_MANY(count=len(merged))
    return merged


class ListOf:
    """Several values: ``a[]=1&a[]=2`` or ``a[0]=1&a[1]=2``."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def read(self, value: FormValue, name: str) -> list[Any]:
        if value == "":
            return []
        if isinstance(value, str) or not all(
            key.isascii() and key.isdigit() and len(key) <= MAX_DIGITS for key in value
        ):
            raise errors.INVALID_ARRAY(param=name)
        ordered = sorted(value.items(), key=lambda pair: int(pair[0]))
        return [self.kind.read(item, f"{name}[{key}]") for key, item in ordered]


class Required:
    """A field that must be there."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind


class Hash:
    """A nested set of fields; an empty string unsets it and is read as None."""

    def __init__(self, gaps: str = "", /, **fields: Kind | Required) -> None:
        self.schema = Fields(gaps, **fields)

    def read(self, value: FormValue, name: str) -> dict[str, Any] | None:
        if value == "":
            return None
        if isinstance(value, str):
            raise errors.INVALID_HASH(param=name)
        return self.schema.read(value, name)


class Either:
    """A hash or a value: ``created=1`` or ``created[gte]=1``."""

    def __init__(self, single: Kind, hash: Hash) -> None:
        self.single = single
        self.hash = hash

    def read(self, value: FormValue, name: str) -> Any:
        return (self.single if isinstance(value, str) else self.hash).read(value, name)


class Fields:
    """A set of named fields.

    ``gaps`` names, separated by spaces, the parameters that Stripe has and the emulator has not.
    """

    def __init__(self, gaps: str = "", /, **fields: Kind | Required) -> None:
        self.fields: dict[str, Kind] = {}
        self.required: list[str] = []
        self.gaps = frozenset(gaps.split())
        for name, field in fields.items():
            if isinstance(field, Required):
                self.required.append(name)
                field = field.kind
            self.fields[name] = field

    @rule("E09", "E11", "Q26", "Q34")
    def read(self, form: Form, inside: str = "") -> dict[str, Any]:
        """The operation's parameters; those not sent are absent.

        Refuses in this order: unknown names (E09), the emulator's gaps, missing names (E11), then
        the first value that its kind will not take.
        """
        unknown = [name for name in form if name not in self.fields]
        if unknown:
            self._refuse(unknown, inside)
        for name in self.required:
            if name not in form:
                raise errors.MISSING_PARAMETER(param=_path(inside, name))
        fields = self.fields
        return {
            name: fields[name].read(value, _path(inside, name) if inside else name)
            for name, value in form.items()
        }

    def _refuse(self, names: list[str], inside: str) -> None:
        unknown = [_path(inside, name) for name in names if name not in self.gaps]
        if unknown:
            raise errors.UNKNOWN_PARAMETER(
                plural="s" if len(unknown) > 1 else "", names=", ".join(unknown), first=unknown[0]
            )
        name = _path(inside, names[0])
        raise errors.EMULATOR_GAP(what=f"the parameter `{name}`", param=name)


class Schema(Fields):
    """The parameters of one operation. Every operation also takes ``expand``."""

    def __init__(self, gaps: str = "", /, **fields: Kind | Required) -> None:
        super().__init__(gaps, **fields, expand=ListOf(Name()))


def page_schema(gaps: str = "", /, **fields: Kind | Required) -> Schema:
    """The parameters of a list: its cursors and limit (L04), and what narrows it down."""
    return Schema(gaps, ending_before=NAME, limit=Integer(1, 100), starting_after=NAME, **fields)


def _path(inside: str, name: str) -> str:
    return f"{inside}[{name}]" if inside else name


TEXT = Text()
NAME = Name()
EMAIL = Email()
AMOUNT = Integer(minimum=1)
BOOLEAN = Boolean()
CURRENCY = Currency()
METADATA = Metadata()
TIMESTAMP = Integer()

ADDRESS = Hash(city=TEXT, country=TEXT, line1=TEXT, line2=TEXT, postal_code=TEXT, state=TEXT)
SHIPPING = Hash(address=ADDRESS, carrier=TEXT, name=TEXT, phone=TEXT, tracking_number=TEXT)
BILLING_DETAILS = Hash("tax_id", address=ADDRESS, email=EMAIL, name=TEXT, phone=TEXT)
SPAN = Either(TIMESTAMP, Hash(gt=TIMESTAMP, gte=TIMESTAMP, lt=TIMESTAMP, lte=TIMESTAMP))

NOTHING = Schema()


def address(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """An address with all of its six keys, or None."""
    if value is None:
        return None
    return {key: value.get(key) for key in ADDRESS.schema.fields}


def shipping(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """Shipping details with all of their keys, or None."""
    if value is None:
        return None
    return {
        "address": address(value.get("address")),
        **{key: value.get(key) for key in ("carrier", "name", "phone", "tracking_number")},
    }
