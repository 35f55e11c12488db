"""What the core keeps: a record for each task that is not settled, and the bookkeeping of each session around it.

Run      one session: its lanes, limits, capacity, what has ended
Lane     one mechanism of a run: its slots and its queue of ready records
Calls    the calls of one function in one run
Record   one task, until it is settled
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextvars import Context, ContextVar
from itertools import count
from typing import Any, TypeAlias

from headway.core.function import Function, Limit
from headway.core.outcome import Cell, Failure
from headway.core.policy import ReadyQueue
from headway.core.serial import Turns
from headway.core.states import State
from headway.core.timeline import Totals

WAITING = State.WAITING
KEPT_ENTRIES = 100_000

# An ended task in as few bytes as will do: id, calls, state, worker, ready, started, ended, attempt, the ids of its
# prerequisites, the id of its parent, the error in a line, seconds waited for tasks that it started, CPU seconds.
RawEntry: TypeAlias = tuple[
    int, "Calls", State, Any, float | None, float | None, float, int, tuple[int, ...], int | None, str | None, float,
    float | None,
]  # fmt: skip


class Lane:
    """One mechanism of a run: how many slots are free, who is ready for one, who has one."""

    __slots__ = ("calls", "edges", "free", "mechanism", "queue", "ranked", "running", "slots")

    def __init__(self, mechanism: str, slots: float) -> None:
        self.mechanism = mechanism
        self.slots = self.free = slots
        self.queue: ReadyQueue[Record] = ReadyQueue()
        self.running: set[Record] = set()
        self.calls: list[Calls] = []
        self.edges = 0  # prerequisites and durations that became known since the queue was last ranked
        self.ranked = 0  # how many records were ranked then


class Gate:
    """One limit of a run: how many may still pass, and who waits in front."""

    __slots__ = ("at_most", "free", "queue")

    def __init__(self, at_most: int) -> None:
        self.at_most = self.free = at_most
        self.queue: deque[Record] = deque()


class Run:
    """One session's bookkeeping."""

    __slots__ = (
        "abandoned",
        "began",
        "calls",
        "capacity",
        "carry",
        "closed_calls",
        "drainers",
        "entries",
        "errors",
        "free",
        "gates",
        "ids",
        "is_closed",
        "is_default",
        "is_left",
        "lanes",
        "name",
        "notes",
        "on",
        "outer",
        "rests",
        "starved",
        "turns",
        "unasked",
        "unfinished",
    )
    calls: dict[Function, Calls]
    free: dict[str, float]
    lanes: dict[str, Lane]
    unasked: list[Failure]

    def __init__(self, name: str, slots: int, began: float, on: str = "auto", is_default: bool = False) -> None:
        self.name, self.began, self.on, self.is_default = name, began, on, is_default
        self.is_closed = False
        self.is_left = False  # never ended: a Ctrl-C came in the moment before that
        self.outer: Run | None = None
        self.rests = 0  # how often it had nothing unfinished left
        self.carry: tuple[ContextVar[Any], ...] = ()  # the context variables that go to worker processes
        self.notes: dict[str, None] = {}
        self.capacity: dict[str, float] = {}
        self.entries: deque[RawEntry] = deque(maxlen=KEPT_ENTRIES)
        self.errors: deque[str] = deque(maxlen=5)
        self.forget(slots)

    def take_capacity(self, capacity: dict[str, float]) -> None:
        """What ``uses`` takes from."""
        self.capacity, self.free = capacity, dict(capacity)

    def close(self) -> None:
        """No call belongs to this run any more."""
        self.is_closed = True
        self.closed_calls = list(self.calls.values())
        self.calls = {}
        for calls in self.closed_calls:
            calls.function.learned.fold(calls)

    def each_calls(self) -> list[Calls]:
        """The calls of each function, in the order of the first ones."""
        return self.closed_calls if self.is_closed else list(self.calls.values())

    @property
    def folded(self) -> int:
        """How many entries were dropped: they count in the totals alone."""
        return sum(c.called - c.pending for c in self.each_calls()) - len(self.entries)

    def keep_unasked(self, failure: Failure) -> None:
        """Remember a failure until somebody asks for it."""
        self.unasked.append(failure)
        if len(self.unasked) > 1000:
            self.unasked = [f for f in self.unasked if not f.asked]

    def take_unasked(self) -> list[Failure]:
        """The failures that nobody has asked for, each once; they are forgotten here."""
        failures = [f for f in dict.fromkeys(self.unasked) if not f.asked]
        self.unasked.clear()
        return failures

    def forget(self, slots: float | None = None) -> None:
        """Begin anew, with nothing unfinished: at first, and in the child after a fork."""
        threads = self.lanes["thread"].slots if slots is None else slots
        processes = self.lanes["process"].slots if slots is None else slots
        self.lanes = {
            "thread": Lane("thread", threads),
            "process": Lane("process", processes),
            "parent": Lane("parent", float("inf")),  # in a worker process: its parent runs them
            "serial": Lane("serial", float("inf")),  # one at a time by its turns
            "loop": Lane("loop", 1 if self.on == "inline" else float("inf")),
            "inline": Lane("inline", float("inf")),
        }
        self.calls = {}
        self.ids = count(1)
        self.unfinished = 0
        self.drainers: list[Callable[[], object]] = []
        self.gates: dict[str, Gate] = {}
        self.free = dict(self.capacity)
        self.starved: deque[Record] = deque()
        self.turns: Turns[Record] = Turns()
        self.unasked = []
        self.abandoned: dict[Record, str] = {}


class Calls:
    """The calls of one function in one run: where they run, and how many stand where."""

    __slots__ = (
        "body",
        "cancelled",
        "done",
        "failed",
        "function",
        "gates",
        "has_waited",
        "inline",
        "is_free",
        "is_plain",
        "is_simple",
        "is_special",
        "is_tiny",
        "lane",
        "mechanism",
        "name",
        "pending",
        "run",
        "seconds",
        "serial",
        "skipped",
    )

    def __init__(self, function: Function, run: Run, mechanism: str) -> None:
        self.function, self.run, self.mechanism = function, run, mechanism
        self.body = function.body
        is_debugged = run.on == "inline"  # then calls run one by one in the caller's frame, and share nothing
        self.name, self.serial = function.name, function.serial and not is_debugged
        self.lane = run.lanes["serial" if self.serial else mechanism]
        self.inline = mechanism == "inline"
        self.gates = () if is_debugged else tuple([run.gates[limit.name] for limit in function.limits])
        needs_more = function.serial or function.uses or function.limits
        self.is_free = is_debugged or not needs_more  # needs nothing but a slot
        self.is_simple = self.is_free and function.collect is None
        self.is_plain = self.is_free and not (function.retries or function.timeout_s is not None)
        self.is_tiny = self.inline and self.is_simple and self.is_plain and not is_debugged  # ready is all but done
        self.is_special = function.is_coroutine or is_debugged  # its call has more to do
        self.pending = self.done = self.failed = self.skipped = self.cancelled = 0
        self.seconds = 0.0
        self.has_waited = False  # a body of them, in a worker process, has waited for tasks: they share no chunk

    def join(self) -> None:
        """Count from now on. Whole by then: a Ctrl-C may have come while it was made, on the caller's thread."""
        self.function.learned.live.append(self)
        self.lane.calls.append(self)

    @property
    def called(self) -> int:
        """How many calls there were."""
        return self.pending + self.done + self.failed + self.skipped + self.cancelled

    def totals(self, ready: int = 0, running: int = 0) -> Totals:
        """The counts as a frozen value."""
        return Totals(
            self.name, self.mechanism, self.pending - ready - running, ready, running,
            self.done, self.failed, self.skipped, self.cancelled, self.seconds,
        )  # fmt: skip


class Keyworded:
    """The arguments of a call that names some of them."""

    __slots__ = ("args", "kwargs")

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.args, self.kwargs = args, kwargs


class Record:
    """One task, until it is settled. The caller fills in the first group, the scheduler owns the second.

    ``needs`` is None, one cell, or a tuple of cells; ``dependents`` is None, one record, or a list of records: most
    tasks have at most one of each, and a million pending tasks are to fit into memory. ``missing`` counts the
    prerequisites that are not settled; it is -1 until the scheduler has seen the record. ``worker`` is the event
    loop that the body belongs to (or None) until it runs, and then the name of the thread or loop that runs it.
    ``ready`` is None while the record waits for a retry. ``id`` is given when it becomes ready, or to whoever asks first.
    """

    __slots__ = (
        "args",
        "attempt",
        "calls",
        "cell",
        "context",
        "dependents",
        "id",
        "missing",
        "needs",
        "parent",
        "ready",
        "started",
        "state",
        "worker",
    )
    calls: Calls
    id: int | None
    args: Any
    context: Context | None
    cell: Cell | None
    needs: Cell | tuple[Cell, ...] | None
    parent: Record | None
    worker: Any
    missing: int
    state: State
    dependents: Record | list[Record] | None
    ready: float | None
    started: float | None
    attempt: int

    def __repr__(self) -> str:
        return f"<record {self.calls.name} #{self.id} {self.state}>"

    @property
    def name(self) -> str:
        """The name of the task."""
        return self.calls.name

    @property
    def run(self) -> Run:
        """The run that it belongs to."""
        return self.calls.run

    @property
    def number(self) -> int:
        """Its id, given now if it has none yet."""
        if self.id is None:
            self.id = next(self.calls.run.ids)
        return self.id

    def each_need(self) -> tuple[Cell, ...]:
        """The cells of the prerequisites."""
        needs = self.needs
        if isinstance(needs, tuple):
            return needs
        return () if needs is None else (needs,)

    def each_dependent(self) -> Iterator[Record]:
        """The records that wait for this one."""
        dependents = self.dependents
        if isinstance(dependents, list):
            return iter(dependents)
        return iter(() if dependents is None else (dependents,))


# A tiny call, on its way into the graph: what `new_record` takes. Where its prerequisites are done by the time the
# engine takes it in, it runs at once and never becomes a record.
Call: TypeAlias = tuple[
    Calls, tuple[Any, ...], dict[str, Any] | None, Context, Cell, Cell | tuple[Cell, ...] | None, Record | None
]


def new_record(
    calls: Calls,
    args: Any,
    kwargs: dict[str, Any] | None,
    context: Context,
    cell: Cell,
    needs: Any,
    parent: Record | None,
) -> Record:
    """A record of a call, its cell joined to it. A class without ``__init__`` is made in half the time."""
    record = Record()
    record.calls = calls
    record.args = args if kwargs is None else Keyworded(args, kwargs)
    record.context = context
    record.cell = cell
    record.needs = needs
    record.parent = parent
    record.missing = -1
    record.attempt = 1
    record.state = WAITING
    record.id = record.dependents = record.ready = record.started = record.worker = None
    cell._state = None
    cell._record = record
    return record


def limit_gate(run: Run, limit: Limit) -> Gate:
    """The gate of a limit in a run, made at its first use; the smaller ``at_most`` counts where two differ."""
    gate = run.gates.setdefault(limit.name, Gate(limit.at_most))
    if limit.at_most < gate.at_most:
        gate.free -= gate.at_most - limit.at_most
        gate.at_most = limit.at_most
    return gate
