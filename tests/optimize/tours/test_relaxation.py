"""Cuts and bounds: no tour violates a cut, none is shorter than a bound, whatever prices it was made of."""

from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.optimize.tours.cuts import Cut, Support, violated
from headway.optimize.tours.improvement import nearest
from headway.optimize.tours.relaxation import Relaxation

ALL = 7


def straight(seed: int, count: int) -> np.ndarray:
    points = np.random.default_rng(seed).random((count, 2)) * 100
    return np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))


def tours(count: int) -> list[tuple[int, ...]]:
    return [(0, *rest) for rest in permutations(range(1, count))]


def relaxed(costs: np.ndarray, rounds: int) -> tuple[Relaxation, list[Cut]]:
    near = {(place, other) for place, others in enumerate(nearest(costs, 4)) for other in others}
    relaxation, seen = Relaxation(costs, [], near | set(pairwise([*range(len(costs)), 0]))), []
    for _ in range(rounds):
        assert relaxation.solve(10.0)
        cuts = violated(relaxation.support(), range(len(costs)))
        seen += cuts
        relaxation.add_cuts(cuts)
    assert relaxation.solve(10.0)
    return relaxation, seen


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 4))
def test_bound_holds_for_legs_that_are_no_columns(seed: int, rounds: int) -> None:
    costs = straight(seed, ALL)
    relaxation, _ = relaxed(costs, rounds)
    shortest = min(sum(costs[a, b] for a, b in pairwise((*tour, 0))) for tour in tours(ALL))
    assert relaxation.priced().bound <= shortest + 1e-6


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 30))
def test_priced_in_legs_bring_bound_and_objective_together(seed: int, count: int) -> None:
    relaxation, _ = relaxed(straight(seed, count), 3)
    for _ in range(30):
        priced = relaxation.priced()
        missing = relaxation.missing(priced.reduced, -1e-7)
        if not len(missing):
            break
        relaxation.add_legs(missing)
        assert relaxation.solve(10.0)
    assert relaxation.priced().bound == pytest.approx(relaxation.objective, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_every_cut_found_is_met_by_every_tour(seed: int) -> None:
    _, cuts = relaxed(straight(seed, ALL), 4)
    ends = np.array([list(pairwise((*tour, 0))) for tour in tours(ALL)])
    for cut in cuts:
        crossings = cut.crossings(ends[:, :, 0].ravel(), ends[:, :, 1].ravel(), ALL).reshape(len(ends), ALL).sum(axis=1)
        assert crossings.min() >= cut.least


def test_blossom_is_found_around_a_triangle_of_halves() -> None:
    """Two triangles of halves, joined by three paths: no subtour cut is violated, a blossom is."""
    halves = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]
    wholes = [(0, 6), (6, 3), (1, 7), (7, 4), (2, 8), (8, 5)]
    ends = np.array([(min(leg), max(leg)) for leg in [*halves, *wholes]])
    support = Support.of(9, ends[:, 0], ends[:, 1], np.array([0.5] * 6 + [1.0] * 6))
    found = violated(support, [0, 6, 3, 5, 8, 2, 1, 7, 4])
    assert found
    assert all(len(cut.sets) > 1 for cut in found)
    assert support.lack(found[0]) == pytest.approx(1.0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(6, 11))
def test_where_no_cut_is_found_no_set_of_places_is_left_too_seldom(seed: int, count: int) -> None:
    costs = straight(seed, count)
    relaxation = Relaxation(costs, [], [(a, b) for a in range(count) for b in range(a)])
    order = np.random.default_rng(seed).permutation(count).tolist()  # no good tour: its parts help little
    while True:
        assert relaxation.solve(10.0)
        cuts = violated(relaxation.support(), order)
        if not cuts:
            break
        relaxation.add_cuts(cuts)
    support = relaxation.support()
    for size in range(1, count // 2 + 1):
        for places in combinations(range(count), size):
            assert support.lack(Cut.of_subtour(places)) < 0.01
