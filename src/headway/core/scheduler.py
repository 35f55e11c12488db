"""The state machine: what is ready, what follows from an end. It starts no thread, reads no clock and never waits.

Its methods are called by whoever holds the engine's role, one at a time. What they decide is left in four lists that
the engine empties: ``starts`` (records that have a slot and are to run), ``inline`` (ready records whose body runs on
the engine's own thread), ``stops`` (running bodies to be told that nobody waits for them), ``delays`` (records to be
made ready again after some seconds), ``awake`` (callbacks of those who waited). ``failed`` are failures that nobody
has asked for yet; ``drained`` are runs with nothing unfinished, which is to be confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from headway.core.graph import needing, path_to, reachable, unsettled_needs
from headway.core.outcome import Cancelled, Cell, Failure, Skipped
from headway.core.policy import backoff_before
from headway.core.record import Calls, RawEntry, Record, Run
from headway.core.slots import Slots, place_again
from headway.core.states import State
from headway.errors import CycleError

WAITING, READY, RUNNING = State.WAITING, State.READY, State.RUNNING
DONE, FAILED, SKIPPED, CANCELLED = State.DONE, State.FAILED, State.SKIPPED, State.CANCELLED

FAR = 1000  # records: so far a serial call looks for what waits for its callers
RANK_ANEW = 1 << 30  # as if so many edges were new: an unknown duration has become known
Bad = Failure | Cancelled
Waiter = Callable[[], object]


class Scheduler(Slots):
    """The core of one engine; it serves all sessions, so that tasks of one may need tasks of another."""

    def __init__(self) -> None:
        super().__init__()
        self.stops: list[Record] = []
        self.delays: list[tuple[float, Record]] = []
        self.awake: list[Waiter] = []
        self.drained: list[Run] = []
        self.failed: list[tuple[Run, Failure]] = []
        self.progress: dict[Record, tuple[float, float | None]] = {}  # what running bodies said of themselves
        self.timed: set[Record] = set()  # gatherings that end after some time in any case
        self._needed: dict[Record, tuple[int, ...]] = {}  # what records that wait for a returned task had needed
        self._waiters: dict[Record, list[Waiter]] = {}
        self._fates: dict[Record, Bad] = {}  # running bodies that will end so, whatever they return
        self._delayed: set[Record] = set()
        self._todo: list[tuple[Record, State, Any]] = []

    # ---- what happens to a record ----------------------------------------------------------------------------------

    def add(self, record: Record, now: float) -> None:
        """A task was called."""
        calls = record.calls
        calls.pending += 1
        calls.run.unfinished += 1
        if calls.serial:
            self._queue_turn(record)
        if record.state is not WAITING:  # cancelled before it got here
            self._count(record.state, calls)
            self._one_less(calls.run)
            return
        needs = record.needs
        if needs is None:
            record.missing = 0
            if calls.function.collect is None:
                self.make_ready(record, now)
            else:
                self._collect(record, now)
                self._work_off(now)
        elif calls.function.collect is not None:
            self._add_collecting(record, now)
        else:
            self._add_needing(record, record.each_need(), now)

    def _queue_turn(self, record: Record) -> None:
        """A serial call inside what another serial record needs comes before that, or that could never run."""
        turns = record.calls.run.turns
        callers = [*_callers(record)] if turns else []
        later = needing(callers, self.waits, FAR) if callers else set()
        turns.add(record, lambda other: other in callers or other in later, later)

    def _add_needing(self, record: Record, needs: tuple[Cell, ...], now: float) -> None:
        missing = 0
        for cell in needs:
            if cell._state is None:
                _append_dependent(cell._record, record)
                missing += 1
            elif cell._state is not DONE:
                record.missing = missing
                self._todo.append(_follows(record, cell._state, cell._value))
                self._work_off(now)
                return
        record.missing = missing
        if missing:
            record.calls.lane.edges += missing
        else:
            self.make_ready(record, now)

    def _add_collecting(self, record: Record, now: float) -> None:
        cells = record.each_need()
        pending = [cell for cell in cells if cell._state is None]
        record.missing = min(1, len(pending)) if record.calls.function.collect_first else len(pending)
        is_over = not pending or (record.calls.function.collect_first and len(pending) < len(cells))
        if is_over:
            self._collect(record, now)
            self._work_off(now)
            return
        for cell in pending:
            _append_dependent(cell._record, record)

    def complete(self, record: Record, now: float) -> None:
        """A gathering's time is over: it is settled with what there is."""
        self.timed.discard(record)
        if record.state is WAITING:
            self._collect(record, now)
            self._work_off(now)

    def ended(self, record: Record, value: Any, bad: Bad | None, now: float) -> None:
        """The body of a record has returned ``value``, or ended badly."""
        calls = record.calls
        if record.state is not RUNNING:  # settled long since: only its slot was still taken
            calls.run.abandoned.pop(record, None)
            self.leave(record)
            return
        if self._fates:
            bad = self._fates.pop(record, bad)
        if bad is not None:
            self._ended_badly(record, bad, now)
        elif isinstance(value, Cell):
            self._forward(record, value, now)
        else:
            self.done(record, value, now)
        if not calls.inline or not calls.is_free:
            self.leave(record)

    def done(self, record: Record, value: Any, now: float) -> None:
        """The body of a record has returned a value: what `_settle` does, written out for the one case that counts.

        Every task that ends well comes through here, and each call spared is a twentieth of its whole cost.
        """
        calls = record.calls
        run = calls.run
        started: float = record.started  # type: ignore[assignment]
        calls.seconds += now - started
        calls.pending -= 1
        calls.done += 1
        if calls.done == 1:
            calls.lane.edges += RANK_ANEW
        needs: Any = record.needs
        if needs is None:
            ids: tuple[int, ...] = ()
        elif needs.__class__ is tuple:
            ids = tuple([cell._record[0] for cell in needs])
        else:
            ids = (needs._record[0],)
        parent = record.parent
        waited_s = self._waited(record, now) if self.waited_s else 0.0
        parent_id = None if parent is None else parent.number
        entry: RawEntry = (
            record.number, calls, DONE, record.worker, record.ready, started, now, record.attempt, ids, parent_id, None,
            waited_s,
            getattr(record.worker, "cpu_s", None),
        )  # fmt: skip
        run.entries.append(entry)
        cell: Cell = record.cell  # type: ignore[assignment]
        cell._value = value
        cell._record = entry
        cell._state = record.state = DONE
        record.cell = record.needs = record.args = record.context = record.parent = None
        if self.progress:
            self.progress.pop(record, None)
        if self._waiters:
            self._wake(record)
        dependents: Any = record.dependents
        if dependents is not None:
            record.dependents = None
            for dependent in dependents if dependents.__class__ is list else (dependents,):
                dependent.missing = missing = dependent.missing - 1
                if not missing and dependent.state is WAITING:
                    if dependent.calls.is_tiny and dependent.started is None:
                        dependent.state = READY
                        dependent.ready = now
                        dependent.id = next(dependent.calls.run.ids)
                        self.inline.append(dependent)
                    else:
                        self._met(dependent, DONE, value, now)
            if self._todo:
                self._work_off(now)
        run.unfinished -= 1
        if not run.unfinished:
            self._rested(run)

    def _waited(self, record: Record, now: float) -> float:
        """Seconds that a body has waited for others. One that ends before its last wait was seen to end waited until now."""
        waited_s = self.waited_s.pop(record, 0.0)
        return waited_s + now if waited_s < 0 else waited_s

    def _wake(self, record: Record) -> None:
        waiters = self._waiters.pop(record, None)
        if waiters is not None:
            self.awake.extend(waiters)
            self.has_news = True

    def _rested(self, run: Run) -> None:
        run.rests += 1
        if run.drainers:
            self._drained(run)

    def _drained(self, run: Run) -> None:
        self.drained.append(run)  # calls made by the bodies that ended may still be on their way in
        self.has_news = True

    def confirm_drained(self, run: Run, now: float) -> None:
        """All that was called before a run seemed to be drained is known by now: it is, or it is not."""
        if not run.unfinished:
            self.awake.extend(run.drainers)
            run.drainers.clear()
            self.has_news = True

    def ended_elsewhere(self, record: Record, value: Any, bad: Bad | None, now: float) -> None:
        """A body has run outside the engine, in its caller's frame (the debug mode)."""
        if record.state is WAITING and record.missing < 0:
            record.calls.pending += 1
            record.calls.run.unfinished += 1
            record.missing = 0
            if record.started is None:
                record.ready = record.started = now
            record.state = READY
            record.state = RUNNING
            self.ended(record, value, bad, now)

    def _ended_badly(self, record: Record, bad: Bad, now: float) -> None:
        function = record.calls.function
        if isinstance(bad, Cancelled):
            self._todo.append((record, CANCELLED, bad))
        elif record.attempt <= function.retries and isinstance(bad.error, Exception):
            record.attempt += 1
            record.state, record.ready = READY, None
            self._delayed.add(record)
            self.delays.append((backoff_before(record.attempt, function.backoff_s), record))
            self.has_news = True
            return
        else:
            self._todo.append((record, FAILED, bad))
        self._work_off(now)

    def retry(self, record: Record, now: float) -> None:
        """The back-off of a record is over."""
        self._delayed.discard(record)
        if record.state is READY and record.ready is None:
            self.make_ready(record, now)

    def hand_back(self, record: Record, now: float) -> None:
        """A body was never begun, though it was started: it is ready again, and that counts as no attempt."""
        if record.state is RUNNING and record not in self._fates:
            record.state, record.ready, record.started = READY, now, None
            record.calls.lane.queue.push(record, place_again(record))
            self.leave(record)
        else:
            self.ended(record, None, Cancelled(record.calls.name), now)

    def _forward(self, record: Record, returned: Cell, now: float) -> None:
        """A body returned a task: the record waits for it and will end as it ends."""
        names = path_to(returned, record, self.waits)
        if names is not None:
            error = CycleError((record.calls.name, *names))
            self._todo.append((record, FAILED, Failure(record.calls.name, error, None)))
            self._work_off(now)
            return
        record.args = None
        self._needed[record] = _ids(record.each_need())
        record.needs = returned
        record.state = WAITING
        if returned._state is None:
            self.waited_s[record] = self._waited(record, now) - now
            record.missing = 1
            _append_dependent(returned._record, record)
        else:
            self._todo.append(_as(record, returned))
            self._work_off(now)

    def cancel(self, record: Record, now: float, reason: str = "it was cancelled") -> bool:
        """Cancel a record; whether that changed anything."""
        if record.state not in (WAITING, READY, RUNNING) or record in self._fates:
            return False
        cancelled = Cancelled(record.calls.name, reason)
        if record.missing < 0:  # the scheduler has not seen it yet
            record.state = CANCELLED
            self._publish(record, CANCELLED, cancelled, now)
            return True
        self._stop(record, CANCELLED, cancelled, now)
        return True

    def cancel_all(self, records: Iterable[Record], now: float, reason: str) -> list[str]:
        """Cancel many; the names of those that had no end yet."""
        pending = [record for record in records if not record.state.is_final and record not in self._fates]
        for record in pending:
            self.cancel(record, now, reason)
        return [record.calls.name for record in pending]

    def time_out(self, record: Record, attempt: int, failure: Failure, now: float) -> bool:
        """The time of an attempt is over; whether it was still running."""
        if record.state is not RUNNING or record.attempt != attempt or record in self._fates:
            return False
        if record.attempt <= record.calls.function.retries:  # never two attempts at once: tried again when it returns
            self._fates[record] = failure
            self.stops.append(record)
            self.has_news = True
        else:
            self._stop(record, FAILED, failure, now)
        return True

    def give_up(self, record: Record, error: BaseException, now: float) -> None:
        """A ready record can never run: it fails with the error that says why."""
        self._todo.append((record, FAILED, Failure(record.calls.name, error, None)))
        self._work_off(now)

    def is_doomed(self, record: Record) -> bool:
        """Whether whatever the running body returns will be dropped."""
        is_running = record.state is RUNNING or record.calls.run.on == "inline"  # whose bodies run in their callers
        return not is_running or record in self._fates

    def fate(self, record: Record) -> Bad | None:
        """How a running body is going to end, if that is decided."""
        return self._fates.get(record)

    def _stop(self, record: Record, state: State, outcome: Bad, now: float) -> None:
        if record.state is RUNNING:
            self.stops.append(record)
            self.has_news = True
            if record.calls.mechanism == "loop":
                self._fates[record] = outcome  # its coroutine ends first, and cleans up
                return
            if record.calls.mechanism not in ("process", "parent"):  # a process is ended; a thread goes on
                record.calls.run.abandoned[record] = record.calls.name
        self._todo.append((record, state, outcome))
        self._work_off(now)

    # ---- waiting -----------------------------------------------------------------------------------------------------

    def watch(self, cell: Cell, waiter: Waiter) -> None:
        """Call ``waiter`` once the cell is settled."""
        if cell._state is not None:
            self.awake.append(waiter)
            self.has_news = True
        else:
            self._waiters.setdefault(cell._record, []).append(waiter)

    def unwatch(self, cell: Cell, *given: Waiter) -> None:
        """Take waiters back."""
        if cell._state is None:
            waiters = self._waiters.get(cell._record, [])
            for waiter in [w for w in given if w in waiters]:
                waiters.remove(waiter)

    def watch_run(self, run: Run, waiter: Waiter) -> None:
        """Call ``waiter`` once the run has nothing unfinished, which is confirmed first."""
        run.drainers.append(waiter)
        if not run.unfinished:
            self._drained(run)

    def wait_for(self, record: Record, cells: Sequence[Cell]) -> tuple[str, ...] | None:
        """The body of a record begins to wait for one of these cells; the names of a cycle if none could ever end."""
        cycle: tuple[str, ...] | None = None
        for cell in cells:
            names = path_to(cell, record, self.waits)
            if names is None:
                if cell._state is None and len(cells) == 1:
                    self.waits[record] = cell
                self.hurry(cell)
                return None
            cycle = cycle or (record.calls.name, *names)
        return cycle

    def hurry(self, cell: Cell) -> None:
        """A thread waits for this: what it needs and is ready goes before everything else.

        Whoever began to wait last comes first. So a tree of tasks that wait for tasks is run in depth: in breadth, all
        the bodies of a level would wait at once, each with a thread or a worker process.
        """
        if cell._state is not None:
            return
        seen: set[Record] = set()
        stack: list[Record] = [cell._record]
        while stack:
            record = stack.pop()
            if record in seen:
                continue
            seen.add(record)
            if record.state is READY and record.calls.is_free and not record.calls.inline:
                record.calls.lane.queue.put_first(record)
            stack.extend(unsettled_needs(record))

    # ---- settling ----------------------------------------------------------------------------------------------------

    def _work_off(self, now: float) -> None:
        todo = self._todo
        while todo:
            record, state, value = todo.pop()
            if record.state in (WAITING, READY, RUNNING):
                self._settle(record, state, value, now)

    def _collect(self, record: Record, now: float) -> None:
        collect = record.calls.function.collect
        assert collect is not None
        record.ready = record.started = now
        self._todo.append((record, *collect(record.each_need())))

    def _settle(self, record: Record, state: State, value: Any, now: float) -> None:
        """The end of a record: its outcome goes to its cell, and its dependents follow."""
        calls = record.calls
        record.state = state
        dependents = record.dependents
        record.dependents = None
        self._count(state, calls)
        if state is FAILED and calls.function.collect is None:
            self.failed.append((calls.run, value))
            self.has_news = True
            calls.run.errors.append(f"{calls.name}: {value.text}")
        self._publish(record, state, value, now)
        if dependents is not None:
            for dependent in dependents if isinstance(dependents, list) else (dependents,):
                self._tell(dependent, state, value, now)
        if calls.serial:
            self._next_turn(calls.run)
        self._one_less(calls.run)

    def _tell(self, dependent: Record, state: State, value: Any, now: float) -> None:
        """A prerequisite of ``dependent`` was settled."""
        dependent.missing -= 1
        if dependent.state is WAITING and (not dependent.missing or state is not DONE):
            self._met(dependent, state, value, now)

    def _met(self, dependent: Record, state: State, value: Any, now: float) -> None:
        """What a waiting record's last prerequisite, or its first bad one, makes of it."""
        calls = dependent.calls
        if dependent.started is not None:  # its body has returned the task that was settled now
            self._todo.append((dependent, state, value))
        elif calls.function.collect is not None:
            if not dependent.missing:
                self._collect(dependent, now)
        elif state is not DONE:
            self._todo.append(_follows(dependent, state, value))
        else:
            self.make_ready(dependent, now)

    def _publish(self, record: Record, state: State, value: Any, now: float) -> None:
        """Keep the entry, hand the outcome to the cell, wake those who wait, and let go of everything else."""
        calls, cell = record.calls, record.cell
        run = calls.run
        parent = record.parent
        entry = (
            record.number,
            calls,
            state,
            record.worker,
            record.ready,
            record.started,
            now,
            record.attempt if record.ready is not None else 0,
            (*self._needed.pop(record, ()), *_ids(record.each_need())),
            None if parent is None else parent.number,
            None if state is DONE else _reason(value),
            self._waited(record, now),
            getattr(record.worker, "cpu_s", None),
        )
        if self.progress:
            self.progress.pop(record, None)
        run.entries.append(entry)
        assert cell is not None
        cell._value = value
        cell._record = entry
        cell._state = state
        self._wake(record)
        record.cell = record.needs = record.args = record.context = record.parent = None

    def _one_less(self, run: Run) -> None:
        run.unfinished -= 1
        if not run.unfinished:
            self._rested(run)

    @staticmethod
    def _count(state: State, calls: Calls) -> None:
        calls.pending -= 1
        if state is DONE:
            calls.done += 1
        elif state is FAILED:
            calls.failed += 1
        elif state is SKIPPED:
            calls.skipped += 1
        else:
            calls.cancelled += 1

    # ---- looking -----------------------------------------------------------------------------------------------------

    def unfinished(self, runs: Iterable[Run], also: Iterable[Record] = ()) -> list[Record]:
        """All unfinished records: those that run, are ready or parked, and what waits for them."""
        roots: list[Record] = [*self.inline, *self.starts, *self._delayed, *also]
        for run in runs:
            for lane in run.lanes.values():
                roots += lane.running
                roots += lane.queue.items()
            for gate in run.gates.values():
                roots += gate.queue
            roots += run.starved
            roots += run.turns.items()
        return [r for r in reachable(roots) if r.state in (WAITING, READY, RUNNING)]


def _append_dependent(prerequisite: Record, dependent: Record) -> None:
    others = prerequisite.dependents
    if others is None:
        prerequisite.dependents = dependent
    elif type(others) is list:
        others.append(dependent)
    else:
        prerequisite.dependents = [others, dependent]  # type: ignore[list-item]


def _follows(record: Record, state: State, value: Any) -> tuple[Record, State, Any]:
    """What becomes of a record whose prerequisite ended as ``state`` with ``value``."""
    if state is CANCELLED:
        origin: Cancelled = value
        return record, CANCELLED, Cancelled(record.calls.name, _because(origin))
    root: Failure = value.root if state is SKIPPED else value
    return record, SKIPPED, Skipped(record.calls.name, root)


def _because(origin: Cancelled) -> str:
    return origin.reason if origin.reason.startswith("it needs ") else f"it needs `{origin.task}`: {origin.reason}"


def _as(record: Record, cell: Cell) -> tuple[Record, State, Any]:
    state = cell._state
    assert state is not None
    return record, state, cell._value


def _ids(cells: tuple[Cell, ...]) -> tuple[int, ...]:
    return tuple([c._record.number if c._state is None else c._record[0] for c in cells])


def _reason(outcome: Any) -> str:
    if isinstance(outcome, Failure):
        return outcome.text
    if isinstance(outcome, Skipped):
        return f"needs {outcome.root.task}, which failed"
    return str(outcome.reason)


def _callers(record: Record) -> Iterator[Record]:
    """The records inside which it was called, the innermost first."""
    at = record.parent
    while at is not None:
        yield at
        at = at.parent
