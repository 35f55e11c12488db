"""What gives the answer away: columns that are the target in other words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]
REPEATS = 2.0  # rows a value, on average: a column of values that occur once determines anything
FEWEST_ROWS = 20


def copies_of(y: Array, frame: pd.DataFrame) -> list[str]:
    """The columns whose value fixes the target in every row, and repeats often enough that this is no chance.

    ``y`` has shape (rows,). For a target of many different numbers also columns that are it, scaled and shifted.

    >>> y = np.arange(40) % 2
    >>> frame = pd.DataFrame({"again": np.where(y == 1, "yes", "no"), "other": np.arange(40) % 3, "row": np.arange(40)})
    >>> copies_of(y, frame)
    ['again']
    """
    if len(y) < FEWEST_ROWS:
        return []
    return [str(name) for name in frame.columns if _fixes(frame[name], y) or _is_linear(frame[name], y)]


def _fixes(column: pd.Series[Any], y: Array) -> bool:
    """Whether rows of one value always have one target, and its values repeat as the target's do."""
    codes = pd.factorize(column, use_na_sentinel=False)[0]
    values = codes.max() + 1
    distinct = len(np.unique(y))
    if len(y) < REPEATS * values or values > 20 * distinct or values < 2:
        return False
    pairs = pd.factorize(codes.astype(np.int64) * distinct + np.unique(y, return_inverse=True)[1])[0]
    return bool(pairs.max() + 1 == values)


def _is_linear(column: pd.Series[Any], y: Array) -> bool:
    if not pd.api.types.is_numeric_dtype(column.dtype) or len(np.unique(y)) <= 2:
        return False
    values = column.to_numpy(dtype=np.float64)
    there = np.isfinite(values)
    if there.sum() < FEWEST_ROWS:
        return False
    one, other = _scaled(values[there]), _scaled(y[there].astype(np.float64))
    return bool(abs(one @ other) > 1 - 1e-9)


def _scaled(values: Array) -> Array:
    """The values with mean 0 and length 1; all 0 where they are all the same. Their squares may be too large for a float."""
    largest = np.abs(values).max()
    if values.min() == values.max() or largest < np.finfo(np.float64).tiny:
        return np.zeros(len(values))
    centred = values / largest - np.mean(values / largest)
    return np.asarray(centred / (np.sqrt(centred @ centred) or 1.0))
