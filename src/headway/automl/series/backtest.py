"""Rolling origins: what would have been forecast at times that have passed, with what was known then.

Window 1 is the latest: it forecasts the last ``horizon`` points, from all that lies ``gap`` steps before them; window 2
the points before these, and so on. Window 0 is the forecast of the future itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from headway.automl.series.measures import scale_of
from headway.automl.series.methods import Ask, Method
from headway.automl.series.panel import Floats, Line, Panel
from headway.automl.series.problem import SeriesProblem
from headway.automl.series.select import Trials

LEAST_POINTS = 4  # to forecast from
FEWEST, MOST = 3, 10  # windows
USUAL_STEPS = 24  # that all windows of a series have together, if the horizon is short


@dataclass(frozen=True)
class Unit:
    """A piece of work: one method, one window, some series (by their number)."""

    method: str
    window: int
    lines: tuple[int, ...]


def usual_windows(problem: SeriesProblem) -> int:
    """How many windows there are: what was asked for, or three, more of short horizons.

    >>> usual_windows(SeriesProblem("y", "t", horizon=12)), usual_windows(SeriesProblem("y", "t", horizon=4))
    (3, 6)
    """
    return problem.windows or min(MOST, max(FEWEST, ceil(USUAL_STEPS / problem.horizon)))


def points_before(line: Line, window: int, problem: SeriesProblem) -> int:
    """How many points of a series are known at the origin of a window; 0 or less where it does not reach so far back."""
    return line.points if window == 0 else line.points - window * problem.horizon - problem.gap


def seen(line: Line, window: int, problem: SeriesProblem) -> Line:
    """The series as it was known at the origin of a window."""
    return line.until(points_before(line, window, problem), problem.steps)


def has_window(line: Line, window: int, problem: SeriesProblem, season: int) -> bool:
    """Whether a series is long enough for a window: two seasons before it, if its latest window has as many."""
    wanted = 2 * season + 2
    least = wanted if points_before(line, 1, problem) >= wanted else LEAST_POINTS
    return window == 0 or points_before(line, window, problem) >= least


def fit_lines(method: Method, window: int, panel: Panel, problem: SeriesProblem, ask: Ask) -> tuple[int, ...]:
    """The series that a method can forecast in a window."""
    return tuple(
        number
        for number, line in enumerate(panel.lines)
        if has_window(line, window, problem, panel.season)
        and not method.refuses(seen(line, window, problem), ask)
        and not (method.takes_known and not seen(line, window, problem).is_told(problem.steps))
    )


@dataclass(eq=False)
class Record:
    """What came of the units so far: forecasts, seconds, and troubles by method.

    ``forecasts[method, window][series]`` are (horizon,) floats: the steps of the gap are left out.
    """

    forecasts: dict[tuple[str, int], dict[int, Floats]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    fits: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, list[str]] = field(default_factory=dict)

    def add(self, unit: Unit, values: list[Floats], seconds: float, panel: Panel, problem: SeriesProblem) -> None:
        """Keep the forecasts of a unit that can be true; the others are a trouble of their series."""
        kept = self.forecasts.setdefault((unit.method, unit.window), {})
        for number, value in zip(unit.lines, values, strict=True):
            line = seen(panel.lines[number], unit.window, problem)
            if is_sane(value, line.y):
                kept[number] = bounded(value, line.y)[problem.gap :]
            else:
                self.fail(unit.method, f"ran away on {line.name}")
        self.seconds[unit.method] = self.seconds.get(unit.method, 0.0) + seconds
        self.fits[unit.method] = self.fits.get(unit.method, 0) + len(unit.lines)

    def fail(self, method: str, trouble: str) -> None:
        """Keep why a method has no forecast of some series."""
        self.troubles.setdefault(method, []).append(trouble)


def is_sane(value: Floats, y: Floats) -> bool:
    """Whether a forecast is finite, and stays within a few times what the series ever did.

    >>> is_sane(np.array([12.0]), np.array([1.0, 3.0])), is_sane(np.array([1e6]), np.array([1.0, 3.0]))
    (True, False)
    """
    if not np.isfinite(value).all():
        return False
    reach = 10 * max(float(np.ptp(y)), abs(float(y[-1]))) + 1e-9
    return bool((np.abs(value - y[-1]) <= reach).all())


def bounded(value: Floats, y: Floats) -> Floats:
    """A forecast that is not below 0 where the series never was."""
    return np.maximum(value, 0.0) if y.min() >= 0 else value


def trials_of(
    record: Mapping[tuple[str, int], Mapping[int, Floats]],
    methods: tuple[str, ...],
    windows: int,
    panel: Panel,
    problem: SeriesProblem,
) -> Trials:
    """The backtests as arrays: what was, what each method had forecast, and by what errors are divided."""
    shape = (len(panel.lines), windows)
    actual = np.full((*shape, problem.horizon), np.nan)
    forecast = np.full((*shape, len(methods), problem.horizon), np.nan)
    scale = np.ones(shape)
    for number, line in enumerate(panel.lines):
        for window in range(1, windows + 1):
            if has_window(line, window, problem, panel.season):
                known = points_before(line, window, problem)
                begin = known + problem.gap
                actual[number, window - 1] = line.y[begin : begin + problem.horizon]
                scale[number, window - 1] = scale_of(line.y[:known], panel.season, problem.metric)
    for (method, window), values in record.items():
        if window and method in methods:
            for number, value in values.items():
                forecast[number, window - 1, methods.index(method)] = value
    return Trials(problem.metric, actual, forecast, scale)


def finals_of(
    record: Mapping[tuple[str, int], Mapping[int, Floats]], methods: tuple[str, ...], series: int, horizon: int
) -> Floats:
    """The forecasts of the future: (series, methods, horizon); NaN where there is none."""
    found = np.full((series, len(methods), horizon), np.nan)
    for column, method in enumerate(methods):
        for number, value in record.get((method, 0), {}).items():
            found[number, column] = value
    return found
