"""Time and peak memory of calls on large values: how both are taken, shown, and held against the hand-written ideal.

Each is taken in a process of its own: who samples the memory takes time, and what a library has touched once it may
keep, so that a second run would seem to need less.
"""

import gc
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import bodies, peers, tree
from benchmarks.cell import Cell, Outcome
from benchmarks.peers.base import Peer
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Results, number, ratio, table

OURS = "headway process"
IDEALS = ["hand-written ideal", "hand-written, step by step"]
POOLS = ["concurrent.futures processes", "loky", "joblib + loky", "mpire", "dask distributed", "ray", "parsl processes"]
WORKERS = 2
BAR = 1.5
ENOUGH_MS = 5_000.0
LIMIT_S = 120
TIME, MEMORY = "time", "memory"  # a measure may have other ways, all of them times
TWO_IDEALS = (
    "Each step is a call of its own. Two ideals: the first runs all steps as one message in one worker, which is fair as "
    "nobody keeps the handles of what lies between; the second sends every step by itself through shared memory, as "
    "somebody would who wants those values too. The ratios, and the bars, are to the lesser of the two in each column."
)
SAMPLED = (
    "Memory: the peak of this process and all below it above what they held before, when the input was there already; "
    "sampled every few milliseconds, each time in a fresh process."
)


@dataclass(frozen=True)
class Work:
    """What a library is to do with large values.

    Attributes:
        make: the large input, new for every run: what a library has kept of an earlier one is of no use to it.
        run: has a library do the work with an input, and returns the results.
        small: a small input, which keeps every worker busy once.
        expected: the results of the plain computation with the large input.
    """

    make: Callable[[], Any]
    run: Callable[[Peer, Any], list[Any]]
    small: Any
    expected: list[Any]


def cells(
    measure: str, names: Sequence[str], ways: Sequence[str], options: Mapping[str, Any], quick: bool
) -> list[Cell]:
    """Every library in every way."""
    repeats = 2 if quick else 7
    asked = each(names, [{**options, "way": way, "repeats": repeats} for way in ways])
    return rounds(measure, asked, count=1, limit_s=LIMIT_S)


def measure(cell: Cell, work: Work) -> Outcome:
    """The peak in megabytes, or milliseconds as often as asked, or until enough time has been spent."""
    peer = peers.make(cell.peer)
    with peer.opened(WORKERS):
        work.run(peer, work.small)
        if cell.options["way"] == MEMORY:
            return {"mb": [peak_mb(peer, work)]}
        first = timed_ms(peer, work)  # not counted: from here on pages, buffers and learned durations are there
        taken = [first] if first > ENOUGH_MS else []  # where it takes that long they make no difference
        while len(taken) < cell.options["repeats"] and sum(taken) < ENOUGH_MS:
            taken.append(timed_ms(peer, work))
        return {"ms": taken}


def timed_ms(peer: Peer, work: Work) -> float:
    """Milliseconds of one run; its results are checked, and gone when this returns."""
    given = work.make()
    gc.collect()
    start = time.perf_counter()
    found = work.run(peer, given)
    taken = time.perf_counter() - start
    check(found, work.expected)
    return taken * 1e3


def peak_mb(peer: Peer, work: Work) -> float:
    """Megabytes: the most that this process and all below it held during one run, less what they held before it."""
    given = work.make()
    gc.collect()
    with tree.watched() as watcher:
        before, _ = watcher.held_and_most()
        found = work.run(peer, given)
        _, most = watcher.held_and_most()
    check(found, work.expected)
    return (most - before) / 1e6


def check(found: Sequence[Any], expected: Sequence[Any]) -> None:
    """Raises AssertionError where a result is not the plain computation's."""
    if len(found) != len(expected) or not all(map(bodies.is_same, found, expected)):
        raise AssertionError("the results differ from the plain computation's")


def shown(results: Results, measure: str, ways: Sequence[str]) -> list[str]:
    """A table: best and median in every way, and how many times the ideal's median that is."""
    rows = []
    for peer in results.peers(measure):
        row = [peer]
        for way in ways:
            row.append(results.of(measure, peer, way=way).best_and_median(_unit(way)))
            row.append(number(times(results, measure, way, peer, IDEALS)["median"]))
        rows.append(row)
    heads = {TIME: "ms", MEMORY: "MB"}
    return table(["", *(head for way in ways for head in (heads.get(way, f"ms, {way}"), "× ideal"))], rows)


def claims(results: Results, measure: str, ways: Sequence[str]) -> list[Claim]:
    """The bars against the ideal; the aims to be no slower than Ray and to hold no more than loky, used by joblib."""
    bars = [_claim("bar", results, measure, way, IDEALS, "the ideal", BAR) for way in ways]
    peers_by_way = {way: "joblib + loky" if way == MEMORY else "ray" for way in ways}
    return bars + [_claim("aim", results, measure, way, [peer], peer, 1.0) for way, peer in peers_by_way.items()]


def _claim(
    kind: str, results: Results, measure: str, way: str, peers: Sequence[str], called: str, limit: float
) -> Claim:
    text = f"{measure.replace('_', ' ')}, {way}: {OURS} ÷ {called}"
    return Claim(kind, text, times(results, measure, way, OURS, peers), limit, " ×")


def times(results: Results, measure: str, way: str, peer: str, peers: Sequence[str]) -> dict[str, float | None]:
    """The figures of one library in units of the least that any of some others needs."""
    unit = _unit(way)
    ours, others = results.of(measure, peer, way=way), [results.of(measure, other, way=way) for other in peers]
    return {
        "best": ratio(ours.best(unit), _least(found.best(unit) for found in others)),
        "median": ratio(ours.median(unit), _least(found.median(unit) for found in others)),
    }


def _least(values: Iterable[float | None]) -> float | None:
    return min((value for value in values if value is not None), default=None)


def _unit(way: str) -> str:
    return "mb" if way == MEMORY else "ms"
