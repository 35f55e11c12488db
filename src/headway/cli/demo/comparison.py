"""The same job twice, timed: as tasks, and as plain calls.

Both runs find everything imported, and both compute with one native thread a task: with as many as there are cores,
tasks side by side would take them from each other. The plain run comes second, when every cache is warm; what that
changes is in its favour.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from headway import Session
from headway.cli.demo.flow import Candidate, one_after_another, side_by_side
from headway.cli.demo.tables import write_tables
from headway.core.timeline import Timeline
from headway.faces import Report, gantt
from headway.faces.wording import duration


@dataclass(frozen=True)
class Comparison:
    """What the two runs took (wall-clock seconds), and whether they came to the same.

    ``labelled`` of the ``rows`` images were trained on. The accuracies are shares of images read correctly: of those
    held out of training, by which the best model was chosen, and of the new ones.
    """

    folder: Path
    rows: int
    labelled: int
    side_by_side_s: float
    one_after_another_s: float
    one_after_another_cpu_s: float
    best: str
    held_out_accuracy: float
    forecast_accuracy: float
    is_same: bool
    timeline: Timeline
    report: dict[str, Any]

    @property
    def speed_up(self) -> float:
        """How many times as fast the tasks were."""
        return self.one_after_another_s / self.side_by_side_s

    @property
    def is_disturbed(self) -> bool:
        """Whether the plain run, which does nothing but compute, often had to wait for a core."""
        return self.one_after_another_s > 1.1 * self.one_after_another_cpu_s


def compare(folder: Path, rows: int) -> Comparison:
    """Write the tables into a folder, do the job both ways, and leave predictions, report and picture there."""
    truth = write_tables(folder, rows)
    tables = folder / "train.csv", folder / "forecast.csv"
    with threadpool_limits(limits=1):
        with Session(name="headway demo") as session:
            (best, predictions), tasks_s = _timed(side_by_side, *tables)
        print("headway: now the same functions one after another, to compare …", file=sys.stderr, flush=True)
        began_cpu_s = process_time()
        (plain_best, plain_predictions), plain_s = _timed(one_after_another, *tables)
        plain_cpu_s = process_time() - began_cpu_s
    pd.DataFrame({"digit": predictions}).to_csv(folder / "predictions.csv", index=False)
    timeline = _with_measured(session.report().timeline, tasks_s, plain_s)
    report = Report(timeline)
    report.save(folder / "report.html")
    gantt(timeline).save(folder / "timeline.svg")
    return Comparison(
        folder=folder,
        rows=rows,
        labelled=rows - len(truth),
        side_by_side_s=tasks_s,
        one_after_another_s=plain_s,
        one_after_another_cpu_s=plain_cpu_s,
        best=best.name,
        held_out_accuracy=best.accuracy,
        forecast_accuracy=float(np.mean(predictions == truth)),
        is_same=best.name == plain_best.name and np.array_equal(predictions, plain_predictions),
        timeline=timeline,
        report=report.json(),
    )


def _with_measured(timeline: Timeline, tasks_s: float, plain_s: float) -> Timeline:
    """The run with a note of what one after another really took: a report by itself can only add up seconds."""
    note = (
        f"one after another, measured by running it so: {duration(plain_s)}, and side by side {duration(tasks_s)}: "
        f"{plain_s / tasks_s:.2f} × as fast. What this report reckons is more where tasks shared cores, for that "
        "made each of them slower"
    )
    return replace(timeline, notes=(*timeline.notes, note))


def _timed(
    job: Callable[[Path, Path], tuple[Candidate, Any]], train_csv: Path, forecast_csv: Path
) -> tuple[tuple[Candidate, Any], float]:
    began = perf_counter()
    done = job(train_csv, forecast_csv)
    return done, perf_counter() - began
