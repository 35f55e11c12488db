"""Where the process backend hands in what has happened and is told what comes next: its side of the engine.

All of it is done between the core's steps, by whoever has the role: a batch of ends costs one turn, not one a task.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Any, Protocol

from headway.backends.base import Ended
from headway.backends.processes.flight import Carried
from headway.core.function import Function
from headway.core.outcome import Cell
from headway.core.record import Record
from headway.core.scheduler import Bad
from headway.core.slots import Blocked
from headway.errors import HeadwayError


class Desk(Protocol):
    """What the process backend needs of the engine."""

    most_workers: float  # at once; the engine bounds them by its sessions' slots

    def carry_out(self, settle: Callable[[float], object], plan: Callable[[float], object]) -> None:
        """Call both under the role, now or soon, with what follows from the first done in between."""

    def ended(self, record: Record, value: Any, bad: Bad | None, now: float) -> None:
        """The body of a record is over. Only inside ``settle``."""

    def went_along(self, record: Record, now: float) -> bool:
        """A record was run in one go with what it needed: whether its end may be reported. Only inside ``settle``."""
        ...

    def hand_back(self, record: Record, now: float) -> None:
        """The body of a record was never begun. Only inside ``settle``."""

    def call(
        self,
        inside: Record,
        function: Function,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        carried: list[Carried],
        answer: Callable[[], object],
        now: float,
    ) -> Cell:
        """Call a function for the body of ``inside``, whose context variables are now as ``carried`` has them.

        ``answer`` is called at its end. Only inside ``settle``.
        """
        ...

    def function_of(self, key: str) -> Function:
        """The function that a worker knows by a key."""
        ...

    def cancel(self, cell: Cell, reason: str, now: float) -> None:
        """Cancel what was called. Only inside ``settle``."""

    def waits(self, record: Record, first: list[Cell], blocked: Blocked | None, now: float) -> None:
        """The body of a record waits, for ``blocked`` if that is known; ``first`` go before others. Only inside ``settle``."""

    def refuse(self, record: Record, error: BaseException) -> None:
        """The body of a record waits for what can never be: it ends with this error. Under the role."""

    def goes_on(self, record: Record, now: float) -> None:
        """It goes on. Only inside ``settle``."""

    def tell_progress(self, record: Record, done: float, total: float | None) -> None:
        """How far a body is."""

    def ride(self, record: Record, most: int) -> list[Record]:
        """Up to so many ready records that may go along with ``record``. Only inside ``plan``."""
        ...

    def exchange(self, record: Record, fits: Callable[[Record], bool], among: int | None, now: float) -> Record | None:
        """A ready record that fits, in the place of one that has a slot and can't begin. Only inside ``plan``."""

    def take_slot(self, record: Record) -> None:
        """A record that rode along takes long: it counts as one that has a slot. Only inside ``settle``."""

    def set_time(self, record: Record) -> None:
        """The body of a record begins: its ``timeout_s`` counts from now."""


class BareDesk:
    """A desk with no engine behind it: each end is reported by itself, and nothing goes along."""

    def __init__(self, ended: Ended) -> None:
        self._ended = ended
        self.most_workers = 2.0
        self.submit: Callable[[Record], None]
        self._again: deque[Record] = deque()

    def carry_out(self, settle: Callable[[float], object], plan: Callable[[float], object]) -> None:
        """Call both."""
        settle(perf_counter())
        while self._again:
            self.submit(self._again.popleft())
        plan(perf_counter())

    def ended(self, record: Record, value: Any, bad: Bad | None, now: float) -> None:
        """Report it; what comes back is run next."""
        if record.attempt > record.calls.function.retries:
            record.args = None
        following = self._ended(record, value, bad)
        if following is not None:
            self._again.append(following)

    def went_along(self, record: Record, now: float) -> bool:
        """Nothing does."""
        return False

    def hand_back(self, record: Record, now: float) -> None:
        """It has its slot still: it is submitted again."""
        self._again.append(record)

    def call(
        self,
        inside: Record,
        function: Function,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        carried: list[Carried],
        answer: Callable[[], object],
        now: float,
    ) -> Cell:
        """There is nobody who could."""
        raise HeadwayError("a task can be called inside a worker process only where an engine runs it")

    def function_of(self, key: str) -> Function:
        """None is known."""
        raise KeyError(key)

    def cancel(self, cell: Cell, reason: str, now: float) -> None:
        """Nothing was called."""

    def refuse(self, record: Record, error: BaseException) -> None:
        """Nobody looks."""

    def waits(self, record: Record, first: list[Cell], blocked: Blocked | None, now: float) -> None:
        """It keeps its slot."""

    def goes_on(self, record: Record, now: float) -> None:
        """It has its slot."""

    def tell_progress(self, record: Record, done: float, total: float | None) -> None:
        """Nobody looks."""

    def ride(self, record: Record, most: int) -> list[Record]:
        """Nothing rides."""
        return []

    def exchange(self, record: Record, fits: Callable[[Record], bool], among: int | None, now: float) -> Record | None:
        """Nothing is ready."""
        return None

    def take_slot(self, record: Record) -> None:
        """Nothing rides."""

    def set_time(self, record: Record) -> None:
        """Nobody looks at a clock."""
