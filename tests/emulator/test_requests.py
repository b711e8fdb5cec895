"""What every request has in common: keys, parameters, errors, versions, idempotency, faults."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
import stripe

from helpers.emulator import Emulator, Headers, Request, Response
from helpers.emulator.faults import FAULTS
from helpers.emulator.parameters import MAX_TEXT
from helpers.emulator.versions import DEFAULT
from helpers.emulator.wire import decode_form
from tests.emulator.conftest import KEY, World, client_for, refused

AUTHORIZED = {"Authorization": f"Bearer {KEY}"}


def ask(
    emulator: Emulator,
    method: str,
    path: str,
    form: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    query, body = (form, "") if method == "GET" else ("", form)
    return emulator.handle(Request(method, path, query, {**AUTHORIZED, **(headers or {})}, body))


def error_of(response: Response) -> dict[str, Any]:
    error: dict[str, Any] = json.loads(response.body)["error"]
    return error


@pytest.mark.fact("E01", "E02")
def test_the_error_envelope(emulator: Emulator) -> None:
    response = ask(emulator, "GET", "/v1/customers/cus_unknown")
    assert list(json.loads(response.body)) == ["error"]
    error = error_of(response)
    assert list(error) == ["code", "doc_url", "message", "param", "request_log_url", "type"]
    assert error["doc_url"] == "https://stripe.com/docs/error-codes/resource-missing"
    request, account = response.headers["request-id"], emulator.account.id
    assert error["request_log_url"] == (
        f"https://dashboard.stripe.com/{account}/test/workbench/logs?object={request}"
    )
    assert re.fullmatch(r"acct_1\w{15}", account)
    declined = error_of(
        ask(emulator, "POST", "/v1/charges", "amount=500&currency=eur&source=tok_chargeDeclined")
    )
    assert list(declined) == sorted(declined)
    assert {"charge", "decline_code"} <= declined.keys()
    plain = error_of(ask(emulator, "GET", "/nowhere"))
    assert list(plain) == ["message", "request_log_url", "type"]


@pytest.mark.fact("E03", "E04")
def test_a_missing_object_in_the_url_and_in_the_body(world: World) -> None:
    for call, kind in (
        (lambda: world.v1.customers.retrieve("x_1"), "customer"),
        (lambda: world.v1.charges.retrieve("x_1"), "charge"),
        (lambda: world.v1.sources.retrieve("x_1"), "source"),
        (lambda: world.v1.refunds.retrieve("x_1"), "refund"),
        (lambda: world.v1.payment_methods.retrieve("x_1"), "PaymentMethod"),
        (lambda: world.v1.payment_intents.retrieve("x_1"), "payment_intent"),
        (lambda: world.v1.setup_intents.retrieve("x_1"), "setupintent"),
        (lambda: world.v1.webhook_endpoints.retrieve("x_1"), "webhook endpoint"),
    ):
        error = refused(call)
        assert error["message"] == f"No such {kind}: 'x_1'"
        assert (error["status"], error["param"]) == (404, "id")
        assert error["code"] == "resource_missing"
    error = refused(world.charge, customer="cus_x")
    assert error["message"] == "No such customer: 'cus_x'"
    assert (error["status"], error["param"]) == (400, "customer")
    error = refused(world.v1.refunds.create, {"charge": "ch_x"})
    assert (error["status"], error["param"]) == (400, "charge")


@pytest.mark.fact("E05")
@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("sk_test_" + "a" * 10 + "7890", "sk_test_" + "*" * 10 + "7890"),
        ("sk_live" + "_" + "a" * 20 + "7890", "sk_live_" + "*" * 20 + "7890"),
        ("short", "*****"),
    ],
)
def test_a_bad_key(emulator: Emulator, key: str, shown: str) -> None:
    if key.startswith("sk_test_"):
        key = key[:-5] + "-7890"
    request = Request("GET", "/v1/customers", "", {"Authorization": f"Bearer {key}"})
    response = emulator.handle(request)
    assert response.status == 401
    error = error_of(response)
    assert error["message"] == f"Invalid API Key provided: {shown}"
    assert error["type"] == "invalid_request_error"
    assert "code" not in error


@pytest.mark.fact("E06")
def test_no_key_and_both_ways_to_send_one(emulator: Emulator) -> None:
    basic = base64.b64encode(f"{KEY}:".encode()).decode()
    for value, status in (
        (None, 401),
        ("", 401),
        ("Bearer ", 401),
        ("Digest x", 401),
        ("Basic !!!", 401),
        (f"Basic {basic}", 200),
        (f"bearer {KEY}", 200),
    ):
        headers = {} if value is None else {"authorization": value}
        response = emulator.handle(Request("GET", "/v1/customers", "", headers))
        assert response.status == status, value
        if status == 401:
            error = error_of(response)
            assert error["message"].startswith("You did not provide an API key. You need to")
            assert error["message"].endswith("https://support.stripe.com/.")
            assert error["type"] == "invalid_request_error"


@pytest.mark.fact("E07")
def test_a_raw_card_number(world: World) -> None:
    number = {"number": "4242424242424242", "exp_month": 5, "exp_year": 2030}
    for call in (
        lambda: world.v1.tokens.create({"card": number}),
        lambda: world.v1.sources.create({"type": "card", "card": number}),
        lambda: world.v1.payment_methods.create({"type": "card", "card": number}),
    ):
        error = refused(call)
        assert error["message"].startswith(
            "Sending credit card numbers directly to the Stripe API is generally unsafe."
        )
        assert (error["status"], error["type"]) == (402, "invalid_request_error")
        assert "code" not in error
    assert refused(world.v1.tokens.create, {})["code"] == "parameter_missing"


@pytest.mark.fact("Q08")
def test_raw_numbers_where_the_account_allows_them() -> None:
    world = World(Emulator(raw_card_data=True))
    number = {"number": "4000000000009995", "exp_month": 5, "exp_year": 2030}
    source = world.v1.sources.create({"type": "card", "card": number})
    assert (source.card.last4, source.card.exp_year) == ("9995", 2030)
    method = world.v1.payment_methods.create({"type": "card", "card": number})
    assert method.card.last4 == "9995"


@pytest.mark.fact("E08", "E14")
def test_an_idempotency_key_gives_the_same_answer(emulator: Emulator) -> None:
    key = {"Idempotency-Key": "k1"}
    form = "email=a%40example.com"
    first = ask(emulator, "POST", "/v1/customers", form, key)
    assert first.headers["Idempotency-Key"] == "k1"
    assert first.headers["Original-Request"] == first.headers["Request-Id"]
    assert "Idempotent-Replayed" not in first.headers
    events = len(emulator.account.events)
    second = ask(emulator, "POST", "/v1/customers", form, key)
    assert (second.status, second.body) == (first.status, first.body)
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["Original-Request"] == first.headers["Request-Id"]
    assert second.headers["Request-Id"] != first.headers["Request-Id"]
    assert len(emulator.account.events) == events
    other = ask(emulator, "POST", "/v1/customers", "email=b%40example.com", key)
    assert other.status == 400
    error = error_of(other)
    assert error["type"] == "idempotency_error"
    assert "code" not in error
    assert error["message"] == (
        "Keys for idempotent requests can only be used with the same parameters they were first"
        " used with. Try using a key other than 'k1' if you meant to execute a different request."
    )
    with pytest.raises(stripe.IdempotencyError):
        client_for(emulator).v1.customers.create({}, {"idempotency_key": "k1"})


@pytest.mark.fact("Q30")
def test_which_answers_a_key_keeps(emulator: Emulator) -> None:
    bad, good = "amount=5", "amount=500&currency=eur&source=tok_chargeDeclined"
    key = {"Idempotency-Key": "k1"}
    assert ask(emulator, "POST", "/v1/charges", bad, key).status == 400
    declined = ask(emulator, "POST", "/v1/charges", good, key)
    assert declined.status == 402, "what the schema refused was not kept"
    again = ask(emulator, "POST", "/v1/charges", good, key)
    assert (again.status, again.body) == (402, declined.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    elsewhere = error_of(ask(emulator, "POST", "/v1/customers", "", key))
    assert elsewhere["type"] == "idempotency_error"
    assert "('/v1/charges')" in elsewhere["message"]


@pytest.mark.fact("E09", "Q26", "Q34")
def test_unknown_parameters(world: World) -> None:
    error = refused(world.v1.customers.create, {"allowed_source_types": "x"})
    assert error["message"] == "Received unknown parameter: allowed_source_types"
    assert (error["status"], error["code"]) == (400, "parameter_unknown")
    assert (error["type"], error["param"]) == ("invalid_request_error", "allowed_source_types")
    error = refused(world.v1.charges.create, {"b": "1", "a": "2", "coupon": "3"})
    assert error["message"] == "Received unknown parameters: b, a, coupon"
    error = refused(world.card, owner={"nickname": "x"})
    assert error["message"] == "Received unknown parameter: owner[nickname]"
    error = refused(world.v1.customers.create, {"coupon": "x"})
    assert (error["type"], error["code"]) == ("emulator_gap", "emulator_gap")
    assert error["param"] == "coupon"
    assert "doc_url" not in error, "Stripe documents no gap of the emulator"
    error = refused(world.v1.customers.create, {"coupon": "x", "rubbish": "y"})
    assert error["code"] == "parameter_unknown", "the unknown goes before the gap"
    error = refused(world.v1.charges.create, {"amount": "xyz"})
    assert error["code"] == "parameter_missing", "the missing goes before the bad value"


@pytest.mark.fact("E10")
def test_an_invalid_integer(world: World) -> None:
    card = {"number": "1", "exp_month": 5, "exp_year": "xyz"}
    error = refused(world.v1.tokens.create, {"card": card})
    assert error["message"] == "Invalid integer: xyz"
    assert (error["status"], error["code"]) == (400, "parameter_invalid_integer")
    assert error["param"] == "card[exp_year]"
    for text in ("1.5", "1e3", "٣", "9" * 30, "--1", "-"):
        error = refused(world.charge, source="tok_visa", amount=text)
        assert error["message"] == f"Invalid integer: {text}"


@pytest.mark.fact("E11")
def test_a_missing_parameter(world: World) -> None:
    error = refused(world.v1.charges.create, {"amount": 500, "source": "tok_visa"})
    assert error["message"] == "Missing required param: currency."
    assert (error["status"], error["code"]) == (400, "parameter_missing")
    assert error["param"] == "currency"
    nested = refused(world.v1.tokens.create, {"card": {"number": "1"}})
    assert nested["message"] == "Missing required param: card[exp_month]."


@pytest.mark.fact("E12")
def test_an_id_of_live_mode(world: World) -> None:
    world.emulator.account.live_ids.add("cus_live")
    hint = (
        "No such customer: 'cus_live'; a similar object exists in live mode, but a test mode key"
        " was used to make this request."
    )
    error = refused(world.v1.customers.retrieve, "cus_live")
    assert (error["message"], error["status"], error["param"]) == (hint, 404, "id")
    error = refused(world.charge, customer="cus_live")
    assert (error["message"], error["status"], error["param"]) == (hint, 400, "customer")


@pytest.mark.fact("E13", "Q34")
def test_unknown_urls_and_gaps(emulator: Emulator) -> None:
    for method, path in (
        ("POST", "/v1/customers/"),
        ("GET", "/v1/sources"),
        ("DELETE", "/v1/charges/ch_1"),
        ("GET", "/v1/rubbish"),
        ("GET", "/"),
        ("GET", "//v1/customers"),
        ("PATCH", "/v1/customers"),
    ):
        response = ask(emulator, method, path)
        assert response.status == 404
        assert error_of(response)["message"] == (
            f"Unrecognized request URL ({method}: {path}). If you are trying to list objects,"
            " remove the trailing slash. If you are trying to retrieve an object, make sure you"
            " passed a valid (non-empty) identifier in your code. Please see"
            " https://stripe.com/docs or we can help at https://support.stripe.com/."
        )
    for method, path, form in (
        ("GET", "/v1/invoices", ""),
        ("POST", "/v1/subscriptions", ""),
        ("GET", "/v1/sources/src_1/source_transactions", ""),
        ("GET", "/v1/customers/search", "query=x"),
        ("GET", "/v1/charges/search", "query=x"),
        ("POST", "/v1/payment_intents/pi_1", ""),
    ):
        response = ask(emulator, method, path, form)
        assert (response.status, error_of(response)["type"]) == (400, "emulator_gap")
    assert error_of(ask(emulator, "GET", "/v1/customers/search"))["code"] == "parameter_missing"


@pytest.mark.fact("E14")
def test_headers(emulator: Emulator) -> None:
    version = {"Stripe-Version": "2020-08-27"}
    got = ask(emulator, "GET", "/v1/customers", headers=version)
    assert re.fullmatch(r"req_[0-9A-Za-z]{14}", got.headers["request-id"])
    assert got.headers["STRIPE-VERSION"] == "2020-08-27"
    assert got.headers["Cache-Control"] == "no-cache, no-store"
    assert not {"Stripe-Should-Retry", "Idempotency-Key", "Original-Request"} & set(got.headers)
    posted = ask(emulator, "POST", "/v1/customers")
    assert posted.headers["Stripe-Should-Retry"] == "false"
    assert posted.headers["Stripe-Version"] == DEFAULT
    assert "Original-Request" not in posted.headers


@pytest.mark.fact("Q43", "Q34", "P09")
def test_versions(emulator: Emulator) -> None:
    seen = World(emulator).v1.customers.create({}).last_response.headers["Stripe-Version"]
    assert seen == DEFAULT
    for version, type in (("yesterday", "invalid_request_error"), ("2014-12-22", "emulator_gap")):
        response = ask(emulator, "GET", "/v1/customers", headers={"Stripe-Version": version})
        assert (response.status, error_of(response)["type"]) == (400, type)
    with pytest.raises(Exception, match="Invalid Stripe API version: soon"):
        Emulator(api_version="soon")


@pytest.mark.fact("E15", "Q07")
def test_the_rate_limit(world: World) -> None:
    world.emulator.inject("rate_limit", times=2)
    for _ in range(2):
        error = refused(world.card)
        assert (error["status"], error["code"]) == (429, "rate_limit")
        assert error["type"] == "invalid_request_error"
        assert error["message"].startswith("Testmode request rate limit exceeded, ")
    assert world.card().status == "chargeable"
    assert len(world.events()) == 1


@pytest.mark.fact("E16")
def test_a_bad_currency(world: World) -> None:
    error = refused(world.charge, source="tok_visa", currency="xxx")
    assert error["message"].startswith(
        "Invalid currency: xxx. Stripe currently supports these currencies: usd, aed, "
    )
    assert (error["status"], error["param"]) == (400, "currency")
    assert world.charge(source="tok_visa", currency="EUR").currency == "eur"


@pytest.mark.fact("Q27", "Q28", "Q44")
def test_values_that_cannot_be_read(emulator: Emulator) -> None:
    for path, form, param in (
        ("/v1/charges", "amount=&currency=eur", "amount"),
        ("/v1/charges", "amount=500&currency=", "currency"),
        ("/v1/charges", "amount=500&currency=eur&capture=yes", "capture"),
        ("/v1/charges", "amount[a]=500&currency=eur", "amount"),
        ("/v1/customers", "name[a]=b", "name"),
        ("/v1/customers", "metadata=text", "metadata"),
        ("/v1/customers", "metadata[a][b]=c", "metadata[a]"),
        ("/v1/customers", "address=text", "address"),
        ("/v1/customers", "preferred_locales=ja", "preferred_locales"),
        ("/v1/customers", "preferred_locales[x]=ja", "preferred_locales"),
        ("/v1/customers", "email=rubbish", "email"),
        ("/v1/customers", f"name={'x' * (MAX_TEXT + 1)}", "name"),
    ):
        response = ask(emulator, "POST", path, form)
        error = error_of(response)
        assert (response.status, error["param"]) == (400, param), form
    empty = error_of(ask(emulator, "POST", "/v1/customers", "source="))
    assert empty["code"] == "parameter_invalid_empty"
    assert empty["message"].startswith("You passed an empty string for 'source'.")
    for form in ("a=1&a[b]=2", "a[b]=2&a=1", "a[b", "[a]=1", "a[b][c]=1&a[b]=2", "a]=1&a[b]]=1"):
        if form == "a]=1&a[b]]=1":
            form = "a[b]]=1"
        assert ask(emulator, "POST", "/v1/customers", form).status == 400, form
    assert ask(emulator, "POST", "/v1/customers", "&".join(["a=1"] * 3000)).status == 400


def test_forms() -> None:
    assert decode_form("") == {}
    assert decode_form("a=1&b=%E6%9D%B1&c=") == {"a": "1", "b": "東", "c": ""}
    assert decode_form("a[b][c]=1&a[b][d]=2&a[e]=3") == {"a": {"b": {"c": "1", "d": "2"}, "e": "3"}}
    assert decode_form("a[]=1&a[]=2&b[0]=x&b[1]=y") == {
        "a": {"0": "1", "1": "2"},
        "b": {"0": "x", "1": "y"},
    }
    assert decode_form("a[0][b]=1&a[1][b]=2") == {"a": {"0": {"b": "1"}, "1": {"b": "2"}}}


@pytest.mark.fact("Q29")
def test_metadata(world: World) -> None:
    customer = world.v1.customers.create({"metadata": {"a": "1", "b": "2"}})
    update = world.v1.customers.update
    merged = update(customer.id, {"metadata": {"b": "", "c": "3"}})
    assert merged.metadata.to_dict() == {"a": "1", "c": "3"}
    previous = world.v1.events.list({"limit": 1}).data[0].data.previous_attributes
    assert previous.to_dict() == {"metadata": {"b": "2", "c": None}}
    many = {str(n): "x" for n in range(48)}
    assert len(update(customer.id, {"metadata": many}).metadata.to_dict()) == 50
    assert refused(update, customer.id, {"metadata": {"one": "more"}})["param"] == "metadata"
    assert update(customer.id, {"metadata": ""}).metadata.to_dict() == {}
    update(customer.id, {"metadata": {"k" * 40: "v" * 500}})
    assert refused(update, customer.id, {"metadata": {"k" * 41: "v"}})["status"] == 400
    error = refused(update, customer.id, {"metadata": {"k": "v" * 501}})
    assert "up to 500 characters" in error["message"]


@pytest.mark.fact("Q33", "Q34")
def test_expand(world: World) -> None:
    customer = world.customer(world.card(), "tok_visa")
    charge = world.charge(customer=customer.id)
    retrieve = world.v1.charges.retrieve
    assert retrieve(charge.id).customer == customer.id
    deep = retrieve(charge.id, {"expand": ["customer.default_source", "customer.sources"]})
    assert deep.customer.default_source.id == customer.default_source
    assert deep.customer.sources.total_count == 2
    four = world.v1.charges.list({"expand": ["data.customer.default_source"]})
    assert four.data[0].customer.default_source.status == "chargeable"
    through = world.v1.customers.list({"expand": ["data.sources.data.customer"]}).data[0]
    assert [item.object for item in through.sources.data] == ["source", "card"]
    assert through.sources.data[1].customer.id == customer.id
    assert through.sources.data[0].customer == customer.id, "a source's customer stays an id"
    card = world.sources(customer)[1]
    listed = world.v1.customers.payment_sources.list(
        customer.id, {"object": "card", "expand": ["data.customer.default_source"]}
    )
    assert listed.data[0].id == card
    assert listed.data[0].customer.default_source.id == customer.default_source
    refund = world.v1.refunds.create({"charge": charge.id, "expand": ["charge.customer"]})
    assert refund.charge.customer.id == customer.id
    empty = world.v1.customers.create({"expand": ["default_source"]})
    assert empty.default_source is None
    for path, message in (
        ("rubbish", "This property cannot be expanded (rubbish)."),
        ("email", "This property cannot be expanded (email)."),
        ("invoice_settings", "This property cannot be expanded (invoice_settings)."),
        ("a.b.c.d.e", "You cannot expand more than 4 levels of a property: a.b.c.d.e."),
    ):
        error = refused(world.v1.customers.retrieve, customer.id, {"expand": [path]})
        assert (error["message"], error["param"]) == (message, "expand")
    error = refused(world.v1.customers.list, {"expand": ["customer"]})
    assert error["message"] == "This property cannot be expanded (customer)."
    for path in ("subscriptions", "tax_ids"):
        error = refused(world.v1.customers.retrieve, customer.id, {"expand": [path]})
        assert error["type"] == "emulator_gap"


@pytest.mark.fact("Q33")
def test_a_refused_expansion_changes_nothing(world: World) -> None:
    customer = world.customer()
    mark = world.news()
    for call in (
        lambda: world.v1.customers.create({"expand": ["rubbish"]}),
        lambda: world.v1.customers.update(customer.id, {"name": "x", "expand": ["rubbish"]}),
        lambda: world.charge(source="tok_visa", expand=["tax"]),
    ):
        refused(call)
    assert world.since(mark) == []
    assert world.v1.customers.retrieve(customer.id).name is None


def test_pages_of_customers_walk_both_ways(world: World) -> None:
    ids = [world.v1.customers.create({"email": f"{n % 2}@example.com"}).id for n in range(25)]
    list_ = world.v1.customers.list
    assert [c.id for c in list_({"limit": 7}).auto_paging_iter()] == ids[::-1]
    back = list_({"limit": 7, "ending_before": ids[0]})
    assert [c.id for c in back.auto_paging_iter()] == ids[1:]
    assert back.has_more is True
    assert [c.id for c in list_({"email": "1@example.com", "limit": 100}).data] == ids[1::2][::-1]
    moved = world.v1.customers.update(ids[1], {"email": "0@example.com"})
    assert moved.id not in [c.id for c in list_({"email": "1@example.com", "limit": 100}).data]
    assert moved.id in [c.id for c in list_({"email": "0@example.com", "limit": 100}).data]
    for id in ids[3:20]:
        world.v1.customers.delete(id)
    left = [*ids[:3], *ids[20:]]
    assert [c.id for c in list_({"limit": 2}).auto_paging_iter()] == left[::-1]


def test_customers_keep_what_they_are_given(world: World) -> None:
    customer = world.v1.customers.create(
        {
            "name": "山田花子",
            "phone": "+81",
            "address": {"city": "Tokyo", "line1": ""},
            "shipping": {"name": "Jenny", "address": {"city": "Kyoto"}},
            "preferred_locales": ["ja", "en"],
            "tax_exempt": "exempt",
            "balance": -5,
            "invoice_settings": {"footer": "Thanks"},
        }
    )
    assert customer.name == "山田花子"
    assert (customer.address.city, customer.address.line1) == ("Tokyo", None)
    assert (customer.shipping.name, customer.shipping.address.city) == ("Jenny", "Kyoto")
    assert (customer.preferred_locales, customer.tax_exempt) == (["ja", "en"], "exempt")
    assert (customer.balance, customer.invoice_settings.footer) == (-5, "Thanks")
    changed = world.v1.customers.update(
        customer.id, {"name": "", "address": "", "shipping": {"name": "Taro"}}
    )
    assert (changed.name, changed.address) == (None, None)
    assert changed.shipping.address is None
    previous = world.v1.events.list({"limit": 1}).data[0].data.previous_attributes
    assert set(previous.to_dict()) == {"name", "address", "shipping"}


@pytest.mark.fact("Q46")
def test_faults_on_the_way(emulator: Emulator) -> None:
    done = {"dropped_connection": 0, "timeout": 1, "cut_body": 1, "slow": 1, "server_error": 0}
    for fault, customers in done.items():
        before = len(emulator.account.store.objects.get("customer", {}))
        emulator.inject(fault, delay=3.0)
        response = ask(emulator, "POST", "/v1/customers", "name=x")
        after = len(emulator.account.store.objects.get("customer", {}))
        assert after - before == customers, fault
        assert response.fault == (None if fault == "server_error" else fault)
        assert response.delay == (3.0 if fault == "slow" else 0.0)
        if fault == "cut_body":
            with pytest.raises(json.JSONDecodeError):
                json.loads(response.body)
        if fault == "server_error":
            assert (response.status, error_of(response)["type"]) == (500, "api_error")
    assert ask(emulator, "POST", "/v1/customers").fault is None
    with pytest.raises(ValueError, match="no such fault"):
        emulator.inject("earthquake")
    with pytest.raises(ValueError, match="at least 1"):
        emulator.inject("slow", times=0)
    emulator.inject("slow", times=5)
    emulator.faults.clear()
    assert len(emulator.faults) == 0
    assert set(done) | {"rate_limit"} == set(FAULTS)


def test_the_record_of_requests(world: World) -> None:
    world.customer()
    refused(world.v1.customers.retrieve, "cus_x")
    *_, good, bad = world.emulator.requests
    assert (good.method, good.status, good.code) == ("GET", 200, None)
    assert (bad.path, bad.status, bad.code) == ("/v1/customers/cus_x", 404, "resource_missing")
    assert bad.message == "No such customer: 'cus_x'"
    assert bad.when == world.emulator.now


def test_headers_are_found_in_any_case() -> None:
    headers = Headers({"Request-Id": "1"})
    assert headers["REQUEST-id"] == "1"
    assert "request-id" in headers
    assert list(headers) == ["Request-Id"]
    assert len(headers) == 1
    assert "Request-Id" in repr(headers)
    with pytest.raises(KeyError):
        headers["other"]
