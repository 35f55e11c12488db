"""Who wins a race, told by hand how each solver ended."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from headway.errors import SolverFailed
from headway.optimize.model import Model
from headway.optimize.solvers.base import Found
from headway.optimize.status import Status
from headway.optimize.verdict import Racer, Verdict, verdict

MODELS = [  # the same, stated as a minimum and as a maximum; x whole in [0, 10]
    Model.of_arrays([1.0], [[1.0]], upper=10, integer=True, constant=5, name="low"),
    Model.of_arrays([-1.0], [[1.0]], upper=10, integer=True, constant=-5, sense="max", name="high"),
]


def racer(model: Model, solver: str, status: Status, x: float | None = None, bound: float | None = None) -> Racer:
    """A solver with a point, and a bound stated for the minimum."""
    sign = 1.0 if model.name == "low" else -1.0
    values = None if x is None else np.array([x])
    return Racer(
        solver, Found(status, values, bound=None if bound is None else sign * bound, words=f"{solver}'s words")
    )


def judged(model: Model, *racers: Any, gap: float = 0.0, is_over: bool = True) -> Verdict | None:
    made = [each if isinstance(each, Racer) else racer(model, *each) for each in racers]
    return verdict(model, made, gap, is_over)


both_senses = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@both_senses
@pytest.mark.parametrize("status", [Status.OPTIMAL, Status.INFEASIBLE, Status.UNBOUNDED])
def test_first_proof_wins_at_once(model: Model, status: Status) -> None:
    point = 0.0 if status is Status.OPTIMAL else None
    won = judged(model, ("slow", Status.FAILED), ("quick", status, point, 5.0), is_over=False)
    assert won is not None
    words = "quick was first (quick's words); slow: slow's words"
    assert (won.solver, won.found.status, won.found.words) == ("quick", status, words)


@both_senses
def test_nobody_has_won_before_a_proof_or_the_end(model: Model) -> None:
    assert judged(model, ("one", Status.LIMIT, 3.0, 2.0), Racer("two", None, "broken"), is_over=False) is None


def test_words_tell_what_became_of_each() -> None:
    model = MODELS[0]
    ended = [
        racer(model, "one", Status.LIMIT, 3.0, 2.0),
        Racer("two", None, "broken"),
        racer(model, "won", Status.OPTIMAL, 3.0),
    ]
    won = verdict(model, ended, 0.0, is_over=False, running=["late"])
    assert won is not None
    assert won.found.words == "won was first (won's words); one ended as limit; two: broken; late was ended"


@both_senses
def test_best_point_wins_with_the_best_bound(model: Model) -> None:
    won = judged(model, ("one", Status.LIMIT, 4.0, 7.0), ("two", Status.LIMIT, 3.0, 6.0), ("three", Status.LIMIT))
    assert won is not None
    assert (won.solver, won.found.status) == ("two", Status.LIMIT)
    assert won.found.bound is not None
    assert abs(won.found.bound) == 7.0


@both_senses
def test_point_of_one_and_bound_of_another_are_a_proof(model: Model) -> None:
    won = judged(model, ("one", Status.LIMIT, 3.0, 6.0), ("two", Status.LIMIT, None, 8.0))
    assert won is not None
    assert (won.solver, won.found.status) == ("one", Status.OPTIMAL)


@both_senses
def test_point_refutes_who_says_infeasible(model: Model) -> None:
    won = judged(model, ("one", Status.LIMIT, 3.0), ("liar", Status.INFEASIBLE))
    assert won is not None
    assert (won.solver, won.found.status) == ("one", Status.LIMIT)
    assert "liar says infeasible, and a point of one is feasible" in won.found.words


@both_senses
def test_better_point_refutes_an_optimum_and_its_bound(model: Model) -> None:
    won = judged(model, ("liar", Status.OPTIMAL, 4.0, 9.0), ("one", Status.LIMIT, 3.0, 6.0))
    assert won is not None
    assert (won.solver, won.found.status) == ("one", Status.LIMIT)
    assert abs(won.found.bound or 0.0) == 6.0
    assert "liar says optimal" in won.found.words


@both_senses
def test_better_point_within_the_gap_refutes_nothing(model: Model) -> None:
    won = judged(model, ("one", Status.OPTIMAL, 4.0, 7.0), ("two", Status.LIMIT, 3.0, 6.0), gap=0.3)
    assert won is not None
    assert (won.solver, won.found.status) == ("one", Status.OPTIMAL)


@both_senses
def test_without_a_point_the_best_bound_is_told(model: Model) -> None:
    won = judged(model, ("one", Status.LIMIT, None, 6.0), ("two", Status.LIMIT, None, 7.0), ("three", Status.FAILED))
    assert won is not None
    assert won.found.status is Status.LIMIT
    assert abs(won.found.bound or 0.0) == 7.0


@both_senses
def test_where_all_have_failed_each_is_named(model: Model) -> None:
    with pytest.raises(SolverFailed, match="one: broken; two: two's words"):
        judged(model, Racer("one", None, "broken"), ("two", Status.FAILED))
