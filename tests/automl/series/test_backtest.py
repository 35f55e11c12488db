"""Rolling origins: nothing of the future reaches a forecast of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.automl.series.helpers import line, panel

from headway.automl.series.backtest import Record, Unit, bounded, finals_of, has_window, is_sane, seen, trials_of
from headway.automl.series.problem import SeriesProblem


def problem(horizon: int, gap: int = 0) -> SeriesProblem:
    return SeriesProblem("y", "t", horizon=horizon, gap=gap)


@given(points=st.integers(5, 60), window=st.integers(1, 4), horizon=st.integers(1, 6), gap=st.integers(0, 3))
def test_what_is_seen_ends_a_gap_before_what_is_forecast(points: int, window: int, horizon: int, gap: int) -> None:
    whole, asked = line(np.arange(points), known=np.arange(points), past=np.arange(points)), problem(horizon, gap)
    if not has_window(whole, window, asked, season=1):
        return
    known = seen(whole, window, asked)
    first = points - window * horizon
    assert known.y[-1] == first - gap - 1 == known.past[-1, 0]
    assert len(known.known) == first + horizon
    trials = trials_of({}, (), window, panel(whole), asked)
    assert trials.actual[0, window - 1].tolist() == list(range(first, first + horizon))


def test_short_series_has_fewer_windows() -> None:
    asked = problem(3)
    assert [has_window(line(np.arange(11)), window, asked, season=1) for window in (0, 1, 2, 3)] == [
        True,
        True,
        True,
        False,
    ]


def test_windows_leave_two_seasons_where_there_are_as_many() -> None:
    assert [has_window(line(np.arange(36)), window, problem(4), season=12) for window in (1, 2, 3)] == [
        True,
        True,
        False,
    ]
    assert has_window(line(np.arange(20)), 1, problem(4), season=12)


def test_steps_of_the_gap_are_left_out() -> None:
    record, asked = Record(), problem(2, gap=1)
    record.add(Unit("Naive", 0, (0,)), [np.array([1.0, 2.0, 3.0])], 0.1, panel(line([1, 2, 3])), asked)
    assert finals_of(record.forecasts, ("Naive",), 1, 2).tolist() == [[[2, 3]]]


@pytest.mark.parametrize("value", [[np.nan, 1.0], [np.inf, 1.0], [1e9, 1.0]])
def test_forecast_that_ran_away_is_left_out_and_told(value: list[float]) -> None:
    record = Record()
    record.add(Unit("Naive", 0, (0,)), [np.array(value)], 0.1, panel(line([1, 2, 3], ("north",))), problem(2))
    assert record.forecasts["Naive", 0] == {}
    assert record.troubles["Naive"] == ["ran away on north"]


def test_what_was_never_negative_is_not_forecast_so() -> None:
    assert bounded(np.array([-1.0, 1.0]), np.array([0.0, 2.0])).tolist() == [0, 1]
    assert bounded(np.array([-1.0, 1.0]), np.array([-3.0, 2.0])).tolist() == [-1, 1]


def test_constant_series_may_go_on() -> None:
    assert is_sane(np.array([5.0]), np.full(9, 5.0))
    assert is_sane(np.array([0.0]), np.zeros(9))
