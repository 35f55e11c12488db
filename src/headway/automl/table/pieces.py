"""Arrays of numbers from the chunks of a column: whether the numbers are what was written, and how they are joined."""

from __future__ import annotations

from collections.abc import Sequence
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
    if not len(values):
        return values
    if values.dtype.kind == "i":
        return values.astype(np.int32) if _are_within(values, 2**31 - 1) else values
    there = values[~np.isnan(values)]
    return values.astype(np.float32) if _are_within(there, EXACT_NARROW) and not (there % 1).any() else values


def _are_within(values: Numbers, most: int) -> bool:
    return not len(values) or bool(-most <= values.min() and values.max() <= most)


def join_numbers(pieces: Sequence[Numbers]) -> Numbers:
    """One array of all pieces, in the narrowest of their types that loses nothing.

    >>> join_numbers([np.array([1], np.int32), np.array([np.nan], np.float32)]).dtype
    dtype('float32')
    """
    kinds = {piece.dtype for piece in pieces}
    if kinds == {np.dtype(np.int32), np.dtype(np.float32)}:
        whole = [piece for piece in pieces if piece.dtype.kind == "i"]
        if all(_are_within(piece, EXACT_NARROW) for piece in whole):
            return np.concatenate(pieces, dtype=np.float32, casting="same_kind")
    return np.concatenate(pieces) if len(pieces) > 1 else pieces[0]
