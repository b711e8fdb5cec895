"""What kind of key a text is. Only test keys pass; every other kind is refused by name.

No message ever holds a part of the key. ``masked`` hides keys in texts that others wrote.
"""

import re
import unicodedata

from helpers.bilingual import Text, TutorialError
from helpers.widgets.html import HIDDEN

_TEST_KEY = re.compile(r"(sk|rk)_test_[A-Za-z0-9]+")
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}  # control, format (zero-width, direction), separators

_KINDS = {
    "sk": Text("シークレットキー", "secret key"),
    "rk": Text("制限付きキー", "restricted key"),
}

# Stripe itself repeats a wrong key with stars in its middle; its ends are hidden here too.
_SECRET = re.compile(
    r"\b(?:(?:sk|rk|pk|ek|pss|sk_org|rk_org)_(?:test|live)_|whsec_)[A-Za-z0-9*+/=]+"
    r"|\b[a-z]{2,5}_[A-Za-z0-9]+_secret_[A-Za-z0-9]+"
)

# The first pattern that fits the beginning of the text names it.
_REFUSALS: tuple[tuple[str, Text], ...] = (
    (
        r"$",
        Text(
            "キーが空です。Stripe のテスト用シークレットキー (sk_test_…) が必要です。",
            "The key is empty. A secret key of Stripe's test mode (sk_test_…) is needed.",
        ),
    ),
    (
        r"(sk|rk)_live_",
        Text(
            "本番のキーです。この教材は本番のキーを使いません。",
            "This is a live key. This course never uses one.",
        ),
    ),
    (
        r"(sk|rk)_org_|org_",
        Text(
            "組織のキーです。1 つのアカウントのテスト用シークレットキー (sk_test_…) が必要です。",
            "This is an organization key. A secret test key of a single account (sk_test_…) "
            "is needed.",
        ),
    ),
    (
        r"pk_",
        Text(
            "公開可能キーです。ブラウザー用で、この呼び出しはできません。"
            "テスト用シークレットキー (sk_test_…) が必要です。",
            "This is a publishable key, made for browsers; it cannot make these calls. "
            "A secret test key (sk_test_…) is needed.",
        ),
    ),
    (
        r"whsec_",
        Text(
            "Webhook の署名シークレットで、API キーではありません。"
            "テスト用シークレットキー (sk_test_…) が必要です。",
            "This is a webhook signing secret, not an API key. A secret test key (sk_test_…) "
            "is needed.",
        ),
    ),
    (
        r"ek_",
        Text(
            "モバイルアプリ用の一時キーです。テスト用シークレットキー (sk_test_…) が必要です。",
            "This is an ephemeral key, made for mobile apps. A secret test key (sk_test_…) "
            "is needed.",
        ),
    ),
    (
        r"",
        Text(
            "テスト用のキーの形 (sk_test_ または rk_test_ に英数字が続く) ではありません。"
            "引用符、空白、改行が混ざっていないか確かめてください。",
            "This does not have the shape of a test key: sk_test_ or rk_test_ followed by letters "
            "and digits. Look for quotation marks, spaces or line breaks in it.",
        ),
    ),
)


class KeyRefused(TutorialError):
    """The text is no test key; the message names what it is instead. Nothing was sent."""


def normalised(text: str) -> str:
    """The text as it was meant: NFKC, without invisible characters, without space around it."""
    folded = unicodedata.normalize("NFKC", text.strip())
    return "".join(c for c in folded if unicodedata.category(c) not in _INVISIBLE).strip()


def checked(text: str) -> str:
    """The test key that ``text`` holds, normalised.

    Raises KeyRefused, one message for each kind of text that is no test key.
    """
    key = normalised(text)
    if _TEST_KEY.fullmatch(key):
        return key
    # Upper case is no test key either, but it still says which kind was meant.
    refusal = next(said for start, said in _REFUSALS if re.match(start, key.lower()))
    raise KeyRefused(*refusal)


def kind(key: str) -> Text:
    """What a test key is called: a secret key or a restricted key."""
    return _KINDS[key[:2]]


def masked(text: str) -> str:
    """The text with every key, signing secret and client secret in it replaced by dots."""
    return _SECRET.sub(HIDDEN, text)
