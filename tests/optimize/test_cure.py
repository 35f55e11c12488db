"""The least change: it cures, nothing less does, and it leaves alone what is to stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.optimize.models import infeasible_models, torn_models

from headway.optimize.cure import Adjustment, adjusted, cure_of
from headway.optimize.model import Model
from headway.optimize.recession import without_objective
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.status import Status

INF = np.inf


def is_feasible(model: Model) -> bool:
    return Highs().solve(without_objective(model), Wish(time_limit_s=10)).status is Status.OPTIMAL


@given(infeasible_models())
@settings(max_examples=30, deadline=None)
def test_cured_model_is_feasible_and_nothing_less_does(model: Model) -> None:
    cure = cure_of(model, Wish(time_limit_s=10))
    assert cure is not None
    assert cure.is_least
    assert cure.total > 0
    assert is_feasible(cure.model)
    less = [replace(each, to=each.was + 0.9 * each.amount) for each in cure.adjustments]
    assert not is_feasible(adjusted(model, less))


@given(torn_models())
@settings(max_examples=8, deadline=None)
def test_cured_model_may_turn_out_unbounded(model: Model) -> None:
    cure = cure_of(model, Wish(time_limit_s=10))
    assert cure is not None
    assert cure.status is Status.UNBOUNDED
    assert is_feasible(cure.model)


def test_variable_is_not_made_negative_where_a_row_can_give_way() -> None:
    model = Model.of_arrays([1], [[1]], row_upper=[-2], rows=["less"])
    cure = cure_of(model, Wish())
    assert cure is not None
    assert cure.adjustments == (Adjustment("row", "less", "upper", -2.0, 0.0),)


def test_whole_variables_are_whole_to_the_last_digit() -> None:
    model = Model.of_arrays(
        [3, 3, -2, 2], [[-2, -1, -2, 0], [1, -3, 1, -3], [0, 2, -2, 0], [-1, -3, -1, 2]],
        row_lower=[3, -INF, -5, -INF], row_upper=[INF, 9, -5, 9],
        lower=[0, -2, 0, -INF], upper=[INF, 7.5, INF, INF], integer=[True, True, True, False],
    )  # fmt: skip
    cure = cure_of(model, Wish())  # HiGHS misses its equation by 0.999999
    assert cure is not None
    assert cure.total == 2
    assert is_feasible(cure.model)


def test_binary_stays_binary() -> None:
    model = Model.of_arrays([1, 1], [[1, 1]], row_lower=[3], upper=1, integer=True, rows=["three"])
    cure = cure_of(model, Wish())
    assert cure is not None
    assert [(each.name, each.to) for each in cure.adjustments] == [("three", 2.0)]
    assert cure.objective == 2.0


def test_bound_gives_way_where_it_is_the_cheaper_one() -> None:
    model = Model.of_arrays([1], [[10]], row_lower=[50], upper=4, variables=["x"])
    cure = cure_of(model, Wish())
    assert cure is not None
    assert cure.adjustments == (Adjustment("variable", "x", "upper", 4.0, 5.0),)


def test_crossed_bounds_are_cured() -> None:
    cure = cure_of(Model.of_arrays([1], [[1]], row_upper=[9], lower=3, upper=2), Wish())
    assert cure is not None
    assert cure.total == pytest.approx(1.0)


def test_equation_moves_as_one() -> None:
    model = Model.of_arrays([1], [[2]], row_lower=[7], row_upper=[7], upper=3, integer=True, rows=["odd"])
    cure = cure_of(model, Wish())
    assert cure is not None
    (only,) = cure.adjustments
    assert (only.side, abs(only.amount)) == ("both", 1.0)
    assert cure.model.row_lower[0] == cure.model.row_upper[0]


def test_model_given_stays_as_it_is() -> None:
    model = Model.of_arrays([1], [[1], [1]], row_lower=[5, -INF], row_upper=[INF, 3])
    cure_of(model, Wish())
    assert (model.row_lower.tolist(), model.row_upper.tolist()) == ([5.0, -INF], [INF, 3.0])
