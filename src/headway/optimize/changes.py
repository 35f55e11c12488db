"""Models that differ in a few numbers: other right-hand sides, other costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from headway.errors import BadModel, BadOption, UnknownName
from headway.optimize.limits import is_number
from headway.optimize.model import INFINITE, Model


@dataclass(frozen=True)
class Change:
    """Other numbers for a model, by name.

    Attributes:
        rhs: Right-hand sides of rows, each in the place of the one that the row has.
        costs: Coefficients of the objective.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays(
    ...     [3, 2], [[1, 1]], row_upper=[4], sense="max", variables=["x", "y"], rows=["wood"])
    >>> found = optimize.sweep(model, [Change(rhs={"wood": 5}), Change(costs={"y": 4})]).result()
    >>> [solution.objective for solution in found]
    [15.0, 16.0]
    """

    rhs: Mapping[str, float] = field(default_factory=dict)
    costs: Mapping[str, float] = field(default_factory=dict)


def changes_of(given: Any) -> list[Change]:
    """Changes from what people have: each a :class:`Change`, or a dict of its parts.

    Raises:
        BadOption: they are none.
    """
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise BadOption("changes", given, "a list of changes")
    return [_change(each) for each in given]


def _change(given: Any) -> Change:
    expected = '"rhs" and "costs", each a dict of names and numbers'
    if isinstance(given, Change):
        change = given
    elif not isinstance(given, Mapping):
        raise BadOption("changes", given, f"a Change, or a dict with {expected}")
    elif unknown := [part for part in given if part not in ("rhs", "costs")]:
        raise BadOption("changes", unknown[0], expected)
    else:
        change = Change(**given)
    for part in (change.rhs, change.costs):
        if not isinstance(part, Mapping):
            raise BadOption("changes", part, expected)
    return change


def limits_with(model: Model, row: str, side: float) -> tuple[int, float, float]:
    """Where a row is, and its limits with another right-hand side.

    Raises:
        UnknownName: there is no such row.
        BadModel: the row has two right-hand sides, or none.
    """
    if row not in model.row_of:
        raise UnknownName("row", str(row))
    at = model.row_of[row]
    low, high = model.row_lower[at], model.row_upper[at]
    if not is_number(side) or not abs(side) < INFINITE:
        raise BadModel(f"the right-hand side of `{row}` is to be {side}", "Give a number.")
    side = float(side) + 0.0
    if low == high:
        return at, side, side
    if np.isfinite(low) == np.isfinite(high):
        what = "two right-hand sides" if np.isfinite(low) else "no right-hand side"
        raise BadModel(f"`{row}` has {what}", "State it as two rows.")
    return (at, -np.inf, side) if np.isfinite(high) else (at, side, np.inf)


def cost_of(variable: str, cost: float) -> float:
    """A cost, which has to be a number.

    Raises:
        BadModel: it is none.
    """
    if not is_number(cost) or not abs(cost) < INFINITE:
        raise BadModel(f"the cost of `{variable}` is to be {cost}", "Give a number.")
    return float(cost) + 0.0


def column_of(model: Model, variable: str) -> int:
    """Where a variable is.

    Raises:
        UnknownName: there is none of that name.
    """
    if variable not in model.column_of:
        raise UnknownName("variable", str(variable))
    return model.column_of[variable]


def changed(model: Model, change: Change) -> Model:
    """The model with other numbers; the one given stays as it is."""
    low, high, costs = model.row_lower.copy(), model.row_upper.copy(), model.costs.copy()
    for row, side in change.rhs.items():
        at, low_here, high_here = limits_with(model, row, side)
        low[at], high[at] = low_here, high_here
    for variable, cost in change.costs.items():
        costs[column_of(model, variable)] = cost_of(variable, cost)
    return model.with_numbers(costs=costs, row_lower=low, row_upper=high)


def moved(model: Model, change: Change) -> tuple[dict[int, tuple[float, float]], dict[int, float]]:
    """The rows' new limits and the new costs, by their places."""
    rows = {at: (low, high) for at, low, high in (limits_with(model, row, s) for row, s in change.rhs.items())}
    return rows, {column_of(model, variable): cost_of(variable, cost) for variable, cost in change.costs.items()}


Moved = tuple[dict[int, tuple[float, float]], dict[int, float]]
