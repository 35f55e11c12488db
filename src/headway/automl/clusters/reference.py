"""What a table without clusters looks like, to which the clusters of a real one are held.

The reference has the spread of the table, and none of its structure: one even lump. K-means finds "clusters" in it as in
anything else, so what it finds in the table counts only as far as it goes beyond that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
FEW_VALUES = 10  # a column with so few values is shuffled: an even lump has other margins than any such column


@dataclass(frozen=True, eq=False)
class Reference:
    """Draws tables of the same spread without clusters.

    ``spreads`` are the standard deviations along the principal axes of the columns of many values, which are drawn
    evenly; each of ``blocks`` is a column of few values (or the columns of 0 and 1 that a category was made into), whose
    rows are shuffled by themselves: what columns of few values have in common is their structure.

    Source: Tibshirani, Walther and Hastie 2001, "Estimating the number of clusters in a data set via the gap
    statistic", section 4 (b), with the spread of each axis in the place of its range, so that long tails do not widen it.
    """

    spreads: Array
    blocks: tuple[Array, ...]

    def draw(self, rows: int, random: np.random.Generator) -> Array:
        """A matrix of shape (rows, columns); its columns are not those of the table, but its distances are comparable."""
        reach = np.sqrt(3) * self.spreads
        drawn = random.uniform(-reach, reach, (rows, len(reach)))
        shuffled = [block[random.integers(0, len(block), rows)] for block in self.blocks]
        return np.column_stack([drawn, *shuffled])


def reference_of(matrix: Array, blocks: tuple[slice, ...]) -> Reference:
    """The reference for a matrix of shape (rows, columns).

    ``blocks`` are the columns that belong together as one category; columns of few values outside them are blocks too.
    """
    is_even = np.ones(matrix.shape[1], dtype=bool)
    for block in blocks:
        is_even[block] = False
    few = [at for at in np.flatnonzero(is_even) if len(np.unique(matrix[:, at])) <= FEW_VALUES]
    is_even[few] = False
    shuffled = (*(matrix[:, block] for block in blocks), *(matrix[:, [at]] for at in few))
    return Reference(_spreads(matrix[:, is_even]), shuffled)


def _spreads(matrix: Array) -> Array:
    """The standard deviations along the principal axes."""
    centred = matrix - matrix.mean(axis=0)
    gram = centred.T @ centred if centred.shape[0] > centred.shape[1] else centred @ centred.T
    return np.sqrt(np.clip(np.linalg.eigvalsh(gram), 0, None) / len(matrix))
