"""What no picture shows: client secrets, and anything in the shape of a key."""

import re
from typing import Any

HIDDEN = "••••••••"

_SECRET_FIELDS = frozenset({"client_secret", "secret"})
_KEY_LIKE = re.compile(
    r"\b((?:[srp]k_(?:org_)?(?:test|live)_|whsec_|[a-z]+_[A-Za-z0-9]+_secret_))[A-Za-z0-9*]+"
)


def without_keys(text: str) -> str:
    """The text with what follows the prefix of a key or of a client secret replaced by dots.

    So is the end of a key that Stripe repeats behind asterisks.
    """
    return _KEY_LIKE.sub(rf"\1{HIDDEN}", text)


def without_secrets(value: Any) -> Any:
    """The same plain data (dicts, lists, scalars) with every secret's value replaced by dots."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key in _SECRET_FIELDS and inner else without_secrets(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return without_keys(value) if isinstance(value, str) else value
