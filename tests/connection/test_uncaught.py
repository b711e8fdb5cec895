"""An error that no cell catches shows its card and a short traceback, and nothing secret."""

from __future__ import annotations

import os
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from tests.connection import kernel
from tests.connection.conftest import fake_key
from tests.connection.stand_in import StandIn, error

CANARY = "Canary7" * 4

CELLS = (
    'from helpers import connect\nclient = connect("test")',
    "%xmode Verbose",
    'client.v1.customers.retrieve(\n    "cus_1"\n)',
    f'client.v1.customers.retrieve("cus_1", options={{"api_key": "sk_live_" + "{CANARY}"}})',
    f'connect_key = "sk_live_" + "{CANARY}"\n'
    'import os; os.environ["STRIPE_SECRET_KEY"] = connect_key\nconnect("test")',
    "def pay():\n    return client.v1.customers.create({})\n\npay()",
    "from helpers import predict\npredict('99/nothing')",
    "1 / 0",
    "import stripe\ntry:\n    client.v1.customers.retrieve('cus_1')\n"
    "except stripe.AuthenticationError as refusal:\n    print('caught', refusal.http_status)",
    "client.v1.customers.retrieve('cus_1')",
    "%tb",
    "%notebook kept.ipynb\nprint(open('kept.ipynb').read())",
    'del os.environ["STRIPE_SECRET_KEY"]\nconnect("test")',
    "try:\n    client.v1.customers.retrieve('cus_1')\n"
    "except stripe.StripeError as refusal:\n    refusal.nothing.code",
    "try:\n    client.v1.customers.retrieve('cus_1')\nexcept stripes.StripeError:\n    pass",
    "try:\n    client.v1.customers.retrieve('cus_1')\n"
    "except stripe.StripeError:\n    raise ValueError('mine') from None",
)


@pytest.fixture
def outputs(home: StandIn) -> list[list[dict[str, Any]]]:
    home.play(error(401, f"Invalid API Key provided: sk_test_{'*' * 9}{CANARY[-4:]}"))
    environment = dict(os.environ)
    environment |= {
        "STRIPE_SECRET_KEY": fake_key("k"),
        "TUTORIAL_STRIPE_ADDRESS": home.url,
    }
    done = kernel.run(kernel.code(*CELLS), environment, allow_errors=True)
    return [cell["outputs"] for cell in done["cells"]]


def test_cards_in_a_kernel(outputs: list[list[dict[str, Any]]]) -> None:
    refused, other_key, live_key, in_function, ours, python, caught, _, again, kept, no_key = (
        outputs[2:13]
    )
    within, mistyped, own = outputs[13:]

    card, short = refused
    html = "".join(card["data"]["text/html"])
    assert "Stripe がこのキーを知りません" in html
    assert "Stripe does not know this key" in html
    assert short["ename"] == "AuthenticationError"
    assert short["traceback"][0] == "Cell In[3], line 1\n----> client.v1.customers.retrieve("
    assert len(short["traceback"]) == 2

    assert "本番のキーです" in kernel.text_of(other_key[0])
    assert [one["output_type"] for one in other_key] == ["display_data", "error"]
    assert "This is a live key" in kernel.text_of(live_key[0])

    frames = kernel.text_of(in_function[1])
    assert "Cell In[6], line 4\n----> pay()" in frames
    assert "Cell In[6], line 2\n----> return client.v1.customers.create({})" in frames

    # What speaks for itself is left alone, and so is the learner's own Python.
    assert [one["output_type"] for one in ours] == ["error"]
    assert [one["output_type"] for one in python] == ["error"]
    assert "ZeroDivisionError" in kernel.text_of(python[0])
    assert [kernel.text_of(one) for one in caught] == ["caught 401\n"]

    # What IPython keeps is what was shown.
    assert "AuthenticationError" in kernel.text_of(again[0])
    assert "_requestor" not in kernel.text_of(again[0])
    assert "AuthenticationError" in kernel.text_of(kept[-1])

    # Nobody is there to type a key.
    assert "STRIPE_SECRET_KEY" in no_key[0]["traceback"][0]

    # What goes wrong while a refusal is handled shows that refusal, and not the way to it.
    assert [one["output_type"] for one in within] == ["display_data", "error"]
    assert "Stripe does not know this key" in kernel.text_of(within[0])
    assert within[1]["traceback"][-1].startswith("AttributeError: ")
    assert kernel.text_of(mistyped[0]).startswith("✗ stripes はまだありません。")
    assert mistyped[1]["traceback"][-1].startswith("NameError: name 'stripes' is not defined")
    assert "_requestor" not in str([within, mistyped])
    assert [one["output_type"] for one in own] == ["error"]
    assert "ValueError: mine" in kernel.text_of(own[0])

    shown = str(outputs)
    assert fake_key("k") not in shown
    assert CANARY[-4:] not in str([refused, live_key, in_function])


def test_jupyter_asks_for_the_key_without_showing_it(home: StandIn) -> None:
    environment = {**os.environ, "TUTORIAL_STRIPE_ADDRESS": home.url}
    environment.pop("STRIPE_SECRET_KEY", None)
    manager = KernelManager(
        kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[])
    )
    manager.start_kernel(env=environment)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        code = 'from helpers import connect; connect("test").v1.customers.retrieve("cus_standin1")'
        client.execute(code, allow_stdin=True)
        asked = client.get_stdin_msg(timeout=60)["content"]
        assert asked["password"] is True
        assert "シークレットキー" in asked["prompt"]
        assert "secret test key" in asked["prompt"]
        client.input(f" {fake_key('k')}\n")
        assert client.get_shell_msg(timeout=60)["content"]["status"] == "ok"
        shown = [client.get_iopub_msg(timeout=10)["content"]]
        while "cus_standin1" not in str(shown[-1].get("data")):
            shown.append(client.get_iopub_msg(timeout=10)["content"])
        assert "A stand-in for Stripe answers" in str(shown)
        assert fake_key("k") not in str(shown)
        assert home.arrived[0].header("authorization") == f"Bearer {fake_key('k')}"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
