"""Which plane is drawn, and the errors of those who ask for one that is not there."""

from __future__ import annotations

import numpy as np
import pytest

from headway.errors import BadModel, BadOption, UnknownName
from headway.optimize import Model
from headway.optimize.graphical.slicing import plane_of


def larger(**others: object) -> Model:
    given: dict[str, object] = {
        "row_upper": [40, 38, 25],
        "sense": "max",
        "variables": ["tables", "chairs", "desks", "shelves"],
        "rows": ["wood", "labour", "space"],
        "constant": 2.0,
    }
    return Model.of_arrays([8, 5, 6, 9], [[2, 1, 1, 3], [1, 2, 1, 1], [1, 1, 0, 0]], **{**given, **others})


def test_others_stay_at_their_optimal_values() -> None:
    plane = plane_of(larger(), "tables", "chairs", None)
    assert plane.is_at_optimum
    assert set(plane.at) == {"desks", "shelves"}
    wood = next(limit for limit in plane.limits if limit.name == "wood")
    assert wood.high == pytest.approx(40 - plane.at["desks"] - 3 * plane.at["shelves"])


def test_others_stay_where_they_are_put() -> None:
    plane = plane_of(larger(), "chairs", "tables", {"desks": 4, "shelves": 5})
    assert not plane.is_at_optimum
    assert plane.axes == ("chairs", "tables")
    assert plane.costs == (5, 8)
    assert plane.constant == 2 + 6 * 4 + 9 * 5
    assert [(limit.a, limit.b, limit.high) for limit in plane.limits[:3]] == [(1, 2, 21), (2, 1, 29), (1, 1, 25)]


def test_rows_of_the_others_alone_are_met_or_broken() -> None:
    model = larger(upper=[np.inf, np.inf, 3, np.inf])
    plane = plane_of(model, "desks", "shelves", {"tables": 20, "chairs": 6})
    assert plane.broken == ("space",)
    assert "space" not in [limit.name for limit in plane.limits]
    assert plane_of(model, "tables", "chairs", {"desks": 4, "shelves": 0}).broken == ("desks ≤ 3",)


def test_rounding_of_the_optimal_values_is_not_drawn() -> None:
    model = Model.of_arrays(
        [1, 1, 1],
        [[1, 0, 1], [1, 1, 3], [0, 1, 0.3]],
        row_lower=[0.3, 1, 0.1],
        row_upper=[0.3, 1, 9],
        upper=[1, 1, 0.1],
    )
    plane = plane_of(model, "x1", "x2", {"x3": 0.1})
    assert plane_of(model, "x1", "x2", None).is_at_optimum
    assert all(limit.low in (0.2, 0.7, 0.07, 0, -np.inf) for limit in plane.limits)


def test_values_that_are_not_whole_are_broken() -> None:
    model = larger(integer=[False, False, True, False])
    assert plane_of(model, "tables", "chairs", {"desks": 1.5, "shelves": 0}).broken == ("desks whole",)


def test_one_variable_is_drawn_with_its_objective() -> None:
    plane = plane_of(Model.of_arrays([3], [[2]], row_upper=[12], constant=-5, variables=["loaves"]), None, None, None)
    assert plane.is_graph
    assert plane.axes == ("loaves", "objective")
    assert plane.model().objective_at(np.array([4.0, 7.0])) == 7


@pytest.mark.parametrize(
    ("options", "error", "named"),
    [
        ({}, BadOption, "has 4: tables, chairs, desks, shelves"),
        ({"x": "tables"}, BadOption, "y="),
        ({"x": "tables", "y": "tables"}, BadOption, "another variable"),
        ({"x": "table", "y": "chairs"}, UnknownName, "Did you mean 'tables'"),
        ({"x": "tables", "y": "chairs", "at": {"desk": 1}}, UnknownName, "Did you mean 'desks'"),
        ({"x": "tables", "y": "chairs", "at": {"tables": 1}}, BadOption, "other variables than the axes"),
        ({"x": "tables", "y": "chairs", "at": {"desks": float("nan")}}, BadOption, "a number"),
        ({"x": "tables", "y": "chairs", "at": {"desks": "3"}}, BadOption, "a number"),
        ({"x": "tables", "y": "chairs", "at": {"desks": None}}, BadOption, "a number"),
        ({"x": "tables", "y": "chairs", "at": 5}, BadOption, "a dict of variables' names"),
        ({"x": "tables", "y": "chairs", "at": {"desks": 99}}, BadOption, "a value for each of shelves"),
    ],
)
def test_errors_name_what_is_wrong(options: dict, error: type[Exception], named: str) -> None:
    with pytest.raises(error, match=named):
        plane_of(larger(), options.get("x"), options.get("y"), options.get("at"))


def test_nothing_to_draw() -> None:
    with pytest.raises(BadModel, match="no variables"):
        plane_of(Model.of_arrays([], np.zeros((0, 0))), None, None, None)


def test_one_variable_has_no_second_axis() -> None:
    model = Model.of_arrays([3], [[2]], row_upper=[12], variables=["loaves"])
    with pytest.raises(BadOption, match="one variable"):
        plane_of(model, "loaves", "loaves", None)
