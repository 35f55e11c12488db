"""Who may start: slots, limits, what tasks use of a session, turns, and room in memory.

A record that is ready goes to its lane. It starts when the lane has a free slot and everything else that it needs is
there, and takes all of it in one step: nothing is held by a record that does not run, so nothing is lost when one is
cancelled. Where something is lacking, the record is parked at what it lacks, and found there when that is given back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from headway.core.graph import rank
from headway.core.outcome import Cell
from headway.core.policy import FIRST, bucket
from headway.core.record import Gate, Lane, Record, Run
from headway.core.states import State

WAITING, READY, RUNNING = State.WAITING, State.READY, State.RUNNING

WORTH_RANKING_S = 1e-4
LOOK_AGAIN_AFTER = 1000  # edges
ROUNDING = 1e-9  # amounts such as 0.1 do not add up exactly


class Blocked(NamedTuple):
    """A running body that waits and does nothing else, however long it takes: for one of ``cells``, or for all of them.

    ``refuse`` ends the wait with an error that rises in the body.
    """

    cells: tuple[Cell, ...]
    refuse: Callable[[BaseException], object]
    needs_all: bool = False

    @property
    def awaited(self) -> tuple[Cell, ...]:
        """One of these has to be settled before it can go on; none, where nothing has."""
        unsettled = tuple([cell for cell in self.cells if cell._state is None])
        if self.needs_all:
            return unsettled[:1]
        return unsettled if len(unsettled) == len(self.cells) else ()


class Slots:
    """The half of the scheduler that decides what starts. ``starts`` and ``inline`` are for the engine to empty."""

    def __init__(self) -> None:
        self.inline: deque[Record] = deque()
        self.starts: list[Record] = []
        self.has_news = False  # whether any of the lists for the engine has something in it
        self.is_crowded = False  # whether something had to queue for a slot since the engine last looked
        self.is_held = False  # little free memory: nothing new starts while something runs
        self.bodies = 0  # how many run, but for inline ones that need nothing
        self.waited_s: dict[Record, float] = {}
        self.waits: dict[Record, Cell] = {}  # what running bodies wait for
        self.blocked: dict[Record, Blocked] = {}
        self._lent: dict[Record, int] = {}  # running bodies that wait, and in how many places
        self._riding: set[Record] = set()  # running without a slot of their own: in the chunk of one that has

    def make_ready(self, record: Record, now: float) -> None:
        """All that a record needs is done: it starts, or queues for what it lacks."""
        calls = record.calls
        record.state = READY
        record.ready = now
        if record.id is None:
            record.id = next(calls.run.ids)
        if calls.serial:
            self._next_turn(calls.run)
        elif calls.inline and calls.is_free:
            self.inline.append(record)
        else:
            lane = calls.lane
            if not lane.queue and self._has_room(lane):
                self._begin(record, lane)
            else:
                self._queue(record, lane)

    def _queue(self, record: Record, lane: Lane) -> None:
        lane.queue.push(record, bucket(mean_s(record)))
        if record.dependents is not None:
            lane.edges += 1
        if lane.free > 0:
            self.refill(lane)
        else:
            self.is_crowded = True

    def _has_room(self, lane: Lane) -> bool:
        return lane.free > 0 and not (self.is_held and self._is_busy())

    def _is_busy(self) -> bool:
        """Whether a body runs that does not wait."""
        return self.bodies > len(self._lent)

    def _begin(self, record: Record, lane: Lane) -> None:
        """There is a slot for a ready record: start it, unless it needs more than that."""
        if record.calls.is_free or self._takes(record):
            self._start(record, lane)

    def _start(self, record: Record, lane: Lane) -> None:
        record.state = RUNNING
        lane.free -= 1
        lane.running.add(record)
        self.bodies += 1
        if record.calls.inline:
            self.inline.append(record)
        else:
            self.starts.append(record)
            self.has_news = True

    def refill(self, lane: Lane) -> None:
        """Give the free slots of a lane to its ready records, longest remaining path first."""
        queue = lane.queue
        while queue and self._has_room(lane):
            if lane.edges > lane.ranked:
                self._rank(lane)
            record = queue.pop()
            if record is not None:
                if is_startable(record):
                    self._begin(record, lane)
                else:
                    for gate in record.calls.gates:
                        self._let_pass(gate)

    def ride(self, lane: Lane, most: int) -> list[Record]:
        """Take up to so many ready records that go along in the slot of another: first things first, plain ones only."""
        riders: list[Record] = []
        while lane.queue and len(riders) < most and not self.is_held:
            if lane.edges > lane.ranked:
                self._rank(lane)
            record = lane.queue.pop()
            if record is not None and is_startable(record):
                if not record.calls.is_plain or record.calls.has_waited:
                    lane.queue.push(record, place_again(record))
                    break
                self.ride_along(record)
                riders.append(record)
        return riders

    def exchange(self, record: Record, fits: Callable[[Record], bool], among: int | None, now: float) -> Record | None:
        """A ready record that fits, in the place of one that has a slot and can't begin; None where there is none.

        Looked for ``among`` so many that are next, or all.
        """
        lane = record.calls.lane
        others = islice(lane.queue.items(), among)
        other = next((r for r in others if is_startable(r) and r.calls.is_plain and fits(r)), None)
        if other is None or not record.calls.is_free:
            return None
        record.state, record.ready = READY, now
        other.state = RUNNING
        lane.running.discard(record)
        lane.running.add(other)
        lane.queue.push(record, bucket(mean_s(record)))
        return other

    def ride_along(self, record: Record) -> None:
        """A ready record runs without a slot of its own."""
        record.state = RUNNING
        record.calls.lane.running.add(record)
        self._riding.add(record)
        self.bodies += 1

    def take_slot(self, record: Record) -> None:
        """A record that rides takes long: it has a slot from now on, be there one free or not."""
        if record in self._riding:
            self._riding.discard(record)
            if record not in self._lent:
                record.calls.lane.free -= 1

    def _rank(self, lane: Lane) -> None:
        """Order a lane's queue anew. Where all calls are tiny, any order will do and ranking would cost more."""
        means = [calls.function.learned.mean_s() for calls in lane.calls if calls.function.learned.calls]
        lane.edges = 0
        if means and max(means) < WORTH_RANKING_S:
            lane.ranked = LOOK_AGAIN_AFTER
            return
        hurried = lane.queue.take(FIRST)
        records = [r for r in lane.queue.clear() if r.state is READY]
        for record in hurried:
            lane.queue.push(record, FIRST)
        ranks = rank(records, sum(means) / len(means) if means else 1e-3)
        lane.ranked = len(ranks)
        for record in records:
            lane.queue.push(record, bucket(ranks[record]))

    def _takes(self, record: Record) -> bool:
        """Take what the record needs beside a slot, all or nothing; where it can't, it is parked until there is more.

        A serial record is not parked: it keeps its turn, and is asked again whenever something is given back.
        """
        calls = record.calls
        run, uses = calls.run, calls.function.uses or {}
        lacking = next((gate for gate in calls.gates if gate.free <= 0), None)
        is_starved = any(run.free[resource] + ROUNDING < need for resource, need in uses.items())
        if lacking is not None or is_starved:
            if not calls.serial:
                (run.starved if lacking is None else lacking.queue).append(record)
                for gate in calls.gates:
                    self._let_pass(gate)
            return False
        for gate in calls.gates:
            gate.free -= 1
        for resource, need in uses.items():
            run.free[resource] -= need
        return True

    def _let_pass(self, gate: Gate) -> None:
        """There is room behind a limit: the next one that waits in front of it may try for a slot."""
        while gate.free > 0 and gate.queue:
            record = gate.queue.popleft()
            if is_startable(record):
                record.calls.lane.queue.push(record, FIRST)
                return

    def _next_turn(self, run: Run) -> None:
        while not (self.is_held and self._is_busy()) and (record := run.turns.take(is_startable)) is not None:
            if not self._takes(record):
                run.turns.end(record, again=True)
                return
            self._start(record, record.calls.lane)

    def leave(self, record: Record) -> None:
        """The body of a record is over: its slot, its turn, its limit and what it used go to others."""
        calls = record.calls
        run, lane = calls.run, calls.lane
        if record in lane.running:
            lane.running.discard(record)
            self.bodies -= 1
            if record in self._riding:
                self._riding.discard(record)
                self._lent.pop(record, None)
            elif not self._lent.pop(record, 0):
                lane.free += 1
            if record.state is not WAITING:  # where it waits for the task that it returned, that goes on
                self.waited_s.pop(record, None)
            if not calls.is_free:
                self._give_back(record)
        if lane.queue:
            self.refill(lane)
        if self.is_held:
            self.refill_all(run)

    def _give_back(self, record: Record) -> None:
        calls = record.calls
        run = calls.run
        for resource, need in (calls.function.uses or {}).items():
            run.free[resource] += need
        if calls.serial:
            run.turns.end(record, again=record.state is READY)
        starved = [other for other in run.starved if is_startable(other)]
        run.starved.clear()
        for other in starved:
            other.calls.lane.queue.push(other, FIRST)
        for gate in calls.gates:
            gate.free += 1
            self._let_pass(gate)
        self.refill_all(run)

    def refill_all(self, run: Run) -> None:
        """Give all free slots of a run to its ready records."""
        for lane in run.lanes.values():
            self.refill(lane)
        self._next_turn(run)

    def lend(self, record: Record, now: float) -> None:
        """The body of a record waits for other tasks: its slot serves others meanwhile."""
        calls = record.calls
        if record not in calls.lane.running:
            return
        self._lent[record] = self._lent.get(record, 0) + 1
        if self._lent[record] > 1:
            return
        self.waited_s[record] = self.waited_s.get(record, 0.0) - now
        if record not in self._riding:
            calls.lane.free += 1
        if calls.serial:
            calls.run.turns.wait(record, True)
            self._next_turn(calls.run)
        else:
            self.refill(calls.lane)

    def resume(self, record: Record, now: float) -> None:
        """The body of a record goes on."""
        self.waits.pop(record, None)
        left = self._lent.pop(record, 0) - 1
        if left > 0:
            self._lent[record] = left
        elif left == 0 and record in record.calls.lane.running:
            if record in self.waited_s:  # it may have been settled meanwhile, and its body goes on all the same
                self.waited_s[record] += now
            if record not in self._riding:
                record.calls.lane.free -= 1
            record.calls.run.turns.wait(record, False)


def mean_s(record: Record) -> float:
    """How long a call like this one takes, in this session if it had any."""
    calls = record.calls
    return calls.seconds / calls.done if calls.done else calls.function.learned.mean_s()


def place_again(record: Record) -> int:
    """The rank of a record that had left the queue: the first, unless it is going to wait for what others do first."""
    return bucket(mean_s(record)) if record.calls.has_waited else FIRST


def is_startable(record: Record) -> bool | None:
    """True when ready, False while not, None when it is over (or already runs)."""
    if record.state is READY and record.ready is not None:
        return True
    return False if record.state in (WAITING, READY) else None
