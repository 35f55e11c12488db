"""Whether an optimum is degenerate, and whether there is another one as good.

Both are read off the point, its prices and the model, whichever solver found them; a basis helps where it is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from headway.optimize.explaining.facts import is_nothing, sides_at
from headway.optimize.model import Floats, Model, Sense
from headway.optimize.solution import Solution
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs

BASIC, AT_ZERO = 1, 3  # of HiGHS' HighsBasisStatus
MOVES = 1e-6  # less than this is no move


@dataclass(frozen=True)
class Another:
    """Another optimum, as good as the one found.

    Attributes:
        values: The variables' values there, ``(n,)``.
        is_endless: Whether one can go on in its direction for ever, all as good.
    """

    values: Floats
    is_endless: bool


def is_degenerate(solution: Solution) -> bool:
    """Whether more rows and bounds meet at the optimum than it takes: then shadow prices need not be unique.

    Source: Dantzig 1963, *Linear Programming and Extensions*, section 6.1.
    """
    model = solution.model
    rows = sides_at(solution.activities.array, model.row_lower, model.row_upper)
    has_terms = np.diff(model.matrix.indptr) > 0
    columns = sides_at(solution.values.array, model.lower, model.upper)
    if solution.found.basis is not None:  # what is in the basis is at no limit, unless the optimum is degenerate
        states = np.concatenate(solution.found.basis)
        at_limit = np.array([bool(side) for side in [*columns, *rows]]) & np.concatenate(
            [np.ones(len(columns), bool), has_terms]
        )
        return bool((at_limit & (states == BASIC)).any())
    tight = sum(1 for side, counts in zip(rows, has_terms, strict=True) if side and counts)
    return tight + sum(1 for side in columns if side) > len(columns)


def another_optimum(solution: Solution) -> Another | None:
    """Another optimum of a linear programme; None: it is the only one.

    A direction that stays in the optimal face keeps what has a price where it is, and leaves a limit that has none
    (Appa 2002, *On the uniqueness of solutions to linear programs*). One programme looks for the one that leaves most.
    """
    faced = _face(solution)
    if faced is None:
        return None
    found = Highs().solve(faced, Wish())
    if found.values is None or faced.objective_at(found.values) <= MOVES:
        return None
    step, is_endless = _longest(solution, found.values)
    if step * np.abs(found.values).max() <= MOVES:
        return None
    return Another(solution.values.array + step * found.values, is_endless)


def _face(solution: Solution) -> Model | None:
    """The programme of the directions; None where no limit without a price is met, and so there are none."""
    model = solution.model
    row_low, row_high, row_gain = _cone(
        model, solution.activities.array, model.row_lower, model.row_upper, solution.shadow_prices.array
    )
    low, high, gain = _cone(model, solution.values.array, model.lower, model.upper, solution.reduced_costs.array)
    if solution.found.basis is not None:  # free, and where it is by chance
        gain = np.where((solution.found.basis[0] == AT_ZERO) & (low < high), 1.0, gain)
    if not row_gain.any() and not gain.any():
        return None
    return Model.of_arrays(
        gain + model.matrix.T @ row_gain,
        sparse.vstack([model.matrix, sparse.csr_array(model.costs.reshape(1, -1))]),
        row_lower=[*row_low, 0.0],
        row_upper=[*row_high, 0.0],
        lower=np.maximum(low, -1.0),
        upper=np.minimum(high, 1.0),
        sense=Sense.MAX,
    )


def _cone(model: Model, values: Floats, low: Floats, high: Floats, prices: Floats) -> tuple[Floats, Floats, Floats]:
    """Where each may go: not at all with a price, away from a limit without one; and which way leaves a limit."""
    sides = np.array(sides_at(values, low, high))
    is_held = np.array([not is_nothing(price, model) for price in prices], bool) & (sides != "")
    is_held |= sides == "both"
    down = np.where(is_held | (sides == "lower"), 0.0, -np.inf)
    up = np.where(is_held | (sides == "upper"), 0.0, np.inf)
    gain = np.where(is_held, 0.0, np.where(sides == "lower", 1.0, np.where(sides == "upper", -1.0, 0.0)))
    return down, up, gain


def _longest(solution: Solution, direction: Floats) -> tuple[float, bool]:
    """How far one can go."""
    model = solution.model
    at = np.concatenate([solution.values.array, solution.activities.array])
    moves = np.concatenate([direction, model.matrix @ direction])
    low, high = np.concatenate([model.lower, model.row_lower]), np.concatenate([model.upper, model.row_upper])
    does_move = np.abs(moves) > 1e-7  # less is rounding, and would end it at a limit that it stays at
    limits = np.where(moves > 0, high, low)[does_move]
    steps = np.maximum(0.0, (limits - at[does_move]) / moves[does_move])
    step = float(steps.min(initial=np.inf))
    return (step, False) if np.isfinite(step) else (1.0, True)
