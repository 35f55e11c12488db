"""A part of an explanation: lines under a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Lines under a title, and a note that holds for all of them; ``is_mathematics`` keeps their columns."""

    title: str
    lines: tuple[str, ...]
    note: str = ""
    is_mathematics: bool = False


def cut(lines: Sequence[str], most: int) -> tuple[str, ...]:
    """The first ``most`` lines; the others are counted.

    >>> cut(["a", "b", "c"], 1)
    ('a', '… 2 more')
    """
    more = len(lines) - most
    return (*lines[:most], *([f"… {more:,} more"] if more > 0 else []))
