"""Places from whatever people have.

A square matrix (numpy, lists, a frame with names), a frame with ``lat`` and ``lon`` (or the long words) or with ``x`` and ``y``, an array of
coordinates, or a file: a table of these as CSV, else one of TSPLIB.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np

from headway.errors import BadModel
from headway.optimize.model import Floats
from headway.optimize.tours.places import Places, numbers, of_coordinates, of_degrees, of_matrix
from headway.optimize.tours.table_file import is_table, read_table
from headway.optimize.tours.tsplib import read_tsplib

NAMED = ("name", "place")  # columns that have the places' names
LAT, LON = ("lat", "latitude"), ("lon", "lng", "long", "longitude")  # in any case; the first that is there counts
FORMS = (
    "Give it columns lat and lon, or x and y; or as many columns as rows, both named after the places: their distances."
)


def places_of(given: Any, *, unit: str | None = None) -> Places:
    """Places from what people have; see the module.

    Raises:
        BadModel: they can't be used; the error names the place, or the file that is not there.
        BadTable: a CSV file that holds no table.
        UnreadableModel: a file that is not as its format says.
    """
    if isinstance(given, Places):
        return given
    if is_table(given):
        given = read_table(given)
    if isinstance(given, (str, PathLike)):
        return read_tsplib(given).places(unit)
    if hasattr(given, "columns") and hasattr(given, "to_numpy"):
        return of_frame(given, unit)
    table = numbers(given, "distances")
    if table.ndim == 0:
        raise BadModel(
            f"{given!r} is no distances", "Give a square matrix, a frame, coordinates, or the path of a file."
        )
    if table.ndim == 2 and table.shape[1:] == (2,) and table.shape[0] != 2:
        return of_coordinates(table, tuple(str(at + 1) for at in range(len(table))), unit)
    return of_matrix(table, tuple(str(at + 1) for at in range(len(table))), unit)


def of_frame(frame: Any, unit: str | None = None) -> Places:
    """Places from a frame: ``lat`` and ``lon``, or ``x`` and ``y``, or as many columns as rows with the distances."""
    columns = columns_of(frame, (*LAT, *LON, "x", "y"))
    latitude, longitude = (next((columns[each] for each in words if each in columns), None) for words in (LAT, LON))
    if latitude is not None and longitude is not None:
        if unit not in (None, "km"):
            raise BadModel(f"from lat and lon the distances are in km, not in {unit}", 'Leave unit= out, or say "km".')
        lat, lon = (frame_numbers(frame, each) for each in (latitude, longitude))
        return of_degrees(lat, lon, frame_names(frame, columns))
    if {"x", "y"} <= columns.keys():
        points = np.stack([frame_numbers(frame, columns[each]) for each in ("x", "y")], axis=1)
        return of_coordinates(points, frame_names(frame, columns), unit)
    table = frame.drop(columns=[columns[each] for each in NAMED if each in columns])
    names, headed = frame_names(frame, columns), tuple(str(column) for column in table.columns)
    is_numbered = names == tuple(str(at + 1) for at in range(len(names)))
    if len(names) != len(headed) or not (is_numbered or set(names) & set(headed)):
        words = ", ".join(map(str, frame.columns[:12]))
        raise BadModel(
            f"the table of {len(names)} rows has neither positions nor distances: its columns are {words}", FORMS
        )
    if set(names) == set(headed) and names != headed:
        table = table[[table.columns[headed.index(name)] for name in names]]  # the same places in another order
    elif is_numbered:
        names = headed
    elif set(names) != set(headed):
        stray = sorted(set(names) ^ set(headed))[0]
        raise BadModel(f"the table's rows and columns differ in their names: {stray!r}", FORMS)
    return of_matrix(numbers(table.to_numpy(), "distances"), names, unit)


def columns_of(frame: Any, sought: Sequence[str]) -> dict[str, Any]:
    """A frame's columns by their names in small letters.

    Raises:
        BadModel: two of those that are sought bear one name.
    """
    small = [str(column).lower() for column in frame.columns]
    for name in (*sought, *NAMED):
        if small.count(name) > 1:
            raise BadModel(f"there are {small.count(name)} columns called {name!r}", "Leave the others out.")
    return dict(zip(small, frame.columns, strict=True))


def frame_names(frame: Any, columns: dict[str, Any]) -> tuple[str, ...]:
    """The places' names: a column, else the index, else numbers from 1."""
    for each in NAMED:
        if each in columns:
            return tuple(str(name) for name in frame[columns[each]])
    if type(frame.index).__name__ == "RangeIndex":
        return tuple(str(at + 1) for at in range(len(frame)))
    return tuple(str(name) for name in frame.index)


def frame_numbers(frame: Any, column: Any) -> Floats:
    """A column as numbers.

    Raises:
        BadModel: it holds something else; the error names the row.
    """
    values = []
    for label, value in zip(frame.index, frame[column], strict=True):
        try:
            values.append(float(value))
        except (TypeError, ValueError):
            raise BadModel(f"{column} of {label} is {value!r}", "Give a number.") from None
    return np.array(values)
