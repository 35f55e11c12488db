"""What every solver keeps, whichever it is: a class with two lines of test for each (`solvers/test_cbc.py` …).

The oracles are the optimality conditions and the way in which a model was made, not another solver's word.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.optimize.models import (
    contradicted,
    endless,
    infeasible_models,
    integer_models,
    linear_models,
    names,
    solvable_models,
    torn_models,
    unbounded_models,
)

from headway.errors import BadOption, NoShadowPrices, NoSolution, NoSolver, TaskCancelled
from headway.optimize.model import Floats, Model
from headway.optimize.optimality import is_feasible, primal_violation, sign_of, violations
from headway.optimize.solution import Solution
from headway.optimize.solvers import SOLVERS
from headway.optimize.solvers.base import Solver, Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solvers.settled import TOLERANCE, settled
from headway.optimize.solving import solve
from headway.optimize.status import Status
from headway.testing import until

FULL = os.environ.get("HEADWAY_FULL") == "1"
LATENCY_S = 1.0  # in which a cancelled solve is to end
SLACK = 10.0  # for a busy machine
# differing_executors: the same law is tested on one solver after another, which is the point.
law = settings(
    max_examples=150 if FULL else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


class SolverContract:
    """The properties, statuses, limits and names that a solver must keep; `solver` is its name."""

    solver: str

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _is_here(cls) -> None:
        try:
            cls.asked().check_present()
        except NoSolver as missing:
            pytest.skip(str(missing))

    @classmethod
    def asked(cls) -> Solver:
        return SOLVERS[cls.solver]

    def solved(self, model: Model, **wish: object) -> Solution:
        return Solution(model, settled(self.asked(), model, Wish(**{"gap": 0.0, **wish})), 0.0, self.solver)  # type: ignore[arg-type]

    @law
    @given(solvable_models())
    def test_optimum_is_feasible_and_as_good_as_that_of_highs(self, model: Model) -> None:
        solution, other = self.solved(model), settled(Highs(), model, Wish(gap=0.0))
        assert solution.status is Status.OPTIMAL
        assert primal_violation(model, solution.values.array) <= 1e-6
        assert other.values is not None
        assert solution.objective == pytest.approx(model.objective_at(other.values), rel=1e-6, abs=1e-6)
        assert solution.gap <= 1e-6

    @law
    @given(linear_models())
    def test_prices_are_feasible_complementary_and_of_equal_value(self, model: Model) -> None:
        solution = self.solved(model)
        values, prices = solution.values.array, solution.shadow_prices.array
        missed = violations(model, values, prices)
        assert missed.dual <= 1e-6
        assert missed.complementary <= 1e-6
        assert solution.objective == pytest.approx(dual_objective(model, prices), rel=1e-6, abs=1e-6)

    @law
    @given(linear_models(), st.data())
    def test_price_bounds_what_one_unit_more_is_worth(self, model: Model, data: st.DataObject) -> None:
        """The optimum is concave (max) or convex (min) in a right-hand side, and a price is one of its slopes."""
        if not model.rows:
            return
        row = data.draw(st.integers(0, len(model.rows) - 1))
        step = np.eye(1, len(model.rows), row)[0]
        moved = replace(model, row_lower=model.row_lower + step, row_upper=model.row_upper + step)
        now, then = self.solved(model), settled(Highs(), moved, Wish(gap=0.0))
        if then.values is None:
            return
        promised = now.objective + now.shadow_prices.array[row]
        sign = sign_of(model.sense)
        assert sign * model.objective_at(then.values) >= sign * promised - 1e-6 * (1 + abs(promised))

    @law
    @given(infeasible_models() | torn_models())
    def test_infeasible_is_said(self, model: Model) -> None:
        solution = self.solved(model)
        assert solution.status is Status.INFEASIBLE
        with pytest.raises(NoSolution, match="infeasible"):
            _ = solution.objective

    @law
    @given(unbounded_models())
    def test_unbounded_is_said_with_a_direction(self, model: Model) -> None:
        solution = self.solved(model)
        assert solution.status is Status.UNBOUNDED
        assert not solution.is_feasible
        ray = solution.found.ray
        assert ray is not None
        assert sign_of(model.sense) * (model.costs @ ray) < 0
        assert is_feasible(without_limits(model), ray)

    @law
    @given(integer_models())
    def test_whole_variables_are_whole_and_have_no_prices(self, model: Model) -> None:
        solution = self.solved(model)
        whole = solution.values.array[model.integer]
        assert np.abs(whole - np.rint(whole)).max() <= 1e-6
        with pytest.raises(NoShadowPrices, match="fixed"):
            _ = solution.shadow_prices

    @law
    @given(linear_models(4), st.data())
    def test_names_of_any_kind_are_kept_apart(self, model: Model, data: st.DataObject) -> None:
        variables = data.draw(names(len(model.variables)))
        rows = data.draw(names(len(model.rows)))
        plain, named = self.solved(model), self.solved(replace(model, variables=variables, rows=rows, name="\n* x"))
        assert list(named.values) == list(variables)
        assert list(named.shadow_prices) == list(rows)
        assert named.objective == pytest.approx(plain.objective, rel=1e-6, abs=1e-6)

    @pytest.mark.parametrize("sense", ["min", "max"])
    def test_nothing_at_all(self, sense: str) -> None:
        solution = self.solved(Model.of_arrays([], np.zeros((0, 0)), sense=sense, constant=2.5))
        assert (solution.status, solution.objective, len(solution.values)) == (Status.OPTIMAL, 2.5, 0)

    def test_no_rows(self) -> None:
        solution = self.solved(Model.of_arrays([1.0, -1.0, 0.0], np.zeros((0, 3)), lower=-2, upper=3))
        assert list(solution.values.array) == [-2.0, 3.0, 0.0]

    @pytest.mark.parametrize(("low", "status"), [(-1.0, Status.OPTIMAL), (1.0, Status.INFEASIBLE)])
    def test_no_variables(self, low: float, status: Status) -> None:
        assert self.solved(Model.of_arrays([], np.zeros((1, 0)), row_lower=[low])).status is status

    def test_crossed_bounds(self) -> None:
        assert self.solved(Model.of_arrays([1.0], [[1.0]], lower=2.0, upper=1.0)).status is Status.INFEASIBLE
        crossed = Model.of_arrays([1.0], [[1.0]], row_lower=[2.0], row_upper=[1.0])
        assert self.solved(crossed).status is Status.INFEASIBLE

    @pytest.mark.parametrize("by", ["rows", "bounds", "whole", "empty"])
    def test_each_kind_of_contradiction(self, by: str) -> None:
        model = contradicted(Model.of_arrays([1.0], [[1.0]], row_upper=[4.0]), by)
        assert self.solved(model).status is Status.INFEASIBLE
        assert self.solved(endless(model)).status is Status.INFEASIBLE

    def test_endless_and_bounded_by_rows_in_another_direction_is_unbounded(self) -> None:
        model = Model.of_arrays(
            [2, -2, 2], [[-2, 0, -3]], row_lower=[4], row_upper=[6], lower=[0, 0, -2], upper=[3, np.inf, 7.5]
        )
        assert self.solved(model).status is Status.UNBOUNDED  # CBC says that it is infeasible

    def test_whole_variable_between_numbers_that_are_not_whole(self) -> None:
        model = Model.of_arrays([1, -4], [[3, 0], [-2, -3]], row_lower=[6, -np.inf], row_upper=[10, -6], lower=-2.5,
                                upper=7.5, integer=[False, True])  # fmt: skip
        assert self.solved(model).values.array == pytest.approx([2, 7])

    def test_ranges_are_those_of_the_plan_where_others_are_as_good(self) -> None:
        model = Model.of_arrays([1, 1, 1], [[1, 1, 1]], row_upper=[4], upper=3, sense="max")
        solution = self.solved(model)
        ranges, plan = solution.ranges().cost, solution.values.array
        for at, (low, high) in enumerate(ranges.values()):
            for cost in (max(low, -9.0), min(high, 9.0)):
                other = replace(model, costs=np.where(np.arange(3) == at, cost, model.costs))
                assert self.solved(other).objective == pytest.approx(other.objective_at(plan))

    def test_feasible_start_and_another_give_the_same(self) -> None:
        model = knapsack(12)
        best = self.solved(model)
        for start in (best.values.array, np.full(12, 9.0), np.where(np.arange(12) < 3, 0.0, np.nan)):
            assert self.solved(model, start=start).objective == pytest.approx(best.objective)

    def test_gap_is_kept(self) -> None:
        solution = self.solved(knapsack(30), gap=0.3)
        assert solution.status is Status.OPTIMAL
        assert solution.gap <= 0.3 + 1e-9

    def test_number_of_threads_may_change_from_solve_to_solve(self) -> None:
        model = knapsack(12)
        found = [self.solved(model, threads=threads) for threads in (None, 1, 3, 2, None)]
        assert [solution.objective for solution in found] == pytest.approx([found[0].objective] * 5)

    def test_option_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(BadOption, match="nonsense"):
            self.solved(knapsack(5), options={"nonsense": 3})

    def test_pulp_problem_gets_values_prices_and_status(self) -> None:
        problem = furniture_shop()
        solve(problem, solver=self.solver).result().assign()
        values = {variable.name: (variable.varValue, variable.dj) for variable in problem.variables()}
        assert values == {"stool": approx((0.0, -1.0)), "chair": approx((15.0, 0.0)), "table": approx((20.0, 0.0))}
        rows = (
            problem.constraints if isinstance(problem.constraints, dict) else {c.name: c for c in problem.constraints()}
        )
        told = {name: (row.pi, row.slack) for name, row in rows.items()}
        assert told == {"labour": approx((2.5, 0.0)), "space": approx((5.0, 0.0)), "least": approx((0.0, -30.0))}

    @pytest.mark.slow
    def test_time_limit_is_kept(self, own_folder: Path) -> None:
        began = monotonic()
        solution = self.solved(market_split(), time_limit_s=1.0)
        assert monotonic() - began < 1.0 + SLACK * LATENCY_S
        assert solution.status is Status.LIMIT
        if solution.is_feasible:
            assert is_feasible(solution.model, solution.values.array, TOLERANCE)
            assert solution.best_bound is None or solution.best_bound <= solution.objective + 1e-6
        assert not list(own_folder.iterdir())

    @pytest.mark.slow
    def test_cancelled_solve_ends_and_leaves_nothing_behind(self, own_folder: Path) -> None:
        last = monotonic() + 0.5
        self.solved(market_split(), is_cancelled=lambda: monotonic() > last)
        assert monotonic() - last < SLACK * LATENCY_S
        assert not list(own_folder.iterdir())
        assert not commands_of_this_process()

    @pytest.mark.slow
    def test_cancelled_task_ends_its_command(self) -> None:
        if not self.asked().is_command:
            return  # it runs in the task's own thread, which the test before has seen end
        solving = solve(market_split(), solver=self.solver, gap=0.0)
        until(commands_of_this_process, "the command never started")
        solving.cancel()
        with pytest.raises(TaskCancelled):
            solving.result()
        until(lambda: not commands_of_this_process(), "the command lives on")

    @pytest.fixture
    def own_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The folder for passing files is this one."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        return tmp_path


def approx(numbers: tuple[float, ...]) -> Any:
    """Near to these, and to 0."""
    return pytest.approx(numbers, rel=1e-6, abs=1e-6)


def furniture_shop() -> Any:
    """A PuLP problem, maximised: 15 chairs and 20 tables are best, and no stool."""
    import pulp

    problem = pulp.LpProblem("shop", pulp.LpMaximize)
    chair, table, stool = (problem.add_variable(name, 0) for name in ("chair", "table", "stool"))
    problem += 20 * chair + 35 * table + 14 * stool + 7
    problem += 2 * chair + 4 * table + 2 * stool <= 110, "labour"
    problem += 3 * chair + 5 * table + 2 * stool <= 145, "space"
    problem += chair + table >= 5, "least"
    return problem


def dual_objective(model: Model, prices: Floats) -> float:
    """The bound that prices prove: each limit that a price, or a reduced cost, pushes against, times its force."""
    sign = sign_of(model.sense)
    pulls = model.costs - model.matrix.T @ prices
    sides = [(prices, model.row_lower, model.row_upper), (pulls, model.lower, model.upper)]
    total = model.constant
    for forces, low, high in sides:
        limit = np.where(sign * forces > 0, low, high)
        counts = np.isfinite(limit)  # a force without a limit is dual infeasible, which is tested by itself
        total += float(forces[counts] @ limit[counts])
    return total


def without_limits(model: Model) -> Model:
    """The model whose feasible points are the directions in which one may go on for ever."""

    def opened(limits: Floats) -> Floats:
        return np.where(np.isfinite(limits), 0.0, limits)

    return replace(
        model.relaxed(),
        lower=opened(model.lower),
        upper=opened(model.upper),
        row_lower=opened(model.row_lower),
        row_upper=opened(model.row_upper),
    )


def knapsack(count: int) -> Model:
    """Things of some worth and weight, of which some fit: maximised, whole."""
    drawn = np.random.default_rng(7)
    weights = drawn.integers(10, 60, count).astype(float)
    return Model.of_arrays(
        weights + drawn.integers(-5, 6, count),
        [weights],
        row_upper=[weights.sum() / 2.3],
        upper=1,
        integer=True,
        sense="max",
        constant=-3.25,
    )


def market_split(rows: int = 6) -> Model:
    """Small, and beyond any solver within minutes (Cornuéjols and Dawande 1999, *A class of hard small 0-1 programs*)."""
    drawn = np.random.default_rng(1)
    count = 10 * (rows - 1)
    shares = drawn.integers(0, 100, (rows, count)).astype(float)
    half = np.floor(shares.sum(axis=1) / 2)
    return Model.of_arrays(
        np.concatenate([np.zeros(count), np.ones(2 * rows)]),
        np.hstack([shares, np.eye(rows), -np.eye(rows)]),
        row_lower=half,
        row_upper=half,
        upper=np.concatenate([np.ones(count), np.full(2 * rows, np.inf)]),
        integer=np.arange(count + 2 * rows) < count,
    )


def commands_of_this_process() -> list[str]:
    """What the children of this process are called, if they are solvers."""
    pids = [pid for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()]
    called = [(Path("/proc") / pid / "comm").read_text().strip() for pid in pids if (Path("/proc") / pid).exists()]
    return [name for name in called if name in ("cbc", "glpsol", "lingo", "runlingo")]
