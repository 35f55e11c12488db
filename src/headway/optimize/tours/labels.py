"""Names beside places, where they cover neither a place nor another name, and no line if it can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from headway.faces.svg import fit, rect, text, text_width
from headway.optimize.model import Floats

NAMES = 60  # places: with more only the beginning is named, and tool tips have the rest
SIZE = 11.0
WIDEST = 150.0
DOT, HOME = 7.0, 10.0  # pixels between a place and its name
Box = tuple[float, float, float, float]  # left, top, right, bottom


def named(points: Floats, names: Sequence[str], start: int, rings: Sequence[Floats], paper: Box) -> list[str]:
    """The names as SVG; one that has no room is left out.

    Args:
        points: The places in pixels, ``(n, 2)``.
        names: What they are called.
        start: The place that is named first, and in bold.
        rings: The corners of each line.
        paper: Where names may stand.
    """
    wanted = [start, *(at for at in range(len(names)) if at != start)] if len(names) <= NAMES else [start]
    dots = [(x - 5, y - 5, x + 5, y + 5) for x, y in points.tolist()]
    legs = [np.concatenate([one[:-1], one[1:]], axis=1) for one in rings] or [np.empty((0, 4))]
    lines, taken, found = np.concatenate(legs), list(dots), []
    for at in wanted:
        name = fit(names[at], WIDEST, SIZE)
        others = [box for box in taken if box != dots[at]]
        places = _free(points[at], text_width(name, SIZE), others, paper, HOME if at == start else DOT)
        if name and places:
            left, base, box = min(places, key=lambda place: _crossed(lines, place[2]))
            taken.append(box)
            ground = rect(box[0] - 1, box[1] + 1, box[2] - box[0] + 2, 11, class_="bg", fill_opacity=0.7)
            found += [ground, text(left, base, name, SIZE, font_weight="600" if at == start else None)]
    return found


def _free(point: Floats, wide: float, taken: Sequence[Box], paper: Box, apart: float) -> list[tuple[float, float, Box]]:
    """Where a name of this width has room: its beginning, its base line, and what it covers; the best place first."""
    return [
        (left, base, box)
        for left, base in _beside(float(point[0]), float(point[1]), wide, apart)
        if _is_inside(box := (left, base - 9, left + wide, base + 3), paper)
        and not any(_overlap(box, other) for other in taken)
    ]


def _beside(x: float, y: float, wide: float, apart: float) -> Iterator[tuple[float, float]]:
    yield x + apart, y + 4
    yield x - apart - wide, y + 4
    yield x - wide / 2, y - apart - 2
    yield x - wide / 2, y + apart + 9
    yield x + apart - 2, y - apart + 2
    yield x - apart + 2 - wide, y - apart + 2
    yield x + apart - 2, y + apart + 6
    yield x - apart + 2 - wide, y + apart + 6


def _is_inside(box: Box, paper: Box) -> bool:
    return box[0] >= paper[0] + 4 and box[1] >= paper[1] and box[2] <= paper[2] - 4 and box[3] <= paper[3]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _crossed(lines: Floats, box: Box) -> int:
    """How many lines, ``(k, 4)``, run through a box (the method of slabs, Kay and Kajiya 1986)."""
    begin, along = lines[:, :2], lines[:, 2:] - lines[:, :2]
    along = np.where(np.abs(along) < 1e-9, 1e-9, along)
    one, other = (np.array(box[:2]) - begin) / along, (np.array(box[2:]) - begin) / along
    first = np.minimum(one, other).max(axis=1)
    last = np.maximum(one, other).min(axis=1)
    return int(((first <= last) & (last >= 0) & (first <= 1)).sum())
