"""Intervals cover as much as they say, of what is like the past."""

from __future__ import annotations

import numpy as np
import pytest
from tests.automl.series.helpers import line, panel

from headway.automl.series.intervals import quantile, spread_of

RNG = np.random.default_rng(2)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_intervals_cover_their_share(level: float) -> None:
    sizes = RNG.uniform(1, 50, 80)
    lines = panel(*(line(np.cumsum(RNG.normal(0, size, 60))) for size in sizes))
    grown = np.arange(1, 7) ** 0.5
    past, future = (RNG.normal(size=(80, n, 6)) * sizes[:, None, None] * grown for n in (4, 1))
    half = spread_of(past, lines).half_width(6, level)
    covered = np.mean(np.abs(future[:, 0]) <= half)
    assert covered == pytest.approx(level, abs=0.06)
    assert half.mean(axis=0).argsort().tolist() == list(range(6))


def test_constant_series_has_no_width() -> None:
    lines = panel(line(np.full(20, 3.0)), line(RNG.normal(size=20)))
    half = spread_of(np.stack([np.zeros((2, 3)), RNG.normal(size=(2, 3))]), lines).half_width(3, 0.9)
    assert half[0].tolist() == [0, 0, 0]
    assert (half[1] > 0).all()


def test_series_without_residuals_is_as_wide_as_others() -> None:
    lines = panel(line(RNG.normal(size=20)), line(RNG.normal(size=5)))
    residuals = np.stack([RNG.normal(size=(3, 2)), np.full((3, 2), np.nan)])
    assert np.isfinite(spread_of(residuals, lines).half_width(2, 0.9)).all()


def test_changes_stand_in_for_residuals_where_there_are_none() -> None:
    half = spread_of(np.full((1, 1, 2), np.nan), panel(line([1, 2, 4, 3]))).half_width(2, 0.9)
    assert (half > 0).all()


@pytest.mark.parametrize("y", [[5.0], [5.0, 5.0]])
def test_single_value_has_no_width(y: list[float]) -> None:
    assert spread_of(np.full((1, 1, 2), np.nan), panel(line(y))).half_width(2, 0.9).tolist() == [[0, 0]]


def test_higher_level_is_wider() -> None:
    ordered = np.sort(RNG.random(50))
    assert quantile(ordered, 0.5) < quantile(ordered, 0.9) <= quantile(ordered, 0.999) == ordered[-1]
