"""statsforecast's models, as every method on them uses them: the only file that imports that library."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from headway.automl.series.methods.base import Ask
from headway.automl.series.panel import Floats, Line
from headway.errors import MissingExtra


def models() -> Any:
    """The module of models. Raises MissingExtra where statsforecast is not installed."""
    try:
        import statsforecast.models
    except ModuleNotFoundError as error:
        raise MissingExtra("Forecasting", "series", error.name or "statsforecast") from error
    return statsforecast.models


def forecast(model: Any, line: Line, ask: Ask, *, with_known: bool = False) -> Floats:
    """The next values of a series by a model; the known features go along, if it takes them and they vary."""
    features = {}
    if with_known:
        past, ahead = line.known[: line.points], line.known[line.points : line.points + ask.steps]
        varying = np.ptp(past, axis=0) > 0
        if varying.any():
            features = {"X": past[:, varying], "X_future": ahead[:, varying]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a model tries on its way to a fit
        found = model.forecast(y=line.y, h=ask.steps, **features)
    return np.asarray(found["mean"], dtype=np.float64)
