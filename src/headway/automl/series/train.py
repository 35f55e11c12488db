"""Forecasting of many series, from a table to an experiment."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter

import numpy as np
import pandas as pd

from headway.automl.series.backtest import finals_of, has_window, trials_of, usual_windows
from headway.automl.series.experiment import SeriesExperiment
from headway.automl.series.methods import CATALOGUE, chosen
from headway.automl.series.panel import Panel
from headway.automl.series.prepare import prepare
from headway.automl.series.problem import SeriesProblem, ask
from headway.automl.series.run import Work
from headway.automl.series.select import choose_policy


def train_series(
    frame: pd.DataFrame,
    *,
    target: str,
    time: str,
    series: str | Iterable[str] | None = None,
    horizon: int,
    gap: int = 0,
    budget_s: float | None = None,
    metric: str = "mase",
    season: int | Iterable[int] | None = None,
    level: float = 0.9,
    seed: int = 0,
    features: str | Iterable[str] | None = None,
    known: str | Iterable[str] | None = None,
    future: pd.DataFrame | None = None,
    aggregate: str = "mean",
    fill: str = "auto",
    freq: str | int | None = None,
    methods: str | Iterable[str] | None = None,
    windows: int | None = None,
) -> SeriesExperiment:
    """Forecast every series of a long table, by the methods that backtests choose for it. It blocks until it is done.

    Args:
        frame: a row for each time of each series, in any order.
        target: the column to forecast.
        time: the column of times: dates, or whole numbers.
        series: the columns that name a series; None where the table holds one.
        horizon: how many steps to forecast.
        gap: how many steps lie between a series' last point and its forecast.
        budget_s: seconds that all of it may take; None: as long as every method takes.
        metric: what is to be small: "mase", "rmsse" (both in units of the seasonal naive's errors), "mae", "rmse", "smape".
        season: steps a season, or several, the main one first; None: by the calendar, or by autocorrelation where times
            are whole numbers.
        level: the share of the future that intervals are to cover.
        seed: of what is random in methods. The same table, options and seed give the same forecast, unless the budget
            ends the work earlier.
        features: columns that may help; of these,
        known: are known for the future: in rows without a target after a series' last point, or in ``future``.
        future: times ahead with the known features.
        aggregate: how rows of one step become one: "mean", "sum", "median", "min", "max", "first", "last".
        fill: what a step without a value gets: "interpolate", "previous", "zero"; "auto" is zero for sums.
        freq: the step, as pandas names it ("D", "h", "W", "MS" …); a number where times are numbers; None: found out.
        methods: the names of those to try; None: all.
        windows: how many backtests of a horizon each; None: three, and more of short horizons.

    Raises:
        BadOption: an option without sense.
        UnknownColumn: a column that the table has not.
        BadTable: a table that can't be forecast from; the message says why, and what to do.
        MissingExtra: "series" is not installed.

    >>> days = pd.date_range("2024-01-01", periods=28)
    >>> frame = pd.DataFrame({"day": days, "sold": [5.0, 6, 7, 8, 9, 2, 1] * 4})
    >>> experiment = train_series(frame, target="sold", time="day", horizon=3, methods="SeasonalNaive")
    >>> experiment.forecast()["prediction"].tolist()
    [5.0, 6.0, 7.0]
    """
    began = perf_counter()
    problem = ask(
        target=target,
        time=time,
        series=series,
        horizon=horizon,
        gap=gap,
        season=season,
        metric=metric,
        level=level,
        features=features,
        known=known,
        aggregate=aggregate,
        fill=fill,
        freq=freq,
        methods=methods,
        windows=windows,
        budget_s=budget_s,
        seed=seed,
    )
    return train(problem, frame, future, began)


def train(problem: SeriesProblem, frame: pd.DataFrame, future: pd.DataFrame | None, began: float) -> SeriesExperiment:
    """The experiment of a problem; its budget began at ``began`` (seconds of ``perf_counter``)."""
    tried = chosen(problem.methods)
    panel = prepare(frame, problem, future)
    windows = windows_of(panel, problem)
    work = Work(panel, problem, tried, windows, began)
    work.run()
    return experiment_of(work, panel, problem, windows)


def windows_of(panel: Panel, problem: SeriesProblem) -> int:
    """How many windows the longest series has, of those that are wanted."""
    wanted = range(usual_windows(problem), 0, -1)
    return next((w for w in wanted if any(has_window(line, w, problem, panel.season) for line in panel.lines)), 0)


def experiment_of(work: Work, panel: Panel, problem: SeriesProblem, windows: int) -> SeriesExperiment:
    """The experiment of what has been done."""
    record = work.record.forecasts
    methods = tuple(name for name in CATALOGUE if any(record.get((name, w)) for w in range(windows + 1)))
    trials = trials_of(record, methods, max(windows, 1), panel, problem)
    policy, _ = choose_policy(trials)
    short = int((~np.isfinite(trials.actual).any(axis=(1, 2))).sum())
    many = "1 series is" if short == 1 else f"{short:,} series are"
    notes = (f"{many} too short for a backtest: methods are chosen by what is good for others",) if short else ()
    return SeriesExperiment(
        problem=problem,
        panel=panel,
        methods=methods,
        trials=trials,
        finals=finals_of(record, methods, len(panel.lines), problem.horizon),
        policy=policy,
        costs=work.costs,
        notes=(*panel.notes, *notes),
    )
