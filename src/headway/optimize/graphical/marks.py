"""Corners and optima on the sheet."""

from __future__ import annotations

import numpy as np

from headway.optimize.graphical.keys import BEST
from headway.optimize.graphical.outcome import Fate
from headway.optimize.graphical.scene import Scene
from headway.optimize.graphical.sheet import INK, Sheet
from headway.optimize.model import Floats


def mark_points(scene: Scene, sheet: Sheet) -> None:
    """Mark the corners, the optimum (a star), and that without whole numbers (a diamond) where there is another."""
    outcome, whole = scene.outcome, scene.whole
    if scene.region.has_corners and outcome.fate is not Fate.INFEASIBLE:
        sheet.dots(scene.region.points, INK, size=5)
    if outcome.fate is Fate.OPTIMAL and any(scene.plane.costs):
        if outcome.has_alternatives:
            sheet.line(_best_edge(scene), BEST, width=6, alpha=0.5, z=4)
        elif whole is None:
            sheet.dots(outcome.best, BEST, "*", 15, z=8)
        else:
            sheet.dots(outcome.best, BEST, "D", 8, is_hollow=True, z=7)
    sheet.dots(scene.best_wholes, BEST, "*", 15, z=8)


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
