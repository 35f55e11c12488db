"""The same job twice, timed: side by side, and one call after another.

Both runs find everything imported, but for the workers of the first, which have to start; and both compute with one native
thread a task. The second is the debug mode (``on="inline"``): each call runs to its end before it returns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from headway import Session
from headway.automl import Experiment, Prediction
from headway.automl.views import report as automl_report
from headway.cli.demo.flow import flow
from headway.cli.demo.tables import write_tables
from headway.core.timeline import Timeline
from headway.faces import Report, gantt
from headway.faces.wording import duration


@dataclass(frozen=True)
class Comparison:
    """What the two runs took (wall-clock seconds), and whether they came to the same.

    ``labelled`` of the ``rows`` images were trained on. The accuracies are shares of images read correctly: of those
    held out, by which the best model was chosen, and of the new ones.
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
    experiment: Experiment
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
    with Session(name="headway demo") as session:
        (experiment, prediction), tasks_s = _timed(lambda: flow(*tables))
    print("headway: now the same calls one after another, to compare …", file=sys.stderr, flush=True)
    began_cpu_s = process_time()
    with Session(name="one after another", on="inline", progress=False):
        (plain, plain_prediction), plain_s = _timed(lambda: flow(*tables))
    plain_cpu_s = process_time() - began_cpu_s
    prediction.to_csv(folder / "predictions.csv")
    automl_report(experiment, prediction).save(folder / "report.html")
    timeline = _with_measured(session.report().timeline, tasks_s, plain_s)
    gantt(timeline).save(folder / "timeline.svg")
    return Comparison(
        folder=folder,
        rows=rows,
        labelled=rows - len(truth),
        side_by_side_s=tasks_s,
        one_after_another_s=plain_s,
        one_after_another_cpu_s=plain_cpu_s,
        best=experiment.best_model.name,
        held_out_accuracy=float(experiment.leaderboard["score"].iloc[0]),
        forecast_accuracy=float(np.mean(prediction.values == truth)),
        is_same=_is_same(experiment, plain) and np.array_equal(prediction.values, plain_prediction.values),
        experiment=experiment,
        timeline=timeline,
        report=Report(timeline).json(),
    )


def _is_same(one: Experiment, other: Experiment) -> bool:
    """Whether two leaderboards have the same models and scores."""
    return bool(one.leaderboard[["model", "score"]].equals(other.leaderboard[["model", "score"]]))


def _with_measured(timeline: Timeline, tasks_s: float, plain_s: float) -> Timeline:
    """The run with a note of what one after another really took: a report by itself can only add up seconds."""
    note = (
        f"one after another, measured by running it so: {duration(plain_s)}, and side by side {duration(tasks_s)}: "
        f"{plain_s / tasks_s:.2f} × as fast. What this report reckons is more where tasks shared cores, for that "
        "made each of them slower"
    )
    return replace(timeline, notes=(*timeline.notes, note))


def _timed(
    job: Callable[[], tuple[Experiment, Prediction]],
) -> tuple[tuple[Experiment, Prediction], float]:
    began = perf_counter()
    done = job()
    return done, perf_counter() - began
