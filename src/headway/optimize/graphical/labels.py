"""Where words go: boxes beside points and lines that cover no other box, and few lines. All in points of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import atan2, cos, hypot, pi, sin

PLACES = 24  # along a line
GAP = 5.0  # between a mark and its words
DISTANCES = (0.0, 8.0, 18.0, 30.0, 44.0)
FAR_COST, TURN_COST, END_COST = 0.9, 2.0, 12.0  # per point away, per turn, …
SOLID, LIGHT = 6.0, 1.2  # per point of a line that is written over: what can't be read through, and dashes or strokes
DOT = 6.0  # per small point that is written over

Box = tuple[float, float, float, float]  # left, bottom, right, top
Point = tuple[float, float]
Line = tuple[Point, Point, float]  # from, to, and what each point of it that is written over costs


def box_at(middle: Point, size: Point) -> Box:
    """The box of a size around a point."""
    return (middle[0] - size[0] / 2, middle[1] - size[1] / 2, middle[0] + size[0] / 2, middle[1] + size[1] / 2)


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share.

    >>> overlap((0, 0, 4, 4), (3, 1, 9, 2)), overlap((0, 0, 1, 1), (2, 2, 3, 3))
    (1, 0.0)
    """
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0


def length_inside(box: Box, start: Point, end: Point) -> float:
    """How much of a segment lies in a box (Liang and Barsky 1984).

    >>> length_inside((0, 0, 4, 4), (-1, 2), (9, 2))
    4.0
    """
    first, last = 0.0, 1.0
    for axis in (0, 1):
        step = end[axis] - start[axis]
        low, high = box[axis] - start[axis], box[axis + 2] - start[axis]
        if step == 0:
            if low > 0 or high < 0:
                return 0.0
            continue
        near, far = sorted((low / step, high / step))
        first, last = max(first, near), min(last, far)
    return max(0.0, last - first) * hypot(end[0] - start[0], end[1] - start[1])


def beside_point(point: Point, size: Point, away: float) -> Iterator[tuple[float, Box]]:
    """Boxes around a point with what each costs, best towards the direction ``away`` (an angle)."""
    for distance in DISTANCES:
        for turn in range(16):
            angle = away + (turn + 1) // 2 * (-1) ** turn * pi / 8
            yield distance * FAR_COST + (turn + 1) // 2 * TURN_COST, _pushed(point, size, angle, GAP + distance)


def beside_line(start: Point, end: Point, size: Point) -> Iterator[tuple[float, Box]]:
    """Boxes along a segment, on both of its sides, best near its ends, with what each costs."""
    angle = atan2(end[1] - start[1], end[0] - start[0])
    for step in range(PLACES + 1):
        share = 0.02 + step * 0.96 / PLACES
        at = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
        for gap in (3.0, 8.0):  # close to it, or clear of its strokes
            for side in (1, -1):
                yield gap / 2 + END_COST * min(share, 1 - share), _clear(at, size, angle + side * pi / 2, gap)


def chosen(
    candidates: Iterator[tuple[float, Box]],
    taken: Sequence[Box],
    lines: Sequence[Line],
    frame: Box,
    *,
    is_forced: bool = False,
) -> Box | None:
    """The cheapest box in the frame that covers no taken one; None where there is none, unless one is forced.

    ``lines`` are better not written over.
    """
    best, least = None, float("inf")
    for cost, box in candidates:
        covered = sum(overlap(box, other) for other in taken)
        beyond = (box[2] - box[0]) * (box[3] - box[1]) - overlap(box, frame)
        if (covered > 0 or beyond > 1e-6) and not is_forced:
            continue
        if cost < least:
            cost += 10 * (covered + beyond) + sum(
                weight * length_inside(box, start, end) for start, end, weight in lines
            )
        if cost < least:
            best, least = box, cost
    return best


def _clear(point: Point, size: Point, angle: float, gap: float) -> Box:
    """A box beside a line through a point, all of it ``gap`` away from the line; ``angle`` is square to the line."""
    x, y = cos(angle), sin(angle)
    reach = gap + abs(x) * size[0] / 2 + abs(y) * size[1] / 2
    return box_at((point[0] + x * reach, point[1] + y * reach), size)


def _pushed(point: Point, size: Point, angle: float, gap: float) -> Box:
    """A box in a direction of a point, just so far that it is ``gap`` away."""
    x, y = cos(angle), sin(angle)
    reach = gap + min(size[0] / 2 / max(abs(x), 1e-9), size[1] / 2 / max(abs(y), 1e-9))
    return box_at((point[0] + x * reach, point[1] + y * reach), size)
