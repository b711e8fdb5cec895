"""The code shown beside a call makes that very call, whatever text is in it."""

import contextlib
import json
import re
import shlex
import shutil
import subprocess
from urllib.parse import parse_qsl, urlencode

import pytest
import stripe

from helpers.connection import connect
from helpers.emulator.routes import ROUTES as EMULATED
from helpers.widgets.request_code import ROUTES, curl, php, php_text, python, python_text
from helpers.widgets.request_form import Call, call, decoded, encoded
from helpers.widgets.secrecy import HIDDEN
from tests.widgets.hostile import HOSTILE

CALLS = [
    call("POST", "/v1/customers", {"email": "paying.user@example.com", "source": "src_1"}),
    call("GET", "/v1/customers/cus_1", {"expand": ["sources", "default_source"]}),
    call("POST", "/v1/customers/cus_1", {"default_source": "src_1"}),
    call("DELETE", "/v1/customers/cus_1"),
    call("POST", "/v1/customers/cus_1/sources", {"source": "tok_visa"}),
    call("GET", "/v1/customers/cus_1/sources", {"limit": 100, "starting_after": "src_1"}),
    call("DELETE", "/v1/customers/cus_1/sources/src_1"),
    call("POST", "/v1/charges", {"amount": 1099, "currency": "eur", "capture": False}),
    call("POST", "/v1/charges/ch_1/capture"),
    call("POST", "/v1/sources", {"type": "card", "card": {"exp_month": 1}, "metadata": {"n": "1"}}),
    call("GET", "/v1/events", {"types": ["a", "b"], "created": {"gte": 5}}),
    call("POST", "/v1/payment_methods/pm_1/attach", {"customer": "cus_1"}),
]
TEXTS = {**HOSTILE, "lines": "a\nb\r\tc", "nul": "a\0b", "php": "$x {$y} \\n ${z}", "kanji": "花子"}


def sent(asked: Call) -> tuple[str, str, list[tuple[str, str]]]:
    return asked.method, asked.path, parse_qsl(asked.parameters, keep_blank_values=True)


def carried_out(code: str) -> Call:
    """The request that some Python sends: it is run against an emulator of its own."""
    client = connect()
    # The emulator may well refuse it: it was sent all the same.
    with contextlib.suppress(stripe.StripeError):
        exec(code, {"client": client})
    [exchange] = client.record
    return Call(exchange.method, exchange.path, exchange.parameters)


def curled(code: str) -> Call:
    """The request that a curl command sends: curl's own rules for the options that are used."""
    words = shlex.split(code.replace("\\\n", " "))
    assert words[0] == "curl"
    url, *options = words[1:]
    method, data = "", []
    while options:
        option = options.pop(0)
        if option == "-u":
            assert options.pop(0) == "$STRIPE_SECRET_KEY:"
        elif option == "-X":
            method = options.pop(0)
        elif option == "-G":
            method = "GET"
        elif option == "-d":
            data.append(options.pop(0))
        else:
            assert option == "--data-urlencode"
            name, _, value = options.pop(0).partition("=")
            data.append(f"{name}={urlencode({'': value})[1:]}")
    method = method or ("POST" if data else "GET")
    return Call(method, url.removeprefix("https://api.stripe.com"), "&".join(data))


@pytest.mark.parametrize("asked", CALLS, ids=lambda asked: f"{asked.method} {asked.path}")
def test_the_python_sends_the_request(asked: Call) -> None:
    assert sent(carried_out(python(asked))) == sent(asked)


@pytest.mark.parametrize("asked", CALLS, ids=lambda asked: f"{asked.method} {asked.path}")
def test_the_curl_sends_the_request(asked: Call) -> None:
    assert sent(curled(curl(asked))) == sent(asked)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_stays_text_in_every_language(text: str) -> None:
    asked = call("POST", "/v1/customers", {"email": text, "metadata": {f"k={text[:20]}": text}})
    asked = Call(asked.method, asked.path, re.sub(r"%5B|%5D", "_", asked.parameters))
    assert sent(carried_out(python(asked))) == sent(asked)
    assert sent(curled(curl(asked))) == sent(asked)
    for code in (python(asked), php(asked), curl(asked)):
        assert all(character == "\n" or character.isprintable() for character in code)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_php_literal_is_the_text(text: str) -> None:
    assert read_php(php_text(text)) == text


def read_php(literal: str) -> str:
    """The text of a double-quoted PHP string, by PHP's rules; nothing in it is interpolated."""
    assert literal[0] == literal[-1] == '"'
    inner, text = literal[1:-1], ""
    while inner:
        if inner[0] == "\\":
            code = re.match(r"\\u\{([0-9a-f]+)\}", inner)
            if code:
                text += chr(int(code[1], 16))
                inner = inner[code.end() :]
                continue
            assert inner[1] in '\\"$', inner[:4]
            text += inner[1]
            inner = inner[2:]
        else:
            assert inner[0] not in '"$', "ends the string, or begins a variable"
            text += inner[0]
            inner = inner[1:]
    return text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_python_literal_is_the_text(text: str) -> None:
    assert eval(python_text(text), {}) == text


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_itself_reads_the_command_so(tmp_path: object) -> None:
    """``--libcurl`` writes down what curl would send; no connection is needed for that."""
    asked = call("POST", "/v1/customers", {"email": "a&b=c +%", "metadata": {"k=v": "'\"\\"}})
    command = curl(asked).replace("https://api.stripe.com", "http://127.0.0.1:9")
    words = shlex.split(command.replace("\\\n", " ").replace('"$STRIPE_SECRET_KEY:"', "x:"))
    source = subprocess.run(
        [*words, "--libcurl", "-", "--silent"], capture_output=True, text=True, check=False
    ).stdout
    [form] = re.findall(r'CURLOPT_POSTFIELDS, "((?:[^"\\]|\\.)*)"', source)
    assert decoded(json.loads(f'"{form}"')) == decoded(asked.parameters)


def test_the_php_is_the_one_of_the_old_pages() -> None:
    key = '\\Stripe\\Stripe::setApiKey(getenv("STRIPE_SECRET_KEY"));\n\n'
    assert (
        php(CALLS[2]) == key + '\\Stripe\\Customer::update("cus_1", ["default_source" => "src_1"]);'
    )
    assert php(CALLS[4]) == (
        key + '$customer = \\Stripe\\Customer::retrieve("cus_1");\n'
        '$customer->sources->create(["source" => "tok_visa"]);'
    )
    assert php(CALLS[6]) == (
        key + '$customer = \\Stripe\\Customer::retrieve("cus_1");\n'
        '$customer->sources->retrieve("src_1")->detach();'
    )
    assert php(call("DELETE", "/v1/customers/cus_1/sources/card_1")).endswith(
        '$customer->sources->retrieve("card_1")->delete();'
    )
    assert '["id" => "cus_1", "expand" => ["sources", "default_source"]]' in php(CALLS[1])


def test_every_call_that_the_emulator_answers_has_its_code() -> None:
    known = {(row.method, row.path) for row in ROUTES}
    answered = {(route.method, re.sub(r"\{\w+\}", "{}", route.path)) for route in EMULATED}
    searches = {("GET", f"/v1/{kind}/search") for kind in ("customers", "charges")}
    missing = (
        answered
        - known
        - searches
        - {
            ("GET", "/v1/payment_intents/search"),
            ("POST", "/v1/customers/{}/sources/{}/verify"),
            ("GET", "/v1/charges/{}/refunds"),
            ("GET", "/v1/customers/{}/payment_methods/{}"),
        }
    )
    assert missing == set()


def test_a_call_without_a_method_of_its_own_has_code_all_the_same() -> None:
    asked = call("POST", "/v1/nothing", {"a": "1"})
    assert sent(carried_out(python(asked))) == sent(asked)
    assert php(asked).startswith("// 2019 年の stripe-php に")


def test_no_key_and_no_client_secret_is_in_the_code() -> None:
    key = "sk_" + "test_" + "abcdef123456"
    asked = call("POST", "/v1/sources/src_1", {"client_secret": "src_x", "metadata": {"k": key}})
    for code in (python(asked), php(asked), curl(asked)):
        assert "abcdef123456" not in code
        assert '"src_x"' not in code
        assert "src_x" not in code
        assert HIDDEN in code or "%E2%80%A2" in code


def test_what_goes_into_a_form_comes_out_of_it() -> None:
    data = {"amount": 5, "capture": True, "a": {"b": ["x", "y"], "c": ""}, "expand": ["p"]}
    assert decoded(encoded(data)) == data


def test_a_number_in_metadata_stays_the_text_it_is() -> None:
    assert decoded("metadata[amount]=5&amount=05&limit=3") == {
        "metadata": {"amount": "5"},
        "amount": "05",
        "limit": 3,
    }
