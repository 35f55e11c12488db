"""Blocking waits: at a lock on the user's threads, at the mailbox on threads that run bodies.

A wait on the main thread is cut into slices. A lock is let go of when a signal comes, but not when the signal comes in
the moment between Python's last look for signals and the wait: without slices such a Ctrl-C would be heard at the end.
"""

from __future__ import annotations

from _thread import TIMEOUT_MAX, allocate_lock, get_ident
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty
from threading import main_thread
from time import perf_counter

from headway.backends.threads import SERIAL, Worker
from headway.core.outcome import Cell
from headway.core.record import Record, Run
from headway.core.slots import Blocked
from headway.engine.driver import Driver
from headway.errors import CycleError

Waiter = Callable[[], object]
Watch = Callable[[Waiter], object]
FIRST_SLICE_S, LONGEST_SLICE_S = 0.001, 0.5


class Waiting(Driver):
    """The part of the engine that blocks."""

    on_rest: Callable[[Run], None] | None = None  # told when the main thread has waited for a run

    def __init__(self, tick: Callable[[float], float | None], keep: int) -> None:
        super().__init__(tick, keep)
        self.waiting: dict[Run, float] = {}  # since when the main thread waits for a run
        self.is_exiting = False

    def waiting_for(self, run: Run | None) -> ForRun:
        """While the block lasts the calling thread waits for a run: whoever shows progress may want to know."""
        return ForRun(self.waiting, run, self.on_rest)

    def wait(self, watch: Watch, cells: Sequence[Cell] = (), timeout_s: float | None = None) -> bool:
        """Block until the waiter that ``watch`` gets (under the role) is called; False when time ran out.

        Inside a task's body the slot of that body is lent meanwhile. ``cells`` are what it waits for, one of which is
        enough: where all of them need that body to end first, a :class:`CycleError` is raised.
        """
        __tracebackhide__ = True
        record = self.here()
        worker = record.worker if record is not None else None
        if record is not None and isinstance(worker, Worker) and worker.ident == get_ident():
            return self._wait_in_body(record, worker, watch, cells, timeout_s)
        lock = allocate_lock()
        lock.acquire()
        self.put(lambda now: watch(lock.release))
        left = TIMEOUT_MAX if timeout_s is None else min(max(0.0, timeout_s), TIMEOUT_MAX)
        if get_ident() != main_thread().ident:
            return lock.acquire(True, left)
        return self._wait_in_slices(lock.acquire, left)

    @staticmethod
    def _wait_in_slices(acquire: Callable[[bool, float], bool], left: float) -> bool:
        __tracebackhide__ = True
        deadline = perf_counter() + left
        slice_s = FIRST_SLICE_S
        while True:
            if acquire(True, max(0.0, min(slice_s, left))):
                return True
            left = deadline - perf_counter()
            if left <= 0:
                return False
            slice_s = min(LONGEST_SLICE_S, 2 * slice_s)

    def _wait_in_body(
        self, record: Record, worker: Worker, watch: Watch, cells: Sequence[Cell], timeout_s: float | None
    ) -> bool:
        token = object()
        refused: list[BaseException] = []
        worker.waits.append(token)
        is_endless = timeout_s is None
        self.put(partial(self._lend, record, worker, cells, watch, token, refused, is_endless))
        if worker is self.listener and self.hand_over(worker) and worker is self.listener:
            self.listen_until(worker)  # no thread could be started
        is_helping = self.is_exiting and worker.name != SERIAL
        if is_helping:
            self.threads.lend_a_hand(worker)
        deadline = None if timeout_s is None else perf_counter() + min(timeout_s, TIMEOUT_MAX)
        try:
            return self._serve_until(worker, token, deadline)
        finally:
            worker.waits.remove(token)
            worker.arrived.discard(token)
            if is_helping and not self.threads.withdraw(worker):
                self._run_offered(worker)
            self.put(partial(self._go_on, record))
            if refused:
                raise refused[0]

    def _serve_until(self, worker: Worker, token: object, deadline: float | None) -> bool:
        """Wait at the worker's mailbox for the token, and run what else arrives there.

        Waits nest on one stack: the token of an outer wait may come while an inner one is going on, and is kept.
        """
        while token not in worker.arrived:
            left = None if deadline is None else deadline - perf_counter()
            try:
                item = worker.mailbox.get(timeout=left) if left is None or left > 0 else worker.mailbox.get_nowait()
            except Empty:
                return False
            if isinstance(item, Record):
                self.threads.work(worker, item)
                if self.is_exiting and worker.name != SERIAL:
                    self.threads.lend_a_hand(worker)
            elif item in worker.waits:
                worker.arrived.add(item)
            elif callable(item):  # a worker process runs other bodies on the stack of one that waits
                item()
        return True

    def _run_offered(self, worker: Worker) -> None:
        """A record was put into the mailbox just before the offer was withdrawn: it has nobody else."""
        while not isinstance(item := worker.mailbox.get(), Record):
            if item in worker.waits:
                worker.arrived.add(item)
        self.threads.work(worker, item)

    def _lend(
        self,
        record: Record,
        worker: Worker,
        cells: Sequence[Cell],
        watch: Watch,
        token: object,
        refused: list[BaseException],
        is_endless: bool,
        now: float,
    ) -> None:
        wake = partial(worker.mailbox.put, token)

        def refuse(error: BaseException) -> None:
            refused.append(error)
            wake()

        cycle = self.core.wait_for(record, cells)
        if cycle is not None:
            refuse(CycleError(cycle))
            return
        watch(wake)
        if is_endless and cells:
            self.core.blocked[record] = Blocked(tuple(cells), refuse)
        self.core.lend(record, now)
        if self.parent is not None:
            self.parent.waits(record, cells, is_endless)

    def _go_on(self, record: Record, now: float) -> None:
        self.core.blocked.pop(record, None)
        self.core.resume(record, now)
        if self.parent is not None:
            self.parent.goes_on(record)


class ForRun:
    """A thread waits for a run while the block lasts."""

    __slots__ = ("_on_rest", "_run", "_waiting")

    def __init__(self, waiting: dict[Run, float], run: Run | None, on_rest: Callable[[Run], None] | None) -> None:
        self._waiting, self._run, self._on_rest = waiting, run, on_rest

    def __enter__(self) -> None:
        if self._run is not None and get_ident() == main_thread().ident:
            self._waiting[self._run] = perf_counter()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._run is None or self._waiting.pop(self._run, None) is None:
            return
        if kind is None and self._on_rest is not None:
            self._on_rest(self._run)
