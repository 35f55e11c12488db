"""Rows in parts, each with its share of everything."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedKFold

Array = np.ndarray[Any, Any]


def dealt(strata: Array, parts: int, seed: int) -> Array:
    """The part of each row, of shape (rows,), with about as many rows of each stratum in every part.

    ``strata`` are codes from 0, of shape (rows,). Strata may have fewer rows than there are parts.

    >>> of = dealt(np.array([0, 0, 0, 0, 1, 1]), 2, seed=0)
    >>> [int((of == part)[:4].sum()) for part in (0, 1)], [int((of == part)[4:].sum()) for part in (0, 1)]
    ([2, 2], [1, 1])
    """
    counts = np.bincount(strata)
    if counts[counts > 0].min() >= parts:
        return parted(StratifiedKFold(parts, shuffle=True, random_state=seed), strata)
    # One after another, stratum by stratum: scikit-learn warns of strata that some parts lack, or refuses them.
    part_of = np.empty(len(strata), dtype=np.int64)
    part_of[np.lexsort((np.random.default_rng(seed).random(len(strata)), strata))] = np.arange(len(strata)) % parts
    return part_of


def parted(splitter: Any, strata: Array, groups: Array | None = None) -> Array:
    """The part in which scikit-learn's splitter holds each row out, of shape (rows,)."""
    part_of = np.empty(len(strata), dtype=np.int64)
    for part, (_, held_out) in enumerate(splitter.split(np.zeros(len(strata)), strata, groups)):
        part_of[held_out] = part
    return part_of
