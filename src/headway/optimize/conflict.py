"""Why there is no solution: a set of rows and bounds that contradict each other, of which none can be left out.

For a linear programme HiGHS finds it (elastic filter, then deletion; Chinneck 2008, *Feasibility and Infeasibility in
Optimization*, chapter 6). For an integer programme its answer proves nothing: there each row and bound is left out in turn
and the rest is solved again (the deletion filter, section 6.2.1), beginning with what HiGHS suggests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from headway.optimize.model import Model, Sense
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs, handed_over
from headway.optimize.status import Status

ELASTIC, IRREDUCIBLE = 2, 4  # of HiGHS' iis_strategy, a bit map
LOWER, UPPER, BOXED = 2, 3, 4  # of its IisBoundStatus


@dataclass(frozen=True)
class Conflict:
    """Rows and bounds that contradict each other.

    Attributes:
        rows: The rows' names.
        bounds: Variables and which of their bounds take part: ``("x", "lower")``.
        is_irreducible: Whether it is proven that none can be left out (False: the time was over first).
        needs_whole: Whether it contradicts itself only since variables are to be whole.
    """

    rows: tuple[str, ...]
    bounds: tuple[tuple[str, str], ...]
    is_irreducible: bool
    needs_whole: bool = False

    def __len__(self) -> int:
        return len(self.rows) + len(self.bounds)


def conflict_of(model: Model, wish: Wish) -> Conflict | None:
    """A conflict of an infeasible model; None when it turns out feasible."""
    rows, bounds = _suggested(model.relaxed())
    if rows or bounds:
        return Conflict(
            tuple(model.rows[i] for i in rows), tuple((model.variables[j], side) for j, side in bounds), True
        )
    if not model.is_integer:
        return None
    return _filtered(model, wish)


def _suggested(model: Model) -> tuple[list[int], list[tuple[int, str]]]:
    highs = handed_over(model)
    highs.setOptionValue("iis_strategy", ELASTIC + IRREDUCIBLE)
    _, found = highs.getIis()
    lower, upper = {LOWER, BOXED}, {UPPER, BOXED}
    bounds = [
        (int(j), side)
        for j, kind in zip(found.col_index_, found.col_bound_, strict=True)
        for side, kinds in (("lower", lower), ("upper", upper))
        if int(kind) in kinds
    ]
    return [int(i) for i in found.row_index_], bounds


Part = tuple[str, int]  # "row", "lower" or "upper", and where


def _filtered(model: Model, wish: Wish) -> Conflict | None:
    """The deletion filter."""
    kept: list[Part] = [
        *(("row", i) for i in range(len(model.rows))),
        *(("lower", j) for j in np.flatnonzero(np.isfinite(model.lower)).tolist()),
        *(("upper", j) for j in np.flatnonzero(np.isfinite(model.upper)).tolist()),
    ]
    if _status(model, kept, wish) is not Status.INFEASIBLE:
        return None
    kept, is_proven = _shrunk(kept, lambda parts: _status(model, parts, wish))
    return Conflict(
        rows=tuple(model.rows[at] for kind, at in kept if kind == "row"),
        bounds=tuple((model.variables[at], kind) for kind, at in kept if kind != "row"),
        is_irreducible=is_proven,
        needs_whole=True,
    )


def _shrunk(kept: list[Part], status: Callable[[Sequence[Part]], Status]) -> tuple[list[Part], bool]:
    """Leave out halves, then quarters, … then single parts, as long as the rest is infeasible."""
    is_proven, size = True, max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept):
            without = [*kept[:at], *kept[at + size :]]
            found = status(without)
            if found is Status.INFEASIBLE:
                kept = without
                continue
            is_proven = is_proven and (size > 1 or found is not Status.LIMIT)
            at += size
        if size == 1:
            return kept, is_proven
        size = max(1, size // 2)


def _status(model: Model, kept: Sequence[Part], wish: Wish) -> Status:
    rows = np.zeros(len(model.rows), bool)
    rows[[at for kind, at in kept if kind == "row"]] = True
    lower, upper = np.full(len(model.lower), -np.inf), np.full(len(model.upper), np.inf)
    for kind, bounds, given in (("lower", lower, model.lower), ("upper", upper, model.upper)):
        places = [at for held, at in kept if held == kind]
        bounds[places] = given[places]
    part = replace(
        model,
        sense=Sense.MIN,
        costs=np.zeros_like(model.costs),
        row_lower=np.where(rows, model.row_lower, -np.inf),
        row_upper=np.where(rows, model.row_upper, np.inf),
        lower=lower,
        upper=upper,
    )
    return Highs().solve(part, wish).status
