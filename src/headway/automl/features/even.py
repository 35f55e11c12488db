"""Numbers on one footing, so that each column has a fair say in a distance."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy import stats
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

Array = np.ndarray[Any, Any]
FENCE = 3.0  # interquartile ranges beyond the quartiles: what lies further out is far out (Tukey 1977, page 44)
TAIL = 0.01  # of the rows at each end: only these can be far out, or else a small cluster would be lost
SKEWED = 1.0  # skewness beyond which a column is bent towards symmetry


class EvenScale(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Columns of mean 0 and standard deviation 1, without what would let a few rows decide: far values and long tails.

    Values far out are brought in to a fence; a column that is still skewed is bent by the power transformation of Yeo
    and Johnson (2000). A column that is the same in nearly all rows is scaled by its range, as a flag is. A missing
    value becomes 0, which is the mean.

    >>> EvenScale().fit_transform(np.array([[0.0], [2.0], [4.0], [np.nan]])).ravel().round(2)
    array([-1.22,  0.  ,  1.22,  0.  ])
    """

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: N803
        """Learn fences, bends, means and scales of an array of finite floats and NaN, of shape (rows, columns)."""
        values = np.asarray(X, dtype=np.float64)
        self.n_features_in_ = values.shape[1]
        self.learnt_ = np.array([_learn(column[~np.isnan(column)]) for column in values.T]).reshape(-1, 8)
        return self

    def transform(self, X: Any) -> Array:  # noqa: N803
        """A new array of floats of shape (rows, columns), none missing."""
        check_is_fitted(self, "learnt_")
        values = np.asarray(X, dtype=np.float64)
        even = np.empty(values.shape)
        for at, learnt in enumerate(self.learnt_):
            even[:, at] = _even(values[:, at], learnt)
        return np.nan_to_num(even, copy=False, nan=0.0)


def _learn(there: Array) -> tuple[float, ...]:
    """Of the values that are there: their unit; in it low and high fence, centre and scale; power; what that gives."""
    if not len(there) or there.min() == there.max():
        return (1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0)
    unit = float(np.abs(there).max())  # in it no square is beyond what a float can hold
    values = there / unit
    lowest, lower, upper, highest = np.quantile(values, (TAIL, 0.25, 0.75, 1 - TAIL))
    if lowest == highest:
        return (unit, values.min(), values.max(), lowest, float(np.ptp(values)), 1.0, 0.0, 1.0)
    reach = FENCE * (upper - lower)
    low, high = min(lowest, lower - reach), max(highest, upper + reach)
    fenced = np.clip(values, low, high)
    centre, scale = float(fenced.mean()), float(fenced.std())
    power = _power((fenced - centre) / scale)
    bent = stats.yeojohnson((fenced - centre) / scale, power)
    return (unit, low, high, centre, scale, power, float(bent.mean()), float(bent.std()))


def _power(values: Array) -> float:
    """The power that makes values (of mean 0, deviation 1) about symmetric; 1, which changes none, unless skewed."""
    skewness = float(np.mean(values**3))
    return float(stats.yeojohnson_normmax(values)) if abs(skewness) > SKEWED else 1.0


def _even(values: Array, learnt: Array) -> Array:
    unit, low, high, centre, scale, power, mean, deviation = learnt
    with np.errstate(over="ignore"):  # what is infinite in this unit is brought in to the fence
        fenced = np.clip(values / unit, low, high)
    bent = stats.yeojohnson((fenced - centre) / scale, power)
    return np.asarray((bent - mean) / deviation)
