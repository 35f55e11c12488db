"""Times and steps: each is found again from the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.automl.series.frequency import find_grid
from headway.automl.series.grid import DAY, HOUR, WEEK, Grid, Months, Numbers, Spans, Weekdays
from headway.errors import BadOption

ORIGIN = pd.Timestamp("2024-01-01").value
GRIDS = [
    Numbers(3, 1),
    Numbers(-10, 7),
    Spans(ORIGIN, HOUR),
    Spans(ORIGIN, DAY),
    Spans(ORIGIN, WEEK),
    Spans(ORIGIN, 15 * 60 * 10**9),
    Months(2024 * 12, 1),
    Months(2024 * 12, 1, 0),
    Months(2024 * 12 + 2, 3, 31),
    Months(2020 * 12, 12, 15),
    Weekdays(ORIGIN),
]


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.name)
@given(steps=st.lists(st.integers(-500, 500), min_size=1, max_size=20))
def test_steps_survive_the_way_to_times_and_back(grid: Grid, steps: list[int]) -> None:
    times = grid.times(np.array(steps))
    assert grid.steps(pd.Series(times)).tolist() == steps


@pytest.mark.parametrize(
    ("freq", "name", "seasons"),
    [
        ("D", "1 day", (7,)),
        ("B", "1 weekday", (5,)),
        ("h", "1 hour", (24, 168)),
        ("15min", "15 minutes", (96, 672)),
        ("min", "1 minute", (60, 1440)),
        ("s", "1 second", (60, 3600)),
        ("W", "1 week", (52,)),
        ("MS", "1 month", (12,)),
        ("ME", "1 month", (12,)),
        ("QS", "1 quarter", (4,)),
        ("QE", "1 quarter", (4,)),
        ("YS", "1 year", ()),
        ("2D", "2 days", ()),
        ("2MS", "2 months", (6,)),
    ],
)
def test_usual_frequency_is_recognised(freq: str, name: str, seasons: tuple[int, ...]) -> None:
    times = pd.Series(pd.date_range("2023-03-01", periods=40, freq=freq))
    grid = find_grid(times, np.zeros(40, dtype=np.int64)).grid
    assert (grid.name, grid.seasons) == (name, seasons)
    ahead = pd.date_range(times.iloc[-1], periods=4, freq=freq)
    assert grid.times(grid.steps(times)[-1] + np.arange(4)).tolist() == ahead.tolist()


def test_months_on_any_day_go_on_with_it() -> None:
    times = pd.Series(pd.to_datetime(["2024-01-30", "2024-02-29", "2024-03-30", "2024-05-30"]))
    grid = find_grid(times, np.zeros(4, dtype=np.int64)).grid
    assert [str(time.date()) for time in grid.times(np.array([3, 4]))] == ["2024-04-30", "2024-05-30"]


def test_holes_do_not_change_the_step() -> None:
    times = pd.Series(pd.date_range("2024-01-01", periods=50)).drop([3, 4, 5, 20, 41])
    assert find_grid(times, np.zeros(45, dtype=np.int64)).grid.name == "1 day"


def test_irregular_times_are_gathered_and_it_is_said() -> None:
    rng = np.random.default_rng(0)
    times = pd.Series(pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(rng.uniform(0, 60, 100)), unit="D"))
    found = find_grid(times, np.zeros(100, dtype=np.int64))
    assert found.grid.name == "1 day"
    assert "irregular" in found.note


def test_numbers_are_as_far_apart_as_their_divisor() -> None:
    assert find_grid(pd.Series([10, 20, 40]), np.zeros(3, dtype=np.int64)).grid == Numbers(10, 10)


def test_distances_are_those_inside_a_series() -> None:
    times = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-08", "2024-01-03", "2024-01-10"]))
    assert find_grid(times, np.array([0, 0, 1, 1])).grid.name == "1 week"


@pytest.mark.parametrize("freq", ["D", "W-MON", "MS", "ME", "QS", "B", "6h"])
def test_frequency_can_be_asked_for(freq: str) -> None:
    times = pd.Series(pd.date_range("2024-01-01", periods=90, freq="D"))
    grid = find_grid(times, np.zeros(90, dtype=np.int64), freq).grid
    assert grid.steps(times).min() >= -1


@pytest.mark.parametrize(
    ("times", "freq"), [("dates", "fortnight"), ("dates", 3), ("dates", "YE-JUN-X"), ("numbers", "D"), ("numbers", 0)]
)
def test_frequency_that_is_none_is_named(times: str, freq: Any) -> None:
    given_times = pd.Series(pd.date_range("2024-01-01", periods=3)) if times == "dates" else pd.Series([1, 2, 3])
    with pytest.raises(BadOption, match="freq="):
        find_grid(given_times, np.zeros(3, dtype=np.int64), freq)
