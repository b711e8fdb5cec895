"""What is told of what happened: events, their order, and signed deliveries."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stripe

from helpers.emulator import Emulator
from helpers.emulator.events import EVENT_TYPES
from tests.emulator.conftest import World, client_for, refused


@pytest.mark.fact("V01")
def test_a_source_that_is_chargeable_at_once(world: World) -> None:
    world.card()
    assert world.events() == ["source.chargeable"]
    world.redirect()
    assert world.events() == ["source.chargeable"], "a pending source says nothing"


@pytest.mark.fact("V02", "Q16", "Q21")
def test_attaching_without_a_default(world: World) -> None:
    by_sources, by_update = world.customer(), world.customer()
    expected = ["customer.updated", "payment_method.attached", "customer.source.created"]
    for call in (
        lambda: world.attach(by_sources, world.card()),
        lambda: world.v1.customers.update(by_update.id, {"source": world.card().id}),
    ):
        call()
        assert world.events(4) == [*expected, "source.chargeable"]
        updated = world.v1.events.list({"limit": 1}).data[0]
        assert updated.data.previous_attributes.to_dict() == {"default_source": None}
    other = world.customer()
    mark = world.news()
    world.attach(other, "tok_visa")
    assert world.since(mark) == expected


@pytest.mark.fact("Q16")
def test_attaching_in_other_ways(world: World) -> None:
    customer, second, third, fourth = (
        world.customer(world.card()),
        *(world.card() for _ in range(3)),
    )
    mark = world.news()
    world.attach(customer, second)
    assert world.since(mark) == ["payment_method.attached", "customer.source.created"]
    mark = world.news()
    world.v1.customers.create({"source": third.id})
    assert world.since(mark) == [
        "customer.created",
        "payment_method.attached",
        "customer.source.created",
    ]
    mark = world.news()
    world.v1.customers.update(customer.id, {"source": fourth.id, "name": "Jenny"})
    assert world.since(mark) == [
        "customer.updated",
        "payment_method.attached",
        "customer.source.created",
        "customer.source.deleted",
        "payment_method.detached",
    ]


@pytest.mark.fact("V04", "Q21")
def test_detaching_the_default_and_another(world: World) -> None:
    first, second = world.card(), world.card()
    customer = world.customer(first, second)
    mark = world.news()
    world.v1.sources.detach(customer.id, first.id)
    assert world.since(mark) == [
        "customer.updated",
        "customer.source.deleted",
        "payment_method.detached",
    ]
    updated = world.v1.events.list({"limit": 1}).data[0]
    assert updated.data.previous_attributes.default_source == first.id
    assert updated.data.object.default_source == second.id
    third = world.attach(customer, world.card())
    mark = world.news()
    world.v1.sources.detach(customer.id, third.id)
    assert world.since(mark) == ["customer.source.deleted", "payment_method.detached"]
    gone = world.v1.events.list({"type": "payment_method.detached", "limit": 1}).data[0]
    assert (gone.data.object.id, gone.data.object.customer) == (third.id, None)


@pytest.mark.fact("V06", "P09")
def test_a_refund_before_and_after_2024_10_28() -> None:
    for version, expected in (
        (
            "2024-10-28.acacia",
            ["refund.created", "charge.refunded", "refund.updated", "charge.refund.updated"],
        ),
        ("2024-09-30.acacia", ["charge.refunded"]),
    ):
        world = World(Emulator(api_version=version))
        charge = world.charge(source="tok_visa")
        mark = world.news()
        world.v1.refunds.create({"charge": charge.id})
        assert world.since(mark)[::-1] == expected


@pytest.mark.fact("V07")
def test_what_an_event_carries(world: World) -> None:
    source = world.v1.sources.create(
        {"type": "card", "token": "tok_visa"}, {"idempotency_key": "key-1"}
    )
    event = world.v1.events.list().data[0]
    assert event.data.object.to_dict() == source.to_dict()
    assert event.request.idempotency_key == "key-1"
    assert event.request.id == source.last_response.request_id
    assert event.to_dict() == world.v1.events.retrieve(event.id).to_dict()
    customer = world.customer(source)
    world.v1.sources.detach(customer.id, source.id)
    assert world.v1.events.retrieve(event.id).data.object.status == "chargeable"
    error = refused(world.v1.events.retrieve, "evt_unknown")
    assert (error["status"], error["message"]) == (404, "No such event: 'evt_unknown'")


@pytest.mark.fact("V08", "Q39")
def test_event_types_are_stripes(world: World) -> None:
    known = set(stripe.Event.__annotations__["type"].__args__)
    assert known >= EVENT_TYPES
    assert {"source.canceled", "source.chargeable", "source.failed"} <= EVENT_TYPES
    error = refused(
        world.v1.webhook_endpoints.create,
        {"url": "https://example.com", "enabled_events": ["invoice.paid"]},
    )
    assert error["type"] == "emulator_gap"


@pytest.mark.fact("V09", "P07")
def test_an_attached_source_is_also_a_payment_method(world: World) -> None:
    source = world.card(owner={"name": "Jenny"})
    error = refused(world.v1.payment_methods.update, source.id, {"metadata": {"a": "1"}})
    assert error["message"] == (
        "A source must be attached to a customer to be used as a `payment_method`."
    )
    assert (error["status"], error["param"]) == (400, "payment_method")
    customer = world.customer(source)
    attached = world.v1.events.list({"type": "payment_method.attached"}).data[0]
    assert (attached.data.object.id, attached.data.object.object) == (source.id, "payment_method")
    mark = world.news()
    method = world.v1.payment_methods.update(
        source.id, {"metadata": {"a": "1"}, "card": {"exp_year": 2033}}
    )
    assert world.since(mark) == ["payment_method.updated"]
    assert (method.id, method.customer, method.type) == (source.id, customer.id, "card")
    assert method.billing_details.name == "Jenny"
    seen = world.v1.sources.retrieve(source.id)
    assert (seen.metadata.to_dict(), seen.card.exp_year) == ({"a": "1"}, 2033)
    card = world.attach(customer, "tok_visa")
    world.v1.payment_methods.update(card.id, {"card": {"exp_month": 2}})
    changed = world.v1.customers.payment_sources.retrieve(customer.id, card.id)
    assert changed.exp_month == 2
    assert world.v1.payment_methods.retrieve(card.id).created == world.emulator.now
    gap = refused(world.v1.payment_methods.update, card.id, {"allow_redisplay": "always"})
    assert gap["type"] == "emulator_gap"


def test_events_are_listed_by_type_and_time(world: World) -> None:
    world.card()
    world.emulator.advance_clock(100)
    world.customer()
    later = world.emulator.now
    list_ = world.v1.events.list
    assert [e.type for e in list_({"type": "customer.created"}).data] == ["customer.created"]
    both = {"types": ["customer.created", "source.chargeable"]}
    assert len(list_(both).data) == 2
    for span, count in (
        ({"gte": later}, 1),
        ({"gt": later}, 0),
        ({"lt": later}, 1),
        ({"lte": later}, 2),
        (later, 1),
    ):
        assert len(list_({"created": span}).data) == count
        assert len(list_({"created": span, **both}).data) == count
    assert list_({"type": "charge.failed"}).data == []


@pytest.mark.fact("L03", "V07")
def test_events_have_the_accounts_own_version() -> None:
    world = World(Emulator(api_version="2019-12-03"))
    modern: Any = client_for(world.emulator, "2026-10-28.endive").v1
    assert "sources" not in modern.customers.create({}).to_dict()
    event = world.v1.events.list().data[0]
    assert event.api_version == "2019-12-03"
    assert event.data.object.sources.total_count == 0


@pytest.mark.fact("Q39")
def test_signed_deliveries(world: World) -> None:
    endpoint = world.v1.webhook_endpoints.create(
        {"url": "https://example.com/hook", "enabled_events": ["source.chargeable"]}
    )
    everything = world.v1.webhook_endpoints.create(
        {"url": "https://example.com/all", "enabled_events": ["*"], "description": "all"}
    )
    source = world.card()
    world.customer()
    first, second, third = world.emulator.deliveries
    assert [first.endpoint, second.endpoint, third.endpoint] == [
        endpoint.id,
        everything.id,
        everything.id,
    ]
    signature = first.headers["Stripe-Signature"]
    event = stripe.Webhook.construct_event(
        first.payload, signature, endpoint.secret, tolerance=None
    )
    assert (event.type, event.data.object.id) == ("source.chargeable", source.id)
    assert event.pending_webhooks == 2
    for payload, secret in (
        (first.payload.replace("chargeable", "consumed"), endpoint.secret),
        (first.payload, everything.secret),
    ):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(payload, signature, secret, tolerance=None)
    assert json.loads(third.payload)["type"] == third.type == "customer.created"


@pytest.mark.fact("Q39")
def test_webhook_endpoints(world: World) -> None:
    service = world.v1.webhook_endpoints
    made = service.create(
        {"url": "https://example.com", "enabled_events": ["*"], "metadata": {"a": "1"}}
    )
    assert made.secret.startswith("whsec_")
    assert "secret" not in service.retrieve(made.id).to_dict()
    assert service.update(made.id, {"disabled": True}).status == "disabled"
    world.card()
    assert not world.emulator.deliveries
    again = service.update(made.id, {"disabled": False, "url": "http://localhost/x"})
    assert (again.status, again.url) == ("enabled", "http://localhost/x")
    assert refused(service.update, made.id, {"url": "example.com"})["param"] == "url"
    assert [e.id for e in service.list().data] == [made.id]
    assert service.delete(made.id).deleted is True
    assert service.list().data == []
    world.card()
    assert not world.emulator.deliveries
    assert refused(service.retrieve, made.id)["status"] == 404
