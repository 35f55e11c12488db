"""Who forecasts what: the good ones, by what others than the judged window say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.automl.series.select import (
    USUAL,
    Policy,
    Trials,
    choose_policy,
    combined,
    held_out,
    ranking,
    relative,
    weights_of,
)

ALL = np.ones((2, 3), dtype=bool)


def trials(off: np.ndarray) -> Trials:
    """Backtests of 4 steps in which each method is off by so much: (series, windows, methods)."""
    series, windows, _ = off.shape
    actual = np.zeros((series, windows, 4))
    return Trials("mae", actual, np.repeat(off[..., None], 4, axis=3), np.ones((series, windows)))


def test_methods_count_by_how_good_they_are() -> None:
    weights = weights_of(np.array([[1.0, 1.5, 3.0], [2.0, 1.0, np.inf]]), ALL, USUAL)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights[0, 0] > weights[0, 1] > weights[0, 2] == 0
    assert weights[1, 1] > weights[1, 0] > weights[1, 2] == 0


def test_method_without_forecast_does_not_count() -> None:
    weights = weights_of(np.array([[1.0, 2.0, 2.0]]), np.array([[False, True, True]]), USUAL)
    assert weights.tolist() == [[0, 0.5, 0.5]]


def test_series_without_any_method_has_no_forecast() -> None:
    weights = weights_of(np.full((1, 3), np.inf), np.ones((1, 3), dtype=bool), USUAL)
    assert weights.tolist() == [[0, 0, 0]]
    assert np.isnan(combined(np.ones((1, 3, 2)), weights, "mean")).all()
    assert np.isnan(combined(np.ones((1, 3, 2)), weights, "median")).all()


@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=3))
def test_combination_lies_between_what_it_combines(values: list[float]) -> None:
    forecast = np.array(values)[None, :, None]
    for by in ("mean", "median"):
        found = combined(forecast, np.array([[0.2, 0.5, 0.3]]), by)[0, 0]
        assert min(values) - 1e-6 <= found <= max(values) * (1 + 1e-12) + 1e-6


def test_own_windows_and_all_series_both_count() -> None:
    parts = relative(trials(np.array([[[1.0, 2.0, 3.0]], [[2.0, 1.0, 3.0]], [[1.0, 2.0, 3.0]]])).errors)
    assert ranking(parts, shared=0.0)[1].argmin() == 1
    assert ranking(parts, shared=1.0)[1].argmin() == 0


def test_series_without_windows_goes_by_the_others() -> None:
    off = np.array([[[1.0, 2.0, 3.0]], [[np.nan] * 3]])
    assert ranking(relative(trials(off).errors), shared=0.5)[1].tolist() == ranking(relative(off), 1.0)[0].tolist()


def test_held_out_window_does_not_choose_for_itself() -> None:
    off = np.ones((3, 2, 3))
    off[:, 0] = [0.1, 5.0, 5.0]  # the first method is good in the first window only
    off[:, 1] = [5.0, 5.0, 0.1]
    found = held_out(trials(off), Policy(0.0, 1))
    assert found[:, 0].tolist() == np.full((3, 4), 5.0).tolist()
    assert found[:, 1].tolist() == np.full((3, 4), 5.0).tolist()


def test_no_policy_is_chosen_by_a_single_window() -> None:
    assert choose_policy(trials(np.random.default_rng(0).random((3, 1, 3))))[0] == USUAL


def test_policy_that_is_clearly_better_is_taken() -> None:
    off = np.full((6, 4, 3), 1.0)
    off[..., 0] = 0.7
    off[..., 1:] = 1.3  # one good method, and two that only do harm beside it
    policy, loss = choose_policy(trials(off))
    assert policy.most == 1
    assert loss == pytest.approx(0.7)


def test_usual_policy_stands_where_none_is_clearly_better() -> None:
    policy, _ = choose_policy(trials(np.ones((4, 3, 3))))
    assert (policy.most, policy.by) == (USUAL.most, USUAL.by)


def test_series_count_for_themselves_where_they_differ_for_good() -> None:
    lasting = np.random.default_rng(0).uniform(0.2, 2, (30, 1, 4)).repeat(3, axis=1)
    chance = np.random.default_rng(0).uniform(0.2, 2, (30, 3, 4)) * [0.5, 1, 1, 1]
    assert choose_policy(trials(lasting))[0].shared == 0.3
    assert choose_policy(trials(chance))[0].shared > 0.5


def test_perfect_method_does_not_divide_by_zero() -> None:
    found = held_out(trials(np.array([[[0.0, 1.0, 2.0]] * 3])), USUAL)
    assert np.isfinite(found).all()
