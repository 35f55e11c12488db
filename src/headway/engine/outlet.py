"""Carrying out what the core has decided: records go to their backends, waiters are woken, times are set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from headway.backends.base import Ended
from headway.backends.clock import Clock
from headway.backends.threads import SERIAL, Threads, Worker, spawn_thread
from headway.core.function import Function
from headway.core.outcome import Cell, Failure
from headway.core.record import Calls, Record, Run
from headway.core.scheduler import Scheduler
from headway.engine.watches import Loss, watch_failure
from headway.errors import TaskTimeout

if TYPE_CHECKING:
    from headway.backends.loop import Loops
    from headway.backends.processes import Desk, Processes


class Parent(Protocol):
    """In a worker process: what runs the tasks that are called there. A backend that is told a little more."""

    def submit(self, record: Record) -> None:
        """Have the parent run it."""

    def stop(self, record: Record) -> None:
        """Nobody waits for it any longer."""

    def know(self, calls: Calls, function: Function) -> None:
        """These calls are of ``function``, with all its options."""

    def waits(self, record: Record, cells: Sequence[Cell], is_endless: bool) -> None:
        """The body of ``record`` waits for one of these."""

    def goes_on(self, record: Record) -> None:
        """It goes on."""

    def tell_progress(self, record: Record, done: float, total: float | None) -> None:
        """How far it is."""


_HINT = "a thread can't be stopped: its function goes on until it returns or calls current().checkpoint()"


class Outlet:
    """The core, and the backends that it decides for. Every method but ``spawn`` is called under the role."""

    def __init__(self, ended: Ended, tick: Callable[[float], float | None], keep: int) -> None:
        self.inbox: SimpleQueue[Any] = SimpleQueue()
        self.core = Scheduler()
        self.threads = Threads(ended, self.spawn, keep=keep)
        self.clock = Clock(self.inbox.put, tick)
        self.losses: set[Loss] = set()  # of failures of the default session that somebody still holds
        self.on_lost: Callable[[Loss], None] | None = None
        self._ended = ended
        self._serial: dict[Run, Worker] = {}
        self._loops: Loops | None = None
        self._processes: Processes | None = None
        self.parent: Parent | None = None  # in a worker process

    @staticmethod
    def spawn(function: Callable[..., object], *args: object) -> bool:
        """Start a daemon thread; False when the interpreter starts no more."""
        return spawn_thread(function, *args)

    def flush(self, wants_record: bool = False) -> Record | None:
        """Empty the core's lists. Runs no body. With ``wants_record`` one for the calling thread may come back."""
        core = self.core
        core.has_news = False
        mine = self._start(core.starts, wants_record) if core.starts else None
        if core.awake:
            awake = core.awake.copy()
            core.awake.clear()
            for waiter in awake:
                waiter()
        if core.drained or core.stops or core.delays or core.failed:
            self._flush_rest(core)
        return mine

    def _start(self, starts: list[Record], wants_record: bool) -> Record | None:
        mine: Record | None = None
        for record in starts:
            calls = record.calls
            if calls.mechanism == "process" and not calls.serial:
                self.processes.submit(record)  # whose time begins when its body does
                continue
            if self.parent is not None and calls.mechanism == "parent":
                self.parent.submit(record)
                continue
            if not calls.is_plain:
                self.set_time(record)
            if calls.mechanism == "loop":
                self.loops.submit(record)
            elif calls.serial:
                self._submit_serial(record)
            elif wants_record and mine is None:
                mine = record
            else:
                self.threads.submit(record)
        starts.clear()
        return mine

    def _flush_rest(self, core: Scheduler) -> None:
        for run in core.drained:
            self.inbox.put(partial(core.confirm_drained, run))
        core.drained.clear()
        for record in core.stops:
            if record.calls.mechanism == "loop":
                self.loops.stop(record)
            elif record.calls.mechanism == "process":
                self.processes.stop(record)
            elif self.parent is not None and record.calls.mechanism == "parent":
                self.parent.stop(record)
        core.stops.clear()
        for seconds, record in core.delays:
            self.clock.at(perf_counter() + seconds, partial(core.retry, record))
        core.delays.clear()
        for run, failure in core.failed:
            if run.is_default:
                self.losses.add(watch_failure(failure, self.inbox.put))
            else:
                run.keep_unasked(failure)
        core.failed.clear()

    def tell_loss(self, loss: Loss) -> None:
        """Nobody holds a failure of the default session any more."""
        self.losses.discard(loss)
        if not loss.asked and self.on_lost is not None:
            self.on_lost(loss)

    def set_time(self, record: Record) -> None:
        """An attempt begins: if its time is limited, its end is due."""
        timeout_s = record.calls.function.timeout_s
        if timeout_s is not None:
            self.clock.at(perf_counter() + timeout_s, partial(self._time_out, record, record.attempt, timeout_s))

    def _time_out(self, record: Record, attempt: int, timeout_s: float, now: float) -> None:
        name = record.calls.name
        hint = _HINT if record.calls.mechanism == "thread" else ""
        self.core.time_out(record, attempt, Failure(name, TaskTimeout(name, timeout_s, hint), None), now)

    def _submit_serial(self, record: Record) -> None:
        """A serial record inside another runs on that one's stack; others on the session's dedicated thread."""
        run = record.calls.run
        outer = run.turns.around(record)
        worker = self.ensure_serial(run) if outer is None else outer.worker
        worker.mailbox.put(record)

    def ensure_serial(self, run: Run) -> Worker:
        """Have the dedicated thread of a session."""
        worker = self._serial.setdefault(run, Worker(SERIAL))
        if not worker.ident:
            self.spawn(self.threads.serve_alone, worker)
        return worker

    def prepare(self, calls: Calls) -> None:
        """A function is called for the first time in a session: have what its bodies will need. On the caller's thread.

        From Python 3.12 on no thread can be started once the program has begun to end, and its tasks are still to run.
        """
        if calls.serial:
            self.ensure_serial(calls.run)
        elif calls.mechanism == "thread":
            self.threads.ensure_one()
        elif calls.mechanism == "loop":
            self.loops.ensure_private()
        elif calls.mechanism == "process":
            self.processes.start()

    def dismiss_serial_worker(self, run: Run) -> None:
        """A session has ended: its dedicated thread goes."""
        worker = self._serial.pop(run, None)
        if worker is not None:
            worker.mailbox.put(None)

    @property
    def loops(self) -> Loops:
        """The loop backend, made (and asyncio imported) when the first coroutine appears."""
        if self._loops is None:
            from headway.backends.loop import Loops

            self._loops = Loops(self._ended, self.spawn)
        return self._loops

    @property
    def processes(self) -> Processes:
        """The process backend, made (and what it needs imported) when the first call is to run in a process."""
        if self._processes is None:
            from headway.backends.processes import Processes

            self._processes = Processes(self._ended, self.desk(), self.spawn)
        return self._processes

    def desk(self) -> Desk:
        """What the process backend needs of the engine."""
        raise NotImplementedError

    def sweep_loops(self) -> None:
        """End what belongs to loops of the user's that were closed."""
        if self._loops is not None and self._loops.has_guests:
            self._loops.sweep()
