"""How far a forecast is off. Every measure is an error: the smaller the better, 0 where all is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from headway.automl.series.panel import Floats

SCALED = ("mase", "rmsse")  # in units of the seasonal naive's own errors, so that series of any size compare


def scale_of(y: Floats, season: int, metric: str) -> float:
    """What the errors of a series are divided by: the mean (root mean square for rmsse) change over a season in its past.

    Where that is 0 or too short to have any, the change of one step; 1 where nothing ever changed, and for measures that
    are not scaled.

    >>> scale_of(np.array([1.0, 2.0, 3.0, 6.0]), 2, "mase"), scale_of(np.ones(9), 2, "mase")
    (3.0, 1.0)
    """
    if metric not in SCALED:
        return 1.0
    for lag in (season, 1):
        changes = np.abs(y[lag:] - y[:-lag]) if len(y) > lag else np.zeros(0)
        size = float(np.sqrt(np.mean(changes**2)) if metric == "rmsse" else changes.mean()) if len(changes) else 0.0
        if size > 0:
            return size
    return 1.0


def errors_of(metric: str, actual: Floats, forecast: Floats, scale: float | Floats = 1.0) -> Floats:
    """The error of forecasts of shape (…, steps), one number each. Scaled measures are divided by ``scale``.

    >>> errors_of("mae", np.array([1.0, 2.0]), np.array([[1.0, 2.0], [2.0, 4.0]])).tolist()
    [0.0, 1.5]
    >>> round(float(errors_of("smape", np.array([100.0]), np.array([50.0]))), 3)
    66.667
    """
    off = np.abs(actual - forecast)
    if metric == "smape":
        size = np.abs(actual) + np.abs(forecast)
        return np.asarray(200.0 * np.mean(np.divide(off, size, out=np.zeros_like(off), where=size > 0), axis=-1))
    mean = np.sqrt(np.mean(off**2, axis=-1)) if metric in ("rmse", "rmsse") else np.mean(off, axis=-1)
    return np.asarray(mean / scale)


def without_nan(reduce: Callable[..., Any], values: Floats) -> Floats:
    """A reduction of the last axis (``np.nanmean`` or the like); NaN, without a warning, where there is nothing but NaN.

    >>> without_nan(np.nanmean, np.array([[1.0, np.nan], [np.nan, np.nan]])).tolist()
    [1.0, nan]
    """
    empty = np.asarray(np.isnan(values).all(axis=-1))
    return np.where(empty, np.nan, reduce(np.where(empty[..., None], 0.0, values), axis=-1))
