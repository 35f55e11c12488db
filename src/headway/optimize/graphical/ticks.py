"""The numbers along an axis: round ones, as many as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from headway.optimize.graphical.wording import number

MOST, DIGITS = 7, 10
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_numbers(low: float, high: float, parts: int) -> tuple[float, ...]:
    """Round numbers that part an interval evenly into about so many parts; its ends may be among them.

    >>> round_numbers(0, 4360, 4)
    (0.0, 1000.0, 2000.0, 3000.0, 4000.0)
    >>> round_numbers(5, 5, 3)
    ()
    """
    if not high - low > 1e-9 * max(abs(low), abs(high)):
        return ()
    rough = (high - low) / parts
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * min(ROUND, key=lambda digit: abs(digit * power - rough))
    multiples = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    return tuple(float(f"{multiple * step:.12g}") + 0.0 for multiple in multiples)


def marked(low: float, high: float, fits: Callable[[Sequence[str]], bool]) -> list[tuple[float, str]]:
    """Where an axis has numbers, and how they are written; fewer of them until the words fit."""
    for parts in range(MOST, 0, -1):
        places = round_numbers(low, high, parts)
        words = [number(place, DIGITS) for place in places]
        if fits(words):
            return list(zip(places, words, strict=True))
    return []
