"""The bookkeeping of a session: what it counts, keeps and forgets."""

from __future__ import annotations

from contextvars import copy_context

import pytest
from tests.core.by_hand import ByHand

from headway.core.function import Limit
from headway.core.outcome import Cell, Failure
from headway.core.record import Keyworded, Run, limit_gate, new_record
from headway.core.states import State


@pytest.fixture
def hand() -> ByHand:
    return ByHand(threads=1)


class TestRecord:
    def test_new_record_is_joined_to_its_cell(self, hand: ByHand) -> None:
        cell = Cell()
        calls = hand.calls_of(hand.function("a"))
        record = new_record(calls, (1,), None, copy_context(), cell, None, None)
        assert (cell._record, cell._state, record.cell) == (record, None, cell)
        assert (record.state, record.missing, record.attempt, record.args) == (State.WAITING, -1, 1, (1,))

    def test_named_arguments_are_kept_with_the_others(self, hand: ByHand) -> None:
        calls = hand.calls_of(hand.function("a"))
        args = new_record(calls, (1,), {"b": 2}, copy_context(), Cell(), None, None).args
        assert isinstance(args, Keyworded)
        assert (args.args, args.kwargs) == ((1,), {"b": 2})

    def test_name_and_run_are_those_of_its_calls(self, hand: ByHand) -> None:
        record = hand.call("a").record
        assert (record.name, record.run, repr(record)) == ("a", hand.run, "<record a #1 running>")

    def test_number_is_given_to_whoever_asks_first(self, hand: ByHand) -> None:
        root = hand.call("root")
        waiting = hand.call("waiting", root).record
        assert waiting.id is None
        assert (waiting.number, waiting.number, waiting.id) == (2, 2, 2)

    def test_needs_are_none_one_or_many(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        assert [hand.call("c", *needs).record.each_need() for needs in ((), (a,), (a, b))] == [(), (a,), (a, b)]

    def test_dependents_are_none_one_or_many(self, hand: ByHand) -> None:
        a = hand.call("a")
        seen = []
        for _ in range(3):
            seen.append(len(list(a.record.each_dependent())))
            hand.call("b", a)
        assert [*seen, len(list(a.record.each_dependent()))] == [0, 1, 2, 3]


class TestRun:
    def test_folded_are_those_no_entry_is_kept_of(self, hand: ByHand) -> None:
        for _ in range(3):
            hand.end(hand.call("a"))
        hand.run.entries.popleft()
        assert hand.run.folded == 1

    def test_closed_run_still_counts(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.now = 2.0
        hand.end(a)
        calls = hand.run.each_calls()
        hand.run.close()
        assert hand.run.is_closed
        assert (hand.run.calls, hand.run.each_calls(), hand.run.folded) == ({}, calls, 0)
        learned = hand.functions["a"].learned
        assert (learned.calls, learned.mean_s(), learned.live) == (1, 2.0, [])

    def test_unasked_failures_are_given_once(self) -> None:
        run = Run("r", 1, 0.0)
        asked, unasked = (Failure(name, ValueError(), None) for name in ("asked", "unasked"))
        for failure in (asked, unasked, unasked):
            run.keep_unasked(failure)
        asked.ask()
        assert run.take_unasked() == [unasked]
        assert run.take_unasked() == []

    def test_failures_that_were_asked_for_do_not_pile_up(self) -> None:
        run = Run("r", 1, 0.0)
        for _ in range(5_000):
            failure = Failure("a", ValueError(), None)
            run.keep_unasked(failure)
            failure.ask()
        assert len(run.unasked) <= 1000

    def test_forgetting_begins_anew(self) -> None:
        hand = ByHand(threads=3, gpu=1.0)
        hand.call("a", uses={"gpu": 1.0}, limit=Limit("one", 1))
        plot = hand.call("plot", serial=True)
        hand.call("b", plot)
        hand.run.forget()
        run = hand.run
        assert (run.unfinished, run.calls, run.gates, run.free, run.turns.items()) == (0, {}, {}, {"gpu": 1.0}, [])
        assert (run.lanes["thread"].free, next(run.ids)) == (3, 1)

    def test_debugged_run_has_one_loop_slot(self) -> None:
        assert Run("r", 1, 0.0, "inline").lanes["loop"].free == 1


class TestLimitGate:
    @pytest.mark.parametrize(("numbers", "at_most"), [((4, 2, 3), 2), ((2, 4), 2), ((3,), 3)])
    def test_smallest_number_counts(self, numbers: tuple[int, ...], at_most: int) -> None:
        run = Run("r", 1, 0.0)
        gates = {id(limit_gate(run, Limit("server", number))) for number in numbers}
        assert len(gates) == 1
        assert (run.gates["server"].at_most, run.gates["server"].free) == (at_most, at_most)

    def test_smaller_number_counts_for_what_runs_already(self) -> None:
        hand = ByHand(threads=8)
        running = [hand.call("load", limit=Limit("server", 3)) for _ in range(3)]
        late = hand.call("save", limit=Limit("server", 1))
        hand.end(running[0])
        hand.end(running[1])
        assert late.state is State.READY
        hand.end(running[2])
        assert late.state is State.RUNNING
