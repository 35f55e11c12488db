"""What is seen without a solver is what HiGHS finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from scipy import sparse
from tests.optimize.contract import law
from tests.optimize.models import infeasible_models, solvable_models

from headway.optimize.model import Model
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solvers.obvious import obvious
from headway.optimize.status import Status


@law
@given(solvable_models() | infeasible_models())
def test_without_coefficients_the_answer_is_that_of_highs(model: Model) -> None:
    bare = replace(model, matrix=sparse.csr_array(model.matrix.shape))
    mine, other = obvious(bare), Highs().solve(bare, Wish(gap=0.0))
    assert mine is not None
    assert mine.status is other.status
    if mine.status is Status.OPTIMAL:
        assert mine.values is not None
        assert other.values is not None
        assert bare.objective_at(mine.values) == pytest.approx(bare.objective_at(other.values), abs=1e-9)


def test_one_coefficient_is_for_a_solver() -> None:
    assert obvious(Model.of_arrays([1.0], [[1.0]], row_upper=[2.0])) is None


def test_entry_that_is_0_is_none() -> None:
    empty = sparse.csr_array((np.zeros(1), ([0], [0])), shape=(1, 1))
    found = obvious(Model.of_arrays([1.0], empty, row_lower=[2.0]))
    assert found is not None
    assert found.status is Status.INFEASIBLE
    assert "row1" in found.words


def test_no_whole_number_within_bounds() -> None:
    found = obvious(Model.of_arrays([1.0], np.zeros((0, 1)), lower=0.2, upper=0.8, integer=True))
    assert found is not None
    assert found.status is Status.INFEASIBLE


def test_whole_variable_without_a_whole_number_is_named_beside_rows() -> None:
    found = obvious(Model.of_arrays([1.0], [[1.0]], row_lower=0.0, lower=0.2, upper=0.8, integer=True, variables=["x"]))
    assert found is not None
    assert "`x` is to be whole, and to lie between 0.2 and 0.8" in found.words
