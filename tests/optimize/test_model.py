"""Models as arrays: what is refused, and what sets two of them apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from headway.errors import BadModel
from headway.optimize import Model, solve
from headway.optimize.model import difference


def small(**changes: Any) -> Model:
    given: dict[str, Any] = {
        "row_upper": [4, 6], "variables": ["x", "y"], "rows": ["wood", "work"], "sense": "max", **changes
    }  # fmt: skip
    return Model.of_arrays(given.pop("costs", [3, 2]), given.pop("matrix", [[1, 1], [2, 1]]), **given)


def test_arrays_are_copied() -> None:
    costs, matrix = np.array([3.0, 2.0]), sparse.csr_array([[1.0, 1.0], [2.0, 1.0]])
    model = small(costs=costs, matrix=matrix)
    costs[0], matrix.data[0] = 9, 9
    assert (model.costs[0], model.matrix.toarray()[0, 0]) == (3, 1)


def test_entries_that_are_there_twice_are_added() -> None:
    matrix = sparse.coo_array(([1.0, 2.0], ([0, 0], [0, 0])), shape=(2, 2))
    assert small(matrix=matrix).matrix.toarray().tolist() == [[3, 0], [0, 0]]


def test_a_bound_beyond_what_solvers_know_is_none() -> None:
    assert small(upper=[1e30, 5]).upper.tolist() == [np.inf, 5]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"costs": [1]}, "the matrix has 2 columns, and there are 1 costs"),
        ({"row_upper": [1, 2, 3]}, r"`row_upper` has the shape \(3,\) where \(2,\)"),
        ({"variables": ["x", "x"]}, "two variables are called `x`"),
        ({"rows": ["a", "a"]}, "two rows are called `a`"),
        ({"variables": ["x"]}, "`variables` has 1 entries where 2"),
        ({"costs": [np.nan, 1]}, "coefficient of `x` is nan"),
        ({"constant": np.inf}, "constant is inf"),
        ({"matrix": [[1, 1], [1e30, 1]]}, r"coefficient of `x` in `work` is 1e\+30"),
        ({"lower": [np.nan, 0]}, "`x` is to lie between nan"),
        ({"lower": [np.inf, 0]}, "`x` is to lie between inf"),
        ({"row_upper": [-np.inf, 1]}, "`wood` is to lie between -inf and -inf"),
        ({"sense": "maximum"}, 'the sense is \'maximum\'. Give "min" or "max"'),
        ({"costs": ["dear", 2]}, "`costs` can't be read as numbers"),
        ({"costs": [1j, 2]}, "`costs` can't be read as numbers"),
        ({"matrix": [[1, 1], [2]]}, "`matrix` can't be read as numbers"),
        ({"matrix": [1, 1]}, r"the matrix has the shape \(2,\)"),
        ({"matrix": sparse.csr_array([[1j, 1]])}, "`matrix` can't be read as numbers"),
        ({"row_upper": ["much", 6]}, "`row_upper` can't be read as numbers"),
        ({"constant": "free"}, "`constant` can't be read as numbers"),
        ({"integer": [0.5, 1]}, "`integer` has 0.5 among its entries"),
        ({"integer": [np.nan, 1]}, "`integer` has nan among its entries"),
        ({"variables": ["x", 2]}, "among the names of the variables is 2"),
        ({"variables": "xy"}, "`variables` is 'xy'. Give a list of names"),
        ({"rows": 2}, "`rows` is 2. Give a list of names"),
    ],
)
def test_what_makes_no_sense_is_named(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(BadModel, match=says):
        small(**changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, ""),
        ({"sense": "min"}, "sense"),
        ({"constant": 1}, "constant"),
        ({"costs": [3, 1]}, "the cost of `y`"),
        ({"upper": [9, np.inf]}, "upper bound of `x`"),
        ({"integer": [False, True]}, "kind of `y`"),
        ({"row_upper": [4, 7]}, "upper limit of `work`"),
        ({"matrix": [[1, 1], [2, 3]]}, "coefficients of `work`"),
        ({"variables": ["x", "z"]}, "variables"),
        ({"rows": ["wood", "time"]}, "rows"),
    ],
)
def test_difference_names_what_is_another(changes: dict[str, Any], says: str) -> None:
    assert says in difference(small(), small(**changes))
    assert bool(difference(small(), small(**changes))) == bool(changes)


def test_without_rows_or_variables_it_can_be_solved() -> None:
    empty = np.zeros((0, 0))
    assert solve(Model.of_arrays([], empty, constant=3)).result().objective == 3
    assert solve(Model.of_arrays([1, -1], np.zeros((0, 2)), upper=5)).result().objective == -5
    assert solve(Model.of_arrays([], np.zeros((1, 0)), row_upper=[1])).result().status == "optimal"
    assert solve(Model.of_arrays([], np.zeros((1, 0)), row_lower=[1])).result().status == "infeasible"


def test_a_relaxation_leaves_the_model_alone() -> None:
    model = small(integer=True)
    assert (model.relaxed().is_integer, model.is_integer) == (False, True)
    assert small().relaxed() is not None
    assert not difference(replace(model, integer=np.zeros(2, bool)), model.relaxed())


def test_numbers_of_a_model_stay_as_they_are() -> None:
    """A task may be solving it: what is written into it would be solved in part, or not."""
    model = Model.of_arrays([1, 2], [[1, 1]], row_upper=4)
    for array in (model.costs, model.lower, model.row_upper, model.integer, model.matrix.data):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
