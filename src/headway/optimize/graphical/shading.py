"""The feasible region on the sheet: shaded, fading where it has no end; or the half-planes that have nothing in common."""

from __future__ import annotations

import numpy as np

from headway.optimize.graphical.hatching import darkness, hatched
from headway.optimize.graphical.keys import FAINT, REGION, WHOLE, colour_of
from headway.optimize.graphical.outcome import Fate
from headway.optimize.graphical.scene import Scene
from headway.optimize.graphical.sheet import Sheet
from headway.optimize.graphical.window import Window
from headway.optimize.model import Floats

SHADE, FADES, FADING = 0.3, 8, 0.22  # how dark; in how many steps it fades, over which share of the window
ARROW = 24.0
THIN = 1e-7  # of the window: a region as narrow is a line


def shade(scene: Scene, sheet: Sheet) -> None:
    """Show where the feasible points are."""
    if scene.outcome.fate is Fate.INFEASIBLE:
        for k, (pattern, polygon) in hatched(scene).items():
            sheet.fill(polygon, colour_of(scene, k), darkness(scene, k), pattern)
        return
    _fill(scene, sheet)
    _draw_broad(scene, sheet)
    for ray in scene.region.rays if len(scene.region.rays) <= 2 else []:
        _point_on(scene, sheet, ray)


def show_whole(scene: Scene, sheet: Sheet) -> list[Floats]:
    """Show the whole numbers: points, or lines where one axis has them; gives these segments, ``(2, 2)``."""
    wholes = scene.wholes
    sheet.dots(wholes.others, FAINT, size=2.8, z=2)
    sheet.dots(wholes.points, WHOLE, size=4.6, z=5.5)  # over the rings of corners
    for strip in wholes.strips:
        sheet.line(strip, WHOLE, width=2.2, alpha=0.8, z=2.4)
    return wholes.strips


def _fill(scene: Scene, sheet: Sheet) -> None:
    rays = scene.region.rays
    steps = FADES if len(rays) else 1
    for step in range(steps):
        polygon = _without_margin(scene.window, rays, FADING * step / steps).clipped(scene.plane.sides)
        if len(polygon) > 2:
            sheet.fill(polygon, REGION, 1 - (1 - SHADE) ** (1 / steps))


def _without_margin(window: Window, rays: Floats, share: float) -> Window:
    """A smaller window: on the sides to which the region goes on for ever."""
    width, height = window.size * share
    return Window(
        window.left + width * (rays[:, 0] < 0).any(),
        window.right - width * (rays[:, 0] > 0).any(),
        window.bottom + height * (rays[:, 1] < 0).any(),
        window.top - height * (rays[:, 1] > 0).any(),
    )


def _draw_broad(scene: Scene, sheet: Sheet) -> None:
    """A region that is a segment, or a ray, has no area to be shaded."""
    polygon = scene.window.shares(scene.window.clipped(scene.plane.sides))
    if len(polygon) < 2:
        return
    spread = polygon - polygon.mean(axis=0)
    _, sizes, ways = np.linalg.svd(spread, full_matrices=False)
    if sizes[-1] < THIN < sizes[0]:
        along = spread @ ways[0]
        ends = polygon[[int(np.argmin(along)), int(np.argmax(along))]]
        sheet.line(scene.window.points(ends), REGION, width=8, alpha=0.5, z=2)


def _point_on(scene: Scene, sheet: Sheet, ray: Floats) -> None:
    """An arrow where an edge of the region leaves the window."""
    scale = scene.window.size
    points = scene.region.points
    tips = [_way_out(scene.window, point, ray) for point in points]
    edge = [k for k, point in enumerate(points) if _is_on_edge(scene, point, ray)]
    for k in edge[:1]:
        end = sheet.on_paper(tips[k])[0]
        way = sheet.on_paper(tips[k] - 0.1 * ray * np.min(scale / np.maximum(np.abs(ray), 1e-300)))[0] - end
        sheet.arrow(end + way / np.hypot(*way) * ARROW, end, REGION, 2.2)


def _is_on_edge(scene: Scene, point: Floats, ray: Floats) -> bool:
    sides = scene.plane.sides
    along = np.abs(sides.a * ray[0] + sides.b * ray[1]) <= 1e-9 * (np.abs(sides.a * ray[0]) + np.abs(sides.b * ray[1]))
    at = int(np.flatnonzero((scene.region.points == point).all(axis=1))[0])
    return bool((along & scene.region.tight[at]).any()) or not len(sides)


def _way_out(window: Window, point: Floats, ray: Floats) -> Floats:
    """Where a ray from a point of the window leaves it."""
    ends = [
        ((high if way > 0 else low) - start) / way
        for start, way, low, high in zip(
            point, ray, (window.left, window.bottom), (window.right, window.top), strict=True
        )
        if way
    ]
    out: Floats = point + max(0.0, min(ends)) * ray
    return out
