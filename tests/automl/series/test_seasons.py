"""Seasons: of the calendar, of the values, and of neither."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.automl.series.helpers import line

from headway.automl.series.grid import HOUR, Months, Numbers, Spans
from headway.automl.series.seasons import find_seasons

RNG = np.random.default_rng(3)


def wave(season: int, points: int) -> np.ndarray:
    return 10 * np.sin(np.arange(points) * 2 * np.pi / season) + RNG.normal(0, 1, points) + np.arange(points) / 10


@pytest.mark.parametrize("season", [4, 7, 12, 24])
def test_season_of_numbers_is_heard(season: int) -> None:
    assert find_seasons(Numbers(0, 1), [line(wave(season, 10 * season)) for _ in range(3)])[:1] == (season,)


def test_noise_has_no_season() -> None:
    assert find_seasons(Numbers(0, 1), [line(RNG.normal(size=200))]) == ()


@pytest.mark.parametrize("y", [[1.0], [1.0, 2.0], np.ones(50), np.arange(50.0)])
def test_series_without_swings_has_no_season(y: list[float]) -> None:
    assert find_seasons(Numbers(0, 1), [line(y)]) == ()


def test_dates_have_the_season_of_their_calendar() -> None:
    assert find_seasons(Months(0, 1), [line(RNG.normal(size=50))]) == (12,)


def test_asked_season_comes_first() -> None:
    assert find_seasons(Months(0, 1), [line(RNG.normal(size=50))], (6, 12)) == (6, 12)


def test_season_of_one_step_is_none() -> None:
    assert find_seasons(Months(0, 1), [line(RNG.normal(size=50))], (1,)) == ()


def test_week_of_hours_is_added_where_it_is_heard() -> None:
    week = np.repeat([1.0, 1, 1, 1, 1, 5, 5], 24) + np.tile(np.sin(np.arange(24) * 2 * np.pi / 24), 7)
    grid = Spans(pd.Timestamp("2024-01-01").value, HOUR)
    heard = line(np.tile(week, 5) + RNG.normal(0, 0.1, 840))
    assert find_seasons(grid, [heard]) == (24, 168)
    assert find_seasons(grid, [line(wave(24, 840))]) == (24,)
