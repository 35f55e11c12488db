"""Why there is no solution: a set of rows and bounds that contradict each other, of which none can be left out.

HiGHS suggests one for the linear relaxation (elastic filter; Chinneck 2008, *Feasibility and Infeasibility in
Optimization*, chapter 6). It is believed only after the deletion filter (section 6.2.1): each row and bound is left out in
turn and the rest is solved again. Where that comes to nothing, and for an integer programme whose relaxation is feasible,
the filter begins with all rows and bounds; where the relaxation has a conflict, it goes on with that and whole variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from headway.optimize.model import Model, Sense
from headway.optimize.recession import without_objective
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solvers.highs_model import handed_over
from headway.optimize.status import Status

ELASTIC, IRREDUCIBLE = 2, 4  # of HiGHS' iis_strategy, a bit map
LOWER, UPPER, BOXED = 2, 3, 4  # of its IisBoundStatus
Part = tuple[str, int]  # "row", "lower" or "upper", and where


@dataclass(frozen=True)
class Conflict:
    """Rows and bounds that contradict each other.

    Attributes:
        rows: The rows' names.
        bounds: Variables and which of their bounds take part: ``("x", "lower")``.
        is_irreducible: Whether it is proven that none can be left out (False: the time was over first).
        needs_whole: Whether it contradicts itself only since variables are to be whole.

    ``len()`` counts the rows and bounds. Source: Chinneck 2008, *Feasibility and Infeasibility in Optimization*, section
    6.2.1 (deletion filter).

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays(
    ...     [1], [[1], [1]], row_lower=[-np.inf, 1], row_upper=[3, np.inf], lower=5, variables=["x"], rows=["stock", "need"])
    >>> optimize.solve(model).result().conflict()  # x ≥ 5 contradicts stock; need has no part in it
    Conflict(rows=('stock',), bounds=(('x', 'lower'),), is_irreducible=True, needs_whole=False)
    """

    rows: tuple[str, ...]
    bounds: tuple[tuple[str, str], ...]
    is_irreducible: bool
    needs_whole: bool = False

    def __len__(self) -> int:
        return len(self.rows) + len(self.bounds)


def conflict_of(model: Model, wish: Wish) -> Conflict | None:
    """A conflict of an infeasible model; None when it turns out feasible.

    The wish's ``time_limit_s`` is that of the whole search. Once it is over, what is left by then is given back, and is said
    not to be irreducible; None where not even the model was shown to be infeasible by then.
    """
    began = perf_counter()
    of_relaxed, of_whole = (_Filter(each, wish, began) for each in (model.relaxed(), model))
    found = of_relaxed.shrunk(_suggested(of_relaxed.model)) or of_relaxed.shrunk(_parts(model))
    if not model.is_integer:
        return found and _told(model, *found)
    # Whole variables may contradict less than all that their relaxation does.
    fewer = of_whole.shrunk(found[0] if found else _parts(model))
    return fewer and _told(model, *fewer, needs_whole=found is None or len(fewer[0]) < len(found[0]))


def _told(model: Model, kept: list[Part], is_irreducible: bool, needs_whole: bool = False) -> Conflict:
    """A conflict by its names."""
    return Conflict(
        rows=tuple(model.rows[at] for kind, at in kept if kind == "row"),
        bounds=tuple((model.variables[at], kind) for kind, at in kept if kind != "row"),
        is_irreducible=is_irreducible,
        needs_whole=needs_whole,
    )


def _suggested(model: Model) -> list[Part]:
    """What HiGHS takes for a conflict. It is tried before it is believed."""
    highs = handed_over(model)
    highs.setOptionValue("iis_strategy", ELASTIC + IRREDUCIBLE)
    _, found = highs.getIis()
    return [
        *(("row", int(i)) for i in found.row_index_),
        *(
            (side, int(j))
            for j, kind in zip(found.col_index_, found.col_bound_, strict=True)
            for side, kinds in (("lower", {LOWER, BOXED}), ("upper", {UPPER, BOXED}))
            if int(kind) in kinds
        ),
    ]


def _parts(model: Model) -> list[Part]:
    """All that can take part in a conflict."""
    has_limit = np.isfinite(model.row_lower) | np.isfinite(model.row_upper)
    return [
        *(("row", i) for i in np.flatnonzero(has_limit).tolist()),
        *(("lower", j) for j in np.flatnonzero(np.isfinite(model.lower)).tolist()),
        *(("upper", j) for j in np.flatnonzero(np.isfinite(model.upper)).tolist()),
    ]


class _Filter:
    """The deletion filter: parts of a model are left out as long as the rest is infeasible."""

    def __init__(self, model: Model, wish: Wish, began: float) -> None:
        self.model, self._wish, self._began = without_objective(replace(model, sense=Sense.MIN)), wish, began

    def shrunk(self, parts: list[Part]) -> tuple[list[Part], bool] | None:
        """Parts of these that contradict each other, and whether it is proven that none can be left out; None: all don't."""
        if not parts or self._status(parts) is not Status.INFEASIBLE:
            return None
        return self._halved(parts)

    def _halved(self, kept: list[Part]) -> tuple[list[Part], bool]:
        """Leave out halves, then quarters, … then single parts; and whether every single part was seen to be needed."""
        is_proven, size = True, max(1, len(kept) // 2)
        while True:
            at = 0
            while at < len(kept):
                without = [*kept[:at], *kept[at + size :]]
                status = self._status(without)
                if status is Status.INFEASIBLE:
                    kept = without
                    continue
                is_proven = is_proven and (size > 1 or status is Status.OPTIMAL)
                at += size
            if size == 1:
                return kept, is_proven
            size = max(1, size // 2)

    def _status(self, parts: Sequence[Part]) -> Status:
        if self._wish.time_limit_s is None:
            return Highs().solve(part_of(self.model, parts), self._wish).status
        left = self._wish.time_limit_s - (perf_counter() - self._began)
        if left <= 0:
            return Status.LIMIT
        return Highs().solve(part_of(self.model, parts), replace(self._wish, time_limit_s=left)).status


def part_of(model: Model, parts: Sequence[Part]) -> Model:
    """The model with only these rows and bounds; the other rows have no limits, and the other variables no such bound."""
    rows = np.zeros(len(model.rows), bool)
    rows[[at for kind, at in parts if kind == "row"]] = True
    lower, upper = np.full(len(model.lower), -np.inf), np.full(len(model.upper), np.inf)
    for kind, bounds, given in (("lower", lower, model.lower), ("upper", upper, model.upper)):
        places = [at for held, at in parts if held == kind]
        bounds[places] = given[places]
    return replace(
        model,
        row_lower=np.where(rows, model.row_lower, -np.inf),
        row_upper=np.where(rows, model.row_upper, np.inf),
        lower=lower,
        upper=upper,
    )
