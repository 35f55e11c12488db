"""Which constraints are hatched where no point meets them all, and how: the picture and its legend have to agree."""

from __future__ import annotations

from headway.optimize.graphical.outcome import Fate
from headway.optimize.graphical.scene import Scene
from headway.optimize.model import Floats

PATTERNS = ("////", "\\\\\\\\", "....", "----", "||||", "xxxx")
MOST = 4
IN_CONFLICT, OTHER = 0.5, 0.25  # how dark


def hatched(scene: Scene) -> dict[int, tuple[str, Floats]]:
    """The places of hatched limits, each with its pattern and the part of the window that it allows, ``(q, 2)``.

    Those in conflict are, and where rows are few all of them; what leaves but a line is not.
    """
    if scene.outcome.fate is not Fate.INFEASIBLE:
        return {}
    limits, sides = scene.plane.limits, scene.plane.sides
    rows = [k for k in scene.drawn if not limits[k].is_bound]
    places = dict.fromkeys((*scene.conflict, *(rows if len(rows) <= MOST else [])))
    allowed = {k: scene.window.clipped(sides.at(sides.limit == k)) for k in places if not limits[k].is_equation}
    return {
        k: (PATTERNS[at % len(PATTERNS)], polygon)
        for at, (k, polygon) in enumerate(allowed.items())
        if len(polygon) > 2
    }


def darkness(scene: Scene, k: int) -> float:
    """Of the hatching of a limit."""
    return IN_CONFLICT if k in scene.conflict else OTHER
