"""Headway: the same `LpProblem`, as a task, written back, or in the place of PuLP's own solver."""

from headway import optimize
from headway.optimize.solution import Solution

from benchmarks.optimize.contestants.base import THREADS
from benchmarks.optimize.contestants.pulp_ import StatedInPulp
from benchmarks.optimize.instances import GAP

PULP_SOLVER = optimize.PulpSolver


class Solve(StatedInPulp):
    """`solve(problem)`, and its values by name."""

    solution: Solution

    def run(self) -> None:
        self.solution = optimize.solve(self.problem, threads=THREADS, gap=GAP).result()
        self.values = self.solution.values

    @property
    def objective(self) -> float:
        return self.solution.objective


class Assign(Solve):
    """The same, and the solution written into the problem, which is looked through for changes first."""

    def run(self) -> None:
        super().run()
        self.solution.assign()


class InPulp(StatedInPulp):
    """`problem.solve(PulpSolver())`."""

    def run(self) -> None:
        self.problem.solve(PULP_SOLVER(threads=THREADS, gapRel=GAP))
