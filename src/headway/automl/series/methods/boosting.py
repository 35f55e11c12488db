"""Boosted trees on lags, learned from all series at once: the only file that imports mlforecast and LightGBM.

Each series is taken as its change over a season, scaled; the trees see its lags, the calendar, and the features. What is
known ahead they see as it is; what is not, as it was as many steps ago as the forecast goes, so that nothing of the
future is needed. Steps are forecast one after another, each from those before it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.series.methods.base import Ask
from headway.automl.series.panel import Floats, Line
from headway.errors import MissingExtra

MOST_NEAR = 24  # of the lags next to the forecast
LEAST_ROWS = 40  # to learn from, of a series
TREES = {
    "n_estimators": 250,
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_child_samples": 20,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.8,
}


@dataclass(frozen=True)
class Boosting:
    """LightGBM on the lags of all series; ``logs``: on those of their logarithms."""

    name: str
    logs: bool
    is_global: bool = True
    is_instant: bool = False
    takes_known: bool = True

    def load(self) -> object:
        """Import the libraries."""
        return _libraries()

    def refuses(self, line: Line, ask: Ask) -> str:
        """Why it can't learn from this series; empty where it can."""
        if self.logs and line.points and line.y.min() <= 0:
            return "has values of 0 or below"
        least = max(lags_of(ask.seasons)) + ask.season + LEAST_ROWS
        return f"needs {least} points" if line.points < least else ""

    def forecast(self, lines: Sequence[Line], ask: Ask) -> list[Floats]:
        """The next values of each series."""
        learner, forecaster = _libraries()
        model = forecaster.MLForecast(
            models={"trees": learner(**TREES, random_state=ask.seed, n_jobs=1, verbosity=-1, deterministic=True)},
            freq=1,
            lags=list(lags_of(ask.seasons)),
            target_transforms=[
                forecaster.target_transforms.Differences([ask.season]),
                forecaster.target_transforms.LocalStandardScaler(),
            ],
            num_threads=1,
        )
        history, ahead = _tables(lines, ask, self.logs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what its libraries will do one day
            model.fit(history, static_features=[])
            predicted = model.predict(ask.steps, X_df=ahead if ahead.shape[1] > 2 else None)
        values = predicted.sort_values(["unique_id", "ds"])["trees"].to_numpy(dtype=np.float64)
        with np.errstate(over="ignore"):
            found = np.exp(values) if self.logs else values
        return list(found.reshape(len(lines), ask.steps))


BOOSTING = Boosting("LightGBM", logs=False)
LOG_BOOSTING = Boosting("log LightGBM", logs=True)


def lags_of(seasons: tuple[int, ...]) -> tuple[int, ...]:
    """How many steps back the trees look: the last ones, and one and two seasons ago with their neighbours.

    >>> lags_of((4,))
    (1, 2, 3, 4, 5, 8)
    """
    season = seasons[0] if seasons else 1
    near = range(1, min(max(season + 1, 5), MOST_NEAR) + 1)
    far = [lag for length in seasons for lag in (length - 1, length, length + 1, 2 * length)]
    return tuple(sorted({*near, *(lag for lag in far if 0 < lag <= 400)}))


def _libraries() -> tuple[Any, Any]:
    try:
        import lightgbm
        import mlforecast
        import mlforecast.target_transforms
    except ModuleNotFoundError as error:
        raise MissingExtra("Forecasting with boosted trees", "series", error.name or "mlforecast") from error
    return lightgbm.LGBMRegressor, mlforecast


def _tables(lines: Sequence[Line], ask: Ask, logs: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The histories, and the features of the steps ahead, one below another; series are numbered as they come."""
    both = [_features(line, ask) for line in lines]
    history = pd.concat(
        [
            pd.DataFrame({"unique_id": number, "ds": np.arange(line.points), "y": np.log(line.y) if logs else line.y})
            for number, line in enumerate(lines)
        ],
        ignore_index=True,
    )
    ahead = pd.concat(
        [
            pd.DataFrame({"unique_id": number, "ds": np.arange(line.points, line.points + ask.steps)})
            for number, line in enumerate(lines)
        ],
        ignore_index=True,
    )
    for name in both[0]:
        history[name] = np.concatenate([found[name][: line.points] for found, line in zip(both, lines, strict=True)])
        ahead[name] = np.concatenate([found[name][line.points :] for found, line in zip(both, lines, strict=True)])
    return history, ahead


def _features(line: Line, ask: Ask) -> dict[str, Floats]:
    """What is known of every step up to the last one ahead: the calendar, known features, past ones as they were then."""
    whole = line.points + ask.steps
    found = dict(ask.grid.calendar(np.arange(line.start, line.start + whole)))
    for number in range(line.known.shape[1]):
        found[f"known {number}"] = line.known[:whole, number]
    for number in range(line.past.shape[1]):
        before = np.full(ask.steps, line.past[0, number])
        found[f"past {number}"] = np.concatenate([before, line.past[:, number]])[:whole]
    return found
