"""Exchanges and kicks: the tour stays one, and its length is what it says."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.optimize.tours.directed import Twofold
from headway.optimize.tours.improvement import Climb, nearest, nearest_next


def measured(costs: np.ndarray, order: list[int]) -> float:
    return float(costs[order, np.roll(order, -1)].sum())


@settings(max_examples=50, deadline=None)
@given(st.integers(5, 40), st.integers(0, 10**6))
def test_exchanges_and_undone_kicks_keep_a_tour_of_the_length_told(count: int, seed: int) -> None:
    half = np.random.default_rng(seed).integers(0, 50, (count, count)).astype(float)
    costs = half + half.T
    np.fill_diagonal(costs, 0)
    climb = Climb(costs, nearest(costs), Random(seed).sample(range(count), count))
    before = climb.length
    climb.settle(range(count))
    assert climb.length <= before
    for _ in range(30):
        settled = climb.length
        climb.kick(Random(seed))
        assert climb.length <= settled
    assert sorted(climb.order) == list(range(count))
    assert climb.length == pytest.approx(measured(costs, climb.order))


@settings(max_examples=40, deadline=None)
@given(st.integers(4, 20), st.integers(0, 10**6))
def test_entrance_and_exit_of_a_place_stay_together(count: int, seed: int) -> None:
    apart = np.random.default_rng(seed).integers(1, 50, (count, count)).astype(float)
    np.fill_diagonal(apart, 0)
    two = Twofold(apart)
    climb = Climb(two.climbable, nearest(two.free), two.doubled(nearest_next(apart)), paired=True)
    climb.settle(range(2 * count))
    random = Random(seed)
    for _ in range(50):
        climb.kick(random)
    order = two.halved(climb.order)
    assert sorted(order) == list(range(count))
    joined = two.climbable[0, count] * count
    assert climb.length - joined == pytest.approx(measured(apart, order))


def test_crossed_tour_is_untied() -> None:
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0]])
    costs = np.hypot(*(corners[:, None] - corners[None]).transpose(2, 0, 1))
    climb = Climb(costs, nearest(costs), [0, 2, 1, 3, 4])
    climb.settle(range(5))
    assert climb.length == pytest.approx(4.0)
