"""A conflict contradicts itself, and none of its parts can be left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from tests.optimize.models import infeasible_models, solvable_models, torn_models

from headway.errors import BadOption
from headway.optimize.conflict import Conflict, conflict_of, part_of
from headway.optimize.model import Model
from headway.optimize.recession import without_objective
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solving import solve
from headway.optimize.status import Status


def parts(model: Model, conflict: Conflict) -> list[tuple[str, int]]:
    return [
        *(("row", model.row_of[name]) for name in conflict.rows),
        *((side, model.column_of[name]) for name, side in conflict.bounds),
    ]


def is_infeasible(model: Model, kept: list[tuple[str, int]]) -> bool:
    return Highs().solve(part_of(without_objective(model), kept), Wish(time_limit_s=10)).status is Status.INFEASIBLE


def check_irreducible(model: Model) -> None:
    conflict = conflict_of(model, Wish(time_limit_s=30))
    assert conflict is not None
    assert conflict.is_irreducible
    kept = parts(model, conflict)
    asked = model if conflict.needs_whole else model.relaxed()
    assert is_infeasible(asked, kept)
    for at in range(len(kept)):
        assert not is_infeasible(model, kept[:at] + kept[at + 1 :])


@given(infeasible_models())
@settings(max_examples=30, deadline=None)
def test_conflict_is_infeasible_and_irreducible(model: Model) -> None:
    check_irreducible(model)


@given(torn_models())
@settings(max_examples=8, deadline=None)
def test_endless_direction_hides_no_conflict(model: Model) -> None:
    check_irreducible(model)


@given(solvable_models())
@settings(max_examples=8, deadline=None)
def test_feasible_model_has_none(model: Model) -> None:
    assert conflict_of(model, Wish(time_limit_s=10)) is None


def test_crossed_bounds_are_a_conflict() -> None:
    model = Model.of_arrays([1, 1], [[1, 1]], row_upper=[9], lower=[3, 0], upper=[2, 5], variables=["x", "y"])
    conflict = conflict_of(model, Wish())
    assert conflict == Conflict((), (("x", "lower"), ("x", "upper")), is_irreducible=True)


def test_row_whose_limits_cross_is_a_conflict_by_itself() -> None:
    model = Model.of_arrays([1], [[1]], row_lower=[3], row_upper=[2], lower=-np.inf, rows=["r"])
    assert conflict_of(model, Wish()) == Conflict(("r",), (), is_irreducible=True)


def test_empty_row_that_can_not_hold_is_a_conflict_by_itself() -> None:
    model = Model.of_arrays([1], [[0]], row_lower=[3], rows=["r"])
    assert conflict_of(model, Wish()) == Conflict(("r",), (), is_irreducible=True)


def test_whole_variables_that_make_the_conflict_are_said() -> None:
    model = Model.of_arrays(
        [1, 1], [[2, 2], [1, 0]], row_lower=[3, 0], row_upper=[3, 4], integer=True, rows=["odd", "idle"]
    )
    conflict = conflict_of(model, Wish())
    assert conflict is not None
    assert (conflict.rows, conflict.needs_whole, conflict.is_irreducible) == (("odd",), True, True)


def test_whole_variables_contradict_less_than_their_relaxation_does() -> None:
    """-3x = -2 has no whole x, whatever the other row says."""
    model = Model.of_arrays([0], [[-3], [-2]], row_lower=[-2, -1], row_upper=[-2, np.inf], upper=2, integer=True)
    found = conflict_of(model, Wish())
    assert found is not None
    assert (found.rows, found.bounds, found.is_irreducible, found.needs_whole) == (("row1",), (), True, True)


@pytest.mark.parametrize("time_limit_s", [0, -1, "long", np.nan])
def test_time_that_is_none_is_refused(time_limit_s: Any) -> None:
    model = Model.of_arrays([1], [[1]], row_lower=[2], row_upper=[1])
    with pytest.raises(BadOption, match="time_limit_s"):
        solve(model).result().conflict(time_limit_s=time_limit_s)


def test_time_that_is_over_leaves_the_conflict_unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model.of_arrays([1, 1], [[1, 1], [1, 1], [1, 0]], row_upper=[1, 9, 9], row_lower=[-9, 3, 0])
    times = iter([0.0, 1.0, *[99.0] * 50])
    monkeypatch.setattr("headway.optimize.conflict.perf_counter", lambda: next(times))
    conflict = conflict_of(model, Wish(time_limit_s=10))
    assert conflict is not None
    assert not conflict.is_irreducible
