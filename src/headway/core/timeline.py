"""What a run was: its finished tasks with their times, and what follows from them by arithmetic alone.

An :class:`Entry` is what remains of a task when it has ended: no value, no argument, no core record. A
:class:`Timeline` is the entries of one session at one moment. Everything here is a pure function of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from headway.core.states import State


@dataclass(frozen=True, slots=True)
class Entry:
    """One task of a run. Times are seconds since the session began; ``None`` where it never came to that.

    ``cpu_s`` are the seconds that its thread computed, where that was measured (calls too short are not).
    ``worker`` names the thread or loop that ran it. ``prerequisites`` and ``parent`` (the task that called it) are
    ids of other entries of the same run, which may have been folded away in a very long one.
    """

    id: int
    name: str
    state: State
    mechanism: str
    worker: str = ""
    ready_s: float | None = None
    started_s: float | None = None
    ended_s: float | None = None
    attempts: int = 1
    prerequisites: tuple[int, ...] = ()
    parent: int | None = None
    error: str | None = None
    waited_s: float = 0.0
    cpu_s: float | None = None

    @property
    def seconds(self) -> float:
        """How long its last attempt ran (0 when it never ran)."""
        if self.started_s is None or self.ended_s is None:
            return 0.0
        return self.ended_s - self.started_s

    @property
    def own_seconds(self) -> float:
        """``seconds`` without the time in which it waited for tasks that it had started."""
        return max(0.0, self.seconds - self.waited_s)

    @property
    def alone_s(self) -> float:
        """How long it would have taken by itself, as far as that can be told.

        A task that computed for a third of its time or more counts its CPU seconds: the rest it mostly spent waiting
        for a processor, or for Python's lock, that another task had.
        """
        if self.cpu_s is None or self.cpu_s < self.own_seconds / 3:
            return self.own_seconds
        return min(self.cpu_s, self.own_seconds)

    @property
    def path_s(self) -> float:
        """What it adds to a path: the seconds alone, and those in which it waited for tasks that it had started."""
        return self.alone_s + min(self.waited_s, self.seconds)


@dataclass(frozen=True, slots=True)
class Totals:
    """The calls of one function in a run, summed: ``seconds`` over the ``done`` and ``failed`` ones."""

    name: str
    mechanism: str = ""
    waiting: int = 0
    ready: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    cancelled: int = 0
    seconds: float = 0.0

    @property
    def called(self) -> int:
        """How many calls there were."""
        return self.waiting + self.ready + self.running + self.ended

    @property
    def ended(self) -> int:
        """How many calls have come to an end, good or bad."""
        return self.done + self.failed + self.skipped + self.cancelled


@dataclass(frozen=True, slots=True)
class Running:
    """A task that runs now: for how long (seconds), and what it said of its progress (``done`` of ``total``)."""

    id: int
    name: str
    seconds: float
    done: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A session at one moment, for those who watch it: counts by function, what runs, the latest errors' first lines.

    ``held`` says why ready tasks are held back (little free memory), and is empty otherwise.
    """

    name: str
    elapsed_s: float
    totals: tuple[Totals, ...] = ()
    running: tuple[Running, ...] = ()
    errors: tuple[str, ...] = ()
    held: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The recorded tasks of one session.

    ``totals`` counts every call, by function; ``entries`` holds the ended ones that are still kept one by one
    (oldest ended first), ``folded`` how many were dropped from them. ``unfinished`` are the tasks that are not over
    (their times as far as known). ``workers`` is the number of thread bodies that could run at once.
    """

    name: str
    entries: tuple[Entry, ...]
    unfinished: tuple[Entry, ...] = ()
    totals: tuple[Totals, ...] = ()
    folded: int = 0
    workers: int = 1
    cores: int = 1
    began_at: float = 0.0
    elapsed_s: float = 0.0
    notes: tuple[str, ...] = field(default=())


def ran(timeline: Timeline) -> list[Entry]:
    """The entries that ran to an end, in order of their start."""
    entries = [e for e in timeline.entries if e.started_s is not None and e.ended_s is not None]
    return sorted(entries, key=lambda e: (e.started_s or 0.0, e.id))


def makespan_s(timeline: Timeline) -> float:
    """Seconds from the first start to the last end."""
    entries = ran(timeline)
    if not entries:
        return 0.0
    return max(e.ended_s or 0.0 for e in entries) - (entries[0].started_s or 0.0)


def work_s(timeline: Timeline) -> float:
    """What the tasks would have taken one after another: the seconds of each alone, added up."""
    return sum(e.alone_s for e in ran(timeline))


def saved_s(timeline: Timeline) -> float:
    """Seconds saved against the same tasks one after another at the same pace (never below zero)."""
    return max(0.0, work_s(timeline) - makespan_s(timeline))


def before_it(entry: Entry, by_id: Mapping[int, Entry]) -> list[Entry]:
    """The prerequisites that had ended when ``entry`` began. A task that it returned ends later, as a part of it."""
    needs = [by_id[need] for need in entry.prerequisites if need in by_id]
    return [need for need in needs if (need.ended_s or 0.0) <= (entry.started_s or 0.0)]


def costs(entries: Iterable[Entry]) -> dict[int, float]:
    """For each id the seconds that it adds to a path: those alone, and those of the longest chain inside it.

    Inside it are the tasks that it had started, as far as it waited for them; where none of these is known, all that
    it waited.
    """
    entries = list(entries)
    found: dict[int, float] = {}
    inside = _inside(entries)
    # A task begins after the one that started it, and ends before it: the innermost come first.
    for entry in sorted(entries, key=lambda e: (-(e.started_s or 0.0), e.ended_s or 0.0)):
        started = inside.get(entry.id, []) if entry.waited_s else []
        chain = max((at + found.get(e.id, e.path_s) for e, at in _heads(started, found)), default=entry.waited_s)
        found[entry.id] = entry.alone_s + min(chain, entry.waited_s, entry.seconds)
    return found


def _inside(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    """For each id the tasks that it started."""
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent is not None:
            found.setdefault(entry.parent, []).append(entry)
    return found


def tails(entries: Iterable[Entry]) -> dict[int, float]:
    """For each id the seconds from its start to the end of the longest chain of dependents, itself included."""
    entries = list(entries)
    return _tails(entries, costs(entries))


def _tails(entries: Sequence[Entry], cost: Mapping[int, float]) -> dict[int, float]:
    longest, by_id = dict(cost), {e.id: e for e in entries}
    for entry in sorted(entries, key=lambda e: (e.started_s or 0.0, e.ended_s or 0.0), reverse=True):
        for need in before_it(entry, by_id):
            longest[need.id] = max(longest[need.id], cost[need.id] + longest[entry.id])
    return longest


def heads(entries: Iterable[Entry]) -> dict[int, float]:
    """For each id the seconds of the longest chain of prerequisites before it, itself not included."""
    entries = list(entries)
    return {entry.id: before for entry, before in _heads(entries, costs(entries))}


def _heads(entries: Sequence[Entry], cost: Mapping[int, float]) -> list[tuple[Entry, float]]:
    by_id = {e.id: e for e in entries}
    before: dict[int, float] = {}
    ordered = sorted(entries, key=lambda e: (e.started_s or 0.0, e.ended_s or 0.0))
    for entry in ordered:
        ends = [before.get(n.id, 0.0) + cost.get(n.id, n.path_s) for n in before_it(entry, by_id)]
        before[entry.id] = max(ends, default=0.0)
    return [(entry, before[entry.id]) for entry in ordered]


def critical_path(timeline: Timeline) -> tuple[Entry, ...]:
    """The chain of tasks, each a prerequisite of the next, whose seconds add up to the most.

    Behind a task that waited for tasks that it had started stand those of them that make the longest chain.

    >>> a = Entry(1, "a", State.DONE, "thread", "", 0.0, 0.0, 2.0)
    >>> b = Entry(2, "b", State.DONE, "thread", "", 0.0, 0.0, 1.0)
    >>> c = Entry(3, "c", State.DONE, "thread", "", 2.0, 2.0, 3.0, 1, (1, 2))
    >>> [e.name for e in critical_path(Timeline("t", (a, b, c)))]
    ['a', 'c']
    """
    entries = ran(timeline)
    cost, inside = costs(entries), _inside(entries)
    path: list[Entry] = []
    seen: set[int] = set()  # entries put together by hand may go in a circle
    rest = _longest_chain(entries, cost)[::-1]
    while rest:
        entry = rest.pop()
        if entry.id in seen:
            continue
        seen.add(entry.id)
        path.append(entry)
        if entry.waited_s:
            rest += _longest_chain(inside.get(entry.id, []), cost)[::-1]
    return tuple(path)


def _longest_chain(entries: Sequence[Entry], cost: Mapping[int, float]) -> list[Entry]:
    if not entries:
        return []
    by_id = {e.id: e for e in entries}
    ends = {entry.id: before + cost[entry.id] for entry, before in _heads(entries, cost)}
    chain = [max(entries, key=lambda e: ends[e.id])]
    seen = {chain[0].id}
    while needs := [n for n in before_it(chain[-1], by_id) if n.id not in seen]:
        chain.append(max(needs, key=lambda e: ends[e.id]))
        seen.add(chain[-1].id)
    return chain[::-1]


def critical_path_s(timeline: Timeline) -> float:
    """The seconds of the critical path: no number of workers makes the run shorter."""
    entries = ran(timeline)
    cost = costs(entries)
    return sum(cost[e.id] for e in _longest_chain(entries, cost))


def lower_bound_s(timeline: Timeline, workers: int | None = None) -> float:
    """Seconds below which no order of these tasks on ``workers`` workers can end.

    The largest of the critical path, the work divided by the workers, and, over windows of the graph, the shortest
    way in + the window's work divided by the workers + the shortest way out (Fernandez and Bussell 1973, in spirit).
    ``workers`` defaults to the timeline's. Windows are tried at up to 24 × 24 thresholds, so the cost stays small.
    """
    entries = ran(timeline)
    if not entries:
        return 0.0
    count = max(1, workers or timeline.workers)
    cost = costs(entries)
    before, after = {entry.id: at for entry, at in _heads(entries, cost)}, _tails(entries, cost)
    # Coroutines wait side by side on one loop, and are bounded by their paths alone.
    inside = [(before[e.id], after[e.id] - cost[e.id], e.alone_s) for e in entries if e.mechanism != "loop"]
    ways_in, ways_out = _thresholds(h for h, _, _ in inside), _thresholds(t for _, t, _ in inside)
    work = [[0.0] * len(ways_out) for _ in ways_in]
    for head, tail, seconds in inside:
        work[bisect_right(ways_in, head) - 1][bisect_right(ways_out, tail) - 1] += seconds
    best = max(before[e.id] + cost[e.id] for e in entries)  # the critical path
    window = [0.0] * len(ways_out)  # the work from a way in on, for each way out
    for row in reversed(range(len(ways_in))):
        further = list(accumulate(reversed(work[row])))[::-1]
        window = [a + b for a, b in zip(window, further, strict=True)]
        best = max([best, *(ways_in[row] + w / count + out for w, out in zip(window, ways_out, strict=True) if w)])
    return best


def _thresholds(values: Iterable[float], most: int = 24) -> list[float]:
    distinct = sorted(set(values))
    step = max(1, len(distinct) // most)
    return distinct[::step]
