"""How a task ended, as a value: nothing is raised until somebody asks for the result.

``Value``, ``Failure``, ``Skipped`` and ``Cancelled`` are what ``Task.outcome`` gives. A :class:`Cell` is where an
outcome lives: held by the task's handles and by the dependents that wait for it, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from headway.core.states import State
from headway.errors import PrerequisiteFailed, TaskCancelled

DONE, FAILED, SKIPPED, CANCELLED = State.DONE, State.FAILED, State.SKIPPED, State.CANCELLED


class Value:
    """The function returned ``value``.

    >>> Value(3)
    Value(3)
    """

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Value({self.value!r})"


class Failure:
    """The function raised ``error``. ``asked`` turns true once somebody has asked for it."""

    __slots__ = ("__weakref__", "asked", "error", "task", "text", "traceback", "watch")
    __match_args__ = ("error",)
    watch: Any

    def __init__(self, task: str, error: BaseException, traceback: TracebackType | None) -> None:
        self.task, self.error, self.traceback, self.asked = task, error, traceback, False
        self.watch = None  # something of the engine's that is to know, too, when it is asked for
        self.text = describe(error)  # made here, where user code (the error's own __str__) may run

    def __repr__(self) -> str:
        return f"Failure({self.error!r})"

    def ask(self) -> BaseException:
        """The error to raise, with its own traceback; from now on somebody knows of it."""
        self.asked = True
        if self.watch is not None:
            self.watch.asked = True
        return self.look()

    def look(self) -> BaseException:
        """The same, by one who only passes it on: whether anybody asks for it is still to be seen."""
        return BaseException.with_traceback(self.error, self.traceback)  # the user's class may have its own, and fail


class Skipped:
    """The task never ran: ``root`` is the failure of the prerequisite that decided it."""

    __slots__ = ("root", "task")
    __match_args__ = ("root",)

    def __init__(self, task: str, root: Failure) -> None:
        self.task, self.root = task, root

    def __repr__(self) -> str:
        return f"Skipped({self.root!r})"

    def ask(self) -> BaseException:
        """The error to raise, from the root cause, of which somebody knows from now on."""
        self.root.ask()
        return self.look()

    def look(self) -> BaseException:
        """The same, by one who only passes it on."""
        error = PrerequisiteFailed(self.task, self.root.task, describe(self.root.error))
        error.__cause__ = self.root.look()
        return error


class Cancelled:
    """The task was cancelled; ``reason`` says by what."""

    __slots__ = ("reason", "task")
    __match_args__ = ("reason",)

    def __init__(self, task: str, reason: str = "it was cancelled") -> None:
        self.task, self.reason = task, reason

    def __repr__(self) -> str:
        return f"Cancelled({self.reason!r})"

    def ask(self) -> BaseException:
        """The error to raise."""
        return TaskCancelled(self.task, self.reason)


Outcome = Value | Failure | Skipped | Cancelled


class Cell:
    """Where the outcome of one task comes to live.

    ``_state`` is None until the task is settled and is set last, so that whoever sees a final state sees its value.
    ``_value`` is the plain value of a task that is done, else its Failure, Skipped or Cancelled. ``_record`` is the
    core's record until then (for a tiny call that is still on its way, the calls it belongs to), and afterwards the
    raw entry of the task.
    """

    __slots__ = ("__weakref__", "_record", "_state", "_value")
    _record: Any
    _state: State | None
    _value: Any


def outcome_of(cell: Cell) -> Outcome | None:
    """The outcome of a cell, or None while there is none. Whoever looks at a failure has asked for it."""
    if cell._state is None:
        return None
    if cell._state is DONE:
        return Value(cell._value)
    outcome: Failure | Skipped | Cancelled = cell._value
    outcome.ask()
    return outcome


def describe(error: BaseException) -> str:
    r"""An error in one line: its type and the first line of its text.

    >>> describe(ValueError("bad row\nmore"))
    'ValueError: bad row'
    """
    try:
        text = str(error)
    except BaseException as broken:  # an error whose own __str__ fails is still an error to be told
        text = f"(its text can't be made: {type(broken).__name__})"
    first = text.strip().split("\n", 1)[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


Settled = tuple[State, Any]
Collect = Callable[[Sequence[Cell]], Settled]


def gather_values(cells: Sequence[Cell]) -> Settled:
    """What `gather` is settled with: the values in order, or what became of the first bad one in that order.

    A failed task counts before a skipped one and that before a cancelled one, because a failure is the cause.
    """
    bad = [cell for cell in cells if cell._state is not DONE]
    if not bad:
        return DONE, tuple([cell._value for cell in cells])
    for state in (FAILED, SKIPPED, CANCELLED):
        for cell in bad:
            if cell._state is state:
                return state, cell._value
    raise AssertionError("gathered before the end")  # pragma: no cover - the scheduler counts to zero first


def gather_outcomes(cells: Sequence[Cell]) -> Settled:
    """What `gather(return_errors=True)` is settled with: values, and errors in the place of values."""
    return DONE, tuple([cell._value if cell._state is DONE else cell._value.ask() for cell in cells])
