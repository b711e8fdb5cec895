"""Attaching, the default, the list, detaching: a customer and its sources."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.emulator import Emulator
from tests.emulator.conftest import World, client_for, refused

NOT_ATTACHABLE = (
    "The source you provided cannot be attached to the customer. It must be chargeable or pending."
)


@pytest.mark.fact("A01", "Q18")
def test_a_chargeable_or_pending_source_can_be_attached(world: World) -> None:
    customer = world.customer()
    pending = world.redirect("alipay", usage="reusable")
    attached = world.attach(customer, pending)
    assert (attached.id, attached.customer, attached.status) == (
        pending.id,
        customer.id,
        "pending",
    )
    assert world.default(customer) == pending.id
    source = world.card()
    assert world.attach(customer, source).customer == customer.id
    assert world.status(source) == "chargeable"


@pytest.mark.fact("A02", "Q14")
def test_a_consumed_source_cannot_be_attached(world: World) -> None:
    source, customer = world.card(), world.customer()
    world.charge(source=source.id)
    for call in (
        lambda: world.attach(customer, source),
        lambda: world.v1.customers.update(customer.id, {"source": source.id}),
        lambda: world.v1.customers.create({"source": source.id}),
    ):
        error = refused(call)
        assert error["message"] == NOT_ATTACHABLE
        assert (error["status"], error["type"]) == (400, "invalid_request_error")
        assert "code" not in error
        assert "param" not in error
    failed = world.redirect()
    world.emulator.fail(failed.id)
    assert refused(world.attach, customer, failed)["message"] == NOT_ATTACHABLE


@pytest.mark.fact("A03", "Q13")
def test_an_attached_source_cannot_be_attached_again(world: World) -> None:
    source = world.card()
    same, other = world.customer(source), world.customer()
    for customer in (same, other):
        error = refused(world.attach, customer, source)
        assert error["message"] == (
            "The source you provided has already been attached to a customer."
        )
        assert (error["status"], error["type"]) == (400, "invalid_request_error")


@pytest.mark.fact("A04")
def test_a_single_use_card_source_can_be_attached(world: World) -> None:
    source = world.single_use()
    customer = world.v1.customers.create({"source": source.id, "expand": ["sources"]})
    assert customer.default_source == source.id
    (only,) = customer.sources.data
    assert (only.usage, only.status, only.customer) == ("single_use", "chargeable", customer.id)


@pytest.mark.fact("Q02")
def test_a_single_use_redirect_source_cannot(world: World) -> None:
    source = world.redirect()
    world.emulator.authorize(source.id)
    error = refused(world.attach, world.customer(), source)
    assert error["message"].endswith("It must be reusable.")
    assert world.status(source) == "chargeable"


@pytest.mark.fact("A05")
def test_a_source_given_at_creation_becomes_the_default(world: World) -> None:
    source = world.card()
    customer = world.v1.customers.create({"source": source.id})
    assert customer.default_source == source.id


@pytest.mark.fact("A06", "A07", "X05")
def test_a_source_on_update_replaces_the_default_for_good(world: World) -> None:
    old, other, new = world.card(), world.card(), world.card()
    customer = world.customer(old, other)
    updated = world.v1.customers.update(customer.id, {"source": new.id})
    assert updated.default_source == new.id
    assert world.status(old) == "consumed"
    assert "customer" not in world.v1.sources.retrieve(old.id).to_dict()
    assert world.sources(customer) == [new.id, other.id]
    error = refused(world.v1.customers.update, customer.id, {"source": old.id})
    assert error["message"] == NOT_ATTACHABLE
    empty = world.customer()
    first = world.card()
    assert world.v1.customers.update(empty.id, {"source": first.id}).default_source == first.id


@pytest.mark.fact("A08", "A10")
def test_a_token_on_update_makes_a_card_and_deletes_the_old_one(world: World) -> None:
    customer = world.customer("tok_visa")
    old = world.default(customer)
    token = world.v1.tokens.retrieve("tok_mastercard")
    updated = world.v1.customers.update(customer.id, {"source": token.id})
    assert updated.default_source == token.card.id
    assert world.sources(customer) == [token.card.id]
    error = refused(world.v1.customers.payment_sources.retrieve, customer.id, old)
    assert error["status"] == 404


@pytest.mark.fact("A09", "A10")
def test_adding_does_not_replace_the_default(world: World) -> None:
    customer = world.customer()
    token = world.v1.tokens.retrieve("tok_visa")
    first = world.attach(customer, token.id)
    assert first.id == token.card.id
    assert (first.object, first.customer) == ("card", customer.id)
    second = world.attach(customer, world.card())
    assert world.default(customer) == first.id
    assert world.sources(customer) == [first.id, second.id]


@pytest.mark.fact("T02", "Q29")
def test_attaching_takes_metadata_and_uses_the_token_up(world: World) -> None:
    customer = world.customer()
    create = world.v1.customers.payment_sources.create
    source = world.card(metadata={"a": "1", "b": "2"})
    attached = create(customer.id, {"source": source.id, "metadata": {"b": "", "c": "3"}})
    assert attached.metadata.to_dict() == {"a": "1", "c": "3"}
    plain = world.attach(customer, world.card(metadata={"a": "1"}))
    assert plain.metadata.to_dict() == {"a": "1"}
    token = world.v1.tokens.retrieve("tok_visa")
    card = create(customer.id, {"source": token.id, "metadata": {"d": "4"}})
    assert card.metadata.to_dict() == {"d": "4"}
    assert world.v1.tokens.retrieve(token.id).used is True
    assert refused(world.attach, customer, token.id)["code"] == "token_already_used"
    many = {str(n): "x" for n in range(51)}
    mark = world.news()
    loose = world.card()
    error = refused(create, customer.id, {"source": loose.id, "metadata": many})
    assert error["param"] == "metadata"
    assert world.since(mark) == ["source.chargeable"]
    assert "customer" not in world.v1.sources.retrieve(loose.id).to_dict()


@pytest.mark.fact("A11")
def test_an_id_that_is_neither(world: World) -> None:
    customer = world.customer()
    for id in ("hhh&rnr", "src_unknown"):
        error = refused(world.attach, customer, id)
        assert error["message"] == f"No such token: '{id}'"
        assert (error["code"], error["param"]) == ("resource_missing", "source")
        assert error["status"] == 400


@pytest.mark.fact("A12")
def test_a_payment_method_is_no_source(world: World) -> None:
    error = refused(world.attach, world.customer(), "pm_123")
    assert error["message"] == (
        "You cannot use a PaymentMethod as a source for Customers. Instead, use the PaymentMethods"
        " API to Attach a Customer to a PaymentMethod. See"
        " https://stripe.com/docs/api/payment_methods/attach"
    )
    assert error["type"] == "invalid_request_error"


@pytest.mark.fact("A13")
@pytest.mark.parametrize(
    ("name", "code", "decline", "param"),
    [
        ("Declined", "card_declined", "generic_decline", ""),
        ("DeclinedInsufficientFunds", "card_declined", "insufficient_funds", ""),
        ("DeclinedFraudulent", "card_declined", "fraudulent", ""),
        ("DeclinedIncorrectCvc", "incorrect_cvc", None, "cvc"),
        ("DeclinedExpiredCard", "expired_card", None, "exp_month"),
        ("DeclinedProcessingError", "processing_error", None, ""),
    ],
)
def test_a_declining_token_is_refused_when_attached(
    world: World, name: str, code: str, decline: str | None, param: str
) -> None:
    customer = world.customer()
    for call in (
        lambda: world.attach(customer, f"tok_charge{name}"),
        lambda: world.v1.customers.create({"source": f"tok_charge{name}"}),
        lambda: world.v1.customers.update(customer.id, {"source": f"tok_charge{name}"}),
    ):
        error = refused(call)
        assert (error["status"], error["type"]) == (402, "card_error")
        assert (error["code"], error.get("decline_code")) == (code, decline)
        assert error["param"] == param
        assert "charge" not in error
        assert error["doc_url"].endswith(code.replace("_", "-"))
    assert world.sources(customer) == []


@pytest.mark.fact("A13")
def test_customer_fail_attaches_and_fails_later(world: World) -> None:
    customer = world.customer("tok_chargeCustomerFail")
    error = refused(world.charge, customer=customer.id)
    assert (error["code"], error["decline_code"]) == ("card_declined", "generic_decline")


@pytest.mark.fact("Q24")
def test_a_source_of_a_declining_token_is_refused_like_it(world: World) -> None:
    source = world.card("tok_chargeDeclined")
    error = refused(world.attach, world.customer(), source)
    assert (error["status"], error["code"]) == (402, "card_declined")
    assert world.status(source) == "chargeable"


@pytest.mark.fact("D01", "D02")
def test_the_default_is_chosen_among_the_attached(world: World) -> None:
    first, second, loose = world.card(), world.card(), world.card()
    customer = world.customer(first, second)
    update = world.v1.customers.update
    assert update(customer.id, {"default_source": second.id}).default_source == second.id
    for id in (loose.id, "src_unknown"):
        error = refused(update, customer.id, {"default_source": id})
        assert error["message"] == f"No such source: '{id}'"
        assert (error["status"], error["code"]) == (400, "resource_missing")
        assert error["param"] == "source"
    assert world.default(customer) == second.id


@pytest.mark.fact("D03")
def test_a_change_of_default_tells_the_former_one(world: World) -> None:
    first, second = world.card(), world.card()
    customer = world.customer(first, second)
    mark = world.news()
    world.v1.customers.update(customer.id, {"default_source": second.id})
    assert world.since(mark) == ["customer.updated"]
    event = world.v1.events.list({"limit": 1}).data[0]
    assert event.data.previous_attributes.to_dict() == {"default_source": first.id}
    assert event.data.object.default_source == second.id
    mark = world.news()
    world.v1.customers.update(customer.id, {"default_source": second.id})
    assert world.since(mark) == [], "nothing changed"


@pytest.mark.fact("Q54")
def test_source_and_default_source_do_not_go_together(world: World) -> None:
    first, second = world.card(), world.card()
    customer = world.customer(first)
    error = refused(
        world.v1.customers.update,
        customer.id,
        {"source": second.id, "default_source": first.id},
    )
    assert "source, default_source" in error["message"]
    assert world.default(customer) == first.id


@pytest.mark.fact("L01", "L02")
def test_the_two_forms_of_the_list(world: World) -> None:
    customer = world.customer(*[world.card() for _ in range(12)])
    url = f"/v1/customers/{customer.id}/sources"
    page = world.v1.customers.payment_sources.list(customer.id).to_dict()
    assert list(page) == ["object", "data", "has_more", "url"]
    assert (page["object"], page["has_more"], page["url"]) == ("list", True, url)
    inside = world.v1.customers.retrieve(customer.id, {"expand": ["sources"]}).sources.to_dict()
    assert list(inside) == ["object", "data", "has_more", "total_count", "url"]
    assert (inside["has_more"], inside["total_count"], inside["url"]) == (True, 12, url)
    assert len(inside["data"]) == 10
    assert inside["data"] == page["data"]


@pytest.mark.fact("L03", "P09")
def test_sources_are_shown_on_request_since_2020_08_27(emulator: Emulator) -> None:
    world = World(emulator)
    customer = world.customer(world.card())
    assert "sources" not in customer.to_dict()
    assert customer.default_source is not None
    for version, shown in (("2020-03-02", True), ("2020-08-27", False)):
        old: Any = client_for(emulator, version).v1
        assert ("sources" in old.customers.retrieve(customer.id).to_dict()) is shown
        listed = old.customers.list().data[0].to_dict()
        assert ("sources" in listed) is shown
        assert "default_source" in listed


@pytest.mark.fact("L04", "Q37")
def test_the_parameters_of_the_list(world: World) -> None:
    customer = world.customer(world.card(), "tok_visa", world.card())
    list_ = world.v1.customers.payment_sources.list
    assert len(list_(customer.id, {"limit": 2}).data) == 2
    assert [s.object for s in list_(customer.id, {"object": "card"}).data] == ["card"]
    assert [s.object for s in list_(customer.id, {"object": "source"}).data] == ["source"] * 2
    assert list_(customer.id, {"object": "bank_account"}).data == []
    many = world.customer(*[world.card() for _ in range(11)])
    assert len(list_(many.id).data) == 10
    for limit, message in (
        (0, "This value must be greater than or equal to 1."),
        (101, "This value must be less than or equal to 100 (it currently is '101')."),
    ):
        error = refused(list_, customer.id, {"limit": limit})
        assert (error["message"], error["param"]) == (message, "limit")
    both = {"starting_after": "src_x", "ending_before": "src_y"}
    assert refused(list_, customer.id, both)["status"] == 400
    error = refused(list_, customer.id, {"starting_after": "src_x"})
    assert (error["param"], error["code"]) == ("starting_after", "resource_missing")
    assert error["message"] == "No such source: 'src_x'"


@pytest.mark.fact("L05", "Q04", "Q17")
def test_the_default_comes_first_then_the_newest(world: World) -> None:
    a, b, c, d = (world.card() for _ in range(4))
    customer = world.customer(a, b, c, d)
    assert world.sources(customer) == [a.id, d.id, c.id, b.id]
    world.v1.customers.update(customer.id, {"default_source": c.id})
    order = [c.id, d.id, b.id, a.id]
    assert world.sources(customer) == order
    for at, id in enumerate(order):
        assert world.sources(customer, starting_after=id) == order[at + 1 :]
        assert world.sources(customer, ending_before=id) == order[:at]
        assert world.sources(customer, ending_before=id, limit=1) == order[:at][-1:]
    walked = world.v1.customers.payment_sources.list(customer.id, {"limit": 1})
    assert [source.id for source in walked.auto_paging_iter()] == order


@pytest.mark.fact("X01")
def test_detaching_answers_with_the_consumed_source(world: World) -> None:
    source = world.card()
    customer = world.customer(source)
    detached = world.v1.sources.detach(customer.id, source.id).to_dict()
    assert (detached["id"], detached["object"]) == (source.id, "source")
    assert (detached["status"], detached["usage"]) == ("consumed", "reusable")
    assert not {"customer", "deleted"} & detached.keys()
    assert world.sources(customer) == []
    assert world.sources(customer, object="source") == []


@pytest.mark.fact("X02")
def test_deleting_a_card_answers_three_keys(world: World) -> None:
    customer = world.customer("tok_visa")
    id = world.default(customer)
    deleted = world.v1.customers.payment_sources.delete(customer.id, id).to_dict()
    assert deleted == {"id": id, "object": "card", "deleted": True}
    assert world.sources(customer, object="card") == []
    assert world.emulator.object("card", id) is None
    assert refused(world.v1.payment_methods.retrieve, id)["status"] == 404
    assert world.v1.customers.payment_methods.list(customer.id).data == []


@pytest.mark.fact("X03", "Q05")
def test_the_most_recently_added_follows_the_default(world: World) -> None:
    a, b, c = (world.card() for _ in range(3))
    customer = world.customer(a, b, c)
    world.v1.sources.detach(customer.id, a.id)
    assert world.default(customer) == c.id
    world.v1.sources.detach(customer.id, b.id)
    assert world.default(customer) == c.id, "not the default: nothing changes"
    world.v1.sources.detach(customer.id, c.id)
    assert world.default(customer) is None


@pytest.mark.fact("X04")
def test_detaching_what_the_customer_does_not_have(world: World) -> None:
    mine, loose, charged = world.card(), world.card(), world.card()
    customer, other = world.customer(mine), world.customer(world.card())
    world.charge(source=charged.id)
    world.v1.sources.detach(customer.id, mine.id)
    for id in (mine.id, loose.id, charged.id, world.default(other), "src_unknown"):
        error = refused(world.v1.sources.detach, customer.id, id)
        assert error["message"] == f"No such source: '{id}'"
        assert (error["status"], error["code"]) == (404, "resource_missing")
        assert error["param"] == "id"


@pytest.mark.fact("X05")
def test_a_detached_source_cannot_come_back(world: World) -> None:
    source = world.card()
    customer = world.customer(source)
    world.v1.sources.detach(customer.id, source.id)
    assert refused(world.attach, customer, source)["message"] == NOT_ATTACHABLE


@pytest.mark.fact("X07")
def test_looking_at_a_source_that_is_not_there(world: World) -> None:
    customer = world.customer()
    for id in ("src_unknown", world.card().id, "rubbish"):
        error = refused(world.v1.customers.payment_sources.retrieve, customer.id, id)
        assert error["message"] == f"No such source: '{id}'"
        assert (error["status"], error["param"]) == (404, "id")
    source = world.attach(customer, world.card())
    found = world.v1.customers.payment_sources.retrieve(customer.id, source.id)
    assert found.to_dict() == source.to_dict()


@pytest.mark.fact("Q22")
def test_detaching_sources_that_are_not_chargeable(world: World) -> None:
    used, pending, failing, expiring = (
        world.single_use(),
        world.redirect("alipay", usage="reusable"),
        world.redirect("alipay", usage="reusable"),
        world.redirect("alipay", usage="reusable"),
    )
    customer = world.customer(used, pending, failing, expiring)
    world.charge(customer=customer.id, source=used.id)
    world.emulator.fail(failing.id)
    detach = world.v1.sources.detach
    assert detach(customer.id, used.id).status == "consumed"
    assert detach(customer.id, pending.id).status == "consumed"
    assert detach(customer.id, failing.id).status == "failed"
    world.emulator.advance_clock(3600)
    assert detach(customer.id, expiring.id).status == "canceled"
    assert world.default(customer) is None


@pytest.mark.fact("X08", "Q36", "Q41")
def test_deleting_a_customer(world: World) -> None:
    empty = world.customer()
    mark = world.news()
    deleted = world.v1.customers.delete(empty.id).to_dict()
    assert deleted == {"id": empty.id, "object": "customer", "deleted": True}
    assert world.since(mark) == ["customer.deleted"]
    assert world.v1.customers.retrieve(empty.id).to_dict() == deleted
    assert empty.id not in [c.id for c in world.v1.customers.list().data]
    for call in (
        lambda: world.v1.customers.update(empty.id, {"name": "x"}),
        lambda: world.v1.customers.delete(empty.id),
        lambda: world.attach(empty, world.card()),
        lambda: world.sources(empty),
    ):
        error = refused(call)
        assert (error["status"], error["param"]) == (404, "id")
    error = refused(world.charge, customer=empty.id)
    assert (error["status"], error["param"]) == (400, "customer")

    source = world.card()
    owner = world.customer(source, "tok_visa")
    method = world.v1.payment_methods.attach("pm_card_visa", {"customer": owner.id})
    mark = world.news()
    world.v1.customers.delete(owner.id)
    news = world.since(mark)
    assert news[0] == "customer.deleted"
    assert sorted(news[1:]) == [
        "customer.source.deleted",
        "customer.source.deleted",
        "payment_method.detached",
        "payment_method.detached",
        "payment_method.detached",
    ]
    assert world.status(source) == "consumed"
    assert world.v1.payment_methods.retrieve(method.id).customer is None


@pytest.mark.fact("Q55")
def test_changing_a_customers_card_tells_of_it(world: World) -> None:
    customer = world.customer("tok_visa")
    id = world.default(customer)
    update = world.v1.customers.payment_sources.update
    mark = world.news()
    card = update(customer.id, id, {"name": "Jenny", "exp_month": 3, "metadata": {"a": "1"}})
    assert (card.name, card.exp_month, card.metadata.to_dict()) == ("Jenny", 3, {"a": "1"})
    assert world.since(mark) == ["customer.source.updated"]
    previous = world.v1.events.list({"limit": 1}).data[0].data.previous_attributes.to_dict()
    assert previous == {"name": None, "exp_month": 11, "metadata": {}}
    assert refused(update, customer.id, id, {"owner": {"name": "x"}})["code"] == (
        "parameter_unknown"
    )


@pytest.mark.fact("Q47")
def test_a_bank_account_is_attached_verified_and_charged(world: World) -> None:
    sent = {"country": "us", "account_number": "000123456789", "routing_number": "110000000"}
    token = world.v1.tokens.create({"bank_account": sent})
    customer = world.customer(token.id)
    id = world.default(customer)
    assert id == token.bank_account.id
    verify = world.v1.customers.payment_sources.verify
    error = refused(world.charge, customer=customer.id, currency="usd")
    assert "must be verified" in error["message"]
    assert refused(verify, customer.id, id, {"amounts": [1, 2]})["status"] == 402
    assert verify(customer.id, id, {"amounts": [45, 32]}).status == "verified"
    event = world.v1.events.list({"limit": 1}).data[0]
    assert (event.type, event.data.object.id) == ("customer.source.updated", id)
    assert event.data.previous_attributes.to_dict() == {"status": "new"}
    assert refused(verify, customer.id, id, {"amounts": [32, 45]})["status"] == 400
    charge = world.charge(customer=customer.id, currency="usd")
    assert (charge.status, charge.payment_method_details.type) == ("pending", "ach_debit")
    update = world.v1.customers.payment_sources.update
    renamed = update(customer.id, id, {"account_holder_name": "Jenny", "metadata": {"a": "1"}})
    assert renamed.account_holder_name == "Jenny"
    merged = update(customer.id, id, {"metadata": {"b": "2"}}).metadata.to_dict()
    assert merged == {"a": "1", "b": "2"}
    card = world.attach(customer, "tok_visa")
    assert refused(verify, customer.id, card.id, {"amounts": [32, 45]})["status"] == 400
    deleted = world.v1.customers.payment_sources.delete(customer.id, id).to_dict()
    assert deleted == {"id": id, "object": "bank_account", "deleted": True}
    for call, param in (
        (world.card, "token"),
        (lambda token: world.charge(source=token), "source"),
    ):
        error = refused(call, world.v1.tokens.create({"bank_account": sent}).id)
        assert error["message"] == (
            "The token you provided is of type bank_account; card is needed here."
        )
        assert (error["status"], error["param"]) == (400, param)
