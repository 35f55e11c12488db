"""Charts with an axis along and an axis up: their ground, lines and points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from headway.automl.views.axis import Axis
from headway.faces.svg import element, fit, text

Array = np.ndarray[Any, Any]
DASHES = (None, "9 4", "2 4", "12 4 2 4", "6 3", "1 3", "14 5")  # so that lines differ without their colours
LEAST_PX = 0.8  # points of a line nearer than this are one


MARGIN = 18.0


def head(title: str, below: str, width: float) -> list[str]:
    """The title of a picture, and a line below it."""
    room = width - 2 * MARGIN
    return [
        text(MARGIN, 31, fit(title, room, 17), 17, font_weight="600"),
        text(MARGIN, 51, fit(below, room, 12.5), 12.5, class_="muted"),
    ]


def along(axis: Axis, top: float, bottom: float, most: int = 6) -> list[str]:
    """The lines across an axis that runs to the right, with their numbers below."""
    parts = []
    for x, label in axis.ticks(most):
        parts.append(element("line", x1=x, y1=top, x2=x, y2=bottom, class_="grid"))
        parts.append(text(x, bottom + 16, label, 11, class_="muted", text_anchor="middle"))
    return parts


@dataclass(frozen=True)
class Plot:
    """An axis along (to the right) and one up (its end is above its start)."""

    along: Axis
    up: Axis

    def ground(self, below: str, beside: str, most: int = 6) -> list[str]:
        """The grid, the ticks with their numbers, and what the axes are."""
        left, right, bottom, top = self.along.start, self.along.end, self.up.start, self.up.end
        parts = along(self.along, top, bottom, most)
        for y, label in self.up.ticks(most):
            parts.append(element("line", x1=left, y1=y, x2=right, y2=y, class_="grid"))
            parts.append(text(left - 7, y + 4, label, 11, class_="muted", text_anchor="end"))
        parts.append(text((left + right) / 2, bottom + 36, below, 12, text_anchor="middle"))
        # Not turned by a quarter: words above the axis read without a tilted head.
        parts.append(text(left - 46, top - 12, beside, 12))
        return parts

    def path(self, xs: Array, ys: Array) -> str:
        """The path through points, without those that are too near to be told apart."""
        points = [(self.along.at(x), self.up.at(y)) for x, y in zip(xs, ys, strict=True)]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in _apart(points)) if points else ""

    def line(self, xs: Array, ys: Array, **attributes: str | float | None) -> str:
        """A line through points."""
        return element("path", d=self.path(xs, ys), fill="none", stroke_linejoin="round", **attributes)

    def dots(self, xs: Array, ys: Array, **attributes: str | float | None) -> str:
        """Many small points as one element."""
        marks = "".join(f"M{self.along.at(x):.1f} {self.up.at(y):.1f}h0" for x, y in zip(xs, ys, strict=True))
        return element("path", d=marks, fill="none", stroke_linecap="round", **attributes)

    def diagonal(self) -> str:
        """Where both axes say the same."""
        low, high = max(self.along.low, self.up.low), min(self.along.high, self.up.high)
        if low >= high:
            return ""
        ends = np.array([low, high])
        return self.line(ends, ends, class_="edge", stroke_dasharray="4 4", stroke_width=1.5)


def _apart(points: Sequence[tuple[float, float]]) -> Iterable[tuple[float, float]]:
    last = None
    for at, (x, y) in enumerate(points):
        if last is None or at == len(points) - 1 or abs(x - last[0]) + abs(y - last[1]) >= LEAST_PX:
            last = (x, y)
            yield last
