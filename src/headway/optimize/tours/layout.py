"""Where places are drawn for which no positions were given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headway.optimize.model import Floats
from headway.optimize.tours.places import Layout, Places

MOST_SCALED = 2000  # places: the time goes with their square


def positions_of(places: Places, order: Sequence[int]) -> tuple[Floats, Layout]:
    """Positions of the places, ``(n, 2)``, and what they are: those given, else such as fit the distances, else a circle."""
    if places.positions is not None:
        return places.positions, places.layout
    fitting = scaled(places.distances) if 3 <= len(places.names) <= MOST_SCALED else None
    if fitting is not None:
        return fitting, Layout.SCALED
    return on_circle(order), Layout.CIRCLE


def scaled(distances: Floats) -> Floats | None:
    """Positions in the plane that fit the distances: classical multidimensional scaling (Torgerson 1952).

    Directed distances are taken by their mean; None where some are infinite, or where no plane comes near.

    >>> line = scaled(np.array([[0.0, 3, 5], [3, 0, 4], [5, 4, 0]]))
    >>> round(float(np.hypot(*(line[0] - line[2]))), 6)
    5.0
    """
    if not np.isfinite(distances).all():
        return None
    squares = ((distances + distances.T) / 2) ** 2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    from scipy.linalg import eigh  # only where positions are missing

    count = len(distances)
    values, vectors = eigh(-centred / 2, subset_by_index=[count - 2, count - 1])
    if values[0] <= 1e-9 * max(1e-300, abs(values[1])):
        return None
    found = vectors * np.sqrt(values)
    largest = found[np.abs(found).argmax(axis=0), [0, 1]]
    return np.asarray((found * np.sign(largest))[:, ::-1])  # the longer side lies; which way round is free, so fixed


def on_circle(order: Sequence[int]) -> Floats:
    """Positions on a circle, clockwise from the top, in this order."""
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(order)) / len(order)
    positions = np.empty((len(order), 2))
    positions[np.asarray(order)] = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return positions
