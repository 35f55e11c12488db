"""Tasks called inside a worker process: its parent runs them, and they belong to the task that calls them.

The worker has an engine like every process: it knows what its tasks need of each other, waits, gathers and cancels. What
is ready is sent to the parent, whose engine gives it a slot, heeds its options, and answers with the outcome.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context, ContextVar
from functools import partial
from itertools import count
from time import perf_counter
from types import TracebackType
from typing import Any, Protocol

from headway.backends.base import Ended, filled_arguments
from headway.backends.processes.flight import with_value
from headway.backends.processes.results import CANCELLED, FAILED, PLAIN
from headway.backends.travel import Packer, Parcel, unpack
from headway.backends.travel.failures import unpack_error
from headway.core.function import Function
from headway.core.graph import unsettled_needs
from headway.core.outcome import Cancelled, Cell, Failure
from headway.core.record import Calls, Record
from headway.core.scheduler import Bad
from headway.core.states import State
from headway.memory.segments import Segment


class Host(Protocol):
    """What runs the bodies here."""

    bodies: dict[int, Record]  # those on the stack, the innermost last

    @property
    def current(self) -> int:
        """The number of the call that is running."""
        ...

    def say(self, message: Any, segments: tuple[Segment, ...] = ()) -> None:
        """Say something to the parent."""

    def give_back_above(self) -> None:
        """Nothing waits: what was to run meanwhile is for others."""


class Told(Failure):
    """A failure that the parent keeps account of: who asks for it here lets it know by ``tell``."""

    __slots__ = ("_tell",)

    def __init__(
        self, task: str, error: BaseException, traceback: TracebackType | None, tell: Callable[[], object]
    ) -> None:
        super().__init__(task, error, traceback)
        self._tell = tell
        self.asked = True  # for this process, which has not to say that it was lost

    def ask(self) -> BaseException:
        """The error to raise."""
        self._tell()
        return super().ask()


class Parent:
    """The mechanism of tasks that are called in a worker."""

    mechanism = "parent"

    def __init__(self, host: Host, ended: Ended) -> None:
        self._host, self._ended = host, ended
        self._numbers = count(1)
        self._called: dict[int, Record] = {}
        self._asked: dict[Record, int] = {}
        self._functions: dict[Calls, Function] = {}
        self._told: dict[Function, int] = {}
        self._packer = Packer()
        self._waiting: set[Record] = set()
        self._asked_for: deque[int] = deque()  # failures of which somebody here knows since the parent was told
        self.answers = 0  # heard so far
        self.carry: dict[ContextVar[Any], None] = {}  # the context variables that go along with calls

    def know(self, calls: Calls, function: Function) -> None:
        """These calls are of ``function``, with all its options."""
        self._functions[calls] = function

    def submit(self, record: Record) -> None:
        """Have the parent call it."""
        record.started = perf_counter()
        number = next(self._numbers)
        inside = record.parent.number if record.parent is not None else self._host.current
        segments: list[Segment] = []
        try:
            function = self._written(self._functions[record.calls])
            args, named = filled_arguments(record)
            name, body = record.calls.name, record.calls.function.body
            context = record.context or Context()
            carried = [with_value(variable, context) for variable in self.carry]
            parcel = self._packer.pack((list(args), named or {}, carried), task=name, body=body)
            segments += parcel.segments
        except BaseException as error:  # the user's own pickling code may raise anything
            self._ended(record, None, Failure(record.calls.name, error, None))
            return
        self._called[number], self._asked[record] = record, number
        self._host.say(("call", number, inside, function, parcel.head, parcel.places), tuple(segments))

    def stop(self, record: Record) -> None:
        """Nobody waits for it any longer."""
        number = self._asked.pop(record, None)
        if number is not None:
            self._host.say(("cancel", number))

    def close(self) -> None:
        """Nothing is held."""

    def number_of(self, cell: Cell) -> int | None:
        """The number under which the parent knows an unfinished task that was called here; None where it doesn't."""
        found = cell._record
        return self._asked.get(found) if isinstance(found, Record) else None

    def is_waiting(self, number: int) -> bool:
        """Whether this call's body is the innermost of this process, and waits."""
        return list(self._host.bodies)[-1:] == [number] and self._host.bodies.get(number) in self._waiting

    def waits(self, record: Record, cells: Sequence[Cell], is_endless: bool) -> None:
        """The body of ``record`` waits for one of these: its slot serves others.

        The parent is told which of its tasks that are, so that it sees when none of them can ever end. Where only the
        first of several is waited for, or only for some time, no other body may run on this stack: it could take longer.
        """
        needs_all = len(cells) == 1
        is_patient = is_endless and len(cells) <= 1 and not any(_is_for_the_first(cell) for cell in cells)
        awaited = self._awaited(cells) if is_endless else []
        if is_patient:
            self._waiting.add(record)
        self._host.say(("waits", record.number, self.answers, awaited, needs_all, is_patient))

    def _awaited(self, cells: Sequence[Cell]) -> list[int]:
        """The parent's numbers of what has to end: all of them for a single cell, else one; nothing where that is not known."""
        if len(cells) != 1:
            numbers = [self.number_of(cell) for cell in cells]
            return [number for number in numbers if number is not None] if None not in numbers else []
        found: list[int] = []
        stack: list[Any] = [cells[0]._record]
        while stack:
            record = stack.pop()
            number = self._asked.get(record) if isinstance(record, Record) else None
            if number is not None:
                found.append(number)
            elif not isinstance(record, Record) or record.state is not State.WAITING or _collects_first(record):
                return []
            else:
                stack.extend(unsettled_needs(record))
        return found

    def goes_on(self, record: Record) -> None:
        """It goes on."""
        self._waiting.discard(record)
        self._host.give_back_above()
        self._host.say(("goes_on", record.number))

    def tell_progress(self, record: Record, done: float, total: float | None) -> None:
        """How far the body of ``record`` is."""
        if record.id is not None and record.calls.mechanism == "process":
            self._host.say(("progress", record.id, done, total))

    def tell_asked(self) -> None:
        """A body is over: tell the parent of which failures somebody knows now."""
        numbers = []
        while self._asked_for:
            numbers.append(self._asked_for.popleft())
        if numbers:
            self._host.say(("asked", numbers))

    def hear_answer(self, number: int, kind: int, payload: Any, places: Any, segments: list[Segment]) -> None:
        """The outcome of a task."""
        self.answers += 1
        record = self._called.pop(number, None)
        if record is None:
            return
        self._asked.pop(record, None)
        value, bad = self._read(record.calls.name, number, kind, payload, places, segments)
        self._ended(record, value, bad)

    def _read(
        self, name: str, number: int, kind: int, payload: Any, places: Any, segments: list[Segment]
    ) -> tuple[Any, Bad | None]:
        if kind == PLAIN:
            return payload, None
        if kind == CANCELLED:
            return None, Cancelled(name, payload)
        if kind == FAILED:
            error = unpack_error(payload)
            return None, Told(name, error, error.__traceback__, partial(self._asked_for.append, number))
        try:
            return unpack(Parcel(payload, tuple(segments), places)), None
        except BaseException as broken:  # the user's own code may raise anything
            return None, Failure(name, broken, broken.__traceback__)

    def _written(self, function: Function) -> Any:
        """A function as the parent is told of it: by its key, or once as a whole and then by a number."""
        if function.key is not None:
            return ("key", function.key)
        number = self._told.get(function)
        if number is not None:
            return ("known", number)
        number = self._told[function] = len(self._told) + 1
        return ("new", number, self._packer.pack(function_as_sent(function)).head)


def _is_for_the_first(cell: Cell) -> bool:
    found = cell._record
    return isinstance(found, Record) and _collects_first(found)


def _collects_first(record: Record) -> bool:
    return record.calls.function.collect_first


def function_as_sent(function: Function) -> Any:
    """What is pickled of a function: how its body is found, and its options."""
    from headway.backends.travel import by_name

    options = {name: getattr(function, name) for name in _OPTIONS}
    return by_name(function.body) or function.body, options


_OPTIONS = ("name", "on", "is_coroutine", "retries", "backoff_s", "timeout_s", "serial", "uses", "limits")
