"""Threads: bodies run on daemon threads that are started when needed and kept for the next call.

A thread that has ended a body asks for the next one at once, so that a chain stays on one thread. An idle thread
waits at its own mailbox; the one that became idle last is used first, and those that nobody needs retire. How many
bodies may run at once is not decided here: a record that is submitted has a slot.
"""

from __future__ import annotations

from _thread import get_ident, get_native_id, start_new_thread
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import perf_counter, thread_time
from typing import Any

from headway.backends.base import Ended, call_body, is_interrupt
from headway.core.outcome import Cancelled
from headway.core.record import Record

RETIRE_AFTER_S = 10.0
SERIAL, MAIN = "serial", "main"
_MEASURED_CALLS, _WORTH_MEASURING_S = 8, 2e-4


class Worker:
    """A thread that runs bodies. ``mailbox`` brings it records, or the token that ends a wait or its life."""

    __slots__ = ("arrived", "claims", "cpu_s", "held", "ident", "mailbox", "name", "native_id", "record", "waits")

    def __init__(self, name: str) -> None:
        self.name = name
        self.ident = self.native_id = 0
        self.record: Record | None = None  # what it runs inline, once the role was taken from it
        self.cpu_s: float | None = None  # what its last body computed, if that was measured
        self.claims = [None]  # who pops it is the thread
        self.waits: list[object] = []  # the tokens of the waits on its stack
        self.arrived: set[object] = set()  # those that have come
        self.held: list[Any] = []  # as the listener: what runs under the role (see `engine/role.py`)
        self.mailbox: SimpleQueue[Any] = SimpleQueue()

    def __repr__(self) -> str:
        return self.name


class Threads:
    """The thread backend. ``spawn`` starts a thread, and says False when the interpreter starts no more."""

    mechanism = "thread"

    def __init__(self, ended: Ended, spawn: Callable[..., bool] | None = None, keep: int = 4) -> None:
        self._ended, self._spawn, self._keep = ended, spawn or spawn_thread, keep
        self._idle: deque[Worker] = deque()
        self._reserve: deque[Worker] = deque()  # threads that wait, and would run a record meanwhile
        self._unserved: deque[Record] = deque()
        self._numbers = iter(range(1, 1 << 62))
        self.started = 0

    def submit(self, record: Record) -> None:
        """Hand the record to an idle thread, or to a new one."""
        try:
            worker = self._idle.pop()
        except IndexError:
            worker = Worker(f"thread-{next(self._numbers)}")
            self.started += 1
            worker.mailbox.put(record)  # not as an argument: a thread keeps those as long as it lives
            if not self._spawn(self.serve, worker):  # the interpreter ends: the threads there are do it all
                self._submit_to_reserve(record)
            return
        worker.mailbox.put(record)

    def stop(self, record: Record) -> None:
        """A thread can't be stopped: the body finds out at its next ``checkpoint()``."""

    def ensure_one(self) -> None:
        """Have a thread, also when none can be started any more later on."""
        if not self.started:
            self.started += 1
            worker = Worker(f"thread-{next(self._numbers)}")
            self._idle.append(worker)
            if not self._spawn(self.serve, worker):
                _removed(self._idle, worker)

    def close(self) -> None:
        """Let the idle threads end."""
        while self._idle:
            self._idle.pop().mailbox.put(None)

    def _submit_to_reserve(self, record: Record) -> None:
        try:
            self._reserve.pop().mailbox.put(record)
        except IndexError:
            self._unserved.append(record)

    def lend_a_hand(self, worker: Worker) -> None:
        """A waiting thread offers to run a record meanwhile, should no thread be there and none to be started."""
        self._reserve.append(worker)
        try:
            record = self._unserved.popleft()
        except IndexError:
            return
        self._submit_to_reserve(record)

    def withdraw(self, worker: Worker) -> bool:
        """The offer is over; False when a record is already on its way to the mailbox."""
        return _removed(self._reserve, worker)

    def serve(self, worker: Worker) -> None:
        """The life of a thread: bodies as long as there are any, then the mailbox."""
        worker.ident, worker.native_id = get_ident(), get_native_id()
        while (record := self._next(worker)) is not None:
            self.work(worker, record)
            record = None  # an idle thread keeps nothing
            self._idle.append(worker)

    def serve_alone(self, worker: Worker) -> None:
        """The life of a dedicated thread: only what comes to its own mailbox, in that order."""
        try:
            worker.claims.pop()
        except IndexError:  # started twice: the other was faster
            return
        worker.ident = get_ident()
        while (record := worker.mailbox.get()) is not None:
            if isinstance(record, Record):
                self.work(worker, record)

    def work(self, worker: Worker, record: Record | None) -> None:
        """Run a record and whatever comes next for this thread."""
        while record is not None or (self._unserved and worker.name != SERIAL):
            if record is None:
                try:
                    record = self._unserved.popleft()
                except IndexError:  # another thread was faster
                    return
            record = self._run(worker, record)

    def _next(self, worker: Worker) -> Record | None:
        """The next record, or None when the thread is to end."""
        while True:
            try:
                item = worker.mailbox.get(timeout=RETIRE_AFTER_S)
            except Empty:
                if len(self._idle) > self._keep and _removed(self._idle, worker):
                    return None
                continue
            if item is None or isinstance(item, Record):
                return item
            # else: the token of a wait that had run out of time before it came

    def _run(self, worker: Worker, record: Record) -> Record | None:
        calls = record.calls
        record.worker = worker
        is_measured = calls.done < _MEASURED_CALLS or calls.seconds > _WORTH_MEASURING_S * calls.done
        cpu_s = thread_time() if is_measured else 0.0
        worker.cpu_s = None
        record.started = started = perf_counter()
        value, bad = call_body(record)
        if is_measured:
            cpu_s = thread_time() - cpu_s
            worker.cpu_s = cpu_s
            calls.function.learned.add_cpu(perf_counter() - started, cpu_s)
        if bad is not None and worker.name == MAIN and is_interrupt(bad):
            self._ended(record, None, Cancelled(calls.name, "Ctrl-C"))
            raise KeyboardInterrupt  # the exiting thread lends a hand, but a Ctrl-C there is the user's
        following = self._ended(record, value, bad)
        value = bad = None  # a traceback may keep this frame, and the frame is not to keep the outcome
        return following


def _removed(workers: deque[Worker], worker: Worker) -> bool:
    try:
        workers.remove(worker)
    except ValueError:  # somebody has just taken it from there
        return False
    return True


def spawn_thread(function: Callable[..., object], *args: object) -> bool:
    """Start a daemon thread; False when the interpreter is about to end and starts no more."""
    try:
        start_new_thread(function, args)
    except RuntimeError:
        return False
    return True
