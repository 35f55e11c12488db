"""The handle of a task: what a call of a ``@task`` function returns at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from headway.api import situation
from headway.core.arguments import name_of
from headway.core.outcome import Cancelled, Cell, Failure, Outcome, Skipped, Value, outcome_of
from headway.core.record import Record
from headway.core.states import State
from headway.core.timeline import Entry
from headway.engine import ENGINE
from headway.errors import BadOption, TaskHasNoAttribute, TaskIsNotAValue

__all__ = ["Cancelled", "Entry", "Failure", "Outcome", "Skipped", "State", "Task", "Value"]

T_co = TypeVar("T_co", covariant=True)
DONE = State.DONE

if TYPE_CHECKING:

    class _Handle(Awaitable[T_co], Any):  # type: ignore[misc]
        """A task is accepted where its value is: see `engine.md`, "Types"."""

        _record: Any
        _state: State | None
        _value: Any
else:

    class _Handle(Cell):
        __slots__ = ()

        def __class_getitem__(cls, item: Any) -> type:
            return cls


class Task(_Handle[T_co]):
    """A task that was called: it runs, or will, by itself; its value is there when it is asked for.

    ``.result()`` or ``await`` gives the value. Passed to another task, it becomes that task's prerequisite. Used as
    if it were its value it raises :class:`TaskIsNotAValue`.

    >>> from headway import task
    >>> @task
    ... def double(x):
    ...     return 2 * x
    >>> answer = double(21)
    >>> answer.result()
    42
    >>> answer.state, answer.name
    (<State.DONE: 'done'>, 'double')
    """

    __slots__ = ()

    def result(self, timeout_s: float | None = None) -> T_co:
        """Wait for the value and return it.

        Raises the task's own error, or :class:`PrerequisiteFailed`, :class:`TaskCancelled`, :class:`TaskTimeout`.
        ``TimeoutError`` when ``timeout_s`` seconds have passed: the task goes on. :class:`NeedsAwait` inside a
        coroutine.
        """
        __tracebackhide__ = True  # IPython and pytest show the task's own frames, not ours
        if self._state is not DONE:
            self._wait(timeout_s)
            if self._state is not DONE:
                raise self._value.ask()
        value: T_co = self._value
        return value

    def _wait(self, timeout_s: float | None) -> None:
        __tracebackhide__ = True
        check_timeout(timeout_s)
        if self._state is not None:
            return
        situation.refuse_in_coroutine(f"`{self.name}`.result()", f"`await {self.name}` there")
        situation.refuse_for_home([self], f"`{self.name}`.result()", "await: its coroutine needs the loop of this cell")
        found = self._record
        run = None if isinstance(found, tuple) else found.run
        waiters: list[Callable[[], object]] = []

        def watch(waiter: Callable[[], object]) -> None:
            waiters.append(waiter)
            ENGINE.core.watch(self, waiter)

        try:
            with ENGINE.waiting_for(run):
                is_over = ENGINE.wait(watch, [self], timeout_s)
        except KeyboardInterrupt:
            if run is not None:
                ENGINE.interrupt(run)
            raise
        if not is_over and self._state is None:
            ENGINE.put(lambda now: ENGINE.core.unwatch(self, *waiters))
            raise TimeoutError(f"task `{self.name}` is still {self.state} after {timeout_s:g} s; it goes on")

    def __await__(self) -> Generator[Any, Any, T_co]:
        __tracebackhide__ = True
        if self._state is None:
            from headway.api.waking import until_settled

            yield from until_settled(self)
        return self.result()

    def cancel(self) -> bool:
        """Cancel the task; whether that changed anything.

        One that waits or is ready never starts. A coroutine is cancelled. A thread can't be stopped: its result is
        dropped, and ``current().checkpoint()`` inside it raises.
        """
        if self._state is not None:
            return False
        return bool(ENGINE.ask(lambda now: self._state is None and ENGINE.core.cancel(self._record, now)))

    @property
    def name(self) -> str:
        """The name of its function, or the ``name=`` that the function was given."""
        return name_of(self)

    @property
    def state(self) -> State:
        """Where it stands. Never blocks."""
        if self._state is not None:
            return self._state
        found = self._record
        if isinstance(found, tuple):  # it was settled since the line above
            return State(found[2])
        return found.state if isinstance(found, Record) else State.WAITING

    @property
    def outcome(self) -> Outcome | None:
        """How it ended: Value, Failure, Skipped or Cancelled; None before. Never blocks."""
        return outcome_of(self)

    @property
    def error(self) -> BaseException | None:
        """The error that ``.result()`` raises; None before the end, and when all went well. Never blocks."""
        if self._state is None or self._state is DONE:
            return None
        error: BaseException = self._value.ask()
        return error

    @property
    def seconds(self) -> float | None:
        """How long its last attempt ran (0 if it never ran); None before the end."""
        if self._state is None:
            return None
        started, ended = self._record[5], self._record[6]
        return 0.0 if started is None else float(ended - started)

    @property
    def prerequisites(self) -> tuple[Entry, ...]:
        """The tasks that it needs, as entries (name, state, times; not values). Never blocks on a task."""
        from headway.api.recording import prerequisites_of

        return prerequisites_of(self)

    def _when_settled(self, callback: Callable[[], object]) -> None:
        """Call back once it is settled: on any thread, at once if it is. The callback must not block."""
        ENGINE.put(lambda now: ENGINE.core.watch(self, callback))

    def __repr__(self) -> str:
        return f"<Task {self.name} {self.state}>"

    def _ipython_display_(self) -> None:
        ENGINE.views.show_task(self)

    if not TYPE_CHECKING:

        def __eq__(self, other: object) -> bool:
            if isinstance(other, Cell):
                return self is other
            raise TaskIsNotAValue(name_of(self), "it was compared")

        __hash__ = object.__hash__

        def __format__(self, spec: str) -> str:
            if spec:
                raise TaskIsNotAValue(name_of(self), f"it was formatted as {spec!r}")
            return repr(self)

        def __getattr__(self, name: str) -> NoReturn:
            raise TaskHasNoAttribute(name_of(self), f"its attribute .{name} was read")

        def __reduce_ex__(self, protocol: int) -> NoReturn:
            raise TaskIsNotAValue(name_of(self), "it was pickled or copied")


def _misuse(use: str) -> Callable[..., NoReturn]:
    def refuse(self: Task[Any], *_: Any, **__: Any) -> NoReturn:
        raise TaskIsNotAValue(name_of(self), use)

    return refuse


_USES = {
    "its truth was tested": ["__bool__"],
    "its length was asked for": ["__len__"],
    "it was iterated over": ["__iter__", "__reversed__"],
    "it was indexed": ["__getitem__", "__setitem__", "__delitem__", "__contains__"],
    "it was called": ["__call__"],
    "it was entered with `with`": ["__enter__", "__exit__"],
    "it was used as a path": ["__fspath__"],
    "it was compared": ["__lt__", "__le__", "__gt__", "__ge__"],
    "it was converted to a number": ["__int__", "__float__", "__complex__", "__index__", "__round__", "__trunc__"],
    "it was converted to an array": ["__array__", "__dataframe__"],
    "it was used in arithmetic": [
        f"__{side}{op}__"
        for op in [
            "add",
            "sub",
            "mul",
            "matmul",
            "truediv",
            "floordiv",
            "mod",
            "divmod",
            "pow",
            "lshift",
            "rshift",
            "and",
            "xor",
            "or",
        ]
        for side in ("", "r", "i")
        if (side, op) != ("i", "divmod")
    ]
    + ["__neg__", "__pos__", "__abs__", "__invert__"],
}


def _refuse_uses(kind: type) -> None:
    for use, names in _USES.items():
        for name in names:
            setattr(kind, name, _misuse(use))


_refuse_uses(Task)


def check_timeout(timeout_s: object) -> None:
    """Raise :class:`BadOption` for what can't be a number of seconds to wait (infinity is one)."""
    is_number = isinstance(timeout_s, (int, float)) and not isinstance(timeout_s, bool)
    if timeout_s is not None and not (is_number and timeout_s >= 0):  # type: ignore[operator]
        raise BadOption("timeout_s", timeout_s, "seconds, 0 or more, or None to wait as long as it takes")
