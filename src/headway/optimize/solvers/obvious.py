"""What is seen without a solver: limits that cross, rows and columns without any coefficient.

Solvers differ most where there is next to nothing to solve; so none of them is asked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats, Model
from headway.optimize.optimality import sign_of
from headway.optimize.solvers.base import Found
from headway.optimize.status import Status

TOLERANCE = 1e-7  # by which a row without coefficients may miss 0, as HiGHS has it
NEARLY = 1e-6  # by which a whole number may miss being one


def obvious(model: Model) -> Found | None:
    """What is to be found where it is obvious; None: a solver is to be asked.

    >>> obvious(Model.of_arrays([2.0], np.zeros((0, 1)), lower=[3.0])).values
    array([3.])
    >>> obvious(Model.of_arrays([2.0], [[1.0]], row_lower=[3.0])) is None
    True
    """
    if reason := _contradiction(model):
        return Found(Status.INFEASIBLE, words=reason)
    return None if model.matrix.data.any() else _of_bounds(model)


def _contradiction(model: Model) -> str:
    """Limits that cross, and empty rows that are to be other than 0, in words; empty where there is none."""
    for names, low, high in (
        (model.variables, model.lower, model.upper),
        (model.rows, model.row_lower, model.row_upper),
    ):
        for k in np.flatnonzero(low > high):
            return f"`{names[k]}` is to lie between {low[k]} and {high[k]}"
    least, most = whole_bounds(model)
    for j in np.flatnonzero(least > most):
        return f"`{model.variables[j]}` is to be whole, and to lie between {model.lower[j]} and {model.upper[j]}"
    is_empty = is_empty_row(model)
    for i in np.flatnonzero(is_empty & ((model.row_lower > TOLERANCE) | (model.row_upper < -TOLERANCE))):
        return f"`{model.rows[i]}` is 0, and is to lie between {model.row_lower[i]} and {model.row_upper[i]}"
    return ""


def whole_bounds(model: Model) -> tuple[Floats, Floats]:
    """The variables' bounds, those of whole ones at whole numbers, ``(n,)`` each.

    >>> whole_bounds(Model.of_arrays([1, 1], [[1, 1]], lower=0.5, upper=7.5, integer=[True, False]))
    (array([1. , 0.5]), array([7. , 7.5]))
    """
    if not model.is_integer:
        return model.lower, model.upper
    return (
        np.where(model.integer, np.ceil(model.lower - NEARLY), model.lower),
        np.where(model.integer, np.floor(model.upper + NEARLY), model.upper),
    )


def is_empty_row(model: Model) -> NDArray[np.bool_]:
    """Which rows have no coefficient but 0, ``(m,)``."""
    is_empty: NDArray[np.bool_] = np.diff(model.matrix.indptr) == 0  # a model has no entry of 0
    return is_empty


def _of_bounds(model: Model) -> Found:
    """Each variable stands alone: at the bound that its cost asks for, or as near to 0 as it may be."""
    low, high = whole_bounds(model)
    cost = sign_of(model.sense) * model.costs
    values = np.where(cost > 0, low, np.where(cost < 0, high, np.clip(0.0, low, high)))
    is_endless = ~np.isfinite(values)
    if is_endless.any():
        return Found(Status.UNBOUNDED, ray=np.where(is_endless, np.sign(values), 0.0))
    prices = None if model.is_integer else np.zeros(len(model.rows))
    return Found(Status.OPTIMAL, values, prices, bound=model.objective_at(values))
