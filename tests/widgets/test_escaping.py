"""Hostile text in every field that someone can fill shows as text, in every picture."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from helpers.bilingual import Text
from helpers.connection import LessonClient, connect
from helpers.stripe_objects import as_html
from helpers.widgets import source_list
from helpers.widgets.comparison import compare
from helpers.widgets.event_list import show_events
from helpers.widgets.history import show_history
from helpers.widgets.live import LivePicture
from helpers.widgets.prediction import Option, predict
from helpers.widgets.request_list import show_requests
from helpers.widgets.source_hand import show_sources
from helpers.widgets.status import show_status
from tests.widgets.hostile import HOSTILE, Seen
from tests.widgets.worlds import hand_made, listed

FORBIDDEN = {"script", "img", "b", "iframe", "svg", "object", "base", "link", "meta"}
EVENT_HANDLERS = ("onerror", "onmouseover", "onclick", "onload", "onfocus")


def hostile_account(text: str) -> tuple[LessonClient, str, stripe.Source]:
    """A customer, an owner, metadata and a description that carry the text, and a charge."""
    client = connect()
    with contextlib.suppress(stripe.StripeError):  # Stripe takes 5,000 characters at most
        client.v1.customers.create({"description": text, "email": text})
    text = text[:5000]
    metadata = {"note": text[:500], text[:40].replace("[", "(").replace("]", ")"): "x"}
    source = client.v1.sources.create(
        {
            "type": "card",
            "token": "tok_visa",
            "owner": {"name": text, "address": {"line1": text}},
            "metadata": metadata,
        }
    )
    customer = client.v1.customers.create(
        {"name": text[:250], "description": text, "metadata": metadata, "source": source.id}
    )
    client.v1.charges.create(
        {
            "amount": 1099,
            "currency": "eur",
            "customer": customer.id,
            "description": text,
            "metadata": metadata,
        }
    )
    client.v1.customers.update(customer.id, {"description": "another", "name": "another"})
    return client, customer.id, client.v1.sources.retrieve(source.id)


def requests_of(client: Any, _: str, __: Any) -> Any:
    shown = show_requests(client)
    shown.act("choose", {"call": "3"})
    return shown


def events_of(client: Any, _: str, __: Any) -> Any:
    shown = show_events(client)
    shown.act("all", {"way": "twice"})
    return shown


def comparison_of(client: Any, customer: str, source: Any) -> Any:
    return compare(source, client.v1.customers.retrieve(customer))


PICTURES: dict[str, Callable[[Any, str, Any], Any]] = {
    "sources": lambda client, customer, _: show_sources(client, customer),
    "status": lambda client, _, source: show_status(source, client),
    "requests": requests_of,
    "events": events_of,
    "compare": comparison_of,
    "history": lambda client, customer, _: show_history(client, customer),
    "object": lambda client, _, source: source,
}


def drawn(picture: Any) -> list[str]:
    """Every piece of HTML that a picture makes."""
    if isinstance(picture, LivePicture):
        return [str(picture.html), *picture._written().values()]
    if isinstance(picture, stripe.StripeObject):
        return [as_html(picture)]
    return [str(picture.html)]


def safe(html: str, text: str) -> Seen:
    seen = Seen(html)
    assert not FORBIDDEN & set(seen.elements)
    assert not [name for name, _ in seen.attributes if name in EVENT_HANDLERS]
    assert "</style" not in html.replace("</style>", "", 1) or "lesson-" in html
    for name, value in seen.attributes:
        assert name != "href" or (value or "").startswith("https://")
    return seen


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", PICTURES)
def test_hostile_text_is_text(name: str, text: str) -> None:
    picture = PICTURES[name](*hostile_account(text))
    text_seen = "".join(safe(html, text).text for html in drawn(picture))
    if name in {"requests", "compare", "object"}:
        assert text[:30] in text_seen.replace('\\"', '"')


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_what_only_stripe_fills_is_text(text: str) -> None:
    """Ids, brands, statuses, event types: should they ever hold something else."""
    source = {
        "id": text,
        "object": text,
        "type": text,
        text: {"brand": text, "last4": text},
        "usage": text,
        "status": text,
    }
    owner = {"id": "cus_1", "object": "customer", "default_source": text}
    event = {"id": text, "type": text, "created": 5, "data": {"object": {"id": text}}}
    client = hand_made(customer=owner, sources=listed(source), events=listed(event))
    for html in [*drawn(show_sources(client, "cus_1")), *drawn(show_events(client))]:
        safe(html, text)
    assert text in Seen(show_sources(client, "cus_1").html).text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_a_question_is_text(text: str) -> None:
    said = Text(text, text + " ")
    html = predict(said, [Option(said, True, said), Option(said, False, said)]).html
    seen = safe(str(html.partition("<style>")[0]), text)
    assert seen.text.count(text) == 2 * 5


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_a_refusal_is_text(text: str) -> None:
    client, customer, _ = hostile_account("x")
    shown = show_sources(client, customer)
    shown.act("choose", {"source": text, "token": text, "form": text, "currency": text})
    assert (shown.chosen, shown.token, shown.form, shown.currency) == (
        None,
        "tok_visa",
        "source",
        "eur",
    )
    shown._said = Text(text, text + " ")
    assert text in safe(shown._written()["said"], text).text
    assert source_list.picture(shown.state).text


def test_a_long_text_does_not_make_a_picture_of_calls_long() -> None:
    client, _, _ = hostile_account("x" * 10_000)
    assert len(show_requests(client).parts()["table"]) < 20_000
