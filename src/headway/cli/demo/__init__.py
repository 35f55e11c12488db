"""``headway demo``: a real data set, several models, the best predicts; side by side, and one after another."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from headway.cli.outputs import check_outputs, write_outputs
from headway.cli.parsing import Parser, whole_number
from headway.cli.saying import say_json
from headway.errors import MissingExtra, UsageError

if TYPE_CHECKING:
    from headway.cli.demo.comparison import Comparison

DESCRIPTION = """\
Upload two tables of real images of handwritten digits, train models on the one, let the best read the other: first side by
side, then the same calls one after another, so that what is saved is measured. Takes about half a minute on two cores."""
EXAMPLE = """\
examples:
  headway demo
  headway demo --keep demo --report report.html
  headway demo --json"""
IMAGES = 1_797  # what scikit-learn brings
FILES = ("train.csv", "forecast.csv", "predictions.csv", "report.html", "timeline.svg")


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway demo`` and give its exit status."""
    options = _parser().parse_all(argv)
    _check_extra()
    outputs = check_outputs(options.report)
    folder = _folder(options.keep)
    from headway.cli.demo.comparison import compare
    from headway.cli.demo.text import text

    found = compare(folder, options.rows)
    went_well = write_outputs(outputs, found.timeline, lambda words: print(words, file=sys.stderr))
    went_well = (say_json(_summary(found), sys.stdout) if options.json else _print(text(found))) and went_well
    return 0 if went_well and found.is_same else 1


def _parser() -> Parser:
    parser = Parser("headway demo", DESCRIPTION, EXAMPLE)
    add = parser.add_argument
    add("--json", action="store_true", help="a summary for machines, as one line on stdout")
    add("--report", metavar="FILE", action="append", default=[], help="one more report: .html, .json, .txt, .svg")
    add("--rows", metavar="N", type=whole_number(200, IMAGES), default=IMAGES, help=f"use fewer than {IMAGES:,} images")
    add("--keep", metavar="DIR", help="the folder for tables, report and picture (unset: a temporary one)")
    return parser


def _check_extra() -> None:
    for module, distribution in (("sklearn", "scikit-learn"), ("pandas", "pandas"), ("lightgbm", "lightgbm")):
        if find_spec(module) is None:
            raise MissingExtra("headway demo", "automl", distribution)


def _folder(wanted: str | None) -> Path:
    """The folder to write into; never over files that are there."""
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="headway-demo-"))
    folder = Path(os.path.abspath(wanted))
    there = [name for name in FILES if (folder / name).exists()]
    if there:
        raise UsageError(
            f"--keep {wanted}: {there[0]} is there already, and the demo would overwrite it; name a new folder"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise UsageError(f"--keep {wanted}: can't write there: {error.strerror}") from error


def _summary(found: Comparison) -> dict[str, object]:
    """What ``--json`` says: seconds, counts, and the metric by its name."""
    report = found.report
    return {
        "makespan_s": found.side_by_side_s,
        "sequential_s": found.one_after_another_s,
        "sequential_cpu_s": found.one_after_another_cpu_s,
        "speed_up": found.speed_up,
        "critical_path_s": report["critical_path_s"],
        "lower_bound_s": report["lower_bound_s"],
        "tasks": report["tasks"],
        "workers": report["workers"],
        "cores": report["cores"],
        "leaderboard": found.experiment.leaderboard[["model", "score"]].to_dict("records"),
        "native_threads_per_task": 1,
        "metric": "accuracy",
        "best_model": found.best,
        "score": found.held_out_accuracy,
        "forecast_score": found.forecast_accuracy,
        "is_same_prediction": found.is_same,
        "files": {Path(name).stem: str(found.folder / name) for name in FILES},
    }


def _print(words: str) -> bool:
    print(words)
    return True
