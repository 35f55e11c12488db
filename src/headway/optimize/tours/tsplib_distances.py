"""The distances of TSPLIB, rounded as it says, and the forms in which a matrix is written (Reinelt 1995, section 2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from headway.optimize.model import Floats

PI = 3.141592  # as the document has it: with more digits the published optima would not come out
RADIUS_KM = 6378.388


def euclidean(points: Floats) -> Floats:
    """``EUC_2D``: rounded to the nearest whole number, a half upwards.

    >>> euclidean(np.array([[0.0, 0], [1, 1], [0, 2.5]]))[0].tolist()
    [0.0, 1.0, 3.0]
    """
    return np.asarray(np.floor(_straight(points) + 0.5))


def ceiling(points: Floats) -> Floats:
    """``CEIL_2D``: rounded up."""
    return np.asarray(np.ceil(_straight(points)))


def manhattan(points: Floats) -> Floats:
    """``MAN_2D``: along the axes, rounded."""
    return np.asarray(np.floor(np.abs(points[:, None] - points[None]).sum(axis=2) + 0.5))


def maximum(points: Floats) -> Floats:
    """``MAX_2D``: the larger of the two ways along the axes, each rounded."""
    return np.asarray(np.floor(np.abs(points[:, None] - points[None]) + 0.5).max(axis=2))


def pseudo_euclidean(points: Floats) -> Floats:
    """``ATT``: the straight distance by the root of ten, rounded up in a way of its own."""
    exact = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2) / 10.0)
    rounded = np.floor(exact + 0.5)
    return np.asarray(np.where(rounded < exact, rounded + 1.0, rounded))


def geographic(points: Floats) -> Floats:
    """``GEO``: great circles in whole km, from degrees and minutes as ``DDD.MM``.

    >>> geographic(np.array([[16.47, 96.10], [16.47, 94.44]]))[0, 1]
    np.float64(153.0)
    """
    radians = PI * degrees(points) / 180.0
    lat, lon = radians[:, 0], radians[:, 1]
    q1 = np.cos(lon[:, None] - lon[None])
    q2, q3 = np.cos(lat[:, None] - lat[None]), np.cos(lat[:, None] + lat[None])
    inner = np.clip(0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3), -1.0, 1.0)
    apart = np.trunc(RADIUS_KM * np.arccos(inner) + 1.0)
    np.fill_diagonal(apart, 0.0)
    return apart


def degrees(points: Floats) -> Floats:
    """Degrees from degrees and minutes, ``DDD.MM``: the whole part is cut off, as the optima need it.

    >>> degrees(np.array([[16.30, -3.15]])).tolist()
    [[16.5, -3.25]]
    """
    whole = np.trunc(points)
    return np.asarray(whole + 5.0 * (points - whole) / 3.0)


def _straight(points: Floats) -> Floats:
    return np.asarray(np.hypot(*(points[:, None, :2] - points[None, :, :2]).transpose(2, 0, 1)))


FORMULAS: dict[str, Callable[[Floats], Floats]] = {
    "EUC_2D": euclidean,
    "CEIL_2D": ceiling,
    "MAN_2D": manhattan,
    "MAX_2D": maximum,
    "ATT": pseudo_euclidean,
    "GEO": geographic,
}


def _full(numbers: Floats, count: int) -> Floats:
    return numbers.reshape(count, count).copy()


def _lower(offset: int) -> Callable[[Floats, int], Floats]:
    """Row by row, each up to the diagonal; or, which is the same, the columns of the upper half."""

    def unpack(numbers: Floats, count: int) -> Floats:
        table = np.zeros((count, count))
        table[np.tril_indices(count, offset)] = numbers
        return table + np.tril(table, -1).T

    return unpack


def _upper(offset: int) -> Callable[[Floats, int], Floats]:
    def unpack(numbers: Floats, count: int) -> Floats:
        table = np.zeros((count, count))
        table[np.triu_indices(count, offset)] = numbers
        return table + np.triu(table, 1).T

    return unpack


def _strict(count: int) -> int:
    return count * (count - 1) // 2


def _diagonal(count: int) -> int:
    return count * (count + 1) // 2


# Each form: how many numbers it has, and the matrix of them.
UNPACKED: dict[str, tuple[Callable[[int], int], Callable[[Floats, int], Floats]]] = {
    "FULL_MATRIX": (lambda count: count * count, _full),
    "UPPER_ROW": (_strict, _upper(1)),
    "LOWER_ROW": (_strict, _lower(-1)),
    "UPPER_DIAG_ROW": (_diagonal, _upper(0)),
    "LOWER_DIAG_ROW": (_diagonal, _lower(0)),
    "UPPER_COL": (_strict, _lower(-1)),
    "LOWER_COL": (_strict, _upper(1)),
    "UPPER_DIAG_COL": (_diagonal, _lower(0)),
    "LOWER_DIAG_COL": (_diagonal, _upper(0)),
}
