"""Where there is no end: the direction gets better for ever; and infeasible is told from unbounded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.optimize.models import solvable_models, torn_models, unbounded_models

from headway.optimize.model import Model, Sense
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs, ray_of
from headway.optimize.status import Status

INF = np.inf


@given(unbounded_models())
@settings(max_examples=40, deadline=None)
def test_ray_gets_better_and_meets_no_limit(model: Model) -> None:
    found = Highs().solve(model, Wish(time_limit_s=10))
    assert found.status is Status.UNBOUNDED
    assert found.ray is not None
    gain = model.costs @ found.ray
    assert gain > 0 if model.sense is Sense.MAX else gain < 0
    near = 1e-6 * np.abs(found.ray).max() * (1 + abs(model.matrix.data).max(initial=0.0))
    for moves, low, high in (
        (found.ray, model.lower, model.upper),
        (model.matrix @ found.ray, model.row_lower, model.row_upper),
    ):
        assert (moves[np.isfinite(low)] >= -near).all()
        assert (moves[np.isfinite(high)] <= near).all()


@given(torn_models())
@settings(max_examples=20, deadline=None)
def test_infeasible_is_said_though_there_is_a_ray(model: Model) -> None:
    found = Highs().solve(model, Wish(time_limit_s=10))
    assert (found.status, found.values, found.ray) == (Status.INFEASIBLE, None, None)


@given(solvable_models())
@settings(max_examples=20, deadline=None)
def test_model_with_an_optimum_has_no_ray(model: Model) -> None:
    assert ray_of(model) is None


def test_model_without_rows_has_a_ray_too() -> None:
    found = Highs().solve(Model.of_arrays([1, 2], np.zeros((0, 2)), sense="max", upper=[INF, 3]), Wish())
    assert found.status is Status.UNBOUNDED
    assert found.ray is not None
    assert found.ray.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("sense", ["min", "max"])
def test_ray_has_few_variables(sense: str) -> None:
    sign = 1 if sense == "max" else -1
    found = Highs().solve(
        Model.of_arrays(
            [sign, sign, sign], [[1, -2, 0], [1, 1, 1]], row_upper=[3, INF], lower=[-INF, 0, 0], sense=sense
        ),
        Wish(),
    )
    assert found.ray is not None
    assert np.count_nonzero(found.ray) == 1


def test_infeasible_integer_programme_shows_no_point_of_its_relaxation() -> None:
    model = Model.of_arrays([1, 1], [[2, 2]], row_lower=[3], row_upper=[3], integer=True, upper=5)
    found = Highs().solve(model, Wish())
    assert (found.status, found.values) == (Status.INFEASIBLE, None)
