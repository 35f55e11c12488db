"""PuLP's own way to HiGHS in memory."""

import pulp

from benchmarks.optimize.contestants.base import THREADS, RunsHighspy
from benchmarks.optimize.in_pulp import problem_of
from benchmarks.optimize.instances import GAP, Instance


class StatedInPulp(RunsHighspy):
    """The model is an `LpProblem`, and holds the solution afterwards."""

    def state(self, instance: Instance) -> None:
        """See `Contestant`."""
        self.problem = problem_of(instance)

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return float(pulp.value(self.problem.objective))


class InHighs(StatedInPulp):
    """`problem.solve(pulp.HiGHS())`."""

    def run(self) -> None:
        """See `RunsHighspy`."""
        self.problem.solve(pulp.HiGHS(msg=False, threads=THREADS, gapRel=GAP))
