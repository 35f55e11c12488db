"""`@task`: a function whose calls are tasks."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextvars import copy_context
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, TypedDict, TypeVar, Unpack, overload

from headway.api.making import OPTIONS, arity, checked, make_function
from headway.api.situation import home_loop
from headway.api.task import Task
from headway.backends.base import CURRENT
from headway.core.arguments import LEAVES, snapshot
from headway.core.function import Function, Limit
from headway.core.outcome import Cell
from headway.core.record import Calls, Record, Run, new_record
from headway.engine import ENGINE, SESSION
from headway.errors import UnknownOption

__all__ = ["Limit", "TaskFunction", "task"]

P = ParamSpec("P")
R = TypeVar("R")
Q = ParamSpec("Q")
On = Literal["auto", "inline", "loop", "thread", "process"]

if TYPE_CHECKING:

    class Options(TypedDict, total=False):
        """What ``.options(…)`` takes: the options of :func:`task`."""

        on: On
        retries: int
        backoff_s: float
        timeout_s: float | None
        serial: bool
        uses: Mapping[str, float] | None
        limit: Limit | None
        name: str | None


class TaskFunction(Generic[P, R]):
    """A function whose calls return a :class:`Task` at once. Made by :func:`task`.

    ``plain`` is the function itself. ``map`` calls it for many arguments, ``options`` makes a variant.
    """

    def __init__(self, function: Function) -> None:
        self._function = function
        self._accepts, self._least, self._most = arity(function.body)
        self._bounded: dict[int, TaskFunction[P, R]] = {}
        self.plain: Callable[P, Any] = function.body
        for name in ("__module__", "__name__", "__qualname__", "__doc__"):
            if hasattr(function.body, name):
                setattr(self, name, getattr(function.body, name))
        self.__wrapped__ = function.body

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> Task[R]:
        """Call the function: a task, at once."""
        if kwargs or not self._least <= len(args) <= self._most:
            self._accepts(*args, **kwargs)  # Python itself says what is wrong with the arguments
        parent = CURRENT.get(None)
        run = SESSION.get(None) or (ENGINE.default if parent is None else parent.calls.run)
        calls = run.calls.get(self._function) or open_calls(run, self._function)
        needs: Any = None
        if kwargs:
            needs, args, kwargs = _search(args, kwargs)  # type: ignore[assignment]
        else:
            tasks = 0
            for argument in args:
                if argument.__class__ is Task:
                    tasks += 1
                elif argument.__class__ not in LEAVES:
                    tasks = -1
                    break
            if tasks == len(args):
                needs = args or None  # where every argument is a task, one tuple serves as both
            elif tasks:
                needs, args, _ = _search(args, kwargs)  # type: ignore[assignment]
        cell: Task[R] = Task()
        call: Any
        if calls.is_tiny:
            cell._state = None
            cell._record = calls
            call = (calls, args, kwargs or None, copy_context(), cell, needs, parent)
        else:
            record = new_record(calls, args, kwargs or None, copy_context(), cell, needs, parent)
            if calls.is_special:
                _call_specially(record)
                return cell
            call = record
        if ENGINE.is_listening:
            ENGINE.inbox.put(call)
        else:
            ENGINE.put(call)
        return cell

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> TaskFunction[P, R]: ...
        @overload
        def __get__(
            self: TaskFunction[Concatenate[Any, Q], R], instance: object, owner: type | None = None
        ) -> TaskFunction[Q, R]: ...

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else BoundTaskFunction(self, instance)

    def map(self, *iterables: Iterable[Any], at_most: int | None = None) -> list[Task[R]]:
        """Call the function for each item (or tuple of items, as ``zip`` with equal lengths); the tasks, in order.

        ``at_most`` bounds how many of these run at once.

        >>> from headway import gather, task
        >>> @task
        ... def square(x):
        ...     return x * x
        >>> gather(*square.map(range(4), at_most=2)).result()
        (0, 1, 4, 9)
        """
        if not iterables:
            raise TypeError(f"{self._function.name}.map() takes at least one iterable of arguments")
        calling = self if at_most is None else self._at_most(at_most)
        return [calling(*items) for items in zip(*iterables, strict=True)]  # type: ignore[call-arg]

    def options(self, **options: Unpack[Options]) -> TaskFunction[P, R]:
        """The same function with other options; those not named stay as they are.

        >>> from headway import task
        >>> @task
        ... def load(path):
        ...     return path
        >>> load.options(retries=3, name="load again")
        <task function load again>
        """
        now = {name: getattr(self._function, name) for name in OPTIONS}
        made: TaskFunction[P, R] = TaskFunction(make_function(self._function.body, {**now, **options}))
        if not options.keys() - {"limit", "uses", "retries", "backoff_s", "timeout_s"}:
            made._function.learned = self._function.learned
        return made

    def _at_most(self, at_most: int) -> TaskFunction[P, R]:
        """The same function, of which at most so many calls run at once, beside whatever limit it has of its own."""
        own = self._function
        limit = Limit(f"{own.name}.map(at_most={at_most}) {id(self)}", at_most)  # which looks at the number, too
        variant = self._bounded.get(at_most)
        if variant is None:
            variant = TaskFunction(replace(own, limits=(*own.limits, limit), learned=own.learned))
            self._bounded[at_most] = variant
        return variant

    def __repr__(self) -> str:
        return f"<task function {self._function.name}>"

    def __reduce__(self) -> Any:
        now = {name: getattr(self._function, name) for name in OPTIONS}
        return _again, (self._function.body, now, ENGINE.key_of(self._function))


class BoundTaskFunction(TaskFunction[P, R]):
    """A task method of one object."""

    def __init__(self, function: TaskFunction[Any, R], instance: Any) -> None:
        self._unbound, self._instance = function, instance
        self._function = function._function
        self.plain = function._function.body.__get__(instance)
        self.__wrapped__ = self.plain

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> Task[R]:
        """Call the method: a task, at once."""
        return self._unbound(self._instance, *args, **kwargs)

    def _at_most(self, at_most: int) -> TaskFunction[P, R]:
        return BoundTaskFunction(self._unbound._at_most(at_most), self._instance)

    def options(self, **options: Unpack[Options]) -> TaskFunction[P, R]:
        """The same method with other options."""
        return BoundTaskFunction(self._unbound.options(**options), self._instance)


@overload
def task(
    fn: None = None,
    /,
    *,
    on: On = "auto",
    retries: int = 0,
    backoff_s: float = 0.1,
    timeout_s: float | None = None,
    serial: bool = False,
    uses: Mapping[str, float] | None = None,
    limit: Limit | None = None,
    name: str | None = None,
) -> _Decorator: ...
@overload
def task(fn: Callable[P, Task[R]], /) -> TaskFunction[P, R]: ...
@overload
def task(fn: Callable[P, Coroutine[Any, Any, Task[R]]], /) -> TaskFunction[P, R]: ...
@overload
def task(fn: Callable[P, Coroutine[Any, Any, R]], /) -> TaskFunction[P, R]: ...
@overload
def task(fn: Callable[P, R], /) -> TaskFunction[P, R]: ...
def task(fn: Any = None, /, **options: Any) -> Any:
    """Make the calls of a function tasks: each returns a :class:`Task` at once and starts when its inputs are there.

    The function gets its inputs as arguments and returns its result; it changes neither its arguments nor anything
    shared. Tasks among the arguments (in lists, tuples, dicts, sets and dataclasses too) are its prerequisites, and
    it sees their values.

    Args:
        fn: the function (``@task``), or None (``@task(retries=2)``).
        on: ``"auto"``, ``"inline"`` (a tiny body, on the engine's own thread), ``"loop"`` (coroutines), ``"thread"``,
            ``"process"`` (a worker process).
        retries: how often it is tried again after an error; ``backoff_s`` seconds later, doubled each time.
        timeout_s: seconds that an attempt may run. Coroutines are cancelled, worker processes ended; a
            thread can't be stopped.
        serial: never beside another serial task, and in the order of the calls, for code that touches shared state.
        uses: what a running call takes of the session's capacity, such as ``{"gpu": 1, "memory_gb": 4}``.
        limit: a :class:`Limit` that it shares with others.
        name: what it is called in reports and messages; the function's own name otherwise.
        **options: the options above, as the overloads say.

    Raises:
        UnknownOption, BadOption: an option that does not exist, or that has no sense.
        BadTaskFunction: a class, a generator function, or something that can't be called.

    >>> from headway import task
    >>> @task
    ... def add(a, b):
    ...     return a + b
    >>> add(add(1, 2), 3).result()
    6
    """
    unknown = options.keys() - set(OPTIONS)
    if unknown:
        raise UnknownOption("task", min(unknown), OPTIONS)
    if fn is None:
        return _Decorator(options)
    return TaskFunction(make_function(fn, options))


class _Decorator:
    """``@task(…)`` with its options, waiting for the function."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        checked(options)

    @overload
    def __call__(self, fn: Callable[P, Task[R]], /) -> TaskFunction[P, R]: ...
    @overload
    def __call__(self, fn: Callable[P, Coroutine[Any, Any, Task[R]]], /) -> TaskFunction[P, R]: ...
    @overload
    def __call__(self, fn: Callable[P, Coroutine[Any, Any, R]], /) -> TaskFunction[P, R]: ...
    @overload
    def __call__(self, fn: Callable[P, R], /) -> TaskFunction[P, R]: ...
    def __call__(self, fn: Any, /) -> Any:
        return TaskFunction(make_function(fn, self._options))


def _again(body: Callable[..., Any], options: dict[str, Any], key: str | None = None) -> TaskFunction[Any, Any]:
    function = make_function(body, options)
    if ENGINE.parent is not None:
        function.key = key
    return TaskFunction(function)


def _search(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """The prerequisites among the arguments, and the arguments as the call keeps them."""
    needs: list[Cell] = []
    kept = []
    for argument in args:
        if isinstance(argument, Cell):
            needs.append(argument)
            kept.append(argument)
        else:
            kept.append(snapshot(argument, needs))
    if kwargs:
        named = {}
        for name, argument in kwargs.items():
            if isinstance(argument, Cell):
                needs.append(argument)
            named[name] = argument if isinstance(argument, Cell) else snapshot(argument, needs)
        kwargs = named
    if not needs:
        return None, args, kwargs
    return needs[0] if len(needs) == 1 else tuple(needs), tuple(kept), kwargs


def _call_specially(record: Record) -> None:
    """A coroutine has a loop that it belongs to; in the debug mode a call runs here and now."""
    if record.calls.function.is_coroutine:
        record.worker = home_loop()
    if record.calls.run.on == "inline":
        from headway.api.debugging import run_here

        run_here(record)
    else:
        ENGINE.put(record)


def open_calls(run: Run, function: Function) -> Calls:
    """The calls of a function in a run, at its first call there: where they run, and whether they ever can."""
    if run.is_left and SESSION.get(None) is run:  # a Ctrl-C came just before its end: its `with` block is over
        SESSION.set(run.outer)
        return open_calls(run.outer or ENGINE.default, function)
    return ENGINE.open_calls(run, function)
