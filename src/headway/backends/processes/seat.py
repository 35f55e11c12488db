"""A worker process and what it has to do, as its parent keeps account of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from weakref import ref

from headway.backends.processes.child import Child
from headway.backends.processes.flight import IS_ALONE, Flight
from headway.backends.processes.nested import Nested
from headway.core.function import Function
from headway.core.record import Record

DEEP, DEEPEST = 8, 24  # bodies on one worker's stack: as many, and where nothing else would move


class Seat:
    """A worker process and what it has to do."""

    __slots__ = (
        "child",
        "chunks",
        "ended_for",
        "functions",
        "has_answered",
        "heard",
        "idle_since",
        "killed_for",
        "last_words",
        "nested",
        "nudged",
        "sent_at",
        "stack",
        "waiting",
        "where",
    )

    def __init__(self, child: Child, now: float, nested: Nested) -> None:
        self.child, self.nested = child, nested
        self.stack: list[Flight] = []  # its bodies, if one has waited: those above run while those below wait
        self.waiting: set[Flight] = set()
        self.chunks: deque[deque[Flight]] = deque()
        self.functions: dict[
            int, tuple[ref[Function], int]
        ] = {}  # those that it knows, oldest first, and what they hold
        self.heard = 0  # messages of its control channel so far
        self.idle_since, self.sent_at = now, 0.0
        self.has_answered = False  # it has run something
        self.nudged = False  # it is in a call that takes long
        self.killed_for: Flight | None = None
        self.where: list[str] = []  # the folder and the module search path that it was told
        self.last_words = b""
        self.ended_for = ""  # why it had to be ended

    @property
    def is_idle(self) -> bool:
        """Whether it waits for work."""
        return not self.chunks and not self.stack and self.killed_for is None

    @property
    def is_free(self) -> bool:
        """Whether a call that has a slot may be given to it."""
        if self.killed_for is not None or (self.nudged and self.chunks):
            return False
        return not any(chunk and chunk[0].is_head for chunk in self.chunks)

    @property
    def is_stuck(self) -> bool:
        """Whether it can do nothing before others do something: its innermost body waits for what is not over yet."""
        return bool(self.stack) and self.stack[-1] in self.waiting and not self._goes_on_soon

    @property
    def _goes_on_soon(self) -> bool:
        return self.nested.has_what_it_waits_for(self.stack[-1].record)

    @property
    def is_worth_a_nudge(self) -> bool:
        """Whether calls may wait behind one that takes long, and nobody has asked for them."""
        return not self.nudged and (len(self.chunks) > 1 or (len(self.chunks) == 1 and len(self.chunks[0]) > 1))

    @property
    def flights(self) -> list[Flight]:
        """The calls that it has, in the order in which it runs them; those for the stack of another come last."""
        return [
            *(flight for chunk in self.chunks for flight in chunk),
            *(flight for flight in self.stack if flight.below is not None),
        ]

    def can_run_above(self, record: Record, most: int = DEEP) -> bool:
        """Whether its innermost body waits, and a record may run on top of it: one of the tasks called in there."""
        stack = self.stack
        if not stack or stack[-1] not in self.waiting or not stack[-1].is_patient:
            return False
        if len(stack) >= most or self.killed_for is not None:
            return False
        if not record.calls.is_plain or any(flight.flags & IS_ALONE for flight in stack):
            return False
        bodies, at = {flight.record for flight in stack}, record.parent
        while at is not None and at not in bodies:
            at = at.parent
        return at is not None

    def take(self, numbers: Iterable[int]) -> None:
        """These calls are over, and no others: some before them may be on their way back."""
        for number in numbers:
            first = self.chunks[0] if self.chunks else None
            if first and first[0].number == number and not self.stack:
                first.popleft()
                if not first:
                    self.chunks.popleft()
            else:
                self.waiting.difference_update(self.take_back({number}))

    def take_back(self, numbers: set[int]) -> list[Flight]:
        """Calls that it has no more."""
        taken = [flight for flight in self.flights if flight.number in numbers]
        self.stack = [flight for flight in self.stack if flight.number not in numbers]
        self.chunks = deque(
            kept for chunk in self.chunks if (kept := deque(f for f in chunk if f.number not in numbers))
        )
        return taken
