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
    """The next values of a series by a model; the known features go along, if it takes them."""
    features = {}
    if with_known:
        past, ahead = line.known[: line.points], line.known[line.points : line.points + ask.steps]
        taken = independent(past)
        if taken:
            features = {"X": past[:, taken], "X_future": ahead[:, taken]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a model tries on its way to a fit
        found = model.forecast(y=line.y, h=ask.steps, **features)
    return np.asarray(found["mean"], dtype=np.float64)


def independent(features: Floats) -> list[int]:
    """The columns that say something new beside those before them and a constant: a regression needs no others.

    >>> independent(np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 3.0], [1.0, 0.0, 3.0]]))
    [0]
    """
    centred = features - features.mean(axis=0)
    taken: list[int] = []
    for column in range(features.shape[1]):
        rest = centred[:, column]
        if taken:
            rest = rest - centred[:, taken] @ np.linalg.lstsq(centred[:, taken], rest, rcond=None)[0]
        if np.linalg.norm(rest) > 1e-8 * max(1.0, float(np.linalg.norm(features[:, column]))):
            taken.append(column)
    return taken
