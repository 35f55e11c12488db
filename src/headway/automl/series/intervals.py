"""Prediction intervals from backtests, by split conformal prediction.

The residuals of held-out windows, each in units of what its series errs at that step in its other windows, are taken to
be alike over series; an interval is as wide as ``level`` of them, with the correction for their number ((n + 1) · level of n). How
errors grow with the steps is a power of the step, fitted to the residuals. Nothing is assumed of their distribution;
that the future errs as the past did, is. Windows that take part in choosing methods are held out from it in turn, so that
residuals are those of forecasts of the unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from headway.automl.series.measures import scale_of
from headway.automl.series.panel import Floats, Panel

SHRINK = 10  # residuals: with so many of its own a series counts as much as all series together
STEEPEST = 1.0  # errors grow no faster than the steps


@dataclass(frozen=True, eq=False)
class Spread:
    """How far off forecasts are.

    Attributes:
        usual: (series,) the usual error of the first step.
        power: errors grow with the step to this power.
        alike: residuals in units of the usual error of their series and step, in order.
    """

    usual: Floats
    power: float
    alike: Floats

    def half_width(self, steps: int, level: float) -> Floats:
        """Half of the interval's width: (series, steps).

        >>> Spread(np.array([2.0]), 0.5, np.arange(10.0)).half_width(4, 0.5)[0].round(2).tolist()
        [10.0, 14.14, 17.32, 20.0]
        """
        growth = np.arange(1, steps + 1, dtype=np.float64) ** self.power
        return np.asarray(self.usual[:, None] * growth * quantile(self.alike, level))


def quantile(ordered: Floats, level: float) -> float:
    """The smallest residual that is at least as large as ``level`` of as many as these and one more.

    >>> quantile(np.arange(1.0, 20.0), 0.9)
    18.0
    """
    return float(ordered[min(len(ordered), ceil((len(ordered) + 1) * level)) - 1])


def spread_of(residuals: Floats, panel: Panel) -> Spread:
    """The spread of residuals of shape (series, windows, steps), NaN where there are none.

    Series of no window at all (all too short) err as much as their own values change from step to step.
    """
    sizes = np.array([0.0 if np.ptp(line.y) == 0 else scale_of(line.y, 1, "mase") for line in panel.lines])
    off = np.abs(residuals) / np.where(sizes > 0, sizes, np.nan)[:, None, None]
    if not np.isfinite(off).any():
        return Spread(sizes, 0.5, _changes(panel))
    power = _power(off)
    off = off / np.arange(1, off.shape[2] + 1) ** power
    there = np.isfinite(off)
    count, total = there.sum(axis=2), np.where(there, off, 0.0).sum(axis=2)
    everyone = max(float(total.sum() / count.sum()), 1e-12)
    # A window is measured by what its series errs at in the others, as the future is by all of them.
    others = _shrunk(total.sum(axis=1, keepdims=True) - total, count.sum(axis=1, keepdims=True) - count, everyone)
    own = _shrunk(total.sum(axis=1), count.sum(axis=1), everyone)
    return Spread(sizes * own, power, np.sort((off / others[:, :, None])[there]))


def _shrunk(total: Floats, count: Any, everyone: float) -> Floats:
    """Means, drawn towards everyone's the more, the fewer they are of."""
    return np.asarray((total + SHRINK * everyone) / (count + SHRINK))


def _power(off: Floats) -> float:
    """The power of the step with which mean residuals grow."""
    steps = off.shape[2]
    means = np.array(
        [np.mean(at[np.isfinite(at)]) if np.isfinite(at).any() else np.nan for at in off.transpose(2, 0, 1)]
    )
    there = np.isfinite(means) & (means > 0)
    if there.sum() < 3:
        return 0.5
    log_step = np.log(np.arange(1, steps + 1)[there])
    centred = log_step - log_step.mean()
    slope = float(np.sum(centred * np.log(means[there])) / np.sum(centred**2))
    return min(max(slope, 0.0), STEEPEST)


def _changes(panel: Panel) -> Floats:
    """The changes of one step, in units of the mean one, of all series: in order."""
    changes = [np.abs(np.diff(line.y)) for line in panel.lines if line.points > 1 and np.ptp(line.y) > 0]
    parts = [change / change.mean() for change in changes]
    return np.sort(np.concatenate(parts)) if parts else np.ones(1)
