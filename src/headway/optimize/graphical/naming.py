"""The words in a picture: beside corners, lines and levels, the most important first, where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import atan2

import numpy as np

from headway.optimize.graphical.keys import BEST, OBJECTIVE, colour_of
from headway.optimize.graphical.labels import DOT, LIGHT, Box, Line, Point, beside_line, beside_point, box_at, chosen
from headway.optimize.graphical.scene import Scene, tidy
from headway.optimize.graphical.sheet import INK, QUIET, Sheet
from headway.optimize.graphical.wording import called, number
from headway.optimize.model import Floats

MOST_CORNERS, FAR = 8, 11.0
DIGITS = 4  # of what is beside a corner; the legend has more
MARK = (8.0, 8.0)
NEAR = 0.004  # of the window: corners this near share their words


class Room:
    """What is taken on a sheet, and by which lines it is crossed."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._taken: list[Box] = []
        self._lines: list[Line] = []
        self._dots: Floats = np.zeros((0, 2))

    def shun(self, segments: Iterable[Floats], cost: float) -> None:
        """Keep words off segments of the plane, ``(2, 2)``, where there is another place."""
        self._lines += [(_pair(start), _pair(end), cost) for start, end in map(self._sheet.on_paper, segments)]

    def take(self, points: Floats, size: Point = MARK) -> None:
        """Keep words off points of the plane."""
        self._taken += [box_at(_pair(at), size) for at in self._sheet.on_paper(points)]

    def shun_dots(self, points: Floats) -> None:
        """Keep words off small points of the plane, where there is another place."""
        self._dots = self._sheet.on_paper(points)

    def _with_dots(self, candidates: Iterator[tuple[float, Box]]) -> Iterator[tuple[float, Box]]:
        for cost, box in candidates:
            inside = (self._dots > box[:2]) & (self._dots < box[2:])
            yield cost + DOT * int(np.count_nonzero(inside[:, 0] & inside[:, 1])), box

    def write(
        self, text: str, candidates: Iterator[tuple[float, Box]], colour: str, *, is_forced: bool = False
    ) -> Box | None:
        """Write where it costs least, or not at all; gives the place."""
        box = chosen(self._with_dots(candidates), self._taken, self._lines, self._sheet.frame, is_forced=is_forced)
        if box is not None:
            self._taken.append(box)
            self._sheet.words(text, box, colour, is_bold=is_forced)
        return box


def name_points(scene: Scene, sheet: Sheet, room: Room) -> None:
    """Coordinates and objective of the optimum, then of the other corners."""
    points = _named_points(scene)
    room.take(np.concatenate([points, scene.best_wholes[0]]))
    is_optimum = any(scene.plane.costs) and scene.verdict().startswith(("Optimum", "Whole optimum"))
    inside = scene.window.clipped(scene.plane.sides)
    middle = sheet.on_paper(inside if len(inside) else scene.window.corners).mean(axis=0)
    for rank, point in enumerate(points):
        text, at = _point_words(scene, point), sheet.on_paper(point)[0]
        away = atan2(at[1] - middle[1], at[0] - middle[0])
        is_best = is_optimum and rank == 0
        around = beside_point(_pair(at), sheet.size_of(text), away)
        box = room.write(text, around, BEST if is_best else INK, is_forced=is_best)
        if box is not None:
            _lead(sheet, room, at, box)


def _lead(sheet: Sheet, room: Room, at: Floats, box: Box) -> None:
    """A thin line from a point to its words where they are not next to it."""
    near = np.clip(at, box[:2], box[2:])
    if np.hypot(*(near - at)) > FAR:
        sheet.strokes(np.stack([at, near])[None], QUIET, 0.7)
        room.shun([sheet.in_plane(np.stack([at, near]))], LIGHT)


def name_lines(scene: Scene, sheet: Sheet, room: Room, drawn: dict[int, list[Floats]]) -> None:
    """The limits' names, beside their lines."""
    for k, segments in drawn.items():
        limit = scene.plane.limits[k]
        if limit.is_bound and 0 in (limit.low, limit.high):
            continue
        for segment in segments:
            _write_along(sheet, room, segment, called(limit), colour_of(scene, k))


def name_levels(scene: Scene, sheet: Sheet, room: Room, levels: list[tuple[float, Floats]]) -> None:
    """The objective beside each line on which it is the same."""
    for value, segment in [] if scene.plane.is_graph else levels:
        colour = BEST if value == scene.best_value else OBJECTIVE
        _write_along(sheet, room, segment, f"{scene.symbol} = {number(value)}", colour)


def keep_free(sheet: Sheet, room: Room, arrow: Floats | None) -> None:
    """Keep words off the arrow."""
    if arrow is not None:
        room.take(sheet.in_plane(arrow[0] + (arrow[1] - arrow[0]) * np.linspace(0, 1, 5)[:, None]), (7, 7))


def name_better(sheet: Sheet, room: Room, arrow: Floats | None) -> None:
    """What the arrow means."""
    if arrow is not None:
        foot, tip = arrow
        away = atan2(tip[1] - foot[1], tip[0] - foot[0])
        room.write("better", beside_point(_pair(tip), sheet.size_of("better"), away), OBJECTIVE)


def _named_points(scene: Scene) -> Floats:
    """The points that get words, the best first."""
    whole = scene.whole
    points = [whole.point] if whole is not None and whole.point is not None else []
    if scene.has_corners:
        corners = scene.region.points
        points += list(corners[np.argsort(-scene.plane.sign * scene.plane.objective_at(corners), kind="stable")])
    kept: list[Floats] = []
    for point in points:
        if all(np.abs((point - other) / scene.window.size).max() > NEAR for other in kept):
            kept.append(point)
    return np.array(kept[:MOST_CORNERS]).reshape(-1, 2)


def _point_words(scene: Scene, point: Floats) -> str:
    plane = scene.plane
    coordinates = ", ".join(number(value, DIGITS) for value in tidy(point, scene))
    if plane.is_graph or not any(plane.costs):
        return f"({coordinates})"
    return f"({coordinates})\n{scene.symbol} = {number(float(plane.objective_at(point)), DIGITS)}"


def _write_along(sheet: Sheet, room: Room, segment: Floats, text: str, colour: str) -> None:
    start, end = sheet.on_paper(segment)
    room.write(text, beside_line(_pair(start), _pair(end), sheet.size_of(text)), colour)


def _pair(at: Floats) -> Point:
    return float(at[0]), float(at[1])
