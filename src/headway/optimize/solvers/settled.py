"""What holds whichever solver is asked: the same questions are settled in the same way.

What is obvious is not asked. Infeasible or unbounded: one of the two. An unbounded model has no values, for the objective
there would tell nothing; a point that is told of must be feasible.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from headway.optimize.model import Model
from headway.optimize.optimality import is_feasible
from headway.optimize.recession import without_objective
from headway.optimize.solvers.base import Found, Solver, Wish
from headway.optimize.solvers.highs import ray_of
from headway.optimize.solvers.obvious import obvious
from headway.optimize.status import Status

TOLERANCE = 1e-5  # ten times what solvers allow themselves: presolve is undone after they have looked


def settled(solver: Solver, model: Model, wish: Wish) -> Found:
    """What a solver finds for a model. Blocks.

    Raises:
        NoSolver: it is not installed here.
        BadOption: an option that it does not have.
    """
    found = obvious(model)
    if found is not None:
        return found
    began = monotonic()
    found = solver.solve(model, wish)
    if found.status is Status.INFEASIBLE_OR_UNBOUNDED and not wish.is_cancelled():
        found = replace(found, status=_which(solver, model, _left(wish, monotonic() - began)))
    if found.status is Status.UNBOUNDED:
        return replace(
            found, values=None, prices=None, bound=None, ray=ray_of(model) if found.ray is None else found.ray
        )
    return _believed(model, found)


def _which(solver: Solver, model: Model, wish: Wish) -> Status:
    """Without an objective there is only one way to fail."""
    plain = without_objective(model)
    found = obvious(plain) or solver.solve(plain, wish)
    return {Status.OPTIMAL: Status.UNBOUNDED, Status.INFEASIBLE: Status.INFEASIBLE}.get(
        found.status, Status.INFEASIBLE_OR_UNBOUNDED
    )


def _left(wish: Wish, seconds: float) -> Wish:
    """The same wish, without a start, for what is left of its time."""
    left = None if wish.time_limit_s is None else max(0.1, wish.time_limit_s - seconds)
    return replace(wish, time_limit_s=left, start=None)


def _believed(model: Model, found: Found) -> Found:
    """Without its point where that is none, and with a failure said where it was to be the optimum."""
    if found.values is None:
        return replace(found, status=Status.FAILED) if found.status is Status.OPTIMAL else found
    if found.values.shape == model.costs.shape and is_feasible(model, found.values, TOLERANCE):
        return found
    status = Status.FAILED if found.status is Status.OPTIMAL else found.status
    words = f"{found.words}; its point is not feasible".strip("; ")
    return replace(found, status=status, values=None, prices=None, words=words)
