"""One tiny task to a worker process and back, from plain code."""

from benchmarks.cell import Cell, Outcome
from benchmarks.measures import latency
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Results

OURS = "headway process"
PEERS = [
    "hand-written ideal", "concurrent.futures processes", "loky", "joblib + loky", "mpire", "dask distributed", "ray",
    "parsl processes", OURS,
]  # fmt: skip
WORKERS = 2
AIM_US = 80.0


def cells(quick: bool) -> list[Cell]:
    options = [{"calls": 50 if quick else 2_000, "workers": WORKERS}]
    return rounds("round_trip", each(PEERS, options), count=1 if quick else 2, limit_s=60)


def measure(cell: Cell) -> Outcome:
    """As `latency` does."""
    return latency.measure(cell)


def section(results: Results) -> list[str]:
    calls = results.options("round_trip", "calls")[0]
    return [
        "## One tiny task there and back",
        "",
        f"Microseconds from the call to its value, median / 95th percentile of {calls:,} calls one after another "
        f"(fewer where they take more than {latency.ENOUGH_S:.0f} s); the workers wait for work.",
        "",
        *latency.microseconds(results, "round_trip"),
    ]


def claims(results: Results) -> list[Claim]:
    found = results.of("round_trip", OURS)
    return [Claim("aim", f"one tiny task there and back, {OURS}", {"median": found.median("us")}, AIM_US, " µs")]
