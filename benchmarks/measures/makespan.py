"""How near to the bound do graphs of sleeps come: the first time, and again with durations known?"""

import time
from collections.abc import Callable
from statistics import median

from benchmarks import graphs, peers
from benchmarks.cell import Cell, Outcome
from benchmarks.graphs import Graph
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Results, number, table

PEERS = [
    "concurrent.futures, callbacks", "graphlib + threads by hand", "dask threaded", "parsl threads", "headway auto",
]  # fmt: skip
SHAPES: dict[str, Callable[[int], Graph]] = {
    "layered": lambda seed: graphs.layered(seed, layers=5, width=20),
    "fork–join": lambda seed: graphs.fork_join(seed, stages=4, width=24),
}
WORKERS = (4, 8, 16)
FIRST_SEED = 1_000


def cells(quick: bool) -> list[Cell]:
    workers = WORKERS[-1:] if quick else WORKERS
    options = [{"shape": shape, "workers": count} for count in workers for shape in SHAPES]
    return rounds("makespan", each(PEERS, options), count=1 if quick else 3, limit_s=60)


def measure(cell: Cell) -> Outcome:
    """Makespan ÷ bound of the same graph, run twice; the round chooses the graph."""
    graph = SHAPES[cell.options["shape"]](FIRST_SEED + cell.round)
    workers = cell.options["workers"]
    peer = peers.make(cell.peer)
    expected = graphs.depths(graph)
    taken: list[float] = []
    with peer.opened(workers):
        for _ in range(2):
            start = time.perf_counter()
            values = peer.run_graph(graph)
            taken.append(time.perf_counter() - start)
            if values != expected:
                raise AssertionError("a task ran before one that it needs")
    least_s = graphs.bound(graph, workers)
    return {"first": [taken[0] / least_s], "second": [taken[1] / least_s]}


def section(results: Results) -> list[str]:
    workers = results.options("makespan", "workers")
    settings = [(shape, count) for shape in SHAPES for count in workers]
    rows = []
    for peer in results.peers("makespan"):
        found = [results.of("makespan", peer, shape=shape, workers=count) for shape, count in settings]
        rows.append([peer, *(one.shown("first", "second") for one in found)])
    turns = 1 + max(cell.round for cell, _ in results.pairs if cell.measure == "makespan")
    for name, longest_first in (("*simulated: in calling order*", False), ("*simulated: longest path first*", True)):
        rows.append([name, *(number(_simulated(shape, count, turns, longest_first)) for shape, count in settings)])
    return [
        "## Makespan ÷ bound on graphs of sleeps",
        "",
        f"First run / second run in the same process, the median of {turns} random graphs: sleeps of 5 to 50 ms, calls "
        f"of {graphs.KINDS} functions whose durations vary by ± 10 %. Bound: the longer of the critical path and "
        "work ÷ workers; a fork–join cannot reach 1, as its joins leave workers idle. The simulated rows have no "
        "overhead; longest path first knows every duration beforehand.",
        "",
        *table(["", *(f"{shape}, {count} workers" for shape, count in settings)], rows),
    ]


def claims(results: Results) -> list[Claim]:
    """None: the order of tasks has a bar in simulation (tests of the core), not here."""
    return []


def _simulated(shape: str, workers: int, turns: int, longest_first: bool) -> float:
    drawn = [SHAPES[shape](FIRST_SEED + turn) for turn in range(turns)]
    return median(
        graphs.simulated(graph, workers, longest_first=longest_first) / graphs.bound(graph, workers) for graph in drawn
    )
