"""Whole numbers in the plane: points where both axes are whole, strips where one is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.optimize.graphical.plane import ROUNDING, Plane, Sides
from headway.optimize.graphical.region import within
from headway.optimize.graphical.window import Window
from headway.optimize.model import Floats

MOST_POINTS, MOST_STRIPS = 2_500, 80  # more would be a grey sheet
SAME = 1e-9  # of the objective's terms: a solver's values are no more exact where not all is whole
THIN = 1e-7  # of the window: a strip as short is a point


@dataclass(frozen=True, eq=False)
class Wholes:
    """What of a window is whole wherever it has to be; nothing where it is too much to be told apart.

    Attributes:
        points, strips: The feasible points ``(p, 2)``, and the segments along the axis that is not whole, each ``(2, 2)``.
        others: Points that are whole, but not feasible, ``(q, 2)``.
    """

    points: Floats
    strips: list[Floats]
    others: Floats

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be drawn."""
        return not len(self.points) and not self.strips

    def best(self, plane: Plane, value: float) -> tuple[Floats, list[Floats]]:
        """The points that have a value of the objective, ``(p, 2)``, and the strips along which all have it."""
        flat = [has_value(plane, strip, value).all() for strip in self.strips]
        ends = [strip for strip, is_flat in zip(self.strips, flat, strict=True) if not is_flat]
        points = np.concatenate([self.points, *ends])
        return points[has_value(plane, points, value)], [
            strip for strip, is_flat in zip(self.strips, flat, strict=True) if is_flat
        ]


def wholes_of(plane: Plane, window: Window) -> Wholes:
    """The whole points of a window, or where one axis is whole its strips."""
    none = np.zeros((0, 2))
    if all(plane.whole):
        points, others = whole_points(plane, window)
        return Wholes(points, [], others)
    found = strips(plane, window) if plane.is_integer else []
    is_point = [bool(np.ptp(window.shares(strip), axis=0).max() < THIN) for strip in found]
    points = np.concatenate([none, *(strip[:1] for strip, short in zip(found, is_point, strict=True) if short)])
    return Wholes(points, [strip for strip, short in zip(found, is_point, strict=True) if not short], none)


def has_value(plane: Plane, points: Floats, value: float) -> NDArray[np.bool_]:
    """Which points have a value of the objective."""
    size = np.abs(points) @ np.abs(plane.costs) + abs(plane.constant)
    near: NDArray[np.bool_] = (
        np.abs(plane.objective_at(points) - value) <= (ROUNDING if all(plane.whole) else SAME) * size
    )
    return near


def whole_points(plane: Plane, window: Window) -> tuple[Floats, Floats]:
    """The feasible and the other whole points of a window, each ``(p, 2)``; none where they are too many to be told apart."""
    x, y = _wholes(window.left, window.right), _wholes(window.bottom, window.top)
    if len(x) * len(y) > MOST_POINTS:
        return np.zeros((0, 2)), np.zeros((0, 2))
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    feasible = within(plane.sides, points).all(axis=1)
    return points[feasible], points[~feasible]


def strips(plane: Plane, window: Window) -> list[Floats]:
    """The feasible segments at whole numbers of the one axis that has them, each ``(2, 2)``; none where they are too many."""
    axis = plane.whole.index(True)
    wholes = _wholes(*((window.left, window.right) if axis == 0 else (window.bottom, window.top)))
    if len(wholes) > MOST_STRIPS:
        return []
    found = (_strip(plane.sides, window, axis, float(whole)) for whole in wholes)
    return [strip for strip in found if strip is not None]


def _strip(sides: Sides, window: Window, axis: int, whole: float) -> Floats | None:
    """Where the line at a whole number is feasible."""
    here, along = (sides.a, sides.b) if axis == 0 else (sides.b, sides.a)
    low, high = (window.bottom, window.top) if axis == 0 else (window.left, window.right)
    room = sides.c - here * whole
    near = 1e-12 * (np.abs(sides.c) + np.abs(here * whole)) + sides.blur
    if (room[along == 0] < -near[along == 0]).any():
        return None
    ends = room[along != 0] / along[along != 0]
    upper, lower = ends[along[along != 0] > 0], ends[along[along != 0] < 0]
    first, last = max(lower.max(initial=low), low), min(upper.min(initial=high), high)
    if first > last + 1e-9 * (high - low):
        return None
    ends = np.array([(whole, first), (whole, max(first, last))])
    return ends if axis == 0 else ends[:, ::-1]


def _wholes(low: float, high: float) -> Floats:
    """The whole numbers of an interval: an empty array beyond a count that can be drawn."""
    count = np.floor(high) - np.ceil(low) + 1
    wholes: Floats = np.ceil(low) + np.arange(min(count, MOST_POINTS + 1), dtype=float)
    return wholes
