"""The directions in which a model gets better for ever, as a linear programme of their own.

A linear programme that has a feasible point is unbounded exactly where a direction d improves the objective, keeps to
every row and bound however far one goes, and so solves the programme below (Schrijver 1986, *Theory of Linear and
Integer Programming*, section 8.2). For whole variables and rational data the same holds of the relaxation (Meyer 1974).

    minimise   Σ |d_j|      so that few variables take part
    subject to c · d = 1 (maximised; -1 minimised),  0 ≤ A d where a row has a lower limit, A d ≤ 0 where an upper one,
               0 ≤ d_j where x_j has a lower bound, d_j ≤ 0 where an upper one

Nothing here knows a solver: it makes the programme, and reads the direction off its values.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from headway.optimize.model import Floats, Model, Sense


def recession_of(model: Model) -> Model:
    """The programme of the directions: feasible exactly where there is one. Its variables are d = up - down, ``(2 n,)``.

    >>> import numpy as np
    >>> recession_of(Model.of_arrays([3, 2], [[1, -1]], row_upper=[4], sense="max"))
    Model: minimise over 4 variables, 2 rows, 8 non-zeros
    """
    width = len(model.variables)
    better = model.costs if model.sense is Sense.MAX else -model.costs
    scale = float(np.abs(better).max(initial=0.0)) or 1.0
    half = sparse.csr_array(sparse.vstack([sparse.csr_array((better / scale).reshape(1, -1)), model.matrix]))
    return Model.of_arrays(
        np.ones(2 * width),
        sparse.hstack([half, -half]),
        row_lower=[1.0, *_none_or_zero(model.row_lower)],
        row_upper=[1.0, *_none_or_zero(model.row_upper)],
        upper=np.concatenate([_open(model.upper), _open(model.lower)]),
    )


def direction_of(values: Floats) -> Floats:
    """The direction that the values of the programme say, ``(n,)``; its smallest step that counts is 1."""
    width = len(values) // 2
    direction = values[:width] - values[width:]
    sizes = np.abs(direction)
    direction = np.where(sizes > 1e-9 * sizes.max(initial=0.0), direction, 0.0)
    steps = np.abs(direction[direction != 0])
    return direction / steps.min() if len(steps) else direction


def without_objective(model: Model) -> Model:
    """The same rows and bounds, and nothing to be gained: it is solved by any feasible point."""
    return replace(model, costs=np.zeros_like(model.costs), constant=0.0)


def _none_or_zero(limits: Floats) -> Floats:
    return np.where(np.isfinite(limits), 0.0, limits)


def _open(bounds: Floats) -> Floats:
    """How far a direction may go towards a bound: not at all where there is one."""
    return np.where(np.isfinite(bounds), 0.0, np.inf)
