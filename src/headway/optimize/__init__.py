"""Linear and integer programmes: solved in memory, explained, drawn, exported.

    from headway import optimize

    solution = optimize.solve(problem).result()      # a PuLP LpProblem as it is, a file, or arrays
    solution.objective, solution.values["tables"], solution.shadow_prices["labour"]

Nothing is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from headway.errors import MissingExtra

if TYPE_CHECKING:
    from headway.optimize.ampl_data import AmplData as AmplData
    from headway.optimize.ampl_data import read_ampl_data as read_ampl_data
    from headway.optimize.ampl_data import read_ampl_data_text as read_ampl_data_text
    from headway.optimize.ampl_data import write_ampl_data as write_ampl_data
    from headway.optimize.amplpy import to_amplpy as to_amplpy
    from headway.optimize.changes import Change as Change
    from headway.optimize.conflict import Conflict as Conflict
    from headway.optimize.cure import Cure as Cure
    from headway.optimize.explaining import Explanation as Explanation
    from headway.optimize.explaining import explain as explain
    from headway.optimize.exporting import export as export
    from headway.optimize.graphical import Plot as Plot
    from headway.optimize.graphical import plot as plot
    from headway.optimize.mathematics import Shown as Shown
    from headway.optimize.mathematics import show as show
    from headway.optimize.model import Model as Model
    from headway.optimize.model import Sense as Sense
    from headway.optimize.pulp_solver import PulpSolver as PulpSolver
    from headway.optimize.racing import race as race
    from headway.optimize.readers import read as read
    from headway.optimize.readers import read_text as read_text
    from headway.optimize.readers.lingo_report import read_lingo_report as read_lingo_report
    from headway.optimize.sensitivity import Ranges as Ranges
    from headway.optimize.solution import Solution as Solution
    from headway.optimize.solvers.base import Progress as Progress
    from headway.optimize.solving import solve as solve
    from headway.optimize.solving import sweep as sweep
    from headway.optimize.status import Status as Status
    from headway.optimize.touring import Routes as Routes
    from headway.optimize.touring import Tour as Tour
    from headway.optimize.touring import routes as routes
    from headway.optimize.touring import tour as tour

# Each public name, and the room that it stands in.
_ROOMS = {
    "AmplData": "ampl_data",
    "Change": "changes",
    "Conflict": "conflict",
    "Cure": "cure",
    "Explanation": "explaining",
    "Model": "model",
    "Plot": "graphical",
    "Progress": "solvers.base",
    "PulpSolver": "pulp_solver",
    "Ranges": "sensitivity",
    "Routes": "touring",
    "Sense": "model",
    "Shown": "mathematics",
    "Solution": "solution",
    "Status": "status",
    "Tour": "touring",
    "explain": "explaining",
    "export": "exporting",
    "plot": "graphical",
    "race": "racing",
    "read": "readers",
    "read_ampl_data": "ampl_data",
    "read_ampl_data_text": "ampl_data",
    "read_lingo_report": "readers.lingo_report",
    "read_text": "readers",
    "routes": "touring",
    "show": "mathematics",
    "solve": "solving",
    "sweep": "solving",
    "to_amplpy": "amplpy",
    "tour": "touring",
    "write_ampl_data": "ampl_data",
}
_MORE = {"PulpSolver": ("pulp",)}  # what it needs besides

__all__ = [
    "AmplData",
    "Change",
    "Conflict",
    "Cure",
    "Explanation",
    "Model",
    "Plot",
    "Progress",
    "PulpSolver",
    "Ranges",
    "Routes",
    "Sense",
    "Shown",
    "Solution",
    "Status",
    "Tour",
    "explain",
    "export",
    "plot",
    "race",
    "read",
    "read_ampl_data",
    "read_ampl_data_text",
    "read_lingo_report",
    "read_text",
    "routes",
    "show",
    "solve",
    "sweep",
    "to_amplpy",
    "tour",
    "write_ampl_data",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'headway.optimize' has no attribute {name!r}")
    for module in ("numpy", "scipy", "highspy", *_MORE.get(name, ())):
        if find_spec(module) is None:
            raise MissingExtra("headway.optimize", "optimize", module)
    return getattr(import_module(f"headway.optimize.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
