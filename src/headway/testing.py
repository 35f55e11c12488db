"""The contract that every backend keeps, as a class of tests: inherit it, say how a backend is made, run pytest.

A new backend is one file and two lines of test. Here is one that runs all bodies one after another on one thread:

>>> from queue import SimpleQueue
>>> from threading import Thread
>>> from time import perf_counter
>>> from headway.backends.base import call_body
>>> from headway.testing import BackendContract
>>> class OneThread:
...     mechanism = "one thread"
...     def __init__(self, ended):
...         self.ended, self.mailbox = ended, SimpleQueue()
...         Thread(target=self.serve, daemon=True).start()
...     def submit(self, record):
...         self.mailbox.put(record)
...     def stop(self, record):
...         "A thread can't be stopped."
...     def close(self):
...         self.mailbox.put(None)
...     def serve(self):
...         while (record := self.mailbox.get()) is not None:
...             while record is not None:
...                 record.started = perf_counter()
...                 record = self.ended(record, *call_body(record))
>>> class TestOneThread(BackendContract):
...     make = staticmethod(OneThread)

pytest finds the tests. Without it they can be called one by one:

>>> test = TestOneThread()
>>> test.setup_method(); test.test_chain_runs_in_order(); test.teardown_method()

A bug that is found in one backend is added here as a test, for all. No test here sleeps, or looks at a clock but to
give up.
"""

from __future__ import annotations

import gc
import os
import threading
import time
import weakref
from _thread import _count as count_threads  # those that `threading` has not started, too
from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import wraps
from itertools import pairwise
from queue import Empty, SimpleQueue
from typing import Any

from headway.backends.base import CURRENT, Backend, Ended
from headway.core.function import Function
from headway.core.outcome import Cancelled, Cell, Failure
from headway.core.record import Calls, Record, Run, new_record
from headway.core.scheduler import Bad
from headway.core.states import State
from headway.errors import TaskFailed

SOON_S = 20.0  # a body that has not ended by then never will
LONG_CHAIN = 10_000
_COLOUR: ContextVar[str] = ContextVar("headway.testing.colour")


@dataclass(frozen=True, slots=True)
class Report:
    """What a backend has said of the end of one body, and on which thread."""

    record: Record
    value: Any
    bad: Bad | None
    thread: int


class Ends:
    """Stands where the engine stands: keeps each report, and knows which record follows on which.

    ``following`` names for a record what comes next; with ``takes_next`` it is handed back to the backend's thread,
    and else submitted, as the engine does.
    """

    def __init__(self, takes_next: bool) -> None:
        self.takes_next = takes_next
        self.backend: Backend
        self.following: dict[Record, Record] = {}
        self._reports: SimpleQueue[Report] = SimpleQueue()

    def ended(self, record: Record, value: Any, bad: Bad | None) -> Record | None:
        """What the backend calls when a body is over."""
        self._reports.put(Report(record, value, bad, threading.get_ident()))
        following = self.following.pop(record, None)
        if following is None or self.takes_next:
            return following
        self.backend.submit(following)
        return None

    def next_report(self) -> Report:
        """The next report, in the order in which they came."""
        try:
            return self._reports.get(timeout=SOON_S)
        except Empty:
            raise AssertionError(f"no body has ended for {SOON_S:g} s") from None

    def no_report_is_left(self) -> bool:
        """Whether everything that was reported has been looked at."""
        return self._reports.empty()


def call_of(
    body: Callable[..., Any], *args: Any, needs: tuple[Cell, ...] = (), retries: int = 0, **kwargs: Any
) -> Record:
    """A call of ``body`` as a backend gets it: a record that has a slot. ``needs`` are the cells among its arguments."""
    name = getattr(body, "__name__", "body")
    calls = Calls(Function(name, body, retries=retries), Run("contract", 1, 0.0), "thread")
    kept: Any = None if not needs else needs[0] if len(needs) == 1 else needs
    record = new_record(calls, args, kwargs or None, copy_context(), Cell(), kept, None)
    record.missing, record.ready, record.state = 0, time.perf_counter(), State.RUNNING
    return record


def done_with(value: Any, name: str = "earlier") -> Cell:
    """The cell of a task that is done, as it stands among the arguments of another."""
    cell = Cell()
    calls = call_of(_nothing).calls
    calls.name = name
    cell._record = (1, calls, State.DONE, None, 0.0, 0.0, 0.0, 1, (), None, None, 0.0)
    cell._value, cell._state = value, State.DONE
    return cell


class BackendContract:
    """Inherit it as ``class TestMine(BackendContract)`` and set ``make``; state below what your backend does otherwise.

    Attributes:
        make: makes the backend from what it is to call at each end. Wrap it in ``staticmethod``.
        runs_coroutines: its bodies are coroutine functions.
        runs_at_once: ``submit`` runs the body before it returns, on the caller's thread (inline alone may).
        takes_next: it runs the record that ``ended`` returns. If it doesn't, what follows is submitted from ``ended``.
        ends_on_stop: ``stop`` ends a running body. If it doesn't, that body runs on, and its end is reported.
        shares_memory: bodies run in this process. If they don't, values and errors come back as equal ones.
    """

    make: staticmethod[[Ended], Backend]
    runs_coroutines = False
    runs_at_once = False
    takes_next = True
    ends_on_stop = False
    shares_memory = True

    def setup_method(self) -> None:
        """Make a backend for one test."""
        self.threads_before = count_threads()
        self.ends = Ends(self.takes_next)
        self.backend = self.ends.backend = self.make(self.ends.ended)

    def teardown_method(self) -> None:
        """Close it, and see that every report was expected."""
        self.backend.close()
        assert self.ends.no_report_is_left(), "a body's end was reported twice"

    # ---- what the tests share ------------------------------------------------------------------------------------------

    def call(self, body: Callable[..., Any], *args: Any, **options: Any) -> Record:
        """A call of ``body``, of the kind that this backend runs."""
        return call_of(_coroutine_function(body) if self.runs_coroutines else body, *args, **options)

    def run(self, body: Callable[..., Any], *args: Any, **options: Any) -> Report:
        """Submit a call, and wait for its end."""
        record = self.call(body, *args, **options)
        self.backend.submit(record)
        report = self.ends.next_report()
        assert report.record is record
        return report

    def run_failing(self, body: Callable[..., Any], *args: Any, **options: Any) -> Failure:
        """The same for a body that fails."""
        report = self.run(body, *args, **options)
        assert report.value is None
        assert isinstance(report.bad, Failure), f"{report.bad!r} is no failure"
        return report.bad

    # ---- ends ----------------------------------------------------------------------------------------------------------

    def test_mechanism_is_named(self) -> None:
        """Reports and messages say how a task ran."""
        assert isinstance(self.backend.mechanism, str)
        assert self.backend.mechanism

    def test_value_is_reported(self) -> None:
        """With the record that it belongs to, and nothing bad."""
        report = self.run(_add, 1, 2)
        assert (report.value, report.bad) == (3, None)

    def test_none_is_a_value(self) -> None:
        """A body that returns nothing has ended well."""
        report = self.run(_nothing)
        assert (report.value, report.bad) == (None, None)

    def test_error_is_reported_as_itself(self) -> None:
        """The very object (or its equal, from another process): never wrapped."""
        error = ValueError("bad row")
        found = self.run_failing(_raise, error).error
        assert found is error if self.shares_memory else (type(found), found.args) == (ValueError, ("bad row",))

    def test_traceback_begins_in_the_body(self) -> None:
        """No line of ours above the user's."""
        failure = self.run_failing(_raise, ValueError("bad row"))
        modules, functions = [], []
        traceback = failure.traceback
        while traceback is not None:
            modules.append(traceback.tb_frame.f_globals["__name__"])
            functions.append(traceback.tb_frame.f_code.co_name)
            traceback = traceback.tb_next
        assert set(modules) == {__name__}, f"the traceback leads through {modules}"
        assert functions[-1] == "_raise"

    def test_error_is_noted_with_its_task(self) -> None:
        """Which task failed, and what it needed."""
        load = done_with(ValueError("bad row"), "load")
        failure = self.run_failing(_raise, load, needs=(load,))
        assert failure.error.__notes__ == ["in task `_raise` (prerequisites: `load`)"]

    def test_big_locals_are_let_go_of(self) -> None:
        """Keeping an error keeps nothing alive that its frames held."""
        if not self.shares_memory:  # they died where they were
            return
        held: list[weakref.ref[_Thing]] = []
        failure = self.run_failing(_raise_beside_a_big_local, held)
        assert (held[0](), str(failure.error)) == (None, "bad row")

    def test_exits_and_interrupts_fail_the_task_only(self) -> None:
        """What would end a program ends one task: TaskFailed, with the cause."""
        for error in (SystemExit(3), KeyboardInterrupt(), GeneratorExit(), _BareError("neither")):
            failure = self.run_failing(_raise, error)
            assert isinstance(failure.error, TaskFailed), f"{error!r} came as {failure.error!r}"
            cause = failure.error.__cause__
            assert cause is error if self.shares_memory else type(cause) is type(error)
        assert self.run(_add, 1, 2).value == 3

    def test_cancelled_error_is_a_cancellation(self) -> None:
        """A body that raises CancelledError is cancelled, whichever of the two it is."""
        import asyncio

        for error in (CancelledError(), asyncio.CancelledError()):
            report = self.run(_raise, error)
            assert isinstance(report.bad, Cancelled)
            assert report.bad.task == "_raise"

    def test_failure_leaves_the_backend_in_order(self) -> None:
        """The next body runs as if nothing had been."""
        for _ in range(20):
            self.run_failing(_raise, ValueError())
        assert self.run(_add, 1, 2).value == 3

    def test_start_is_noted(self) -> None:
        """``record.started`` is the time of ``perf_counter`` when the body began."""
        before = time.perf_counter()
        report = self.run(time.perf_counter)
        assert report.record.started is not None
        assert before <= report.record.started <= report.value

    # ---- what a body sees ----------------------------------------------------------------------------------------------

    def test_body_sees_its_own_record(self) -> None:
        """What ``current()`` stands on."""
        record = self.call(_number_of_current)
        record.id = 7
        self.backend.submit(record)
        report = self.ends.next_report()
        assert report.value == (
            ("_number_of_current", 7) if self.shares_memory else ("_number_of_current", report.value[1])
        )

    def test_body_sees_the_callers_context(self) -> None:
        """The context variables as they stood at the call."""
        token = _COLOUR.set("red")
        record = self.call(_colour)
        record.calls.run.carry = (_COLOUR,)  # what goes along to another process
        _COLOUR.reset(token)
        self.backend.submit(record)
        assert self.ends.next_report().value == "red"

    def test_context_of_a_body_is_its_own(self) -> None:
        """What it sets is seen by no other body, and not by the caller."""
        self.run(_set_colour, "blue")
        assert self.run(_colour).value == "none"
        assert _COLOUR.get("none") == "none"
        assert CURRENT.get(None) is None

    def test_keyword_arguments_arrive(self) -> None:
        """By name."""
        assert self.run(_arguments, 1, two=2).value == ((1,), {"two": 2})

    def test_tasks_among_the_arguments_become_values(self) -> None:
        """By position, by keyword, alone and beside others; in containers as the call has kept them."""
        from headway.core.arguments import snapshot

        cell = done_with("earlier")
        found: list[Cell] = []
        nested = snapshot({"deep": [cell, 1]}, found)
        assert self.run(_arguments, cell, needs=(cell,)).value == (("earlier",), {})
        assert self.run(_arguments, cell, 5, nested, needs=(cell, cell)).value == (
            ("earlier", 5, {"deep": ["earlier", 1]}),
            {},
        )
        assert self.run(_arguments, one=cell, two=nested, needs=(cell, cell)).value == (
            (),
            {"one": "earlier", "two": {"deep": ["earlier", 1]}},
        )

    def test_all_arguments_being_tasks_is_one_case_more(self) -> None:
        """Then arguments and prerequisites are one and the same tuple."""
        cells = (done_with(1), done_with(2))
        record = self.call(_add, *cells, needs=cells)
        record.args = record.needs
        self.backend.submit(record)
        assert self.ends.next_report().value == 3

    def test_arguments_are_dropped_after_the_last_attempt(self) -> None:
        """A big one dies with the attempt, though the task's record lives on."""
        argument = _Thing()
        alive = weakref.ref(argument)
        record = self.call(_args_of_current if self.shares_memory else _arguments, argument)
        del argument
        self.backend.submit(record)
        value = self.ends.next_report().value
        assert value is None or not self.shares_memory
        until(lambda: gc.collect() is not None and alive() is None, "the backend keeps the arguments of an ended body")

    def test_arguments_are_kept_for_another_attempt(self) -> None:
        """As long as there may be one."""
        record = self.call(_arguments, "kept", retries=1)
        self.backend.submit(record)
        assert self.ends.next_report().value == (("kept",), {})
        assert record.args == ("kept",)
        record.attempt = 2
        self.backend.submit(record)
        assert self.ends.next_report().value == (("kept",), {})
        assert record.args is None

    def test_value_is_not_kept(self) -> None:
        """Once an end is reported, the value is the engine's to drop."""
        value = weakref.ref(self.run(_Thing).value)
        until(lambda: gc.collect() is not None and value() is None, "the backend keeps the value of an ended body")

    def test_idle_backend_keeps_nothing(self) -> None:
        """Neither the record of an ended body nor, through it, its function and its session."""

        def body() -> None:
            """A function of its own, which dies with the last record of it."""

        self.run(body)
        alive = weakref.ref(body)
        del body
        until(lambda: gc.collect() is not None and alive() is None, "the idle backend keeps an ended record")

    # ---- one after another, side by side -------------------------------------------------------------------------------

    def test_each_end_is_reported_once(self) -> None:
        """With its own value."""
        records = {self.call(_add, n, n): 2 * n for n in range(100)}
        for record in records:
            self.backend.submit(record)
        reports = [self.ends.next_report() for _ in records]
        assert {report.record: report.value for report in reports} == records

    def test_chain_runs_in_order(self) -> None:
        """Each body after the one it follows, also after one that failed."""
        bodies = [self.call(_raise, ValueError()) if n % 3 == 2 else self.call(_add, n, 0) for n in range(30)]
        self.ends.following.update(pairwise(bodies))
        self.backend.submit(bodies[0])
        assert [self.ends.next_report().record for _ in bodies] == bodies

    def test_chain_stays_on_its_thread(self) -> None:
        """What is returned by ``ended`` needs no second thread to be woken."""
        bodies = [self.call(threading.get_ident if self.shares_memory else os.getpid) for _ in range(10)]
        self.ends.following.update(pairwise(bodies))
        self.backend.submit(bodies[0])
        reports = [self.ends.next_report() for _ in bodies]
        threads = {report.thread for report in reports} if self.shares_memory else set()
        assert len({report.value for report in reports} | threads) == 1

    def test_long_chain_needs_no_stack(self) -> None:
        """10,000 bodies, each following on the one before: a loop, no recursion."""
        calls = self.call(_add, 0, 0).calls
        bodies = [new_record(calls, (n, 1), None, copy_context(), Cell(), None, None) for n in range(LONG_CHAIN)]
        for body in bodies:
            body.state = State.RUNNING
        self.ends.following.update(pairwise(bodies))
        self.backend.submit(bodies[0])
        assert [self.ends.next_report().value for _ in bodies] == list(range(1, LONG_CHAIN + 1))

    def test_submit_neither_blocks_nor_runs_the_body(self) -> None:
        """It returns while the body still waits for the caller; inline alone has run it by then."""
        ours, theirs = os.pipe()
        if self.runs_at_once:
            os.write(theirs, b"!")
        record = self.call(_pass, f"/proc/{os.getpid()}/fd/{ours}")
        self.backend.submit(record)
        assert self.ends.no_report_is_left() is not self.runs_at_once
        if not self.runs_at_once:
            os.write(theirs, b"!")
        report = self.ends.next_report()
        assert report.value == "passed"
        assert (report.thread == threading.get_ident()) is self.runs_at_once
        os.close(ours)
        os.close(theirs)

    def test_submit_is_safe_from_any_thread(self) -> None:
        """Callers on several threads lose no call."""
        calls = [[self.call(_add, n, 0) for n in range(200)] for _ in range(4)]
        together = threading.Barrier(len(calls))

        def submit_all(records: list[Record]) -> None:
            together.wait(SOON_S)
            for record in records:
                self.backend.submit(record)

        callers = [threading.Thread(target=submit_all, args=(records,)) for records in calls]
        for caller in callers:
            caller.start()
        ends = Counter(self.ends.next_report().record for records in calls for _ in records)
        for caller in callers:
            caller.join(SOON_S)
        assert ends == Counter(record for records in calls for record in records)

    # ---- stop and close ------------------------------------------------------------------------------------------------

    def test_stopped_body_is_reported_once(self) -> None:
        """Cancelled where the backend can end it; else it runs on, and its end is told as any other."""
        if self.shares_memory:
            record = call_of(_stop_itself_and_await if self.runs_coroutines else _stop_itself, self.backend.stop)
            self.backend.submit(record)
        else:
            record = call_of(time.sleep, SOON_S)
            self.backend.submit(record)
            self.backend.stop(record)
        report = self.ends.next_report()
        if self.ends_on_stop:
            assert isinstance(report.bad, Cancelled)
        else:
            assert (report.value, report.bad) == ("ran on", None)

    def test_stop_of_an_ended_body_is_harmless(self) -> None:
        """It comes too late: nothing is reported a second time, and the next body runs."""
        self.backend.stop(self.run(_nothing).record)
        assert self.run(_add, 1, 2).value == 3

    def test_close_lets_threads_go(self) -> None:
        """No thread of the backend's is left, though bodies ran on several."""
        records = [self.call(_add, n, n) for n in range(8)]
        for record in records:
            self.backend.submit(record)
        for _ in records:
            self.ends.next_report()

        def are_gone() -> bool:
            self.backend.close()  # again: a thread that has just ended its body may not have been idle yet
            return count_threads() <= self.threads_before

        until(are_gone, "close() leaves threads behind")

    def test_close_is_harmless_twice_and_unused(self) -> None:
        """Whoever ends something need not know whether it was begun."""
        self.backend.close()
        self.backend.close()


# ---- bodies ------------------------------------------------------------------------------------------------------------


class _Thing:
    """Something that can be seen to die."""


class _BareError(BaseException):
    """Neither an Exception nor one that Python knows."""


def _nothing() -> None:
    """Do nothing."""


def _add(a: int, b: int) -> int:
    return a + b


def _arguments(*args: Any, **kwargs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return args, kwargs


def _raise(error: BaseException) -> None:
    raise error


def _raise_beside_a_big_local(held: list[weakref.ref[_Thing]]) -> None:
    big = _Thing()
    held.append(weakref.ref(big))
    raise ValueError("bad row")


def _args_of_current(_: object) -> Any:
    return CURRENT.get().args


def _pass(door: str) -> str:
    with open(door, "rb", buffering=0) as opened:
        opened.read(1)
    return "passed"


def _number_of_current() -> tuple[str, int]:
    record = CURRENT.get()
    return record.name, record.number


def _colour() -> str:
    return _COLOUR.get("none")


def _set_colour(colour: str) -> None:
    _COLOUR.set(colour)


def _stop_itself(stop: Callable[[Record], None]) -> str:
    stop(CURRENT.get())
    return "ran on"


async def _stop_itself_and_await(stop: Callable[[Record], None]) -> str:
    from asyncio import sleep

    stop(CURRENT.get())
    await sleep(SOON_S)
    return "ran on"


def _coroutine_function(body: Callable[..., Any]) -> Callable[..., Any]:
    """The same as a coroutine function, suspended once on its way."""

    @wraps(body)
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        from asyncio import sleep

        await sleep(0)
        return body(*args, **kwargs)

    return coroutine


def until(condition: Callable[[], object], otherwise: str) -> None:
    """Wait for something that another thread is about to do."""
    deadline = time.monotonic() + SOON_S
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.001)
