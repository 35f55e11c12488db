"""What a solver found, in the words of the model: values, slacks, shadow prices, by the user's own names."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from headway.errors import BadOption, NoShadowPrices, NoSolution
from headway.optimize.by_name import ByName
from headway.optimize.conflict import Conflict, conflict_of
from headway.optimize.extras import load
from headway.optimize.from_pulp import Origin, check_unchanged, write
from headway.optimize.limits import seconds
from headway.optimize.model import Floats, Model
from headway.optimize.pricing import prices_of
from headway.optimize.sensitivity import Ranges, ranges_of
from headway.optimize.solvers.base import Found, Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.status import Status

if TYPE_CHECKING:
    import pandas as pd

FIXED = " (whole variables fixed)"
NOUGHT = 1e-9  # an objective and a bound of this size are 0 but for rounding


class Solution:
    """What a solver found for a model. It keeps all of it: the model, the numbers, how the solve ended.

    Attributes:
        model: What was solved.
        status: How it ended.
        best_bound: What no feasible point is better than (None: not known).
        seconds: Wall-clock seconds of the solver itself.
        solver: Its name; after a race the winner's.
        words: What the solver said of how it ended; after a race, what became of the others, too.

    >>> from headway import optimize
    >>> shop = optimize.Model.of_arrays(
    ...     [30, 40], [[2, 4], [3, 2]], row_upper=[40, 28], sense="max",
    ...     variables=["chairs", "tables"], rows=["wood", "work"])
    >>> solution = optimize.solve(shop).result()
    >>> solution
    Solution: optimal, objective 440 (highs, ... s)
    >>> solution.values, solution.slacks, solution.shadow_prices
    ({'chairs': 4, 'tables': 8}, {'wood': 0, 'work': 0}, {'wood': 7.5, 'work': 5})
    >>> solution.values["chairs"], solution.values.array.tolist()
    (4.0, [4.0, 8.0])
    """

    def __init__(self, model: Model, found: Found, seconds: float, solver: str, origin: Origin | None = None) -> None:
        self.model, self.found, self._origin = model, found, origin
        self.status: Status = found.status
        self.best_bound = None if found.bound is None else found.bound + 0.0
        self.seconds, self.solver, self.words = seconds, solver, found.words

    @property
    def is_feasible(self) -> bool:
        """Whether there is a point that meets every row and bound."""
        return self.found.values is not None

    @cached_property
    def _point(self) -> Floats:
        if self.found.values is None:
            raise NoSolution(self.model.name, str(self.status))
        return self.found.values + 0.0  # a solver's -0.0 is 0.0

    @property
    def objective(self) -> float:
        """The objective as stated, at the point found.

        Raises:
            NoSolution: there is no feasible point; the error names the status.
        """
        return self.model.objective_at(self._point)

    @property
    def values(self) -> ByName:
        """Each variable's value. Raises as ``objective`` does."""
        return ByName("variable", self.model.variables, self._point, self.model.column_of)

    @property
    def activities(self) -> ByName:
        """What each row's left-hand side comes to. Raises as ``objective`` does."""
        return ByName("row", self.model.rows, self.model.matrix @ self._point, self.model.row_of)

    @property
    def slacks(self) -> ByName:
        """How far each row is from its nearest limit: 0 where it binds, infinite where it has none. Raises as ``objective``."""
        activity = self.model.matrix @ self._point
        left = np.minimum(self.model.row_upper - activity, activity - self.model.row_lower)
        return ByName("row", self.model.rows, left, self.model.row_of)

    @property
    def shadow_prices(self) -> ByName:
        """Of each row: the change of the objective as stated (max or min) per unit more of its right-hand side.

        Where the optimum is degenerate, one valid set of several. They are those that the solver tells, if they prove
        the values optimal; where they do not, or it tells none (SCIP), HiGHS solves it once more, when they are asked for.

        Raises:
            NoShadowPrices: the model has whole variables, or was not solved to the optimum.
        """
        return ByName("row", self.model.rows, self._prices, self.model.row_of)

    @property
    def reduced_costs(self) -> ByName:
        """Of each variable x: ``c_x - Σ a_rx · price_r``. Raises as ``shadow_prices`` does."""
        array = self.model.costs - self.model.matrix.T @ self._prices
        return ByName("variable", self.model.variables, array, self.model.column_of)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The plan as a frame: a row for each variable, with ``value``, and ``reduced_cost`` where there are shadow prices.

        Raises:
            NoSolution: there is no feasible point; the error names the status.
        """
        pandas = load("pandas", "Solution.frame")
        columns = {"value": self._point}
        if self.has_prices:
            columns["reduced_cost"] = self.reduced_costs.array
        names = pandas.Index(self.model.variables, name="variable", dtype=object)
        frame: pd.DataFrame = pandas.DataFrame(columns, index=names)
        return frame

    @property
    def has_prices(self) -> bool:
        """Whether there are shadow prices: of a linear programme that was solved to the optimum."""
        return self.status is Status.OPTIMAL and not self.model.is_integer

    @cached_property
    def _prices(self) -> Floats:
        self._check_prices()
        return prices_of(self.model, self._point, self.found.prices) + 0.0

    def _check_prices(self) -> None:
        if not self.has_prices:
            raise NoShadowPrices(self.model.name, self.model.is_integer and self.is_feasible, str(self.status))

    def ranges(self) -> Ranges:
        """Over which range of each right-hand side its shadow price holds, and of each cost the plan.

        By HiGHS, from the basis that it ended at; of another solver's optimum from the basis of its plan and prices.

        Raises:
            NoShadowPrices: as ``shadow_prices``.

        >>> from headway import optimize
        >>> model = optimize.Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max", rows=["wood", "work"])
        >>> optimize.solve(model).result().ranges().rhs
        {'wood': (3.0, 6.0), 'work': (4.0, 8.0)}
        """
        self._check_prices()
        return ranges_of(self.model, self.found.basis, self._point, self._prices)

    def fixed(self) -> Solution:
        """The linear programme in which every whole variable stays at what was found here, solved: it has shadow prices.

        They say what the rows are worth *for this choice* of the whole variables, and nothing of another choice. Its model
        is named so. A linear programme's solution is its own.

        Raises:
            NoSolution: there is no feasible point; the error names the status.

        >>> from headway import optimize
        >>> model = optimize.Model.of_arrays([60, 1], [[5, 2]], row_upper=[9], integer=[True, False], sense="max", rows=["weight"])
        >>> optimize.solve(model).result().fixed().shadow_prices
        {'weight': 0.5}
        """
        if not self.model.is_integer:
            return self
        values = np.where(self.model.integer, np.rint(self._point), self._point)
        model = replace(
            self.model,
            name=f"{self.model.name}{FIXED}",
            lower=np.where(self.model.integer, values, self.model.lower),
            upper=np.where(self.model.integer, values, self.model.upper),
            integer=np.zeros_like(self.model.integer),
        )
        began = perf_counter()
        found = Highs().solve(model, Wish())
        return Solution(model, found, perf_counter() - began, Highs.name)

    def conflict(self, time_limit_s: float = 60.0) -> Conflict | None:
        """Rows and bounds that contradict each other, of which none can be left out; None where the model is feasible.

        Args:
            time_limit_s: Of the whole search; what is left of it by then is said not to be irreducible.

        Raises:
            BadOption: a time that is none.

        >>> from headway import optimize
        >>> model = optimize.Model.of_arrays(
        ...     [1], [[1], [1]], row_lower=[20, -np.inf], row_upper=[np.inf, 12], rows=["orders", "stock"])
        >>> optimize.solve(model).result().conflict().rows
        ('orders', 'stock')
        """
        limit_s = seconds("time_limit_s", time_limit_s)
        return None if self.is_feasible else conflict_of(self.model, Wish(time_limit_s=limit_s))

    def assign(self) -> None:
        """Write the solution into the PuLP problem that it is of, as PuLP's own solvers do.

        Sets ``varValue`` and ``dj`` of its variables, ``pi`` and ``slack`` of its constraints, its ``status`` and ``sol_status``.

        Raises:
            ModelChanged: it is no longer the problem that was solved; this Solution keeps all that was found.
            BadOption: the model did not come from PuLP.

        >>> import pulp
        >>> from headway import optimize
        >>> problem = pulp.LpProblem("shop", pulp.LpMaximize)
        >>> chairs = problem.add_variable("chairs", 0, 4)
        >>> problem += 30 * chairs
        >>> optimize.solve(problem).result().assign()
        >>> chairs.varValue
        4.0
        """
        if self._origin is None:
            raise BadOption("assign", self.model.name, "the solution of a PuLP problem")
        check_unchanged(self._origin, self.model)
        self.write_into(self._origin)

    def write_into(self, origin: Origin) -> None:
        """Write it into a PuLP problem without a look at whether it is still the same."""
        write(
            origin,
            status=self.status,
            values=self._point if self.is_feasible else None,
            slacks=self._signed_slacks() if self.is_feasible else None,
            prices=self._prices if self.has_prices else None,
            reduced=self.reduced_costs.array if self.has_prices else None,
        )

    def _signed_slacks(self) -> Floats:
        """As PuLP has it: the right-hand side less the left, so negative where a row of at least is more than met."""
        side = np.where(np.isfinite(self.model.row_upper), self.model.row_upper, self.model.row_lower)
        slacks: Floats = side - self.model.matrix @ self._point
        return slacks

    @property
    def gap(self) -> float:
        """How far the bound is from the objective, relative to the objective: 0 is a proof (HiGHS' definition)."""
        if self.best_bound is None or not self.is_feasible:
            return np.inf
        difference = abs(self.best_bound - self.objective)
        if difference == 0 or max(difference, abs(self.objective)) <= NOUGHT:
            return 0.0
        return difference / abs(self.objective) if self.objective else np.inf

    def __repr__(self) -> str:
        is_point = self.is_feasible and self.status is not Status.UNBOUNDED
        words = f"{self.status}, objective {self.objective:.10g}" if is_point else str(self.status)
        fixed = FIXED if self.model.name.endswith(FIXED) else ""
        return f"{type(self).__name__}{fixed}: {words} ({self.solver}, {self.seconds:.3g} s)"
