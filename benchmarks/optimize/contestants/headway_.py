"""Headway: the same `LpProblem`, as a task, written back, or in the place of PuLP's own solver."""

from benchmarks.optimize.contestants.base import THREADS
from benchmarks.optimize.contestants.pulp_ import StatedInPulp
from benchmarks.optimize.instances import GAP
from headway import optimize
from headway.optimize.solution import Solution

PULP_SOLVER = optimize.PulpSolver


class Solve(StatedInPulp):
    """`solve(problem)`, and its values by name: one is looked up, which takes what all would."""

    solution: Solution

    def run(self) -> None:
        """See `RunsHighspy`."""
        self.solution = optimize.solve(self.problem, threads=THREADS, gap=GAP).result()
        values = self.solution.values
        self.first = values[next(iter(values))]

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return self.solution.objective


class Assign(Solve):
    """The same, and the solution written into the problem, which is looked through for changes first."""

    def run(self) -> None:
        """See `RunsHighspy`."""
        super().run()
        self.solution.assign()


class InPulp(StatedInPulp):
    """`problem.solve(PulpSolver())`."""

    def run(self) -> None:
        """See `RunsHighspy`."""
        self.problem.solve(PULP_SOLVER(threads=THREADS, gapRel=GAP))
