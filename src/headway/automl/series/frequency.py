"""How far apart the times of series are: the grid that most of them lie on, or the one that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.series.grid import DAY, HOUR, MINUTE, SECOND, WEEK, Grid, Months, Numbers, Spans, Steps, Weekdays
from headway.errors import BadOption

# What irregular times are gathered into: the shortest that is at least the usual distance between two of them.
ROUND_SPANS = (SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, DAY, WEEK)
REGULAR_SHARE = 0.8  # of the distances have to be whole steps, for times to be called regular
LEAST_WEEKDAYS = 8  # so many days without a weekend are no accident


@dataclass(frozen=True)
class Found:
    """A grid, and what there is to say of how it was found."""

    grid: Grid
    note: str = ""


def find_grid(times: pd.Series[Any], codes: Steps, freq: str | int | None = None) -> Found:
    """The grid of times (dates, or whole numbers); ``codes`` say which series each belongs to.

    >>> days = pd.Series(pd.to_datetime(["2024-01-31", "2024-02-29", "2024-04-30"]))
    >>> find_grid(days, np.zeros(3, dtype=np.int64)).grid.name
    '1 month'
    """
    if freq is not None:
        return Found(_asked(times, freq))
    if not pd.api.types.is_datetime64_any_dtype(times):
        return Found(_numbers(times, codes))
    return _dates(times, codes)


def _asked(times: pd.Series[Any], freq: str | int) -> Grid:
    is_dates = pd.api.types.is_datetime64_any_dtype(times)
    if not is_dates:
        if isinstance(freq, bool) or not isinstance(freq, int) or freq < 1:
            raise BadOption("freq", freq, "a whole number, 1 or more: the times are whole numbers")
        return Numbers(int(times.min()), freq)
    if not isinstance(freq, str):
        raise BadOption("freq", freq, "an offset of pandas, such as 'D', 'h', 'W', 'MS', 'QS': the times are dates")
    try:
        offset = pd.tseries.frequencies.to_offset(freq)
    except ValueError:
        raise BadOption("freq", freq, "an offset of pandas, such as 'D', 'h', '15min', 'W', 'MS', 'QS'") from None
    return _of_offset(offset, times, freq)


def _of_offset(offset: Any, times: pd.Series[Any], freq: str) -> Grid:
    offsets = pd.tseries.offsets
    first = times.min()
    if isinstance(offset, offsets.Tick):
        return Spans(_origin(first, offset.nanos), offset.nanos)
    if isinstance(offset, offsets.Week):
        begin = first.normalize()
        if offset.weekday is not None:
            begin -= pd.Timedelta(days=(begin.day_of_week - offset.weekday) % 7)
        return Spans(begin.as_unit("ns").value, offset.n * WEEK)
    if isinstance(offset, offsets.BusinessDay) and offset.n == 1:
        return Weekdays(first.as_unit("ns").value)
    for kinds, months in (
        ((offsets.MonthBegin, offsets.MonthEnd), 1),
        ((offsets.QuarterBegin, offsets.QuarterEnd), 3),
        ((offsets.YearBegin, offsets.YearEnd), 12),
    ):
        if isinstance(offset, kinds):
            return _months_of_offset(offset, times, months)
    raise BadOption(
        "freq", freq, "days, hours, weeks, weekdays, months, quarters or years ('D', 'h', 'W', 'B', 'MS' …)"
    )


def _months_of_offset(offset: Any, times: pd.Series[Any], months: int) -> Months:
    first = offset.rollback(times.min()) if months > 1 else times.min()
    return Months(_month(first), months * offset.n, 0 if type(offset).__name__.endswith("End") else 1)


def _numbers(times: pd.Series[Any], codes: Steps) -> Numbers:
    apart = _apart(times.to_numpy(dtype=np.int64), codes)
    return Numbers(int(times.min()), gcd(*map(int, np.unique(apart))) or 1)


def _dates(times: pd.Series[Any], codes: Steps) -> Found:
    when = pd.DatetimeIndex(times).as_unit("ns")
    apart = _apart(when.asi8, codes)
    if not len(apart):
        apart = _apart(when.asi8, np.zeros_like(codes))
    months = _months(when, apart)
    if months is not None:
        return Found(months)
    if not len(apart):
        return Found(Spans(_origin(when.min(), DAY), DAY))
    step = _usual(apart)
    if float(np.mean(apart % step == 0)) < REGULAR_SHARE:
        return _gathered(when, apart)
    if step == DAY and len(when.unique()) >= LEAST_WEEKDAYS and bool((when.day_of_week < 5).all()):
        return Found(Weekdays(when.min().value))
    return Found(Spans(int(when.min().value), step))


def _gathered(when: pd.DatetimeIndex, apart: Steps) -> Found:
    """The grid of irregular times: round spans, each as long as the usual distance or longer."""
    usual = int(np.median(apart))
    step = next((span for span in ROUND_SPANS if span >= usual), None)
    grid: Grid
    if step is not None:
        grid = Spans(_origin(when.min(), step), step)
    else:
        days = usual / DAY
        grid = Months(_month(when.min()), 1 if days < 45 else 3 if days < 150 else 12)
    return Found(grid, f"the times are irregular: gathered by {grid.name}; freq= names another step")


def _months(when: pd.DatetimeIndex, apart: Steps) -> Months | None:
    """The grid of times that are all on one day of the month, or on its last day; None where they are not."""
    if not len(apart) or apart.min() < 28 * DAY:
        return None
    day = int(when.day.max())
    is_end = bool(when.is_month_end.all())
    if not is_end and not bool((when.day.to_numpy() == np.minimum(day, when.days_in_month.to_numpy())).all()):
        return None
    numbers = np.unique(when.year.to_numpy(dtype=np.int64) * 12 + when.month.to_numpy(dtype=np.int64))
    step = gcd(*map(int, np.diff(numbers))) or 1
    return Months(_month(when.min()), step, 0 if is_end else day)


def _apart(numbers: Steps, codes: Steps) -> Steps:
    """The distances between neighbouring times of a series, above 0."""
    order = np.lexsort((numbers, codes))
    distances = np.diff(numbers[order])
    return np.asarray(distances[(np.diff(codes[order]) == 0) & (distances > 0)])


def _usual(apart: Steps) -> int:
    values, counts = np.unique(apart, return_counts=True)
    return int(values[np.argmax(counts)])


def _origin(first: Any, step: int) -> int:
    """Where steps begin: on the hour, at midnight; weeks on the day of the first time."""
    if step % DAY == 0:
        return int(first.normalize().as_unit("ns").value)
    value = int(first.as_unit("ns").value)
    return value - value % step if DAY % step == 0 else value


def _month(when: Any) -> int:
    return int(when.year) * 12 + int(when.month) - 1
