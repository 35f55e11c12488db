"""From the core's bookkeeping to what can be looked at: entries, a timeline, a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from threading import Event
from time import time
from typing import Any

from headway.core.outcome import Cell
from headway.core.record import Calls, RawEntry, Record, Run
from headway.core.states import State
from headway.core.timeline import Entry, Running, Snapshot, Timeline, Totals
from headway.engine import ENGINE

READY, RUNNING = State.READY, State.RUNNING


def entry_of(raw: RawEntry, began: float) -> Entry:
    """A raw entry as an :class:`Entry`, its times counted from ``began``."""
    id_, calls, state, worker, ready, started, ended, attempts, needs, parent, error, waited_s, cpu_s = raw
    return Entry(
        id=id_,
        name=calls.name,
        state=state,
        mechanism="thread" if calls.serial else calls.mechanism,
        worker=_worker_name(worker),
        ready_s=None if ready is None else ready - began,
        started_s=None if started is None else started - began,
        ended_s=ended - began,
        attempts=attempts,
        prerequisites=tuple(dict.fromkeys(needs)),
        parent=parent,
        error=error,
        waited_s=max(0.0, waited_s),
        cpu_s=cpu_s,
    )


def unfinished_entry(record: Record, began: float) -> Entry:
    """A record that is not settled, as an :class:`Entry` as far as it goes."""
    ready, started = record.ready, record.started
    return Entry(
        id=record.number,
        name=record.calls.name,
        state=record.state,
        mechanism="thread" if record.calls.serial else record.calls.mechanism,
        worker=_worker_name(record.worker) if started is not None else "",
        ready_s=None if ready is None else ready - began,
        started_s=None if started is None else started - began,
        attempts=record.attempt,
        prerequisites=tuple(dict.fromkeys(_id_of(cell) for cell in record.each_need())),
        parent=None if record.parent is None else record.parent.number,
    )


def _worker_name(worker: Any) -> str:
    return getattr(worker, "name", "") or ""


def _id_of(cell: Cell) -> int:
    found = cell._record
    return int(found[0]) if isinstance(found, tuple) else int(found.number)


def prerequisites_of(cell: Cell) -> tuple[Entry, ...]:
    """The entries of a task's prerequisites (of a settled task: those that its session still keeps)."""
    if isinstance(cell._record, Calls):
        ENGINE.ask(lambda now: None)  # it is still on its way in
    record: Any = cell._record
    if isinstance(record, Record):
        began = record.calls.run.began
        needs = [need._record for need in record.each_need()]
        return tuple(
            unfinished_entry(need, began) if isinstance(need, Record) else entry_of(need, began)
            for need in dict.fromkeys(needs)
        )
    run, ids = record[1].run, dict.fromkeys(record[8])
    kept = {raw[0]: raw for raw in list(run.entries) if raw[0] in ids} if ids else {}
    return tuple(entry_of(kept[id_], run.began) for id_ in ids if id_ in kept)


def timeline_of(run: Run) -> Timeline:
    """The recorded tasks of a run, as they stand."""
    timeline: Timeline = ENGINE.ask(lambda now: _timeline(run, now))
    return timeline


def _timeline(run: Run, now: float) -> Timeline:
    unfinished = ENGINE.unfinished(run)
    threads = run.lanes["thread"].slots
    notes = [*run.notes, *(f"`{name}` was given up, and its thread still runs it" for name in run.abandoned.values())]
    return Timeline(
        name=run.name,
        entries=tuple(entry_of(raw, run.began) for raw in run.entries),
        unfinished=tuple(unfinished_entry(record, run.began) for record in unfinished),
        totals=_totals(run, unfinished),
        folded=run.folded,
        workers=int(threads),
        cores=ENGINE.cores,
        began_at=time() - (now - run.began),
        elapsed_s=now - run.began,
        notes=tuple(notes),
    )


def _totals(run: Run, unfinished: list[Record]) -> tuple[Totals, ...]:
    ready: dict[Calls, int] = {}
    running: dict[Calls, int] = {}
    for record in unfinished:
        if record.state is READY:
            ready[record.calls] = ready.get(record.calls, 0) + 1
        elif record.state is RUNNING:
            running[record.calls] = running.get(record.calls, 0) + 1
    return tuple(c.totals(ready.get(c, 0), running.get(c, 0)) for c in run.each_calls() if c.called)


def ended_so_far(run: Run) -> dict[Calls, Totals]:
    """What has ended of a run, by function: the baseline of a later stretch of work."""
    return {calls: replace(calls.totals(), waiting=0) for calls in run.each_calls()}


class RunSource:
    """A run, for a face that follows it.

    The default session of a notebook has no end: ``baseline`` is what had ended before the stretch of work that is
    followed, which began at ``since`` (of ``perf_counter``); by default the run from its beginning.
    """

    def __init__(self, run: Run, baseline: Mapping[Calls, Totals] | None = None, since: float | None = None) -> None:
        self._run, self._baseline = run, baseline or {}
        self._since = run.began if since is None else since
        self.end_is_shown = Event()

    def snapshot(self) -> Snapshot:
        """The run at this moment. What is ready counts as waiting: telling them apart would cost the run something."""
        snapshot: Snapshot = ENGINE.ask(self._look)
        return snapshot

    def _look(self, now: float) -> Snapshot:
        run = self._run
        bodies = [r for lane in run.lanes.values() for r in lane.running if r.state is RUNNING]
        oldest = sorted(bodies, key=lambda r: r.started or now)[:20]
        totals = self._totals(bodies)
        failed = sum(t.failed for t in totals)
        return Snapshot(
            name=run.name,
            elapsed_s=now - self._since,
            totals=totals,
            running=tuple(
                Running(r.number, r.calls.name, now - (r.started or now), *ENGINE.core.progress.get(r, (None, None)))
                for r in oldest
            ),
            errors=tuple(run.errors)[-failed:] if failed else (),
            held="less than 15 % of the memory is free" if ENGINE.core.is_held else "",
        )

    def _totals(self, bodies: list[Record]) -> tuple[Totals, ...]:
        """The counts by name: a cell that is run again defines its functions anew, and they are one to the reader."""
        running: dict[Calls, int] = {}
        for record in bodies:
            running[record.calls] = running.get(record.calls, 0) + 1
        named: dict[tuple[str, str], Totals] = {}
        for calls in self._run.each_calls():
            totals = _difference(calls.totals(0, running.get(calls, 0)), self._baseline.get(calls))
            key = (totals.name, totals.mechanism)
            if totals.called:
                named[key] = _sum(named[key], totals) if key in named else totals
        return tuple(named.values())

    def pause(self, seconds: float) -> bool:
        """Wait ``seconds``, or until nothing is unfinished; whether that is so."""
        is_over = ENGINE.wait(partial(ENGINE.core.watch_run, self._run), timeout_s=seconds)
        if not is_over:
            self.end_is_shown.clear()
        return is_over

    def shown(self) -> None:
        """Hear that the end of the run is on show."""
        self.end_is_shown.set()


_COUNTS = ("waiting", "ready", "running", "done", "failed", "skipped", "cancelled", "seconds")


def _sum(a: Totals, b: Totals) -> Totals:
    return replace(a, **{name: getattr(a, name) + getattr(b, name) for name in _COUNTS})


def _difference(a: Totals, b: Totals | None) -> Totals:
    return a if b is None else replace(a, **{name: getattr(a, name) - getattr(b, name) for name in _COUNTS})
