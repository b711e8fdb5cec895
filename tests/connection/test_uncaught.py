"""An error that no cell catches shows its card and a short traceback, and nothing secret."""

from __future__ import annotations

import os
from typing import Any

import pytest

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
    refused, other_key, live_key, in_function, ours, python, caught, _, again, kept = outputs[2:]

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

    shown = str(outputs)
    assert fake_key("k") not in shown
    assert CANARY[-4:] not in str([refused, live_key, in_function])
