"""The lessons' tour over HTTP with three clients nobody changed: Python's SDK, curl, Node's SDK."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import stripe

from helpers.emulator.http_door import Door
from tests.http.raw import KEY

HERE = Path(__file__).parent
NODE_FOLDER = HERE.parents[1] / ".artifacts" / "node"
SPENT = (
    "The reusable source you provided is consumed because it was previously charged without being"
    " attached to a customer or was detached from a customer. To charge a reusable source multiple"
    " time you must attach it to a customer first."
)
ATTACHED = (
    "For security reasons, you cannot directly charge a source that is already attached to a"
    " customer. Please specify the customer this source is attached to ({}) when charging it."
)
NOT_ATTACHABLE = (
    "The source you provided cannot be attached to the customer. It must be chargeable or pending."
)


def program(name: str, package: str) -> str:
    """The program's path. Missing: a visible skip, in CI a failure."""
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed (Debian: apt install {package})"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


# --- Python --------------------------------------------------------------------------------------


def test_the_tour_with_pythons_sdk(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    client = stripe.StripeClient(KEY, base_addresses={"api": door.url}).v1
    card = client.sources.create({"type": "card", "token": "tok_visa"})
    second = client.sources.create({"type": "card", "token": "tok_mastercard"})
    customer = client.customers.create({"email": "hanako@example.com", "source": card.id})
    assert customer.default_source == card.id
    client.customers.payment_sources.create(customer.id, {"source": second.id})
    client.customers.update(customer.id, {"default_source": second.id})
    page = client.customers.payment_sources.list(customer.id, {"limit": 1})
    assert [source.id for source in page.auto_paging_iter()] == [second.id, card.id]

    def charge(**form: Any) -> stripe.Charge:
        return client.charges.create({"amount": 1099, "currency": "eur", **form})

    def why_not(*errors: type[stripe.StripeError], **form: Any) -> tuple[int | None, str | None]:
        with pytest.raises(errors) as refused:
            charge(**form)
        return refused.value.http_status, refused.value.user_message

    loose = client.sources.create({"type": "card", "token": "tok_visa"})
    assert charge(customer=customer.id, source=card.id).source.id == card.id
    assert charge(customer=customer.id).source.id == second.id
    assert charge(source=loose.id).source.status == "consumed"
    invalid = stripe.InvalidRequestError
    assert why_not(invalid, source=loose.id) == (400, SPENT)
    assert why_not(invalid, source=card.id) == (400, ATTACHED.format(customer.id))
    assert why_not(stripe.CardError, source="tok_chargeDeclined") == (
        402,
        "Your card was declined.",
    )
    detached = client.customers.payment_sources.delete(customer.id, second.id)
    assert isinstance(detached, stripe.Source)
    assert detached.status == "consumed"
    assert client.customers.retrieve(customer.id).default_source == card.id
    wrong = stripe.StripeClient("sk_live_" + "y" * 24, base_addresses={"api": door.url})
    with pytest.raises(stripe.AuthenticationError, match=r"Invalid API Key provided: sk_live_\*+"):
        wrong.v1.customers.list()


# --- curl ----------------------------------------------------------------------------------------


class Curl:
    """``curl -u KEY: URL -d …``, as the lessons show it."""

    def __init__(self, door: Door) -> None:
        self._program = program("curl", "curl")
        self._url = door.url

    def __call__(
        self, path: str, *form: str, method: str | None = None, key: str | None = KEY
    ) -> tuple[int, Any]:
        command = [self._program, "-sS", "--max-time", "5", "--noproxy", "*"]
        command += ["-u", f"{key}:"] if key else []
        command += ["-X", method] if method else []
        for field in form:
            command += ["-d", field]
        command += ["-w", "\n%{http_code}", self._url + path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=15, check=True)
        body, _, status = done.stdout.rpartition("\n")
        return int(status), json.loads(body)

    def message(self, path: str, *form: str, **how: Any) -> tuple[int, str, str | None]:
        status, body = self(path, *form, **how)
        return status, body["error"]["message"], body["error"].get("code")


def test_the_tour_with_curl(door: Door) -> None:
    curl = Curl(door)
    _, card = curl("/v1/sources", "type=card", "token=tok_visa")
    _, second = curl("/v1/sources", "type=card", "token=tok_mastercard")
    _, loose = curl("/v1/sources", "type=card", "token=tok_visa")
    _, customer = curl("/v1/customers", "email=hanako@example.com", f"source={card['id']}")
    assert customer["default_source"] == card["id"]
    of_customer = f"/v1/customers/{customer['id']}"
    assert curl(of_customer + "/sources", f"source={second['id']}")[0] == 200
    _, changed = curl(of_customer, f"default_source={second['id']}")
    assert changed["default_source"] == second["id"]
    _, page = curl(of_customer + "/sources?object=source&limit=10")
    assert [source["id"] for source in page["data"]] == [second["id"], card["id"]]

    money = ("amount=1099", "currency=eur")
    to_customer = f"customer={customer['id']}"
    _, both = curl("/v1/charges", *money, to_customer, f"source={card['id']}")
    _, by_default = curl("/v1/charges", *money, to_customer)
    _, alone = curl("/v1/charges", *money, f"source={loose['id']}")
    assert [charge["source"]["id"] for charge in (both, by_default, alone)] == [
        card["id"],
        second["id"],
        loose["id"],
    ]
    assert [charge["status"] for charge in (both, by_default, alone)] == ["succeeded"] * 3

    assert curl.message("/v1/charges", *money, f"source={loose['id']}") == (400, SPENT, None)
    assert curl.message("/v1/charges", *money, f"source={card['id']}") == (
        400,
        ATTACHED.format(customer["id"]),
        None,
    )
    assert curl.message("/v1/charges", *money, "source=tok_visa", to_customer) == (
        404,
        f"Customer {customer['id']} does not have a linked source with ID tok_visa.",
        "missing",
    )
    assert curl.message("/v1/charges", *money, "source=tok_chargeDeclined") == (
        402,
        "Your card was declined.",
        "card_declined",
    )
    assert curl.message("/v1/customers/cus_none") == (
        404,
        "No such customer: 'cus_none'",
        "resource_missing",
    )
    assert curl.message("/v1/customers/", "email=a@example.com") == (
        404,
        "Unrecognized request URL (POST: /v1/customers/). If you are trying to list objects, remove"
        " the trailing slash. If you are trying to retrieve an object, make sure you passed a valid"
        " (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at"
        " https://support.stripe.com/.",
        None,
    )
    assert curl.message("/v1/customers", key=None) == (
        401,
        "You did not provide an API key. You need to provide your API key in the Authorization"
        " header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See"
        " https://stripe.com/docs/api#authentication for details, or we can help at"
        " https://support.stripe.com/.",
        None,
    )

    status, detached = curl(f"{of_customer}/sources/{second['id']}", method="DELETE")
    assert (status, detached["status"], detached.get("customer")) == (200, "consumed", None)
    assert curl(of_customer)[1]["default_source"] == card["id"]
    assert curl.message(f"{of_customer}/sources/{second['id']}", method="DELETE") == (
        404,
        f"No such source: '{second['id']}'",
        "resource_missing",
    )
    attach = (of_customer + "/sources", f"source={second['id']}")
    assert curl.message(*attach) == (400, NOT_ATTACHABLE, None)


def test_curl_with_a_large_body_and_with_a_chunked_one(door: Door, tmp_path: Path) -> None:
    curl = program("curl", "curl")
    large = tmp_path / "large"
    large.write_bytes(b"name=" + b"x" * 5_000_000)
    small = tmp_path / "small"
    small.write_bytes(b"name=Hanako")
    url = door.url + "/v1/customers"

    def post(*options: str) -> Any:
        command = [curl, "-sS", "--max-time", "5", "--noproxy", "*", "-u", f"{KEY}:", url, *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=15, check=True)
        return json.loads(done.stdout)

    chunked = ("-H", "Transfer-Encoding: chunked")
    assert post("--data-binary", f"@{small}", *chunked)["name"] == "Hanako"
    for options in ((), chunked):
        refused = post("--data-binary", f"@{large}", *options)
        assert refused["error"]["code"] == "emulator_door"


# --- Node ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def node_tour() -> list[str]:
    """The command that runs the tour, with the SDK installed once as the lock file says."""
    node, npm = program("node", "nodejs npm"), program("npm", "nodejs npm")
    files = [HERE / name for name in ("package.json", "package-lock.json", "tour.mjs")]
    pinned = hashlib.sha256(b"".join(file.read_bytes() for file in files[:2])).hexdigest()
    stamp = NODE_FOLDER / "installed"
    NODE_FOLDER.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, NODE_FOLDER)
    if not stamp.exists() or stamp.read_text() != pinned:
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=NODE_FOLDER, capture_output=True, text=True, timeout=110)
        if done.returncode and not os.environ.get("CI"):
            pytest.skip(f"npm ci could not install the Node SDK: {done.stderr[-300:]}")
        assert done.returncode == 0, done.stderr
        stamp.write_text(pinned)
    return [node, str(NODE_FOLDER / "tour.mjs")]


def test_the_tour_with_nodes_sdk(door: Door, node_tour: list[str]) -> None:
    done = subprocess.run([*node_tour, door.url, KEY], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout == "32 steps\n"


def test_the_lock_file_names_no_registry() -> None:
    text = (HERE / "package-lock.json").read_text()
    lock = json.loads(text)
    assert "resolved" not in text
    assert "://" not in text
    assert lock["packages"]["node_modules/stripe"]["integrity"].startswith("sha512-")
