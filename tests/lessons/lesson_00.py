"""Submissions for the exercise of lesson 00: right ways, and likely mistakes."""

import stripe

from tests.lessons.shop import Submission, nothing


def taro(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": "taro@example.com", "name": "Taro"})


def taro_named_later(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"email": "taro@example.com"})
    client.v1.customers.update(made.id, {"name": "Taro"})


def taro_without_a_name(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": "taro@example.com"})


def taro_deleted(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"email": "taro@example.com", "name": "Taro"})
    client.v1.customers.delete(made.id)


GOOD: list[Submission] = [taro, taro_named_later]
BAD: list[Submission] = [nothing, taro_without_a_name, taro_deleted]
