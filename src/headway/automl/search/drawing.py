"""Which rows are searched on where there are more than a search has time and memory for: decided once, by size alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from headway.automl.learners import ProblemType, Size
from headway.automl.search.folds import bins

Array = np.ndarray[Any, Any]
SEARCHED_CELLS = 5_000_000  # rows × features × (classes - 1): beyond, some of the rows have to do
LEAST_ROWS = 100_000  # however many features there are


def rows_for(size: Size) -> int:
    """How many rows are worth their time.

    >>> rows_for(Size(9_000_000, 14, 2)), rows_for(Size(50_000, 300, 2))
    (357142, 50000)
    """
    a_row = size.features * max(1, size.classes - 1)
    return min(size.rows, max(LEAST_ROWS, SEARCHED_CELLS // a_row))


def draw(y: Array, problem_type: ProblemType, most: int, seed: int) -> Array:
    """The places of so many rows, and of one more for each class that would have none; of shape (rows,), in their order.

    Each class, or each tenth of the numbers that are to be predicted, has its share.

    >>> y = np.array([0] * 90 + [1] * 9 + [2])
    >>> np.bincount(y[draw(y, "multiclass", 20, seed=0)])
    array([18,  1,  1])
    """
    strata = bins(y) if problem_type == "regression" else y
    counts = np.bincount(strata)
    small = strata.astype(np.min_scalar_type(len(counts)))  # of such NumPy sorts in linear time
    order = np.argsort(small, kind="stable")
    ends = np.cumsum(counts)
    shares = np.diff(ends * most // len(y), prepend=0)
    random = np.random.default_rng(seed)
    drawn = [
        order[end - count + random.choice(count, max(1, share), replace=False, shuffle=False)]
        for count, end, share in zip(counts, ends, shares, strict=True)
        if count
    ]
    return np.sort(np.concatenate(drawn))
