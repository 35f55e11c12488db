"""Arrays of numbers from the chunks of a column: whether they are what was written, and how they are joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

NARROW_ABOVE_BYTES = 1 << 27
EXACT = 2**53  # a float64 holds every whole number up to here
EXACT_NARROW = 2**24  # and a float32 up to here

Numbers = np.ndarray[Any, Any]


def are_exact(values: Numbers) -> bool:
    """Whether the parser found numbers only, and no whole number of so many digits that some were lost.

    >>> are_exact(np.array([1.5, np.nan])), are_exact(np.array([True])), are_exact(np.array([12345678901234567890.0]))
    (True, False, False)
    """
    if values.dtype.kind == "i":
        return True
    if values.dtype.kind != "f":
        return False
    large = values[np.abs(values) >= EXACT]
    return not bool((np.isfinite(large)).any())


def narrow(values: Numbers) -> Numbers:
    """The same numbers in half the memory, where they are whole and small enough to lose nothing."""
    if values.dtype.kind == "i":
        return values.astype(np.int32) if _are_within(values, 2**31 - 1) else values
    there = values[~np.isnan(values)]
    is_narrow = _are_within(there, EXACT_NARROW) and not (there % 1).any()
    return values.astype(np.float32) if is_narrow else values


def _are_within(values: Numbers, most: int) -> bool:
    return not len(values) or bool(-most <= values.min() and values.max() <= most)


@dataclass
class Growing:
    """A column that grows chunk by chunk.

    Not a list of pieces joined in the end: small arrays, once freed, mostly stay with the process, so that a large
    table would need its memory twice. What a large array has to spare is never touched, and so is no memory.
    """

    values: Numbers | None = None
    size: int = 0

    def add(self, piece: Numbers) -> None:
        """Append a chunk; the type widens to one that loses nothing."""
        if self.values is None:
            self.values, self.size = piece.copy(), len(piece)  # a copy: a view would keep the whole chunk alive
            return
        end = self.size + len(piece)
        dtype = _common_type(self.values[: self.size], piece)
        if dtype != self.values.dtype or end > len(self.values):
            grown = np.empty(max(end, 3 * len(self.values) // 2), dtype)
            grown[: self.size] = self.values[: self.size]
            self.values = grown
        self.values[self.size : end] = piece
        self.size = end

    def take(self, rows: int) -> Numbers:
        """The first rows; the column is given up."""
        values, self.values = self.values, None
        return np.empty(0) if values is None else values[: min(rows, self.size)]


def _common_type(one: Numbers, other: Numbers) -> np.dtype[Any]:
    """The narrowest type of the two that loses nothing of what they hold.

    >>> _common_type(np.array([1], np.int32), np.array([np.nan], np.float32))
    dtype('float32')
    """
    common = np.result_type(one, other)
    if {one.dtype, other.dtype} != {np.dtype(np.int32), np.dtype(np.float32)}:
        return common
    whole = one if one.dtype.kind == "i" else other
    return np.dtype(np.float32) if _are_within(whole, EXACT_NARROW) else common
