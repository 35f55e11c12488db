"""Microseconds that a library of worker processes adds to a call: the shapes of `overhead`, the bodies in workers."""

from benchmarks import shapes
from benchmarks.cell import Cell, Outcome
from benchmarks.measures import overhead
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Results

OURS, IDEAL, SUBMIT = "headway process", "hand-written ideal", "concurrent.futures processes"
PEERS = [
    IDEAL, SUBMIT, "concurrent.futures processes, map", "loky", "joblib + loky", "mpire", "dask distributed", "ray",
    "parsl processes", OURS,
]  # fmt: skip
WORKERS = 2
TIMES_BELOW = 5
AIMS_US = {"independent": 3.0, "layered": 8.0, "chain": 3.0}


def cells(quick: bool) -> list[Cell]:
    tasks, repeats = (200, 2) if quick else (2_000, 7)
    options = [{"shape": shape, "tasks": tasks, "repeats": repeats, "workers": WORKERS} for shape in shapes.NAMES]
    return rounds("process_overhead", each(PEERS, options), count=1 if quick else 2, limit_s=120)


def measure(cell: Cell) -> Outcome:
    """As `overhead` does; the calls before the clock starts have started the workers."""
    return overhead.measure(cell)


def section(results: Results) -> list[str]:
    tasks = results.options("process_overhead", "tasks")[0]
    return [
        "## Overhead",
        "",
        f"Microseconds a task, best / median, {tasks:,} tasks a shape; bodies add whole numbers; starting the workers "
        "is left out, describing the calls and collecting the results is in. Libraries without calls that need other "
        "calls wait for one layer, or one link of the chain, before they start the next; the ideal does so with layers.",
        "",
        *overhead.microseconds(results, "process_overhead"),
        "Times the ideal, and times `ProcessPoolExecutor.submit` (best by best):",
        "",
        *overhead.in_units_of(results, "process_overhead", [IDEAL, SUBMIT]),
    ]


def claims(results: Results) -> list[Claim]:
    bars = [
        Claim(
            "bar",
            f'`on="process"`, {shape}: {TIMES_BELOW} times below `ProcessPoolExecutor.submit`',
            overhead.times(results, "process_overhead", OURS, SUBMIT, shape),
            1 / TIMES_BELOW,
            " ×",
        )
        for shape in ("independent", "chain")
    ]
    return bars + [overhead.aim(results, "process_overhead", OURS, *of) for of in AIMS_US.items()]
