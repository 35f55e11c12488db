"""One large array given to eight calls: who copies it, how often, and how long does that take?"""

from benchmarks import bodies, large
from benchmarks.cell import Cell, Outcome
from benchmarks.large import MEMORY, Work
from benchmarks.results import Claim, Results

PEERS = [large.IDEALS[0], *large.POOLS, large.OURS]
BODIES = {"two numbers read": bodies.ends, "all read": bodies.total, MEMORY: bodies.total_held}
CONSUMERS = 8
SMALL_MB = 2


def cells(quick: bool) -> list[Cell]:
    return large.cells("fan_out", PEERS, list(BODIES), {"mb": 8 if quick else 200}, quick)


def measure(cell: Cell) -> Outcome:
    """The array is made before; calls that only look at its ends show the library's own time."""
    body, mb = BODIES[cell.options["way"]], cell.options["mb"]
    work = Work(
        make=lambda: bodies.array(mb, seed=1),
        run=lambda peer, array: peer.shared(body, array, CONSUMERS),
        small=bodies.array(SMALL_MB, seed=2),
        expected=[body(bodies.array(mb, seed=1))] * CONSUMERS,
    )
    return large.measure(cell, work)


def section(results: Results) -> list[str]:
    mb = results.options("fan_out", "mb")[0]
    return [
        f"## {mb} MB to {CONSUMERS} consumers",
        "",
        f"One array as the argument of {CONSUMERS} calls. Time: milliseconds until all have answered, best / median, where "
        f"a call reads two of its numbers, and where it reads all. {large.SAMPLED} There a call reads all, and holds the "
        f"array for another {bodies.HOLD_S * 1e3:.0f} ms.",
        "",
        *large.shown(results, "fan_out", list(BODIES)),
    ]


def claims(results: Results) -> list[Claim]:
    return large.claims(results, "fan_out", list(BODIES))
