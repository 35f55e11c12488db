"""Tours and routes drawn as on a map: north is up, a degree of longitude as short as it is there, a scale below."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, floor, hypot, log10, radians
from pathlib import Path

import numpy as np

from headway.faces import Picture
from headway.faces.palette import HUES, svg_css
from headway.faces.saving import save
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.optimize.earth import RADIUS_KM
from headway.optimize.model import Floats
from headway.optimize.tours.labels import named
from headway.optimize.tours.painting import painted
from headway.optimize.tours.places import Layout

WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 760.0, 300.0, 720.0  # pixels, of the map itself
MARGIN, HEAD, LINE = 34.0, 62.0, 20.0
ARROWS = 60  # legs: with more only some have an arrow
DASHES = ("", "7 3", "2 3", "10 3 2 3")  # beyond the palette's hues
NOTES = {
    Layout.MAP: "",
    Layout.PLANE: "",
    Layout.SCALED: "No positions were given: the places are drawn where they fit the distances best, so some legs look too short or long.",
    Layout.CIRCLE: "No positions were given: the places stand on a circle in the order of the tour.",
}


@dataclass(frozen=True)
class Line:
    """A closed line through places: a tour, or a vehicle's route.

    Attributes:
        stops: The places' numbers; the line goes back from the last to the first.
        label: What the legend says of it; empty: it is not in the legend.
        tips: What to say of each stop where the pointer rests on it.
    """

    stops: tuple[int, ...]
    label: str = ""
    tips: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Map(Picture):
    """The picture of a tour or of routes. It can be saved as ``.png`` and ``.pdf``, too."""

    def save(self, path: str | os.PathLike[str], table: Callable[[], str] | None = None) -> Path:
        """Write it to a file ending in ``.svg``, ``.html``, ``.png`` or ``.pdf``, or the table, ``.csv``; gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        writers: dict[str, Callable[[], str | bytes]] = {
            ".svg": lambda: self.svg,
            ".html": self.html,
            ".png": lambda: painted(self.svg, "png"),
            ".pdf": lambda: painted(self.svg, "pdf"),
        }
        return save(path, writers if table is None else {**writers, ".csv": table})


def drawn(
    title: str,
    subtitle: str,
    names: Sequence[str],
    positions: Floats,
    layout: Layout,
    lines: Sequence[Line],
    loose: Sequence[int] = (),
) -> Map:
    """The picture of lines that all begin at one place; ``loose`` are places that none goes to."""
    points, height, per_pixel = _on_paper(positions, layout)
    start = lines[0].stops[0] if lines else 0
    paths = [_path(points, line, *_style(at, len(lines))) for at, line in enumerate(lines)]
    tips = {stop: tip for line in lines for stop, tip in zip(line.stops, line.tips, strict=False)}
    dots = [
        _dot(points[at], tips.get(at, names[at]), is_loose=at in set(loose)) for at in range(len(names)) if at != start
    ]
    legend = [line.label for line in lines if line.label]
    columns = 2 if all(text_width(label, 11) < WIDTH / 2 - MARGIN - 40 for label in legend) else 1
    foot = HEAD + height
    size = foot + LINE * (1.6 + -(-len(legend) // columns)) + (LINE if NOTES[layout] else 0)
    return Map(
        title,
        document(
            WIDTH,
            size,
            f"{title}. {subtitle}",
            svg_css(),
            text(MARGIN, 28, fit(title, WIDTH - 2 * MARGIN, 16), 16, font_weight="600"),
            text(MARGIN, 48, fit(subtitle, WIDTH - 2 * MARGIN, 12), 12, class_="muted"),
            *paths,
            *dots,
            _home(points[start], tips.get(start, names[start])),
            *named(points, names, start, [ring(points, line) for line in lines], (0.0, HEAD - 6, WIDTH, foot + 4)),
            *_scale(foot, per_pixel, layout),
            *_legend(legend, foot + LINE * 1.4, columns),
            *([text(MARGIN, size - 12, NOTES[layout], 10.5, class_="muted")] if NOTES[layout] else []),
        ),
    )


def _on_paper(positions: Floats, layout: Layout) -> tuple[Floats, float, float]:
    """The places in pixels, how high the map is, and how much one pixel is (km for a map, else the positions' unit)."""
    flat = _flat(positions) if layout is Layout.MAP else np.array(positions)
    low, high = flat.min(axis=0), flat.max(axis=0)
    wide, tall = (float(each) for each in high - low)
    most = (WIDTH - 2 * MARGIN, MOST_HEIGHT - 2 * MARGIN)
    zoom = min(most[0] / wide if wide else np.inf, most[1] / tall if tall else np.inf)
    if not np.isfinite(zoom):
        zoom = 1.0  # all at one point
    height = max(LEAST_HEIGHT, tall * zoom + 2 * MARGIN)
    middle = (low + high) / 2
    points = np.stack(
        [WIDTH / 2 + (flat[:, 0] - middle[0]) * zoom, HEAD + height / 2 - (flat[:, 1] - middle[1]) * zoom], axis=1
    )
    return points, height, 1.0 / zoom


def _flat(degrees: Floats) -> Floats:
    """Longitude and latitude as km from the equator and the meridian, true at the places' middle latitude."""
    east, north = degrees[:, 0].copy(), degrees[:, 1]
    if east.max() - east.min() > 180:
        east[east < 0] += 360.0  # they lie on both sides of the date line
    per_degree = RADIUS_KM * np.pi / 180
    middle = float((north.max() + north.min()) / 2)
    return np.stack([east * per_degree * cos(radians(middle)), north * per_degree], axis=1)


def _style(at: int, count: int) -> tuple[str, str]:
    if count == 1:
        return HUES[0], ""
    return HUES[at % len(HUES)], DASHES[at // len(HUES) % len(DASHES)]


def ring(points: Floats, line: Line) -> Floats:
    """A line's corners in pixels, the first again at the end, ``(k + 1, 2)``."""
    return points[[*line.stops, line.stops[0]]]


def _path(points: Floats, line: Line, colour: str, dash: str) -> str:
    corners = ring(points, line)
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
    road = element(
        "path", d=d, fill="none", stroke=colour, stroke_width=2, stroke_linejoin="round", stroke_dasharray=dash or None
    )
    every = max(1, len(line.stops) // ARROWS)
    legs = list(pairwise(corners))[::every]
    return road + "".join(_arrow(*leg, colour) for leg in legs)


def _arrow(here: Floats, there: Floats, colour: str) -> str:
    """Which way a leg goes, in its middle; none where it is too short to see it."""
    along = there - here
    length = hypot(*along)
    if length < 26:
        return ""
    step, middle = along / length, (here + there) / 2
    side = np.array([-step[1], step[0]])
    corners = (middle + 5.5 * step, middle - 3.5 * step + 4 * side, middle - 3.5 * step - 4 * side)
    return element("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z", fill=colour)


def _dot(point: Floats, tip: str, *, is_loose: bool) -> str:
    look = {"class_": "bg", "stroke": "#cf222e", "stroke_width": 2} if is_loose else {"class_": "fg"}
    return element(
        "circle", tooltip(*tip.split("\n")), cx=float(point[0]), cy=float(point[1]), r=4 if is_loose else 3.2, **look
    )


def _home(point: Floats, tip: str) -> str:
    """Where all begins: a square."""
    x, y = float(point[0]), float(point[1])
    return rect(x - 6, y - 6, 12, 12, tooltip(*tip.split("\n")), class_="fg", stroke="#ffffff", stroke_width=1.5, rx=2)


def _scale(y: float, per_pixel: float, layout: Layout) -> list[str]:
    """A bar of a round length: a distance for a map, the coordinates' unit for a plane."""
    if layout not in (Layout.MAP, Layout.PLANE):
        return []
    size = round_below(WIDTH / 5 * per_pixel)
    wide = size / per_pixel
    words = f"{size:g} km" if layout is Layout.MAP else f"{size:g}"
    right = WIDTH - MARGIN
    bar = element(
        "path", d=f"M{right - wide:.1f} {y - 4:.1f}v5h{wide:.1f}v-5", fill="none", class_="line", stroke_width=1.2
    )
    return [bar, text(right - wide - 6, y + 2, words, 10.5, class_="muted", text_anchor="end")]


def round_below(number: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not above it.

    >>> round_below(37.0), round_below(0.6)
    (20.0, 0.5)
    """
    power = 10.0 ** floor(log10(number))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= number)


def _legend(labels: Sequence[str], y: float, columns: int) -> list[str]:
    """A line for each route."""
    wide = (WIDTH - 2 * MARGIN) / columns
    found = []
    for at, label in enumerate(labels):
        x, line = MARGIN + wide * (at % columns), y + LINE * (at // columns)
        colour, dash = _style(at, len(labels))
        way = f"M{x:.1f} {line - 4:.1f}h22"
        found.append(element("path", d=way, stroke=colour, stroke_width=3, stroke_dasharray=dash or None))
        found.append(text(x + 30, line, fit(label, wide - 40, 11), 11))
    return found
