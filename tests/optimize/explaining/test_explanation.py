"""``explain(solution)``: textbook models, read as a student would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from tests.optimize.models import infeasible_models, linear_models, solvable_models, torn_models, unbounded_models

from headway.errors import BadOption
from headway.optimize.explaining import Explanation, explain
from headway.optimize.model import Model
from headway.optimize.solution import Solution
from headway.optimize.solvers.base import Found, Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.status import Status

INF = np.inf


def explained(model: Model) -> Explanation:
    return explain(Solution(model, Highs().solve(model, Wish(time_limit_s=10)), 0.1, "highs"))


def lines(explanation: Explanation, title: str) -> list[str]:
    return [line for part in explanation.parts if part.title == title for line in (*part.lines, part.note)]


def furniture() -> Model:  # Winston, Operations Research, the Dakota problem
    return Model.of_arrays(
        [60, 30, 20],
        [[8, 6, 1], [4, 2, 1.5], [2, 1.5, 0.5], [0, 1, 0]],
        row_upper=[48, 20, 8, 5],
        sense="max",
        variables=["desks", "tables", "chairs"],
        rows=["lumber", "finishing", "carpentry", "demand"],
    )


def facilities() -> Model:
    return Model.of_arrays(
        [2, 3, 100, 150],
        [[1, 1, 0, 0], [1, 0, -80, 0], [0, 1, 0, -90]],
        row_lower=[100, -INF, -INF],
        row_upper=[INF, 0, 0],
        upper=[INF, INF, 1, 1],
        integer=[False, False, True, True],
        variables=["ship A", "ship B", "open A", "open B"],
        rows=["need", "link A", "link B"],
    )


def test_furniture_shop_is_explained_as_in_the_book() -> None:
    explanation = explained(furniture())
    assert lines(explanation, "Constraints that bind")[0] == (
        "finishing ≤ 20 binds: each unit more of its right-hand side raises the objective by 10 (a gain), "
        "while that is between 16 and 24."
    )
    assert lines(explanation, "Constraints with slack")[0] == "lumber ≤ 48: 24 left; it comes to 24."
    assert lines(explanation, "Variables at a bound")[0] == (
        "tables = 0 is not worth it: each unit of it lowers the objective by 5 (a loss). Its coefficient in the objective, "
        "30, would have to rise by 5 (to above 35) for that to change."
    )
    ranges = lines(explanation, "Coefficients of the objective for which the plan stays the best")
    assert ranges[:2] == ["desks: between 56 and 80 (now 60)", "chairs: between 15 and 22.5 (now 20)"]
    assert lines(explanation, "Other optima")[0] == "There is no other plan as good."


def test_minimum_is_a_cost_that_a_requirement_raises() -> None:
    diet = Model.of_arrays(
        [50, 20, 30, 80],
        [[400, 200, 150, 500], [3, 2, 0, 0], [2, 2, 4, 4], [2, 4, 1, 5]],
        row_lower=[500, 6, 10, 8],
        variables=["brownies", "ice cream", "cola", "cheesecake"],
        rows=["calories", "chocolate", "sugar", "fat"],
    )
    explanation = explained(diet)
    assert "How it ended\n  Optimal: the objective is 90, and no feasible plan has a lower one." in explanation.text
    assert "raises the objective by 2.5 (a loss)" in lines(explanation, "Constraints that bind")[0]
    assert "calories ≥ 500: exceeded by 250; it comes to 750." in lines(explanation, "Constraints with slack")
    assert "would have to fall by 27.5 (to below 22.5)" in lines(explanation, "Variables at a bound")[0]


def test_degenerate_optimum_is_said_to_be() -> None:
    model = Model.of_arrays([2, 1], [[1, 0], [1, 1], [1, -1]], row_upper=4, sense="max", variables=["x", "y"])
    explanation = explained(model)
    assert explanation.is_degenerate
    assert "there may be others" in lines(explanation, "Other optima")[0]


def test_other_optimum_is_found_and_as_good() -> None:
    model = Model.of_arrays([2, 4], [[1, 2], [1, 1]], row_upper=[5, 4], sense="max", variables=["x", "y"])
    explanation = explained(model)
    assert explanation.another is not None
    assert 2 * explanation.another["x"] + 4 * explanation.another["y"] == pytest.approx(10)
    assert lines(explanation, "Other optima")[0].startswith("Another plan is as good: ")


@given(linear_models(most=5))
@settings(max_examples=30, deadline=None)
def test_other_optimum_is_feasible_and_as_good(model: Model) -> None:
    explanation = explained(model)
    if explanation.another is None:
        return
    point = np.array(list(explanation.another.values()))
    activity, near = model.matrix @ point, 1e-5 * (1 + np.abs(point).max())
    best = Highs().solve(model, Wish()).values
    assert best is not None
    assert model.objective_at(point) == pytest.approx(model.objective_at(best), rel=1e-6, abs=1e-5)
    assert not np.allclose(point, best)
    for values, low, high in ((point, model.lower, model.upper), (activity, model.row_lower, model.row_upper)):
        assert (values >= low - 10 * near).all()
        assert (values <= high + 10 * near).all()


def test_integer_programme_has_no_prices_but_those_of_its_fixed_one() -> None:
    explanation = explained(facilities())
    assert all(fact.shadow_price is None for fact in explanation.rows)
    assert explanation.fixed is not None
    part = lines(explanation, "With the whole variables fixed as found")
    assert "need ≥ 100 binds: each unit more of its right-hand side raises the objective by 3 (a loss)" in part[0]
    assert "no shadow prices" in part[-1]


def test_knapsack_has_nothing_to_price() -> None:
    model = Model.of_arrays([10, 13, 18], [[2, 3, 4]], row_upper=[6], upper=1, integer=True, sense="max")
    assert "nothing left to be priced" in " ".join(lines(explained(model), "Shadow prices"))


def test_gap_is_said_where_a_limit_ended_the_solve() -> None:
    found = Found(Status.LIMIT, values=np.array([1.0, 0, 0]), bound=26.0)
    model = Model.of_arrays([10, 13, 18], [[2, 3, 4]], row_upper=[6], upper=1, integer=True, sense="max")
    text = " ".join(lines(explain(Solution(model, found, 1.0, "highs")), "How it ended"))
    assert "Stopped at a limit, without a proof" in text
    assert "no feasible plan has one above 26" in text
    assert "The gap is 160 %." in text


@pytest.mark.parametrize("status", [Status.LIMIT, Status.FAILED])
def test_solve_without_a_plan_says_why(status: Status) -> None:
    explanation = explain(Solution(furniture(), Found(status, words="Out of luck"), 1.0, "highs"))
    assert "Out of luck" in explanation.text
    assert explanation.rows == ()


def test_infeasible_blend_is_spelled_out_and_cured() -> None:
    blend = Model.of_arrays(
        [3, 2, 4],
        [[1, 1, 1], [0.3, 0.1, 0.5], [0.05, 0.02, 0.2]],
        row_lower=[100, 40, -INF],
        row_upper=[100, INF, 5],
        variables=["A", "B", "C"],
        rows=["tonnes", "iron", "sulphur"],
    )
    explanation = explained(blend)
    assert explanation.conflict is not None
    assert explanation.conflict.rows == ("iron", "sulphur")
    assert lines(explanation, "The least change that cures it")[0] == (
        "Raise the upper limit of sulphur from 5 to 12.5 (+7.5)."
    )
    assert "its optimum is 350" in explanation.text


def test_conflict_of_whole_variables_names_them() -> None:
    model = Model.of_arrays(
        [1, 1],
        [[2, 4]],
        row_lower=[7],
        row_upper=[7],
        integer=True,
        upper=9,
        variables=["pairs", "fours"],
        rows=["parts"],
    )
    assert "only since pairs and fours are to be whole" in explained(model).text


def test_ray_is_told_in_words() -> None:
    model = Model.of_arrays(
        [5, 4, 1],
        [[1, -1, 0], [0, 0, 1]],
        row_upper=[10, 8],
        sense="max",
        variables=["beer", "malt", "rest"],
        rows=["mash", "cap"],
    )
    explanation = explained(model)
    assert explanation.ray == pytest.approx({"beer": 1.0, "malt": 1.0})
    told = lines(explanation, "Where it leads")
    assert told[0].startswith("Raising beer and malt by 1 each at once raises the objective by 9 (a gain)")
    assert told[1] == "The constraint with these variables, mash, stays as it is."


@given(solvable_models())
@settings(max_examples=25, deadline=None)
def test_any_solved_model_is_explained(model: Model) -> None:
    explanation = explained(model)
    assert (len(explanation.rows), len(explanation.activities)) == (len(model.rows), len(model.variables))
    assert "nan" not in explanation.text


@given(infeasible_models())
@settings(max_examples=10, deadline=None)
def test_any_infeasible_model_has_its_conflict_and_cure(model: Model) -> None:
    explanation = explained(model)
    assert explanation.conflict is not None
    assert explanation.cure is not None


@given(unbounded_models())
@settings(max_examples=10, deadline=None)
def test_any_unbounded_model_has_its_ray(model: Model) -> None:
    assert explained(model).ray


@given(torn_models())
@settings(max_examples=5, deadline=None)
def test_open_verdict_of_a_solver_is_settled(model: Model) -> None:
    found = Found(Status.INFEASIBLE_OR_UNBOUNDED)
    assert explain(Solution(model, found, 0.1, "another")).status is Status.INFEASIBLE


def test_open_verdict_of_a_solver_may_be_unbounded() -> None:
    model = Model.of_arrays([1], [[1]], sense="max")
    assert explain(Solution(model, Found(Status.INFEASIBLE_OR_UNBOUNDED), 0.1, "another")).status is Status.UNBOUNDED


def test_many_rows_are_cut_and_the_values_are_not() -> None:
    model = Model.of_arrays(np.ones(50), np.eye(50), row_upper=np.arange(1.0, 51), sense="max")
    solution = Solution(model, Highs().solve(model, Wish()), 0.1, "highs")
    explanation = explain(solution, most=3)
    assert explanation.text.count("… 47 more") >= 2
    assert len(explanation.rows) == 50


def test_names_are_escaped_in_html(tmp_path: Path) -> None:
    model = Model.of_arrays([1], [[1]], row_upper=[3], sense="max", variables=["<img>"], rows=["<script>"], name="<b>")
    explanation = explained(model)
    assert "<img" not in explanation.html()
    assert "<script" not in explanation._repr_html_()
    assert explanation.save(tmp_path / "e.txt").read_text(encoding="utf-8") == f"{explanation.text}\n"
    assert "<main" in explanation.save(tmp_path / "e.html").read_text(encoding="utf-8")
    assert str(explanation) == explanation.text
    assert repr(explanation) == "<Explanation: <b>: optimal>"


@pytest.mark.parametrize("model", [furniture(), facilities(), Model.of_arrays([1], [[1]], sense="max")])
def test_assumptions_come_last_and_can_be_left_out(model: Model) -> None:
    solution = Solution(model, Highs().solve(model, Wish()), 0.1, "highs")
    whole, bare = explain(solution), explain(solution, assumptions=False)
    assert whole.parts[-1].title == "Assumptions of a linear programme"
    assert len(whole.assumptions) == len(whole.parts[-1].lines) == 6
    assert (bare.parts, bare.assumptions) == (whole.parts[:-1], ())


def test_all_numbers_are_written_in_one_way() -> None:
    model = Model.of_arrays([-2], np.zeros((0, 1)), upper=6000, variables=["make['rolls',1]"])
    text = explained(model).text
    assert "make['rolls',1] = 6000\n" in text
    assert "make['rolls',1] is at its upper bound, 6000: " in text
    assert "the objective is -12000," in text


@pytest.mark.parametrize("given", [furniture(), "furniture.mps", None])
def test_what_is_no_solution_is_refused_with_how_to_get_one(given: object) -> None:
    with pytest.raises(BadOption, match=r"optimize\.explain\(optimize\.solve\(model\)\.result\(\)\)"):
        explain(given)  # type: ignore[arg-type]


def test_wrong_options_are_refused() -> None:
    solution = Solution(furniture(), Highs().solve(furniture(), Wish()), 0.1, "highs")
    with pytest.raises(BadOption, match="most"):
        explain(solution, most=0)
    with pytest.raises(BadOption, match="time_limit_s"):
        explain(solution, time_limit_s=0)
    with pytest.raises(BadOption, match="time_limit_s"):
        explain(solution, time_limit_s="long")  # type: ignore[arg-type]
