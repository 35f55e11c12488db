"""What only worker processes need: calls that share a slot, calls given back, and bodies that wait for what they called."""

from __future__ import annotations

import pytest
from tests.core.by_hand import ByHand, Called

from headway.core.graph import rank
from headway.core.slots import Blocked
from headway.core.states import State

READY, RUNNING, DONE, CANCELLED = State.READY, State.RUNNING, State.DONE, State.CANCELLED


@pytest.fixture
def hand() -> ByHand:
    return ByHand(threads=1, gpu=1.0)


def call(hand: ByHand, name: str = "task", *needs: Called, parent: Called | None = None, **options: object) -> Called:
    return hand.call(name, *needs, on="process", parent=parent, **options)


def ride(hand: ByHand, most: int) -> list[str]:
    riders = hand.core.ride(hand.run.lanes["process"], most)
    for rider in riders:
        hand._begin(rider)
    return [rider.calls.name for rider in riders]


def end_all(hand: ByHand) -> None:
    hand.run_all()
    assert hand.run.lanes["process"].free == 1
    assert hand.core.bodies == 0


class TestRiding:
    def test_riders_take_no_slot(self, hand: ByHand) -> None:
        for name in "abcd":
            call(hand, name)
        assert (hand.names(), ride(hand, 2)) == (["a"], ["b", "c"])
        end_all(hand)

    def test_riders_are_no_more_than_there_are(self, hand: ByHand) -> None:
        call(hand, "a"), call(hand, "b")
        assert ride(hand, 5) == ["b"]
        end_all(hand)

    def test_cancelled_ones_do_not_ride(self, hand: ByHand) -> None:
        call(hand, "a")
        hand.cancel(call(hand, "b"))
        call(hand, "c")
        assert ride(hand, 5) == ["c"]
        end_all(hand)

    def test_one_with_options_travels_alone(self, hand: ByHand) -> None:
        call(hand, "a"), call(hand, "b", retries=1), call(hand, "c")
        assert ride(hand, 5) == []
        end_all(hand)

    def test_one_whose_bodies_wait_travels_alone(self, hand: ByHand) -> None:
        first, second = call(hand, "waits"), call(hand, "waits")
        first.record.calls.has_waited = True
        assert ride(hand, 5) == []
        assert second.state is READY
        end_all(hand)

    def test_nothing_rides_while_memory_is_short(self, hand: ByHand) -> None:
        call(hand, "a"), call(hand, "b")
        hand.core.is_held = True
        assert ride(hand, 5) == []
        hand.core.is_held = False
        end_all(hand)

    def test_the_longest_remaining_path_rides_first(self, hand: ByHand) -> None:
        call(hand, "busy")
        call(hand, "short")
        start = call(hand, "start")
        call(hand, "next", start)
        assert ride(hand, 1) == ["start"]
        end_all(hand)

    def test_a_queue_of_cancelled_ones_is_empty_once_it_is_ranked(self, hand: ByHand) -> None:
        call(hand, "busy")
        start = call(hand, "start")
        call(hand, "next", start)
        hand.cancel(start)
        assert ride(hand, 5) == []
        end_all(hand)

    def test_a_rider_that_takes_long_has_a_slot(self, hand: ByHand) -> None:
        lane = hand.run.lanes["process"]
        first, second = call(hand, "a"), call(hand, "b")
        ride(hand, 1)
        hand.core.take_slot(second.record)
        assert lane.free == -1
        hand.core.take_slot(first.record)  # it has one
        assert lane.free == -1
        end_all(hand)

    def test_a_rider_that_waits_has_no_slot_to_lend(self, hand: ByHand) -> None:
        lane = hand.run.lanes["process"]
        call(hand, "a")
        second = call(hand, "b")
        ride(hand, 1)
        hand.core.lend(second.record, 0.0)
        assert lane.free == 0
        hand.core.resume(second.record, 1.0)
        assert lane.free == 0
        end_all(hand)

    def test_a_rider_gets_its_slot_when_its_wait_is_over(self, hand: ByHand) -> None:
        lane = hand.run.lanes["process"]
        call(hand, "a")
        second = call(hand, "b")
        ride(hand, 1)
        hand.core.lend(second.record, 0.0)
        hand.core.take_slot(second.record)
        assert lane.free == 0
        hand.core.resume(second.record, 1.0)
        assert lane.free == -1
        end_all(hand)


class TestHandingBack:
    def test_what_never_began_is_ready_again(self, hand: ByHand) -> None:
        first, second = call(hand, "a"), call(hand, "b")
        ride(hand, 1)
        hand.running.remove(second)
        hand.core.hand_back(second.record, 1.0)
        assert (second.state, second.record.attempt) == (READY, 1)
        hand.end(first)
        assert second.state is RUNNING
        end_all(hand)

    def test_what_was_handed_back_goes_first(self, hand: ByHand) -> None:
        first, second = call(hand, "a"), call(hand, "b")
        call(hand, "c")
        ride(hand, 1)
        hand.running.remove(second)
        hand.core.hand_back(second.record, 1.0)
        hand.end(first)
        assert hand.names() == ["b"]
        end_all(hand)

    def test_what_was_cancelled_meanwhile_is_over(self, hand: ByHand) -> None:
        first = call(hand, "a")
        assert hand.cancel(first)
        assert hand.stopped == [first]
        hand.running.remove(first)
        hand.core.hand_back(first.record, 1.0)
        assert first.state is CANCELLED
        end_all(hand)


class TestExchange:
    def test_a_ready_one_that_fits_takes_the_place(self, hand: ByHand) -> None:
        first, second = call(hand, "a"), call(hand, "b")
        assert hand.core.exchange(first.record, lambda record: record is second.record, None, 1.0) is second.record
        hand.running.clear()
        hand._begin(second.record)
        assert (first.state, second.state) == (READY, RUNNING)
        hand.end(second)
        assert hand.names() == ["a"]
        end_all(hand)

    def test_none_that_fits_changes_nothing(self, hand: ByHand) -> None:
        first, second = call(hand, "a"), call(hand, "b")
        assert hand.core.exchange(first.record, lambda record: False, None, 1.0) is None
        assert (first.state, second.state) == (RUNNING, READY)
        end_all(hand)

    def test_only_so_many_are_looked_at(self, hand: ByHand) -> None:
        first, second, third = (call(hand, name) for name in "abc")
        assert hand.core.exchange(first.record, lambda record: record is third.record, 1, 1.0) is None
        assert (first.state, second.state) == (RUNNING, READY)
        end_all(hand)

    def test_one_that_holds_more_than_a_slot_keeps_it(self, hand: ByHand) -> None:
        first = call(hand, "a", uses={"gpu": 1.0})
        call(hand, "b")
        assert hand.core.exchange(first.record, lambda record: True, None, 1.0) is None
        end_all(hand)


class TestWaitingBodies:
    def test_the_last_that_waits_comes_first(self) -> None:
        """A tree of tasks that wait for tasks is run in depth."""
        hand = ByHand(threads=2)
        left, right = call(hand, "left"), call(hand, "right")
        of_left = [call(hand, f"left {at}", parent=left) for at in range(2)]
        of_right = [call(hand, f"right {at}", parent=right) for at in range(2)]
        hand.wait_in(left, of_left[0])
        hand.wait_in(right, of_right[0])
        assert hand.names()[2:] == ["left 0", "right 0"]
        hand.run_all()

    def test_hurried_ones_stay_first_when_the_queue_is_ranked(self) -> None:
        hand = ByHand(threads=1)
        outer = call(hand, "outer")
        inner = call(hand, "inner", parent=outer)
        start = call(hand, "start")
        call(hand, "next", start)
        hand.wait_in(outer, inner)
        assert hand.names() == ["outer", "inner"]
        hand.end(inner)
        hand.go_on(outer)
        hand.run_all()


def test_a_diamond_is_ranked_once() -> None:
    hand = ByHand(threads=1)
    top = hand.call("top")
    sides = [hand.call("left", top), hand.call("right", top)]
    bottom = hand.call("bottom", *sides)
    ranks = rank([bottom.record, top.record], 1.0)
    assert [ranks[called.record] for called in (top, *sides, bottom)] == [3.0, 2.0, 2.0, 1.0]


def test_a_wait_for_all_is_for_the_first_that_is_not_settled() -> None:
    hand = ByHand(threads=2)
    first, second = hand.call("first"), hand.call("second")
    wait = Blocked((first, second), lambda error: None, needs_all=True)
    assert wait.awaited == (first,)
    hand.end(first)
    assert wait.awaited == (second,)
    hand.end(second)
    assert wait.awaited == ()


def test_a_wait_for_one_is_over_with_any() -> None:
    hand = ByHand(threads=2)
    first, second = hand.call("first"), hand.call("second")
    wait = Blocked((first, second), lambda error: None)
    assert wait.awaited == (first, second)
    hand.end(second)
    assert wait.awaited == ()
