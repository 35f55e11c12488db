"""What a worker has to do, as its parent keeps account of it: whatever is handed to it comes out of the account once."""

from __future__ import annotations

from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest

from headway.backends.processes.flight import Flight
from headway.backends.processes.seat import Seat


def flight(number: int, below: Flight | None = None) -> Flight:
    calls = SimpleNamespace(is_plain=True, run=SimpleNamespace(carry=()))
    made = Flight(number, SimpleNamespace(args=(), calls=calls, context=None, parent=None), None)  # type: ignore[arg-type]
    made.below = below
    return made


@pytest.fixture
def seat() -> Seat:
    nothing: Any = None
    return Seat(nothing, 0.0, nothing)


class TestStack:
    def test_chunk_is_taken_in_order(self, seat: Seat) -> None:
        seat.chunks = deque([deque([flight(1), flight(2)]), deque([flight(3)])])
        seat.take([1])
        assert [each.number for each in seat.flights] == [2, 3]
        seat.take([2, 3])
        assert seat.is_idle

    def test_calls_that_are_on_their_way_back_stay_when_a_later_one_is_over(self, seat: Seat) -> None:
        """What a nudge took out of a worker's hands is told of by another thread there: the next result may be faster."""
        first, second, later = flight(1), flight(2), flight(3)
        seat.chunks = deque([deque([first, second]), deque([later])])
        seat.take([3])
        assert seat.flights == [first, second]
        assert seat.take_back({1, 2}) == [first, second]
        assert seat.is_idle

    def test_call_above_is_over_before_the_one_below(self, seat: Seat) -> None:
        base = flight(1)
        seat.chunks = deque([deque([base])])
        above = flight(2, base)
        seat.stack, seat.waiting = [base, above], {base}
        seat.take([2])
        assert seat.stack == seat.flights == [base]
        seat.take([1])
        assert seat.is_idle
        assert seat.waiting == set()

    def test_call_that_came_too_late_to_go_above_is_given_back(self, seat: Seat) -> None:
        """The body below went on and ended while the call was on its way."""
        base, later = flight(1), flight(2)
        seat.chunks = deque([deque([base, later])])
        above = flight(3, base)
        seat.stack = [base, above]
        seat.take([1])
        assert seat.flights == [later, above]
        seat.take([2])
        assert seat.flights == [above]
        assert not seat.is_idle
        assert seat.take_back({3}) == [above]
        assert seat.is_idle

    def test_calls_of_its_chunk_stay_when_one_above_another_is_over(self, seat: Seat) -> None:
        base, later = flight(1), flight(2)
        above = flight(3, base)
        seat.chunks = deque([deque([base, later])])
        seat.stack = [base, above]
        seat.take([1])
        seat.stack.append(later)  # the next one waits
        seat.take([3])
        assert seat.flights == [later]
        assert seat.stack == [later]
