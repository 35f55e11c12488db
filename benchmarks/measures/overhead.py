"""Microseconds that a library adds to a call: tiny bodies, three shapes, results checked against the plain loop."""

import gc
import time
from collections.abc import Callable, Sequence

from benchmarks import machine, peers, shapes
from benchmarks.cell import Cell, Outcome
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Found, Results, number, ratio, table

PEERS = [
    "plain loop", "asyncio", "asyncio eager", "asyncio + uvloop", "graphlib + threads by hand", "concurrent.futures",
    "concurrent.futures, callbacks", "joblib threads", "dask threaded", "parsl threads", "headway inline",
    "headway thread", "headway auto", "headway inline, observed", "headway inline, from async code",
    "headway async def", "headway async def, from sync code",
]  # fmt: skip
ENOUGH_S = 1.0


def cells(quick: bool) -> list[Cell]:
    tasks, repeats = (400, 2) if quick else (10_000, 7)
    options = [{"shape": shape, "tasks": tasks, "repeats": repeats} for shape in shapes.NAMES]
    return rounds("overhead", each(PEERS, options), count=1 if quick else 3, limit_s=60)


def measure(cell: Cell) -> Outcome:
    """Microseconds a task, as often as asked, or until enough time has been spent."""
    shape, tasks, repeats = (cell.options[name] for name in ("shape", "tasks", "repeats"))
    peer = peers.make(cell.peer)
    expected = shapes.expected(shape, tasks)
    taken: list[float] = []
    with peer.opened(cell.options.get("workers", machine.cores())):
        run = getattr(peer, shape)
        run(100)  # threads started, code loaded
        while len(taken) < repeats and sum(taken) < ENOUGH_S:
            gc.collect()
            start = time.perf_counter()
            values = run(tasks)
            taken.append(time.perf_counter() - start)
            if values != expected:
                raise AssertionError("the results differ from the plain loop's")
    return {"us": [seconds / tasks * 1e6 for seconds in taken]}


def section(results: Results) -> list[str]:
    tasks = results.options("overhead", "tasks")[0]
    return [
        "## Overhead",
        "",
        f"Microseconds a task, best / median, {tasks:,} tasks a shape, {machine.cores()} workers; bodies add whole "
        "numbers; set-up (pool, loop, session) is left out, describing the calls and collecting the results is in.",
        "",
        *microseconds(results, "overhead"),
        "Times asyncio, and times the plain loop (best by best):",
        "",
        *in_units_of(results, "overhead", ["asyncio", "plain loop"]),
    ]


def microseconds(results: Results, measure: str) -> list[str]:
    """A table: best and median of every library and shape."""
    return _by_shape(results, measure, lambda found, _: found.best_and_median("us"))


def in_units_of(results: Results, measure: str, peers: Sequence[str]) -> list[str]:
    """A table: the best of every library and shape, in units of the best of some libraries."""

    def shown(found: Found, shape: str) -> str:
        units = (results.of(measure, peer, shape=shape).best("us") for peer in peers)
        return " · ".join(number(ratio(found.best("us"), unit)) for unit in units)

    return _by_shape(results, measure, shown)


def _by_shape(results: Results, measure: str, shown: Callable[[Found, str], str]) -> list[str]:
    rows = [
        [peer, *(shown(results.of(measure, peer, shape=shape), shape) for shape in shapes.NAMES)]
        for peer in results.peers(measure)
    ]
    return table(["", *shapes.NAMES], rows)


def claims(results: Results) -> list[Claim]:
    bars = [
        Claim("bar", f"`on=\"inline\"` below asyncio, {shape}", _to_asyncio(results, "headway inline", shape), 1.0, " ×",
              strict=True)
        for shape in shapes.NAMES
    ]  # fmt: skip
    aims = [
        aim(results, "overhead", "headway inline", "independent", 2.0),
        aim(results, "overhead", "headway inline", "layered", 3.0),
        aim(results, "overhead", "headway inline", "chain", 2.0),
        aim(results, "overhead", "headway inline, observed", "independent", 2.5),
        aim(results, "overhead", "headway inline, observed", "chain", 2.5),
        aim(results, "overhead", "headway thread", "chain", 4.0),
    ]
    limit = 1.5 if results.python >= (3, 12) else 3.0
    coroutines = [
        Claim("aim", f"`async def` bodies ÷ asyncio, {shape}", _to_asyncio(results, "headway async def", shape), limit,
              " ×")
        for shape in shapes.NAMES
    ]  # fmt: skip
    return bars + aims + coroutines


def aim(results: Results, measure: str, peer: str, shape: str, limit_us: float) -> Claim:
    """At most so many microseconds a task."""
    found = results.of(measure, peer, shape=shape)
    values = {"best": found.best("us"), "median": found.median("us")}
    return Claim("aim", f"{peer}, {shape}", values, limit_us, " µs")


def times(results: Results, measure: str, peer: str, to: str, shape: str) -> dict[str, float | None]:
    """The figures of one library in units of another's."""
    ours, theirs = (results.of(measure, name, shape=shape) for name in (peer, to))
    return {
        "best": ratio(ours.best("us"), theirs.best("us")),
        "median": ratio(ours.median("us"), theirs.median("us")),
    }


def _to_asyncio(results: Results, peer: str, shape: str) -> dict[str, float | None]:
    return times(results, "overhead", peer, "asyncio", shape)
