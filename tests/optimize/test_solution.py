"""What a solver found, by the user's names."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pulp
import pytest
from hypothesis import given, settings
from tests.optimize.models import solvable_models

from headway.errors import NoShadowPrices, NoSolution
from headway.optimize.model import Model
from headway.optimize.solution import Solution
from headway.optimize.solvers.base import Found, Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solving import solve, sweep
from headway.optimize.status import Status


def numbers_of(solution: Solution) -> list[float]:
    """All that is told of a solution."""
    named = [solution.values, solution.activities, solution.slacks]
    spans: list[tuple[float, float]] = []
    if solution.has_prices:
        named += [solution.shadow_prices, solution.reduced_costs]
        spans = [*solution.ranges().rhs.values(), *solution.ranges().cost.values()]
    single = [solution.objective, solution.best_bound or 0.0]
    return [*single, *(x for each in named for x in each.values()), *(x for span in spans for x in span)]


def is_minus_zero(number: float) -> bool:
    return number == 0 and math.copysign(1.0, number) < 0


class TestMinusZero:
    def test_that_of_a_solver_is_zero(self) -> None:
        model = Model.of_arrays([-1, -0.0], [[1, 1], [0, 1]], row_upper=[-0.0, 5], constant=-0.0, name="zeros")
        minus = np.array([-0.0, -0.0])
        solution = Solution(
            model, Found(Status.OPTIMAL, minus, prices=np.array([-1.0, -0.0]), bound=-0.0), 0.1, "highs"
        )
        assert not any(map(is_minus_zero, numbers_of(solution)))
        assert repr(solution.values) == "{'x1': 0, 'x2': 0}"
        assert repr(solution.shadow_prices) == "{'row1': -1, 'row2': 0}"

    @given(solvable_models())
    @settings(max_examples=40, deadline=None)
    def test_there_is_none_in_any_solution(self, model: Model) -> None:
        solution = Solution(model, Highs().solve(model, Wish()), 0.1, "highs")
        assert not any(map(is_minus_zero, numbers_of(solution)))

    def test_none_is_written_into_a_pulp_problem(self) -> None:
        problem = pulp.LpProblem("staff", pulp.LpMinimize)
        starts = [problem.add_variable(f"start_{day}", 0, None, pulp.LpInteger) for day in range(7)]
        problem += pulp.lpSum(starts)
        for day, need in enumerate((17, 13, 15, 19, 14, 16, 11)):
            problem += pulp.lpSum(starts[(day - before) % 7] for before in range(5)) >= need, f"need_{day}"
        problem += starts[0] - starts[1] >= 0, "order"
        solve(problem, gap=0).result().assign()
        assert not any(is_minus_zero(each.varValue) for each in problem.variables())

    def test_none_comes_from_a_change(self) -> None:
        model = Model.of_arrays([1, 1], [[1, 1]], row_lower=[2])
        (found,) = sweep(model, [{"rhs": {"row1": -0.0}, "costs": {"x1": -0.0}}]).result()
        assert not any(map(is_minus_zero, numbers_of(found)))


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNBOUNDED, Status.LIMIT])
def test_prices_of_whole_variables_without_an_optimum_are_refused_by_the_status(status: Status) -> None:
    model = Model.of_arrays([1], [[1]], integer=True, name="bag")
    solution = Solution(model, Found(status), 0.1, "highs")
    for ask in (lambda: solution.shadow_prices, lambda: solution.reduced_costs, solution.ranges):
        with pytest.raises(NoShadowPrices, match=f"`bag` ended as {status}: shadow prices belong to an optimum"):
            ask()


class TestFrame:
    def test_it_has_values_and_reduced_costs_by_variable(self) -> None:
        model = Model.of_arrays([3, 1], [[1, 1]], row_upper=[4], sense="max", variables=["x", "y"])
        solution = solve(model).result()
        index = pd.Index(["x", "y"], name="variable", dtype=object)
        expected = pd.DataFrame({"value": [4.0, 0.0], "reduced_cost": [0.0, -2.0]}, index=index)
        pd.testing.assert_frame_equal(solution.frame, expected)
        assert solution.frame is solution.frame

    def test_an_integer_programme_has_values_alone(self) -> None:
        solution = solve(Model.of_arrays([3], [[1]], row_upper=[4], sense="max", integer=True)).result()
        assert solution.frame.to_dict() == {"value": {"x1": 4.0}}

    def test_without_a_plan_there_is_none(self) -> None:
        with pytest.raises(NoSolution, match="infeasible"):
            _ = Solution(Model.of_arrays([1], [[1]]), Found(Status.INFEASIBLE), 0.1, "highs").frame
