"""What every way to solve a model does here, and what those share that run HiGHS in this process."""

from abc import ABC, abstractmethod
from typing import Any

from benchmarks.optimize import cpu
from benchmarks.optimize.instances import Instance

THREADS = 1  # of every solver: what idle threads spin away belongs to nobody


class Contestant(ABC):
    """A way from a model to its solution; its library is imported before anything is measured."""

    def state(self, instance: Instance) -> None:
        """Write the model in the library's own terms. Taken beside, not in the hand-over."""
        raise NotImplementedError

    @abstractmethod
    def solve(self) -> None:
        """From the model as stated to a solution that can be read: this is what is measured."""

    @property
    @abstractmethod
    def objective(self) -> float:
        """What the solution comes to."""

    @abstractmethod
    def alone_s(self) -> float:
        """CPU seconds of the solver alone on the model that it was given; after `solve`."""


class RunsHighspy(Contestant):
    """A library that runs highspy in this process, which is seen doing so."""

    seen: list[tuple[Any, float]]

    def solve(self) -> None:
        """See `Contestant`."""
        with cpu.remembered() as self.seen:
            self.run()

    @abstractmethod
    def run(self) -> None:
        """What is measured."""

    def alone_s(self) -> float:
        """See `Contestant`."""
        return cpu.alone_s(self.seen[0][0])

    @property
    def within_s(self) -> float:
        """CPU seconds within HiGHS' own runs."""
        return sum(seconds for _, seconds in self.seen)
