"""`@task`: a function whose calls are tasks."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextvars import copy_context
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, TypedDict, TypeVar, Unpack, overload

from headway.api.situation import home_loop
from headway.api.task import Task
from headway.backends import choose
from headway.backends.base import CURRENT
from headway.core.arguments import LEAVES, snapshot
from headway.core.function import Function, Limit, fits_a_float
from headway.core.outcome import Cell
from headway.core.record import Calls, Record, Run, new_record
from headway.engine import ENGINE, SESSION
from headway.errors import BadOption, BadTaskFunction, HeadwayWarning, UnknownOption

__all__ = ["Limit", "TaskFunction", "task"]

P = ParamSpec("P")
R = TypeVar("R")
Q = ParamSpec("Q")
On = Literal["auto", "inline", "loop", "thread", "process"]

OPTIONS = ("on", "retries", "backoff_s", "timeout_s", "serial", "uses", "limit", "name")

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
        self._accepts, self._least, self._most = _arity(function.body)
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


def make_function(fn: Any, options: Mapping[str, Any]) -> Function:
    """A core Function of a callable and its options, all checked."""
    unknown = options.keys() - set(OPTIONS)
    if unknown:
        raise UnknownOption("options", min(unknown), OPTIONS)
    if isinstance(fn, TaskFunction):
        raise BadTaskFunction(f"{fn!r}", "it is a task function already; use .options(…) for a variant")
    _refuse_unfit(fn)
    given = checked(options)
    name = given.pop("name", None) or getattr(fn, "__name__", type(fn).__name__)
    is_coroutine = inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(type(fn).__call__)
    on = given.get("on", "auto")
    if is_coroutine and on not in ("auto", "loop"):
        raise BadOption("on", on, f'"auto" or "loop": `{name}` is a coroutine function, and coroutines run on a loop')
    if on == "loop" and not is_coroutine:
        raise BadOption("on", on, f'"auto", "inline" or "thread": `{name}` is no coroutine function (async def)')
    if given.get("serial") and is_coroutine:
        raise BadOption("serial", True, f"a plain function; `{name}` is a coroutine function: use limit=Limit(…, 1)")
    shared = None if is_coroutine or given.get("serial") else choose.shared_state(fn)
    if shared is not None and on == "auto":
        given["serial"] = True
        warnings.warn(
            f"task `{name}` uses {shared}, which threads would tear: its calls run one after another (serial=True)",
            HeadwayWarning,
            stacklevel=3,
        )
    limit = given.pop("limit", None)
    limits = () if limit is None else (limit,)
    return Function(name=str(name), body=fn, is_coroutine=is_coroutine, limits=limits, **given)


def _refuse_unfit(fn: Any) -> None:
    name = getattr(fn, "__qualname__", repr(fn))
    if isinstance(fn, (staticmethod, classmethod)):
        raise BadTaskFunction(f"{name}", f"put @{type(fn).__name__} above @task")
    if inspect.isclass(fn):
        raise BadTaskFunction(f"the class {name}", "decorate a function that makes the object")
    if any(inspect.isgeneratorfunction(f) or inspect.isasyncgenfunction(f) for f in (fn, type(fn).__call__)):
        raise BadTaskFunction(f"the generator function {name}", "return a list, or make each step a task of its own")
    if not callable(fn):
        raise BadTaskFunction(f"{fn!r}", "decorate a function: @task, or @task(retries=2)")


def checked(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, each of a kind that makes sense. Raises :class:`BadOption`."""
    for name, (is_good, expected) in _EXPECTED.items():
        if name in options and not is_good(options[name]):
            raise BadOption(name, options[name], expected)
    return dict(options)


def _is_number(value: Any) -> bool:
    return fits_a_float(value) and not isinstance(value, bool) and isfinite(value)


def _is_uses(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, Mapping) and all(isinstance(k, str) and _is_number(v) and v >= 0 for k, v in value.items())


_EXPECTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "on": (lambda v: v in choose.MECHANISMS, f"one of {', '.join(choose.MECHANISMS)}"),
    "retries": (lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0, "a whole number, 0 or more"),
    "backoff_s": (lambda v: _is_number(v) and v >= 0, "seconds, 0 or more"),
    "timeout_s": (lambda v: v is None or (_is_number(v) and v > 0), "seconds, above 0, or None"),
    "serial": (lambda v: isinstance(v, bool), "True or False"),
    "uses": (_is_uses, 'a dict of amounts, such as {"gpu": 1, "memory_gb": 4}'),
    "limit": (lambda v: v is None or isinstance(v, Limit), 'a Limit, such as Limit("server", 4)'),
    "name": (lambda v: v is None or (isinstance(v, str) and v.strip() != ""), "a name"),
}


def _again(body: Callable[..., Any], options: dict[str, Any], key: str | None = None) -> TaskFunction[Any, Any]:
    function = make_function(body, options)
    if ENGINE.parent is not None:
        function.key = key
    return TaskFunction(function)


def _arity(body: Callable[..., Any]) -> tuple[Callable[..., object], int, float]:
    """An empty function with the signature of ``body``, so that Python itself checks a call; and its counts."""
    try:
        parameters = list(inspect.signature(body).parameters.values())
    except (TypeError, ValueError):  # a builtin that does not tell its signature: its body will say
        return (lambda *args, **kwargs: None), 0, float("inf")
    name = getattr(body, "__name__", type(body).__name__)
    stub = _stub(parameters)
    stub.__name__ = name
    stub.__qualname__ = getattr(body, "__qualname__", name)
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    least = sum(p.default is p.empty for p in positional)
    if any(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in parameters):
        return stub, 0, -1  # a call without keywords is wrong whatever the count
    return stub, least, float("inf") if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(positional)


def _stub(parameters: list[inspect.Parameter]) -> Any:
    bare = [p.replace(annotation=p.empty, default=p.default if p.default is p.empty else None) for p in parameters]
    namespace: dict[str, Any] = {}
    exec(f"def stub{inspect.Signature(bare)}: pass", namespace)
    return namespace["stub"]


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
