"""Solvers, a file each: a model goes in as arrays, numbers come out; nothing here knows PuLP or a task."""

from __future__ import annotations

from headway.errors import BadOption
from headway.optimize.solvers.base import Solver
from headway.optimize.solvers.cbc import Cbc
from headway.optimize.solvers.glpk import Glpk
from headway.optimize.solvers.highs import Highs
from headway.optimize.solvers.lingo import Lingo
from headway.optimize.solvers.scip import Scip

SOLVERS: dict[str, Solver] = {solver.name: solver for solver in (Highs(), Cbc(), Scip(), Glpk(), Lingo())}


def solver_named(name: str) -> Solver:
    """The solver of this name.

    Raises:
        BadOption: there is none.
    """
    found = SOLVERS.get(str(name).lower())
    if found is None:
        raise BadOption("solver", name, "one of " + ", ".join(SOLVERS))
    return found


def present_solver(name: str) -> Solver:
    """The solver of this name, which can be used here.

    Raises:
        BadOption: there is none.
        NoSolver: it is not installed.
    """
    found = solver_named(name)
    found.check_present()
    return found
