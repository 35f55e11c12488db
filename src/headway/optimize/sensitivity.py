"""Over which range the answer stays as it is: right-hand sides for the shadow prices, costs for the plan.

HiGHS' ranging, which agrees with glpsol's, but for rows that do not bind: of these it tells the range of the activity,
and the textbook's answer is that of the right-hand side (Bradley, Hax and Magnanti 1977, *Applied Mathematical
Programming*, section 3.6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headway.optimize.model import Floats, Model
from headway.optimize.solvers.highs import Basis, at_basis

TIGHT = 1e-7  # relative: a row this near to its limit binds


@dataclass(frozen=True)
class Ranges:
    """By name, the lowest and the highest value at which the rest stays as it is.

    Attributes:
        rhs: Of each row's right-hand side: its shadow price holds in between. Of a row with two limits that of the one
            that binds, or of both, so that neither does.
        cost: Of each variable's cost: the plan stays the best in between.
    """

    rhs: dict[str, tuple[float, float]]
    cost: dict[str, tuple[float, float]]


def ranges_of(model: Model, basis: Basis | None, activity: Floats) -> Ranges:
    """The ranges of a solved linear programme; ``activity`` are its rows' left-hand sides, ``(m,)``."""
    _, found = at_basis(model, basis).getRanging()
    width, count = len(model.variables), len(model.rows)
    low, high = np.array(found.row_bound_dn.value_)[:count], np.array(found.row_bound_up.value_)[:count]
    size = 1 + np.abs(activity)
    is_above = model.row_upper - activity > TIGHT * size  # its upper limit does not bind
    is_below = activity - model.row_lower > TIGHT * size
    is_loose = is_above & is_below
    low = np.where(is_loose, np.where(np.isfinite(model.row_upper), activity, -np.inf), low)
    high = np.where(is_loose, np.where(np.isfinite(model.row_upper), np.inf, activity), high)
    cost = zip(found.col_cost_dn.value_[:width], found.col_cost_up.value_[:width], strict=True)
    return Ranges(
        rhs={name: (float(a), float(b)) for name, a, b in zip(model.rows, low, high, strict=True)},
        cost={name: (float(a), float(b)) for name, (a, b) in zip(model.variables, cost, strict=True)},
    )
