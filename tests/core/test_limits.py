"""Limits, what tasks use of a session's capacity, and that no slot of either is ever lost."""

from __future__ import annotations

import pytest
from tests.core.by_hand import ByHand

from headway.core.function import Limit
from headway.core.states import State

READY, RUNNING, DONE = State.READY, State.RUNNING, State.DONE
SERVER = Limit("server", 2)


@pytest.fixture
def hand() -> ByHand:
    return ByHand(threads=8, gpu=2.0, memory_gb=8.0)


def running(hand: ByHand, name: str) -> int:
    return hand.names().count(name)


class TestLimit:
    def test_limit_bounds_what_runs(self, hand: ByHand) -> None:
        called = [hand.call("load", limit=SERVER) for _ in range(5)]
        assert running(hand, "load") == 2
        hand.run_all()
        assert all(c.state is DONE for c in called)

    def test_limits_of_one_name_are_one(self, hand: ByHand) -> None:
        hand.call("load", limit=SERVER)
        hand.call("save", limit=Limit("server", 2))
        assert hand.call("load").state is READY

    def test_smaller_of_two_numbers_counts(self, hand: ByHand) -> None:
        hand.call("load", limit=SERVER)
        assert hand.call("save", limit=Limit("server", 1)).state is READY

    def test_larger_of_two_numbers_does_not(self, hand: ByHand) -> None:
        for _ in range(3):
            hand.call("load", limit=SERVER)
            hand.call("save", limit=Limit("server", 5))
        assert len(hand.running) == 2

    def test_limited_tasks_start_in_order(self, hand: ByHand) -> None:
        called = [hand.call("load", limit=Limit("one", 1)) for _ in range(4)]
        for one in called:
            assert hand.running == [one]
            hand.end(one)

    def test_limit_waits_for_a_slot_too(self) -> None:
        hand = ByHand(threads=1)
        busy = hand.call("busy")
        load = hand.call("load", limit=SERVER)
        assert load.state is READY
        hand.end(busy)
        assert load.state is RUNNING

    def test_failed_task_gives_its_limit_back(self, hand: ByHand) -> None:
        first, second = (hand.call("load", limit=Limit("one", 1)) for _ in range(2))
        hand.fail(first)
        assert second.state is RUNNING

    def test_limit_is_free_during_back_off(self, hand: ByHand) -> None:
        first, second = (hand.call("load", limit=Limit("one", 1), retries=1) for _ in range(2))
        hand.fail(first)
        assert second.state is RUNNING
        hand.retry(first)
        assert first.state is READY
        hand.end(second)
        assert first.state is RUNNING

    def test_thread_that_outlives_its_cancel_keeps_its_limit(self, hand: ByHand) -> None:
        first, second = (hand.call("load", limit=Limit("one", 1)) for _ in range(2))
        hand.cancel(first)
        assert second.state is READY
        hand.end(first)
        assert second.state is RUNNING

    def test_cancelled_at_the_gate_lets_the_next_pass(self, hand: ByHand) -> None:
        first, second, third = (hand.call("load", limit=Limit("one", 1)) for _ in range(3))
        hand.cancel(second)
        hand.end(first)
        assert third.state is RUNNING

    def test_cancelled_in_front_of_a_slot_gives_its_limit_back(self) -> None:
        hand = ByHand(threads=1)
        busy = hand.call("busy")
        first = hand.call("load", limit=Limit("one", 1))
        hand.cancel(first)
        second = hand.call("load")
        hand.end(busy)
        assert second.state is RUNNING

    def test_limited_inline_bodies_are_bounded(self, hand: ByHand) -> None:
        called = [hand.call("tiny", on="inline", limit=Limit("one", 1)) for _ in range(3)]
        assert hand.running == called[:1]
        hand.run_all()
        assert all(c.state is DONE for c in called)

    def test_cancelled_between_the_gate_and_a_slot_lets_the_next_pass(self) -> None:
        """It was let pass when the limit was free, and no thread was."""
        hand = ByHand(threads=1)
        one = Limit("one", 1)
        fetch = hand.call("fetch", on="loop", limit=one)
        first, second = (hand.call("load", limit=one) for _ in range(2))
        busy = hand.call("busy")
        hand.end(fetch)
        assert hand.cancel(first)
        hand.end(busy)
        assert second.state is RUNNING

    def test_two_limits_are_taken_together(self, hand: ByHand) -> None:
        one, two = Limit("one", 1), Limit("two", 1)
        first = hand.call("first", limits=(one,))
        both = hand.call("both", limits=(one, two))
        assert (both.state, hand.call("second", limits=(two,)).state) == (READY, RUNNING)
        hand.end(first)
        assert both.state is READY
        hand.end(hand.running[0])
        assert both.state is RUNNING

    def test_what_lacks_a_second_limit_lets_the_next_pass_at_the_first(self, hand: ByHand) -> None:
        one, two = Limit("one", 1), Limit("two", 1)
        hand.call("first", limits=(one,))
        second = hand.call("second", limits=(two,))
        both, behind = hand.call("both", limits=(two, one)), hand.call("second")
        hand.end(second)
        assert (both.state, behind.state) == (READY, RUNNING)

    def test_limit_holds_while_a_body_lends_its_slot(self) -> None:
        hand = ByHand(threads=1)
        outer = hand.call("load", limit=Limit("one", 1))
        inner = hand.call("inner")
        hand.core.wait_for(outer.record, [inner])
        hand.core.lend(outer.record, 0.0)
        hand.look()
        assert hand.call("load").state is READY


class TestUses:
    def test_capacity_bounds_what_runs(self, hand: ByHand) -> None:
        called = [hand.call("train", uses={"gpu": 1.0}) for _ in range(4)]
        assert running(hand, "train") == 2
        hand.run_all()
        assert all(c.state is DONE for c in called)

    def test_several_resources_are_taken_together(self, hand: ByHand) -> None:
        hand.call("train", uses={"gpu": 1.0, "memory_gb": 6.0})
        big = hand.call("train")
        assert big.state is READY
        assert hand.run.free == {"gpu": 1.0, "memory_gb": 2.0}
        assert hand.call("small", uses={"gpu": 1.0}).state is RUNNING

    def test_smaller_need_may_go_first(self, hand: ByHand) -> None:
        hand.call("most", uses={"memory_gb": 7.0})
        assert hand.call("all", uses={"memory_gb": 8.0}).state is READY
        assert hand.call("little", uses={"memory_gb": 1.0}).state is RUNNING

    def test_cancelled_while_starved_lets_others_go(self, hand: ByHand) -> None:
        first = hand.call("train", uses={"gpu": 2.0})
        second, third = hand.call("train"), hand.call("train")
        hand.cancel(second)
        hand.end(first)
        assert third.state is RUNNING

    def test_cancelled_in_front_of_a_slot_gives_all_back(self) -> None:
        hand = ByHand(threads=1, gpu=1.0)
        hand.call("busy")
        hand.cancel(hand.call("train", uses={"gpu": 1.0}))
        assert hand.run.free == {"gpu": 1.0}

    def test_limit_and_uses_together(self, hand: ByHand) -> None:
        options = {"limit": Limit("one", 1), "uses": {"gpu": 2.0}}
        other = hand.call("other", uses={"gpu": 1.0})
        first = hand.call("train", **options)
        assert first.state is READY
        assert hand.call("load", limit=Limit("one", 1)).state is RUNNING
        hand.end(other)
        assert first.state is READY
        hand.end(hand.running[0])
        assert first.state is RUNNING

    def test_starved_task_does_not_hold_up_its_limit(self, hand: ByHand) -> None:
        """The one that can't start for want of a GPU leaves the limit to those behind it."""
        one = Limit("one", 1)
        hand.call("other", uses={"gpu": 2.0})
        first = hand.call("load", limit=one)
        starved = hand.call("train", limit=one, uses={"gpu": 1.0})
        behind = hand.call("load")
        hand.end(first)
        assert (starved.state, behind.state) == (READY, RUNNING)

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
    def test_amounts_come_back_exactly(self, order: tuple[int, ...]) -> None:
        hand = ByHand(threads=8, gpu=1.0)
        called = [hand.call(f"{share}", uses={"gpu": share}) for share in (0.1, 0.7, 0.2)]
        for at in order:
            if called[at] in hand.running:
                hand.end(called[at])
        hand.run_all()
        assert hand.run.free == {"gpu": 1.0}

    def test_tenths_fill_the_whole(self) -> None:
        hand = ByHand(threads=16, gpu=1.0)
        for _ in range(11):
            hand.call("share", uses={"gpu": 0.1})
        assert len(hand.running) == 10

    def test_amounts_come_back_after_many(self) -> None:
        hand = ByHand(threads=16, gpu=1.0)
        for round_ in range(300):
            hand.call(f"{round_ % 9}", uses={"gpu": (round_ % 9 + 1) / 10})
        hand.run_all()
        assert hand.call("whole", uses={"gpu": 1.0}).state is RUNNING
