"""Times as numbers of steps, and back: hours and days of equal length, months that are not, days of work, whole numbers.

A grid hides the calendar from everything after it: a method sees steps 0, 1, 2 …, whatever they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import pandas as pd

Steps: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"

SECOND = 10**9
MINUTE, HOUR, DAY, WEEK = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND, 7 * 86_400 * SECOND


class Grid(Protocol):
    """A numbering of times."""

    @property
    def name(self) -> str:
        """What a step is, in words."""
        ...

    @property
    def seasons(self) -> tuple[int, ...]:
        """The steps of the seasons that a calendar has, the likeliest first; empty where it says nothing."""
        ...

    def steps(self, times: pd.Series[Any]) -> Steps:
        """The number of the step that each time falls into."""
        ...

    def times(self, steps: Steps) -> pd.Index[Any]:
        """The time that each step stands for."""
        ...

    def calendar(self, steps: Steps) -> dict[str, np.ndarray[Any, Any]]:
        """What of the calendar may matter at each step, as numbers."""
        ...


@dataclass(frozen=True)
class Numbers:
    """Whole numbers, ``step`` apart.

    >>> grid = Numbers(origin=10, step=5)
    >>> grid.steps(pd.Series([10, 20])).tolist(), grid.times(np.array([0, 2])).tolist()
    ([0, 2], [10, 20])
    """

    origin: int
    step: int

    @property
    def name(self) -> str:
        """What a step is, in words."""
        return "a step of 1" if self.step == 1 else f"a step of {self.step}"

    @property
    def seasons(self) -> tuple[int, ...]:
        """Numbers have no calendar."""
        return ()

    def steps(self, times: pd.Series[Any]) -> Steps:
        """The number of the step that each time falls into."""
        return np.asarray(np.floor_divide(times.to_numpy(dtype=np.int64) - self.origin, self.step))

    def times(self, steps: Steps) -> pd.Index[Any]:
        """The number that each step stands for."""
        return pd.Index(np.asarray(steps, dtype=np.int64) * self.step + self.origin)

    def calendar(self, steps: Steps) -> dict[str, np.ndarray[Any, Any]]:
        """Nothing."""
        return {}


@dataclass(frozen=True)
class Spans:
    """Steps of equal length in nanoseconds: seconds to weeks.

    >>> grid = Spans(pd.Timestamp("2024-01-07").value, WEEK)
    >>> grid.name, grid.seasons, grid.steps(pd.Series(pd.to_datetime(["2024-01-22"]))).tolist()
    ('1 week', (52,), [2])
    """

    origin: int
    step: int

    @property
    def name(self) -> str:
        """What a step is, in words."""
        for word, length in (("week", WEEK), ("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", SECOND)):
            if self.step % length == 0:
                return _several(self.step // length, word)
        return f"{self.step} ns"

    @property
    def seasons(self) -> tuple[int, ...]:
        """A day and a week of shorter steps, a week of days, a year of weeks, a minute or an hour of seconds."""
        if self.step == WEEK:
            return (52,)
        longer = (MINUTE, HOUR) if self.step < MINUTE else (HOUR, DAY) if self.step < 5 * MINUTE else (DAY, WEEK)
        found = (length // self.step for length in longer if length % self.step == 0 and self.step < length)
        return tuple(season for season in found if season > 1)

    def steps(self, times: pd.Series[Any]) -> Steps:
        """The number of the step that each time falls into."""
        return np.floor_divide(_ns(times) - self.origin, self.step)

    def times(self, steps: Steps) -> pd.Index[Any]:
        """The beginning of each step."""
        return pd.DatetimeIndex(np.asarray(steps, dtype=np.int64) * self.step + self.origin)

    def calendar(self, steps: Steps) -> dict[str, np.ndarray[Any, Any]]:
        """Hour of the day, day of the week, week of the year: those that a step can tell apart."""
        times = self.times(steps)
        assert isinstance(times, pd.DatetimeIndex)
        found: dict[str, np.ndarray[Any, Any]] = {}
        if self.step < DAY:
            found["hour"] = (times.hour + times.minute / 60).to_numpy(dtype=float)
        if self.step < WEEK:
            found["weekday"] = times.day_of_week.to_numpy(dtype=float)
        if self.step >= DAY:
            found["day_of_year"] = times.day_of_year.to_numpy(dtype=float)
        return found


@dataclass(frozen=True)
class Months:
    """Months, or several of them a step: quarters and years. ``day`` of the month, 0 for its last.

    >>> grid = Months(origin=2024 * 12, months=3, day=0)
    >>> [str(time.date()) for time in grid.times(np.array([0, 1]))], grid.seasons
    (['2024-01-31', '2024-04-30'], (4,))
    """

    origin: int
    months: int
    day: int = 1

    @property
    def name(self) -> str:
        """What a step is, in words."""
        for word, length in (("year", 12), ("quarter", 3)):
            if self.months % length == 0:
                return _several(self.months // length, word)
        return _several(self.months, "month")

    @property
    def seasons(self) -> tuple[int, ...]:
        """A year, where it has several steps."""
        return (12 // self.months,) if 12 % self.months == 0 and self.months < 12 else ()

    def steps(self, times: pd.Series[Any]) -> Steps:
        """The number of the step that each time falls into."""
        when = pd.DatetimeIndex(times)
        months = when.year.to_numpy(dtype=np.int64) * 12 + when.month.to_numpy(dtype=np.int64) - 1
        return np.asarray(np.floor_divide(months - self.origin, self.months))

    def times(self, steps: Steps) -> pd.Index[Any]:
        """The day that stands for each step; the last of the month where it is shorter."""
        months = np.asarray(steps, dtype=np.int64) * self.months + self.origin
        first = (months - 1970 * 12).astype("datetime64[M]")
        length = ((first + np.timedelta64(1, "M")).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(
            np.int64
        )
        days = np.minimum(self.day, length) if self.day else length
        return _dates(first.astype("datetime64[D]") + (days - 1).astype("timedelta64[D]"))

    def calendar(self, steps: Steps) -> dict[str, np.ndarray[Any, Any]]:
        """The month of the year."""
        months = np.asarray(steps, dtype=np.int64) * self.months + self.origin
        return {"month": np.asarray(months % 12, dtype=float)} if self.months < 12 else {}


@dataclass(frozen=True)
class Weekdays:
    """Monday to Friday: steps count the days of work since ``origin`` (nanoseconds).

    >>> grid = Weekdays(pd.Timestamp("2024-01-05").value)
    >>> str(grid.times(np.array([1]))[0].date()), grid.seasons
    ('2024-01-08', (5,))
    """

    origin: int

    @property
    def name(self) -> str:
        """What a step is, in words."""
        return "1 weekday"

    @property
    def seasons(self) -> tuple[int, ...]:
        """A week."""
        return (5,)

    def steps(self, times: pd.Series[Any]) -> Steps:
        """The number of the step that each time falls into; a weekend belongs to the Friday before."""
        days = np.busday_offset(_ns(times).astype("datetime64[ns]").astype("datetime64[D]"), 0, roll="backward")
        return np.asarray(np.busday_count(self._first, days), dtype=np.int64)

    def times(self, steps: Steps) -> pd.Index[Any]:
        """The day of each step."""
        return _dates(np.busday_offset(self._first, np.asarray(steps)))

    def calendar(self, steps: Steps) -> dict[str, np.ndarray[Any, Any]]:
        """Day of the week and of the year."""
        times = self.times(steps)
        assert isinstance(times, pd.DatetimeIndex)
        return {
            "weekday": times.day_of_week.to_numpy(dtype=float),
            "day_of_year": times.day_of_year.to_numpy(dtype=float),
        }

    @property
    def _first(self) -> np.datetime64[Any]:
        return np.datetime64(pd.Timestamp(self.origin).date(), "D")


def _several(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number} {word}s"


def _dates(days: np.ndarray[Any, Any]) -> pd.DatetimeIndex:
    """Days as nanoseconds, as all other times are; as seconds beyond the year 2261, which nanoseconds do not reach."""
    reached = not len(days) or bool(np.abs(days.astype(np.int64)).max() < 2**63 // DAY)
    return pd.DatetimeIndex(days.astype("datetime64[ns]" if reached else "datetime64[s]"))


def _ns(times: pd.Series[Any]) -> Steps:
    return np.asarray(times.to_numpy(dtype="datetime64[ns]").astype(np.int64))
