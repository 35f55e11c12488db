"""Arrays of 10 MB, each through four steps in worker processes."""

from functools import reduce

from benchmarks import bodies, large
from benchmarks.cell import Cell, Outcome
from benchmarks.large import MEMORY, TIME, Work
from benchmarks.results import Claim, Results

PEERS = [*large.IDEALS, *large.POOLS, large.OURS]
WAYS = [TIME, MEMORY]
STEPS = bodies.ARRAY_STEPS
MB = 10
SMALL_MB = 2


def cells(quick: bool) -> list[Cell]:
    return large.cells("array_pipeline", PEERS, WAYS, {"arrays": 2 if quick else 16}, quick)


def measure(cell: Cell) -> Outcome:
    """The arrays are made before, and what the last step made of each is back at the end."""
    seeds = range(cell.options["arrays"])
    work = Work(
        make=lambda: [bodies.array(MB, seed) for seed in seeds],
        run=lambda peer, arrays: peer.pipelines(arrays, STEPS),
        small=[bodies.array(SMALL_MB, seed) for seed in range(2 * large.WORKERS)],
        expected=[reduce(lambda value, step: step(value), STEPS, bodies.array(MB, seed)) for seed in seeds],
    )
    return large.measure(cell, work)


def section(results: Results) -> list[str]:
    arrays = results.options("array_pipeline", "arrays")[0]
    return [
        f"## {arrays} arrays of {MB} MB through {len(STEPS)} steps",
        "",
        large.TWO_IDEALS,
        "",
        f"Time: milliseconds until all results are back, best / median. {large.SAMPLED}",
        "",
        *large.shown(results, "array_pipeline", WAYS),
    ]


def claims(results: Results) -> list[Claim]:
    return large.claims(results, "array_pipeline", WAYS)
