"""A stand-in for a model, as plain as a file can say it to a solver that runs as a command, and the way back.

Formats are read differently in their corners: maximised, a constant, rows with two limits or none, odd names. The stand-in
has none of these: it is minimised without a constant, its names are x1, x2, … and r1, r2, …; a row l ≤ a·x ≤ u becomes
a·x - s = 0 with l ≤ s ≤ u, which has the same price. Rows that limit nothing are left out: their price is 0. Whole
variables are bounded by whole numbers: GLPK takes no others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from headway.optimize.model import Floats, Model
from headway.optimize.optimality import sign_of
from headway.optimize.solvers.obvious import is_empty_row, whole_bounds


@dataclass(frozen=True)
class Plain:
    """A stand-in.

    Attributes:
        model: What is written for the solver.
        kept: Which rows of the original it has, in its order.
    """

    model: Model
    original: Model
    kept: NDArray[np.intp]

    def values(self, found: Floats) -> Floats:
        """The original's values."""
        return found[: len(self.original.variables)]

    def prices(self, found: Floats) -> Floats:
        """The original's prices."""
        prices = np.zeros(len(self.original.rows))
        prices[self.kept] = sign_of(self.original.sense) * found
        return prices

    def objective(self, found: float) -> float:
        """The original's objective, or bound of it."""
        return sign_of(self.original.sense) * found + self.original.constant

    def point(self, start: Floats) -> Floats:
        """The stand-in's point for one of the original; NaN where nothing is known."""
        more = len(self.model.variables) - len(start)
        return np.concatenate([start, np.full(more, np.nan)])


def plain(model: Model) -> Plain:
    """The stand-in of a model.

    >>> stand_in = plain(Model.of_arrays([3, 2], [[1, 1], [1, 0]], row_lower=[1, -np.inf], row_upper=[4, np.inf], sense="max"))
    >>> stand_in.model
    Model: minimise over 3 variables, 1 row, 3 non-zeros
    """
    is_limited = (np.isfinite(model.row_lower) | np.isfinite(model.row_upper)) & ~is_empty_row(model)
    kept = np.flatnonzero(is_limited)
    low, high = model.row_lower[kept], model.row_upper[kept]
    spans = np.flatnonzero(np.isfinite(low) & np.isfinite(high) & (low < high))
    least, most = whole_bounds(model)
    count, more = len(kept), len(spans)
    extra = sparse.csr_array((np.full(more, -1.0), (spans, np.arange(more))), shape=(count, more))
    matrix = model.matrix[kept]
    return Plain(
        Model.of_arrays(
            np.append(sign_of(model.sense) * model.costs, np.zeros(more)),
            sparse.hstack([matrix, extra]) if more else matrix,
            row_lower=_replaced(low, spans, 0.0),
            row_upper=_replaced(high, spans, 0.0),
            lower=np.append(least, low[spans]),
            upper=np.append(most, high[spans]),
            integer=np.append(model.integer, np.zeros(more, bool)),
            rows=[f"r{i + 1}" for i in range(count)],
        ),
        model,
        kept,
    )


def _replaced(array: Floats, places: NDArray[np.intp], number: float) -> Floats:
    copy = array.copy()
    copy[places] = number
    return copy
