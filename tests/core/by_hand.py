"""Records made by hand, and a clock that moves only when it is told: the scheduler without a thread.

A record's state is watched while :func:`watch_every_move` lasts: it changes along the table of moves only, so that a
record in a final state stays there: each is settled once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import Any

from headway.core.deadlock import Look, untangle
from headway.core.function import Function
from headway.core.outcome import Cancelled, Cell, Collect, Failure
from headway.core.record import Calls, Record, Run, limit_gate, new_record
from headway.core.scheduler import Scheduler
from headway.core.slots import Blocked
from headway.core.states import MOVES, State


@contextmanager
def watch_every_move() -> Iterator[dict[Record, list[State]]]:
    """While the block lasts a record may move along the table only. Gives where each has been so far."""
    slot: Any = Record.__dict__["state"]
    been: dict[Record, list[State]] = {}

    def move(record: Record, new: State) -> None:
        path = been.setdefault(record, [])
        if path and path[-1] is new and not new.is_final:
            return
        if path and new not in MOVES.get(path[-1], {}):
            raise AssertionError(f"{record!r} moves {path[-1]} -> {new}, which the table of moves does not know")
        path.append(new)
        slot.__set__(record, new)

    Record.state = property(slot.__get__, move)  # type: ignore[assignment, misc]
    try:
        yield been
    finally:
        Record.state = slot


class Called(Cell):
    """The handle of a task that was called by hand."""

    __slots__ = ("name", "record")

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name} {self.state}>"

    @property
    def state(self) -> State:
        return self.record.state

    @property
    def value(self) -> Any:
        return self._value


def doing_nothing(*_: object, **__: object) -> None:
    """The body of every function here: nothing ever calls it."""


class ByHand:
    """A scheduler, one session, and somebody who ends the bodies.

    ``running`` are the handles of the bodies that run, in the order of their starts. ``stopped`` are those that were
    told that nobody waits for them, ``delays`` the retries to come as (seconds, handle).
    """

    def __init__(self, threads: float = 2, on: str = "auto", **capacity: float) -> None:
        self.core = Scheduler()
        self.now = 0.0
        self.run = Run("by hand", threads, 0.0, on)  # type: ignore[arg-type]
        self.run.take_capacity(capacity)
        self.running: list[Called] = []
        self.stopped: list[Called] = []
        self.delays: list[tuple[float, Called]] = []
        self.started: list[str] = []
        self.functions: dict[Any, Function] = {}
        self.most: dict[str, int] = {}
        self.refused: dict[Called, BaseException] = {}
        self.movable: set[Record] = set()

    # ---- calling -----------------------------------------------------------------------------------------------------

    def function(self, name: str, **options: Any) -> Function:
        """The function of that name: made at its first use."""
        if name not in self.functions:
            limits = (options.pop("limit"),) if "limit" in options else ()
            self.functions[name] = Function(name, doing_nothing, **{"limits": limits, **options})
        return self.functions[name]

    def calls_of(self, function: Function, mechanism: str = "thread") -> Calls:
        """The calls of a function in the session."""
        if function not in self.run.calls:
            for limit in function.limits:
                limit_gate(self.run, limit)
            self.run.calls[function] = Calls(function, self.run, mechanism)
            self.run.calls[function].join()
        return self.run.calls[function]

    def call(
        self, name: str = "task", *needs: Called, on: str = "thread", parent: Called | None = None, **options: Any
    ) -> Called:
        """Call a task that needs others. Calls of one name are calls of one function."""
        called = self.made(name, *needs, on=on, parent=parent, **options)
        self.core.add(called.record, self.now)
        self.look()
        return called

    def made(
        self, name: str = "task", *needs: Called, on: str = "thread", parent: Called | None = None, **options: Any
    ) -> Called:
        """A task that was called, and of which the scheduler has not heard yet."""
        called = Called(name)
        kept: Any = None if not needs else needs[0] if len(needs) == 1 else needs
        calls = self.calls_of(self.function(name, **options), on)
        above = None if parent is None else parent.record
        called.record = new_record(calls, needs, None, copy_context(), called, kept, above)
        return called

    def gather(self, collect: Collect, *needs: Called, first: bool = False) -> Called:
        """A task without a body, which collects the outcomes of others."""
        name = f"{collect.__name__}, first" if first else collect.__name__
        self.function(name, on="inline", collect=collect, collect_first=first)
        called = Called(name)
        calls = self.calls_of(self.functions[name], "inline")
        called.record = new_record(calls, (), None, copy_context(), called, needs or None, None)
        self.core.add(called.record, self.now)
        self.look()
        return called

    # ---- what the engine would do ------------------------------------------------------------------------------------

    def look(self) -> None:
        """Carry out what the core has decided, as the engine does."""
        core = self.core
        while core.inline:
            record = core.inline.popleft()
            if record.state is State.READY:
                record.state = State.RUNNING
            if record.state is State.RUNNING:
                self._begin(record)
        for record in core.starts:
            self._begin(record)
        core.starts.clear()
        for record in core.stops:
            self.stopped += [called for called in self.running if called.record is record]
        core.stops.clear()
        self.delays += [(seconds, _handle(record)) for seconds, record in core.delays]
        core.delays.clear()
        drained, core.drained[:] = list(core.drained), []
        for run in drained:
            core.confirm_drained(run, self.now)
        awake, core.awake[:] = list(core.awake), []
        for waiter in awake:
            waiter()

    def _begin(self, record: Record) -> None:
        record.started = self.now
        record.worker = "by hand"
        self.running.append(_handle(record))
        self.started.append(record.calls.name)

    def end(self, called: Called, value: Any = None) -> None:
        """The body of a task returns a value."""
        self._ended(called, value, None)

    def fail(self, called: Called, error: Exception | None = None) -> Failure:
        """The body of a task raises."""
        failure = Failure(called.name, error or ValueError(f"{called.name} is broken"), None)
        self._ended(called, None, failure)
        return failure

    def end_cancelled(self, called: Called) -> None:
        """The body of a task ends as cancelled."""
        self._ended(called, None, Cancelled(called.name))

    def _ended(self, called: Called, value: Any, bad: Failure | Cancelled | None) -> None:
        self.running.remove(called)
        self.core.ended(called.record, value, bad, self.now)
        self.look()

    def cancel(self, called: Called) -> bool:
        """Somebody cancels a task."""
        changed = self.core.cancel(called.record, self.now)
        self.look()
        return changed

    def retry(self, called: Called) -> None:
        """The back-off of a task is over."""
        self.delays = [(seconds, other) for seconds, other in self.delays if other is not called]
        self.core.retry(called.record, self.now)
        self.look()

    def time_out(self, called: Called, attempt: int = 1) -> bool:
        """The time of an attempt is over."""
        late = Failure(called.name, TimeoutError("too late"), None)
        changed = self.core.time_out(called.record, attempt, late, self.now)
        self.look()
        return changed

    def watch(self, called: Called) -> Callable[[], bool]:
        """Wait for a task; what it gives says whether the wait is over."""
        over: list[bool] = []
        self.core.watch(called, lambda: over.append(True))
        self.look()
        return lambda: bool(over)

    def wait_in(self, outer: Called, *inner: Called) -> None:
        """The body of ``outer`` begins to wait for one of ``inner``, however long it takes."""
        assert self.core.wait_for(outer.record, inner) is None
        refuse = partial(self.refused.__setitem__, outer)
        self.core.blocked[outer.record] = Blocked(inner, refuse)
        self.core.lend(outer.record, self.now)
        self.look()

    def go_on(self, outer: Called) -> None:
        """The wait of a body is over."""
        self.core.blocked.pop(outer.record, None)
        self.core.resume(outer.record, self.now)
        self.look()

    def untangle(self) -> None:
        """Look for tasks that wait for each other for ever. Coroutines in ``movable`` may be cancelled from outside."""
        untangle(self.core, [self.run], self.movable.intersection, self.now)
        self.look()

    def hopeless(self) -> set[Record]:
        """The records that can't move any more."""
        return {node for node in Look(self.core, [self.run], self.movable).hopeless if isinstance(node, Record)}

    def run_all(self, seconds: float = 1.0) -> None:
        """End every body, the one that started first first, each ``seconds`` later, until nothing runs."""
        while self.running:
            self.now += seconds
            self.end(self.running[0], self.running[0].name)

    def names(self) -> list[str]:
        """The names of the tasks whose bodies run."""
        return [called.name for called in self.running]


def _handle(record: Record) -> Called:
    assert isinstance(record.cell, Called)
    return record.cell
