"""Dates as numbers: what of a calendar tends to matter."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

PARTS = ("year", "month", "day", "day_of_week", "day_of_year", "hour", "minute")
DAY_NS = 86_400 * 10**9


class DateParts(TransformerMixin, BaseEstimator):
    """Year, month, day, weekday (Monday is 0), day of the year, hour, minute, and days since 1970: those that vary.

    A missing date has NaN in each.

    >>> frame = pd.DataFrame({"when": pd.to_datetime(["2024-02-29", "2024-03-01", None])})
    >>> parts = DateParts().fit(frame)
    >>> [str(name) for name in parts.get_feature_names_out()]
    ['when_month', 'when_day', 'when_day_of_week', 'when_day_of_year', 'when_days']
    >>> parts.transform(frame)[1]
    array([3.0000e+00, 1.0000e+00, 4.0000e+00, 6.1000e+01, 1.9783e+04])
    """

    def __init__(self, parts: tuple[str, ...] = (*PARTS, "days")) -> None:
        self.parts = parts

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: N803
        """Learn which parts vary in the training rows."""
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        self.parts_ = [(name, part) for name in X.columns for part in self.parts if _varies(_part_of(X[name], part))]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, Any]:  # noqa: N803
        """The parts, as floats of shape (rows, parts)."""
        check_is_fitted(self, "parts_")
        columns = [_part_of(X[name], part) for name, part in self.parts_]
        return np.column_stack(columns) if columns else np.empty((len(X), 0))

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray[Any, Any]:
        """A name for each part: column_part."""
        return np.asarray([f"{name}_{part}" for name, part in self.parts_], dtype=object)


def _part_of(column: pd.Series[Any], part: str) -> np.ndarray[Any, Any]:
    dates = pd.to_datetime(column)
    if part == "days":
        since = dates.to_numpy().astype("datetime64[ns]")
        return np.where(np.isnat(since), np.nan, since.astype(np.int64) / DAY_NS)
    return np.asarray(getattr(dates.dt, part).to_numpy(dtype=np.float64, na_value=np.nan))


def _varies(values: np.ndarray[Any, Any]) -> bool:
    there = values[~np.isnan(values)]
    return bool(len(there) and there.min() < there.max())
