"""Ready problems: each a short PuLP model, data as frames, a solution and a picture. Take one and put in your own frames.

    from headway.optimize.problems import transport

    plants, cities, roads = transport.data()
    answer = transport.solve(plants, cities, roads).result()
    answer.frame, answer.rows, answer.picture()

Every problem is a module with ``data()``, ``model(...)`` and ``solve(...)``. Nothing is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from headway.errors import MissingExtra

__all__ = [
    "assignment",
    "blending",
    "dead_kilometres",
    "diet",
    "furniture_shop",
    "media_mix",
    "portfolio",
    "school_meals",
    "transport",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module 'headway.optimize.problems' has no attribute {name!r}")
    for module in ("pandas", "pulp", "highspy", "matplotlib"):
        if find_spec(module) is None:
            raise MissingExtra("headway.optimize.problems", "optimize", module)
    return import_module(f"headway.optimize.problems.{name}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
