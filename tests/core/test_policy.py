"""Small decisions: back-off, ranks as powers of two, what was learned."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.core.policy import FIRST, Learned, ReadyQueue, backoff_before, bucket


class Count:
    def __init__(self, done: int, seconds: float) -> None:
        self.done, self.seconds = done, seconds


class TestBackOff:
    def test_doubles_from_the_first_retry(self) -> None:
        assert [backoff_before(n, 0.1) for n in (2, 3, 4, 5)] == [0.1, 0.2, 0.4, 0.8]

    def test_never_exceeds_a_minute(self) -> None:
        assert backoff_before(10_000, 0.1) == 60.0

    def test_none_stays_none(self) -> None:
        assert backoff_before(7, 0.0) == 0.0


class TestBucket:
    @pytest.mark.parametrize("seconds", [-1.0, 0.0, 1e-300])
    def test_nothing_is_lowest(self, seconds: float) -> None:
        assert bucket(seconds) == 0

    def test_ages_are_highest_but_below_first(self) -> None:
        assert bucket(1e300) == FIRST - 1

    @given(st.floats(1e-8, 1e8), st.floats(1e-8, 1e8))
    @settings(max_examples=200, deadline=None)
    def test_longer_is_never_below_shorter(self, a: float, b: float) -> None:
        assert (a <= b) <= (bucket(a) <= bucket(b))

    @given(st.floats(1e-8, 1e8))
    @settings(max_examples=200, deadline=None)
    def test_twice_as_long_is_one_higher(self, seconds: float) -> None:
        assert bucket(2 * seconds) == bucket(seconds) + 1


class TestReadyQueue:
    @given(st.lists(st.integers(0, FIRST), max_size=60), st.data())
    @settings(max_examples=100, deadline=None)
    def test_highest_goes_first_and_equals_in_order(self, ranks: list[int], data: st.DataObject) -> None:
        queue: ReadyQueue[tuple[int, int]] = ReadyQueue()
        there: list[tuple[int, int]] = []
        for n, at in enumerate(ranks):
            queue.push((at, n), at)
            there.append((at, n))
            if data.draw(st.booleans()):
                there.sort(key=lambda item: (-item[0], item[1]))
                assert queue.pop() == there.pop(0)
        there.sort(key=lambda item: (-item[0], item[1]))
        assert queue.items() == there
        assert bool(queue) is bool(there)
        assert queue.clear() == there
        assert (queue.pop(), bool(queue)) == (None, False)


class TestLearned:
    def test_nothing_is_known_at_first(self) -> None:
        learned = Learned()
        assert (learned.calls, learned.mean_s(), learned.mean_s(3.0)) == (0, 0.0, 3.0)

    def test_mean_is_over_all_sessions(self) -> None:
        learned, first, second = Learned(), Count(2, 4.0), Count(1, 5.0)
        learned.live += [first, second]
        assert (learned.calls, learned.mean_s()) == (3, 3.0)

    def test_ended_session_still_counts(self) -> None:
        learned, first, second = Learned(), Count(2, 4.0), Count(1, 5.0)
        learned.live += [first, second]
        learned.fold(first)
        first.done, first.seconds = 1000, 1000.0
        assert (learned.calls, learned.mean_s(), learned.live) == (3, 3.0, [second])

    def test_later_cpu_seconds_weigh_more(self) -> None:
        learned = Learned()
        for _ in range(50):
            learned.add_cpu(1.0, 1.0)
        for _ in range(50):
            learned.add_cpu(1.0, 0.0)
        assert learned.measured == 100
        assert learned.cpu_s / learned.measured_s < 0.01
        assert math.isclose(learned.measured_s, 10.0, rel_tol=1e-3)


def test_counts_that_were_never_live_fold_all_the_same() -> None:
    """A Ctrl-C may come before a session's counts are joined; they are added when it ends."""

    class Counts:
        done, seconds = 2, 3.0

    learned = Learned()
    learned.fold(Counts())  # type: ignore[arg-type]
    assert (learned.calls, learned.mean_s()) == (2, 1.5)
