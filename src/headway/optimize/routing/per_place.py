"""A number for each place, from whatever people have: one for all, a dict by name, a sequence, a column, a time of day."""

from __future__ import annotations

import math
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


def time_said(seconds: float, *, has_clock: bool) -> str:
    """A time as people give it: a time of day to the second, or the number as it is.

    >>> time_said(30600.0, has_clock=True), time_said(90061.0, has_clock=True), time_said(12.5, has_clock=False)
    ('8:30', '25:01:01', '12.5')
    """
    if not (has_clock and 0 <= seconds < math.inf):
        return f"{seconds:g}"
    minutes, rest = divmod(math.ceil(round(seconds, 3)), 60)
    return f"{minutes // 60}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


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
        cure = "a number, or a time of day such as '8:30'" if number is seconds_of else "a number"
        raise BadModel(f"{what} of {name} is {value!r}", f"Give {cure}.") from None
