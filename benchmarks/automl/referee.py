"""Gives a contestant its table without the answers, and scores what it has written."""

import csv
import os
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.automl import arena, scores, tables
from benchmarks.automl.contestants.base import Job
from benchmarks.cell import Cell, Outcome

CONTESTANTS = "benchmarks.automl.contestants"


def judged(cell: Cell) -> Outcome:
    """The score, seconds and megabytes of one library on one table with one seed."""
    load = os.getloadavg()[0]
    with TemporaryDirectory(prefix="automl", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        given = tables.give(cell.options["table"], folder)
        job = Job(
            str(given.train), str(given.test), given.target, given.task, given.metric, cell.options["budget_s"],
            cell.options["seed"],
        )  # fmt: skip
        arena.ask(folder, {"name": cell.peer, "job": asdict(job)})
        ran = arena.run(cell.interpreter or sys.executable, CONTESTANTS, folder)
        if "fit_s" not in ran.outcome:
            return ran.outcome
        score = scores.score(given.metric, given.answers, read(folder / "predictions.csv"))
    return {
        **ran.outcome, "metric": given.metric, "score": [score], "wall_s": [ran.wall_s],
        "peak_mb": [ran.peak_bytes / 1e6], "load": load, "date": date.today().isoformat(),
    }  # fmt: skip


def read(path: Path) -> dict[str, list[float]]:
    """Predictions by column."""
    with path.open(encoding="utf-8", newline="") as source:
        head, *rows = csv.reader(source)
    return {name: [float(row[index]) for row in rows] for index, name in enumerate(head)}
