"""Which lines of equal objective are drawn: the optimum's, and a few round ones through the region."""

from __future__ import annotations

import numpy as np

from headway.optimize.graphical.scene import Scene
from headway.optimize.graphical.ticks import round_numbers

WANTED = 3
APART = 0.1  # of the objective's span over the region


def levels_of(scene: Scene) -> tuple[float, ...]:
    """Values of the objective, the optimum last where there is one; before it that without whole numbers."""
    best = scene.best_value
    if scene.plane.is_graph:  # the vertical axis tells them already
        return () if best is None else (best,)
    seen = scene.window.clipped(scene.plane.sides)
    if not len(seen):
        return () if best is None else (best,)
    values = scene.plane.objective_at(seen)
    rounds = round_numbers(float(values.min()), float(values.max()), WANTED + 1)
    apart = APART * float(np.ptp(values))
    worst = float(values.min() if scene.plane.sign > 0 else values.max())
    bests = [value for value in (scene.outcome.value, best) if value is not None]
    if len(bests) == 2 and abs(bests[0] - bests[1]) < apart / 2:
        bests = bests[1:]
    return (*(value for value in rounds if all(abs(value - other) > apart for other in (worst, *bests))), *bests)
