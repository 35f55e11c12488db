"""What a model takes for granted, by the model as written."""

from __future__ import annotations

import numpy as np
import pytest

from headway.optimize.explaining.assumptions import RELAXED, RELIED, VIOLATED, Assumption, assumptions_of, switches_of
from headway.optimize.model import Model

INF = np.inf


def assumption(model: Model, name: str) -> Assumption:
    return next(each for each in assumptions_of(model) if each.name == name)


def test_plain_linear_programme_relies_on_all_six() -> None:
    model = Model.of_arrays([1, 2], [[1, 1]], row_upper=[4])
    assert [each.verdict for each in assumptions_of(model)] == [RELIED] * 6


def test_whole_variables_violate_divisibility() -> None:
    model = Model.of_arrays(
        [1, 2, 3], [[1, 1, 1]], row_upper=[4], integer=[True, False, True], variables=["a", "b", "c"]
    )
    found = assumption(model, "divisibility")
    assert (found.verdict, found.where) == (VIOLATED, ("a", "c"))
    assert "a and c are to be whole" in found.words
    assert "The other variable may be any fraction" in found.words


def test_fraction_of_the_plan_is_the_example_of_divisibility() -> None:
    model = Model.of_arrays([1, 2], [[1, 1]], variables=["a", "b"])
    words = next(each.words for each in assumptions_of(model, np.array([2.0, 1.5])) if each.name == "divisibility")
    assert "any fraction can be had, such as b = 1.5 here" in words


@pytest.mark.parametrize(
    "model", [Model.of_arrays([1], np.zeros((0, 1))), Model.of_arrays(np.ones(90), np.ones((3, 90)))]
)
def test_what_is_relied_on_is_a_short_sentence(model: Model) -> None:
    assert all(len(each.words) < 75 for each in assumptions_of(model))
    assert ("1 number," in assumption(model, "certainty").words) == (len(model.variables) == 1)


def test_free_and_negative_variables_relax_non_negativity() -> None:
    model = Model.of_arrays([1, 2, 3], [[1, 1, 1]], lower=[0, -INF, -4], variables=["a", "b", "c"])
    found = assumption(model, "non-negativity")
    assert (found.verdict, found.where) == (RELAXED, ("b", "c"))
    assert "b without any lower bound" in found.words
    assert found.words.endswith(" The other can't.")


@pytest.mark.parametrize("sign", [1, -1])
def test_big_m_is_a_switch_that_breaks_proportionality(sign: int) -> None:
    limits = {"row_upper": [0]} if sign == 1 else {"row_lower": [0]}
    model = Model.of_arrays(
        [2, 100],
        [[sign, -sign * 80]],
        upper=[INF, 1],
        integer=[False, True],
        variables=["ship", "open"],
        rows=["link"],
        **limits,
    )
    (switch,) = switches_of(model)
    assert (switch.name, switch.row, switch.switched, switch.fixed) == ("open", "link", ("ship",), 100.0)
    found = assumption(model, "proportionality")
    assert (found.verdict, found.where) == (RELAXED, ("open",))
    assert "at a fixed 100 in the objective" in found.words


@pytest.mark.parametrize(
    "model",
    [
        Model.of_arrays([1, 1], [[1, -1]], row_upper=[0], upper=[INF, 5], integer=[False, True]),  # not 0 or 1
        Model.of_arrays([1, 1], [[1, -1]], row_upper=[0], upper=1, integer=True),  # one choice needs another
        Model.of_arrays([1, 1], [[1, -1]], row_upper=[2], upper=[INF, 1], integer=[False, True]),  # not 0 without it
        Model.of_arrays([1, 1], [[1, -1]], row_upper=[0], lower=[-1, 0], upper=[INF, 1], integer=[False, True]),
    ],
)
def test_other_rows_are_no_switches(model: Model) -> None:
    assert switches_of(model) == ()
