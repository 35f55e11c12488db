"""The least change of right-hand sides and bounds that makes an infeasible model feasible.

Every limit may be missed at a price of 1 per unit, whatever the unit, and the sum of what they are missed by is minimised:
the elastic programme of Brown and Graves (1975), as in Chinneck 2008, *Feasibility and Infeasibility in Optimization*,
section 6.1. Two things stand: that a variable is not negative, and that one is 0 or 1; to change these is to state another
model. The model so changed is solved before it is called a cure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from headway.optimize.model import Floats, Model, Sense
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.status import Status

NOISE = 1e-7  # relative: what a solver lets a limit be missed by anyway
DIGITS = (9, 12, 17)  # of the new limits: the fewest that do


@dataclass(frozen=True)
class Adjustment:
    """One limit that is to be another.

    Attributes:
        what: ``"row"`` or ``"variable"``.
        name: Its name.
        side: Which limit: ``"lower"``, ``"upper"``, or ``"both"`` of an equation.
        was, to: The limit as stated, and as it would have to be.

    >>> Adjustment("row", "orders", "lower", 20.0, 12.0).amount
    -8.0
    """

    what: str
    name: str
    side: str
    was: float
    to: float

    @property
    def amount(self) -> float:
        """By how much the limit moves: above 0, it is raised."""
        return self.to - self.was


@dataclass(frozen=True)
class Cure:
    """What would have to change for a model to have a feasible point.

    Attributes:
        adjustments: The limits that change; all others stay.
        is_least: Whether it is proven that no smaller sum of changes does.
        model: The model so changed.
        status: How its solve ended.
        objective: Its objective at the best point found.

    An explanation of an infeasible model has it. Source: the elastic programme, Chinneck 2008, *Feasibility and
    Infeasibility in Optimization*, section 6.1.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays(
    ...     [1], [[1], [1]], row_lower=[20, -np.inf], row_upper=[np.inf, 12], rows=["orders", "stock"])
    >>> cure = optimize.explain(optimize.solve(model).result()).cure
    >>> cure.total, cure.is_least, cure.status
    (8.0, True, <Status.OPTIMAL: 'optimal'>)
    >>> [(each.name, each.side) for each in cure.adjustments] in ([("orders", "lower")], [("stock", "upper")])
    True
    """

    adjustments: tuple[Adjustment, ...]
    is_least: bool
    model: Model
    status: Status
    objective: float | None

    @property
    def total(self) -> float:
        """The sum of all changes, each without its sign."""
        return float(sum(abs(each.amount) for each in self.adjustments))

    def __repr__(self) -> str:
        moves = ", ".join(f"{each.name}: {each.was:g} → {each.to:g}" for each in self.adjustments[:6])
        return f"<{type(self).__name__}: {moves}{', …' if len(self.adjustments) > 6 else ''}>"


Limit = tuple[str, int, str]  # "row" or "variable", where, and which side


def cure_of(model: Model, wish: Wish) -> Cure | None:
    """The least change that cures an infeasible model; None where the time was over before one was found and checked.

    >>> model = Model.of_arrays([1], [[1], [1]], row_lower=[5, -9], row_upper=[9, 3], rows=["need", "stock"])
    >>> cure = cure_of(model, Wish())
    >>> cure.total, cure.status
    (2.0, <Status.OPTIMAL: 'optimal'>)
    """
    limits = _movable(model)
    found = Highs().solve(_elastic(model, limits), replace(wish, gap=0.0))
    if found.values is None:
        return None
    missed = _missed(model, limits, found.values)
    for digits in DIGITS:
        adjustments = _adjustments(model, limits, missed, digits)
        cured = adjusted(model, adjustments)
        check = Highs().solve(cured, wish)
        if check.values is not None or check.status is Status.UNBOUNDED:
            is_least = found.status is Status.OPTIMAL
            objective = None if check.values is None else cured.objective_at(check.values)
            return Cure(adjustments, is_least, cured, check.status, objective)
    return None


def _missed(model: Model, limits: Sequence[Limit], values: Floats) -> Floats:
    """By how much each limit is missed, whole variables being whole: a solver takes 1.999999 for 2, and a limit does not."""
    elastic = _elastic(model, limits)
    width = len(model.variables)
    if model.is_integer:
        whole = np.where(elastic.integer, np.rint(values), np.nan)
        fixed = replace(
            elastic.relaxed(),
            lower=np.where(elastic.integer, whole, elastic.lower),
            upper=np.where(elastic.integer, whole, elastic.upper),
        )
        again = Highs().solve(fixed, Wish()).values
        values = values if again is None else again
    return values[width:]


def adjusted(model: Model, adjustments: Sequence[Adjustment]) -> Model:
    """The model with other limits; the one given stays as it is."""
    limits = {
        ("row", "lower"): model.row_lower.copy(),
        ("row", "upper"): model.row_upper.copy(),
        ("variable", "lower"): model.lower.copy(),
        ("variable", "upper"): model.upper.copy(),
    }
    for each in adjustments:
        at = (model.row_of if each.what == "row" else model.column_of)[each.name]
        for side in ("lower", "upper") if each.side == "both" else (each.side,):
            limits[each.what, side][at] = each.to
    return replace(
        model,
        row_lower=limits["row", "lower"],
        row_upper=limits["row", "upper"],
        lower=limits["variable", "lower"],
        upper=limits["variable", "upper"],
    )


def _movable(model: Model) -> list[Limit]:
    """Every limit that may move: all of rows, and of variables all but 0 below and those of 0 or 1."""
    bounds = {
        "lower": np.isfinite(model.lower) & (model.lower != 0) & ~model.is_binary,
        "upper": np.isfinite(model.upper) & ~model.is_binary,
    }
    rows = {"lower": np.isfinite(model.row_lower), "upper": np.isfinite(model.row_upper)}
    return [
        (what, at, side)
        for what, places in (("row", rows), ("variable", bounds))
        for side, is_there in places.items()
        for at in np.flatnonzero(is_there).tolist()
    ]


def _elastic(model: Model, limits: Sequence[Limit]) -> Model:
    """The elastic programme: after the model's variables one for each limit, by which it is missed."""
    count, width, size = len(model.rows), len(model.variables), len(limits)
    own = [(at, side) for what, at, side in limits if what == "variable"]  # these bounds become rows
    lower, upper, low, high = (
        model.lower.copy(),
        model.upper.copy(),
        np.full(len(own), -np.inf),
        np.full(len(own), np.inf),
    )
    for k, (at, side) in enumerate(own):
        bounds, open_, side_of_row = (lower, -np.inf, low) if side == "lower" else (upper, np.inf, high)
        side_of_row[k], bounds[at] = bounds[at], open_
    picks = sparse.csr_array((np.ones(len(own)), ([*range(len(own))], [at for at, _ in own])), (len(own), width))
    signs = [1.0 if side == "lower" else -1.0 for _, _, side in limits]
    first = size - len(own)
    places = [at if what == "row" else count + k - first for k, (what, at, _) in enumerate(limits)]
    misses = sparse.csr_array((signs, (places, [*range(size)])), (count + len(own), size))
    return Model.of_arrays(
        np.concatenate([np.zeros(width), np.ones(size)]),
        sparse.hstack([sparse.vstack([model.matrix, picks]), misses]),
        row_lower=np.concatenate([model.row_lower, low]),
        row_upper=np.concatenate([model.row_upper, high]),
        lower=np.concatenate([lower, np.zeros(size)]),
        upper=np.concatenate([upper, np.full(size, np.inf)]),
        integer=np.concatenate([model.integer, np.zeros(size, bool)]),
        sense=Sense.MIN,
    )


def _adjustments(model: Model, limits: Sequence[Limit], missed: Floats, digits: int) -> tuple[Adjustment, ...]:
    found = []
    for (what, at, side), amount in zip(limits, missed, strict=True):
        lower, upper = (model.row_lower, model.row_upper) if what == "row" else (model.lower, model.upper)
        was = float((lower if side == "lower" else upper)[at])
        if amount <= NOISE * (1 + abs(was)):
            continue
        name = (model.rows if what == "row" else model.variables)[at]
        moved = was - amount if side == "lower" else was + amount
        held = "both" if lower[at] == upper[at] else side
        found.append(Adjustment(what, name, held, was, float(f"{moved:.{digits}g}") + 0.0))
    return tuple(found)
