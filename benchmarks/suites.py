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
        is_contest: each library has an environment of its own, and outcomes outlast the run: the folder of the suite's name has
            `environments` and `lasting`.
    """

    name: str
    title: str
    measures: tuple[str, ...]
    distributions: tuple[str, ...]
    remark: str = ""
    is_contest: bool = False


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
AUTOML = Suite(
    "automl",
    "AutoML beside its peers",
    ("automl_tables", "automl_budget", "automl_flow", "automl_memory"),
    ("headway",),
    "Two processors each, every library in a fresh process and an environment of its own; scores are computed by one "
    "function from the predictions that each has written.",
    is_contest=True,
)
OPTIMIZE = Suite(
    "optimize",
    "The optimisation toolkit beside its peers",
    ("optimize_handover", "optimize_sweep", "optimize_instances"),
    ("headway",),
    "Every library in a fresh process and an environment of its own.",
    is_contest=True,
)
SUITES = {suite.name: suite for suite in (ENGINE, PROCESSES, AUTOML, OPTIMIZE)}
