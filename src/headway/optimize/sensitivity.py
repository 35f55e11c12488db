"""Over which range the answer stays as it is: right-hand sides for the shadow prices, costs for the plan.

HiGHS' ranging, which agrees with glpsol's, but for two things. Of rows that do not bind it tells the range of the activity,
and the textbook's answer is that of the right-hand side (Bradley, Hax and Magnanti 1977, *Applied Mathematical
Programming*, section 3.6). And of a model without any coefficient it tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats, Model, Sense
from headway.optimize.solvers.highs_bases import Basis, at_basis, at_plan, basis_of

BASIC = 1  # of HiGHS' HighsBasisStatus


@dataclass(frozen=True)
class Ranges:
    """By name, the lowest and the highest value at which the rest stays as it is.

    Where the optimum is degenerate they belong, as the shadow prices do, to one of several sets.

    Attributes:
        rhs: Of each row's right-hand side: its shadow price holds in between. Of a row with two limits that of the one
            that binds, which can't pass the other; of the upper one where neither does.
        cost: Of each variable's cost: the plan stays the best in between.

    >>> from headway import optimize
    >>> shop = optimize.Model.of_arrays(
    ...     [30, 40], [[2, 4], [3, 2]], row_upper=[40, 28], sense="max",
    ...     variables=["chairs", "tables"], rows=["wood", "work"])
    >>> ranges = optimize.solve(shop).result().ranges()
    >>> ranges.rhs["work"], ranges.cost["chairs"]
    ((20.0, 60.0), (20.0, 60.0))
    """

    rhs: dict[str, tuple[float, float]]
    cost: dict[str, tuple[float, float]]


def ranges_of(model: Model, basis: Basis | None, values: Floats, prices: Floats) -> Ranges:
    """The ranges of a linear programme that was solved to this point, ``(n,)``, with these prices, ``(m,)``."""
    if not model.matrix.nnz:
        return _without_coefficients(model, values)
    activity = model.matrix @ values
    highs = at_plan(model, values, prices) if basis is None else at_basis(model, basis)
    _, found = highs.getRanging()
    states = basis_of(highs)
    is_loose = np.zeros(len(model.rows), bool) if states is None else states[1] == BASIC
    low, high = _sides(model, activity, is_loose, found)
    width = len(model.variables)
    return Ranges(
        rhs=_named(model.rows, low, high),
        cost=_named(model.variables, found.col_cost_dn.value_[:width], found.col_cost_up.value_[:width]),
    )


def _sides(model: Model, activity: Floats, is_loose: NDArray[np.bool_], found: Any) -> tuple[Floats, Floats]:
    """The right-hand sides: a loose one may move to its row's activity, and away from it for ever.

    That of an equation which follows from others is loose too, and may not move at all.
    """
    count = len(model.rows)
    low, high = np.array(found.row_bound_dn.value_)[:count], np.array(found.row_bound_up.value_)[:count]
    has_upper, has_lower = np.isfinite(model.row_upper), np.isfinite(model.row_lower)
    low = np.where(is_loose, np.where(has_upper, activity, -np.inf), low)
    is_open_above = ~has_lower | (has_upper & (model.row_lower < model.row_upper))
    high = np.where(is_loose, np.where(is_open_above, np.inf, activity), high)
    return low, high


def _without_coefficients(model: Model, values: Floats) -> Ranges:
    """All rows are empty: they come to 0, whatever their right-hand sides, which 0 has to meet."""
    low = np.where(np.isfinite(model.row_upper), 0.0, -np.inf)
    high = np.where(np.isfinite(model.row_lower), 0.0, np.inf)
    return Ranges(_named(model.rows, low, high), _named(model.variables, *_costs_without_rows(model, values)))


def _costs_without_rows(model: Model, values: Floats) -> tuple[Floats, Floats]:
    """Each variable stays at its bound as long as its cost has the sign that sends it there; one between them is free."""
    at_lower, at_upper = values <= model.lower, values >= model.upper
    may_rise, may_fall = (at_lower, at_upper) if model.sense is Sense.MIN else (at_upper, at_lower)
    return np.where(may_fall, -np.inf, 0.0), np.where(may_rise, np.inf, 0.0)


def _named(names: tuple[str, ...], low: Any, high: Any) -> dict[str, tuple[float, float]]:
    return {name: (float(a) + 0.0, float(b) + 0.0) for name, a, b in zip(names, low, high, strict=True)}
