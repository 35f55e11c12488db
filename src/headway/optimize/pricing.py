"""Shadow prices that are proven: those that a solver tells where they prove its point optimal, or else HiGHS' own.

Solvers differ in the sign of what they tell on maximisation, and some tell none at all.
"""

from __future__ import annotations

import numpy as np

from headway.optimize.model import Floats, Model
from headway.optimize.optimality import proven_prices
from headway.optimize.solvers.highs_bases import at_basis


def prices_of(model: Model, values: Floats, told: Floats | None) -> Floats:
    """A linear programme's prices ``(m,)`` at an optimal point ``(n,)``, signed as the objective is stated.

    Prices of any optimum belong to every other one, so where the solver's own prove nothing HiGHS solves it once more.
    """
    proven = None if told is None else proven_prices(model, values, told)
    return _solved_again(model, values) if proven is None else proven


def _solved_again(model: Model, values: Floats) -> Floats:
    told = np.array(at_basis(model, None).getSolution().row_dual)
    proven = proven_prices(model, values, told)
    return told if proven is None else proven  # beyond the tolerance: HiGHS' word stands
