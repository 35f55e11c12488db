"""What a task shows in a notebook cell: a card that is kept up to date, then its value (or its error)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Any, Protocol

from headway.core.states import State
from headway.core.timeline import Entry
from headway.faces.card_html import task_card
from headway.faces.progress.choose import in_notebook
from headway.faces.progress.notebook import Output, show_html
from headway.faces.progress.tally import elapsed
from headway.faces.wording import duration, first_line

TICK_S = 0.5
SLOW_TICK_S = 2.0  # after a minute


class Shown(Protocol):
    """What a card reads of a task."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> State: ...  # noqa: D102
    @property
    def seconds(self) -> float | None: ...  # noqa: D102
    @property
    def error(self) -> BaseException | None: ...  # noqa: D102
    @property
    def outcome(self) -> Any: ...  # noqa: D102
    @property
    def prerequisites(self) -> tuple[Entry, ...]: ...  # noqa: D102
    def _when_settled(self, callback: Callable[[], object]) -> object: ...


def show_task(task: Shown) -> None:
    """Show a task in the current cell, and keep it up to date until it has ended, also after later cells have run.

    Under the card comes the task's value, as a cell would show it. Outside a notebook (IPython on a terminal) the
    task's ``repr`` is written.
    """
    if not in_notebook():
        sys.stdout.write(f"{task!r}\n")
        return
    TaskCard(task).show()


class TaskCard:
    """The card of one task, and the place under it for its value."""

    def __init__(self, task: Shown, show: Callable[[str], Output] = show_html) -> None:
        self._task = task
        self._show = show
        self._settled = Event()
        self._since = monotonic()

    def show(self) -> None:
        """Show the card; when the task is still under way, a small thread follows it."""
        card = self._show(self._html())
        value = ValuePlace()
        if self._is_over:
            self._end(card, value)
        else:
            # The thread waits, so the engine's thread that settles the task never draws.
            self._task._when_settled(self._settled.set)
            Thread(target=self._follow, args=(card, value), name="headway-card", daemon=True).start()

    def _follow(self, card: Output, value: ValuePlace) -> None:
        last = ""
        while not self._settled.wait(TICK_S if monotonic() - self._since < 60 else SLOW_TICK_S):
            html = self._html()
            if html != last:
                card.update(html)
                last = html
        self._end(card, value)

    def _end(self, card: Output, value: ValuePlace) -> None:
        card.update(self._html())
        if self._task.state is State.DONE:
            value.show(self._task.outcome.value)

    @property
    def _is_over(self) -> bool:
        return self._task.state.is_final and self._task.seconds is not None

    def _html(self) -> str:
        task, state = self._task, self._task.state
        if self._is_over:
            time, error = duration(task.seconds or 0.0), task.error
        else:
            # A task does not say when it began: what is known is for how long it has been seen.
            time, error = f"shown for {elapsed(monotonic() - self._since)}", None
        words = "" if error is None else f"{type(error).__name__}: {last_line(str(error))}"
        return task_card(task.name, state, time, task.prerequisites, words)


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line for line in text.splitlines() if line.strip()]
    return first_line(lines[-1], 400) if lines else ""


class ValuePlace:
    """A place in the current cell, empty at first, for a value of any kind (a table, a figure, text)."""

    def __init__(self) -> None:
        from IPython.display import display

        self._handle: Any = display({"text/html": ""}, raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def show(self, value: object) -> None:
        """Show a value as a cell would (None: nothing)."""
        if value is not None:
            self._handle.update(value)
