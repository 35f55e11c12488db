"""PuLP problems as arrays, and solutions written back: the same on PuLP 3 and 4, and nothing of the problem changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp
import pytest
from tests.optimize.pulp_models import constraint, furniture, knapsack, mixed, variable

from headway.errors import BadModel, BadOption, ModelChanged
from headway.optimize import Sense, solve
from headway.optimize.from_pulp import is_pulp, model_of


class TestModelOf:
    def test_every_part_arrives(self) -> None:
        model, origin = model_of(mixed())
        at = [model.column_of[name] for name in ("free", "fixed", "low", "whole")]
        assert (model.name, model.sense, model.constant) == ("mixed", Sense.MIN, 7.0)
        assert model.costs[at].tolist() == [2, 3, -1, 1]
        assert list(zip(model.lower[at], model.upper[at], strict=True)) == [(-np.inf, np.inf), (2, 2), (-5, -1), (0, 9)]
        assert model.integer[at].tolist() == [False, False, False, True]
        limits = dict(
            zip(
                [name.replace("_", " ") for name in model.rows],
                zip(model.row_lower, model.row_upper, strict=True),
                strict=True,
            )
        )
        assert limits == {"at least": (1.5, np.inf), "at most": (-np.inf, 9), "equal": (5, 5)}
        assert model.matrix.toarray()[:, at].tolist() == [[1, 0, 0, 1], [1, 0, -1, 0], [0, 1, 0, 1]]
        assert [each.name for each in origin.variables] == list(model.variables)

    def test_the_problem_stays_as_it_was(self) -> None:
        problem = mixed()
        before = str(problem), [each.name for each in problem.variables()]
        solve(problem).result()
        assert (str(problem), [each.name for each in problem.variables()]) == before
        assert all(each.varValue is None for each in problem.variables())

    def test_what_changes_after_the_call_does_not_count(self) -> None:
        problem = furniture()
        solving = solve(problem)
        problem += variable(problem, "chairs") <= 1, "late"
        assert solving.result().objective == pytest.approx(440)

    def test_without_an_objective_any_feasible_point_will_do(self) -> None:
        problem = pulp.LpProblem("any", pulp.LpMinimize)
        problem += problem.add_variable("x", 0) >= 3, "row"
        assert solve(problem).result().values["x"] >= 3

    def test_constraints_without_a_name_have_pulps_own(self) -> None:
        problem = pulp.LpProblem("unnamed", pulp.LpMinimize)
        x = problem.add_variable("x", 0)
        problem += x
        problem += x >= 1
        problem += x >= 2
        solution = solve(problem).result()
        assert len(set(solution.model.rows)) == 2
        assert solution.objective == pytest.approx(2)

    def test_variables_are_in_the_order_of_the_objective_and_then_of_the_constraints(self) -> None:
        problem = pulp.LpProblem("order", pulp.LpMinimize)
        made = {name: problem.add_variable(name, 0) for name in ("v_2", "v_10", "v_1", "late", "early")}
        problem += made["v_2"] + 3 * made["v_10"] + 2 * made["v_1"]
        problem += made["late"] + made["v_1"] + made["v_10"] >= 1, "first"
        problem += made["early"] + made["late"] + made["v_2"] >= 1, "second"
        solution = solve(problem).result()
        assert list(solution.values) == ["v_2", "v_10", "v_1", "late", "early"]
        problem.variables()  # PuLP 3 sorts by name, and keeps it so
        assert list(solve(problem).result().values) == list(solution.values)
        solution.assign()

    def test_an_empty_problem(self) -> None:
        solution = solve(pulp.LpProblem("nothing", pulp.LpMinimize)).result()
        assert (solution.status, solution.objective, dict(solution.values)) == ("optimal", 0.0, {})

    @pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e30])
    def test_a_coefficient_that_is_no_number_is_named(self, number: float) -> None:
        problem = pulp.LpProblem("bad", pulp.LpMinimize)
        x = problem.add_variable("flour", 0)
        problem += x

        def state_and_solve() -> None:
            nonlocal problem
            problem += number * x + problem.add_variable("y", 0) <= 1, "oven"
            solve(problem)

        with pytest.raises((BadModel, pulp.PulpError, ValueError), match=r"flour|finite|NaN|nan|inf"):
            state_and_solve()  # PuLP may be the first to see it

    def test_two_variables_of_one_name_are_refused(self) -> None:
        problem = pulp.LpProblem("twice", pulp.LpMinimize)

        def state_and_solve() -> None:
            nonlocal problem
            problem += problem.add_variable("x", 0) + problem.add_variable("x", 0) >= 1
            solve(problem)

        with pytest.raises((BadModel, pulp.PulpError, ValueError), match="x"):
            state_and_solve()  # PuLP 4 may be the first to see it

    def test_what_is_no_model_is_refused_at_once(self) -> None:
        assert not is_pulp(3)
        with pytest.raises(BadModel, match="int is no model"):
            solve(3)


class TestAssign:
    def test_values_prices_and_slacks_are_written(self) -> None:
        problem = furniture()
        solution = solve(problem).result()
        solution.assign()
        assert {each.name: each.varValue for each in problem.variables()} == pytest.approx(dict(solution.values))
        for name in ("wood", "work"):
            assert constraint(problem, name).pi == pytest.approx(solution.shadow_prices[name])
            assert constraint(problem, name).slack == pytest.approx(0)
        assert [each.dj for each in problem.variables()] == pytest.approx([0, 0])
        assert pulp.value(problem.objective) == pytest.approx(440)

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            (lambda p: p.__iadd__((variable(p, "chairs") <= 1, "late")), "rows are others"),
            (
                lambda p: setattr(
                    variable(p, "chairs"), "upBound" if hasattr(variable(p, "chairs"), "upBound") else "ub", 3
                ),
                "upper bound of `chairs`",
            ),
        ],
        ids=["row", "bound"],
    )
    def test_a_changed_problem_is_left_alone(self, change: Any, what: str) -> None:
        problem = furniture()
        solution = solve(problem).result()
        change(problem)
        with pytest.raises(ModelChanged, match=what):
            solution.assign()
        assert variable(problem, "chairs").varValue is None
        assert solution.objective == pytest.approx(440)

    def test_problem_that_became_unsolvable_has_changed(self) -> None:
        problem = furniture()
        solution = solve(problem).result()
        problem.objective[variable(problem, "chairs")] = np.nan
        if not np.isnan(problem.objective[variable(problem, "chairs")]):
            pytest.skip("this PuLP lets nothing into a problem that is no number")
        with pytest.raises(ModelChanged, match="coefficient of `chairs` is nan"):
            solution.assign()

    def test_only_a_pulp_problem_can_be_written_into(self) -> None:
        from headway.optimize import Model

        with pytest.raises(BadOption, match="PuLP"):
            solve(Model.of_arrays([1], [[1]], row_lower=[1])).result().assign()


class TestPulpSolver:
    @pytest.mark.parametrize(("problem", "value"), [(furniture, 440), (knapsack, 27), (mixed, 14)])
    def test_pulps_own_solve_goes_through_it(self, problem: Any, value: float) -> None:
        from headway.optimize import PulpSolver

        stated = problem()
        stated.solve(PulpSolver())
        assert pulp.value(stated.objective) == pytest.approx(value)

    def test_it_says_what_pulp_says_of_an_infeasible_problem(self) -> None:
        from headway.optimize import PulpSolver

        problem = furniture()
        problem += variable(problem, "chairs") + variable(problem, "tables") >= 99, "too many"
        told = problem.solve(PulpSolver())
        status = told if isinstance(told, int) else getattr(told, "status", told)
        assert str(status) in ("-1", "Infeasible", "LpSolveStatus.Infeasible") or "nfeasible" in str(status)

    def test_a_warm_start_is_taken(self) -> None:
        from headway.optimize import PulpSolver

        problem = knapsack()
        for each in problem.variables():
            each.setInitialValue(0)
        problem.solve(PulpSolver(warmStart=True))
        assert pulp.value(problem.objective) == pytest.approx(27)
