"""Live pictures: what they send to a page, how they follow, and when they stop."""

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.events import EventManager

from helpers.widgets import following
from helpers.widgets.following import after_a_cell
from helpers.widgets.live import PARTS, WIDGET_VIEW, source_of
from helpers.widgets.live_view import LiveView
from helpers.widgets.source_hand import SourceList, show_sources
from tests.widgets.worlds import customer_with


class Shell:
    """What following asks of IPython in a kernel."""

    kernel = object()
    execution_count = 1
    cell: str | None = None

    def __init__(self) -> None:
        self.events = EventManager(self, {"post_run_cell": lambda result: None})

    def get_parent(self) -> dict[str, Any]:
        return {"metadata": {"cellId": self.cell}}


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    shell = Shell()
    monkeypatch.setattr(following, "get_ipython", lambda: shell)
    yield shell
    for picture in list(following._following):
        picture.close()


def hooked(shell: Shell) -> bool:
    return after_a_cell in shell.events.callbacks["post_run_cell"]


def a_list() -> tuple[SourceList, Any, str]:
    client, customer = customer_with(["tok_visa"])
    return show_sources(client, customer), client, customer


def test_the_view_stands_beside_the_static_picture(shell: Shell) -> None:
    shown, _, _ = a_list()
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", WIDGET_VIEW}
    assert bundle["text/html"] == shown.html
    assert bundle[WIDGET_VIEW]["model_id"] == shown.view().model_id
    assert "data-do" not in bundle["text/html"], "what is stored has no dead controls"
    assert shown._repr_mimebundle_()[WIDGET_VIEW] == bundle[WIDGET_VIEW]


def test_without_a_kernel_there_is_the_static_picture_alone() -> None:
    shown, _, _ = a_list()
    assert set(shown._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_a_picture_follows_what_a_cell_does(shell: Shell) -> None:
    shown, client, customer = a_list()
    view = shown.view()
    client.v1.customers.payment_sources.create(customer, {"source": "tok_amex"})
    assert "American Express" not in view.table
    shell.events.trigger("post_run_cell", None)
    assert "American Express" in view.table


def test_a_cell_that_asks_nothing_costs_nothing(shell: Shell) -> None:
    shown, client, _ = a_list()
    shown.view()
    before = len(client.record)
    for _ in range(3):
        shell.events.trigger("post_run_cell", None)
    assert len(client.record) == before


def test_the_pictures_own_questions_are_not_followed(shell: Shell) -> None:
    first, client, customer = a_list()
    second = show_sources(client, customer)
    first.view(), second.view()
    client.v1.customers.list({"limit": 1})
    shell.events.trigger("post_run_cell", None)
    before = len(client.record)
    shell.events.trigger("post_run_cell", None)
    assert len(client.record) == before


def test_time_that_a_cell_lets_pass_is_followed(shell: Shell) -> None:
    shown, client, _ = a_list()
    shown.view()
    looked: list[int] = []
    shown.look_again = lambda: looked.append(1)  # type: ignore[method-assign]
    client.emulator.advance_clock(60)
    shell.events.trigger("post_run_cell", None)
    assert looked == [1]


def test_a_failure_set_up_for_the_lesson_is_left_to_the_lesson(shell: Shell) -> None:
    shown, client, _ = a_list()
    shown.view()
    client.v1.customers.list({"limit": 1})
    client.emulator.inject("rate_limit")
    shell.events.trigger("post_run_cell", None)
    assert len(client.emulator.faults) == 1


def test_a_click_in_one_picture_reaches_the_others(shell: Shell) -> None:
    first, client, customer = a_list()
    second = show_sources(client, customer)
    first.view(), second.view()
    source = first.state.rows[0].id
    sent: list[Any] = []
    first.view().send = sent.append
    first._told(None, {"what": "detach", "values": {"source": source}, "turn": 7}, None)
    assert "No sources" in second.view().table
    assert sent == [{"done": 7}]


@pytest.mark.parametrize("message", [{}, {"what": None, "values": 5}, {"what": "__init__"}])
def test_a_message_that_makes_no_sense_does_nothing(shell: Shell, message: dict[str, Any]) -> None:
    shown, client, _ = a_list()
    shown.view()
    before = len(client.record)
    shown._told(None, message, None)
    assert len(client.record) == before


def test_the_hook_is_there_only_while_a_picture_is(shell: Shell) -> None:
    assert not hooked(shell)
    shown, client, customer = a_list()
    other = show_sources(client, customer)
    shown.view(), other.view()
    assert hooked(shell)
    shown.close()
    assert hooked(shell)
    other.close()
    other.close()
    assert not hooked(shell)


def test_the_picture_of_a_cell_that_runs_again_is_let_go(shell: Shell) -> None:
    shell.cell = "cell-1"
    first, client, customer = a_list()
    second = show_sources(client, customer)
    first.view(), second.view()
    assert set(following._following) == {first, second}
    shell.execution_count = 2
    third = show_sources(client, customer)
    third.view()
    assert set(following._following) == {third}


def test_pictures_do_not_pile_up(shell: Shell) -> None:
    client, customer = customer_with(["tok_visa"])
    for _ in range(following.AT_MOST + 5):
        show_sources(client, customer).view()
    assert len(following._following) == following.AT_MOST


def test_only_what_has_changed_is_sent(shell: Shell) -> None:
    client, customer = customer_with(["tok_visa", "tok_amex"])
    shown = show_sources(client, customer)
    view = shown.view()
    sent: list[str] = []
    view.observe(lambda change: sent.append(change["name"]), names=[*PARTS, "said"])
    shown.act("choose", {"source": shown.state.rows[1].id})
    assert set(sent) == {"table", "controls"}
    sent.clear()
    shown.act("choose", {"amount": "5"})
    assert sent == ["controls"]


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name in ("live.js", "live.css"):
        text = source_of(name)
        assert "http" not in text
        assert "import " not in text
        assert "url(" not in text


def test_the_page_and_python_speak_of_the_same_parts() -> None:
    assert 'const PARTS = ["' + '", "'.join(PARTS) + '"];' in source_of("live.js")
    assert {*PARTS, "said", "waiting"} <= set(LiveView.class_trait_names(sync=True))
