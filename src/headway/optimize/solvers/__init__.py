"""Solvers, a file each: a model goes in as arrays, numbers come out; nothing here knows PuLP or a task."""

from __future__ import annotations

from headway.errors import BadOption
from headway.optimize.solvers.base import Solver
from headway.optimize.solvers.highs import Highs

SOLVERS: dict[str, Solver] = {solver.name: solver for solver in (Highs(),)}


def solver_named(name: str) -> Solver:
    """The solver of this name.

    Raises:
        BadOption: there is none.
    """
    found = SOLVERS.get(str(name).lower())
    if found is None:
        raise BadOption("solver", name, "one of " + ", ".join(SOLVERS))
    return found
