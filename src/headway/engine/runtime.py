"""The engine: the core, the backends, the listener and the clock put together; sessions; waiting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from headway.core.deadlock import untangle
from headway.core.function import Function
from headway.core.record import Calls, Record, Run
from headway.engine.counter import Counter
from headway.engine.minder import FAST_FOR_S, Minder
from headway.engine.opening import open_calls
from headway.engine.waiting import Waiting
from headway.engine.watches import Leaving, watch_session
from headway.meters import machine


class Engine(Waiting):
    """The runtime of this process."""

    def __init__(self) -> None:
        self.views: Any = None  # what the faces offer; joined by headway/__init__.py
        self.on_busy: Callable[[Run, float], None] | None = None
        self.on_open: Callable[[Run], None] | None = None
        self.reset()

    def reset(self) -> None:
        """A fresh engine: at the start of the process, and in the child after a fork."""
        on_lost = getattr(self, "on_lost", None)
        processes = getattr(self, "_processes", None)
        if processes is not None:
            processes.abandon()
        self.cores = machine.cores()
        self._minder = Minder(self)
        super().__init__(self._minder.tick, keep=max(4, self.cores))
        self.on_lost = on_lost
        self.runs: dict[Run, bool | None] = {}  # with what each session said of progress
        self.growing: set[Run] = set()
        self.keyed: dict[str, Function] = {}
        self._leavings: dict[Run, Leaving] = {}
        self._last_held: Any = None
        self.default = Run("the default session", self.cores, perf_counter(), "unread", is_default=True)
        self.default.take_capacity(machine.capacity())
        self.open(self.default, is_growing=True)

    def open_calls(self, run: Run, function: Function) -> Calls:
        """The calls of a function in a run, at its first call there. Raises where they never can run."""
        return open_calls(self, run, function)

    def key_of(self, function: Function) -> str:
        """What a worker process calls a function by that goes there by value."""
        if function.key is None:
            function.key = f"{len(self.keyed) + 1}"
            self.keyed[function.key] = function
        return function.key

    def tell_progress(self, record: Record, done: float, total: float | None) -> None:
        """How far a body is, as it says itself."""
        if self.parent is not None:
            self.parent.tell_progress(record, done, total)
        elif not self.core.is_doomed(record):
            self.core.progress[record] = done, total

    def desk(self) -> Counter:
        """What the process backend needs."""
        return Counter(self, self.open_calls, self.keyed)

    def on_work(self, now: float) -> None:
        """There is something to do: the clock ticks, and soon if calls queue for a thread."""
        minder = self._minder
        if minder.busy_since is None:
            minder.begin(now)
            self.clock.wake()
        if self.core.is_crowded:
            self.core.is_crowded = False
            if now > minder.fast_until:
                minder.fast_until = now + FAST_FOR_S
                self.clock.hurry()

    # ---- runs --------------------------------------------------------------------------------------------------------

    def open(self, run: Run, is_growing: bool, progress: bool | None = None, session: object = None) -> None:
        """A session begins; ``session`` is its handle, whose death without an end is noted."""
        if session is not None:
            self._leavings[run] = watch_session(session, self.inbox.put, run)
        self.runs[run] = progress
        if is_growing:
            self.growing.add(run)
        if self.on_open is not None:
            self.on_open(run)

    def close(self, run: Run, now: float) -> None:
        """A session has ended."""
        self.runs.pop(run, None)
        self._leavings.pop(run, None)
        self.growing.discard(run)
        self.dismiss_serial_worker(run)

    def end_left(self, run: Run, now: float) -> None:
        """A session has died; if it was never left, or a Ctrl-C came while it was, its run ends here."""
        if run in self.runs:
            run.is_left = True
            self.cancel_run(run, "its session was left without an end", now)
            run.close()
            self.close(run, now)

    def unfinished(self, run: Run | None = None) -> list[Record]:
        """The unfinished records of a run, or of all. Under the role."""
        also = [self.in_body] if self.in_body is not None else []
        records = self.core.unfinished(self.runs, also)
        return [r for r in records if run is None or r.calls.run is run]

    def interrupt(self, run: Run) -> None:
        """A Ctrl-C while waiting for a run: what it has not finished is cancelled."""
        self.put(partial(self.cancel_run, run, "Ctrl-C"))

    def cancel_run(self, run: Run, reason: str, now: float) -> list[str]:
        """Cancel all that a run has not finished; the names of what was cancelled. Under the role."""
        return self.core.cancel_all(self.unfinished(run), now, reason)

    def untangle(self, now: float) -> bool:
        """Where tasks wait for each other for ever, let one go ahead or fail; whether there were any. Under the role."""
        return untangle(self.core, self.runs, self._cancellable, now)

    def _cancellable(self, coroutines: set[Record]) -> set[Record]:
        return self.loops.cancellable(coroutines)

    # ---- what the minder asks for ------------------------------------------------------------------------------------

    def mind_overrun(self) -> None:
        """An inline body that is still the same as at the last tick keeps the listener: another thread takes over."""
        held = list(self.role.held)
        if held and held[-1] is self._last_held and self.listener is not None:
            self.hand_over(self.listener)
        self._last_held = held[-1] if held else None
        if self.core.inline and self.inbox.empty():
            self.inbox.put(_nothing)


def _nothing(now: float) -> None:
    """A command that only wakes the listener."""
