"""Corners, fates, redundant and conflicting limits: against HiGHS, against brute force, and whatever the units are."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.optimize.graphical.planes import two_variable_models

from headway.optimize import Model
from headway.optimize.graphical.outcome import (
    Fate,
    conflicting_limits,
    lines_through,
    outcome_of,
    redundant_limits,
    whole_outcome,
)
from headway.optimize.graphical.plane import Plane, Sides
from headway.optimize.graphical.region import region_of, touches, within
from headway.optimize.graphical.scene import scene_of
from headway.optimize.graphical.slicing import plane_of
from headway.optimize.model import Floats
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.status import Status

FATES = {
    Fate.OPTIMAL: {Status.OPTIMAL},
    Fate.UNBOUNDED: {Status.UNBOUNDED, Status.INFEASIBLE_OR_UNBOUNDED},
    Fate.INFEASIBLE: {Status.INFEASIBLE, Status.INFEASIBLE_OR_UNBOUNDED},
}


def plane_of_model(model: Model) -> Plane:
    return plane_of(model, "x", "y", None)


def area(corners: Floats) -> float:
    """By the shoelace formula; counter-clockwise is positive."""
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def sides(*rows: tuple[float, float, float]) -> Sides:
    a, b, c = np.array(rows, float).reshape(-1, 3).T
    return Sides(a, b, c, np.zeros(len(rows)), np.arange(len(rows)))


@settings(max_examples=80, deadline=None)
@given(two_variable_models())
def test_fate_and_optimum_as_a_solver_finds_them(model: Model) -> None:
    check_fate(model)


@pytest.mark.full
@settings(max_examples=1000, deadline=None)
@given(two_variable_models(most=12))
def test_fates_of_many(model: Model) -> None:
    check_fate(model)


def check_fate(model: Model) -> None:
    plane = plane_of_model(model)
    outcome = outcome_of(plane, region_of(plane.sides))
    if _is_a_hair(plane):
        return
    found = Highs().solve(model, Wish(options={"primal_feasibility_tolerance": 1e-9}))
    assert found.status in FATES[outcome.fate]
    if outcome.fate is Fate.OPTIMAL:
        assert outcome.value == pytest.approx(model.objective_at(found.values), rel=1e-6, abs=1e-6)
        assert outcome.value == pytest.approx(float(plane.objective_at(outcome.best[0])), abs=1e-9)


def _is_a_hair(plane: Plane) -> bool:
    """Whether the fate hangs on less than the solver's own tolerance."""
    held = plane.sides
    empty = [region_of(replace(held, c=held.c + way * 1e-6)).is_empty for way in (-1, 1)]
    return not empty[1] and region_of(held).is_empty


@settings(max_examples=80, deadline=None)
@given(two_variable_models())
def test_corners_meet_every_side(model: Model) -> None:
    held = plane_of_model(model).sides
    region = region_of(held)
    assert within(held, region.points).all()
    if region.has_corners:
        assert (region.tight.sum(axis=1) >= 2).all()
    for ray in region.rays:
        far = region.points + 1e3 * ray
        assert (far @ np.stack([held.a, held.b]) <= held.c + 1e-6).all()


@settings(max_examples=80, deadline=None)
@given(two_variable_models())
def test_corners_bound_what_the_window_shows(model: Model) -> None:
    """The polygon by clipping and that of the corners are the same where all of it is in the window."""
    scene = scene_of(plane_of_model(model))
    region, window = scene.region, scene.window
    assert window.holds(region.points).all() or not region.has_corners
    if region.is_bounded and region.has_corners and len(region.points) > 2:
        clipped = window.clipped(scene.plane.sides)
        assert area(region.points) > 0
        assert area(clipped) == pytest.approx(area(region.points), rel=1e-6, abs=1e-9 * float(np.prod(window.size)))


@settings(max_examples=80, deadline=None)
@given(two_variable_models(), st.sampled_from([(1e9, 1e-6), (1e-6, 1e-6), (1e9, 1e9), (1.0, 1e7)]))
def test_units_do_not_matter(model: Model, units: tuple[float, float]) -> None:
    """The same programme in other units of the axes and of the rows has the same corners in those units."""
    held = plane_of_model(model).sides
    share = np.array(units)
    rows = np.geomspace(1e-6, 1e6, len(held)) if len(held) else np.ones(0)
    other = replace(held, a=held.a / share[0] * rows, b=held.b / share[1] * rows, c=held.c * rows)
    before, after = region_of(held), region_of(other)
    assert len(before.points) == len(after.points)
    assert len(before.rays) == len(after.rays)
    if before.has_corners and len(before.points):
        size = np.abs(before.points).max() + 1e-9
        assert {tuple(np.round(p / size, 7) + 0.0) for p in before.points} == {
            tuple(np.round(p / share / size, 7) + 0.0) for p in after.points
        }


@settings(max_examples=80, deadline=None)
@given(two_variable_models())
def test_redundant_limits_can_be_left_out(model: Model) -> None:
    plane = plane_of_model(model)
    region = region_of(plane.sides)
    redundant = redundant_limits(plane, region)
    rest = region_of(plane.sides.at(~np.isin(plane.sides.limit, sorted(redundant))))
    if not region.is_empty and region.has_corners:
        assert len(rest.points) == len(region.points)
        assert np.allclose(rest.points, region.points)
        assert len(rest.rays) == len(region.rays)


@settings(max_examples=80, deadline=None)
@given(two_variable_models())
def test_conflict_is_irreducible(model: Model) -> None:
    plane = plane_of_model(model)
    if not region_of(plane.sides).is_empty:
        return
    conflict = conflicting_limits(plane)
    held = plane.sides
    assert 1 <= len(conflict) <= 3
    assert region_of(held.at(np.isin(held.limit, conflict))).is_empty
    for one in conflict:
        others = held.at(np.isin(held.limit, [k for k in conflict if k != one]))
        assert not region_of(others).is_empty


@settings(max_examples=80, deadline=None)
@given(two_variable_models(is_integer=True))
def test_whole_optimum_as_by_trying_all(model: Model) -> None:
    plane = plane_of_model(model)
    whole = whole_outcome(plane, outcome_of(plane, region_of(plane.sides)))
    points = np.array(list(product(range(-4, 6), repeat=2)), float)
    values = plane.sign * plane.objective_at(points[within(plane.sides, points).all(axis=1)])
    if whole is None:
        assert plane.broken or not len(values)
    elif not len(values):
        assert whole.status is Status.INFEASIBLE
    else:
        assert whole.value is not None
        assert plane.sign * whole.value == pytest.approx(values.max(), abs=1e-6)


@pytest.mark.parametrize(
    ("held", "points", "rays", "has_corners"),
    [
        (sides(), [(0, 0)], 4, False),
        (sides((1, 0, 3)), [(3, 0)], 3, False),
        (sides((1, 1, 2), (-1, -1, 2)), [(1, 1), (-1, -1)], 2, False),
        (sides((1, 1, 2), (-1, -1, -2)), [(1, 1)], 2, False),
        (sides((1, 1, 2), (-1, -1, -3)), [], 0, False),
        (sides((-1, 0, 0), (0, -1, 0)), [(0, 0)], 2, True),
        (sides((-1, 0, 0), (0, -1, 0), (1, 1, -1)), [], 0, True),
        (sides((-1, 0, 0), (0, -1, 0), (1, 1, 0)), [(0, 0)], 0, True),
    ],
    ids=["plane", "half-plane", "strip", "line", "nothing", "quadrant", "no triangle", "point"],
)
def test_regions_of_every_shape(held: Sides, points: list[tuple[float, float]], rays: int, has_corners: bool) -> None:
    region = region_of(held)
    assert sorted(map(tuple, np.round(region.points, 12) + 0.0)) == sorted(points)
    assert len(region.rays) == rays
    assert region.has_corners is has_corners or not points


def test_region_far_from_the_origin() -> None:
    far = 1e9
    region = region_of(sides((-1, 0, -far), (0, -1, -far), (1, 0, far + 5), (0, 1, far + 5), (1, 1, 2 * far + 8)))
    assert sorted(map(tuple, region.points - far)) == [(0, 0), (0, 5), (3, 5), (5, 0), (5, 3)]


def test_lines_through_a_point_once_each() -> None:
    model = Model.of_arrays([2, 3], [[1, 1], [2, 2], [1, 3], [0, 1]], row_upper=[6, 12, 12, 3], rows=list("abcd"))
    plane = plane_of(model, None, None, None)
    assert [plane.limits[k].name for k in lines_through(plane, np.array([3.0, 3.0]))] == ["a", "c", "d"]
    assert touches(plane.sides, np.array([[3.0, 3.0]])).sum() == 4
