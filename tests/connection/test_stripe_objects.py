"""A Stripe object as a cell's last expression: JSON, no memory address, secrets hidden."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers import stripe_objects
from helpers.connection import LessonClient, connect


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    yield InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    InteractiveShell.clear_instance()


@pytest.fixture
def client(shell: InteractiveShell) -> LessonClient:
    return connect()


def shown(shell: InteractiveShell, value: object) -> dict[str, Any]:
    assert shell.display_formatter is not None
    data, _ = shell.display_formatter.format(value)
    return data


def test_plain_text_is_the_json_in_stripes_order(
    shell: InteractiveShell, client: LessonClient
) -> None:
    customer = client.v1.customers.create({"email": "a@example.com"})
    text = shown(shell, customer)["text/plain"]
    assert list(json.loads(text)) == list(customer.to_dict())
    assert json.loads(text) == customer.to_dict()


def test_no_memory_address_inside_a_list_or_a_dict(
    shell: InteractiveShell, client: LessonClient
) -> None:
    customer = client.v1.customers.create({"email": "a@example.com"})
    for value in ([customer], {"made": customer}, (customer, customer)):
        text = shown(shell, value)["text/plain"]
        assert customer.id in text
        assert " at 0x" not in text


def test_a_client_secret_is_hidden(shell: InteractiveShell, client: LessonClient) -> None:
    source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
    assert source.client_secret
    for form in shown(shell, source).values():
        assert source.client_secret not in form
        assert stripe_objects.HIDDEN in form


def test_html_folds_the_long_parts_and_escapes_all(
    shell: InteractiveShell, client: LessonClient
) -> None:
    customer = client.v1.customers.create({"description": "<script>alert(1)</script>"})
    html = shown(shell, customer)["text/html"]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert html.startswith("<details open><summary><code><bdi>customer")
    assert html.count("<details>") >= 1


def test_registering_twice_changes_nothing(shell: InteractiveShell, client: LessonClient) -> None:
    customer = client.v1.customers.create({})
    before = shown(shell, customer)
    stripe_objects.register()
    assert shown(shell, customer) == before
