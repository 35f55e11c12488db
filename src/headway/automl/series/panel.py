"""Series on a regular grid of steps: the plain values that methods, backtests and choices work on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from headway.automl.series.grid import Grid

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"


@dataclass(frozen=True, eq=False)
class Line:
    """One series: a value at every step from ``start`` on, and its features.

    Attributes:
        key: the values of the series columns, that name it.
        start: the grid's number of its first step.
        y: (points,); finite.
        known: (points + steps ahead, features); the future is NaN where nobody has told it.
        past: (points, features).
    """

    key: tuple[Any, ...]
    start: int
    y: Floats
    known: Floats
    past: Floats

    @property
    def points(self) -> int:
        """How many steps have a value."""
        return len(self.y)

    @property
    def end(self) -> int:
        """The grid's number of the first step after the last point."""
        return self.start + len(self.y)

    @property
    def name(self) -> str:
        """What a message calls it."""
        return " / ".join(map(str, self.key)) if self.key else "the series"

    def until(self, points: int, steps: int) -> Line:
        """What was known after so many points, for a forecast of so many steps. Known features go on; nothing else does.

        >>> line = Line(("a",), 0, np.arange(5.0), np.arange(5.0)[:, None], np.arange(5.0)[:, None])
        >>> seen = line.until(3, 2)
        >>> seen.y.tolist(), seen.known.ravel().tolist(), seen.past.ravel().tolist()
        ([0.0, 1.0, 2.0], [0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 2.0])
        """
        return replace(self, y=self.y[:points], known=self.known[: points + steps], past=self.past[:points])

    def last(self, points: int) -> Line:
        """Its last points only, with what is known of the future."""
        skipped = max(0, len(self.y) - points)
        if not skipped:
            return self
        return replace(
            self, start=self.start + skipped, y=self.y[skipped:], known=self.known[skipped:], past=self.past[skipped:]
        )

    def is_told(self, steps: int) -> bool:
        """Whether every known feature is there for so many steps ahead."""
        ahead = self.known[len(self.y) : len(self.y) + steps]
        return self.known.shape[1] == 0 or (len(ahead) == steps and bool(np.isfinite(ahead).all()))


@dataclass(frozen=True, eq=False)
class Panel:
    """All series of a table, the grid of their times, and what was done to get them there."""

    grid: Grid
    lines: tuple[Line, ...]
    seasons: tuple[int, ...]
    known: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def season(self) -> int:
        """Steps of the main season; 1 where there is none."""
        return self.seasons[0] if self.seasons else 1

    @property
    def points(self) -> int:
        """The values of all series."""
        return sum(line.points for line in self.lines)
