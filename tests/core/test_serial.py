"""Serial tasks: one at a time, in call order; those called inside one come first, and run while it waits."""

from __future__ import annotations

import pytest
from tests.core.by_hand import ByHand, Called

from headway.core.function import Limit
from headway.core.serial import Turns
from headway.core.states import State

WAITING, READY, RUNNING, DONE = State.WAITING, State.READY, State.RUNNING, State.DONE


@pytest.fixture
def hand() -> ByHand:
    return ByHand(threads=4)


def plot(hand: ByHand, *needs: Called, inside: Called | None = None, name: str = "plot", **options: object) -> Called:
    return hand.call(name, *needs, parent=inside, serial=True, **options)


def begin_to_wait(hand: ByHand, outer: Called, inner: Called) -> None:
    hand.core.wait_for(outer.record, [inner])
    hand.core.lend(outer.record, hand.now)
    hand.look()


class TestOrder:
    def test_one_at_a_time_in_call_order(self, hand: ByHand) -> None:
        called = [plot(hand) for _ in range(4)]
        for one in called:
            assert hand.running == [one]
            hand.end(one)

    def test_later_call_waits_though_it_is_ready_and_the_earlier_is_not(self, hand: ByHand) -> None:
        load = hand.call("load")
        first, second = plot(hand, load), plot(hand)
        assert (first.state, second.state) == (WAITING, READY)
        hand.end(load)
        assert (first.state, second.state) == (RUNNING, READY)

    def test_different_functions_share_the_order(self, hand: ByHand) -> None:
        first, second = plot(hand, name="plot"), plot(hand, name="save")
        assert (first.state, second.state) == (RUNNING, READY)

    def test_other_tasks_run_beside(self, hand: ByHand) -> None:
        plot(hand)
        assert hand.call("load").state is RUNNING

    def test_cancelled_turn_goes_to_the_next(self, hand: ByHand) -> None:
        load = hand.call("load")
        first, second = plot(hand, load), plot(hand)
        hand.cancel(first)
        assert second.state is RUNNING

    def test_skipped_turn_goes_to_the_next(self, hand: ByHand) -> None:
        load = hand.call("load")
        plot(hand, load)
        second = plot(hand)
        hand.fail(load)
        assert second.state is RUNNING

    def test_thread_that_outlives_its_cancel_keeps_its_turn(self, hand: ByHand) -> None:
        first, second = plot(hand), plot(hand)
        hand.cancel(first)
        assert second.state is READY
        hand.end(first)
        assert second.state is RUNNING

    def test_retry_comes_before_later_calls(self, hand: ByHand) -> None:
        first, second = plot(hand, retries=1), plot(hand)
        hand.fail(first)
        assert second.state is READY
        hand.retry(first)
        assert (first.state, second.state) == (RUNNING, READY)

    def test_returned_task_gives_the_turn_away(self, hand: ByHand) -> None:
        load = hand.call("load")
        first, second = plot(hand), plot(hand)
        hand.end(first, load)
        assert (first.state, second.state) == (WAITING, RUNNING)

    def test_turn_that_is_cancelled_during_back_off_passes(self, hand: ByHand) -> None:
        first, second = plot(hand, retries=1), plot(hand)
        hand.fail(first)
        hand.cancel(first)
        assert second.state is RUNNING


class TestInside:
    def test_inner_call_runs_while_the_outer_waits(self, hand: ByHand) -> None:
        outer = plot(hand)
        inner = plot(hand, inside=outer)
        assert inner.state is READY
        begin_to_wait(hand, outer, inner)
        assert inner.state is RUNNING

    def test_inner_call_comes_before_the_next_outside(self, hand: ByHand) -> None:
        outer, after = plot(hand), plot(hand)
        inner = plot(hand, inside=outer)
        hand.end(outer)
        assert (inner.state, after.state) == (RUNNING, READY)

    def test_inner_call_at_any_depth_comes_first(self, hand: ByHand) -> None:
        outer, after = plot(hand), plot(hand)
        between = hand.call("between", parent=outer)
        inner = plot(hand, inside=between)
        hand.end(outer)
        assert (inner.state, after.state) == (RUNNING, READY)

    def test_outside_call_does_not_run_while_the_outer_waits(self, hand: ByHand) -> None:
        outer, after = plot(hand), plot(hand)
        load = hand.call("load")
        begin_to_wait(hand, outer, load)
        assert after.state is READY

    def test_inner_calls_keep_their_order(self, hand: ByHand) -> None:
        outer = plot(hand)
        first, second = plot(hand, inside=outer), plot(hand, inside=outer)
        begin_to_wait(hand, outer, second)
        assert (first.state, second.state) == (RUNNING, READY)
        hand.end(first)
        assert second.state is RUNNING

    def test_three_deep(self, hand: ByHand) -> None:
        a = plot(hand)
        b = plot(hand, inside=a)
        begin_to_wait(hand, a, b)
        c = plot(hand, inside=b)
        begin_to_wait(hand, b, c)
        assert [x.state for x in (a, b, c)] == [RUNNING] * 3
        hand.end(c)
        hand.core.resume(b.record, 0.0)
        hand.end(b)
        hand.core.resume(a.record, 0.0)
        hand.end(a)
        assert plot(hand).state is RUNNING

    def test_resumed_outer_keeps_others_out(self, hand: ByHand) -> None:
        outer = plot(hand)
        load = hand.call("load")
        begin_to_wait(hand, outer, load)
        hand.end(load)
        hand.core.resume(outer.record, 0.0)
        hand.look()
        assert plot(hand, inside=outer).state is READY


class TestNeeds:
    def test_limit_is_taken_at_the_turn(self, hand: ByHand) -> None:
        one = Limit("one", 1)
        load = hand.call("load", limit=one)
        first = plot(hand, limit=one)
        second = plot(hand)
        assert (first.state, second.state) == (READY, READY)
        hand.end(load)
        assert (first.state, second.state) == (RUNNING, READY)

    def test_limit_is_free_again_afterwards(self, hand: ByHand) -> None:
        """Every look at a turn that has to wait must leave no trace at the gate."""
        one = Limit("one", 1)
        load = hand.call("load", limit=one)
        first = plot(hand, limit=one)
        others = [plot(hand) for _ in range(3)]
        behind = [hand.call("load") for _ in range(2)]
        for _ in range(20):
            if not hand.running:
                break
            hand.end(hand.running[0])
        assert [c.state for c in (load, first, *others, *behind)] == [DONE] * 7

    def test_uses_are_taken_at_the_turn(self) -> None:
        hand = ByHand(threads=4, gpu=1.0)
        train = hand.call("train", uses={"gpu": 1.0})
        first = plot(hand, uses={"gpu": 1.0})
        assert first.state is READY
        hand.end(train)
        assert first.state is RUNNING
        hand.end(first)
        assert hand.run.free == {"gpu": 1.0}


class TestTurns:
    def test_items_lists_what_is_queued(self) -> None:
        turns = Turns[str]()
        for item in ("a", "b"):
            turns.add(item, lambda other: False)
        turns.take(lambda item: True)
        turns.add("inside a", lambda other: other == "a")
        assert turns.items() == ["inside a", "b"]

    def test_ended_item_is_passed_over(self) -> None:
        turns = Turns[str]()
        for item in ("over", "next"):
            turns.add(item, lambda other: False)
        assert turns.take(lambda item: None if item == "over" else True) == "next"

    def test_end_of_a_stranger_changes_nothing(self) -> None:
        turns = Turns[str]()
        turns.add("a", lambda other: False)
        turns.end("stranger")
        turns.wait("stranger", True)
        assert turns.take(lambda item: True) == "a"

    def test_nothing_to_take(self) -> None:
        assert Turns[str]().take(lambda item: True) is None

    def test_around_is_the_item_it_was_called_in(self) -> None:
        turns = Turns[str]()
        turns.add("outer", lambda other: False)
        turns.take(lambda item: True)
        turns.wait("outer", True)
        turns.add("inner", lambda other: other == "outer")
        turns.take(lambda item: True)
        assert [turns.around(item) for item in ("inner", "outer", "stranger")] == ["outer", None, None]
