"""``LpProblem.solve(headway.optimize.PulpSolver())``: the same solve, in the place where PuLP expects a solver of its own.

PuLP up to 3 hears a status; PuLP 4 wants an account of the solve, which its own base class makes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pulp

from headway.errors import NoSolver
from headway.optimize.from_pulp import STATUSES, model_of
from headway.optimize.solution import Solution
from headway.optimize.solvers import solver_named
from headway.optimize.solving import solve
from headway.optimize.status import Status

_STATUS_OF_4 = {
    Status.OPTIMAL: "Optimal",
    Status.INFEASIBLE: "Infeasible",
    Status.INFEASIBLE_OR_UNBOUNDED: "Undefined",
    Status.UNBOUNDED: "Unbounded",
    Status.LIMIT: "TimeLimit",
    Status.FAILED: "Undefined",
}


class PulpSolver(pulp.LpSolver):  # type: ignore[misc]
    """A solver for PuLP that hands the model over in memory, and writes back what PuLP's own do.

    Args:
        solver: as for :func:`headway.optimize.solve`.
        timeLimit: wall-clock seconds.
        gapRel: relative gap at which an integer programme may stop.
        threads: at most so many.
        warmStart: begin with the variables' ``varValue``.
        mip: False: solve as if no variable were whole.
        msg: there is no log; accepted as PuLP's solvers do.
        options: the solver's own, by its own names.

    Raises:
        BadOption: from the solve, an option or its value can't be used.
        NoSolver: from the solve, the solver is not installed; ``available()`` says so before.

    After a solve ``solution`` is the :class:`Solution`, with all that PuLP has no place for.

    >>> problem = pulp.LpProblem("shop", pulp.LpMaximize)
    >>> chairs = problem.add_variable("chairs", 0)
    >>> problem += 30 * chairs
    >>> problem += 2 * chairs <= 40, "wood"
    >>> solver = PulpSolver()
    >>> status = problem.solve(solver)
    >>> chairs.varValue, solver.solution.shadow_prices["wood"]
    (20.0, 15.0)
    """

    name = "HEADWAY"

    def __init__(
        self,
        solver: str = "highs",
        *,
        timeLimit: float | None = None,  # noqa: N803 - PuLP's names
        gapRel: float | None = None,  # noqa: N803
        threads: int | None = None,
        warmStart: bool = False,  # noqa: N803
        mip: bool = True,
        msg: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(
            mip=mip, msg=msg, timeLimit=timeLimit, gapRel=gapRel, threads=threads, warmStart=warmStart, **options
        )
        self._asked: dict[str, Any] = {
            "solver": solver,
            "time_limit_s": timeLimit,
            "threads": threads,
            "options": options,
        }
        if gapRel is not None:
            self._asked["gap"] = gapRel
        self._is_warm = warmStart
        self.solution: Solution | None = None

    def available(self) -> bool:
        """Whether the solver is installed here.

        >>> PulpSolver("highs").available()
        True
        """
        try:
            solver_named(self._asked["solver"]).check_present()
        except NoSolver:
            return False
        return True

    def actualSolve(self, lp: Any, **_: Any) -> Any:  # noqa: N802
        """Solve, and write the values, prices, slacks and the status into the problem."""
        clocks = getattr(import_module("pulp.apis.core"), "clocks", tuple)  # of PuLP 4, for its account
        began: tuple[float, ...] = clocks()
        model, origin = model_of(lp)
        if not self.mip:
            model = model.relaxed()
        start = {v.name: v.varValue for v in origin.variables if v.varValue is not None} if self._is_warm else None
        self.solution = solution = solve(model, start=start, **self._asked).result()
        solution.write_into(origin)
        if hasattr(lp, "assignStatus"):
            return STATUSES[solution.status, solution.is_feasible][0]
        status = getattr(pulp.LpSolveStatus, _STATUS_OF_4[solution.status])
        return self.buildStats(lp, status, solution.is_feasible, start=began, best_bound=solution.best_bound)
