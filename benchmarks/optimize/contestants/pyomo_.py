"""Pyomo: a model row by row, handed to highspy in memory by its own `appsi_highs`."""

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from benchmarks.optimize.contestants.base import THREADS, RunsHighspy
from benchmarks.optimize.instances import GAP, Instance


class Pyomo(RunsHighspy):
    """A rule for all rows, each a linear expression."""

    def state(self, instance: Instance) -> None:
        """See `Contestant`."""
        self.model = model = pyo.ConcreteModel()
        bounds = [(_known(low), _known(high)) for low, high in zip(instance.lower, instance.upper, strict=True)]
        kinds = [pyo.Integers if whole else pyo.Reals for whole in instance.integer]
        model.x = pyo.Var(range(len(bounds)), bounds=lambda _, j: bounds[j], domain=lambda _, j: kinds[j])
        x = list(model.x.values())
        sides = {row: (side, limit) for row, side, limit in instance.sides}

        def row(_: object, i: int) -> tuple[float | None, LinearExpression, float | None]:
            entries, columns = instance.row(i)
            terms = LinearExpression(linear_coefs=entries, linear_vars=[x[j] for j in columns])
            side, limit = sides[i]
            return (None if side == "<=" else limit, terms, None if side == ">=" else limit)

        model.rows = pyo.Constraint(range(len(sides)), rule=row)
        costs = LinearExpression(linear_coefs=instance.costs.tolist(), linear_vars=x)
        model.cost = pyo.Objective(expr=costs, sense=pyo.maximize if instance.maximise else pyo.minimize)

    def run(self) -> None:
        """See `RunsHighspy`."""
        solver = pyo.SolverFactory("appsi_highs")
        solver.highs_options = {"output_flag": False, "threads": THREADS, "mip_rel_gap": GAP}
        solver.solve(self.model)

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return float(pyo.value(self.model.cost))


def _known(bound: float) -> float | None:
    return float(bound) if abs(bound) < float("inf") else None
