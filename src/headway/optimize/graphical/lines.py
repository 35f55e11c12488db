"""Lines on the sheet: the constraints with strokes on the side that they rule out, and those of equal objective."""

from __future__ import annotations

import numpy as np

from headway.optimize.graphical.keys import BEST, FAINT, OBJECTIVE, colour_of, style_of
from headway.optimize.graphical.levels import levels_of
from headway.optimize.graphical.outcome import Fate
from headway.optimize.graphical.scene import Scene
from headway.optimize.graphical.sheet import Sheet
from headway.optimize.model import Floats

STROKE, EVERY = 5.0, 9.0  # how long the strokes are, and how far apart
ARROW = 32.0
CLOSE = 40.0
DASHED = "--"


def draw_axes(scene: Scene, sheet: Sheet) -> list[Floats]:
    """Draw the lines where a variable is 0; gives their segments in the window, ``(2, 2)``."""
    axes = [scene.window.segment(a, b, 0.0) for a, b in ((1.0, 0.0), (0.0, 1.0))]
    drawn = [axis for axis in axes if axis is not None]
    for axis in drawn:
        sheet.line(axis, FAINT, width=0.9, z=1.5)
    return drawn


def draw_limits(scene: Scene, sheet: Sheet) -> tuple[dict[int, list[Floats]], list[Floats]]:
    """Draw the limits; gives the segments of each that lie in the window, and one through the strokes of each, ``(2, 2)``."""
    sides = scene.plane.sides
    drawn: dict[int, list[Floats]] = {}
    stroked: list[Floats] = []
    for k in scene.drawn:
        limit, drawn[k] = scene.plane.limits[k], []
        for at in np.flatnonzero(sides.limit == k)[: 1 if limit.is_equation else 2]:
            segment = scene.window.segment(float(sides.a[at]), float(sides.b[at]), float(sides.c[at]))
            if segment is None:
                continue
            drawn[k].append(segment)
            sheet.line(segment, colour_of(scene, k), style_of(scene, k), 2.2 if limit.is_equation else 1.5)
            if not limit.is_equation:
                stroked.append(_stroke(sheet, segment, (float(sides.a[at]), float(sides.b[at])), colour_of(scene, k)))
    return drawn, stroked


def draw_levels(scene: Scene, sheet: Sheet) -> list[tuple[float, Floats]]:
    """Draw lines of equal objective; gives each value and its segment."""
    if not any(scene.plane.costs) or scene.outcome.fate is Fate.INFEASIBLE:
        return []
    p, q = scene.plane.costs
    drawn = []
    for value in levels_of(scene):
        segment = scene.window.segment(p, q, value - scene.plane.constant)
        if segment is not None:
            is_best = value == scene.best_value
            sheet.line(segment, BEST if is_best else OBJECTIVE, DASHED, 1.5 if is_best else 1.0, z=3.5)
            drawn.append((value, segment))
    return drawn


def draw_better(scene: Scene, sheet: Sheet, levels: list[tuple[float, Floats]]) -> Floats | None:
    """Draw the arrow in whose direction the objective gets better; gives its two ends on the paper."""
    if not levels:
        return None
    others = [segment for value, segment in levels if value != scene.best_value] or [levels[-1][1]]
    way = _uphill(scene, sheet)
    start, end = sheet.on_paper(others[len(others) // 2])
    foot = _quiet_place(scene, sheet, start, end)
    if others[-1] is levels[-1][1]:  # there is but the optimum's own line: the arrow leads to it
        foot = foot - way * ARROW
    sheet.arrow(foot, foot + way * ARROW, OBJECTIVE, 1.8)
    return np.stack([foot, foot + way * ARROW])


def _quiet_place(scene: Scene, sheet: Sheet, start: Floats, end: Floats) -> Floats:
    """The place on a line next to the middle of the region that is not close to a corner or the optimum."""
    inside = scene.window.clipped(scene.plane.sides)
    middle = sheet.on_paper(inside).mean(axis=0) if len(inside) else (start + end) / 2
    places = start + np.linspace(0.1, 0.9, 41)[:, None] * (end - start)
    away = np.hypot(*(places - middle).T)
    for corner in sheet.on_paper(scene.region.points):
        away += np.where(np.hypot(*(places - corner).T) < CLOSE, 1e3, 0.0)
    place: Floats = places[int(np.argmin(away))]
    return place


def _uphill(scene: Scene, sheet: Sheet) -> Floats:
    """The direction on the paper that is square to the lines of equal objective, towards the better."""
    low, high = sheet.on_paper(scene.window.corners[[0, 2]])
    gain = scene.plane.sign * np.array(scene.plane.costs) * scene.window.size / (high - low)
    way: Floats = gain / np.hypot(*gain)
    return way


def _stroke(sheet: Sheet, segment: Floats, normal: tuple[float, float], colour: str) -> Floats:
    """Short strokes on the side to which ``a x + b y`` grows beyond its limit; gives the segment through their middles."""
    start, end = sheet.on_paper(segment)
    length = float(np.hypot(*(end - start)))
    along = (end - start) / length
    out = np.array([-along[1], along[0]])
    if out @ (np.array(normal) * np.ptp(sheet.in_plane(np.array([(0.0, 0), (1, 1)])), axis=0)) < 0:
        out = -out
    feet = start + np.arange(EVERY / 2, length, EVERY)[:, None] * along
    sheet.strokes(np.stack([feet, feet + STROKE * (out - 0.6 * along)], axis=1), colour)
    return sheet.in_plane(np.stack([start, end]) + STROKE / 2 * out)
