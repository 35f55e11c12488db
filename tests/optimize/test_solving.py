"""Solving and sweeping as tasks: what is checked at the call, limits, cancelling, progress."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from tests.optimize.pulp_models import furniture, knapsack

from headway import State, TaskCancelled, wait
from headway.errors import BadModel, BadOption, NoShadowPrices, NoSolution, UnknownName
from headway.optimize import Change, Model, solve, sweep
from headway.optimize.solvers.base import Progress

CANCEL_S = 10.0  # a second is promised; ten times the slack


def hard(size: int = 40) -> Model:
    """A market split problem (Cornuéjols and Dawande 1999): small, and far from proven for minutes."""
    random = np.random.default_rng(1)
    weights = random.integers(0, 100, (5, size))
    slack = np.hstack([weights, np.eye(5), -np.eye(5)])
    sides = weights.sum(axis=1) // 2
    upper = np.r_[np.ones(size), np.full(10, np.inf)]
    costs = np.r_[np.zeros(size), np.ones(10)]
    return Model.of_arrays(costs, slack, row_lower=sides, row_upper=sides, upper=upper, integer=[1] * size + [0] * 10)


class TestSolve:
    @pytest.mark.parametrize(
        ("options", "option"),
        [
            ({"time_limit_s": 0}, "time_limit_s"),
            ({"time_limit_s": "soon"}, "time_limit_s"),
            ({"gap": -1}, "gap"),
            ({"solver": "abacus"}, "solver"),
            ({"threads": 1.5}, "threads"),
            ({"start": [1, 2]}, "start"),
            ({"start": {"chairs": "many"}}, "for `chairs`"),
            ({"start": {"chairs": np.nan}}, "for `chairs`"),
            ({"options": ["speed"]}, "options"),
            ({"options": {1: 2}}, "options"),
            ({"on_progress": 5}, "on_progress"),
        ],
    )
    def test_a_bad_option_is_refused_at_the_call(self, options: dict[str, Any], option: str) -> None:
        with pytest.raises(BadOption, match=option):
            solve(furniture(), **options)

    @pytest.mark.parametrize("options", [{"speed": "high"}, {"time_limit": object()}])
    def test_an_option_that_the_solver_lacks_fails_the_task(self, options: dict[str, Any]) -> None:
        with pytest.raises(BadOption, match=next(iter(options))):
            solve(furniture(), options=options).result()

    def test_numbers_of_numpy_are_numbers(self) -> None:
        solution = solve(furniture(), time_limit_s=np.int64(9), gap=np.float32(0), threads=np.int64(1)).result()
        assert solution.objective == pytest.approx(440)

    def test_more_threads_than_processors_are_not_started(self) -> None:
        assert solve(furniture(), threads=10**6).result().objective == pytest.approx(440)
        assert solve(furniture(), options={"threads": 10**6}).result().objective == pytest.approx(440)

    def test_a_start_names_variables(self) -> None:
        with pytest.raises(UnknownName, match="couches"):
            solve(furniture(), start={"couches": 1})
        assert solve(knapsack(), start={}).result().objective == pytest.approx(27)

    def test_a_cancelled_solve_ends(self) -> None:
        solving = solve(hard())
        wait([solving], timeout_s=1).result()
        assert solving.state is State.RUNNING
        solving.cancel()
        assert wait([solving], timeout_s=CANCEL_S).result().done
        with pytest.raises(TaskCancelled):
            solving.result()

    def test_at_the_time_limit_the_best_point_so_far_is_the_result(self) -> None:
        solution = solve(hard(), time_limit_s=1, gap=0).result()
        assert solution.status == "limit"
        assert solution.best_bound is not None
        assert solution.best_bound <= solution.objective
        assert solution.gap > 0
        with pytest.raises(NoShadowPrices):
            _ = solution.shadow_prices

    def test_progress_tells_incumbent_bound_and_gap(self) -> None:
        told: list[Progress] = []
        solution = solve(hard(), time_limit_s=2, gap=0, on_progress=told.append).result()
        last = told[-1]
        assert last.incumbent is not None
        assert last.incumbent >= solution.objective - 1e-6
        assert last.bound is not None
        assert last.bound <= solution.objective + 1e-6

    def test_an_error_in_what_hears_of_progress_ends_the_solve(self) -> None:
        def hear(progress: Progress) -> None:
            raise ZeroDivisionError("heard")

        with pytest.raises(ZeroDivisionError, match="heard"):
            solve(hard(), time_limit_s=20, on_progress=hear).result()

    def test_without_a_point_nothing_is_told_of_one(self) -> None:
        model = Model.of_arrays([1], [[1], [1]], row_lower=[3, -np.inf], row_upper=[np.inf, 2], name="tight")
        solution = solve(model).result()
        assert solution.status == "infeasible"
        for ask in ("objective", "values", "slacks", "activities"):
            with pytest.raises(NoSolution, match="`tight`: it ended as infeasible"):
                getattr(solution, ask)

    def test_an_unknown_name_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(UnknownName, match="Did you mean 'chairs'"):
            _ = solve(furniture()).result().values["chair"]


class TestSweep:
    MODEL = Model.of_arrays(
        [3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max", variables=["x", "y"], rows=["wood", "work"]
    )

    def test_each_change_is_of_the_model_as_stated(self) -> None:
        changes = [{"rhs": {"wood": 5}}, {"costs": {"x": 10}}, {}, Change(rhs={"work": 8}, costs={"y": 0})]
        found = sweep(self.MODEL, changes).result()
        assert [each.objective for each in found] == pytest.approx([11, 30, 10, 12])
        assert [each.model.costs.tolist() for each in found] == [[3, 2], [10, 2], [3, 2], [3, 0]]

    def test_many_are_as_each_by_itself(self) -> None:
        sides = np.linspace(-1, 12, 60)
        found = sweep(self.MODEL, [{"rhs": {"wood": side}} for side in sides]).result()
        alone = [solve(each.model).result() for each in found]
        assert [each.status for each in found] == [each.status for each in alone]
        feasible = [at for at, each in enumerate(alone) if each.is_feasible]
        assert [found[at].objective for at in feasible] == pytest.approx([alone[at].objective for at in feasible])
        assert len(feasible) == sum(sides >= 0)

    def test_whole_variables_stay_whole(self) -> None:
        found = sweep(knapsack(), [{"rhs": {"weight": weight}} for weight in range(12)]).result()
        picks = [np.array(pick) for pick in product([0, 1], repeat=5)]
        best = [
            1 + max(pick @ [12, 9, 8, 5, 6] for pick in picks if pick @ [5, 4, 3, 3, 2] <= most) for most in range(12)
        ]
        assert [each.objective for each in found] == pytest.approx(best)

    def test_without_a_best_point_none_is_told(self) -> None:
        model = Model.of_arrays([-1, -1], [[1, -1]], row_upper=[1], variables=["a", "b"])
        endless, bounded = sweep(model, [{}, {"costs": {"a": 1, "b": 1}}]).result()
        assert (endless.status, endless.is_feasible) == ("unbounded", False)
        assert endless.found.ray is not None
        assert bounded.objective == 0

    def test_nothing_to_change_is_no_solve(self) -> None:
        assert sweep(self.MODEL, []).result() == ()

    @pytest.mark.parametrize(
        ("change", "error", "says"),
        [
            ({"rhs": {"steel": 1}}, UnknownName, "steel"),
            ({"costs": {"z": 1}}, UnknownName, "'z'"),
            ({"sides": {}}, BadOption, "sides"),
            ({"rhs": {"wood": np.nan}}, BadModel, "wood"),
            ({"costs": {"x": np.inf}}, BadModel, "`x` is to be inf"),
            ({"rhs": {"wood": "much"}}, BadModel, "`wood` is to be much"),
            ({"rhs": {"wood": 1e25}}, BadModel, "`wood` is to be 1e"),
            ({"costs": {"x": None}}, BadModel, "`x` is to be None"),
            ({"rhs": ["wood"]}, BadOption, "'wood'"),
            (Change(costs=None), BadOption, "None"),  # type: ignore[arg-type]
            (None, BadOption, "changes=None"),
        ],
    )
    def test_a_bad_change_is_refused_at_the_call(self, change: Any, error: type[Exception], says: str) -> None:
        with pytest.raises(error, match=says):
            sweep(self.MODEL, [change])

    @pytest.mark.parametrize("changes", [None, 5, "rhs", {"rhs": {"wood": 3}}])
    def test_what_is_no_list_of_changes_is_refused(self, changes: Any) -> None:
        with pytest.raises(BadOption, match="a list of changes"):
            sweep(self.MODEL, changes)

    def test_an_option_that_the_solver_lacks_is_refused_at_the_call(self) -> None:
        with pytest.raises(BadOption, match="speed"):
            sweep(self.MODEL, [{}], options={"speed": "high"})
