"""The suites: each a set of figures, with a table and raw figures of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Suite:
    """What is measured together.

    Attributes:
        name: as the command line takes it, and in the names of the result files.
        measures: the files of its figures, in the order of the table.
        distributions: whose versions the table names.
        remark: a sentence under the table's head.
    """

    name: str
    title: str
    measures: tuple[str, ...]
    distributions: tuple[str, ...]
    remark: str = ""


ENGINE = Suite(
    "engine",
    "The engine beside its peers",
    ("overhead", "latency", "requests", "memory", "makespan", "imports"),
    ("headway", "aiohttp", "dask", "joblib", "parsl", "uvloop"),
)
PROCESSES = Suite(
    "processes",
    "Process workers beside their peers",
    ("process_overhead", "round_trip", "worker_start", "fan_out", "frame_steps", "array_pipeline"),
    ("headway", "dask", "distributed", "joblib", "loky", "mpire", "numpy", "pandas", "parsl", "ray"),
    "Two workers each. The hand-written ideal is `benchmarks/peers/ideal.py`: socket pairs, chunks in marshal, shared "
    "memory, and none of what a library owes its users.",
)
SUITES = {suite.name: suite for suite in (ENGINE, PROCESSES)}
