"""Which rows are held out when: decided once, before anything is fitted."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

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
    strata = _bins(y) if problem_type == "regression" else y
    _, first, block_of = np.unique(blocks, return_index=True, return_inverse=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a class with fewer rows than folds is missing in some of them
        if grouped:
            return _split(_grouped(strata, folds, seed, problem_type), strata, blocks)
        of_block = _split(_plain(strata[first], folds, seed), strata[first], None)
    fold_of: Array = of_block[block_of]
    return fold_of


def watch(y: Array, problem_type: ProblemType, blocks: Array, seed: int) -> Array:
    """Which of these rows are watched for early stopping: about one in eight, no block both in and out.

    Each class keeps a row that is not watched.
    """
    if len(np.unique(blocks)) < WATCH:
        return np.asarray(np.arange(len(y)) % 2 == 1)
    watched: Array = assign(y, problem_type, WATCH, blocks, seed, grouped=False) == 0
    if problem_type != "regression":
        for lonely in np.setdiff1d(y[watched], y[~watched]):
            watched[y == lonely] = False
    return watched


def identical(frame: pd.DataFrame) -> Array:
    """A code for each row, shared by rows whose values are all the same, of shape (rows,)."""
    return np.asarray(pd.factorize(pd.util.hash_pandas_object(frame, index=False))[0])


def _plain(strata: Array, folds: int, seed: int) -> Any:
    common = np.bincount(strata).max()
    kind = StratifiedKFold if common >= folds else KFold
    return kind(folds, shuffle=True, random_state=seed)


def _grouped(strata: Array, folds: int, seed: int, problem_type: ProblemType) -> Any:
    if problem_type == "regression" or np.bincount(strata).max() < folds:
        return GroupKFold(folds)
    return StratifiedGroupKFold(folds, shuffle=True, random_state=seed)


def _split(splitter: Any, strata: Array, groups: Array | None) -> Array:
    fold_of = np.empty(len(strata), dtype=np.int64)
    for fold, (_, held_out) in enumerate(splitter.split(np.zeros(len(strata)), strata, groups)):
        fold_of[held_out] = fold
    return fold_of


def _bins(y: Array) -> Array:
    edges = np.unique(np.quantile(y, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.asarray(np.searchsorted(edges, y, side="right"))
