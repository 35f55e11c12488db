"""Which rows are held out when: decided once, before anything is fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from headway.automl.features.parts import dealt, parted
from headway.automl.learners import ProblemType

Array = np.ndarray[Any, Any]
BINS = 10  # of a number that is predicted: each fold has its share of each
WATCH = 8  # one part in so many is watched by learners that stop early


def assign(y: Array, problem_type: ProblemType, folds: int, blocks: Array, seed: int, *, grouped: bool) -> Array:
    """The fold in which each row is held out, of shape (rows,).

    Rows of one block (``blocks`` are codes of shape (rows,)) are held out together. Each fold has its share of each
    class, or of each tenth of the numbers. ``grouped`` says that blocks are the user's groups, of which there may be
    few large ones; blocks of identical rows are many and small.

    >>> y, blocks = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 1, 2, 3, 4, 5, 6])
    >>> fold_of = assign(y, "binary", 2, blocks, 0, grouped=False)
    >>> bool(fold_of[0] == fold_of[1]), [int((fold_of == k)[y == 1].sum()) for k in range(2)]
    (True, [2, 2])
    """
    strata = bins(y) if problem_type == "regression" else y
    _, first, block_of = np.unique(blocks, return_index=True, return_inverse=True)
    if grouped:
        return _grouped(strata, folds, seed, problem_type, blocks)
    fold_of: Array = dealt(strata[first], folds, seed)[block_of]
    return fold_of


def watch(y: Array, problem_type: ProblemType, blocks: Array, seed: int) -> Array:
    """Which of these rows are watched for early stopping: about one in eight, no block both in and out.

    Each class keeps a row that is not watched. Of fewer than eight blocks one is watched; of fewer than eight rows, or
    where all are one block, none are.
    """
    parts = min(WATCH, len(np.unique(blocks)))
    if parts < 2 or len(y) < WATCH:
        return np.zeros(len(y), dtype=bool)
    watched: Array = assign(y, problem_type, parts, blocks, seed, grouped=False) == 0
    if problem_type != "regression":
        for lonely in np.setdiff1d(y[watched], y[~watched]):
            watched[y == lonely] = False
    return watched


def identical(frame: pd.DataFrame) -> Array:
    """A code for each row, shared by rows whose values are all the same, of shape (rows,)."""
    return np.asarray(pd.factorize(pd.util.hash_pandas_object(frame, index=False))[0])


def _grouped(strata: Array, folds: int, seed: int, problem_type: ProblemType, groups: Array) -> Array:
    if problem_type == "regression" or np.bincount(strata).max() < folds:
        return parted(GroupKFold(folds), strata, groups)
    counts = np.bincount(strata)
    strata = np.where(counts[strata] < folds, counts.argmax(), strata)  # of rare ones scikit-learn warns
    return parted(StratifiedGroupKFold(folds, shuffle=True, random_state=seed), strata, groups)


def bins(y: Array) -> Array:
    """The tenth that each number is in, of shape (rows,): codes from 0."""
    edges = np.unique(np.quantile(y, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.asarray(np.searchsorted(edges, y, side="right"))
