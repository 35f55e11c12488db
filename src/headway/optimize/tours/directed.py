"""Directed distances as undirected ones between twice as many places: an entrance and an exit of each.

Every tour runs through each place from its entrance to its exit; all other legs join an exit to an entrance. So each
undirected tour is a directed one, and the other way round (Jonker and Volgenant 1983).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats

Ints = NDArray[np.intp]


class Twofold:
    """The doubled places of directed distances: place i's entrance is i, its exit n + i.

    Args:
        apart: Finite, from row to column, ``(n, n)``.

    >>> two = Twofold(np.array([[0.0, 1], [5, 0]]))
    >>> two.doubled([1, 0]), two.halved([2, 1, 3, 0]), two.halved([0, 3, 1, 2])
    ([1, 3, 0, 2], [0, 1], [0, 1])
    """

    def __init__(self, apart: Floats) -> None:
        self._count = count = len(apart)
        self.pairs = [(place, count + place) for place in range(count)]
        self.free = np.full((2 * count, 2 * count), np.inf)  # the legs that a tour may have or not
        self.free[count:, :count] = apart
        self.free[:count, count:] = apart.T
        self.free[self._paired] = np.inf

    @property
    def _paired(self) -> tuple[Ints, Ints]:
        entrances, exits = np.arange(self._count), np.arange(self._count) + self._count
        return np.r_[entrances, exits], np.r_[exits, entrances]

    @property
    def legs(self) -> Floats:
        """All legs; those between the halves of a place cost nothing."""
        legs = self.free.copy()
        legs[self._paired] = 0.0
        return legs

    @property
    def climbable(self) -> Floats:
        """The legs for a search by exchanges: what joins the two halves of a place can't be worth giving up."""
        there = np.isfinite(self.free)
        longest = float(self.free[there].max(initial=0.0)) + 1.0
        costs = np.where(there, self.free, 20.0 * longest)
        costs[self._paired] = -2.0 * longest
        return costs

    def doubled(self, order: Sequence[int]) -> list[int]:
        """A tour of the places, of their entrances and exits."""
        return [half for place in order for half in (place, self._count + place)]

    def halved(self, order: Sequence[int]) -> list[int]:
        """The tour of the places that one of entrances and exits is."""
        count = self._count
        at = list(order).index(0)
        forward = order[(at + 1) % len(order)] == count
        step = 1 if forward else -1
        return [half for k in range(2 * count) if (half := order[(at + step * k) % len(order)]) < count]
