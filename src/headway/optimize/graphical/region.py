"""Corners, rays and emptiness of a feasible region in the plane.

A region is all mixes of its points plus all its rays (Minkowski and Weyl). Every test is relative to the numbers that it is
made of, so that neither the units of a row nor those of an axis matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.optimize.graphical.plane import Sides
from headway.optimize.model import Floats

NEAR = 1e-12  # relative to the terms of a limit: what is over by less is rounding
SAME = 1e-9  # of the region's span: points this near are one
ROUNDING = 64 * np.finfo(float).eps  # of what the coordinates of a corner are computed from
PARALLEL = 1e-11
CHUNK = 1 << 21  # numbers held at once


@dataclass(frozen=True, eq=False)
class Region:
    """A closed convex region of the plane.

    Attributes:
        points: Its corners, ``(p, 2)``, counter-clockwise where there are three or more. A region without corners (a strip,
            a half-plane, the plane) has instead the point next to the origin of each border, or the origin.
        rays: The outermost directions in which it goes on for ever, ``(r, 2)``.
        tight: Which sides meet each point, ``(p, k)``.
        has_corners: Whether the points are corners.
    """

    points: Floats
    rays: Floats
    tight: NDArray[np.bool_]
    has_corners: bool

    @property
    def is_empty(self) -> bool:
        """Whether no point meets all sides."""
        return not len(self.points)

    @property
    def is_bounded(self) -> bool:
        """Whether it goes on in no direction for ever."""
        return not len(self.rays)


def region_of(sides: Sides) -> Region:
    """The region that the half-planes leave.

    >>> one = np.array([1.0, 0.0, -1.0]), np.array([1.0, -1.0, 0.0])
    >>> region_of(Sides(*one, np.array([4.0, 0, 0]), np.zeros(3), np.arange(3))).points.tolist()
    [[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]
    """
    first = np.flatnonzero((sides.a != 0) | (sides.b != 0))
    across = _is_across(sides, first[0]) if len(first) else np.zeros(0, bool)
    points, reach = crossings(sides) if across.any() else _borders(sides, first)
    fits = within(sides, points, reach).all(axis=1) if len(points) else np.zeros(0, bool)
    points, reach = _distinct(points[fits], reach[fits])
    order = _around(points)
    points, reach = points[order], reach[order]
    rays = _rays(sides, bool(across.any())) if len(points) else np.zeros((0, 2))
    return Region(points, rays, touches(sides, points, reach), bool(across.any()))


def within(sides: Sides, points: Floats, reach: Floats | None = None) -> NDArray[np.bool_]:
    """Which points meet which sides, ``(p, k)``; ``reach`` is how large the numbers were that each was computed from."""
    reach = np.abs(points) if reach is None else reach
    size = max(1, CHUNK // max(1, len(sides)))
    return np.concatenate(
        [
            _excess(sides, points[at : at + size], reach[at : at + size]) <= 0
            for at in range(0, max(1, len(points)), size)
        ]
    )


def touches(sides: Sides, points: Floats, reach: Floats | None = None) -> NDArray[np.bool_]:
    """Which points lie on the line of which sides, ``(p, k)``."""
    opposite = Sides(-sides.a, -sides.b, -sides.c, sides.blur, sides.limit)
    return within(sides, points, reach) & within(opposite, points, reach)


def goes_on(sides: Sides, directions: Floats) -> NDArray[np.bool_]:
    """In which directions no side ends, ``(d,)``."""
    along_x, along_y = np.outer(directions[:, 0], sides.a), np.outer(directions[:, 1], sides.b)
    ends = along_x + along_y > PARALLEL * (np.abs(along_x) + np.abs(along_y))
    on: NDArray[np.bool_] = np.logical_not(np.any(ends, axis=1))
    return on


def is_implied(sides: Sides, one: int, region: Region) -> bool:
    """Whether a region that was made without this side meets it anyway."""
    side = sides.at(np.array([one]))
    return bool(within(side, region.points).all()) and bool(goes_on(side, region.rays).all())


def _excess(sides: Sides, points: Floats, reach: Floats) -> Floats:
    part_x, part_y = np.outer(points[:, 0], sides.a), np.outer(points[:, 1], sides.b)
    near = NEAR * (np.abs(part_x) + np.abs(part_y) + np.abs(sides.c)) + sides.blur
    rounding = ROUNDING * (np.outer(reach[:, 0], np.abs(sides.a)) + np.outer(reach[:, 1], np.abs(sides.b)))
    excess: Floats = part_x + part_y - sides.c - near - rounding
    return excess


def _is_across(sides: Sides, one: int) -> NDArray[np.bool_]:
    """Which sides are not parallel to this one."""
    left, right = sides.a * sides.b[one], sides.b * sides.a[one]
    across: NDArray[np.bool_] = np.abs(left - right) > PARALLEL * (np.abs(left) + np.abs(right))
    return across


def crossings(sides: Sides) -> tuple[Floats, Floats]:
    """Where each two of the sides' lines cross, and how large the numbers are that this was computed from."""
    i, j = np.triu_indices(len(sides), 1)
    a, b, c = sides.a, sides.b, sides.c
    left, right = a[i] * b[j], a[j] * b[i]
    cross = np.abs(left - right) > PARALLEL * (np.abs(left) + np.abs(right))
    i, j, turn = i[cross], j[cross], (left - right)[cross]
    terms = np.stack([(c[i] * b[j], c[j] * b[i]), (a[i] * c[j], a[j] * c[i])])  # (axis, term, crossing)
    points = (terms[:, 0] - terms[:, 1]) / turn
    reach = (np.abs(terms[:, 0]) + np.abs(terms[:, 1])) / np.abs(turn)
    points[np.abs(points) <= ROUNDING * reach] = 0.0
    return points.T, reach.T


def _borders(sides: Sides, real: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Of sides that are all parallel, the point of each line that is next to the origin; of none, the origin."""
    if not len(real):
        return np.zeros((1, 2)), np.zeros((1, 2))
    a, b, c = sides.a[real], sides.b[real], sides.c[real]
    share = np.maximum(np.abs(a), np.abs(b))
    a, b, c = a / share, b / share, c / share
    points = np.stack([a * c, b * c], axis=1) / (a * a + b * b)[:, None]
    return points, np.abs(points)


def _distinct(points: Floats, reach: Floats) -> tuple[Floats, Floats]:
    """Each point once."""
    if not len(points):
        return points, reach
    near = SAME * np.ptp(points, axis=0) + ROUNDING * reach.max(axis=0)
    kept: list[int] = []
    for at in np.lexsort(points.T).tolist():
        if not any((np.abs(points[at] - points[k]) <= near).all() for k in kept):
            kept.append(at)
    return points[kept], reach[kept]


def _around(points: Floats) -> NDArray[np.intp]:
    """Counter-clockwise."""
    if len(points) < 3:
        return np.arange(len(points))
    middle, span = points.mean(axis=0), np.ptp(points, axis=0)
    offset = (points - middle) / np.where(span > 0, span, 1.0)
    return np.argsort(np.arctan2(offset[:, 1], offset[:, 0]))


def _rays(sides: Sides, has_corners: bool) -> Floats:
    real = (sides.a != 0) | (sides.b != 0)
    a, b = sides.a[real], sides.b[real]
    along = np.stack([-b, a], axis=1)
    candidates = [along, -along]
    if not has_corners:
        inward = -np.stack([a, b], axis=1)
        candidates += [inward, -inward] if len(a) else [np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])]
    every = np.concatenate(candidates)
    every = every[goes_on(sides, every)]
    every = every / np.abs(every).max(axis=1, keepdims=True, initial=1e-300) + 0.0
    rays: Floats = every[_first_of_each(every)]
    return rays


def _first_of_each(directions: Floats) -> list[int]:
    kept: list[int] = []
    for at, one in enumerate(directions):
        if not any(_is_same_way(one, directions[k]) for k in kept):
            kept.append(at)
    return kept


def _is_same_way(one: Floats, other: Floats) -> bool:
    left, right = one[0] * other[1], one[1] * other[0]
    is_parallel = abs(left - right) <= PARALLEL * (abs(left) + abs(right))
    return bool(is_parallel and one[0] * other[0] >= 0 and one[1] * other[1] >= 0)
