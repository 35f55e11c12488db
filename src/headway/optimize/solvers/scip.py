"""SCIP, in memory, by PySCIPOpt (https://scipopt.org, Apache 2.0): ``pip install "headway[scip]"``.

It tells prices of a linear programme only with most of itself switched off, so none are asked for.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import numpy as np

from headway.errors import BadOption, NoSolver
from headway.optimize.model import INFINITE, Model, Sense
from headway.optimize.solvers.base import Found, Solver, Wish
from headway.optimize.status import Status

TICK_S = 0.05
_STATES = {
    "optimal": Status.OPTIMAL,
    "gaplimit": Status.OPTIMAL,
    "infeasible": Status.INFEASIBLE,
    "unbounded": Status.UNBOUNDED,
    "inforunbd": Status.INFEASIBLE_OR_UNBOUNDED,
    "userinterrupt": Status.LIMIT,
}


class Scip(Solver):
    """SCIP: mixed-integer programmes above all."""

    name = "scip"
    is_command = False

    def check_present(self) -> None:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        load()

    def solve(self, model: Model, wish: Wish) -> Found:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        scip, variables = _handed_over(model)
        _set_options(scip, wish)
        if wish.start is not None:
            _start_at(scip, variables, wish)
        _run(scip, wish)
        return _found(scip, variables, model)


def load() -> Any:
    """The module, or an error that says what to install."""
    try:
        import pyscipopt
    except ImportError:
        raise NoSolver("scip", 'pip install "headway[scip]"') from None
    return pyscipopt


def _handed_over(model: Model) -> tuple[Any, list[Any]]:
    """A silent SCIP that has the model, and its variables."""
    pyscipopt = load()
    scip = pyscipopt.Model()
    scip.hideOutput()
    sense = "maximize" if model.sense is Sense.MAX else "minimize"
    variables = [
        scip.addVar(f"x{j + 1}", "I" if whole else "C", _finite(low), _finite(high), cost)
        for j, (whole, low, high, cost) in enumerate(
            zip(model.integer.tolist(), model.lower.tolist(), model.upper.tolist(), model.costs.tolist(), strict=True)
        )
    ]
    table = model.matrix
    for i, (low, high) in enumerate(zip(model.row_lower.tolist(), model.row_upper.tolist(), strict=True)):
        part = slice(table.indptr[i], table.indptr[i + 1])
        terms = zip(table.indices[part].tolist(), table.data[part].tolist(), strict=True)
        left = pyscipopt.quicksum(entry * variables[j] for j, entry in terms if entry)
        if len(left.terms) and not (_finite(low) is None and _finite(high) is None):
            scip.addCons(pyscipopt.scip.ExprCons(left, _finite(low), _finite(high)), f"r{i + 1}")
    scip.setObjective(scip.getObjective() + model.constant, sense)
    return scip, variables


def _finite(limit: float) -> float | None:
    return limit if abs(limit) < INFINITE else None


def _set_options(scip: Any, wish: Wish) -> None:
    """Set what is wished for, and SCIP's own by their names.

    Raises:
        BadOption: SCIP has no such parameter, or not with such a value.
    """
    if wish.time_limit_s is not None:
        scip.setParam("limits/time", wish.time_limit_s)
    scip.setParam("limits/gap", wish.gap)
    for name, value in wish.options.items():
        try:
            scip.setParam(name, value)
        except (KeyError, LookupError, TypeError, ValueError, OSError):
            expected = "a parameter of SCIP with a value of its kind (https://scipopt.org, Parameters)"
            raise BadOption(name, value, expected) from None


def _start_at(scip: Any, variables: list[Any], wish: Wish) -> None:
    assert wish.start is not None
    point = scip.createPartialSol()
    for variable, value in zip(variables, wish.start.tolist(), strict=True):
        if not np.isnan(value):
            scip.setSolVal(point, variable, value)
    scip.addSol(point)


def _run(scip: Any, wish: Wish) -> None:
    """Solve in a thread beside, so that this one can look whether it is cancelled."""
    with ThreadPoolExecutor(1, "scip") as beside:
        running = beside.submit(scip.optimizeNogil)
        while wait([running], TICK_S).not_done:
            if wish.is_cancelled():
                scip.interruptSolve()
        running.result()


def _found(scip: Any, variables: list[Any], model: Model) -> Found:
    state = scip.getStatus()
    status = _STATES.get(state, Status.LIMIT if state.endswith("limit") else Status.FAILED)
    has_point = status in (Status.OPTIMAL, Status.LIMIT) and scip.getNSols() > 0
    best = scip.getBestSol() if has_point else None
    bound = scip.getDualbound() if status in (Status.OPTIMAL, Status.LIMIT) else None
    return Found(
        status,
        values=np.array([scip.getSolVal(best, variable) for variable in variables], float) if has_point else None,
        bound=None if bound is None or abs(bound) >= INFINITE else float(bound),
        words=state,
    )
