"""The linear programme below every tour: two legs at each place, and cuts; a bound that holds for all legs.

Only some legs are columns. The bound is the Lagrangian one: for any prices of the places, and prices >= 0 of the cuts,
no tour is shorter than what they come to plus the negative reduced costs of all legs of the complete graph (Held and Karp 1970;
Applegate, Bixby, Chvátal and Cook 2006, section 5.4). So it holds however the linear programme was ended, and whatever
the solver's tolerances.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats
from headway.optimize.solvers.highs_model import load
from headway.optimize.tours.cuts import Cut, Ints, Support

SLACK = 1e-6
IDLE_ROUNDS = 8  # a cut that has not been tight for so long goes


@dataclass(frozen=True)
class Priced:
    """What the prices of a linear programme say of all legs.

    Attributes:
        bound: No tour costs less.
        reduced: Each leg's reduced cost, ``(n, n)``, its upper triangle; infinite where there is no leg.
    """

    bound: float
    reduced: Floats


class Relaxation:
    """The linear programme, in a HiGHS that goes on from where it was.

    Args:
        costs: Symmetric, ``(n, n)``, infinite where there is no leg.
        fixed: Legs that every tour has.
        legs: Those to begin with, beside the fixed ones: pairs of places.
    """

    def __init__(self, costs: Floats, fixed: Sequence[tuple[int, int]], legs: Iterable[tuple[int, int]]) -> None:
        self._highspy = load()
        self.costs, self.count = costs, len(costs)
        self.fixed = {(min(pair), max(pair)) for pair in fixed}
        self.tails: Ints = np.empty(0, np.intp)
        self.heads: Ints = np.empty(0, np.intp)
        self.cuts: list[Cut] = []
        self._idle: list[int] = []
        self._highs = self._highspy._core._Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("presolve", "off")
        twos = np.full(self.count, 2.0)
        self._highs.addRows(self.count, twos, twos, 0, np.zeros(self.count, np.int32), _NO_INTS, _NO_FLOATS)
        chosen = {(min(leg), max(leg)) for leg in legs} | self.fixed
        self.add_legs(np.array(sorted(chosen), np.intp).reshape(-1, 2))

    def add_legs(self, pairs: NDArray[np.intp]) -> None:
        """Make columns of these legs, ``(k, 2)``, which are none yet."""
        if not len(pairs):
            return
        tails, heads = pairs[:, 0], pairs[:, 1]
        table = np.array([cut.crossings(tails, heads, self.count) for cut in self.cuts]).reshape(
            len(self.cuts), len(pairs)
        )
        starts, rows, values = [], [], []
        at = 0
        for column, (tail, head) in enumerate(zip(tails.tolist(), heads.tolist(), strict=True)):
            crossed = np.flatnonzero(table[:, column])
            starts.append(at)
            rows += [tail, head, *(self.count + crossed).tolist()]
            values += [1.0, 1.0, *table[crossed, column].tolist()]
            at = len(rows)
        lower = np.array([float(tuple(pair) in self.fixed) for pair in pairs.tolist()])
        self._highs.addCols(
            len(pairs),
            np.ascontiguousarray(self.costs[tails, heads]),
            lower,
            np.ones(len(pairs)),
            len(rows),
            np.array(starts, np.int32),
            np.array(rows, np.int32),
            np.array(values),
        )
        self.tails, self.heads = np.r_[self.tails, tails], np.r_[self.heads, heads]

    def add_cuts(self, cuts: Sequence[Cut]) -> None:
        """Make rows of these cuts."""
        starts, columns, values = [], [], []
        at = 0
        for cut in cuts:
            crossings = cut.crossings(self.tails, self.heads, self.count)
            crossed = np.flatnonzero(crossings)
            starts.append(at)
            columns.append(crossed)
            values.append(crossings[crossed])
            at += len(crossed)
        if not cuts:
            return
        least = np.array([cut.least for cut in cuts])
        self._highs.addRows(
            len(cuts),
            least,
            np.full(len(cuts), np.inf),
            at,
            np.array(starts, np.int32),
            np.concatenate(columns).astype(np.int32),
            np.concatenate(values),
        )
        self.cuts += cuts
        self._idle += [0] * len(cuts)

    def solve(self, time_limit_s: float) -> bool:
        """Solve it, from where it was; whether it came to its optimum."""
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(0.01, time_limit_s))
        self._highs.run()
        return bool(self._highs.getModelStatus() == self._highspy.HighsModelStatus.kOptimal)

    @property
    def objective(self) -> float:
        """What the last solve came to."""
        return float(self._highs.getInfo().objective_function_value)

    @property
    def is_infeasible(self) -> bool:
        """Whether the last solve found that there is no solution."""
        return bool(self._highs.getModelStatus() == self._highspy.HighsModelStatus.kInfeasible)

    def shares(self) -> Floats:
        """How much of each leg the last solution has, ``(legs,)``."""
        return np.array(self._highs.getSolution().col_value)

    def support(self) -> Support:
        """The legs that the last solution uses."""
        return Support.of(self.count, self.tails, self.heads, self.shares())

    def priced(self) -> Priced:
        """The bound that the last solve's prices prove, and what they say of all legs."""
        prices = np.array(self._highs.getSolution().row_dual)
        of_places, of_cuts = prices[: self.count].copy(), np.maximum(0.0, prices[self.count :])
        bound = 2.0 * of_places.sum() + sum(cut.least * price for cut, price in zip(self.cuts, of_cuts, strict=True))
        # A border's crossings are twice the places inside less twice the legs inside: few entries change.
        shared = np.zeros_like(self.costs)
        for cut, price in zip(self.cuts, of_cuts, strict=True):
            if price > 0:
                for places in cut.sets:
                    inside = np.array(places)
                    of_places[inside] += price
                    shared[np.ix_(inside, inside)] += 2.0 * price
        reduced = self.costs - of_places[:, None] - of_places[None, :] + shared
        reduced[np.tril_indices(self.count)] = np.inf
        bound += np.minimum(0.0, reduced, where=np.isfinite(reduced), out=np.zeros_like(reduced)).sum()
        bound += sum(max(0.0, reduced[pair]) for pair in self.fixed)
        return Priced(float(bound), reduced)

    def missing(self, reduced: Floats, most: float, count: int | None = None) -> NDArray[np.intp]:
        """The legs that are no columns and whose reduced cost is below ``most``: the lowest ``count``, ``(k, 2)``."""
        absent = reduced.copy()
        absent[self.tails, self.heads] = np.inf
        pairs = np.argwhere(absent < most)
        if count is not None and len(pairs) > count:
            pairs = pairs[np.argpartition(absent[pairs[:, 0], pairs[:, 1]], count)[:count]]
        return pairs

    def absent(self, legs: Iterable[tuple[int, int]]) -> NDArray[np.intp]:
        """Those of these legs that are no columns, ``(k, 2)``."""
        there = set(zip(self.tails.tolist(), self.heads.tolist(), strict=True))
        return np.array(sorted(set(legs) - there), np.intp).reshape(-1, 2)

    def drop_idle(self) -> None:
        """Forget the cuts that have not been tight for some rounds."""
        prices = np.array(self._highs.getSolution().row_dual)[self.count :]
        self._idle = [0 if price > SLACK else idle + 1 for price, idle in zip(prices, self._idle, strict=True)]
        idle = [at for at, rounds in enumerate(self._idle) if rounds >= IDLE_ROUNDS]
        if len(idle) < 20:
            return
        self._highs.deleteRows(len(idle), np.array(idle, np.int32) + np.int32(self.count))
        gone = set(idle)
        self.cuts = [cut for at, cut in enumerate(self.cuts) if at not in gone]
        self._idle = [rounds for at, rounds in enumerate(self._idle) if at not in gone]

    # For branching.

    def set_bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Limit how much of some legs a solution may have."""
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def tried(self, steps: int, most: float) -> float:
        """What the objective comes to in so many simplex iterations; ``most`` where there is no solution."""
        self._highs.setOptionValue("simplex_iteration_limit", steps)
        self._highs.run()
        self._highs.setOptionValue("simplex_iteration_limit", _NO_LIMIT)
        return most if self.is_infeasible else self.objective

    def basis(self) -> Any:
        """Where the last solve ended."""
        return self._highs.getBasis()

    def go_to(self, basis: Any) -> None:
        """Begin the next solve there."""
        self._highs.setBasis(basis)


_NO_LIMIT = 2**31 - 1
_NO_INTS = np.empty(0, np.int32)
_NO_FLOATS = np.empty(0)
