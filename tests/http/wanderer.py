"""Random requests to an emulator's door: mostly plausible, often wrong, sometimes plain garbage.

The wanderer learns ids from the answers, so that its calls meet each other's objects. The same
seed gives the same requests.
"""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import quote, quote_plus

from helpers.emulator import parameters as kinds
from helpers.emulator.routes import ROUTES, Route

PREFIXES = ("cus", "src", "card", "tok", "ch", "re", "evt", "pm", "pi", "seti", "we", "ba", "txn")
IDS = {
    "customer": ("cus",),
    "source": ("src",),
    "token": ("tok",),
    "charge": ("ch",),
    "refund": ("re",),
    "event": ("evt",),
    "id": ("src", "card", "ba"),
}
"""Names in the engine's paths, and what ids go there."""

GOOD_TOKENS = ("tok_visa", "tok_mastercard", "tok_amex", "tok_visa_debit")
TOKENS = (
    *GOOD_TOKENS,
    "tok_chargeDeclined",
    "tok_chargeCustomerFail",
    "tok_threeDSecureRequired",
    "pm_card_visa",
)
REDIRECTS = ("ideal", "bancontact", "eps", "giropay", "p24", "sofort", "alipay", "multibanco")

ODD = (
    *("", " ", "0", "-1", "ten", "1e9", "9" * 30, "true", "null", "x" * 600),
    *("é", "日本語", "😀", "\ud7ff", "\x00", "%", "&=", "[]", "'\"<>", "../.."),
    *("cus_none", "src_none", "tok_none"),
)
ODD_NAMES = (
    *("a", "a[b]", "a[]", "a[b][c]", "[", "]", "a[", "[a]", "a]b", "expand", "", "💳"),
    "a[b][c][d][e][f][g][h][i][j]",
)
EXPANSIONS = (
    *("customer", "source", "sources", "default_source", "data", "data.customer", "data.source"),
    *("latest_charge", "latest_charge.customer", "refunds", "charge", "invoice", "a.b.c.d.e"),
)
VERSIONS = ("2019-12-03", "2022-11-15", "2026-10-28.endive", "2011-01-01", "", "x", "9999-99-99")
ODD_STEPS = (
    *("v1", "v2", "customers", "sources", "charges", "refunds", "search", "verify", "capture"),
    *("invoices", "", *ODD),
)

MONEY = "amount={amount} currency={currency}"
METHOD = " payment_method={method}"
CALLS = (
    (6, "POST /v1/sources", "type=card token={good} usage={usage}"),
    (2, "POST /v1/sources", "type=sepa_debit currency=eur sepa_debit[iban]=DE89370400440532013000"),
    (4, "POST /v1/sources", "type={redirect} amount=1099 currency=eur redirect[return_url]={shop}"),
    (6, "GET /v1/sources/{source}", ""),
    (1, "POST /v1/sources", "type=ach_credit_transfer currency=usd owner[email]=a@example.com"),
    (1, "POST /v1/sources", "customer={customer} original_source={source}"),
    (5, "POST /v1/customers", "email=a@example.com"),
    (4, "POST /v1/customers", "source={payer}"),
    (5, "POST /v1/customers/{customer}/sources", "source={payer}"),
    (2, "POST /v1/customers/{customer}", "default_source={source}"),
    (2, "POST /v1/customers/{customer}", "source={payer}"),
    (2, "GET /v1/customers/{customer}/sources", "limit=3"),
    (2, "DELETE /v1/customers/{customer}/sources/{source}", ""),
    (1, "DELETE /v1/customers/{customer}", ""),
    (6, "POST /v1/charges", MONEY + " customer={customer} source={source}"),
    (5, "POST /v1/charges", MONEY + " customer={customer}"),
    (4, "POST /v1/charges", MONEY + " source={payer} capture={boolean}"),
    (2, "POST /v1/charges", MONEY + " source={token}"),
    (2, "POST /v1/charges/{charge}/capture", ""),
    (2, "POST /v1/charges/{charge}/capture", "amount={amount}"),
    (3, "POST /v1/refunds", "charge={charge}"),
    (3, "POST /v1/refunds", "charge={charge} amount={amount}"),
    (2, "POST /v1/payment_methods", "type=card card[token]={good}"),
    (3, "POST /v1/payment_methods/{method}/attach", "customer={customer}"),
    (1, "POST /v1/payment_methods/{method}/detach", ""),
    (2, "POST /v1/setup_intents", "customer={customer} payment_method={method} confirm=true"),
    (2, "POST /v1/payment_intents", MONEY + " customer={customer} payment_method={source}"),
    (2, "POST /v1/payment_intents", MONEY + " payment_method={method} confirm=true"),
    (2, "POST /v1/payment_intents", MONEY + " capture_method=manual confirm=true" + METHOD),
    (2, "POST /v1/payment_intents/{intent}/confirm", METHOD),
    (2, "POST /v1/payment_intents/{intent}/capture", ""),
    (1, "POST /v1/payment_intents/{intent}/cancel", ""),
    (0.3, "POST /v1/webhook_endpoints", "url=https://a.example/ enabled_events[]=charge.succeeded"),
    (1, "GET /v1/events", "limit=3"),
)
"""Calls that a shop would make: how often, what, and the form."""

NEWEST = 20
"""How many of the ids of a kind are still asked about."""

Form = list[tuple[str, str]]


class Wanderer:
    """Makes requests; :meth:`learn` takes the answers."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.known: dict[str, list[str]] = {prefix: [] for prefix in PREFIXES}
        self._keys: list[str] = []

    # --- what it has seen ------------------------------------------------------------------------

    def learn(self, answer: Any) -> None:
        """Remember every id in an answer."""
        if isinstance(answer, dict):
            id = answer.get("id")
            if isinstance(id, str):
                pool = self.known.get(id.partition("_")[0])
                if pool is not None and id not in pool[-NEWEST:]:
                    pool.append(id)
            for value in answer.values():
                self.learn(value)
        elif isinstance(answer, list):
            for value in answer:
                self.learn(value)

    def id(self, *prefixes: str) -> str:
        """An id seen before, mostly a recent one; now and then one that fits nowhere."""
        if self.chance.random() < 0.04:
            return self.chance.choice(ODD)
        pools = [pool for pool in (self.known[prefix] for prefix in prefixes) if pool]
        if not pools:
            return f"{prefixes[0]}_none"
        return self.chance.choice(self.chance.choice(pools)[-NEWEST:])

    # --- what it asks ----------------------------------------------------------------------------

    def next(self) -> tuple[str, str, str, dict[str, str]]:
        """Method, target (path and query), body and headers of the next request."""
        roll = self.chance.random()
        if roll < 0.65:
            method, path, form = self._plausible()
        elif roll < 0.9:
            method, path, form = self._by_schema(self.chance.choice(ROUTES))
        else:
            method, path, form = self._garbage()
        if self.chance.random() < 0.05:
            form.append(("expand[]", self.chance.choice(EXPANSIONS)))
        if self.chance.random() < 0.03:
            form.append((self.chance.choice(ODD_NAMES), self.chance.choice(ODD)))
        encoded = "&".join(
            f"{quote_plus(name, safe='[]')}={quote_plus(value)}" for name, value in form
        )
        target = quote(path, safe="/")
        if method == "POST":
            return method, target, encoded, self._headers()
        return method, target + (f"?{encoded}" if encoded else ""), "", self._headers()

    def _headers(self) -> dict[str, str]:
        headers = {}
        if self.chance.random() < 0.1:
            if self._keys and self.chance.random() < 0.4:
                headers["Idempotency-Key"] = self.chance.choice(self._keys)
            else:
                headers["Idempotency-Key"] = f"key-{len(self._keys)}"
                self._keys.append(headers["Idempotency-Key"])
        if self.chance.random() < 0.05:
            headers["Stripe-Version"] = self.chance.choice(VERSIONS)
        return headers

    def _plausible(self) -> tuple[str, str, Form]:
        """A call that a shop would make."""
        chance = self.chance
        _, line, form = chance.choices(CALLS, [call[0] for call in CALLS])[0]
        source = self.id("src")
        words = {
            "amount": chance.choice(["50", "100", "1099", "5000"]),
            "boolean": chance.choice(["true", "false"]),
            "charge": self.id("ch"),
            "currency": chance.choice(["eur", "eur", "usd", "jpy"]),
            "customer": self.id("cus"),
            "intent": self.id("pi"),
            "method": self.id("pm"),
            "good": chance.choice(GOOD_TOKENS),
            "payer": chance.choice([source, source, chance.choice(GOOD_TOKENS)]),
            "redirect": chance.choice(REDIRECTS),
            "shop": "https://shop.example/back?a=b",
            "source": source,
            "token": chance.choice(TOKENS),
            "usage": chance.choice(["reusable", "single_use"]),
        }
        method, path = line.split()
        pairs = [field.partition("=") for field in form.split()]
        return method, path.format(**words), [(n, value.format(**words)) for n, _, value in pairs]

    def _by_schema(self, route: Route) -> tuple[str, str, Form]:
        """A route of the engine with parameters that its schema knows, of the right kind or not."""
        parts = []
        for part in route.path.split("/"):
            prefixes = IDS.get(part.strip("{}"), ("pm", "pi", "seti", "we", "src"))
            parts.append(self.id(*prefixes) if part.startswith("{") else part)
        schema = route.schema({}, dict.fromkeys(IDS, "src_none"))
        wanted = [name for name in schema.required if self.chance.random() < 0.9]
        names = [name for name in schema.fields if name not in wanted and name != "expand"]
        wanted += self.chance.sample(names, min(len(names), self.chance.choice([0, 1, 1, 2, 4])))
        form: Form = []
        for name in wanted:
            self._fill(form, name, schema.fields[name], name)
        return route.method, "/".join(parts), form

    def _fill(self, form: Form, path: str, kind: Any, name: str) -> None:
        chance = self.chance
        if isinstance(kind, kinds.Required):
            kind = kind.kind
        if chance.random() < 0.06:
            form.append((chance.choice([path, path + "[]", path + "[x]"]), chance.choice(ODD)))
        elif isinstance(kind, kinds.Hash):
            fields = kind.schema.fields
            for inner in chance.sample(sorted(fields), min(len(fields), chance.randrange(1, 4))):
                self._fill(form, f"{path}[{inner}]", fields[inner], inner)
        elif isinstance(kind, kinds.Either):
            self._fill(form, path, chance.choice([kind.single, kind.hash]), name)
        elif isinstance(kind, kinds.ListOf):
            for _ in range(chance.randrange(1, 3)):
                self._fill(form, path + "[]", kind.kind, name)
        elif isinstance(kind, kinds.Metadata):
            form.append(
                (f"{path}[{chance.choice(['a', 'b', 'k' * 41, '日本'])}]", chance.choice(ODD))
            )
        else:
            form.append((path, self._value(kind, name)))

    def _value(self, kind: Any, name: str) -> str:
        chance = self.chance
        if isinstance(kind, kinds.Choice):
            return chance.choice(kind.words)
        if isinstance(kind, kinds.Boolean):
            return chance.choice(["true", "false"])
        if isinstance(kind, kinds.Integer):
            return str(chance.choice([0, 1, 50, 100, 1099, 1_793_577_600, 2**31, 2**70]))
        if isinstance(kind, kinds.Currency):
            return chance.choice(["eur", "usd", "jpy", "EUR", "xxx"])
        if isinstance(kind, kinds.Email):
            return chance.choice(["a@example.com", "x_chargeable@example.com", "no"])
        if name == "type":
            return chance.choice(["card", "sepa_debit", "us_bank_account", *REDIRECTS])
        if name in ("starting_after", "ending_before"):
            return self.id(*PREFIXES)
        if name == "customer":
            return self.id("cus")
        if "source" in name or name in ("card", "payment_method"):
            return chance.choice([self.id("src", "card", "pm", "tok"), chance.choice(TOKENS)])
        if name in ("charge", "payment_intent"):
            return self.id("ch", "pi")
        if name == "return_url" or name == "url":
            return chance.choice(["https://shop.example/", "shop"])
        return chance.choice([self.id(*PREFIXES), "word", *ODD])

    def _garbage(self) -> tuple[str, str, Form]:
        chance = self.chance
        method = chance.choice(["GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "X"])
        path = "/v1/" + "/".join(chance.choice(ODD_STEPS) for _ in range(chance.randrange(1, 6)))
        pairs = range(chance.randrange(4))
        return method, path, [(chance.choice(ODD_NAMES), chance.choice(ODD)) for _ in pairs]
