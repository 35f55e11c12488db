"""One file per library that hands models over; this one names them, and imports a library only when it is asked for."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from benchmarks.optimize.contestants.base import Contestant


@dataclass(frozen=True)
class Entry:
    """Where a way to solve a model is, and with what.

    Attributes:
        environment: the name of its lock, and of its environment.
        is_measured_often: it stands in a bar; others are measured less often.
        distributions: whose versions its outcomes name.
        given: what its class is made with.
    """

    file: str
    kind: str
    environment: str
    is_measured_often: bool
    distributions: tuple[str, ...]
    given: tuple[Any, ...] = ()


PULP, PULP_4 = ("pulp", "highspy"), "PuLP 4"
ENTRIES = {
    "headway solve": Entry("headway_", "Solve", "headway", True, ("headway", *PULP)),
    "headway PulpSolver": Entry("headway_", "InPulp", "headway", True, ("headway", *PULP)),
    "headway solve, assign": Entry("headway_", "Assign", "headway", False, ("headway", *PULP)),
    "pulp.HiGHS": Entry("pulp_", "InHighs", "headway", True, PULP),
    "PULP_CBC_CMD": Entry("cbc_", "Cbc", "headway", True, PULP),
    "highspy, arrays": Entry("highspy_", "Arrays", "headway", True, ("highspy",)),
    "PyOptInterface": Entry(
        "pyoptinterface_", "PyOptInterface", "pyoptinterface", False, ("pyoptinterface", "highsbox")
    ),
    "linopy": Entry("linopy_", "Linopy", "linopy", False, ("linopy", "highspy")),
    "CVXPY": Entry("cvxpy_", "Cvxpy", "cvxpy", False, ("cvxpy", "highspy")),
    "Pyomo": Entry("pyomo_", "Pyomo", "pyomo", False, ("pyomo", "highspy")),
    "headway solve, PuLP 4": Entry("headway_", "Solve", "pulp4", False, ("headway", *PULP)),
    "pulp.HiGHS, PuLP 4": Entry("pulp_", "InHighs", "pulp4", False, PULP),
}


def make(name: str) -> Contestant:
    """The way of that name, its library imported.

    Raises:
        KeyError: none has that name.
        ModuleNotFoundError: its library is not installed here.
    """
    entry = ENTRIES[name]
    contestant = getattr(import_module(f"benchmarks.optimize.contestants.{entry.file}"), entry.kind)(*entry.given)
    assert isinstance(contestant, Contestant)
    return contestant
