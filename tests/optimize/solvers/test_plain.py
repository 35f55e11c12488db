"""The stand-in that commands get says the same, and the way back from it is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from tests.optimize.contract import law
from tests.optimize.models import linear_models, solvable_models

from headway.optimize.model import Model, Sense
from headway.optimize.optimality import violations
from headway.optimize.readers import read_text
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solvers.plain import plain
from headway.optimize.writers.mps import mps_text


@law
@given(solvable_models())
def test_stand_in_is_as_plain_as_it_says(model: Model) -> None:
    stand_in = plain(model).model
    assert stand_in.sense is Sense.MIN
    assert stand_in.constant == 0
    low, high = stand_in.row_lower, stand_in.row_upper
    assert ((low == high) | ~np.isfinite(low) | ~np.isfinite(high)).all()
    assert (np.isfinite(low) | np.isfinite(high)).all()
    assert mps_text(read_text(mps_text(stand_in), "mps")) == mps_text(stand_in)


@law
@given(linear_models())
def test_optimum_and_prices_of_the_stand_in_are_those_of_the_model(model: Model) -> None:
    stand_in = plain(model)
    found = Highs().solve(stand_in.model, Wish())
    assert found.values is not None
    assert found.prices is not None
    values, prices = stand_in.values(found.values), stand_in.prices(found.prices)
    assert violations(model, values, prices).largest <= 1e-6
    objective = stand_in.objective(stand_in.model.objective_at(found.values))
    assert objective == pytest.approx(model.objective_at(values), rel=1e-9, abs=1e-9)


def test_names_that_no_file_holds_do_not_reach_it() -> None:
    model = Model.of_arrays([1.0], [[1.0]], row_upper=[1.0], variables=["a\nb c"], rows=["ENDATA"], name="\nRHS")
    text = mps_text(plain(model).model)
    assert "a\nb" not in text
    assert text.count("ENDATA") == text.count("RHS\n") == 1
