"""Whether a point is feasible, and whether a point and prices prove each other optimal.

For a linear programme a feasible point and dual-feasible prices that are complementary are both optimal, whoever found
them (Karush, Kuhn and Tucker; Bertsimas and Tsitsiklis 1997, *Introduction to Linear Optimization*, section 4.3). So these
conditions, and not a solver's name or release, decide which sign its prices have. With ``sign`` 1 for a minimum and -1 for
a maximum:

    sign · price_i ≥ 0 where only the lower limit binds,  ≤ 0 where only the upper one does,  0 where neither does
    sign · d_j     likewise for the bounds of x_j,        d = c - Aᵀ price

Each violation is relative to the size of the numbers that it is made of. Nothing here knows a solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headway.optimize.model import Floats, Model, Sense

TOLERANCE = 1e-6  # what solvers allow themselves
SHARE_OF_TERMS = 1e-3  # of a sum's terms that counts for its size: large terms that cancel leave rounding behind


@dataclass(frozen=True)
class Violations:
    """By how much a point and prices miss each of the conditions, relative; 0 is none.

    Attributes:
        primal: Rows and bounds.
        dual: Prices and reduced costs whose sign no finite limit allows.
        complementary: Prices and reduced costs beside limits that do not bind.
    """

    primal: float
    dual: float
    complementary: float

    @property
    def largest(self) -> float:
        """The largest of them."""
        return max(self.primal, self.dual, self.complementary)


def sign_of(sense: Sense) -> float:
    """1 for a minimum, -1 for a maximum."""
    return 1.0 if sense is Sense.MIN else -1.0


def primal_violation(model: Model, values: Floats) -> float:
    """By how much a point ``(n,)`` misses a row, a bound or a whole number, relative; NaN counts as infinite.

    >>> model = Model.of_arrays([1.0], [[2.0]], row_upper=[4.0])
    >>> primal_violation(model, np.array([2.0])), primal_violation(model, np.array([-1.0]))
    (0.0, 1.0)
    """
    if not np.isfinite(values).all():
        return float("inf")
    activity, terms = model.matrix @ values, abs(model.matrix) @ np.abs(values)
    whole = np.abs(values - np.rint(values))[model.integer]
    parts = (
        _outside(activity, model.row_lower, model.row_upper, SHARE_OF_TERMS * terms),
        _outside(values, model.lower, model.upper, np.zeros_like(values)),
        whole,
    )
    return float(max(part.max(initial=0.0) for part in parts))


def is_feasible(model: Model, values: Floats, tolerance: float = TOLERANCE) -> bool:
    """Whether a point meets every row, every bound, and is whole where it is to be."""
    return primal_violation(model, values) <= tolerance


def violations(model: Model, values: Floats, prices: Floats) -> Violations:
    """By how much a point ``(n,)`` and prices ``(m,)``, signed as the objective is stated, miss being optimal.

    Whole variables are taken as any others: the conditions are those of the linear relaxation.

    >>> model = Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max")
    >>> violations(model, np.array([2.0, 2.0]), np.array([1.0, 1.0])).largest
    0.0
    >>> violations(model, np.array([2.0, 2.0]), np.array([-1.0, -1.0])).dual > 0.5
    True
    """
    if not np.isfinite(prices).all():
        return Violations(primal_violation(model.relaxed(), values), float("inf"), float("inf"))
    sign = sign_of(model.sense)
    pulls, size = model.costs - model.matrix.T @ prices, abs(model.matrix).T @ np.abs(prices)
    activity = model.matrix @ values
    rows = _missed(sign * prices, activity, model.row_lower, model.row_upper, 1.0 + np.zeros_like(prices))
    columns = _missed(sign * pulls, values, model.lower, model.upper, 1.0 + np.abs(model.costs) + SHARE_OF_TERMS * size)
    return Violations(primal_violation(model.relaxed(), values), max(rows[0], columns[0]), max(rows[1], columns[1]))


def proven_prices(model: Model, values: Floats, prices: Floats, tolerance: float = TOLERANCE) -> Floats | None:
    """The prices, with the sign with which they prove the point optimal; None: they do with neither.

    >>> model = Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max")
    >>> proven_prices(model, np.array([2.0, 2.0]), np.array([-1.0, -1.0]))
    array([1., 1.])
    """
    if prices.shape != (len(model.rows),):
        return None
    for signed in (prices, -prices):
        if violations(model, values, signed).largest <= tolerance:
            return signed
    return None


def _outside(at: Floats, low: Floats, high: Floats, size: Floats) -> Floats:
    """How far numbers lie outside of their limits, relative to the limit and the size."""
    with np.errstate(invalid="ignore"):
        below, above = (low - at) / (1.0 + np.abs(low) + size), (at - high) / (1.0 + np.abs(high) + size)
    return np.maximum(
        np.nan_to_num(below, nan=0.0), np.nan_to_num(above, nan=0.0)
    )  # NaN: inf by inf, there is no limit


def _missed(forces: Floats, at: Floats, low: Floats, high: Floats, size: Floats) -> tuple[float, float]:
    """Forces of at least 0 push against a lower limit: the largest without a limit, and the largest away from it."""
    limit = np.where(forces >= 0, low, high)
    is_limited = np.isfinite(limit)
    strength = np.abs(forces) / size
    near = np.where(is_limited, limit, at)
    away = np.abs(at - near) / (1.0 + np.abs(near))
    dual = strength[~is_limited].max(initial=0.0)
    return float(dual), float(np.minimum(strength, away)[is_limited].max(initial=0.0))
