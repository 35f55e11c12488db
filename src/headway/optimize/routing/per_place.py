"""A number for each place, from whatever people have: one for all, a dict by name, a sequence, a column, a time of day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from headway.errors import BadModel
from headway.optimize.model import Floats
from headway.optimize.tours.places import Places

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")


def seconds_of(word: Any) -> float:
    """A time as a number: as it is, or, from a time of day, in seconds since midnight.

    Raises:
        ValueError: it is neither.

    >>> seconds_of("8:30"), seconds_of(12)
    (30600.0, 12.0)
    """
    if isinstance(word, str) and (found := _CLOCK.fullmatch(word.strip())):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return 3600.0 * hours + 60.0 * minutes + seconds
    return float(word)


def is_clock(word: Any) -> bool:
    """Whether it is a time of day, such as ``"8:30"``."""
    return isinstance(word, str) and _CLOCK.fullmatch(word.strip()) is not None


def per_place(given: Any, what: str, places: Places, unset: float, *, number: Callable[[Any], float] = float) -> Floats:
    """A number for each place, ``(n,)``; ``unset`` where a dict names it not, or None stands.

    Raises:
        UnknownName: a dict names a place that is not there.
        BadModel: a value is no number, or there are more or fewer than places.
    """
    count = len(places.names)
    if isinstance(given, Mapping):
        values = [unset] * count
        for name, value in given.items():
            values[places.number(name)] = _one(value, what, str(name), unset, number)
        return np.array(values, dtype=float)
    if given is None or np.ndim(given) == 0:
        return np.full(count, _one(given, what, "each place", unset, number))
    if len(given) != count:
        raise BadModel(
            f"there are {len(given)} values of {what}, and {count} places", "Give one for each, in their order."
        )
    return np.array(
        [_one(value, what, name, unset, number) for name, value in zip(places.names, given, strict=True)], dtype=float
    )


def _one(value: Any, what: str, name: str, unset: float, number: Callable[[Any], float]) -> float:
    if value is None:
        return unset
    try:
        return number(value)
    except (TypeError, ValueError):
        raise BadModel(f"{what} of {name} is {value!r}", "Give a number.") from None
