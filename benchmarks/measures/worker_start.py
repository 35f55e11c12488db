"""From a program without workers to an answer from each of two."""

import os
import time

from benchmarks import bodies, peers
from benchmarks.cell import Cell, Outcome
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Results, table

PEERS = [
    "hand-written ideal", "concurrent.futures processes", "loky", "joblib + loky", "mpire", "dask distributed", "ray",
    "parsl processes", "headway process",
]  # fmt: skip
WORKERS = 2


def cells(quick: bool) -> list[Cell]:
    return rounds("worker_start", each(PEERS, [{"workers": WORKERS}]), count=1 if quick else 2, limit_s=60)


def measure(cell: Cell) -> Outcome:
    """Seconds, once in a process: a second start would find modules loaded and servers running."""
    workers = cell.options["workers"]
    peer = peers.make(cell.peer)
    answered: set[int] = set()
    start = time.perf_counter()
    with peer.opened(workers):
        while len(answered) < workers:  # one may be quick enough to take all the calls
            answered.update(peer.side_by_side(bodies.who, range(workers)))
        taken = time.perf_counter() - start
    if os.getpid() in answered:
        raise AssertionError("a call did not run in a worker")
    return {"s": [taken]}


def section(results: Results) -> list[str]:
    rows = []
    for peer in results.peers("worker_start"):
        found = results.of("worker_start", peer)
        each_ms = found.best_and_median("s", 1e3 / WORKERS) if found.numbers("s") else ""
        rows.append([peer, found.best_and_median("s"), each_ms])
    return [
        "## Starting workers",
        "",
        f"Seconds until each of {WORKERS} workers has answered its first call, servers included, best / median of fresh "
        f"processes; the library itself is imported already, and a call holds its worker for {bodies.WORK_S * 1e3:.0f} "
        f"ms. Milliseconds a worker: that ÷ {WORKERS}. concurrent.futures and mpire fork on this system, which is quick "
        "and unsafe beside threads; the others start a fresh interpreter.",
        "",
        *table(["", "seconds", "ms a worker"], rows),
    ]


def claims(results: Results) -> list[Claim]:
    """None: the start has a figure in the design, but no bar."""
    return []
