"""What needs no library and no time, and is hard to beat: the last value, the last season, the mean, the straight line."""

from __future__ import annotations

import numpy as np

from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line


def seasonal_naive(line: Line, ask: Ask) -> Floats:
    """The last season again; the last value where the series is shorter than a season."""
    season = ask.season if line.points >= ask.season else 1
    return np.resize(line.y[-season:], ask.steps)


def naive(line: Line, ask: Ask) -> Floats:
    """The last value again."""
    return np.full(ask.steps, line.y[-1])


def mean(line: Line, ask: Ask) -> Floats:
    """The mean of the last two seasons, of ten points at least."""
    return np.full(ask.steps, line.y[-max(2 * ask.season, 10) :].mean())


def drift(line: Line, ask: Ask) -> Floats:
    """The straight line through the first and the last value, goes on."""
    slope = (line.y[-1] - line.y[0]) / (line.points - 1)
    return np.asarray(line.y[-1] + slope * np.arange(1, ask.steps + 1))


def _nothing() -> None:
    """No library is needed."""


SEASONAL_NAIVE = Local("SeasonalNaive", seasonal_naive, lambda ask: 1, _nothing, is_instant=True)
NAIVE = Local("Naive", naive, lambda ask: 1, _nothing, is_instant=True)
MEAN = Local("Mean", mean, lambda ask: 1, _nothing, is_instant=True)
DRIFT = Local("Drift", drift, lambda ask: 2, _nothing, is_instant=True)
