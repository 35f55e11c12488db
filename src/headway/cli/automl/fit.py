"""``headway automl fit``: upload, set up, train, predict, with a leaderboard that grows while one looks."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from headway import Session, Task
from headway.cli.automl.board import Board
from headway.cli.files import check_new_file, check_table
from headway.cli.parsing import Parser, number, whole_number
from headway.cli.saying import say_json
from headway.errors import BadOption, HeadwayError, UsageError

if TYPE_CHECKING:
    from headway.automl import Experiment, Prediction

DESCRIPTION = """\
Train models on TRAIN.csv to predict one of its columns, and show a leaderboard while they come in. With --predict the
best one predicts another table. Without --budget or --max-models it takes a minute."""
EXAMPLE = """\
examples:
  headway automl fit train.csv --target Survived
  headway automl fit train.csv --target Survived --predict test.csv --out predictions.csv --report report.html
  headway automl fit train.csv --target price --metric mae --budget 120 --kind zip=categorical --save model.zip"""
SHOWN = 10  # models at the end


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway automl fit`` and give its exit status."""
    options = _parser().parse_all(argv)
    _check(options)
    try:
        return _carry_out(options)
    except BadOption as error:
        raise _as_written(error) from error


def _carry_out(options: Namespace) -> int:
    began = monotonic()
    board = Board(sys.stderr, options.budget, quiet=options.quiet)
    with Session(name="headway automl fit", progress=False), board:
        experiment_task, prediction_task = _start(options, board)
        experiment = experiment_task.result()
        prediction = None if prediction_task is None else prediction_task.result()
    _write(options, experiment, prediction)
    if options.json:
        return 0 if say_json(_summary(options, experiment, prediction, monotonic() - began), sys.stdout) else 1
    print(_text(options, experiment, prediction))
    return 0


def _as_written(error: BadOption) -> HeadwayError:
    """An option of the client as it is called on the command line."""
    option = "--" + error.option.removesuffix("_s").replace("_", "-")
    return UsageError(f"{option} {error.given}: expected {error.expected}") if option in _parser().names() else error


def _start(options: Namespace, board: Board) -> tuple[Task[Experiment], Task[Prediction] | None]:
    """The whole flow, called line by line."""
    from headway import automl

    client = automl.Client()
    table = client.upload(options.table)
    new = client.upload(options.predict) if options.predict else None
    if options.kind:
        table = client.setup(table, dict(options.kind))
    experiment = client.train(
        table,
        target=options.target,
        features=options.features,
        algorithms=options.algorithms,
        metric=options.metric,
        folds=options.folds,
        groups=options.groups,
        weights=options.weights,
        holdout=options.holdout,
        max_rows=options.max_rows,
        max_models=options.max_models,
        budget_s=options.budget,
        seed=options.seed,
        on_model=board.add,
    )
    if new is None:
        return experiment, None
    return experiment, client.predict(new, experiment, threshold_by=options.threshold_by, keep=options.keep or ())


def _parser() -> Parser:
    parser = Parser("headway automl fit", DESCRIPTION, EXAMPLE)
    parser.usage = "headway automl fit TRAIN.csv --target COLUMN [options]"
    add = parser.add_argument
    add("table", metavar="TRAIN.csv", help="the table to learn from")
    add("--target", metavar="COLUMN", required=True, help="the column to be predicted")
    add("--predict", metavar="TEST.csv", help="a table to be predicted by the best model")
    add("--out", metavar="FILE.csv", help="where the predictions go (with --predict; unset: predictions.csv)")
    add("--report", metavar="FILE.html", help="write a report: leaderboard, curves, importances, what ran")
    add("--save", metavar="FILE.zip", help="write the best model, for `headway automl predict`")
    add("--metric", default="auto", help="what is to be made best, such as auc, logloss, rmse, mae")
    add("--budget", metavar="SECONDS", type=number(0), help="how long it may take (unset: 60)")
    add("--max-models", metavar="N", type=whole_number(1), help="how many candidates are tried")
    add(
        "--max-rows", metavar="N", type=whole_number(100), help="how many rows at most are searched on, drawn by chance"
    )
    add("--algorithms", metavar="NAME,NAME", type=_words, help="such as GLM,LightGBM (unset: all installed)")
    add("--features", metavar="COLUMN,COLUMN", type=_words, help="the columns to predict from (unset: all others)")
    add("--keep", metavar="COLUMN,COLUMN", type=_words, help="columns of TEST.csv to stand beside the predictions")
    add("--kind", metavar="COLUMN=KIND", type=_kind, action="append", default=[], help="such as Pclass=categorical")
    add("--folds", metavar="N", type=whole_number(1), help="how many parts are held out in turn (unset: as it suits)")
    add("--groups", metavar="COLUMN", help="rows of one group stay together in a fold")
    add("--weights", metavar="COLUMN", help="the weight of each row")
    add("--holdout", metavar="SHARE", type=number(0, 1), default=0.0, help="rows kept out of it all, such as 0.2")
    add("--threshold-by", metavar="METRIC", help="of two classes, name the second so that f1, mcc, … is best")
    add("--seed", metavar="N", type=whole_number(0), default=0, help="of all that is drawn (unset: 0)")
    add("--json", action="store_true", help="a summary for machines, as one line on stdout")
    add("--quiet", action="store_true", help="no leaderboard while it runs")
    return parser


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _kind(text: str) -> tuple[str, str]:
    column, equals, kind = text.rpartition("=")
    if not equals or not column:
        raise UsageError(f"--kind {text}: write COLUMN=KIND, such as Pclass=categorical")
    return column, kind


def _check(options: Namespace) -> None:
    """Refuse what can't be carried out, before any work is done."""
    check_table(options.table)
    if options.predict:
        check_table(options.predict)
    for needs in ("out", "keep", "threshold_by"):
        if getattr(options, needs) and not options.predict:
            raise UsageError(f"--{needs.replace('_', '-')} is about predictions: name their table with --predict")
    if options.predict and not options.out:
        options.out = "predictions.csv"
    for option, suffix in (("out", ".csv"), ("report", ".html"), ("save", ".zip")):
        if getattr(options, option):
            check_new_file(f"--{option}", getattr(options, option), suffix)


def _write(options: Namespace, experiment: Experiment, prediction: Prediction | None) -> None:
    if prediction is not None:
        prediction.to_csv(options.out)
    if options.save:
        experiment.best_model.save(options.save)
    if options.report:
        from headway.automl.views import report

        report(experiment, prediction).save(options.report)


def _text(options: Namespace, experiment: Experiment, prediction: Prediction | None) -> str:
    """What people read at the end."""
    board = experiment.leaderboard.head(SHOWN)
    lines = [f"{experiment.metric:>24}  model"]
    lines += [f"{score:>24.5g}  {name}" for name, score in zip(board["model"], board["score"], strict=True)]
    more = len(experiment.leaderboard) - len(board)
    lines += [f"{'':>24}  and {more} more"] if more > 0 else []
    lines += [f"note: {note}" for note in experiment.notes]
    lines += [
        f"best model: {experiment.best_model.name}, {experiment.metric} {board['score'].iloc[0]:.5g} on rows it had not seen"
    ]
    if prediction is not None:
        lines.append(f"predictions: {options.out} ({len(prediction):,} rows)")
    for option in ("report", "save"):
        if path := getattr(options, option):
            lines.append(f"{'model' if option == 'save' else option}: {path}")
    return "\n".join(lines)


def _summary(
    options: Namespace, experiment: Experiment, prediction: Prediction | None, seconds: float
) -> dict[str, Any]:
    board = experiment.leaderboard
    return {
        "target": experiment.target,
        "type": experiment.type,
        "metric": experiment.metric,
        "best_model": experiment.best_model.name,
        "score": _finite(board["score"].iloc[0]),
        "leaderboard": [
            {"model": name, "score": _finite(score)} for name, score in zip(board["model"], board["score"], strict=True)
        ],
        "failed": experiment.plan.loc[experiment.plan["state"] == "failed", "candidate"].tolist(),
        "notes": list(experiment.notes),
        "seconds": round(seconds, 3),
        "predicted_rows": None if prediction is None else len(prediction),
        "files": {name: str(Path(path)) for name in ("out", "report", "save") if (path := getattr(options, name))},
    }


def _finite(score: float) -> float | None:
    return float(score) if abs(score) < float("inf") else None
