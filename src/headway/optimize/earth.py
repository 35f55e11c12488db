"""Distances on the globe."""

from __future__ import annotations

from typing import Any

import numpy as np

RADIUS_KM = 6371.0088  # the mean of the three axes (IUGG)


def great_circle_km(lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Any:
    """Kilometres between points in degrees, by the haversine formula; arrays are taken pair by pair.

    Source: R. W. Sinnott 1984, Virtues of the haversine, Sky and Telescope 68.

    >>> float(great_circle_km(0, 0, 1, 0).round(3))
    111.195
    """
    lat1, lon1, lat2, lon2 = (np.radians(each) for each in (lat1, lon1, lat2, lon2))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
