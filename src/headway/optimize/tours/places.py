"""Places and how far they are apart: what a tour or routes are made of, checked."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from headway.errors import BadModel, UnknownName
from headway.optimize.earth import great_circle_km
from headway.optimize.model import LARGE, Floats


class Layout(StrEnum):
    """What the positions of places are, and so how they are drawn."""

    MAP = "map"
    """Longitude and latitude in degrees."""
    PLANE = "plane"
    """x and y as given."""
    SCALED = "scaled"
    """No positions were given: these fit the distances (classical multidimensional scaling)."""
    CIRCLE = "circle"
    """No positions were given: on a circle, in the order of the tour."""


@dataclass(frozen=True, eq=False)
class Places:
    """Places and how far they are apart.

    Attributes:
        names: Each once.
        distances: From row to column, ``(n, n)``; infinite where there is no way.
        unit: Of the distances; empty where it is not known.
        positions: ``(n, 2)``: x and y, or longitude and latitude; None: none were given.
        layout: What they are.
    """

    names: tuple[str, ...]
    distances: Floats
    unit: str = ""
    positions: Floats | None = None
    layout: Layout = Layout.CIRCLE

    def number(self, name: Hashable) -> int:
        """Which place bears a name.

        Raises:
            UnknownName: none does.
        """
        if str(name) in self.names:
            return self.names.index(str(name))
        from difflib import get_close_matches  # only when something is already wrong

        raise UnknownName("place", str(name), tuple(get_close_matches(str(name), self.names, 1)))


def numbers(given: Any, what: str) -> Floats:
    """Nested numbers as an array.

    Raises:
        BadModel: they are no numbers, or the rows differ in length.
    """
    try:
        if np.iscomplexobj(given):
            raise TypeError("they are complex")
        return np.array(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise BadModel(f"{what} can't be read as numbers ({error})", "Give a square matrix, or a frame.") from None


def of_matrix(distances: Floats, names: Sequence[str], unit: str | None = None) -> Places:
    """Places from a square matrix: from row to column; infinite where there is no way.

    >>> of_matrix(np.array([[0.0, 2], [3, 0]]), ("here", "there"), "km").distances[0, 1]
    np.float64(2.0)
    """
    if distances.ndim != 2 or distances.shape[0] != distances.shape[1]:
        shape = " x ".join(map(str, distances.shape))
        raise BadModel(f"the distances are {shape}", "Give as many columns as rows: from each place to each.")
    _check_names(names)
    apart = np.array(distances, dtype=float)
    np.fill_diagonal(apart, 0.0)
    too_long = (apart > LARGE) & np.isfinite(apart)
    for wrong, word in ((np.isnan(apart), "not known"), (apart < 0, "negative"), (too_long, "too long to reckon with")):
        if wrong.any():
            here, there = np.argwhere(wrong)[0]
            raise BadModel(
                f"the distance from {names[here]} to {names[there]} is {word} ({apart[here, there]:g})",
                "Give a number from 0 on, or math.inf where there is no way.",
            )
    return Places(tuple(names), apart, unit or "")


def of_coordinates(points: Floats, names: Sequence[str], unit: str | None = None) -> Places:
    """Places in the plane: straight distances, in the coordinates' own unit."""
    _check_names(names)
    for name, point in zip(names, points, strict=True):
        if not np.isfinite(point).all():
            raise BadModel(f"the position of {name} is ({point[0]:g}, {point[1]:g})", "Give two finite numbers.")
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    return Places(tuple(names), apart, unit or "", points, Layout.PLANE)


def of_degrees(lat: Floats, lon: Floats, names: Sequence[str]) -> Places:
    """Places on the earth, by latitude (north positive) and longitude (east positive) in degrees: great circles, in km.

    >>> apart = of_degrees(np.array([50.1109, 52.52]), np.array([8.6821, 13.405]), ("Frankfurt", "Berlin")).distances
    >>> round(float(apart[0, 1]))
    424
    """
    _check_names(names)
    for name, north, east in zip(names, lat, lon, strict=True):
        if not abs(north) <= 90:
            raise BadModel(f"lat of {name} is {north:g}", "Give degrees from -90 to 90 (are lat and lon swapped?).")
        if not abs(east) <= 360:
            raise BadModel(f"lon of {name} is {east:g}", "Give degrees from -180 to 180.")
    return Places(
        tuple(names),
        np.asarray(great_circle_km(lat[:, None], lon[:, None], lat, lon)),
        "km",
        np.stack([lon, lat], axis=1),
        Layout.MAP,
    )


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise BadModel("there are no places", "Give at least one.")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadModel(f"two places bear the name {name!r}", "Give each a name of its own.")
        seen.add(name)
