"""The assignment, beside SciPy's own algorithm."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from headway.errors import BadModel, BadTable
from headway.optimize.problems import assignment


@settings(deadline=None, max_examples=20)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=n, max_size=5)
    )
)
def test_cost_is_the_least_there_is(table: list[list[int]]) -> None:
    costs = np.array(table)
    frame = pd.DataFrame(
        [(f"p{i}", f"j{j}", cost) for (i, j), cost in np.ndenumerate(costs)], columns=["person", "job", "cost"]
    )
    answer = assignment.solve(frame).result()
    assert answer.objective == pytest.approx(costs[linear_sum_assignment(costs)].sum())
    assert set(answer.frame["does"].round(9)) <= {0.0, 1.0}
    assert answer.frame.groupby("job")["does"].sum().to_numpy() == pytest.approx(1)
    assert (answer.frame.groupby("person")["does"].sum() <= 1 + 1e-9).all()


def test_fewer_people_than_jobs_are_told() -> None:
    alone = pd.DataFrame({"person": ["Anna", "Anna"], "job": ["paint", "weld"], "cost": [1, 2]})
    with pytest.raises(BadTable, match="`job` holds 2 jobs, and `person` only 1 people"):
        assignment.model(alone)


def test_jobs_that_only_one_person_can_do_are_told() -> None:
    costs = pd.DataFrame({"person": ["Anna", "Anna", "Ben"], "job": ["paint", "weld", "pack"], "cost": [1, 2, 3]})
    with pytest.raises(BadTable, match="`job` holds 3 jobs"):
        assignment.model(costs)
    more = pd.concat([costs, pd.DataFrame({"person": ["Ed"], "job": ["pack"], "cost": [1]})])
    with pytest.raises(BadModel, match="person_Anna, job_paint, job_weld"):
        assignment.solve(more).result()
