"""Corners and optima on the sheet."""

from __future__ import annotations

import numpy as np

from headway.optimize.graphical.keys import BEST, EDGE
from headway.optimize.graphical.outcome import Fate
from headway.optimize.graphical.scene import Scene
from headway.optimize.graphical.sheet import INK, Sheet
from headway.optimize.model import Floats


def mark_points(scene: Scene, sheet: Sheet) -> None:
    """Mark the corners, the optimum (a star), and that without whole numbers (a diamond) where there is another.

    Where numbers have to be whole corners are rings, for not all of them are; a point in the ring says that it is.
    """
    outcome, whole = scene.outcome, scene.whole
    if scene.has_corners:
        sheet.dots(scene.region.points, INK, size=8 if scene.plane.is_integer else 5, is_hollow=scene.plane.is_integer)
    if outcome.fate is Fate.OPTIMAL and any(scene.plane.costs):
        if outcome.has_alternatives:
            sheet.line(_best_edge(scene), BEST, width=6, alpha=EDGE, z=4)
        elif whole is None:
            sheet.dots(outcome.best, BEST, "*", 15, z=8)
        elif scene.has_other_relaxed:
            sheet.dots(outcome.best, BEST, "D", 8, is_hollow=True, z=7)
    points, strips = scene.best_wholes
    sheet.dots(points, BEST, "*", 15, z=8)
    for strip in strips:
        sheet.line(strip, BEST, width=6, alpha=EDGE, z=4)


def _best_edge(scene: Scene) -> Floats:
    """The two ends of the edge whose points are all optimal, as far as the window shows it."""
    outcome, window = scene.outcome, scene.window
    if not len(outcome.best_rays):
        return outcome.best
    line = window.segment(*scene.plane.costs, (outcome.value or 0.0) - scene.plane.constant)
    if line is None:
        return outcome.best
    if len(outcome.best_rays) > 1:
        return line
    ahead = (window.shares(line) - window.shares(outcome.best[:1])) @ (outcome.best_rays[0] / window.size)
    return np.stack([outcome.best[0], line[int(np.argmax(ahead))]])
