"""The search for tours: the shortest of few places by trying all, and what must hold of any."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from headway.optimize.tours.clock import Clock
from headway.optimize.tours.search import FoundTour, shortest_tour

sizes = st.integers(1, 7)


def length(distances: np.ndarray, order: tuple[int, ...]) -> float:
    return sum(float(distances[a, b]) for a, b in zip(order, order[1:] + order[:1], strict=True) if len(order) > 1)


def shortest(distances: np.ndarray) -> float:
    """By trying all."""
    return min(length(distances, (0, *rest)) for rest in permutations(range(1, len(distances))))


def holds(distances: np.ndarray, found: FoundTour) -> None:
    assert sorted(found.order) == list(range(len(distances)))
    assert found.length == pytest.approx(length(distances, found.order))
    assert found.bound <= found.length


@settings(max_examples=60, deadline=None)
@given(sizes.flatmap(lambda n: arrays(float, (n, n), elements=st.integers(0, 20))))
def test_directed_tour_is_the_shortest_of_all(distances: np.ndarray) -> None:
    found = shortest_tour(distances, Clock(20))
    holds(distances, found)
    assert found.length == found.bound == shortest(distances)


@settings(max_examples=60, deadline=None)
@given(sizes.flatmap(lambda n: arrays(float, (n, n), elements=st.floats(0, 1e6))))
def test_undirected_tour_is_the_shortest_of_all(half: np.ndarray) -> None:
    distances = np.triu(half, 1) + np.triu(half, 1).T  # any numbers: the triangle inequality need not hold
    found = shortest_tour(distances, Clock(20))
    holds(distances, found)
    assert found.length == pytest.approx(shortest(distances), rel=1e-6)
    assert found.bound == pytest.approx(found.length, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(sizes.flatmap(lambda n: arrays(float, (n, n), elements=st.sampled_from([1.0, 2.0, 5.0, math.inf]))))
def test_missing_ways_are_not_used_or_there_is_no_tour(distances: np.ndarray) -> None:
    found, best = shortest_tour(distances, Clock(20)), shortest(distances)
    assert found.length == found.bound == best


@settings(max_examples=20, deadline=None)
@given(st.integers(8, 14), st.integers(0, 10**6))
def test_points_in_the_plane_have_a_tour_that_does_not_cross_itself_when_proven(count: int, seed: int) -> None:
    points = np.random.default_rng(seed).random((count, 2)) * 100
    distances = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    found = shortest_tour(distances, Clock(20))
    holds(distances, found)
    assert found.bound == found.length
    legs = list(zip(found.order, found.order[1:] + found.order[:1], strict=True))
    for a, b in legs:
        for c, d in legs:
            if len({a, b, c, d}) == 4:  # a crossing could be undone at a gain
                assert distances[a, b] + distances[c, d] <= distances[a, c] + distances[b, d] + 1e-6


@settings(max_examples=10, deadline=None)
@given(st.integers(5, 12), st.integers(0, 10**6), st.floats(1e-6, 1e6))
def test_length_goes_with_the_unit(count: int, seed: int, factor: float) -> None:
    distances = np.random.default_rng(seed).random((count, count)) + 0.1
    whole = shortest_tour(distances, Clock(20))
    scaled = shortest_tour(distances * factor, Clock(20))
    assert scaled.length == pytest.approx(whole.length * factor, rel=1e-6)


def test_same_seed_gives_the_same_tour() -> None:
    points = np.random.default_rng(0).random((40, 2))
    distances = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    assert shortest_tour(distances, Clock(20), seed=7) == shortest_tour(distances, Clock(20), seed=7)


def test_places_at_one_spot_cost_nothing() -> None:
    points = np.repeat(np.random.default_rng(0).random((6, 2)), 3, axis=0)
    distances = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    found = shortest_tour(distances, Clock(20))
    assert found.length == pytest.approx(shortest(distances[::3, ::3]))
    assert found.bound == found.length


def test_gap_ends_the_search_before_the_proof() -> None:
    points = np.random.default_rng(1).random((60, 2))
    distances = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    found = shortest_tour(distances, Clock(20), gap=0.5)
    assert found.length / 2 <= found.bound <= found.length


@pytest.mark.slow
def test_time_limit_is_kept_with_a_bound() -> None:
    points = np.random.default_rng(2).random((600, 2))
    distances = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    clock = Clock(2.0)
    found = shortest_tour(distances, clock)
    assert clock.seconds < 4.0
    assert 0.8 * found.length < found.bound <= found.length


def test_search_tells_of_its_time_and_can_be_ended_by_it() -> None:
    class EndedError(Exception):
        pass

    def tell(seconds: float, limit: float) -> None:
        assert limit == 20.0
        if seconds > 0.3:
            raise EndedError

    with pytest.raises(EndedError):
        shortest_tour(np.random.default_rng(0).random((300, 300)), Clock(20.0, tell))
