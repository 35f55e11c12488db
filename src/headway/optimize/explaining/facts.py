"""What is to be told of each row and each variable at the point that was found, as values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headway.optimize.mathematics.lines import row_of
from headway.optimize.model import Floats, Model
from headway.optimize.solution import Solution

TIGHT = 1e-6  # relative: solvers meet a limit to about 1e-7
Span = tuple[float, float]


@dataclass(frozen=True)
class RowFact:
    """A row at the point found.

    Attributes:
        name: Its name.
        relation: ``"≤"``, ``"≥"``, ``"="``, ``"≤ ≤"`` with two limits, ``"free"`` with none.
        activity: What its left-hand side comes to.
        low, high: Its limits.
        slack: How far it is from the nearest of them; infinite where there is none.
        binds: The limit that it is at: ``"lower"``, ``"upper"``, ``"both"``, or ``""``.
        shadow_price: Change of the objective as stated per unit more of the right-hand side; None: there is none.
        rhs_range: Over which right-hand sides that holds; None: not known.
    """

    name: str
    relation: str
    activity: float
    low: float
    high: float
    slack: float
    binds: str
    shadow_price: float | None
    rhs_range: Span | None


@dataclass(frozen=True)
class ActivityFact:
    """A variable at the point found.

    Attributes:
        name: Its name.
        value: Its value.
        low, high: Its bounds.
        at: The bound that it is at: ``"lower"``, ``"upper"``, ``"both"``, or ``""``.
        is_whole: Whether it is a whole number.
        cost: Its coefficient in the objective.
        reduced_cost: Change of the objective as stated per unit more of it; None: there is none.
        cost_range: Over which coefficients the plan stays the best; None: not known.
    """

    name: str
    value: float
    low: float
    high: float
    at: str
    is_whole: bool
    cost: float
    reduced_cost: float | None
    cost_range: Span | None


def row_facts(solution: Solution) -> tuple[RowFact, ...]:
    """Every row of a solution that has a point, in the model's order."""
    model, activity = solution.model, solution.activities.array
    sides = sides_at(activity, model.row_lower, model.row_upper)
    slacks = np.maximum(0.0, solution.slacks.array)
    prices = solution.shadow_prices.array if solution.has_prices else None
    spans = solution.ranges().rhs if prices is not None else {}
    return tuple(
        RowFact(
            name=name,
            relation=row_of(model, at, 0).relation,
            activity=float(activity[at]),
            low=float(model.row_lower[at]),
            high=float(model.row_upper[at]),
            slack=float(slacks[at]),
            binds=sides[at],
            shadow_price=None if prices is None else float(prices[at]),
            rhs_range=spans.get(name),
        )
        for at, name in enumerate(model.rows)
    )


def activity_facts(solution: Solution) -> tuple[ActivityFact, ...]:
    """Every variable of a solution that has a point, in the model's order."""
    model, values = solution.model, solution.values.array
    sides = sides_at(values, model.lower, model.upper)
    is_priced = solution.has_prices
    reduced = solution.reduced_costs.array if is_priced else None
    spans = solution.ranges().cost if is_priced else {}
    return tuple(
        ActivityFact(
            name=name,
            value=float(values[at]),
            low=float(model.lower[at]),
            high=float(model.upper[at]),
            at=sides[at],
            is_whole=bool(model.integer[at]),
            cost=float(model.costs[at]),
            reduced_cost=None if reduced is None else float(reduced[at]),
            cost_range=spans.get(name),
        )
        for at, name in enumerate(model.variables)
    )


def sides_at(values: Floats, low: Floats, high: Floats) -> list[str]:
    """Which of its limits each value is at: ``"lower"``, ``"upper"``, ``"both"``, or ``""``.

    >>> sides_at(np.array([0.0, 2.0, 3.0, 1.0]), np.array([0.0, 2, 0, 0]), np.array([9.0, 2, 3, 3]))
    ['lower', 'both', 'upper', '']
    """
    near = TIGHT * (1 + np.abs(values))
    is_low, is_high = values - low <= near, high - values <= near
    names = np.array(["", "lower", "upper", "both"])
    return [str(name) for name in names[is_low + 2 * is_high]]


def is_nothing(multiplier: float, model: Model) -> bool:
    """Whether a shadow price or reduced cost is 0 but for rounding."""
    return abs(multiplier) <= 1e-7 + 1e-9 * model.largest_cost
