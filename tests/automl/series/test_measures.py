"""Errors: 0 where all is right, larger the further off, in units that are told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.automl.series.measures import errors_of, scale_of
from headway.automl.series.problem import METRICS

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20)


@pytest.mark.parametrize("metric", METRICS)
@given(values=NUMBERS)
def test_right_forecast_has_no_error(metric: str, values: list[float]) -> None:
    assert float(errors_of(metric, np.array(values), np.array(values))) == 0


@pytest.mark.parametrize("metric", METRICS)
@given(values=NUMBERS)
def test_error_is_finite_and_not_below_zero(metric: str, values: list[float]) -> None:
    error = float(errors_of(metric, np.array(values), np.array(values[::-1])))
    assert np.isfinite(error)
    assert error >= 0


def test_seasonal_naive_in_its_own_past_has_a_mase_of_one() -> None:
    y = np.random.default_rng(0).normal(size=40)
    assert float(errors_of("mase", y[4:], y[:-4], scale_of(y, 4, "mase"))) == pytest.approx(1)
    assert float(errors_of("rmsse", y[4:], y[:-4], scale_of(y, 4, "rmsse"))) == pytest.approx(1)


@pytest.mark.parametrize("y", [[], [5.0], [5.0, 5.0, 5.0]])
def test_scale_of_what_never_changes_is_one(y: list[float]) -> None:
    assert scale_of(np.array(y), 12, "mase") == 1


def test_series_shorter_than_a_season_is_scaled_by_its_steps() -> None:
    assert scale_of(np.array([1.0, 3.0, 5.0]), 12, "mase") == 2


def test_unscaled_measures_have_no_scale() -> None:
    assert scale_of(np.arange(9.0), 2, "mae") == 1
