"""The facts of a report, reckoned once: what a run took, what it saved, what kept it from being faster. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from headway.core.states import State
from headway.core.timeline import (
    Entry,
    Timeline,
    critical_path,
    critical_path_s,
    lower_bound_s,
    makespan_s,
    ran,
    work_s,
)
from headway.faces import summary
from headway.faces.wording import count, duration, shorten

NEAR = 1.1  # within a tenth of what is possible is as good as it


@dataclass(frozen=True)
class Facts:
    """What a report says of a run. Seconds throughout; ``took_s`` is the makespan without its idle pauses.

    ``bound_twice_s`` is the lower bound with twice the workers; ``speed_up`` is None when nothing ran.
    """

    makespan_s: float
    idle_s: float
    took_s: float
    work_s: float
    saved_s: float
    speed_up: float | None
    path: tuple[Entry, ...]
    path_s: float
    bound_s: float
    bound_twice_s: float
    workers: int
    cores: int
    has_threads: bool

    @property
    def advice(self) -> str:
        """Would more workers help? A sentence or two, from the run's length beside its bounds."""
        return _advice(self)


def facts(timeline: Timeline) -> Facts:
    """The facts of a run."""
    took, saved, times = summary.speed(timeline)
    path = critical_path(timeline)
    bounds = [_bound_s(timeline, took, workers) for workers in (timeline.workers, 2 * timeline.workers)]
    return Facts(
        makespan_s=makespan_s(timeline),
        idle_s=summary.idle_s(timeline),
        took_s=took,
        work_s=work_s(timeline),
        saved_s=saved,
        speed_up=times,
        path=path,
        path_s=sum(entry.own_seconds for entry in path),
        bound_s=bounds[0],
        bound_twice_s=bounds[1],
        workers=timeline.workers,
        cores=timeline.cores,
        has_threads=any(entry.mechanism != "loop" for entry in ran(timeline)),
    )


def _bound_s(timeline: Timeline, took: float, workers: int) -> float:
    """The lower bound of the time in which anything ran."""
    threaded = [entry.own_seconds for entry in ran(timeline) if entry.mechanism != "loop"]
    if len(threaded) < len(ran(timeline)):  # coroutines need no worker each: only the others share the workers
        return max(critical_path_s(timeline), sum(threaded) / max(1, workers))
    # A run is a proof that its length is possible: lent slots and the like may make it shorter than the bound.
    return min(took, lower_bound_s(timeline, workers))


def _advice(known: Facts) -> str:
    if not known.took_s:
        return "There is nothing to say yet: no task has run for any time."
    if not known.has_threads:
        return "No: coroutines need no worker each; only a Limit, or what they wait for, holds them back."
    if known.took_s <= NEAR * known.path_s:
        return (
            f"No: the critical path alone takes {duration(known.path_s)}, whatever the number of workers. "
            f"Make {_slowest(known.path)} faster, or split it."
        )
    twice = 2 * known.workers
    gains = known.bound_twice_s < known.bound_s / NEAR
    if known.took_s <= NEAR * known.bound_s:
        return _yes(known, twice) if gains else "Hardly: the shape of the graph leaves little to run side by side."
    waste = (
        f"{count(known.workers, 'worker')} could have done this in {duration(known.bound_s)} at best, and it took "
        f"{duration(known.took_s)}: tasks were held back, or slowed each other down."
    )
    return f"Perhaps: {waste} {_yes(known, twice)}" if gains else f"No: {waste}"


def _yes(known: Facts, twice: int) -> str:
    text = f"With {count(twice, 'worker')} it could take {duration(known.bound_twice_s)} at best"
    if twice > known.cores:
        return f"{text}, if the tasks mostly wait; for computing, {count(known.cores, 'core')} set the limit."
    return f"{text}."


def _slowest(path: Sequence[Entry]) -> str:
    seconds: dict[str, float] = defaultdict(float)
    for entry in path:
        seconds[entry.name] += entry.own_seconds
    name = max(seconds, key=seconds.__getitem__)
    return f"`{shorten(name, 60)}` ({duration(seconds[name])} of it)"


def stretches(path: Sequence[Entry]) -> list[tuple[str, int, float]]:
    """The critical path with neighbours of one name taken together: name, how many, seconds.

    >>> step = Entry(1, "step", State.DONE, "thread", "", 0.0, 0.0, 2.0)
    >>> stretches([step, step])
    [('step', 2, 4.0)]
    """
    found: list[tuple[str, int, float]] = []
    for entry in path:
        if found and found[-1][0] == entry.name:
            name, number, seconds = found.pop()
            found.append((name, number + 1, seconds + entry.own_seconds))
        else:
            found.append((entry.name, 1, entry.own_seconds))
    return found


def path_words(path: Sequence[Entry], most: int = 12) -> str:
    """The critical path as people read it: ``prepare 1.2 s → fit 1.79 s``; its short stretches left out when long."""
    found = stretches(path)
    kept = set(sorted(range(len(found)), key=lambda at: -found[at][2])[:most])
    words, skipped = [], 0
    for at, (name, number, seconds) in enumerate(found):
        if at in kept:
            words += ["…"] * (skipped > 0)
            words.append(f"{shorten(name, 48)}{f' × {number:,}' if number > 1 else ''} {duration(seconds)}")
        skipped = 0 if at in kept else skipped + 1
    return " → ".join(words + ["…"] * (skipped > 0))


def jsonable(timeline: Timeline, known: Facts) -> dict[str, object]:
    """The report for machines: numbers in seconds, names as they are, nothing shortened."""
    number = summary.counts(timeline)
    return {
        "session": timeline.name,
        "makespan_s": known.makespan_s,
        "idle_s": known.idle_s,
        "work_s": known.work_s,
        "saved_s": known.saved_s,
        "speed_up": known.speed_up,
        "critical_path_s": known.path_s,
        "critical_path": [{"id": e.id, "name": e.name, "seconds": e.own_seconds} for e in known.path],
        "lower_bound_s": known.bound_s,
        "lower_bound_with_twice_the_workers_s": known.bound_twice_s,
        "more_workers": known.advice,
        "workers": known.workers,
        "cores": known.cores,
        "tasks": {"called": sum(number.values()), **{str(state): number[state] for state in State}},
        "functions": [_function(row) for row in summary.functions(timeline)],
        "failures": [
            {"id": e.id, "name": e.name, "error": e.error or "", "attempts": e.attempts, "ended_s": e.ended_s}
            for e in summary.failures(timeline)
        ],
        "unfinished": [{"id": e.id, "name": e.name, "state": str(e.state)} for e in timeline.unfinished],
        "folded": timeline.folded,
        "notes": list(timeline.notes),
    }


def _function(row: summary.Function) -> dict[str, object]:
    return {
        "name": row.name,
        "mechanism": row.totals.mechanism,
        "called": row.totals.called,
        **{str(state): getattr(row.totals, str(state)) for state in State},
        "total_s": row.total_s,
        "mean_s": row.mean_s,
        "longest_s": row.longest_s,
    }
