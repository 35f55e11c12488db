"""Minding: what no event tells of is looked at while there is work. On the clock's thread.

Whether an inline body runs long, a loop of the user's was closed, memory is short, tasks wait for each other, calls that
wait could use more threads, progress is to be shown; and Python's switch interval, which is shorter while there is work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, Protocol

from headway.backends.threads import Worker
from headway.core.record import Lane, Run
from headway.core.scheduler import Scheduler
from headway.meters import machine

MOST_THREADS = 256
FAST_TICK_S, TICK_S, SLOW_TICK_S, IDLE_S, FAST_FOR_S = 0.003, 0.02, 0.1, 0.2, 0.05
SWITCH_INTERVAL_S = 0.0005
LITTLE_MEMORY, LOOK_AT_MEMORY_S = 0.15, 0.25
ENOUGH_SHARE = 0.75  # of a processor: Python code that uses so much gains nothing by more threads
SAMPLE, CHILDREN = 8, 0
LOOK_FOR_KNOTS_S, REST_AFTER_LOOK = 1.0, 50  # while something still runs; times what a look takes
SHORTEST_LOOK_S = 0.0005
FEW_BODIES = 8  # among more, switching so often costs more than it gains


class Minded(Protocol):
    """What is minded."""

    core: Scheduler
    cores: int
    runs: dict[Run, bool | None]
    growing: set[Run]
    on_busy: Callable[[Run, float], None] | None

    def put(self, item: Any) -> None:
        """Put a command."""

    def mind_overrun(self) -> None:
        """An inline body that runs long is to stop nobody."""

    def sweep_loops(self) -> None:
        """End what belongs to loops of the user's that were closed."""

    def untangle(self, now: float) -> bool:
        """Where tasks wait for each other for ever, let one go ahead or fail; whether there were any."""
        ...


class Minder:
    """The ticks of one engine."""

    def __init__(self, engine: Minded) -> None:
        self._engine = engine
        self._last_busy: tuple[float, dict[int, float]] = (0.0, {})
        self.busy_since: float | None = None
        self._idle_since: float | None = None
        self.fast_until = 0.0
        self._memory_looked_at = 0.0
        self._next_look = self._rested_at = 0.0  # for tasks that wait for each other
        self._look_s = SHORTEST_LOOK_S  # what a look takes
        self._is_looking = False
        self._previous_interval: float | None = None

    def begin(self, now: float) -> None:
        """There is work after a rest. The clock's thread may get its first turn only after some switch intervals."""
        self.busy_since = now
        self._shorten_interval()

    def tick(self, now: float) -> float | None:
        """Look at everything; gives the seconds until the next time, or None when there has been no work for a while."""
        engine = self._engine
        if engine.core.bodies <= FEW_BODIES:
            self._shorten_interval()
        else:
            self._restore_interval()
        engine.mind_overrun()
        engine.sweep_loops()
        self._mind_memory(now)
        self._mind_knots(now)
        is_saturated = any(self._mind_growth(run, now) for run in list(engine.growing))
        busy = [run for run in list(engine.runs) if run.unfinished]
        if self._has_rested(bool(busy), now):
            return None
        if engine.on_busy is not None and self.busy_since is not None:
            for run in busy:
                engine.on_busy(run, now - self.busy_since)
        if is_saturated:
            self.fast_until = now + FAST_FOR_S
        if now < self.fast_until:
            return FAST_TICK_S
        return TICK_S if self.busy_since is not None and now - self.busy_since < 1.0 else SLOW_TICK_S

    def _has_rested(self, is_busy: bool, now: float) -> bool:
        if is_busy:
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = now
        elif now - self._idle_since > IDLE_S:
            self.busy_since = self._idle_since = None
            self._restore_interval()
            return True
        return False

    def _shorten_interval(self) -> None:
        if self._previous_interval is None and sys.getswitchinterval() > SWITCH_INTERVAL_S:
            self._previous_interval = sys.getswitchinterval()
            sys.setswitchinterval(SWITCH_INTERVAL_S)

    def _restore_interval(self) -> None:
        if self._previous_interval is not None:
            if abs(sys.getswitchinterval() - SWITCH_INTERVAL_S) < 1e-9:  # nobody else has set it meanwhile
                sys.setswitchinterval(self._previous_interval)
            self._previous_interval = None

    def _mind_memory(self, now: float) -> None:
        if now - self._memory_looked_at < LOOK_AT_MEMORY_S:
            return
        self._memory_looked_at = now
        is_little = machine.free_memory_share() < LITTLE_MEMORY
        if is_little or self._engine.core.is_held:
            self._engine.put(partial(self._hold, is_little))

    def _mind_knots(self, now: float) -> None:
        """Tasks that wait for each other are looked for as soon as every body waits; now and then while some do."""
        core = self._engine.core
        is_due = now >= self._next_look or core.bodies <= len(core.blocked)
        if not is_due or self._is_looking or now < self._rested_at:
            return
        if core.blocked or any(run.turns for run in list(self._engine.runs)):
            self._is_looking = True
            self._next_look = now + LOOK_FOR_KNOTS_S
            self._engine.put(self._look)

    def _look(self, now: float) -> None:
        began = perf_counter()
        self._is_looking = False
        is_untangled = self._engine.untangle(now)
        ended = perf_counter()
        # One that a busy machine or a garbage collection drew out says little of the next: it counts as two of the last.
        self._look_s = max(SHORTEST_LOOK_S, min(ended - began, 2 * self._look_s))
        if not is_untangled:
            self._rested_at = ended + REST_AFTER_LOOK * self._look_s

    def _hold(self, is_little: bool, now: float) -> None:
        self._engine.core.is_held = is_little
        for run in self._engine.runs:
            if is_little and run.unfinished:
                run.notes["ready tasks were held back: less than 15 % of the memory was free"] = None
            self._engine.core.refill_all(run)

    def _mind_growth(self, run: Run, now: float) -> bool:
        """Whether calls of a run wait for a free thread; if so and the running ones wait too, it gets more."""
        lane = run.lanes["thread"]
        if lane.free > 0 or not lane.queue or lane.slots >= MOST_THREADS:
            return False
        since, then = self._last_busy
        busy = self._busy(lane)
        self._last_busy = (now, busy)
        both = [id_ for id_ in busy if id_ in then and id_ != CHILDREN]
        if 0 < now - since < 0.1 and both:
            per_body = sum(busy[id_] - then[id_] for id_ in both) / len(both) / (now - since)
            children = max(0.0, busy[CHILDREN] - then.get(CHILDREN, 0.0)) / (now - since)
            self._engine.put(partial(self._grow, lane, per_body * lane.slots + children))
        return True

    @staticmethod
    def _busy(lane: Lane) -> dict[int, float]:
        """How long some of the threads that run a lane's bodies have computed so far, and this process's children."""
        workers = [record.worker for record in list(lane.running)[:SAMPLE]]
        busy = {w.ident: machine.thread_busy_s(w.ident, w.native_id) for w in workers if isinstance(w, Worker)}
        return {**busy, CHILDREN: machine.children_cpu_s()}

    def _grow(self, lane: Lane, share: float, now: float) -> None:
        if share > ENOUGH_SHARE or not lane.queue:
            return
        slots = int(lane.slots)
        wanted = min(MOST_THREADS, int(slots / max(share, 0.01)))
        if wanted > slots:
            lane.slots = wanted
            lane.free += wanted - slots
            self._engine.core.refill(lane)
