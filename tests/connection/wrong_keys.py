"""Texts that are no test key, by the kind that the refusal has to name. Built at run time."""

from __future__ import annotations

_BODY = "Ab1Cd2Ef3" * 3


def _key(prefix: str) -> str:
    return prefix + _BODY


# name → (text, what the Japanese refusal and the English one must say)
LIVE = ("本番のキーです", "This is a live key")
ORGANIZATION = ("組織のキーです", "This is an organization key")
PUBLISHABLE = ("公開可能キーです", "This is a publishable key")
WEBHOOK = ("署名シークレット", "webhook signing secret")
EPHEMERAL = ("一時キーです", "This is an ephemeral key")
EMPTY = ("キーが空です", "The key is empty")
MALFORMED = ("キーの形", "shape of a test key")

WRONG_KEYS: dict[str, tuple[str, tuple[str, str]]] = {
    "live": (_key("sk_live_"), LIVE),
    "live, restricted": (_key("rk_live_"), LIVE),
    "live, full-width": (_key("ｓｋ＿ｌｉｖｅ＿"), LIVE),
    "live, zero-width space inside": (_key("sk_\u200blive_"), LIVE),
    "live, line break inside": (_key("sk_\nlive_"), LIVE),
    "live, byte order mark before it": ("\ufeff" + _key("sk_live_"), LIVE),
    "live, upper case": (_key("SK_LIVE_"), LIVE),
    "live, space around it": (f"  {_key('sk_live_')}\t", LIVE),
    "organization": (_key("sk_org_"), ORGANIZATION),
    "organization, test mode": (_key("sk_org_test_"), ORGANIZATION),
    "organization, live mode": (_key("sk_org_live_"), ORGANIZATION),
    "publishable, test": (_key("pk_test_"), PUBLISHABLE),
    "publishable, live": (_key("pk_live_"), PUBLISHABLE),
    "webhook secret": (_key("whsec_"), WEBHOOK),
    "ephemeral": (_key("ek_test_"), EPHEMERAL),
    "empty": ("", EMPTY),
    "only spaces": ("  \n", EMPTY),
    "only invisible": ("\u200b\ufeff", EMPTY),
    "prefix alone": (_key("sk_test_").removesuffix(_BODY), MALFORMED),
    "no prefix": (_BODY, MALFORMED),
    "two keys": (f"{_key('sk_test_')} {_key('sk_test_')}", MALFORMED),
    "test key and a live one": (f"{_key('sk_test_')}\u2028,{_key('sk_live_')}", MALFORMED),
    "quoted": (f'"{_key("sk_test_")}"', MALFORMED),
    "with Bearer": (f"Bearer {_key('sk_test_')}", MALFORMED),
    "with a header after it": (f"{_key('sk_test_')}: x\r\nHost: example.com", MALFORMED),
    "space inside": (f"sk_test_{_BODY[:9]} {_BODY[9:]}", MALFORMED),
    "Cyrillic letter": (_key("ѕk_test_"), MALFORMED),
    "Arabic digits": (f"{_key('sk_test_')}\u0663", MALFORMED),
    "upper case": (_key("SK_TEST_"), MALFORMED),
    "hyphens": (_key("sk-test-"), MALFORMED),
    "account id": (_key("acct_"), MALFORMED),
    "client secret": (f"src_{_BODY}_secret_{_BODY}", MALFORMED),
}

GOOD_KEYS = {
    "secret": (_key("sk_test_"), _key("sk_test_")),
    "restricted": (_key("rk_test_"), _key("rk_test_")),
    "full-width": (_key("ｓｋ＿ｔｅｓｔ＿"), _key("sk_test_")),
    "zero-width space inside": (_key("sk_\u200btest_"), _key("sk_test_")),
    "line break at its end": (_key("sk_test_") + "\r\n", _key("sk_test_")),
    "soft hyphen inside": (_key("sk_te\u00adst_"), _key("sk_test_")),
    "space around it": (f" {_key('sk_test_')}\u3000", _key("sk_test_")),
}

BODY = _BODY
