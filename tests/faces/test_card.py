import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.faces.markup import Page
from tests.faces.runs import entry

from headway.core.states import State
from headway.core.timeline import Entry
from headway.faces import card
from headway.faces.card import TaskCard, last_line, show_task


@dataclass
class Value:
    value: object


@dataclass
class ByHand:
    """A task that the test moves."""

    name: str = "fit"
    state: State = State.RUNNING
    seconds: float | None = None
    outcome: Any = None
    prerequisites: tuple[Entry, ...] = ()
    callbacks: list[Callable[[], object]] = field(default_factory=list)
    failure: BaseException | None = None
    asked: int = 0

    @property
    def error(self) -> BaseException | None:
        self.asked += self.failure is not None
        return self.failure

    def _when_settled(self, callback: Callable[[], object]) -> None:
        self.callbacks.append(callback)

    def end(self, state: State = State.DONE, value: object = None, error: BaseException | None = None) -> None:
        self.outcome, self.failure, self.seconds, self.state = Value(value), error, 1.5, state
        for callback in self.callbacks:
            callback()


class Shown:
    """The card's place in the notebook: all that it ever showed."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self.ended = threading.Event()

    def show(self, html: str) -> "Shown":
        self.all.append(html)
        return self

    def update(self, html: str) -> None:
        self.all.append(html)

    @property
    def text(self) -> str:
        return " ".join(Page(self.all[-1]).text.split())


class Values:
    """The place for the value; remembers what came."""

    def __init__(self) -> None:
        self.shown: list[object] = []

    def show(self, value: object) -> None:
        self.shown.append(value)


@pytest.fixture
def values(monkeypatch: pytest.MonkeyPatch) -> Values:
    place = Values()
    monkeypatch.setattr(card, "ValuePlace", lambda: place)
    monkeypatch.setattr(card, "TICK_S", 0.01)
    return place


def followers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "headway-card"]


def wait_for_end() -> None:
    for thread in followers():
        thread.join(20)
    assert followers() == []


def test_ended_task_is_shown_at_once(values: Values) -> None:
    task, place = ByHand(), Shown()
    task.end(value=42)
    TaskCard(task, place.show).show()
    assert place.text == "✓ done fit 1.5 s"
    assert values.shown == [42]
    assert followers() == []


def test_running_task_is_followed_to_its_end(values: Values) -> None:
    task, place = ByHand(prerequisites=(entry(1, "load"),)), Shown()
    TaskCard(task, place.show).show()
    assert place.text.startswith("▸ running fit shown for 0.0 s needs ✓ load 1 s")
    assert values.shown == []
    task.end(value="model")
    wait_for_end()
    assert place.text.startswith("✓ done fit 1.5 s")
    assert values.shown == ["model"]


def test_card_counts_the_seconds_meanwhile(values: Values) -> None:
    task, place = ByHand(), Shown()
    TaskCard(task, place.show).show()
    deadline = threading.Event()
    for _ in range(2000):
        if len(place.all) >= 3:
            break
        deadline.wait(0.01)
    task.end()
    wait_for_end()
    assert len(place.all) >= 3
    assert any("shown for 0.1 s" in html for html in place.all)


def test_failed_task_shows_its_error(values: Values) -> None:
    task, place = ByHand(), Shown()
    TaskCard(task, place.show).show()
    assert task.asked == 0
    task.end(State.FAILED, error=ValueError("in train.csv\nno rows <left>"))
    wait_for_end()
    assert place.text == "✕ failed fit 1.5 s ValueError: no rows <left>"
    assert values.shown == []


def test_waiting_task_asks_for_no_error(values: Values) -> None:
    task, place = ByHand(state=State.WAITING), Shown()
    TaskCard(task, place.show).show()
    task.end()
    wait_for_end()
    assert task.asked == 0


def test_outside_a_notebook_the_repr_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    show_task(ByHand())
    assert capsys.readouterr().out.startswith("ByHand(name='fit', state=<State.RUNNING")


def test_last_line_of_an_error() -> None:
    assert last_line("a\n b \n\n") == "b"
    assert last_line("") == ""
