"""Any sequence of calls: what must stay true whatever a learner does.

Each step is a request (or the learner's hand, or time); after each, the invariants are checked
on the state itself. Requests that are refused must leave the state as it was.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from helpers.emulator import Emulator, Request
from helpers.emulator.wire import to_json
from tests.depth import depth
from tests.emulator.conftest import KEY

ENDS = {"consumed", "failed", "canceled"}
HOUR = 3600

index = st.integers(0, 5)
tokens = st.sampled_from(
    ["tok_visa", "tok_mastercard", "tok_chargeDeclined", "tok_chargeCustomerFail", "tok_x"]
)
types = st.sampled_from(["card", "single", "sepa_debit", "ideal", "sofort", "alipay"])
amounts = st.sampled_from([0, 49, 50, 500, 1099])
bad = st.sampled_from([{}, {}, {}, {"rubbish": "1"}, {"expand[]": "rubbish"}, {"metadata[a]": ""}])


class Account(RuleBasedStateMachine):
    """A learner with a keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.emulator = Emulator()
        self.store = self.emulator.account.store
        self.ends: dict[str, str] = {}
        self.alone: dict[str, int] = {}
        self.money = 0

    # --- helpers -----------------------------------------------------------------------------

    def ids(self, kind: str) -> list[str]:
        return list(self.store.objects.get(kind, {}))

    def pick(self, kind: str, at: int) -> str:
        ids = self.ids(kind)
        return ids[-1 - at % len(ids)] if ids else f"{kind}_none"

    def wallet(self, customer: str) -> list[str]:
        return list(self.store.sequence("wallet", customer).older())

    def state(self) -> str:
        sequences = {repr(key): list(s.older()) for key, s in self.store.sequences.items()}
        events = len(self.emulator.account.events)
        return to_json([self.store.objects, sequences, sorted(self.store.spent), events])

    def ask(self, method: str, path: str, **form: Any) -> dict[str, Any] | None:
        """Make a request; None if it was refused, which must have changed nothing."""
        text = urlencode({key: value for key, value in form.items() if value is not None})
        query, body = ("", text) if method == "POST" else (text, "")
        before = self.state()
        response = self.emulator.handle(
            Request(method, path, query, {"Authorization": f"Bearer {KEY}"}, body)
        )
        answer: dict[str, Any] = json.loads(response.body)
        assert response.status < 500, answer
        if response.status == 200:
            return answer
        leaves_a_failed_charge = "charge" in answer["error"]
        assert leaves_a_failed_charge or self.state() == before, answer
        return None

    @initialize(kinds=st.lists(types, min_size=3, max_size=6))
    def begin(self, kinds: list[str]) -> None:
        """Two customers and a few sources, so that the first steps meet something."""
        for kind in kinds:
            self.create_source("tok_visa", kind, {})
        for at in (0, 1):
            self.create_customer(at, at == 0, {})

    # --- what a learner may do -----------------------------------------------------------------

    @rule(token=tokens, type=types, more=bad)
    def create_source(self, token: str, type: str, more: dict[str, str]) -> None:
        form: dict[str, Any] = {"type": type, **more}
        if type in ("card", "single"):
            form |= {"type": "card", "token": token}
            form |= {"usage": "single_use", "amount": 1000} if type == "single" else {}
        elif type == "sepa_debit":
            form |= {"sepa_debit[iban]": "DE89370400440532013000", "currency": "eur"}
        else:
            form |= {"amount": 1000, "currency": "eur"}
            form["redirect[return_url]"] = "https://example.com"
            form |= {"sofort[country]": "DE"} if type == "sofort" else {}
            form |= {"usage": "reusable"} if type == "alipay" else {}
        self.ask("POST", "/v1/sources", **form)

    @rule(at=index, with_source=st.booleans(), more=bad)
    def create_customer(self, at: int, with_source: bool, more: dict[str, str]) -> None:
        source = self.pick("source", at) if with_source else None
        self.ask("POST", "/v1/customers", source=source, email="a@example.com", **more)

    @rule(customer=index, source=index, token=st.none() | tokens)
    def attach(self, customer: int, source: int, token: str | None) -> None:
        id = token or self.pick("source", source)
        self.ask("POST", f"/v1/customers/{self.pick('customer', customer)}/sources", source=id)

    @rule(customer=index, source=index, token=st.none() | tokens, more=bad)
    def replace_default(
        self, customer: int, source: int, token: str | None, more: dict[str, str]
    ) -> None:
        id = token or self.pick("source", source)
        self.ask("POST", f"/v1/customers/{self.pick('customer', customer)}", source=id, **more)

    @rule(customer=index, source=index)
    def choose_default(self, customer: int, source: int) -> None:
        id = self.pick("customer", customer)
        mine = [*self.wallet(id), self.pick("source", source)]
        chosen = mine[source % len(mine)]
        self.ask("POST", f"/v1/customers/{id}", default_source=chosen, name=f"n{source}")

    @rule(customer=index, source=index)
    def detach(self, customer: int, source: int) -> None:
        id = self.pick("customer", customer)
        mine = [*self.wallet(id), self.pick("source", source)]
        self.ask("DELETE", f"/v1/customers/{id}/sources/{mine[source % len(mine)]}")

    @rule(source=index, more=bad)
    def update_source(self, source: int, more: dict[str, str]) -> None:
        form = {"owner[name]": "Jenny", **more}
        self.ask("POST", f"/v1/sources/{self.pick('source', source)}", **form)

    @rule(
        customer=st.none() | index,
        source=st.none() | index,
        token=st.none() | tokens,
        amount=amounts,
        capture=st.sampled_from([None, "false"]),
        currency=st.sampled_from(["eur", "eur", "jpy", "xxx"]),
    )
    def charge(
        self,
        customer: int | None,
        source: int | None,
        token: str | None,
        amount: int,
        capture: str | None,
        currency: str,
    ) -> None:
        who = None if customer is None else self.pick("customer", customer)
        what = token if source is None else self.pick("source", source)
        if who is not None and source is not None and self.wallet(who):
            what = self.wallet(who)[source % len(self.wallet(who))]
        made = self.ask(
            "POST",
            "/v1/charges",
            amount=amount,
            currency=currency,
            customer=who,
            source=what,
            capture=capture,
        )
        if made is not None:
            self.money += made["amount_captured"]
            if who is None and made["source"]["object"] == "source":
                self.alone[made["source"]["id"]] = self.alone.get(made["source"]["id"], 0) + 1

    @rule(customer=index, source=index, amount=amounts, manual=st.booleans())
    def pay_todays_way(self, customer: int, source: int, amount: int, manual: bool) -> None:
        who = self.pick("customer", customer)
        mine = [*self.wallet(who), "pm_card_visa", "pm_card_chargeDeclined"]
        made = self.ask(
            "POST",
            "/v1/payment_intents",
            amount=amount,
            currency="eur",
            customer=who,
            payment_method=mine[source % len(mine)],
            confirm="true",
            capture_method="manual" if manual else None,
        )
        if made is not None:
            self.money += made["amount_received"]

    @rule(customer=index, method=index, detach=st.booleans())
    def keep_payment_method(self, customer: int, method: int, detach: bool) -> None:
        who, known = self.pick("customer", customer), self.pick("payment_method", method)
        if detach:
            mine = [*self.store.sequence("payment_method", who).older(), known]
            self.ask("POST", f"/v1/payment_methods/{mine[method % len(mine)]}/detach")
        else:
            id = known if method % 2 else "pm_card_visa"
            self.ask("POST", f"/v1/payment_methods/{id}/attach", customer=who)

    @rule(charge=index, amount=st.none() | amounts)
    def refund(self, charge: int, amount: int | None) -> None:
        id = self.pick("charge", charge)
        made = self.ask("POST", "/v1/refunds", charge=id, amount=amount)
        if made is not None and self.store.objects["charge"][id]["captured"]:
            self.money -= made["amount"]

    @rule(charge=index, amount=st.none() | amounts)
    def capture(self, charge: int, amount: int | None) -> None:
        path = f"/v1/charges/{self.pick('charge', charge)}/capture"
        made = self.ask("POST", path, amount=amount, receipt_email="a@example.com")
        if made is not None:
            self.money += made["amount_captured"]

    @rule(customer=index)
    def delete_customer(self, customer: int) -> None:
        self.ask("DELETE", f"/v1/customers/{self.pick('customer', customer)}")

    @rule(source=index, agrees=st.booleans())
    def go_to_the_other_page(self, source: int, agrees: bool) -> None:
        id = self.pick("source", source)
        hand = self.emulator.authorize if agrees else self.emulator.fail
        before = self.state()
        try:
            hand(id)
        except (LookupError, ValueError):
            assert self.state() == before

    @rule(hours=st.sampled_from([0, 1, 6, 24 * 5]))
    def wait(self, hours: int) -> None:
        pending = self.pending()
        self.emulator.advance_clock(hours * HOUR)
        self.count_settled(pending)

    @rule(charge=index, succeed=st.booleans())
    def bank_answers(self, charge: int, succeed: bool) -> None:
        pending = self.pending()
        try:
            self.emulator.settle(self.pick("charge", charge), succeed)
        except (LookupError, ValueError):
            assert self.pending() == pending
        self.count_settled(pending)

    def pending(self) -> list[dict[str, Any]]:
        charges = self.store.objects.get("charge", {}).values()
        return [charge for charge in charges if charge["status"] == "pending"]

    def count_settled(self, were_pending: list[dict[str, Any]]) -> None:
        self.money += sum(charge["amount_captured"] for charge in were_pending)

    # --- what stays true -----------------------------------------------------------------------

    @invariant()
    def the_default_is_among_the_customers_sources(self) -> None:
        for id, customer in self.store.objects.get("customer", {}).items():
            wallet = self.wallet(id)
            if customer.get("deleted") or customer["default_source"] is None:
                assert wallet == []
            else:
                assert customer["default_source"] in wallet

    @invariant()
    def wallets_and_customer_keys_agree(self) -> None:
        attached = {
            source["id"]: source["customer"]
            for kind in ("source", "card")
            for source in self.store.objects.get(kind, {}).values()
            if "customer" in source
        }
        kept = {source: who for who in self.ids("customer") for source in self.wallet(who)}
        assert attached == kept

    @invariant()
    def an_end_is_an_end(self) -> None:
        for id, source in self.store.objects.get("source", {}).items():
            if id in self.ends:
                assert source["status"] == self.ends[id]
            elif source["status"] in ENDS:
                self.ends[id] = source["status"]
            steps = self.emulator.transitions(id)
            assert steps[-1].after == source["status"]
            assert [step.before for step in steps[1:]] == [step.after for step in steps[:-1]]

    @invariant()
    def nothing_is_charged_twice_without_a_customer(self) -> None:
        assert all(count == 1 for count in self.alone.values())

    @invariant()
    def the_money_adds_up(self) -> None:
        total = 0
        for charge in self.store.objects.get("charge", {}).values():
            limit = charge["amount_captured"] if charge["captured"] else charge["amount"]
            assert 0 <= charge["amount_refunded"] <= max(limit, 0)
            assert charge["amount_captured"] <= charge["amount"]
            assert charge["paid"] == (charge["status"] == "succeeded")
            if charge["captured"]:
                total += charge["amount_captured"] - charge["amount_refunded"]
        assert total == self.money

    @invariant()
    def events_tell_the_whole_story(self) -> None:
        """Replaying the events gives each customer, charge and source as it is now."""
        customers: dict[str, Any] = {}
        charges: dict[str, Any] = {}
        sources: dict[str, Any] = {}
        events = self.emulator.account.events
        ids = list(events.log().older())
        for event in (events.get(id) or {} for id in reversed(ids)):
            object, type = event["data"]["object"], event["type"]
            if object["object"] == "customer":
                customers[object["id"]] = None if type == "customer.deleted" else object
            elif object["object"] == "charge":
                used = object["source"] or {}
                if object["id"] not in charges and used.get("object") == "source":
                    sources[used["id"]] = used
                charges[object["id"]] = object
            elif object["object"] == "source":
                sources[object["id"]] = object
        now = self.store.objects
        for id, customer in now.get("customer", {}).items():
            assert customers[id] == (None if customer.get("deleted") else customer)
        for id, charge in now.get("charge", {}).items():
            assert charges[id] == charge
        for id, source in now.get("source", {}).items():
            if source["status"] == "pending" and id not in sources:
                continue  # a pending source has not said anything yet
            if any(charge["source"] is None for charge in now.get("charge", {}).values()):
                continue  # an intent's charge does not show the source that it used
            told = sources[id]
            assert told["status"] == source["status"]
            assert told.get("customer") == source.get("customer")


Account.TestCase.settings = settings(
    max_examples=depth(120),
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestAnySequenceOfCalls = Account.TestCase
