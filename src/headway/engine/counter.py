"""The engine's side of the process backend: where ends are handed in by the batch, and what comes next is given out."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from time import perf_counter
from typing import TYPE_CHECKING, Any

from headway.core.function import Function
from headway.core.outcome import Cell, Failure
from headway.core.record import Calls, Record, Run, new_record
from headway.core.scheduler import Bad
from headway.core.slots import Blocked
from headway.core.states import State

if TYPE_CHECKING:
    from headway.engine.driver import Driver

READY, RUNNING = State.READY, State.RUNNING


class Counter:
    """A :class:`headway.backends.processes.Desk`, in front of one engine."""

    def __init__(
        self, engine: Driver, open_calls: Callable[[Run, Function], Calls], keyed: dict[str, Function]
    ) -> None:
        self._engine, self._open_calls, self._keyed = engine, open_calls, keyed
        self.most_workers = float("inf")

    def carry_out(self, settle: Callable[[float], object], plan: Callable[[float], object]) -> None:
        """Call both under the role: here, or on the listener while that runs inline bodies."""
        engine = self._engine

        def both(now: float) -> None:
            settle(now)
            engine.flush()
            plan(now)
            if engine.core.has_news:
                engine.flush()

        if not engine.role.try_take():
            if engine.is_inlining:  # that can take long; otherwise the role is free in a moment
                engine.ask(both)
                return
            engine.role.take()
        try:
            both(perf_counter())
            has_inline = bool(engine.core.inline)
        finally:
            engine.role.release()
        if has_inline:
            engine.put(_nothing)  # the listener runs them

    def ended(self, record: Record, value: Any, bad: Bad | None, now: float) -> None:
        """The body of a record is over."""
        if record.calls.has_waited:
            self._engine.core.blocked.pop(record, None)
        self._engine.core.ended(record, value, bad, now)

    def call(
        self,
        inside: Record,
        function: Function,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        carried: list[tuple[Any, ...]],
        answer: Callable[[], object],
        now: float,
    ) -> Cell:
        """Call a function for the body of ``inside``, which runs in a worker; ``answer`` is called at its end."""
        core, run = self._engine.core, inside.calls.run
        calls = run.calls.get(function) or self._open_calls(run, function)
        cell = Cell()
        context = inside.context.copy() if inside.context is not None else Context()
        for variable, *its_value in carried:
            if its_value:
                context.run(variable.set, *its_value)
        record = new_record(calls, args, kwargs or None, context, cell, None, inside)
        core.add(record, now)
        core.watch(cell, answer)
        return cell

    def function_of(self, key: str) -> Function:
        """The function that a worker knows by a key."""
        return self._keyed[key]

    def cancel(self, cell: Cell, reason: str, now: float) -> None:
        """Cancel a task that a worker has called."""
        if cell._state is None:
            self._engine.core.cancel(cell._record, now, reason)

    def waits(self, record: Record, first: list[Cell], blocked: Blocked | None, now: float) -> None:
        """The body of a record waits for tasks: its slot serves others."""
        if blocked is not None and blocked.cells:
            self._engine.core.blocked[record] = blocked
        record.calls.has_waited = True
        for cell in reversed(first):
            self._engine.core.hurry(cell)
        self._engine.core.lend(record, now)

    def goes_on(self, record: Record, now: float) -> None:
        """It goes on."""
        self._engine.core.blocked.pop(record, None)
        self._engine.core.resume(record, now)

    def refuse(self, record: Record, error: BaseException) -> None:
        """The body of a record waits for what can never be: its worker is ended."""
        self._engine.core.time_out(record, record.attempt, Failure(record.calls.name, error, None), perf_counter())

    def tell_progress(self, record: Record, done: float, total: float | None) -> None:
        """How far a body is."""
        if not self._engine.core.is_doomed(record):
            self._engine.core.progress[record] = done, total

    def went_along(self, record: Record, now: float) -> bool:
        """A record that was run in one go with what it needed starts, if nothing has come in between."""
        core = self._engine.core
        if record.state is READY and record.ready is not None:
            core.ride_along(record)
        elif record.state is RUNNING and record in core.starts:
            core.starts.remove(record)
        else:
            return False
        return True

    def hand_back(self, record: Record, now: float) -> None:
        """The body of a record was never begun."""
        self._engine.core.hand_back(record, now)

    def ride(self, record: Record, most: int) -> list[Record]:
        """Ready records of the same mechanism and session."""
        return self._engine.core.ride(record.calls.lane, most)

    def exchange(self, record: Record, fits: Callable[[Record], bool], among: int | None, now: float) -> Record | None:
        """A ready record that fits, in the place of one that has a slot and can't begin."""
        return self._engine.core.exchange(record, fits, among, now)

    def take_slot(self, record: Record) -> None:
        """A record that rode along takes long."""
        self._engine.core.take_slot(record)

    def set_time(self, record: Record) -> None:
        """The body of a record begins."""
        self._engine.set_time(record)


def _nothing(now: float) -> None:
    """A command that only wakes the listener."""
