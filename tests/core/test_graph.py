"""What can be reached from where, without recursion."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from tests.core.by_hand import ByHand, Called

from headway.core.graph import path_to, rank, reachable, unsettled_needs
from headway.core.outcome import Skipped
from headway.core.states import State

LONG = 100_000


@pytest.fixture
def hand() -> ByHand:
    return ByHand(threads=1)


def diamond(hand: ByHand) -> tuple[Called, Called, Called, Called]:
    a = hand.call("a")
    b, c = hand.call("b", a), hand.call("c", a)
    return a, b, c, hand.call("d", b, c)


class TestReachable:
    def test_all_that_wait_are_found_once(self, hand: ByHand) -> None:
        a, b, c, d = diamond(hand)
        found = reachable([a.record, b.record])
        assert len(found) == 4
        assert set(found) == {a.record, b.record, c.record, d.record}

    def test_those_before_are_not(self, hand: ByHand) -> None:
        _, b, _, d = diamond(hand)
        assert reachable([b.record]) == [b.record, d.record]


class TestUnsettledNeeds:
    def test_settled_ones_are_left_out(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a, b)
        hand.end(a)
        assert list(unsettled_needs(c.record)) == [b.record]


class TestPathTo:
    def test_way_leads_along_prerequisites(self, hand: ByHand) -> None:
        a, _, _, d = diamond(hand)
        assert path_to(d, a.record, {}) in [("d", "b", "a"), ("d", "c", "a")]

    def test_way_leads_along_waits(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", b)
        assert path_to(c, a.record, {b.record: a}) == ("c", "b", "a")

    def test_wait_for_an_ended_task_leads_nowhere(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        hand.end(a)
        assert path_to(b, hand.call("other").record, {b.record: a}) is None

    def test_no_way_is_none(self, hand: ByHand) -> None:
        a, _, _, d = diamond(hand)
        assert path_to(a, d.record, {}) is None
        assert path_to(d, hand.call("other").record, {}) is None

    def test_ended_start_leads_nowhere(self, hand: ByHand) -> None:
        a = hand.call("a")
        record = a.record
        hand.end(a)
        assert path_to(a, record, {}) is None


def test_rank_counts_a_diamond_once(hand: ByHand) -> None:
    a, b, c, d = diamond(hand)
    ranks = rank([a.record], 1.0)
    assert [ranks[x.record] for x in (a, b, c, d)] == [3.0, 2.0, 2.0, 1.0]


def long_chain(hand: ByHand) -> list[Called]:
    chain = [hand.call("step")]
    for _ in range(LONG):
        chain.append(hand.made("step", chain[-1]))
        hand.core.add(chain[-1].record, 0.0)
    return chain


class TestLongChains:
    """100,000 tasks in a row: every way through them is a loop."""

    def test_failed_root_skips_all(self, hand: ByHand) -> None:
        root, *others = long_chain(hand)
        failure = hand.fail(root)
        assert {c.state for c in others} == {State.SKIPPED}
        assert all(type(c.value) is Skipped and c.value.root is failure for c in others)
        assert hand.run.unfinished == 0

    def test_cancelled_root_cancels_all(self, hand: ByHand) -> None:
        root, *others = long_chain(hand)
        hand.cancel(root)
        assert {c.state for c in others} == {State.CANCELLED}
        assert others[-1].value.reason == "it needs `step`: it was cancelled"

    @pytest.mark.parametrize(
        "look",
        [
            lambda chain: len(reachable([chain[0].record])),
            lambda chain: len(rank([chain[0].record], 1.0)),
            lambda chain: len(path_to(chain[-1], chain[0].record, {}) or ()),
        ],
    )
    def test_chain_is_looked_through(self, hand: ByHand, look: Callable[[list[Called]], int]) -> None:
        assert look(long_chain(hand)) == LONG + 1

    def test_tiny_chain_ends_one_after_another(self, hand: ByHand) -> None:
        root = hand.call("root")
        last = root
        for _ in range(LONG):
            last = hand.made("tiny", last, on="inline")
            hand.core.add(last.record, 0.0)
        hand.end(root)
        hand.run_all(0.0)
        assert (last.state, hand.run.unfinished) == (State.DONE, 0)

    def test_returned_task_of_a_long_chain_of_returns(self, hand: ByHand) -> None:
        """Each body returns the next task: all of them end with the last one."""
        hand = ByHand(threads=float("inf"))
        called = [hand.call("turtle") for _ in range(10_000)]
        for one, below in pairwise(called):
            hand.end(one, below)
        hand.end(called[-1], "ground")
        assert {c.value for c in called} == {"ground"}
