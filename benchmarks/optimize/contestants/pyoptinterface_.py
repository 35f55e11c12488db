"""PyOptInterface: a model row by row, held by HiGHS itself, whose library its own package brings."""

from typing import Any

import pyoptinterface as poi
from pyoptinterface import highs

from benchmarks.optimize import cpu
from benchmarks.optimize.contestants.base import THREADS, Contestant
from benchmarks.optimize.contestants.highspy_ import highs_of
from benchmarks.optimize.instances import GAP, Instance

SENSES = {"<=": poi.Leq, ">=": poi.Geq, "==": poi.Eq}


class PyOptInterface(Contestant):
    """What is handed over is with HiGHS before `optimize`: it is in the time that the model takes to state."""

    def state(self, instance: Instance) -> None:
        """See `Contestant`."""
        self.instance, self.model = instance, highs.Model()
        self.model.set_model_attribute(poi.ModelAttribute.Silent, True)
        self.model.set_raw_parameter("threads", THREADS)
        self.model.set_raw_parameter("mip_rel_gap", GAP)
        self.variables = [
            self.model.add_variable(lb=low, ub=high, domain=_domain(whole))
            for low, high, whole in zip(instance.lower, instance.upper, instance.integer, strict=True)
        ]
        places = [variable.index for variable in self.variables]
        sense = poi.ObjectiveSense.Maximize if instance.maximise else poi.ObjectiveSense.Minimize
        self.model.set_objective(poi.ScalarAffineFunction(instance.costs.tolist(), places), sense)
        for row, side, limit in instance.sides:
            entries, columns = instance.row(row)
            terms = poi.ScalarAffineFunction(entries, [places[j] for j in columns])
            self.model.add_linear_constraint(terms, SENSES[side], limit)

    def solve(self) -> None:
        """See `Contestant`."""
        self.model.optimize()
        self.values = [self.model.get_value(variable) for variable in self.variables]

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return float(self.model.get_model_attribute(poi.ModelAttribute.ObjectiveValue))

    def alone_s(self) -> float:
        """See `Contestant`."""
        return cpu.alone_s(highs_of(self.instance))


def _domain(whole: bool) -> Any:
    return poi.VariableDomain.Integer if whole else poi.VariableDomain.Continuous
