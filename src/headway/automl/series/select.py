"""Which methods forecast each series, and how their forecasts become one: from backtests alone.

Each series ranks the methods by two things: how they did on its own past windows, and how they did on all series. Few
windows say little of one series, and all series say nothing of what is special in it. How much each counts, how many of
the best are combined, and whether by a weighted mean or a median, is itself chosen by backtest: windows are held out in
turn, the others choose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from headway.automl.series.measures import errors_of, without_nan
from headway.automl.series.panel import Floats

WITHIN = 2.0  # a method that is thought to do more than twice as badly as the best one is not combined with it
STEEPNESS = 4  # the power of its rank by which a method counts less
LEAST_RANK = 0.02  # nothing is better than that, or it would count alone
CAP = 5.0  # a method that does five times as badly as usual is bad: how much worse says nothing more
BEYOND_CHANCE = 2.5  # standard errors
CLEARLY = 0.03  # a policy has to be better than the usual one by this share, to be taken instead of it
Flags: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"
Indices: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"


@dataclass(frozen=True)
class Policy:
    """How methods are picked and combined.

    ``shared`` of the rank comes from all series, the rest from the series itself; the ``most`` best are combined by
    their mean, weighted by how good they are, or their median.
    """

    shared: float = 0.5
    most: int = 8
    by: str = "mean"

    def __str__(self) -> str:
        by = {"mean": "weighted mean", "median": "median"}[self.by]
        picked = f"the {by} of the {self.most} best" if self.most > 1 else "the best one"
        if self.shared >= 1:
            return f"{picked} on all series"
        return f"{picked} of each series" + (f" ({self.shared:.0%} by all series)" if self.shared else "")


USUAL = Policy()
SHARED, MOST, BY = (0.5, 0.3, 0.7, 1.0), (1, 3, 8), ("mean", "median")


@dataclass(frozen=True, eq=False)
class Trials:
    """What backtests gave: for series, windows and methods, the actual values and the forecasts.

    Attributes:
        actual: (series, windows, steps); NaN in windows that a series is too short for.
        forecast: (series, windows, methods, steps); NaN where there is none.
        scale: (series, windows), what errors are divided by.
    """

    metric: str
    actual: Floats
    forecast: Floats
    scale: Floats

    @property
    def errors(self) -> Floats:
        """(series, windows, methods); NaN where there is no forecast."""
        return errors_of(self.metric, self.actual[:, :, None, :], self.forecast, self.scale[:, :, None])


def relative(errors: Floats) -> Floats:
    """Errors in units of the usual method's in the same window of the same series: 1 is as good as most. NaN stays.

    >>> relative(np.array([[[1.0, 2.0, 40.0]]])).tolist()
    [[[0.5, 1.0, 5.0]]]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        usual = without_nan(np.nanmedian, errors)[..., None]
        parts = np.where(usual > 0, errors / usual, np.where(errors > 0, CAP, 1.0))
    return np.where(np.isnan(errors), np.nan, np.minimum(parts, CAP))


def ranking(parts: Floats, shared: float) -> Floats:
    """The rank of each method for each series, the smaller the better: (series, methods); infinite where nothing is known.

    ``parts``: relative errors (series, windows, methods).
    """
    own = without_nan(np.nanmean, parts.transpose(0, 2, 1))
    everyone = without_nan(np.nanmean, own.T)
    mixed = (1 - shared) * own + shared * everyone
    return np.where(np.isfinite(mixed), mixed, np.where(np.isfinite(everyone), everyone, np.inf))


def complete(forecast: Floats) -> Flags:
    """Whether a forecast is there: (…, steps) to (…)."""
    return np.asarray(np.isfinite(forecast).all(axis=-1))


def weights_of(rank: Floats, available: Flags, policy: Policy) -> Floats:
    """How much each method counts in the forecast of each series: (series, methods), each row 1 in all, or 0.

    The ``most`` best count that have a forecast and rank within twice the best one's, each by the fourth power of how
    good it is.

    >>> weights_of(np.array([[1.0, 2.0, 9.0]]), np.ones((1, 3), dtype=bool), Policy()).round(3).tolist()
    [[0.941, 0.059, 0.0]]
    """
    usable = np.where(available, np.maximum(rank, LEAST_RANK), np.inf)
    place = np.argsort(np.argsort(usable, axis=1, kind="stable"), axis=1, kind="stable")
    near = (place < policy.most) & (usable <= WITHIN * usable.min(axis=1, keepdims=True)) & np.isfinite(usable)
    weights = np.where(near, np.where(near, usable, 1.0) ** -STEEPNESS, 0.0)
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0))


def combined(forecast: Floats, weights: Floats, by: str) -> Floats:
    """One forecast a series: (series, methods, steps) and (series, methods) to (series, steps). NaN where none counts."""
    counts: Flags = np.asarray(weights > 0)
    if by == "median":
        return without_nan(np.nanmedian, np.where(counts[:, :, None], forecast, np.nan).transpose(0, 2, 1))
    summed = np.sum(np.where(counts[:, :, None], forecast, 0.0) * weights[:, :, None], axis=1)
    return np.where(weights.sum(axis=1, keepdims=True) > 0, summed, np.nan)


def held_out(trials: Trials, policy: Policy) -> Floats:
    """The combination's forecast of each window, picked by the other windows only: (series, windows, steps)."""
    parts = relative(trials.errors)
    found = np.full(trials.actual.shape, np.nan)
    for window in range(parts.shape[1]):
        others = np.delete(parts, window, axis=1)
        rank = ranking(others, policy.shared)
        forecast = trials.forecast[:, window]
        found[:, window] = combined(forecast, weights_of(rank, complete(forecast), policy), policy.by)
    return found


def choose_policy(trials: Trials) -> tuple[Policy, float]:
    """The policy that does best on held-out windows, and its error; the usual one where there are no two windows.

    How much comes from all series is what does best. Another number of methods, or the median, is taken only where it is
    clearly better: by a few per cent, and by far more than the series differ among themselves.
    """
    if trials.actual.shape[1] < 2:
        return USUAL, float("nan")
    mixed = {policy: _losses(trials, policy) for policy in (replace(USUAL, shared=shared) for shared in SHARED)}
    usual = min(mixed, key=lambda policy: _mean(mixed[policy]))
    others = (replace(usual, most=most, by=by) for most, by in product(MOST, BY) if most > 1 or by == "mean")
    losses = {policy: _losses(trials, policy) for policy in others}
    best = min(losses, key=lambda policy: _mean(losses[policy]))
    taken = best if _is_clearly_less(losses[best], mixed[usual]) else usual
    return taken, _mean({**losses, **mixed}[taken])


def _losses(trials: Trials, policy: Policy) -> Floats:
    """The error of a policy on the held-out windows of each series; NaN for those that have none."""
    errors = errors_of(trials.metric, trials.actual, held_out(trials, policy), trials.scale)
    return without_nan(np.nanmean, errors)


def _mean(losses: Floats) -> float:
    there = losses[np.isfinite(losses)]
    return float(there.mean()) if there.size else float("inf")


def _is_clearly_less(losses: Floats, usual: Floats) -> bool:
    """Whether errors of the same series are less, beyond what chance does: by the mean of their differences."""
    saved = (usual - losses)[np.isfinite(usual) & np.isfinite(losses)]
    if not saved.size or saved.mean() <= CLEARLY * _mean(usual):
        return False
    chance = float(saved.std(ddof=1)) / saved.size**0.5 if saved.size > 1 else 0.0
    return bool(saved.mean() > BEYOND_CHANCE * chance)
