"""PuLP's way to CBC: a file there, a process, a file back; alone CBC is given the file."""

import subprocess
from pathlib import Path

import pulp

from benchmarks.optimize import cpu
from benchmarks.optimize.contestants.base import Contestant
from benchmarks.optimize.in_pulp import problem_of
from benchmarks.optimize.instances import GAP, Instance


class Cbc(Contestant):
    """`problem.solve(pulp.PULP_CBC_CMD())`."""

    def state(self, instance: Instance) -> None:
        """See `Contestant`."""
        self.problem = problem_of(instance)
        self.solver = pulp.PULP_CBC_CMD(msg=False, gapRel=GAP)

    def solve(self) -> None:
        """See `Contestant`."""
        self.problem.solve(self.solver)

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return float(pulp.value(self.problem.objective))

    def alone_s(self) -> float:
        """The same command on a file that is there, with the options that PuLP gives it."""
        self.problem.writeMPS("ready.mps", rename=1)
        sense = ["-max"] if self.problem.sense == pulp.LpMaximize else []
        options = [
            "-ratio",
            str(GAP),
            "-timeMode",
            "elapsed",
            "-solve",
            "-printingOptions",
            "all",
            "-solution",
            "ready.sol",
        ]
        began = cpu.spent_s()
        subprocess.run(
            [self.solver.path, str(Path("ready.mps").resolve()), *sense, *options],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return cpu.spent_s() - began
