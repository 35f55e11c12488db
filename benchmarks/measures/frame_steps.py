"""A frame through five steps, each a call in a worker process."""

from functools import reduce

from benchmarks import bodies, large
from benchmarks.cell import Cell, Outcome
from benchmarks.large import MEMORY, TIME, Work
from benchmarks.results import Claim, Results

PEERS = [*large.IDEALS, *large.POOLS, large.OURS]
WAYS = [TIME, MEMORY]
STEPS = bodies.FRAME_STEPS
SMALL_MB = 2


def cells(quick: bool) -> list[Cell]:
    return large.cells("frame_steps", PEERS, WAYS, {"mb": 8 if quick else 100}, quick)


def measure(cell: Cell) -> Outcome:
    """The frame is made before, and the last step's frame is back at the end."""
    mb = cell.options["mb"]
    work = Work(
        make=lambda: [bodies.frame(mb, seed=1)],
        run=lambda peer, frames: peer.pipelines(frames, STEPS),
        small=[bodies.frame(SMALL_MB, seed) for seed in range(2 * large.WORKERS)],
        expected=[reduce(lambda value, step: step(value), STEPS, bodies.frame(mb, seed=1))],
    )
    return large.measure(cell, work)


def section(results: Results) -> list[str]:
    mb = results.options("frame_steps", "mb")[0]
    return [
        f"## A frame of {mb} MB through {len(STEPS)} steps",
        "",
        large.TWO_IDEALS,
        "",
        f"Time: milliseconds until all results are back, best / median. {large.SAMPLED}",
        "",
        *large.shown(results, "frame_steps", WAYS),
    ]


def claims(results: Results) -> list[Claim]:
    return large.claims(results, "frame_steps", WAYS)
