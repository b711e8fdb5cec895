"""The learner's hand on a customer's sources: attach a test card, make default, charge, detach.

Each control says before which call it will make, and shows after which call it made.
"""

from typing import Any

import stripe

from helpers.bilingual import Text, TutorialError
from helpers.widgets import live, source_list
from helpers.widgets.call_code import code_of, line_of
from helpers.widgets.failures import customer_id, told_when_dead
from helpers.widgets.following import calls_of
from helpers.widgets.html import Markup, Picture, both, code, fill, ident, join
from helpers.widgets.request_form import Asked, Call, call
from helpers.widgets.source_list import Row, State, state_of

TEST_CARDS = {
    "tok_visa": "tok_visa — Visa •••• 4242",
    "tok_visa_debit": "tok_visa_debit — Visa •••• 5556",
    "tok_mastercard": "tok_mastercard — MasterCard •••• 4444",
    "tok_mastercard_prepaid": "tok_mastercard_prepaid — MasterCard •••• 5100",
    "tok_amex": "tok_amex — American Express •••• 8431",
    "tok_jp": "tok_jp — Visa •••• 0003 (JP)",
    "tok_threeDSecureRequired": "tok_threeDSecureRequired — Visa •••• 3063",
    "tok_chargeCustomerFail": "tok_chargeCustomerFail — Visa •••• 0341",
    "tok_chargeDeclined": "tok_chargeDeclined — Visa •••• 0002",
    "tok_chargeDeclinedInsufficientFunds": "tok_chargeDeclinedInsufficientFunds — Visa •••• 9995",
}
"""Stripe's test tokens (T05) and the cards they stand for: no real card is ever needed."""

CURRENCIES = ("eur", "jpy", "usd")
_AS = {"source": "Source (src_…)", "token": "Card (card_…)"}
_NEW_SOURCE = "src_…"

_CHOSEN = Text("選んだソース", "The chosen source")
_NOTHING_CHOSEN = Text(
    "まだ選んでいません。表の 1 列目で選びます。", "None yet: choose in the first column."
)
_NEW = Text("テストカードの追加", "A new test card")
_PAGES = Text("ページ", "Pages")
_CARD = Text("カード", "Card")
_FORM = Text("形", "As")
_AMOUNT = Text("金額 (最小単位)", "Amount (smallest unit)")
_CURRENCY = Text("通貨", "Currency")
_MAKE_DEFAULT = Text("デフォルトにする", "Make default")
_CHARGE = Text("請求する", "Charge")
_DETACH = Text("切り離す", "Detach")
_ATTACH = Text("関連付ける", "Attach")
_BACK = Text("前のページ", "Previous page")
_ON = Text("次のページ", "Next page")
_LAST = Text("今行った呼び出し", "The calls just made")
_SENDS = Text("送るリクエスト:", "Will send:")
_DONE = {
    "default": Text("デフォルトを変更しました。", "The default is changed."),
    "charge": Text("請求しました。", "Charged."),
    "detach": Text("切り離しました。", "Detached."),
    "attach": Text("関連付けました。", "Attached."),
}


def show_sources(client: stripe.StripeClient, customer: str | stripe.Customer) -> "SourceList":
    """Show a customer's sources; in a running kernel they can be charged, detached and more.

    ``customer`` is the id, ``cus_…``, or the Customer. Raises TutorialError for anything else, and
    StripeError as the account's answers do.
    """
    with told_when_dead():
        return SourceList(client, customer_id(customer))


class SourceList(live.LivePicture):
    """A customer's sources, a page of 100 at a time, with what can be done to one of them."""

    def __init__(self, client: stripe.StripeClient, customer: str) -> None:
        super().__init__(client)
        self.customer = customer
        self.state = state_of(client, customer)
        self.chosen: str | None = None
        self.token, self.form = "tok_visa", "source"
        self.amount, self.currency = 1099, "eur"
        self.made: list[Asked] = []
        self._cursor: dict[str, str] = {}

    def look_again(self) -> None:
        """Ask for the page again."""
        self.state = state_of(self.client, self.customer, self._cursor, self.state.page)
        if self._cursor and not self.state.rows:  # the page has emptied: begin again
            self._cursor = {}
            self.state = state_of(self.client, self.customer)
        if self.chosen not in [row.id for row in self.state.rows]:
            self.chosen = None

    # --- what it will send -----------------------------------------------------------------------

    def plan(self, name: str, chosen: str | None = None) -> list[Call]:
        """The calls that an action makes; ``src_…`` stands for an id that is not known yet."""
        id = chosen or self.chosen or _NEW_SOURCE
        sources = f"/v1/customers/{self.customer}/sources"
        if name == "default":
            return [call("POST", f"/v1/customers/{self.customer}", {"default_source": id})]
        if name == "charge":
            paid = {"amount": self.amount, "currency": self.currency}
            return [call("POST", "/v1/charges", {**paid, "customer": self.customer, "source": id})]
        if name == "detach":
            return [call("DELETE", f"{sources}/{id}")]
        if self.form == "token":
            return [call("POST", sources, {"source": self.token})]
        made = call("POST", "/v1/sources", {"type": "card", "token": self.token})
        return [made, call("POST", sources, {"source": _NEW_SOURCE})]

    # --- what the controls do --------------------------------------------------------------------

    def do_choose(self, values: live.Values) -> None:
        """A source, a card, a form, an amount or a currency was chosen."""
        self._read(values)

    def do_default(self, values: live.Values) -> Text:
        """Make the chosen source the default."""
        source = self._needed(values)
        return self._do(
            "default",
            lambda: self.client.v1.customers.update(self.customer, {"default_source": source}),
        )

    def do_charge(self, values: live.Values) -> Text:
        """Charge the chosen source."""
        source = self._needed(values)
        return self._do(
            "charge",
            lambda: self.client.v1.charges.create(
                {
                    "amount": self.amount,
                    "currency": self.currency,
                    "customer": self.customer,
                    "source": source,
                }
            ),
        )

    def do_detach(self, values: live.Values) -> Text:
        """Detach the chosen source: a Source is consumed, a Card deleted."""
        source = self._needed(values)
        return self._do(
            "detach",
            lambda: self.client.v1.customers.payment_sources.delete(self.customer, source),
        )

    def do_attach(self, values: live.Values) -> Text:
        """Attach the chosen test card."""
        self._read(values)
        return self._do("attach", self._attach)

    def do_on(self, _: live.Values) -> None:
        """The next page, by the API's own cursor."""
        self._turn({"starting_after": self.state.rows[-1].id}, 1)

    def do_back(self, _: live.Values) -> None:
        """The page before."""
        if self.state.page == 2:
            self._cursor = {}
            self.state = state_of(self.client, self.customer)
        else:
            self._turn({"ending_before": self.state.rows[0].id}, -1)

    def _turn(self, cursor: dict[str, str], by: int) -> None:
        page = self.state.page + by
        self.state = state_of(self.client, self.customer, cursor, page)
        self._cursor, self.chosen = cursor, None

    def _attach(self) -> None:
        source = self.token
        if self.form == "source":
            source = self.client.v1.sources.create({"type": "card", "token": self.token}).id
        self.client.v1.customers.payment_sources.create(self.customer, {"source": source})

    def _do(self, name: str, act: Any) -> Text:
        planned, before = self.plan(name), len(calls_of(self.client))
        try:
            act()
        finally:
            # The requests as they were sent; without a record, as they were planned.
            self.made = list(calls_of(self.client)[before:]) or list(planned)
            self.look_again()
        return _DONE[name]

    def _read(self, values: live.Values) -> None:
        chosen = values.get("source")
        if chosen in [row.id for row in self.state.rows]:
            self.chosen = chosen
        if values.get("token") in TEST_CARDS:
            self.token = str(values["token"])
        if values.get("form") in _AS:
            self.form = str(values["form"])
        if values.get("currency") in CURRENCIES:
            self.currency = str(values["currency"])
        amount = str(values.get("amount", self.amount))
        if not (amount.isascii() and amount.isdigit() and 1 <= int(amount) <= 99_999_999):
            raise TutorialError(
                "金額は 1 から 99999999 の整数で入力してください。",
                "The amount is a whole number from 1 to 99999999.",
            )
        self.amount = int(amount)

    def _needed(self, values: live.Values) -> str:
        self._read(values)
        if self.chosen is None:
            raise TutorialError(
                "先に表の 1 列目でソースを選んでください。",
                "First choose a source in the first column of the table.",
            )
        return self.chosen

    # --- how it looks ----------------------------------------------------------------------------

    def picture(self) -> Picture:
        return source_list.picture(self.state)

    def parts(self) -> live.Parts:
        if self.state.deleted:
            return {"table": self.html, "outcome": self._outcome()}
        names = [self._choice(row) for row in self.state.rows]
        table = source_list.rows_of(self.state, names) if names else self.html
        return {
            "table": fill("{}{}{}", table, self._pager(), source_list.modern_names()),
            "controls": self._on_the_chosen() + self._on_a_new_card(),
            "outcome": self._outcome(),
        }

    def _choice(self, row: Row) -> Markup:
        return live.radio("source", row.id, ident(row.id), row.id == self.chosen, "choose")

    def _pager(self) -> Markup:
        if self.state.page == 1 and not self.state.more:
            return Markup("")
        return live.action(
            live.button("back", _BACK, able=self.state.page > 1),
            live.button("on", _ON, able=self.state.more),
        )

    def _on_the_chosen(self) -> Markup:
        able = self.chosen is not None
        money = [
            live.number("amount", _AMOUNT, self.amount, "choose"),
            live.choice("currency", _CURRENCY, {c: c for c in CURRENCIES}, self.currency, "choose"),
        ]
        return live.group(
            _CHOSEN,
            fill("<p>{}</p>", code(self.chosen) if able else both(_NOTHING_CHOSEN)),
            live.action(
                live.button("default", _MAKE_DEFAULT, able=able, once=True), self._before("default")
            ),
            live.action(
                live.button("charge", _CHARGE, able=able, once=True), *money, self._before("charge")
            ),
            live.action(
                live.button("detach", _DETACH, able=able, once=True), self._before("detach")
            ),
        )

    def _on_a_new_card(self) -> Markup:
        return live.group(
            _NEW,
            live.action(
                live.choice("token", _CARD, TEST_CARDS, self.token, "choose"),
                live.choice("form", _FORM, _AS, self.form, "choose"),
                live.button("attach", _ATTACH, once=True),
                self._before("attach"),
            ),
        )

    def _before(self, name: str) -> Markup:
        lines = join(fill(" {}", line_of(planned)) for planned in self.plan(name))
        return fill("<span>{}{}</span>", both(_SENDS), lines)

    def _outcome(self) -> Markup:
        if not self.made:
            return Markup("")
        shown = (
            fill("<p>{}</p>{}", line_of(asked), code_of(asked, opened="Python"))
            for asked in self.made
        )
        return live.group(_LAST, *shown)


__all__ = ["CURRENCIES", "TEST_CARDS", "SourceList", "State", "show_sources"]
