"""What kind of key a text is. Only test keys pass; every other kind is refused by name.

No message ever holds a part of the key.
"""

import re
import unicodedata

from helpers.bilingual import Text, TutorialError

_TEST_KEY = re.compile(r"(sk|rk)_test_[A-Za-z0-9]+")
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}  # control, format (zero-width, direction), separators

_KINDS = {
    "sk": Text("シークレットキー", "secret key"),
    "rk": Text("制限付きキー", "restricted key"),
}

# The first pattern that fits the beginning of the text names it.
_REFUSALS: tuple[tuple[str, Text], ...] = (
    (
        r"$",
        Text(
            "キーが空です。Stripe のテスト用シークレットキー (sk_test_…) を渡してください。",
            "The key is empty. Give a secret key of Stripe's test mode (sk_test_…).",
        ),
    ),
    (
        r"(sk|rk)_live_",
        Text(
            "本番のキーです。この教材は本番のキーを使いません。送信していません。",
            "This is a live key. This course never uses one; nothing was sent.",
        ),
    ),
    (
        r"(sk|rk)_org_|org_",
        Text(
            "組織のキーです。一つのアカウントのテスト用シークレットキー (sk_test_…) が必要です。",
            "This is an organization key. A secret test key of one account (sk_test_…) is needed.",
        ),
    ),
    (
        r"pk_",
        Text(
            "公開可能キーです。ブラウザ用で、この呼び出しはできません。sk_test_… が必要です。",
            "This is a publishable key, made for browsers; it cannot make these calls. "
            "A secret test key (sk_test_…) is needed.",
        ),
    ),
    (
        r"whsec_",
        Text(
            "Webhook の署名シークレットです。API キーではありません。sk_test_… が必要です。",
            "This is a webhook signing secret, not an API key. A secret test key (sk_test_…) "
            "is needed.",
        ),
    ),
    (
        r"ek_",
        Text(
            "一時キーです。モバイルアプリ用です。sk_test_… が必要です。",
            "This is an ephemeral key, made for mobile apps. A secret test key (sk_test_…) "
            "is needed.",
        ),
    ),
    (
        r"",
        Text(
            "テスト用のキーの形 (sk_test_ または rk_test_ に英数字が続く) ではありません。"
            "空白や改行が混ざっていないか確かめてください。",
            "This does not have the shape of a test key: sk_test_ or rk_test_ followed by letters "
            "and digits. Look for a space or a line break inside it.",
        ),
    ),
)


class KeyRefused(TutorialError):
    """The text is no test key; the message names what it is instead."""


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
