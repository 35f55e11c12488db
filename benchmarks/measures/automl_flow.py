"""What the four-line flow adds to the work itself, with learners that take no time."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.automl import arena, tables
from benchmarks.cell import Cell, Outcome
from benchmarks.results import Claim, Results, table

NAME, OURS = "automl_flow", "headway"
TABLES = ("titanic", "adult12k")
MOST_S = 0.5


def cells(quick: bool) -> list[Cell]:
    return [Cell(NAME, OURS, {"table": name, "repeats": 2 if quick else 7}, limit_s=180) for name in TABLES]


def measure(cell: Cell) -> Outcome:
    """Seconds of the flow, of the same by hand, and of their difference; after a warm-up run of each."""
    with TemporaryDirectory(prefix="automl", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        given = tables.give(cell.options["table"], folder)
        arena.ask(folder, {"target": given.target, "metric": given.metric, "repeats": cell.options["repeats"]})
        return arena.run(cell.interpreter or sys.executable, "benchmarks.automl.flow", folder).outcome


def section(results: Results) -> list[str]:
    rows = []
    for name in results.options(NAME, "table"):
        found = results.of(NAME, OURS, table=name)
        if found.trouble:
            rows.append([name, found.trouble, "—", "—"])
        else:
            rows.append([name, *(found.best_and_median(what) for what in ("flow_s", "work_s", "added_s"))])
    return [
        "## What the flow adds",
        "",
        "Seconds, best / median, in a process that has done it once: both tables uploaded, one candidate trained and "
        "predictions made with scikit-learn's `DummyClassifier`; and the same work by hand (pandas reads both tables, "
        "five folds and a last fit).",
        "",
        *table(["", "flow", "by hand", "added"], rows),
    ]


def claims(results: Results) -> list[Claim]:
    return [
        Claim(
            "bar",
            f"seconds that the flow adds with instant learners, {name}",
            {"best": results.of(NAME, OURS, table=name).best("added_s"),
             "median": results.of(NAME, OURS, table=name).median("added_s")},
            MOST_S,
            " s",
            strict=True,
        )
        for name in results.options(NAME, "table")
    ]  # fmt: skip
