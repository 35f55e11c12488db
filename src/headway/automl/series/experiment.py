"""What came of forecasting many series: leaderboard, scores, backtests, and the forecast itself with its intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.series.final import fitted_again, panel_with
from headway.automl.series.intervals import Spread, spread_of
from headway.automl.series.measures import errors_of, scale_of, without_nan
from headway.automl.series.panel import Floats, Line, Panel
from headway.automl.series.problem import METRICS, SeriesProblem
from headway.automl.series.select import (
    Indices,
    Policy,
    Trials,
    combined,
    complete,
    held_out,
    ranking,
    relative,
    weights_of,
)
from headway.errors import BadOption, UnknownColumn

COMBINATION = "Combination"
TRUSTED = ("Theta", "ETS", "SeasonalNaive")  # where there is no backtest to go by


@dataclass(frozen=True)
class MethodCost:
    """What a method took: seconds, forecasts made, and what there is to say of it."""

    seconds: float = 0.0
    fits: int = 0
    note: str = ""


@dataclass(frozen=True, eq=False)
class SeriesExperiment:
    """Forecasts of many series, how they were chosen, and how good they would have been.

    Attributes:
        problem: what was asked.
        panel: the series as they were forecast: regular, without holes.
        methods: the names of the methods that were tried; the arrays' columns.
        trials: the backtests: (series, windows, methods, steps).
        finals: the forecasts of the future: (series, methods, horizon); NaN where there is none.
        policy: how methods are picked and combined.
        costs: what each method took, also those that were left out.
        notes: what was done to the table, and what there is to know of the result.
    """

    problem: SeriesProblem
    panel: Panel
    methods: tuple[str, ...]
    trials: Trials
    finals: Floats
    policy: Policy
    costs: Mapping[str, MethodCost]
    notes: tuple[str, ...] = ()

    @cached_property
    def series(self) -> tuple[tuple[Any, ...], ...]:
        """What names each series: the values of its series columns; ``()`` where there is one without a name."""
        return tuple(line.key for line in self.panel.lines)

    @cached_property
    def rank(self) -> Floats:
        """(series, methods): the smaller, the better a method is thought to be for a series.

        Where no series was long enough for a backtest, a few that are seldom far off come first.
        """
        found = ranking(relative(self.trials.errors), self.policy.shared)
        if np.isfinite(found).any():
            return found
        trusted = [float(TRUSTED.index(name)) if name in TRUSTED else np.inf for name in self.methods]
        return np.tile(trusted, (len(self.series), 1))

    @cached_property
    def weights(self) -> Floats:
        """(series, methods): how much each method counts in the forecast of each series; all 0 where none has one."""
        return weights_of(self.rank, complete(self.finals), self.policy)

    @cached_property
    def held_out(self) -> Floats:
        """(series, windows, steps): the combination's backtests, each window picked by the others."""
        if self.trials.actual.shape[1] > 1:
            return held_out(self.trials, self.policy)
        only = self.trials.forecast[:, 0]
        return combined(only, weights_of(self.rank, complete(only), self.policy), self.policy.by)[:, None]

    @cached_property
    def spread(self) -> Spread:
        """How far off forecasts are: what intervals are made of."""
        return spread_of(self.trials.actual - self.held_out, self.panel)

    # --- tables -----------------------------------------------------------------------------------------------------

    @cached_property
    def leaderboard(self) -> pd.DataFrame:
        """A row for each method and for the combination, the best first.

        ``score`` is the mean error over series and windows; ``relative`` the mean error in units of the usual method's on
        the same window, which compares methods that were not tried on the same ones; ``chosen`` for how many series it is
        used.
        """
        errors, parts = self.trials.errors, self._parts
        rows = [self._row(name, errors[:, :, at], parts[:, :, at]) for at, name in enumerate(self.methods)]
        rows += [{"method": name, "note": cost.note} for name, cost in self.costs.items() if name not in self.methods]
        rows.append(self._row_of_combination())
        table = pd.DataFrame(rows, columns=["method", "score", "relative", "windows", "chosen", "seconds", "note"])
        table = table.astype({"windows": "Int64", "chosen": "Int64"})
        return table.sort_values(["relative", "score"], kind="stable", ignore_index=True)

    @cached_property
    def _parts(self) -> Floats:
        return relative(self.trials.errors)

    def _row(self, name: str, errors: Floats, parts: Floats) -> dict[str, Any]:
        cost, at = self.costs.get(name, MethodCost()), self.methods.index(name)
        return {
            "method": name,
            "score": _mean(errors),
            "relative": _mean(parts),
            "windows": int(np.isfinite(errors).any(axis=0).sum()),
            "chosen": int((self.weights[:, at] > 0).sum()),
            "seconds": round(cost.seconds, 3),
            "note": cost.note,
        }

    def _row_of_combination(self) -> dict[str, Any]:
        errors = self._errors_of_combination(self.problem.metric)
        usual = relative(np.concatenate([self.trials.errors, errors[:, :, None]], axis=2))[:, :, -1]
        return {
            "method": COMBINATION,
            "score": _mean(errors),
            "relative": _mean(usual),
            "windows": int(np.isfinite(errors).any(axis=0).sum()),
            "chosen": len(self.series),
            "seconds": 0.0,
            "note": str(self.policy),
        }

    def _errors_of_combination(self, metric: str) -> Floats:
        return errors_of(metric, self.trials.actual, self.held_out, self._scale(metric))

    def _scale(self, metric: str) -> Floats:
        if metric == self.problem.metric:
            return self.trials.scale
        own = np.array([scale_of(line.y, self.panel.season, metric) for line in self.panel.lines])
        return np.repeat(own[:, None], self.trials.scale.shape[1], axis=1)

    @property
    def best_method(self) -> str:
        """The single method that did best over all series."""
        return str(next(name for name in self.leaderboard["method"] if name in self.methods))

    @property
    def score(self) -> float:
        """The combination's mean error on held-out windows; NaN where no series was long enough for one."""
        return _mean(self._errors_of_combination(self.problem.metric))

    def scores(self, metric: str | None = None) -> pd.DataFrame:
        """The mean error of each method (and of the combination) for each series: a row a series."""
        metric = _known_metric(metric or self.problem.metric)
        scale = self._scale(metric)
        errors = errors_of(metric, self.trials.actual[:, :, None, :], self.trials.forecast, scale[:, :, None])
        both = np.concatenate([self._errors_of_combination(metric)[:, :, None], errors], axis=2)
        columns = [COMBINATION, *self.methods]
        means = without_nan(np.nanmean, both.transpose(0, 2, 1))
        return pd.DataFrame({**self._keys(np.arange(len(self.series))), **dict(zip(columns, means.T, strict=True))})

    @property
    def choices(self) -> pd.DataFrame:
        """The methods that each series' forecast combines, the most important first: a row a series."""
        named = [
            ", ".join(self.methods[at] for at in np.argsort(-own, kind="stable") if own[at] > 0) for own in self.weights
        ]
        points = [line.points for line in self.panel.lines]
        return pd.DataFrame({**self._keys(np.arange(len(self.series))), "points": points, "methods": named})

    @property
    def backtest(self) -> pd.DataFrame:
        """The combination's forecasts of the past, beside what happened: a row for each series, window and step."""
        order = np.isfinite(self.trials.actual[:, ::-1])  # the earliest window first
        number, earlier, step = np.nonzero(order)
        window = self.trials.actual.shape[1] - earlier
        ends = np.array([line.end for line in self.panel.lines])
        at = (number, window - 1, step)
        return pd.DataFrame(
            {
                **self._keys(number),
                self.problem.time: self.panel.grid.times(ends[number] - window * self.problem.horizon + step),
                "window": window,
                "actual": self.trials.actual[at],
                "prediction": self.held_out[at],
            }
        )

    def history(self, key: Any = None) -> pd.DataFrame:
        """The values of one series (``key``: its name, or the tuple of its names), or of all, as they were forecast from."""
        numbers = range(len(self.series)) if key is None else [self._number(key)]
        lines = [(number, self.panel.lines[number]) for number in numbers]
        steps = [np.arange(line.start, line.end) for _, line in lines]
        where = np.repeat([number for number, _ in lines], [line.points for _, line in lines])
        times = self.panel.grid.times(np.concatenate(steps))
        values = np.concatenate([line.y for _, line in lines])
        return pd.DataFrame({**self._keys(where), self.problem.time: times, self.problem.target: values})

    def _number(self, key: Any) -> int:
        wanted = key if isinstance(key, tuple) else (key,)
        for number, own in enumerate(self.series):
            if own == wanted or tuple(map(str, own)) == tuple(map(str, wanted)):
                return number
        known = tuple(line.name for line in self.panel.lines)
        raise UnknownColumn(" / ".join(map(str, wanted)), known, "the series")

    def _keys(self, numbers: Sequence[int] | Indices) -> dict[str, Any]:
        """The series columns, for rows of these series."""
        return {
            name: pd.Series([self.series[number][at] for number in numbers]).infer_objects()
            for at, name in enumerate(self.problem.series)
        }

    # --- the forecast -----------------------------------------------------------------------------------------------

    def forecast(
        self, horizon: int | None = None, *, future: pd.DataFrame | None = None, level: float | None = None
    ) -> pd.DataFrame:
        """The forecast: a row for each series and step, with ``prediction``, ``lower`` and ``upper``.

        Up to the horizon that was trained for it is there at once. A longer one, or one with a ``future`` (the times
        ahead, with the features that are known then), fits the chosen methods again, here and now.

        Args:
            horizon: steps; the trained one if None.
            future: a table of the series columns, times and known features, for every step up to the horizon.
            level: the share of the future that intervals are to cover, in the long run; the trained one if None.

        Raises:
            BadOption: a horizon below 1, a level that is no share.
            BadTable: a future that misses a step or a feature.
        """
        steps = self.problem.horizon if horizon is None else _checked_horizon(horizon)
        share = self.problem.level if level is None else _checked_level(level)
        if future is None and steps <= self.problem.horizon and self.weights.any(axis=1).all():
            values = combined(self.finals, self.weights, self.policy.by)[:, :steps]
            return self._forecast_frame(self.panel.lines, values, share)
        panel = panel_with(self.panel, self.problem, future)
        refit = fitted_again(panel, self.problem, steps, self.methods, self.rank, self.policy)
        return self._forecast_frame(panel.lines, refit, share)

    def _forecast_frame(self, lines: Sequence[Line], values: Floats, level: float) -> pd.DataFrame:
        series, steps = values.shape
        numbers = np.repeat(np.arange(series), steps)
        ahead = np.concatenate([line.end + self.problem.gap + np.arange(steps) for line in lines])
        half = self.spread.half_width(steps, level)
        floors = np.array([0.0 if line.y.min() >= 0 else -np.inf for line in lines])[:, None]
        return pd.DataFrame(
            {
                **self._keys(numbers),
                self.problem.time: self.panel.grid.times(ahead),
                "prediction": values.ravel(),
                "lower": np.maximum(values - half, np.minimum(floors, values)).ravel(),
                "upper": (values + half).ravel(),
            }
        )

    def __repr__(self) -> str:
        shown = f"{self.score:.4g}" if np.isfinite(self.score) else "no backtest"
        many = "1 series" if len(self.series) == 1 else f"{len(self.series):,} series"
        return f"<SeriesExperiment of {many}, {self.problem.metric} {shown}: {self.policy}>"


def _mean(values: Floats) -> float:
    there = values[np.isfinite(values)]
    return float(there.mean()) if there.size else float("nan")


def _known_metric(metric: str) -> str:
    if metric not in METRICS:
        raise BadOption("metric", metric, f"one of {', '.join(METRICS)}")
    return metric


def _checked_horizon(horizon: object) -> int:
    if isinstance(horizon, bool) or not isinstance(horizon, (int, np.integer)) or horizon < 1:
        raise BadOption("horizon", horizon, "a whole number of steps, 1 or more")
    return int(horizon)


def _checked_level(level: object) -> float:
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0 < level < 1:
        raise BadOption("level", level, "a share between 0 and 1, such as 0.9")
    return float(level)
