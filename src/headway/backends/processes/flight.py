"""Calls that are with a worker process, and how they are written for it."""

from __future__ import annotations

from contextvars import Context, ContextVar
from typing import Any, TypeAlias

from headway.backends.travel import Packer
from headway.core.arguments import filled
from headway.core.outcome import Cell
from headway.core.record import Keyworded, Record
from headway.memory.segments import Segment

PLAIN = frozenset({int, float, bool, type(None), complex, str, bytes})  # exactly these; written without pickling
MOST_FUNCTIONS = 1000  # that a worker knows
MOST_CAPTURED = 1 << 28  # bytes of large arrays and the like, in the functions that a worker knows
LONG = 1 << 12  # longer texts are pickled, so that they can go beside the message

# number, function, plain arguments or None, pickled ones or None, places, first segment, results to put in, flags, attempt
Call = tuple[int, int, Any, Any, Any, int, Any, int, int]
Carried: TypeAlias = tuple[Any, ...]  # a context variable, and its value if it has one
IS_ALONE, IS_KEPT, SAYS_BEGUN = 1, 2, 4  # flags: no company; its value is for a later call of this chunk; it is timed


class Flight:
    """A call that was handed to a worker. What it needs of the record is taken while the core can't change it."""

    __slots__ = (
        "args",
        "awaited",
        "below",
        "carried",
        "child",
        "flags",
        "is_head",
        "is_patient",
        "kept",
        "number",
        "record",
        "takes",
        "was_dropped",
    )

    def __init__(self, number: int, record: Record, child: Any, takes: Flight | None = None) -> None:
        self.number, self.record, self.child = number, record, child
        self.args = record.args
        self.takes = takes  # the call of the same chunk whose result it gets
        self.awaited: Cell | None = None if takes is None else takes.record.cell
        self.carried = _carried(record)
        self.below: Flight | None = None  # the call whose body waits, on whose stack it runs
        self.is_head = False  # it has the slot that its whole chunk runs in
        self.is_patient = True  # where it waits, another body may run on its stack meanwhile
        self.flags = 0 if record.calls.is_plain else IS_ALONE | (SAYS_BEGUN if record.calls.function.timeout_s else 0)
        self.kept: list[Any] = []
        self.was_dropped = False  # nobody waits for it, and its worker has been told

    def written_plainly(self, function: int) -> Call | None:
        """The call as it is sent, where nothing has to be pickled for it; else None."""
        args, named, refs = self._arguments()
        if named or self.carried or not all(is_plain(value) for value in args):
            return None
        return self.number, function, tuple(args), None, (), 0, refs, self.flags, self.record.attempt

    def written(self, function: int, packer: Packer, segments: list[Segment]) -> Call:
        """The call as it is sent; its segments are added to ``segments``. Raises what pickling raises."""
        call = self.written_plainly(function)
        if call is not None:
            return call
        args, named, refs = self._arguments()
        calls = self.record.calls
        parcel = packer.pack((args, named, self.carried), self.kept, task=calls.name, body=calls.body)
        first = len(segments)
        segments += parcel.segments
        return self.number, function, None, parcel.head, parcel.places, first, refs, self.flags, self.record.attempt

    def _arguments(self) -> tuple[list[Any], dict[str, Any], tuple[tuple[int | str, int], ...]]:
        """Values by position and by name, and where results of earlier calls in the chunk are to be put in."""
        awaited, given = self.awaited, self.args
        named: dict[str, Any] = {}
        refs: list[tuple[int | str, int]] = []
        if isinstance(given, Keyworded):
            named = dict(given.kwargs)
            given = given.args
        args = list(given)
        for at, value in enumerate(args):
            if value is awaited and awaited is not None:
                refs.append((at, self.takes.number))  # type: ignore[union-attr]
                args[at] = None
            else:
                args[at] = filled(value)
        for name, value in named.items():
            if value is awaited and awaited is not None:
                refs.append((name, self.takes.number))  # type: ignore[union-attr]
                named[name] = None
            else:
                named[name] = filled(value)
        return args, named, tuple(refs)


def _carried(record: Record) -> list[Carried]:
    """The context variables that the session carries, with their values (if they have one) as they were at the call."""
    carry, context = record.calls.run.carry, record.context
    return [] if context is None else [with_value(variable, context) for variable in carry]


def with_value(variable: ContextVar[Any], context: Context) -> Carried:
    """A variable, and the value that it has in a context if it has one."""
    return (variable, context[variable]) if variable in context else (variable,)


def is_plain(value: Any) -> bool:
    """Whether a value is written without pickling."""
    kind = value.__class__
    return kind in PLAIN and (kind not in (str, bytes) or len(value) < LONG)


def can_follow(record: Record, other: Record) -> bool:
    """Whether ``other`` can run in one go after ``record``: it lacks nothing else, and gets the value as an argument."""
    if other.missing != 1 or other.started is not None or not other.calls.is_plain:
        return False
    if other.calls.lane is not record.calls.lane or other.calls.function.collect is not None:
        return False
    cell, args = record.cell, other.args
    if isinstance(args, Keyworded):
        return any(value is cell for value in (*args.args, *args.kwargs.values()))
    return args is not None and any(value is cell for value in args)
