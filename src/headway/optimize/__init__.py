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
    from headway.optimize.changes import Change as Change
    from headway.optimize.conflict import Conflict as Conflict
    from headway.optimize.model import Model as Model
    from headway.optimize.model import Sense as Sense
    from headway.optimize.pulp_solver import PulpSolver as PulpSolver
    from headway.optimize.readers import read as read
    from headway.optimize.readers import read_text as read_text
    from headway.optimize.sensitivity import Ranges as Ranges
    from headway.optimize.solution import Solution as Solution
    from headway.optimize.solving import solve as solve
    from headway.optimize.solving import sweep as sweep
    from headway.optimize.status import Status as Status

# Each public name, and the room that it stands in.
_ROOMS = {
    "Change": "changes",
    "Conflict": "conflict",
    "Model": "model",
    "PulpSolver": "pulp_solver",
    "Ranges": "sensitivity",
    "Sense": "model",
    "Solution": "solution",
    "Status": "status",
    "read": "readers",
    "read_text": "readers",
    "solve": "solving",
    "sweep": "solving",
}

__all__ = [*_ROOMS]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'headway.optimize' has no attribute {name!r}")
    for module in ("numpy", "scipy", "highspy"):
        if find_spec(module) is None:
            raise MissingExtra("headway.optimize", "optimize", module)
    return getattr(import_module(f"headway.optimize.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
