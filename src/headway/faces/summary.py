"""What the report, the pictures and the pages say about a run, reckoned once from its timeline. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headway.core.states import State
from headway.core.timeline import Entry, Timeline, Totals, makespan_s, ran, work_s
from headway.faces.wording import count, duration, ratio

OTHERS = "other functions"
IDLE_FROM_S = 1.0  # shorter pauses are the run's own: a back-off, a slow start


@dataclass(frozen=True)
class Function:
    """All calls of one function; seconds of those that ran to an end, good or bad (mean and longest: of the kept)."""

    name: str
    totals: Totals
    total_s: float
    mean_s: float
    longest_s: float


def totals_of(timeline: Timeline) -> tuple[Totals, ...]:
    """The timeline's totals; counted from its entries where it brings none."""
    if timeline.totals:
        return timeline.totals
    states: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: dict[str, float] = defaultdict(float)
    for entry in (*timeline.entries, *timeline.unfinished):
        states[entry.name][entry.state.value] += 1
        if entry.state in (State.DONE, State.FAILED):
            seconds[entry.name] += entry.seconds
    return tuple(_counted(name, number, seconds[name]) for name, number in states.items())


def _counted(name: str, number: Counter[str], seconds: float) -> Totals:
    ended = (number["done"], number["failed"], number["skipped"], number["cancelled"])
    return Totals(name, "", number["waiting"], number["ready"], number["running"], *ended, seconds)


def counts(timeline: Timeline) -> dict[State, int]:
    """How many tasks are in each state, folded ones included; every state is a key."""
    totals = totals_of(timeline)
    return {state: sum(getattr(t, state.value) for t in totals) for state in State}


def functions(timeline: Timeline) -> tuple[Function, ...]:
    """The functions of a run, the one that took most seconds first."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for entry in ran(timeline):
        if entry.state in (State.DONE, State.FAILED):
            seconds[entry.name].append(entry.seconds)
    rows = [_function(t, seconds[t.name], timeline.folded > 0) for t in totals_of(timeline)]
    return tuple(sorted(rows, key=lambda row: (-row.total_s, -row.totals.called, row.name)))


def _function(totals: Totals, kept: list[float], is_folded: bool) -> Function:
    total = max(totals.seconds, sum(kept)) if is_folded else sum(kept)
    return Function(totals.name, totals, total, sum(kept) / len(kept) if kept else 0.0, max(kept, default=0.0))


def failures(timeline: Timeline) -> tuple[Entry, ...]:
    """The failed tasks that are kept, in the order of their ends."""
    return tuple(entry for entry in timeline.entries if entry.state is State.FAILED)


def alike(failed: Iterable[Entry]) -> list[tuple[Entry, int]]:
    """Failures of one function with one error taken together: the first of them, and how many."""
    groups: dict[tuple[str, str | None], list[Entry]] = defaultdict(list)
    for entry in failed:
        groups[entry.name, entry.error].append(entry)
    return [(entries[0], len(entries)) for entries in groups.values()]


def seen(timeline: Timeline) -> list[tuple[Entry, float, float]]:
    """Each task that has begun, with its start and its end (for one that still runs: now), by start."""
    began = [
        (e, e.started_s, max(e.started_s, timeline.elapsed_s if e.ended_s is None else e.ended_s))
        for e in (*timeline.entries, *timeline.unfinished)
        if e.started_s is not None
    ]
    return sorted(began, key=lambda item: (item[1], item[0].id))


def idle_spans(timeline: Timeline, at_least_s: float = IDLE_FROM_S) -> list[tuple[float, float]]:
    """The pauses of at least so many seconds in which no task ran: in a notebook, the time between cells.

    >>> early = Entry(1, "a", State.DONE, "thread", "", 0.0, 0.0, 2.0)
    >>> late = Entry(2, "b", State.DONE, "thread", "", 60.0, 60.0, 61.0)
    >>> idle_spans(Timeline("t", (early, late)))
    [(2.0, 60.0)]
    """
    spans: list[tuple[float, float]] = []
    until: float | None = None
    for _, start, end in seen(timeline):
        if until is not None and start - until >= at_least_s:
            spans.append((until, start))
        until = end if until is None else max(until, end)
    return spans


def idle_s(timeline: Timeline) -> float:
    """Seconds between the first start and the last end in which nothing ran."""
    last = max((e.ended_s or 0.0 for e in ran(timeline)), default=0.0)
    return sum(min(b, last) - a for a, b in idle_spans(timeline) if a < last)


def speed(timeline: Timeline) -> tuple[float, float, float | None]:
    """Seconds that the run took while anything ran, seconds saved, and how many times as fast (None: nothing ran)."""
    took, work = makespan_s(timeline) - idle_s(timeline), work_s(timeline)
    return took, max(0.0, work - took), work / took if took > 0 else None


def headline(timeline: Timeline) -> str:
    """The run in a sentence.

    >>> a = Entry(1, "a", State.DONE, "thread", "t1", 0.0, 0.0, 2.0)
    >>> b = Entry(2, "b", State.DONE, "thread", "t2", 0.0, 0.0, 2.0)
    >>> headline(Timeline("t", (a, b)))
    '2 tasks in 2 s instead of 4 s: 2 s saved (2.0 × as fast)'
    """
    took, saved, times = speed(timeline)
    called = sum(counts(timeline).values())
    if not called:
        return "no task was called"
    if not ran(timeline):
        return f"{count(called)}; none has run to an end"
    text = f"{count(called)} in {duration(took)}"
    if times is None or times < 1.05:
        return text
    return f"{text} instead of {duration(took + saved)}: {duration(saved)} saved ({ratio(times)} as fast)"


def state_counts(timeline: Timeline) -> str:
    """The states that occur, with their numbers: ``57 done, 2 failed, 1 skipped``."""
    order = (
        State.DONE,
        State.FAILED,
        State.SKIPPED,
        State.CANCELLED,
        State.RUNNING,
        State.READY,
        State.WAITING,
    )
    number = counts(timeline)
    return ", ".join(f"{number[state]:,} {state}" for state in order if number[state])


def families(weights: Mapping[str, float], most: int) -> dict[str, str]:
    """A label for each name, at most ``most`` different ones: names that differ in a number share one, then the light.

    Functions rarely have more names than fit, but nothing stops a run from naming each of its 5,000 tasks.

    >>> families({"fit 1": 1, "fit 2": 1, "load": 3}, most=2)
    {'fit 1': 'fit …', 'fit 2': 'fit …', 'load': 'load'}
    >>> families({"a": 1, "b": 5, "c": 2, "d": 4}, most=2)
    {'a': 'other functions', 'b': 'b', 'c': 'other functions', 'd': 'other functions'}
    """
    if len(weights) <= most:
        return {name: name for name in weights}
    labels = _without_numbers(weights)
    heavy: dict[str, float] = defaultdict(float)
    for name, weight in weights.items():
        heavy[labels[name]] += weight
    if len(heavy) <= most:
        return labels
    kept = set(sorted(heavy, key=lambda label: -heavy[label])[: most - 1])
    return {name: label if label in kept else OTHERS for name, label in labels.items()}


def _without_numbers(names: Iterable[str]) -> dict[str, str]:
    stems = {name: re.sub(r"[\s\[(#_\-:./]*\d+[\])]*$", "", name) or name for name in names}
    shared = Counter(stems.values())
    return {name: f"{stem} …" if shared[stem] > 1 else name for name, stem in stems.items()}
