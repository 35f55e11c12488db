"""What all ready problems keep: an optimum that is proven by its prices, and a picture that can be read."""

import re
from functools import cache
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from headway.errors import UnknownColumn
from headway.optimize import Status
from headway.optimize import problems as room
from headway.optimize.problems import assignment, furniture_shop
from headway.optimize.problems.base import Answer

OPTIONS: dict[str, dict[str, Any]] = {
    "assignment": {},
    "blending": {"amount": 20},
    "dead_kilometres": {},
    "diet": {},
    "furniture_shop": {},
    "media_mix": {"budget": 60_000},
    "portfolio": {"target": 0.006, "at_most": 0.5},
    "transport": {},
}
SVG = "{http://www.w3.org/2000/svg}"
TOURS = {"school_meals"}  # no linear programme, and an answer of another kind


def frames(name: str) -> tuple[pd.DataFrame, ...]:
    given = import_module(f"headway.optimize.problems.{name}").data()
    return given if isinstance(given, tuple) else (given,)


@cache
def answer(name: str) -> Answer:
    return import_module(f"headway.optimize.problems.{name}").solve(*frames(name), **OPTIONS[name]).result()


each_problem = pytest.mark.parametrize("name", OPTIONS)


def test_every_problem_is_tried_here() -> None:
    assert {*OPTIONS, *TOURS} == set(room.__all__)


def test_unknown_problem_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'knapsack'"):
        room.knapsack  # noqa: B018
    assert set(room.__all__) <= set(dir(room))


@each_problem
def test_prices_prove_the_optimum(name: str) -> None:
    """Weak duality: the bound that prices and reduced costs give is met, so that nothing is better."""
    solution = answer(name).solution
    model = solution.model
    assert solution.status is Status.OPTIMAL
    sign = 1.0 if model.sense == "min" else -1.0
    prices, reduced = sign * solution.shadow_prices.array, sign * solution.reduced_costs.array
    bound = sum(_least(p, low, high) for p, low, high in zip(prices, model.row_lower, model.row_upper, strict=True))
    bound += sum(_least(d, low, high) for d, low, high in zip(reduced, model.lower, model.upper, strict=True))
    assert sign * (solution.objective - model.constant) == pytest.approx(bound, rel=1e-6, abs=1e-7)


def _least(price: float, low: float, high: float) -> float:
    """The least of price · x for low ≤ x ≤ high."""
    return 0.0 if abs(price) < 1e-9 else price * (low if price > 0 else high)


@each_problem
def test_plan_and_rows_agree_with_the_solution(name: str) -> None:
    found = answer(name)
    assert not found.frame.empty
    assert list(found.rows.columns) == ["activity", "slack", "shadow_price", "from_rhs", "to_rhs"]
    prices = found.solution.shadow_prices
    assert [prices[row] for row in found.rows.index] == pytest.approx(list(found.rows["shadow_price"]))
    assert (found.rows["slack"] >= -1e-6).all()
    assert f"{found.objective:,.6g}" in repr(found)
    assert "<table" in found._repr_html_()


@each_problem
def test_picture_can_be_read(name: str) -> None:
    """Well-formed, nothing below 9 points, and the names of the frame are in it as text."""
    found = answer(name)
    svg = found.picture().svg
    root = ElementTree.fromstring(svg)
    texts = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;\"]*?([\d.]+)px", svg)]
    assert min(sizes) >= 9
    first = found.frame.iloc[:, 0].astype(str).unique()
    assert all(any(label in text for text in texts) for label in first)


HOSTILE = ["$a_{b$", '<b>&amp;"', "水果 店", "x" * 300, "two\nlines", r"\frac$x$"]


def test_any_name_can_be_drawn() -> None:
    costs = pd.DataFrame([(name, job, 1) for name in HOSTILE for job in HOSTILE], columns=["person", "job", "cost"])
    of_assignment = assignment.solve(costs).result().picture().svg
    products = pd.DataFrame({"product": HOSTILE, "profit": 1, "$": 2})
    of_shop = furniture_shop.solve(products, pd.DataFrame({"resource": ["$"], "available": [5]})).result().picture().svg
    for svg in (of_assignment, of_shop):
        texts = {"".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")}
        assert {"$a_{b$", '<b>&amp;"', "水果 店", "x" * 23 + "…"} <= texts


def test_picture_is_the_same_each_time() -> None:
    assert answer("transport").picture().svg == answer("transport").picture().svg


@each_problem
def test_rows_in_another_order_change_nothing(name: str) -> None:
    """Neither the answer, nor the frames themselves."""
    turned = [frame.iloc[::-1] for frame in frames(name)]
    before = [frame.copy() for frame in turned]
    again = import_module(f"headway.optimize.problems.{name}").solve(*turned, **OPTIONS[name]).result()
    assert again.objective == pytest.approx(answer(name).objective, rel=1e-6)
    for one, other in zip(turned, before, strict=True):
        pd.testing.assert_frame_equal(one, other)


@each_problem
def test_missing_column_is_named(name: str) -> None:
    first, *others = frames(name)
    missing = first.columns[0]
    with pytest.raises(UnknownColumn, match=f"no column '{missing}'"):
        import_module(f"headway.optimize.problems.{name}").solve(first.drop(columns=missing), *others, **OPTIONS[name])


@each_problem
def test_shadow_prices_are_differences(name: str) -> None:
    """One small step of each right-hand side inside its range changes the objective by price times step."""
    from headway.optimize import sweep

    found = answer(name)
    model = found.solution.model
    rows = found.rows
    sides = {row: _side(model, row) for row in rows.index}
    steps = {
        row: step
        for row, (low, high) in rows[["from_rhs", "to_rhs"]].iterrows()
        if (step := _step(sides[row], low, high))
    }
    moved = sweep(model, [{"rhs": {row: sides[row] + step}} for row, step in steps.items()]).result()
    for (row, step), solution in zip(steps.items(), moved, strict=True):
        expected = found.objective + rows.loc[row, "shadow_price"] * step
        assert solution.objective == pytest.approx(expected, rel=1e-5, abs=1e-7), row


def _side(model: Any, row: str) -> float:
    at = model.row_of[row]
    return float(model.row_upper[at] if np.isfinite(model.row_upper[at]) else model.row_lower[at])


def _step(side: float, low: float, high: float) -> float:
    """Half of the way to the nearer end of the range, not more than a tenth of the side; 0 where there is none."""
    room_above, room_below = high - side, side - low
    size = 0.1 * max(1.0, abs(side))
    if room_above > 1e-9:
        return min(size, room_above / 2)
    return -min(size, room_below / 2) if room_below > 1e-9 else 0.0
