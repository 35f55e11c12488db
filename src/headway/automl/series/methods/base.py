"""The seam of a method: series in, their next values out. Nothing else of a method is seen by what chooses among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np

from headway.automl.series.grid import Grid
from headway.automl.series.panel import Floats, Line


@dataclass(frozen=True)
class Ask:
    """How far a forecast goes, and what all series share.

    ``seasons`` are the steps of each season, the main one first; none where the series have none.
    """

    steps: int
    seasons: tuple[int, ...]
    grid: Grid
    seed: int = 0

    @property
    def season(self) -> int:
        """Steps of the main season; 1 where there is none."""
        return self.seasons[0] if self.seasons else 1


class Method(Protocol):
    """A way to forecast: a name, what it can't do, and its forecasts.

    A forecast is (steps,) floats, from the step after the last point on, and a function of the series and the seed: it
    does not depend on which other series stand beside it, unless the method is global (learns from all at once).
    """

    @property
    def name(self) -> str:
        """What the leaderboard calls it."""
        ...

    @property
    def is_global(self) -> bool:
        """Whether it learns from all series at once."""
        ...

    @property
    def is_instant(self) -> bool:
        """Whether it takes no time worth a worker."""
        ...

    @property
    def takes_known(self) -> bool:
        """Whether it uses features that are known ahead, and so needs to be told them."""
        ...

    def load(self) -> object:
        """Import what it needs, so that its first forecast takes no longer than others. Raises MissingExtra."""
        ...

    def refuses(self, line: Line, ask: Ask) -> str:
        """Why it can't forecast this series; empty where it can."""
        ...

    def forecast(self, lines: Sequence[Line], ask: Ask) -> list[Floats]:
        """The next values of each series, none of which it refuses."""
        ...


@dataclass(frozen=True)
class Local:
    """A method that looks at one series at a time.

    Attributes:
        one: the forecast of one series.
        least: how many points it needs at least.
        bars: why it can't do with a series that is long enough; empty where it can.
        load: imports what it needs.
    """

    name: str
    one: Callable[[Line, Ask], Floats]
    least: Callable[[Ask], int]
    load: Callable[[], object]
    bars: Callable[[Line, Ask], str] = lambda line, ask: ""
    is_instant: bool = False
    takes_known: bool = False
    is_global: bool = False

    def refuses(self, line: Line, ask: Ask) -> str:
        """Why it can't forecast this series; empty where it can."""
        least = self.least(ask)
        return f"needs {least} points" if line.points < least else self.bars(line, ask)

    def forecast(self, lines: Sequence[Line], ask: Ask) -> list[Floats]:
        """The next values of each series."""
        return [np.asarray(self.one(line, ask), dtype=np.float64) for line in lines]


def on_logs(method: Local) -> Local:
    """The method on the logarithms of a series, for what grows by shares; only for positive ones.

    >>> from headway.automl.series.methods.naive import DRIFT
    >>> from headway.automl.series.grid import Numbers
    >>> line = Line((), 0, np.array([1.0, 2.0, 4.0]), np.empty((3, 0)), np.empty((3, 0)))
    >>> on_logs(DRIFT).name, on_logs(DRIFT).forecast([line], Ask(2, (), Numbers(0, 1)))[0].round(6).tolist()
    ('log Drift', [8.0, 16.0])
    """
    return Local(
        name=f"log {method.name}",
        one=partial(_exponential, method.one),
        least=method.least,
        load=method.load,
        bars=partial(_bars_logs, method.bars),
        takes_known=method.takes_known,
    )


def _exponential(one: Callable[[Line, Ask], Floats], line: Line, ask: Ask) -> Floats:
    with np.errstate(over="ignore"):  # what runs away is seen, and left out, by who asks
        return np.asarray(np.exp(one(replace(line, y=np.log(line.y)), ask)))


def _bars_logs(bars: Callable[[Line, Ask], str], line: Line, ask: Ask) -> str:
    return "has values of 0 or below" if line.points and line.y.min() <= 0 else bars(line, ask)
