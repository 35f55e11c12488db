"""The part of the plane that the picture shows: all corners, the optimum, and of the rest what does not dwarf them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.optimize.graphical.plane import Plane, Sides
from headway.optimize.graphical.region import Region, crossings
from headway.optimize.model import Floats

MARGIN = 0.07  # of the span, on each side
OPEN = 0.7  # of the span, where the region goes on
CUT = 1e-12  # of the window: what is over by less is on the line
WIDEST = 1.0  # crossings and intercepts this many spans away are shown, too


@dataclass(frozen=True)
class Window:
    """A rectangle of the plane."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> Floats:
        """Its width and height, ``(2,)``."""
        return np.array([self.right - self.left, self.top - self.bottom])

    @property
    def corners(self) -> Floats:
        """Counter-clockwise, ``(4, 2)``."""
        x, y = (self.left, self.right), (self.bottom, self.top)
        return np.array([(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])])

    def holds(self, points: Floats) -> NDArray[np.bool_]:
        """Which points lie in it, ``(p,)``."""
        x, y = points[:, 0], points[:, 1]
        inside: NDArray[np.bool_] = (x >= self.left) & (x <= self.right) & (y >= self.bottom) & (y <= self.top)
        return inside

    def shares(self, points: Floats) -> Floats:
        """Points in units of the window, ``(p, 2)``: 0 at its left and bottom, 1 at its right and top."""
        at: Floats = (points - np.array([self.left, self.bottom])) / self.size
        return at

    def points(self, shares: Floats) -> Floats:
        """The way back of :meth:`shares`."""
        at: Floats = shares * self.size + np.array([self.left, self.bottom])
        return at

    def clipped(self, sides: Sides) -> Floats:
        """The corners of the part of it that meets all half-planes, counter-clockwise, ``(q, 2)``: none where there is none.

        Source: Sutherland and Hodgman 1974, "Reentrant polygon clipping".
        """
        polygon = np.array([(0.0, 0), (1, 0), (1, 1), (0, 1)])
        a, b = sides.a * self.size[0], sides.b * self.size[1]
        c = sides.c - sides.a * self.left - sides.b * self.bottom
        share = np.maximum(np.hypot(a, b), 1e-300)
        for a_k, b_k, c_k in zip(a / share, b / share, c / share, strict=True):
            polygon = _cut(polygon, a_k, b_k, c_k)
        return self.points(polygon)

    def segment(self, a: float, b: float, c: float) -> Floats | None:
        """The two ends of the line ``a x + b y = c`` in it, ``(2, 2)``; None where it passes by."""
        a, b, c = a * self.size[0], b * self.size[1], c - a * self.left - b * self.bottom
        ends = [(0.0, c / b), (1.0, (c - a) / b)] if abs(b) >= abs(a) else [(c / a, 0.0), ((c - b) / a, 1.0)]
        inside = _cut_segment(np.array(ends))
        return None if inside is None else self.points(inside)


def window_of(plane: Plane, region: Region, others: Floats) -> Window:
    """The window of a picture; ``others`` are more points that it has to show, ``(p, 2)``."""
    must = np.concatenate([region.points if region.has_corners else region.points[:0], others])
    may = crossings_and_intercepts(plane.sides)
    known = must if len(must) else may if len(may) else np.array([(0.0, 0.0), (10.0, 10.0)])
    spans = [_span(known[:, axis], may[:, axis]) for axis in (0, 1)]
    near = np.all([_is_near(may[:, axis], *spans[axis]) for axis in (0, 1)], axis=0)
    return Window(
        *(number for axis in (0, 1) for number in _edges(*spans[axis], may[near, axis], region.rays[:, axis]))
    )


def _span(known: Floats, may: Floats) -> tuple[float, float]:
    """From the lowest to the highest along an axis; never a single number."""
    low, high = float(known.min()), float(known.max())
    if high - low > 1e-9 * max(abs(low), abs(high)):
        return low, high
    return _opened(low, high, may)


def _is_near(numbers: Floats, low: float, high: float) -> NDArray[np.bool_]:
    """Which numbers do not dwarf a span; none below 0 where the span has none."""
    reach = WIDEST * (high - low)
    near: NDArray[np.bool_] = (numbers >= (max(low - reach, 0.0) if low >= 0 else low - reach)) & (
        numbers <= high + reach
    )
    return near


def _edges(low: float, high: float, near: Floats, rays: Floats) -> tuple[float, float]:
    """Where the window ends along an axis."""
    low, high = min(low, near.min(initial=low)), max(high, near.max(initial=high))
    if 0 < low <= high - low:  # the other axis is not far: show it
        low = 0.0
    if 0 < -high <= high - low:
        high = 0.0
    size = high - low
    return low - size * (OPEN if (rays < 0).any() else MARGIN), high + size * (OPEN if (rays > 0).any() else 2 * MARGIN)


def _opened(low: float, high: float, may: Floats) -> tuple[float, float]:
    """Around a single number: to the next other that means something, else to 0, else one unit."""
    size = max(abs(low), abs(high))
    distances = np.abs(may - low)
    distances = distances[distances > 1e-9 * size]
    step = float(distances.min()) if len(distances) else size or 10.0
    return (low, low + step) if low == 0 else (low - step, high + step)


def crossings_and_intercepts(sides: Sides) -> Floats:
    """Where the lines cross each other and the axes, ``(p, 2)``."""
    axes = Sides(
        np.append(sides.a, [1.0, 0.0]),
        np.append(sides.b, [0.0, 1.0]),
        np.append(sides.c, [0.0, 0.0]),
        np.append(sides.blur, [0.0, 0.0]),
        np.append(sides.limit, [-1, -1]),
    )
    return crossings(axes)[0]


def _cut(polygon: Floats, a: float, b: float, c: float) -> Floats:
    """What of a convex polygon meets ``a x + b y ≤ c``."""
    over = polygon @ np.array([a, b]) - c
    kept: list[Floats] = []
    for k in range(len(polygon)):
        here, there = over[k], over[(k + 1) % len(polygon)]
        if here <= CUT:
            kept.append(polygon[k])
        if (here > CUT) != (there > CUT):
            share = float(np.clip((here - CUT) / (here - there), 0, 1))
            kept.append(polygon[k] + share * (polygon[(k + 1) % len(polygon)] - polygon[k]))
    return np.array(kept).reshape(-1, 2)


def _cut_segment(ends: Floats) -> Floats | None:
    """The part of a segment in the unit square (Liang and Barsky 1984)."""
    first, last, step = 0.0, 1.0, ends[1] - ends[0]
    for axis in (0, 1):
        if step[axis] == 0:
            if not 0 <= ends[0, axis] <= 1:
                return None
            continue
        low, high = sorted(((0 - ends[0, axis]) / step[axis], (1 - ends[0, axis]) / step[axis]))
        first, last = max(first, low), min(last, high)
    return None if first >= last else np.array([ends[0] + first * step, ends[0] + last * step])
