"""What can never move: tasks that wait for each other by way of a limit, of capacity, or of a serial turn.

A wait that can't end because of prerequisites alone is refused where it begins (`graph.path_to`). A limit, capacity
and a turn are held by whoever runs, so that a later step may tie such a knot: it is looked for while bodies wait.

*Hopeless* is what moves only once something hopeless has moved. Whatever may move by itself is not: a body that runs,
or waits for no longer than some seconds; what is delayed, not yet taken in, or ready with nothing lacking but a slot;
and a record with a prerequisite left that may fail. So what is found never moves, whatever the rest does and however
it ends; only somebody's `cancel()` could help. The other way round nothing is promised: a knot may be seen late.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from headway.core.graph import unsettled_needs
from headway.core.record import Record, Run
from headway.core.scheduler import Scheduler
from headway.core.slots import ROUNDING, is_startable
from headway.core.states import State
from headway.errors import CycleError

WAITING, READY, RUNNING = State.WAITING, State.READY, State.RUNNING
ENDLESS = ("thread", "inline")  # the mechanisms whose bodies can't be stopped


class Lack(NamedTuple):
    """What a ready record needs and can't have now: a pass at a limit, or an amount of something that it uses."""

    run: Run
    name: str
    need: float
    is_limit: bool

    def free(self) -> float:
        """How much of it nobody holds."""
        return self.run.gates[self.name].free if self.is_limit else self.run.free[self.name]

    def held_by(self, record: Record) -> float:
        """How much of it a running record holds."""
        function = record.calls.function
        if self.is_limit:
            return float(any(limit.name == self.name for limit in function.limits))
        return (function.uses or {}).get(self.name, 0.0)

    def holders(self) -> tuple[Record, ...]:
        """The records that hold some of it."""
        bodies = [body for lane in self.run.lanes.values() for body in lane.running if not body.calls.is_free]
        return tuple([body for body in bodies if self.held_by(body) > 0])

    def in_words(self, holder: Record) -> str:
        """What is lacking because ``holder`` has it."""
        if self.is_limit:
            return f"the limit {self.name!r}, which `{holder.calls.name}` holds"
        return f"{self.need:g} {self.name}, of which `{holder.calls.name}` holds {self.held_by(holder):g}"


Node: TypeAlias = Record | Lack
Cancellable = Callable[[set[Record]], set[Record]]


class Look:
    """One look at what waits. Bodies that are ``movable`` count as able to move, whatever they wait for."""

    def __init__(self, core: Scheduler, runs: Iterable[Run], movable: set[Record]) -> None:
        self._core, self._movable = core, movable
        self._before: dict[Record, tuple[Record, ...]] = {}  # what comes before a serial record that is queued
        self._above: dict[Record, Record] = {}  # what runs on the stack of a serial record, which goes on after it
        self._blockers: list[Record] = []
        for run in runs:
            self._look_at_turns(run)
        self._nexts = self._explored([*core.blocked, *self._blockers])
        self.hopeless = self._without_hope()

    def _look_at_turns(self, run: Run) -> None:
        for above, queue in run.turns.levels():
            queued = [record for record in queue if is_startable(record) is not None]
            for record in queued:
                self._before[record] = (*above, *(head for head in queued[:1] if head is not record))
            self._blockers += [*above, *queued[:1]]
            self._above.update(pairwise(above))

    def _explored(self, roots: Iterable[Record]) -> dict[Node, tuple[Node, ...]]:
        nexts: dict[Node, tuple[Node, ...]] = {}
        stack: list[Node] = list(roots)
        while stack:
            node = stack.pop()
            if node not in nexts:
                nexts[node] = node.holders() if isinstance(node, Lack) else self._hangs_on(node)
                stack.extend(nexts[node])
        return nexts

    def _hangs_on(self, record: Record) -> tuple[Node, ...]:
        """What has to move before a record does; nothing where it may move by itself."""
        if record.state is WAITING:
            is_timed = record.missing < 0 or record in self._core.timed
            return () if is_timed else tuple(unsettled_needs(record))
        if record.state is READY:
            return () if record.ready is None else (*_lacks(record), *self._before.get(record, ()))
        if record in self._movable or self._has_an_end(record):
            return ()
        on_top = [self._above[record]] if record in self._above else []
        blocked = self._core.blocked.get(record)
        awaited = () if blocked is None else blocked.awaited
        return tuple([cell._record for cell in awaited] + on_top)

    def _has_an_end(self, record: Record) -> bool:
        """Whether something will end a body that waits: its own time-out, or that it was stopped."""
        if record.state is not RUNNING or self._core.fate(record) is not None:
            return record.calls.mechanism not in ENDLESS
        return record.calls.function.timeout_s is not None

    def _without_hope(self) -> set[Node]:
        """The greatest set that keeps itself from moving: all that was seen, less whatever may move, and what follows."""
        hopeless = set(self._nexts)
        users: dict[Node, list[Node]] = defaultdict(list)
        for node, nexts in self._nexts.items():
            for other in nexts:
                users[other].append(node)
        todo, queued = deque(reversed(self._nexts)), set(self._nexts)
        while todo:
            node = todo.popleft()
            queued.discard(node)
            if node in hopeless and not self._stays(node, hopeless):
                hopeless.discard(node)
                again = [user for user in users[node] if user in hopeless and user not in queued]
                queued.update(again)
                todo.extend(again)
        return hopeless

    def _stays(self, node: Node, hopeless: set[Node]) -> bool:
        nexts: Sequence[Node] = self._nexts[node]
        if isinstance(node, Lack):
            to_come = sum(node.held_by(body) for body in nexts if isinstance(body, Record) and body not in hopeless)
            return bool(nexts) and node.free() + to_come + ROUNDING < node.need
        function = node.calls.function
        waits_for_all = node.state is WAITING and function.collect is not None and not function.collect_first
        if node.state is READY or waits_for_all:
            return any(other in hopeless for other in nexts)
        if node in self._above and nexts:
            *nexts, on_top = nexts
            if on_top in hopeless:
                return True
        return bool(nexts) and all(other in hopeless for other in nexts)

    def coroutines(self) -> set[Record]:
        """The coroutines among the hopeless."""
        return {node for node in self.hopeless if isinstance(node, Record) and node.calls.mechanism == "loop"}

    # ---- cures -------------------------------------------------------------------------------------------------------

    def next_ahead(self) -> Record | None:
        """A serial record that lacks nothing but its turn, and that what comes before it waits for."""
        reached = self._reached_from([b for b in self._blockers if b in self.hopeless], by_turns=False)
        for record in self._before:
            if record in reached and record.state is READY and not self._hopeless_lacks(record):
                return record
        return None

    def knotted(self) -> list[tuple[Record, CycleError]]:
        """Ready records that lack what a body holds which waits for them, with the errors that say so.

        All that one body waits for directly, or else one that it waits for by way of what others hold.
        """
        for holder in self._hopeless_bodies():
            came_from = self._reached_from([holder])
            found = {
                node: lack
                for node in came_from
                for lack in reversed(self._hopeless_lacks(node))
                if holder in self._nexts[lack]
            }
            ways = {node: (_way(node, came_from), lack) for node, lack in found.items()}
            direct = {node: way for node, way in ways.items() if not any(isinstance(n, Lack) for n in way[0])}
            chosen = direct or dict(list(ways.items())[:1])
            if chosen:
                return [
                    (n, _cycle(way, lack.in_words(holder)))
                    for n, (way, lack) in chosen.items()
                    if isinstance(n, Record)
                ]
        return []

    def circling(self) -> tuple[Record, CycleError] | None:
        """A body that waits for itself, by way of what other bodies wait for."""
        for body in self._hopeless_bodies():
            came_from = self._reached_from([body] if body not in self._above else [])
            for node in came_from:
                if body in self._nexts[node]:
                    return body, _cycle(_way(node, came_from))
        return None

    def _hopeless_bodies(self) -> list[Record]:
        return [record for record in self._core.blocked if record in self.hopeless]

    def _hopeless_lacks(self, node: Node) -> list[Lack]:
        return [lack for lack in self._nexts[node] if isinstance(lack, Lack) and lack in self.hopeless]

    def _reached_from(self, starts: list[Record], by_turns: bool = True) -> dict[Node, Node | None]:
        """The hopeless things that these hang on, and what led to each; not ``by_turns``: but for the serial order."""
        came_from: dict[Node, Node | None] = dict.fromkeys(starts)
        todo: deque[Node] = deque(starts)
        while todo:
            node = todo.popleft()
            is_turn = isinstance(node, Record) and node.state is READY
            for other in self._nexts[node]:
                is_left_out = is_turn and not by_turns and isinstance(other, Record)
                if other in self.hopeless and other not in came_from and not is_left_out:
                    came_from[other] = node
                    todo.append(other)
        return came_from


def untangle(core: Scheduler, runs: Iterable[Run], cancellable: Cancellable, now: float) -> bool:
    """Where nothing can move any more: let a serial record go ahead of its turn, or else end a wait with an error. Whether it did.

    ``cancellable`` tells which of some coroutines somebody may still cancel from outside; these can move.
    """
    runs = list(runs)
    movable: set[Record] = set()
    sure: set[Record] = set()
    cured = 0
    while True:
        look = Look(core, runs, movable)
        unsure = look.coroutines() - sure
        found = cancellable(unsure) if unsure else unsure
        movable |= found
        sure |= unsure
        if not found:
            if not _cure(core, look, now):
                return cured > 0
            cured += 1


def _cure(core: Scheduler, look: Look, now: float) -> bool:
    """One step that lets something move; False where there is none."""
    ahead = look.next_ahead()
    if ahead is not None:
        ahead.calls.run.turns.jump(ahead)
        core.refill_all(ahead.calls.run)
        return True
    knotted = look.knotted()
    for record, error in knotted:
        core.give_up(record, error, now)
    circling = None if knotted else look.circling()
    if circling is not None:
        body, error = circling
        core.blocked.pop(body).refuse(error)
    return bool(knotted) or circling is not None


def _lacks(record: Record) -> Iterator[Lack]:
    calls = record.calls
    run = calls.run
    for limit, gate in zip(calls.function.limits, calls.gates, strict=False):  # in the debug mode there are no gates
        if gate.free <= 0:
            yield Lack(run, limit.name, 1.0, is_limit=True)
    for resource, need in () if calls.is_free else (calls.function.uses or {}).items():
        if run.free[resource] + ROUNDING < need:
            yield Lack(run, resource, need, is_limit=False)


def _way(end: Node, came_from: dict[Node, Node | None]) -> list[Node]:
    way: list[Node] = []
    at: Node | None = end
    while at is not None:
        way.append(at)
        at = came_from[at]
    return way[::-1]


def _cycle(way: list[Node], lack: str = "") -> CycleError:
    names = [node.calls.name for node in way if isinstance(node, Record)]
    return CycleError((*names, names[0]), lack)
