"""Knots: tasks that wait for each other by way of limits, capacity and serial turns. What is one, and what is none."""

from __future__ import annotations

import pickle

import pytest
from tests.core.by_hand import ByHand, Called

from headway.core.function import Limit
from headway.core.graph import needing
from headway.core.outcome import Cell, Settled
from headway.core.serial import Turns
from headway.core.states import State
from headway.errors import CycleError

WAITING, READY, RUNNING, DONE, FAILED = State.WAITING, State.READY, State.RUNNING, State.DONE, State.FAILED
DB = Limit("db", 1)
TWO = Limit("two", 2)


@pytest.fixture
def hand() -> ByHand:
    return ByHand(threads=4, gpu=2.0)


def count(cells: tuple[Cell, ...]) -> Settled:
    return DONE, len(cells)


def error_of(called: Called) -> CycleError:
    assert called.state is FAILED
    error = called.value.error
    assert isinstance(error, CycleError)
    return error


def nothing_is_done(hand: ByHand) -> bool:
    """Whether a look finds nothing to do."""
    before = [record.state for record in hand.core.unfinished([hand.run])]
    hand.untangle()
    return not hand.refused and [record.state for record in hand.core.unfinished([hand.run])] == before


class TestLimits:
    def test_task_that_needs_what_its_waiter_holds_fails(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        inner = hand.call("inner", limit=DB)
        hand.wait_in(outer, inner)
        hand.untangle()
        assert str(error_of(inner)).startswith(
            "`inner` needs the limit 'db', which `outer` holds while it waits for `inner`: let `outer` return"
        )
        assert error_of(inner).cycle == ("outer", "inner", "outer")

    def test_error_survives_a_pickle(self) -> None:
        error = CycleError(("outer", "inner", "outer"), "the limit 'db', which `outer` holds")
        assert str(pickle.loads(pickle.dumps(error))) == str(error)

    def test_outer_goes_on_and_gives_the_limit_back(self, hand: ByHand) -> None:
        outer, inner, other = (hand.call(name, limit=DB) for name in ("outer", "inner", "other"))
        hand.wait_in(outer, inner)
        hand.untangle()
        hand.go_on(outer)
        hand.end(outer)
        assert (inner.state, other.state) == (FAILED, RUNNING)

    def test_task_that_nobody_waits_for_is_left_alone(self, hand: ByHand) -> None:
        outer, inner, other = (hand.call(name, limit=DB) for name in ("outer", "inner", "other"))
        hand.wait_in(outer, inner)
        hand.untangle()
        assert other.state is READY

    def test_way_to_the_task_is_named(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        inner = hand.call("inner", limit=DB)
        mid = hand.call("mid")
        after = hand.call("after", inner)
        hand.wait_in(mid, after)
        hand.wait_in(outer, mid)
        hand.untangle()
        assert "while it waits for `mid` -> `after` -> `inner`:" in str(error_of(inner))

    def test_all_that_are_gathered_fail_together(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        inner = [hand.call(f"inner {n}", limit=DB) for n in range(3)]
        free = hand.call("free")
        hand.end(free)
        hand.wait_in(outer, hand.gather(count, *inner, free))
        hand.untangle()
        assert [error_of(one).cycle[2] for one in inner] == ["inner 0", "inner 1", "inner 2"]

    def test_any_of_several_would_do(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        inner, slow = hand.call("inner", limit=DB), hand.call("slow")
        hand.wait_in(outer, inner, slow)
        assert nothing_is_done(hand)
        hand.wait_in(slow, inner)
        hand.untangle()
        assert inner.state is FAILED

    def test_first_of_a_gathering_would_do(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        inner, slow = hand.call("inner", limit=DB), hand.call("slow")
        hand.wait_in(outer, hand.gather(count, inner, slow, first=True))
        assert nothing_is_done(hand)

    def test_gathering_that_ends_in_time_is_none(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        gathered = hand.gather(count, hand.call("inner", limit=DB))
        hand.core.timed.add(gathered.record)
        hand.wait_in(outer, gathered)
        assert nothing_is_done(hand)
        hand.core.complete(gathered.record, 1.0)
        assert hand.core.timed == set()

    def test_prerequisite_that_may_fail_is_waited_for(self, hand: ByHand) -> None:
        """If it fails, the dependent is skipped, and the waiting body goes on."""
        outer = hand.call("outer", limit=DB)
        inner, slow = hand.call("inner", limit=DB), hand.call("slow")
        hand.wait_in(outer, hand.call("both", inner, slow))
        assert nothing_is_done(hand)
        hand.end(slow)
        hand.untangle()
        assert inner.state is FAILED

    def test_wait_that_is_over_is_none(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        inner, fast = hand.call("inner", limit=DB), hand.call("fast")
        hand.wait_in(outer, inner, fast)
        hand.end(fast)
        assert nothing_is_done(hand)

    def test_wait_with_an_end_is_none(self, hand: ByHand) -> None:
        outer, inner = hand.call("outer", limit=DB), hand.call("inner", limit=DB)
        hand.core.wait_for(outer.record, [inner])
        hand.core.lend(outer.record, 0.0)
        assert nothing_is_done(hand)

    def test_attempt_with_an_end_is_none(self, hand: ByHand) -> None:
        outer, inner = hand.call("outer", limit=DB, timeout_s=9.0), hand.call("inner", limit=DB)
        hand.wait_in(outer, inner)
        assert nothing_is_done(hand)
        hand.time_out(outer)  # its thread goes on, with the limit
        hand.untangle()
        assert inner.state is FAILED

    def test_holder_that_waits_for_something_slow_is_none(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        slow = hand.call("slow")
        hand.call("inner", limit=DB)
        hand.wait_in(outer, slow)
        assert nothing_is_done(hand)

    def test_holder_of_two_that_may_end_is_none(self, hand: ByHand) -> None:
        outer, other, inner = (hand.call(name, limit=TWO) for name in ("outer", "other", "inner"))
        hand.wait_in(outer, inner)
        assert nothing_is_done(hand)
        hand.wait_in(other, inner)
        hand.untangle()
        assert inner.state is FAILED

    def test_two_holders_that_wait_for_one_each_cost_one_of_them(self, hand: ByHand) -> None:
        outers = [hand.call(f"outer {n}", limit=TWO) for n in range(2)]
        inners = [hand.call(f"inner {n}", limit=TWO) for n in range(2)]
        for outer, inner in zip(outers, inners, strict=True):
            hand.wait_in(outer, inner)
        hand.untangle()
        assert [one.state for one in inners] == [FAILED, READY]
        hand.go_on(outers[0])
        hand.end(outers[0])
        assert inners[1].state is RUNNING

    def test_two_limits_taken_crosswise(self, hand: ByHand) -> None:
        one, two = Limit("one", 1), Limit("other", 1)
        left, right = hand.call("left", limit=one), hand.call("right", limit=two)
        hand.wait_in(left, hand.call("needs other", limit=two))
        hand.wait_in(right, hand.call("needs one", limit=one))
        hand.untangle()
        assert [c.state for c in hand.running] == [RUNNING, RUNNING]
        assert sum(record.calls.failed for record in (left.record, right.record)) == 0
        assert sum(calls.failed for calls in hand.run.each_calls()) == 1

    def test_what_is_lacking_is_named_and_not_what_is_there(self, hand: ByHand) -> None:
        outer = hand.call("outer", limit=DB)
        inner = hand.call("inner", limits=(TWO, DB), uses={"gpu": 1.0})
        hand.wait_in(outer, inner)
        hand.untangle()
        assert error_of(inner).lack == "the limit 'db', which `outer` holds"

    def test_first_of_two_that_are_lacking_is_named(self, hand: ByHand) -> None:
        outer = hand.call("outer", limits=(DB, Limit("one", 1)), uses={"gpu": 2.0})
        inner = hand.call("inner", limits=(Limit("one", 1), DB), uses={"gpu": 1.0})
        hand.wait_in(outer, inner)
        hand.untangle()
        assert error_of(inner).lack == "the limit 'one', which `outer` holds"

    def test_delayed_one_is_none(self, hand: ByHand) -> None:
        inner = hand.call("inner", limit=DB, retries=1)
        hand.fail(inner)
        outer = hand.call("outer", limit=DB)
        hand.wait_in(outer, inner)
        assert nothing_is_done(hand)
        hand.retry(inner)
        hand.untangle()
        assert inner.state is FAILED

    def test_limits_of_the_debug_mode_are_none(self) -> None:
        hand = ByHand(on="inline")
        outer, inner = hand.call("outer", limit=DB), hand.call("inner", limit=DB, uses={"gpu": 9.0})
        hand.wait_in(outer, inner)
        assert nothing_is_done(hand)


class TestUses:
    def test_amount_that_its_waiter_holds(self, hand: ByHand) -> None:
        outer = hand.call("outer", uses={"gpu": 1.0})
        inner = hand.call("inner", uses={"gpu": 2.0})
        hand.wait_in(outer, inner)
        hand.untangle()
        assert "`inner` needs 2 gpu, of which `outer` holds 1 while it waits" in str(error_of(inner))

    def test_amount_that_another_will_give_back_is_none(self, hand: ByHand) -> None:
        outer, other = hand.call("outer", uses={"gpu": 1.0}), hand.call("other", uses={"gpu": 1.0})
        inner = hand.call("inner", uses={"gpu": 1.0})
        hand.wait_in(outer, inner)
        assert nothing_is_done(hand)
        hand.end(other)
        assert inner.state is RUNNING

    def test_others_may_hold_nothing_of_it(self, hand: ByHand) -> None:
        outer = hand.call("outer", uses={"gpu": 2.0})
        hand.call("limited", limit=DB)
        inner = hand.call("inner", uses={"gpu": 1.0})
        hand.wait_in(outer, inner)
        hand.untangle()
        assert inner.state is FAILED


class TestCoroutines:
    def test_coroutine_that_somebody_may_cancel_is_none(self, hand: ByHand) -> None:
        outer, inner = hand.call("outer", on="loop", limit=DB), hand.call("inner", limit=DB)
        hand.wait_in(outer, inner)
        hand.movable.add(outer.record)
        assert nothing_is_done(hand)
        hand.movable.clear()
        hand.untangle()
        assert inner.state is FAILED

    def test_coroutine_that_was_cancelled_is_none(self, hand: ByHand) -> None:
        outer, inner = hand.call("outer", on="loop", limit=DB), hand.call("inner", limit=DB)
        hand.wait_in(outer, inner)
        hand.cancel(outer)
        assert nothing_is_done(hand)

    def test_thread_that_was_cancelled_holds_on(self, hand: ByHand) -> None:
        outer, inner = hand.call("outer", limit=DB), hand.call("inner", limit=DB)
        hand.wait_in(outer, inner)
        hand.cancel(outer)
        hand.untangle()
        assert inner.state is FAILED


class TestWaits:
    def test_bodies_that_wait_for_each_other_among_others(self, hand: ByHand) -> None:
        """What each of them waits for was no cycle by itself."""
        left, right, fast = hand.call("left"), hand.call("right"), hand.call("fast")
        hand.wait_in(left, right, fast)
        hand.wait_in(right, left, fast)
        assert nothing_is_done(hand)
        hand.wait_in(fast, left, right)
        hand.untangle()
        assert [type(error) for error in hand.refused.values()] == [CycleError]
        assert str(hand.refused[left]) == "tasks wait for each other: left -> right -> left"


class TestSerial:
    def test_call_inside_a_prerequisite_comes_first(self, hand: ByHand) -> None:
        load = hand.call("load")
        first = hand.call("plot", load, serial=True)
        between = hand.call("between", parent=load)
        inner = hand.call("plot", serial=True, parent=between)
        assert (inner.state, first.state) == (RUNNING, WAITING)

    def test_calls_inside_a_prerequisite_keep_their_order(self, hand: ByHand) -> None:
        load, other = hand.call("load"), hand.call("other")
        before = hand.call("before", other, serial=True)
        hand.call("plot", load, serial=True)
        inner = [hand.call(f"inner {n}", serial=True, parent=load) for n in range(2)]
        after = hand.call("after", serial=True)
        hand.end(load)
        hand.end(other)
        hand.run_all()
        assert hand.started[-5:] == [before.name, *(one.name for one in inner), "plot", after.name]

    def test_call_inside_what_a_body_waits_for_comes_first(self, hand: ByHand) -> None:
        load, mid = hand.call("load"), hand.call("mid")
        hand.wait_in(mid, load)
        hand.call("plot", mid, serial=True)
        assert hand.call("inner", serial=True, parent=load).state is RUNNING

    def test_call_inside_what_a_serial_one_waits_for_runs_on_its_stack(self, hand: ByHand) -> None:
        load, plot = hand.call("load"), hand.call("plot", serial=True)
        hand.wait_in(plot, load)
        inner = hand.call("inner", serial=True, parent=load)
        assert inner.state is RUNNING
        assert hand.run.turns.around(inner.record) is plot.record

    def test_one_that_a_prerequisite_waits_for_goes_ahead(self, hand: ByHand) -> None:
        load = hand.call("load")
        first, second, third = hand.call("first", load, serial=True), *(hand.call(n, serial=True) for n in ("2", "3"))
        hand.wait_in(load, third)
        hand.untangle()
        assert [c.state for c in (first, second, third)] == [WAITING, READY, RUNNING]

    def test_one_that_a_prerequisite_returns_goes_ahead(self, hand: ByHand) -> None:
        load = hand.call("load")
        first, second = hand.call("first", load, serial=True), hand.call("second", serial=True)
        hand.end(load, second)
        hand.untangle()
        assert (first.state, second.state) == (WAITING, RUNNING)
        hand.run_all()
        assert (first.state, second.state) == (DONE, DONE)

    def test_one_that_a_serial_body_waits_for_goes_ahead(self, hand: ByHand) -> None:
        load, first, second = hand.call("load"), hand.call("first", serial=True), hand.call("second", serial=True)
        hand.wait_in(first, load)
        assert nothing_is_done(hand)
        hand.wait_in(load, second)
        hand.untangle()
        assert second.state is RUNNING
        assert hand.run.turns.around(second.record) is first.record

    def test_order_is_kept_while_something_may_move(self, hand: ByHand) -> None:
        load, slow = hand.call("load"), hand.call("slow")
        hand.call("first", load, serial=True)
        second = hand.call("second", serial=True)
        hand.wait_in(load, second, slow)
        assert nothing_is_done(hand)

    def test_one_that_lacks_a_limit_does_not_go_ahead(self, hand: ByHand) -> None:
        load = hand.call("load", limit=DB)
        first, second = hand.call("first", load, serial=True), hand.call("second", serial=True, limit=DB)
        hand.wait_in(load, second)
        hand.untangle()
        assert (first.state, second.state) == (WAITING, FAILED)

    def test_what_waits_for_one_below_on_its_stack(self, hand: ByHand) -> None:
        """The lower one's wait is over, and yet it can't go on before the upper one ends."""
        lower, fast, asker = hand.call("lower", serial=True), hand.call("fast"), hand.call("asker")
        upper = hand.call("upper", serial=True, parent=lower)
        hand.wait_in(lower, fast)
        hand.wait_in(asker, lower)
        hand.wait_in(upper, asker, fast)
        assert nothing_is_done(hand)
        hand.end(fast)
        assert nothing_is_done(hand)
        hand.go_on(upper)
        hand.wait_in(upper, asker)
        hand.untangle()
        assert str(hand.refused[asker]) == "tasks wait for each other: asker -> lower -> upper -> asker"
        assert lower not in hand.refused


class TestMemory:
    def test_little_memory_holds_nothing_back_while_all_wait(self, hand: ByHand) -> None:
        outer = hand.call("outer")
        hand.core.is_held = True
        inner = hand.call("inner")
        assert inner.state is READY
        hand.wait_in(outer, inner)
        assert inner.state is RUNNING


class TestNeeding:
    def test_far_ones_are_not_looked_for(self, hand: ByHand) -> None:
        chain = [hand.call("task")]
        for _ in range(20):
            chain.append(hand.call("task", chain[-1]))
        assert len(needing([chain[0].record], {}, 5)) == 5
        assert len(needing([chain[0].record], {}, 99)) == 20

    def test_each_is_found_once_and_settled_waits_do_not_count(self, hand: ByHand) -> None:
        load, over = hand.call("load"), hand.call("over")
        left, right = hand.call("left", load), hand.call("right", load)
        both = hand.call("both", left, right)
        waiter = hand.call("waiter")
        hand.end(over)
        waits: dict[object, Cell] = {waiter.record: load, over.record: over}
        found = needing([load.record], waits, 99)  # type: ignore[arg-type]
        assert found == {one.record for one in (left, right, both, waiter)}


class TestTurns:
    def test_later_ones_come_after(self) -> None:
        turns = Turns[str]()
        assert not turns
        for item in "abc":
            turns.add(item, lambda other: False)
        turns.add("new", lambda other: False, {"b", "c"})
        turns.add("last", lambda other: False, {"z"})
        assert turns.items() == ["a", "new", "b", "c", "last"]

    def test_levels_are_told_with_what_runs_above(self) -> None:
        turns = Turns[str]()
        for item in "ab":
            turns.add(item, lambda other: False)
        assert turns.take(lambda item: True) == "a"
        turns.add("inside", lambda other: other == "a")
        assert turns
        assert list(turns.levels()) == [([], ["inside"]), (["a"], ["b"])]

    def test_jump_puts_first(self) -> None:
        turns = Turns[str]()
        for item in "abc":
            turns.add(item, lambda other: False)
        turns.jump("c")
        assert turns.items() == ["c", "a", "b"]
        turns.take(lambda item: True)
        turns.jump("b")
        assert list(turns.levels()) == [([], ["b"]), (["c"], ["a"])]
