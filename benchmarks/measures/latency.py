"""One tiny task from plain code: started, waited for, its value back."""

import time
from statistics import median, quantiles

from benchmarks import machine, peers
from benchmarks.cell import Cell, Outcome
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Results, table

PEERS = [
    "plain loop", "asyncio.run_coroutine_threadsafe", "concurrent.futures", "graphlib + threads by hand",
    "joblib threads", "dask threaded", "dask delayed", "parsl threads", "headway inline", "headway thread",
    "headway auto", "headway async def, from sync code",
]  # fmt: skip
WARM_UP = 10
ENOUGH_S = 4.0


def cells(quick: bool) -> list[Cell]:
    options = [{"calls": 50 if quick else 2_000}]
    return rounds("latency", each(PEERS, options), count=1 if quick else 2, limit_s=60)


def measure(cell: Cell) -> Outcome:
    """Median and 95th percentile, in microseconds, of calls made one after another."""
    calls = cell.options["calls"]
    peer = peers.make(cell.peer)
    taken: list[float] = []
    with peer.opened(cell.options.get("workers", machine.cores())):
        for x in range(-WARM_UP, calls):
            start = time.perf_counter()
            value = peer.one(x)
            taken.append(time.perf_counter() - start)
            if value != x + 1:
                raise AssertionError("the result is not the plain call's")
            if sum(taken[WARM_UP:]) > ENOUGH_S:  # the first call may wait for workers to start
                break
    microseconds = [seconds * 1e6 for seconds in taken[WARM_UP:]]
    return {"us": [median(microseconds)], "p95_us": [quantiles(microseconds, n=20)[-1]]}


def section(results: Results) -> list[str]:
    calls = results.options("latency", "calls")[0]
    return [
        "## One tiny task from plain code",
        "",
        f"Microseconds from the call to its value, median / 95th percentile of {calls:,} calls one after another "
        f"(fewer where they take more than {ENOUGH_S:.0f} s).",
        "",
        *microseconds(results, "latency"),
    ]


def microseconds(results: Results, measure: str) -> list[str]:
    """A table: median and 95th percentile of every library."""
    rows = [[peer, results.of(measure, peer).shown("us", "p95_us")] for peer in results.peers(measure)]
    return table(["", "µs"], rows)


def claims(results: Results) -> list[Claim]:
    return [
        Claim("aim", f"one tiny task, {peer}", {"median": results.of("latency", peer).median("us")}, 15.0, " µs")
        for peer in ("headway inline", "headway thread", "headway auto")
    ]
