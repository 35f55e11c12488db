"""Several tasks at once: `gather`, `wait`, `as_completed`."""

from __future__ import annotations

from _thread import TIMEOUT_MAX
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Generic, Literal, TypeVar, overload

from headway.api import situation
from headway.api.function import open_calls
from headway.api.task import Task, check_timeout
from headway.backends.base import CURRENT
from headway.core.function import Function
from headway.core.outcome import Cell, Settled, gather_outcomes, gather_values
from headway.core.record import Record, Run, new_record
from headway.core.states import State
from headway.engine import ENGINE, SESSION
from headway.errors import NotATask

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")


@dataclass(frozen=True, slots=True)
class Waited(Generic[T_co]):
    """What :func:`wait` gives: the tasks that have ended and those that have not, each in the order given."""

    done: tuple[Task[T_co], ...]
    pending: tuple[Task[T_co], ...]


def _waited(cells: Sequence[Cell]) -> Settled:
    ended = tuple([cell for cell in cells if cell._state is not None])
    pending = tuple([cell for cell in cells if cell._state is None])
    return State.DONE, Waited(ended, pending)  # type: ignore[arg-type]


_GATHER = Function("gather", gather_values, on="inline", collect=gather_values)
_GATHER_ERRORS = Function("gather", gather_outcomes, on="inline", collect=gather_outcomes)
_WAIT = Function("wait", _waited, on="inline", collect=_waited)
_WAIT_FIRST = Function("wait", _waited, on="inline", collect=_waited, collect_first=True)


@overload
def gather(t1: Task[T1], /, *, return_errors: Literal[False] = False) -> Task[tuple[T1]]: ...
@overload
def gather(t1: Task[T1], t2: Task[T2], /, *, return_errors: Literal[False] = False) -> Task[tuple[T1, T2]]: ...
@overload
def gather(
    t1: Task[T1], t2: Task[T2], t3: Task[T3], /, *, return_errors: Literal[False] = False
) -> Task[tuple[T1, T2, T3]]: ...
@overload
def gather(
    t1: Task[T1], t2: Task[T2], t3: Task[T3], t4: Task[T4], /, *, return_errors: Literal[False] = False
) -> Task[tuple[T1, T2, T3, T4]]: ...
@overload
def gather(
    t1: Task[T1], t2: Task[T2], t3: Task[T3], t4: Task[T4], t5: Task[T5], /, *, return_errors: Literal[False] = False
) -> Task[tuple[T1, T2, T3, T4, T5]]: ...
@overload
def gather(*tasks: Task[T], return_errors: Literal[False] = False) -> Task[tuple[T, ...]]: ...
@overload
def gather(*tasks: Task[T], return_errors: bool) -> Task[tuple[T | BaseException, ...]]: ...
def gather(*tasks: Task[Any], return_errors: bool = False) -> Task[Any]:
    """One task whose value is the tuple of the values of these, in order. It never blocks.

    When some fail, its result raises the own error of the first failed one in the order given, once all have ended.
    With ``return_errors`` the errors stand in the tuple in the place of values.

    Raises:
        NotATask: for anything that is not a task (a list of tasks: write ``gather(*tasks)``).

    >>> from headway import gather, task
    >>> @task
    ... def length(word):
    ...     return len(word)
    >>> gather(length("one"), length("three")).result()
    (3, 5)
    """
    _check(tasks, "gather(*tasks)")
    return _collect(_GATHER_ERRORS if return_errors else _GATHER, tasks)[0]


def wait(tasks: Iterable[Task[T]], *, first: bool = False, timeout_s: float | None = None) -> Task[Waited[T]]:
    """One task that ends when these have ended, good or bad (with ``first``: when one has). It never blocks.

    Its value says which are ``.done`` and which ``.pending``. After ``timeout_s`` seconds it ends with what there is;
    the tasks themselves go on.

    >>> from headway import task, wait
    >>> @task
    ... def one():
    ...     return 1
    >>> len(wait([one(), one()]).result().done)
    2
    """
    listed = _listed(tasks, "wait(tasks)")
    check_timeout(timeout_s)
    waiting, record = _collect(_WAIT_FIRST if first else _WAIT, listed)
    if timeout_s is not None:
        ENGINE.put(partial(_end_after, record, timeout_s))
    return waiting


def _end_after(record: Record, timeout_s: float, now: float) -> None:
    ENGINE.core.timed.add(record)
    ENGINE.clock.at(now + min(timeout_s, TIMEOUT_MAX), partial(ENGINE.core.complete, record))


def as_completed(tasks: Iterable[Task[T]]) -> Completions[T]:
    """The tasks, each as soon as it has ended, good or bad: ``for task in …`` or ``async for task in …``.

    >>> from headway import as_completed, task
    >>> @task
    ... def square(x):
    ...     return x * x
    >>> sorted(t.result() for t in as_completed(square.map(range(3))))
    [0, 1, 4]
    """
    return Completions(tuple(dict.fromkeys(_listed(tasks, "as_completed(tasks)"))))


class Completions(Generic[T]):
    """Tasks in the order of their ends; made by :func:`as_completed`.

    Several threads or coroutines may share it. Who asks for the next one takes a ticket first, and gives it back when
    the wait is broken off: there are as many as tasks, so that nobody waits for what another one has.
    """

    def __init__(self, tasks: tuple[Task[T], ...]) -> None:
        self._tasks = tasks
        self._tickets = deque(range(len(tasks)))
        self._ended: SimpleQueue[Task[T]] = SimpleQueue()
        self._bells: list[Callable[[], object]] = []
        if tasks:
            ENGINE.put(self._watch_all)

    def _watch_all(self, now: float) -> None:
        for task in self._tasks:
            ENGINE.core.watch(task, partial(self._arrive, task))

    def _arrive(self, task: Task[T]) -> None:
        self._ended.put(task)
        bells, self._bells = self._bells, []
        for bell in bells:
            bell()

    def _ring(self, bell: Callable[[], object]) -> None:
        """Call ``bell`` as soon as there is an ended task. Under the role."""
        if self._ended.empty():
            self._bells.append(bell)
        else:
            bell()

    def __iter__(self) -> Iterator[Task[T]]:
        return self

    def __next__(self) -> Task[T]:
        __tracebackhide__ = True
        if not self._tickets:
            raise StopIteration
        ticket = self._tickets.pop()
        while True:
            try:
                if self._ended.empty():
                    self._block()
            except BaseException:
                self._tickets.append(ticket)
                raise
            with suppress(Empty):  # where another iterator was faster: ours is still to come
                return self._take()

    def _block(self) -> None:
        __tracebackhide__ = True
        situation.refuse_in_coroutine("for … in as_completed(…)", "`async for`")
        pending = [task for task in self._tasks if task._state is None]
        situation.refuse_for_home(list(pending), "for … in as_completed(…)", "`async for`")
        runs = {t._record.run for t in pending if not isinstance(t._record, tuple)}
        try:
            with ENGINE.waiting_for(next(iter(runs), None)):
                ENGINE.wait(self._ring, pending)
        except KeyboardInterrupt:
            for run in runs:
                ENGINE.interrupt(run)
            raise

    def _take(self) -> Task[T]:
        task = self._ended.get_nowait()
        if task._state is not State.DONE:
            task._value.ask()
        return task

    def __aiter__(self) -> AsyncIterator[Task[T]]:
        return self

    async def __anext__(self) -> Task[T]:
        if not self._tickets:
            raise StopAsyncIteration
        ticket = self._tickets.pop()
        while True:
            try:
                if self._ended.empty():
                    await self._suspend()
            except BaseException:
                self._tickets.append(ticket)
                raise
            with suppress(Empty):
                return self._take()

    async def _suspend(self) -> None:
        from headway.api.waking import Suspended

        pending = [task for task in self._tasks if task._state is None]
        run = next((t._record.run for t in self._tasks if not isinstance(t._record, tuple)), None)
        await Suspended(self._ring, pending, run)


def _listed(tasks: Iterable[Task[T]], where: str) -> tuple[Task[T], ...]:
    if not hasattr(type(tasks), "__iter__"):
        raise NotATask(where, _a(tasks))
    listed = tuple(tasks)
    _check(listed, where)
    return listed


def _check(tasks: Iterable[object], where: str) -> None:
    for thing in tasks:
        if not isinstance(thing, Cell):
            raise NotATask(where, _a(thing))


def _a(thing: object) -> str:
    """What kind of thing it is, in a sentence.

    >>> _a(1), _a([]), _a(None)
    ('an int', 'a list', 'None')
    """
    kind = type(thing).__name__
    return "None" if thing is None else f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def _collect(function: Function, tasks: tuple[Task[Any], ...]) -> tuple[Task[Any], Record]:
    parent = CURRENT.get(None)
    run: Run = SESSION.get(None) or (ENGINE.default if parent is None else parent.calls.run)
    calls = run.calls.get(function) or open_calls(run, function)
    cell: Task[Any] = Task()
    record = new_record(calls, (), None, copy_context(), cell, tasks or None, parent)
    ENGINE.put(record)
    return cell, record
