"""The conditions that say who is right: they accept an optimum, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.optimize.contract import law
from tests.optimize.models import linear_models

from headway.optimize.model import Model, Sense
from headway.optimize.optimality import is_feasible, primal_violation, proven_prices, violations
from headway.optimize.pricing import prices_of
from headway.optimize.solvers.base import Found, Wish
from headway.optimize.solvers.highs import Highs


def solved(model: Model) -> Found:
    found = Highs().solve(model, Wish())
    assert found.values is not None
    assert found.prices is not None
    return found


SHOP = Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max")
PLAN, PRICES = np.array([2.0, 2.0]), np.array([1.0, 1.0])


@pytest.mark.parametrize(
    ("values", "missed"),
    [([2.0, 2.0], 0.0), ([2.0, 3.0], 0.2), ([-1.0, 0.0], 1.0), ([np.nan, 0.0], np.inf), ([np.inf, 0.0], np.inf)],
)
def test_violation_is_relative_to_the_limit(values: list[float], missed: float) -> None:
    assert primal_violation(SHOP, np.array(values)) == pytest.approx(missed, rel=0.01)


def test_half_is_not_whole() -> None:
    model = replace(SHOP, integer=np.array([True, False]))
    assert not is_feasible(model, np.array([0.5, 0.5]))
    assert is_feasible(model, np.array([1.0, 0.5]))


@pytest.mark.parametrize(
    ("values", "prices", "part"),
    [
        ([2.0, 2.0], [-1.0, -1.0], "dual"),
        ([2.0, 2.0], [1.0, 0.0], "dual"),
        ([2.0, 2.0], [3.0, 0.0], "complementary"),
        ([1.0, 1.0], [1.0, 1.0], "complementary"),
        ([3.0, 3.0], [1.0, 1.0], "primal"),
        ([2.0, 2.0], [np.nan, 1.0], "dual"),
    ],
)
def test_each_condition_that_is_missed_is_named(values: list[float], prices: list[float], part: str) -> None:
    assert violations(SHOP, PLAN, PRICES).largest == 0
    assert getattr(violations(SHOP, np.array(values), np.array(prices)), part) > 0.1


@law
@given(linear_models())
def test_optimum_meets_the_conditions_with_one_sign_only(model: Model) -> None:
    found = solved(model)
    assert found.values is not None
    assert found.prices is not None
    assert violations(model, found.values, found.prices).largest <= 1e-6
    assume(violations(model, found.values, -found.prices).largest > 1e-6)
    flipped = proven_prices(model, found.values, -found.prices)
    assert flipped is not None
    assert np.array_equal(flipped, found.prices)


@law
@given(linear_models(sense=Sense.MAX), st.integers(0, 5))
def test_wrong_prices_are_found_anew(model: Model, at: int) -> None:
    found = solved(model)
    assert found.values is not None
    assert found.prices is not None
    assume(at < len(found.prices))
    for told in (None, -found.prices, found.prices + 100.0 * np.eye(1, len(found.prices), at)[0], found.prices[:-1]):
        prices = prices_of(model, found.values, told)
        assert violations(model, found.values, prices).largest <= 1e-6
