"""CVXPY: a model as matrices, taken apart to the solver's form by its own reductions, solved by highspy."""

import cvxpy as cp
import numpy as np

from benchmarks.optimize.contestants.base import THREADS, RunsHighspy
from benchmarks.optimize.instances import GAP, Instance


class Cvxpy(RunsHighspy):
    """Rows of each sense as one matrix constraint, bounds as another."""

    def state(self, instance: Instance) -> None:
        """See `Contestant`."""
        whole = {"integer": [np.flatnonzero(instance.integer)]} if instance.is_integer else {}
        x = cp.Variable(len(instance.costs), **whole)
        objective = (cp.Maximize if instance.maximise else cp.Minimize)(instance.costs @ x)
        low, high, is_equal = instance.row_lower, instance.row_upper, instance.row_lower == instance.row_upper
        at_least, at_most = np.isfinite(low) & ~is_equal, np.isfinite(high) & ~is_equal
        constraints = []
        for rows, state in (
            (at_least, lambda left, rows: left >= low[rows]),
            (at_most, lambda left, rows: left <= high[rows]),
            (is_equal, lambda left, rows: left == low[rows]),
        ):
            if rows.any():
                constraints.append(state(instance.matrix[np.flatnonzero(rows)] @ x, rows))
        for bound, state in ((instance.lower, lambda part, b: part >= b), (instance.upper, lambda part, b: part <= b)):
            if (there := np.flatnonzero(np.isfinite(bound))).size:
                constraints.append(state(x[there], bound[there]))
        self.problem = cp.Problem(objective, constraints)

    def run(self) -> None:
        """See `RunsHighspy`."""
        self.problem.solve(solver=cp.HIGHS, highs_options={"threads": THREADS, "mip_rel_gap": GAP})

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return float(self.problem.value)
