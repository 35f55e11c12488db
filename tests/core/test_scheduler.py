"""The state machine, driven by hand: what starts when, and what follows from an end."""

from __future__ import annotations

import pytest
from tests.core.by_hand import ByHand, Called

from headway.core.outcome import Cancelled, Failure, Skipped, gather_outcomes, gather_values
from headway.core.record import KEPT_ENTRIES
from headway.core.scheduler import Scheduler
from headway.core.states import State
from headway.errors import CycleError

WAITING, READY, RUNNING = State.WAITING, State.READY, State.RUNNING
DONE, FAILED, SKIPPED, CANCELLED = State.DONE, State.FAILED, State.SKIPPED, State.CANCELLED


@pytest.fixture
def hand() -> ByHand:
    return ByHand(threads=2)


class TestStarting:
    def test_call_without_prerequisites_starts(self, hand: ByHand) -> None:
        assert hand.call().state is RUNNING

    def test_call_waits_for_all_prerequisites(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a, b)
        hand.end(a)
        assert c.state is WAITING
        hand.end(b)
        assert c.state is RUNNING

    def test_ended_prerequisites_do_not_delay(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.end(a)
        assert hand.call("b", a).state is RUNNING

    def test_prerequisite_named_twice_counts_twice(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a, a)
        hand.end(a)
        assert b.state is RUNNING

    def test_slots_bound_what_runs(self, hand: ByHand) -> None:
        called = [hand.call() for _ in range(5)]
        assert [c.state for c in called] == [RUNNING, RUNNING, READY, READY, READY]
        hand.run_all()
        assert all(c.state is DONE for c in called)

    def test_coroutines_have_no_bound(self, hand: ByHand) -> None:
        assert all(hand.call("fetch", on="loop").state is RUNNING for _ in range(500))

    def test_inline_needs_no_slot(self) -> None:
        hand = ByHand(threads=1)
        hand.call("busy")
        assert hand.call("tiny", on="inline").state is RUNNING

    def test_freed_slot_goes_to_the_next(self) -> None:
        hand = ByHand(threads=1)
        first, second = hand.call("first"), hand.call("second")
        hand.end(first)
        assert second.state is RUNNING

    def test_clock_times_are_kept(self, hand: ByHand) -> None:
        hand.now = 5.0
        a = hand.call("a")
        hand.now = 7.0
        hand.end(a)
        _, _, _, _, ready, started, ended, *_ = a._record
        assert (ready, started, ended) == (5.0, 5.0, 7.0)


class TestFailure:
    def test_failed_prerequisite_skips_dependents(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        c = hand.call("c", b)
        failure = hand.fail(a)
        assert (a.state, b.state, c.state) == (FAILED, SKIPPED, SKIPPED)
        assert isinstance(c.value, Skipped)
        assert c.value.root is failure

    def test_call_that_needs_a_failed_one_is_skipped(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.fail(a)
        b = hand.call("b", a)
        assert (b.state, b.value.root) == (SKIPPED, a.value)
        assert hand.call("c", b).state is SKIPPED

    def test_independent_tasks_go_on(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", b)
        hand.fail(a)
        hand.run_all()
        assert c.state is DONE

    def test_first_bad_prerequisite_decides_failed(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a, b)
        hand.fail(b)
        hand.cancel(a)
        assert (c.state, c.value.root.task) == (SKIPPED, "b")

    def test_first_bad_prerequisite_decides_cancelled(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a, b)
        hand.cancel(a)
        hand.fail(b)
        assert c.state is CANCELLED
        assert "`a`" in c.value.reason

    def test_cancelled_prerequisite_cancels_dependents_naming_the_root(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        c = hand.call("c", b)
        hand.cancel(a)
        assert (b.state, c.state) == (CANCELLED, CANCELLED)
        assert "`a`" in c.value.reason
        assert "`b`" not in c.value.reason

    def test_call_that_needs_a_cancelled_one_is_cancelled(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.cancel(a)
        b = hand.call("b", a)
        assert b.state is CANCELLED
        assert "`a`" in b.value.reason

    def test_second_bad_prerequisite_changes_nothing(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a, b)
        hand.fail(a)
        hand.fail(b)
        assert c.value.root.task == "a"

    def test_bad_prerequisite_named_twice_decides_once(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a, a)
        hand.fail(a)
        assert (b.state, hand.run.unfinished) == (SKIPPED, 0)
        assert hand.run.calls[hand.functions["b"]].skipped == 1

    def test_failure_is_told_to_the_engine_once(self, hand: ByHand) -> None:
        failure = hand.fail(hand.call("a"))
        assert hand.core.failed == [(hand.run, failure)]

    def test_gathered_failure_is_not_told_again(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.gather(gather_values, a)
        hand.fail(a)
        assert len(hand.core.failed) == 1


class TestRetry:
    def test_failed_attempt_is_tried_again(self, hand: ByHand) -> None:
        a = hand.call("a", retries=2, backoff_s=0.5)
        hand.fail(a)
        assert (a.state, hand.delays) == (READY, [(0.5, a)])
        hand.retry(a)
        assert (a.state, a.record.attempt) == (RUNNING, 2)

    def test_back_off_doubles(self, hand: ByHand) -> None:
        a = hand.call("a", retries=3, backoff_s=0.5)
        waits = []
        for _ in range(3):
            hand.fail(a)
            waits.append(hand.delays[0][0])
            hand.retry(a)
        assert waits == [0.5, 1.0, 2.0]

    def test_slot_is_free_during_back_off(self) -> None:
        hand = ByHand(threads=1)
        a, b = hand.call("a", retries=1), hand.call("b")
        hand.fail(a)
        assert b.state is RUNNING

    def test_last_failure_counts(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        hand.fail(a, ValueError("first"))
        hand.retry(a)
        hand.fail(a, ValueError("second"))
        assert (a.state, str(a.value.error)) == (FAILED, "second")
        assert len(hand.core.failed) == 1

    def test_cancelled_body_is_not_tried_again(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        hand.end_cancelled(a)
        assert a.state is CANCELLED

    def test_cancel_during_back_off_is_final(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        hand.fail(a)
        assert hand.cancel(a)
        hand.retry(a)
        assert (a.state, hand.running) == (CANCELLED, [])

    def test_arguments_stay_until_the_last_attempt(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        hand.fail(a)
        assert a.record.args is not None
        hand.retry(a)
        assert a.record.args is not None

    def test_arguments_go_with_an_attempt_that_ends_well(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        hand.end(a)
        assert a.record.args is None


class TestReturnedTask:
    def test_record_waits_and_its_slot_is_free(self) -> None:
        hand = ByHand(threads=1)
        a, inner = hand.call("a"), hand.call("inner")
        hand.end(a, inner)
        assert (a.state, inner.state) == (WAITING, RUNNING)
        hand.end(inner, 7)
        assert (a.state, a.value) == (DONE, 7)

    def test_ended_task_is_taken_at_once(self, hand: ByHand) -> None:
        a, inner = hand.call("a"), hand.call("inner")
        hand.end(inner, 7)
        hand.end(a, inner)
        assert (a.state, a.value) == (DONE, 7)

    def test_failed_task_fails_it(self, hand: ByHand) -> None:
        a, inner = hand.call("a"), hand.call("inner")
        hand.end(a, inner)
        failure = hand.fail(inner)
        assert (a.state, a.value) == (FAILED, failure)

    def test_task_that_failed_before_fails_it(self, hand: ByHand) -> None:
        a, inner = hand.call("a"), hand.call("inner")
        failure = hand.fail(inner)
        hand.end(a, inner)
        assert (a.state, a.value) == (FAILED, failure)

    def test_task_that_is_skipped_later_skips_it(self, hand: ByHand) -> None:
        a, root = hand.call("a"), hand.call("root")
        hand.end(a, hand.call("inner", root))
        failure = hand.fail(root)
        assert (a.state, a.value.root) == (SKIPPED, failure)

    def test_task_that_was_skipped_before_skips_it(self, hand: ByHand) -> None:
        a, root = hand.call("a"), hand.call("root")
        failure = hand.fail(root)
        hand.end(a, hand.call("inner", root))
        assert (a.state, a.value.root) == (SKIPPED, failure)

    def test_task_that_is_cancelled_cancels_it(self, hand: ByHand) -> None:
        a, inner = hand.call("a"), hand.call("inner")
        hand.end(a, inner)
        hand.cancel(inner)
        assert a.state is CANCELLED

    def test_returning_itself_is_a_cycle(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.end(a, a)
        assert a.state is FAILED
        assert isinstance(a.value.error, CycleError)
        assert a.value.error.cycle == ("a", "a")

    def test_returning_a_dependent_is_a_cycle(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        c = hand.call("c", b)
        hand.end(a, c)
        assert a.value.error.cycle == ("a", "c", "b", "a")
        assert (b.state, c.state) == (SKIPPED, SKIPPED)

    def test_cancelled_while_it_waits(self, hand: ByHand) -> None:
        a, inner = hand.call("a"), hand.call("inner")
        hand.end(a, inner)
        assert hand.cancel(a)
        hand.end(inner, 7)
        assert (a.state, inner.state) == (CANCELLED, DONE)

    def test_its_dependents_get_the_value(self, hand: ByHand) -> None:
        a, inner = hand.call("a"), hand.call("inner")
        b = hand.call("b", a)
        hand.end(a, inner)
        assert b.state is WAITING
        hand.end(inner, 7)
        assert b.state is RUNNING


class TestCancel:
    def test_waiting_task_never_starts(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        assert hand.cancel(b)
        hand.end(a)
        assert (b.state, hand.running) == (CANCELLED, [])

    def test_ready_task_never_starts(self) -> None:
        hand = ByHand(threads=1)
        a, b, c = hand.call("a"), hand.call("b"), hand.call("c")
        assert hand.cancel(b)
        hand.end(a)
        assert (b.state, hand.running) == (CANCELLED, [c])

    def test_thread_keeps_its_slot_until_it_returns(self) -> None:
        hand = ByHand(threads=1)
        a, b = hand.call("a"), hand.call("b")
        assert hand.cancel(a)
        assert (a.state, b.state, hand.stopped) == (CANCELLED, READY, [a])
        hand.end(a, "dropped")
        assert (b.state, a.state) == (RUNNING, CANCELLED)
        assert isinstance(a.value, Cancelled)

    def test_thread_that_outlives_its_cancel_is_named(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.cancel(a)
        assert list(hand.run.abandoned.values()) == ["a"]
        hand.end(a)
        assert not hand.run.abandoned

    def test_coroutine_ends_first(self, hand: ByHand) -> None:
        a = hand.call("a", on="loop")
        assert hand.cancel(a)
        assert (a.state, hand.stopped) == (RUNNING, [a])
        hand.end(a, "dropped")
        assert a.state is CANCELLED

    def test_second_cancel_changes_nothing(self, hand: ByHand) -> None:
        a, b = hand.call("a", on="loop"), hand.call("b")
        assert [hand.cancel(a), hand.cancel(a), hand.cancel(b), hand.cancel(b)] == [True, False, True, False]

    def test_ended_task_is_not_cancelled(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.end(a)
        assert not hand.cancel(a)

    def test_task_not_seen_yet_is_cancelled(self, hand: ByHand) -> None:
        a = hand.made("a")
        assert hand.cancel(a)
        hand.core.add(a.record, hand.now)
        hand.look()
        assert (a.state, hand.running, hand.run.unfinished) == (CANCELLED, [], 0)
        assert hand.run.calls[hand.functions["a"]].cancelled == 1

    def test_many_are_cancelled_by_name(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a)
        hand.end(b)
        assert hand.core.cancel_all([c.record, b.record, a.record], 0.0, "enough") == ["c", "a"]
        assert a.value.reason == "enough"

    def test_doomed_body_is_told(self, hand: ByHand) -> None:
        a, b, c = hand.call("a"), hand.call("b", on="loop"), hand.call("c")
        hand.cancel(a)
        hand.cancel(b)
        assert [hand.core.is_doomed(x.record) for x in (a, b, c)] == [True, True, False]
        assert isinstance(hand.core.fate(b.record), Cancelled)
        assert hand.core.fate(c.record) is None

    def test_inline_body_that_was_cancelled_is_dropped(self, hand: ByHand) -> None:
        a = hand.call("a", on="inline")
        hand.cancel(a)
        hand.end(a, "dropped")
        assert (a.state, hand.run.unfinished) == (CANCELLED, 0)


class TestTimeOut:
    def test_running_attempt_fails(self, hand: ByHand) -> None:
        a = hand.call("a", timeout_s=1.0)
        assert hand.time_out(a)
        assert (a.state, type(a.value.error)) == (FAILED, TimeoutError)

    def test_thread_keeps_its_slot(self) -> None:
        hand = ByHand(threads=1)
        a, b = hand.call("a"), hand.call("b")
        hand.time_out(a)
        assert b.state is READY
        hand.end(a)
        assert b.state is RUNNING

    def test_ended_attempt_is_left_alone(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.end(a)
        assert not hand.time_out(a)

    def test_earlier_attempt_is_left_alone(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        hand.fail(a)
        hand.retry(a)
        assert not hand.time_out(a, attempt=1)
        assert a.state is RUNNING

    def test_never_two_attempts_at_once(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        assert hand.time_out(a)
        assert (a.state, hand.stopped, hand.delays) == (RUNNING, [a], [])
        hand.end(a, "dropped")
        assert (a.state, len(hand.delays)) == (READY, 1)

    def test_second_time_out_changes_nothing(self, hand: ByHand) -> None:
        a = hand.call("a", retries=1)
        assert [hand.time_out(a), hand.time_out(a)] == [True, False]

    def test_coroutine_is_cancelled_first(self, hand: ByHand) -> None:
        a = hand.call("a", on="loop")
        hand.time_out(a)
        assert (a.state, hand.stopped) == (RUNNING, [a])
        hand.end_cancelled(a)
        assert (a.state, type(a.value.error)) == (FAILED, TimeoutError)


class TestGathering:
    def test_values_come_in_order(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        both = hand.gather(gather_values, a, b)
        hand.end(b, 2)
        assert both.state is WAITING
        hand.end(a, 1)
        assert (both.state, both.value) == (DONE, (1, 2))

    def test_nothing_gathers_at_once(self, hand: ByHand) -> None:
        assert hand.gather(gather_values).value == ()

    def test_ended_tasks_gather_at_once(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.end(a, 1)
        assert hand.gather(gather_values, a).value == (1,)

    def test_waits_for_all_though_one_failed(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        both = hand.gather(gather_values, a, b)
        hand.fail(a)
        assert both.state is WAITING
        hand.end(b)
        assert (both.state, both.value) == (FAILED, a.value)

    def test_first_failed_in_argument_order_is_raised(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        both = hand.gather(gather_values, a, b)
        hand.fail(b)
        hand.fail(a)
        assert both.value is a.value

    def test_failure_counts_before_the_skipped_one(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        both = hand.gather(gather_values, b, a)
        hand.fail(a)
        assert (both.state, both.value) == (FAILED, a.value)

    def test_skipped_and_cancelled_are_passed_on(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        skipped = hand.gather(gather_values, hand.call("c", a))
        cancelled = hand.gather(gather_values, b)
        hand.fail(a)
        hand.cancel(b)
        assert (skipped.state, cancelled.state) == (SKIPPED, CANCELLED)

    def test_errors_stand_in_the_place_of_values(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        both = hand.gather(gather_outcomes, a, b)
        error = hand.fail(a).error
        hand.end(b, 2)
        assert (both.state, both.value) == (DONE, (error, 2))
        assert a.value.asked

    def test_first_end_completes(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        some = hand.gather(_states, a, b, first=True)
        hand.end(b)
        assert some.value == [None, DONE]
        hand.end(a)
        assert some.value == [None, DONE]

    def test_first_end_may_have_been_before(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        hand.end(b)
        assert hand.gather(_states, a, b, first=True).value == [None, DONE]

    def test_time_over_completes_with_what_there_is(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        some = hand.gather(_states, a, b)
        hand.end(a)
        hand.core.complete(some.record, 1.0)
        assert some.value == [DONE, None]
        hand.core.complete(some.record, 2.0)
        hand.end(b)
        assert some.value == [DONE, None]

    def test_cancelled_gathering_leaves_its_tasks(self, hand: ByHand) -> None:
        a = hand.call("a")
        both = hand.gather(gather_values, a)
        hand.cancel(both)
        hand.end(a)
        assert (both.state, a.state) == (CANCELLED, DONE)


def _states(cells: tuple[Called, ...]) -> tuple[State, list[State | None]]:
    return DONE, [cell._state for cell in cells]


class TestWaiting:
    def test_waiter_is_called_at_the_end(self, hand: ByHand) -> None:
        a = hand.call("a")
        first, second = hand.watch(a), hand.watch(a)
        assert not first()
        hand.end(a)
        assert first()
        assert second()

    def test_waiter_of_an_ended_task_is_called(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.end(a)
        assert hand.watch(a)()

    def test_waiter_taken_back_is_not_called(self, hand: ByHand) -> None:
        a, told = hand.call("a"), []
        first, second = (lambda: told.append(1)), (lambda: told.append(2))
        hand.core.watch(a, first)
        hand.core.watch(a, second)
        hand.core.unwatch(a, first)
        hand.core.unwatch(a, first)
        hand.end(a)
        hand.core.unwatch(a, second)
        assert told == [2]

    def test_unwatch_without_waiters_is_harmless(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.core.unwatch(a, lambda: None)
        assert a.state is RUNNING

    def test_session_waiter_is_called_when_nothing_is_unfinished(self, hand: ByHand) -> None:
        a, over = hand.call("a"), []
        hand.core.watch_run(hand.run, lambda: over.append(1))
        hand.look()
        assert over == []
        hand.end(a)
        assert over == [1]

    def test_session_waiter_is_not_called_when_more_was_called_meanwhile(self, hand: ByHand) -> None:
        """A body that ended had called another task, which the scheduler had not heard of yet."""
        over: list[int] = []
        a = hand.call("a")
        hand.core.watch_run(hand.run, lambda: over.append(1))
        late = hand.made("late", parent=a)
        hand.core.ended(a.record, None, None, hand.now)
        assert hand.core.drained == [hand.run]
        hand.core.add(late.record, hand.now)
        hand.running.remove(a)
        hand.look()
        assert over == []
        hand.end(late)
        assert over == [1]

    def test_session_waiter_of_an_idle_session_is_called(self, hand: ByHand) -> None:
        over: list[int] = []
        hand.core.watch_run(hand.run, lambda: over.append(1))
        hand.look()
        assert over == [1]

    def test_lent_slot_serves_others(self) -> None:
        hand = ByHand(threads=1)
        a, inner = hand.call("a"), hand.call("inner")
        assert hand.core.wait_for(a.record, [inner]) is None
        hand.core.lend(a.record, hand.now)
        hand.look()
        assert inner.state is RUNNING

    def test_resumed_body_has_its_slot_again(self) -> None:
        hand = ByHand(threads=1)
        a, inner, other = hand.call("a"), hand.call("inner"), hand.call("other")
        hand.core.wait_for(a.record, [inner])
        hand.core.lend(a.record, hand.now)
        hand.look()
        hand.end(inner)
        hand.core.resume(a.record, hand.now)
        hand.end(other)
        assert hand.call("next").state is READY
        hand.end(a)
        assert hand.names() == ["next"]

    def test_waited_seconds_are_not_its_own(self) -> None:
        hand = ByHand(threads=1)
        a, inner = hand.call("a"), hand.call("inner")
        hand.now = 1.0
        hand.core.wait_for(a.record, [inner])
        hand.core.lend(a.record, hand.now)
        hand.look()
        hand.now = 4.0
        hand.end(inner)
        hand.core.resume(a.record, hand.now)
        hand.end(a)
        assert a._record[11] == 3.0

    def test_refused_wait_costs_no_slot_and_no_time(self) -> None:
        """What the engine does when a wait is refused: it never lends, and resumes all the same."""
        hand = ByHand(threads=1)
        a = hand.call("a")
        hand.now = 5.0
        assert hand.core.wait_for(a.record, [a]) == ("a", "a")
        hand.core.resume(a.record, hand.now)
        hand.end(a)
        assert a._record[11] == 0.0
        assert hand.call("next").state is RUNNING

    def test_resume_that_was_refused_keeps_the_slots(self) -> None:
        hand = ByHand(threads=2)
        a = hand.call("a")
        hand.core.wait_for(a.record, [a])
        hand.core.resume(a.record, hand.now)
        assert hand.call("next").state is RUNNING

    def test_overlapping_waits_count_once(self, hand: ByHand) -> None:
        """A coroutine that awaits two tasks at once, as `asyncio.gather` inside a task does."""
        a, b, c = hand.call("a", on="loop"), hand.call("b"), hand.call("c")
        for inner in (b, c):
            hand.core.wait_for(a.record, [inner])
            hand.core.lend(a.record, hand.now)
        hand.now = 3.0
        hand.end(b)
        hand.core.resume(a.record, hand.now)
        hand.end(c)
        hand.core.resume(a.record, hand.now)
        hand.end(a)
        assert a._record[11] == 3.0

    def test_body_that_is_cancelled_while_it_waits_goes_on(self) -> None:
        """Its thread can't be stopped: it comes back from the wait, and has a slot until it returns."""
        hand = ByHand(threads=1)
        a, inner = hand.call("a"), hand.call("inner")
        hand.core.wait_for(a.record, [inner])
        hand.core.lend(a.record, hand.now)
        hand.look()
        hand.cancel(a)
        hand.end(inner)
        hand.core.resume(a.record, hand.now)
        assert hand.run.lanes["thread"].free == 0
        hand.end(a)
        assert (hand.run.lanes["thread"].free, hand.core.waited_s) == (1, {})

    def test_body_that_ends_while_its_slot_is_lent_gives_back_one(self) -> None:
        """The word that it goes on comes after the word that it has ended."""
        hand = ByHand(threads=1)
        hand.now = 1.0
        a, inner = hand.call("a"), hand.call("inner")
        hand.core.wait_for(a.record, [inner])
        hand.core.lend(a.record, hand.now)
        hand.look()
        hand.now = 3.0
        hand.end(inner)
        hand.end(a)
        hand.core.resume(a.record, hand.now)
        assert (hand.run.lanes["thread"].free, hand.core.waited_s, hand.core.waits) == (1, {}, {})
        assert a._record[11] == 2.0

    def test_slot_of_an_ended_body_is_not_lent(self, hand: ByHand) -> None:
        a = hand.call("a")
        record = a.record
        hand.end(a)
        hand.core.lend(record, hand.now)
        hand.core.resume(record, hand.now)
        assert (hand.run.lanes["thread"].free, hand.core.waited_s) == (2, {})

    def test_wait_for_the_returned_task_is_not_its_own_time(self) -> None:
        """The slot is free, and the returned task has an entry of its own: counted here too it would count twice."""
        hand = ByHand(threads=1)
        a, inner = hand.call("a"), hand.call("inner")
        hand.now = 1.0
        hand.end(a, inner)
        hand.now = 5.0
        hand.end(inner, 7)
        assert a._record[11] == 4.0

    def test_wait_and_returned_task_count_both(self) -> None:
        """The word that the wait is over comes after the body has returned a task."""
        hand = ByHand(threads=1)
        hand.now = 10.0
        a, inner, returned = hand.call("a"), hand.call("inner"), hand.call("returned")
        hand.core.wait_for(a.record, [inner])
        hand.core.lend(a.record, hand.now)
        hand.look()
        hand.now = 20.0
        hand.end(inner)
        hand.end(a, returned)
        hand.core.resume(a.record, hand.now)
        hand.now = 30.0
        hand.end(returned)
        assert a._record[11] == 20.0

    def test_any_of_several_will_do(self, hand: ByHand) -> None:
        """A wait for the first of several is a cycle only if none of them can ever end."""
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a)
        assert hand.core.wait_for(a.record, [c, b]) is None
        assert hand.core.wait_for(a.record, [c, c]) == ("a", "c", "a")

    def test_cycle_of_waits_is_found(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        assert hand.core.wait_for(a.record, [b]) is None
        assert hand.core.wait_for(b.record, [a]) == ("b", "a", "b")

    def test_waiting_for_a_dependent_is_a_cycle(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        assert hand.core.wait_for(a.record, [b]) == ("a", "b", "a")

    def test_waiting_for_an_ended_task_is_no_wait(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        hand.end(b)
        assert hand.core.wait_for(a.record, [b]) is None

    def test_what_is_waited_for_goes_first(self) -> None:
        hand = ByHand(threads=1)
        a, first = hand.call("a"), hand.call("first")
        root = hand.call("root")
        wanted = hand.call("wanted", root)
        hand.core.wait_for(a.record, [wanted])
        hand.core.lend(a.record, hand.now)
        hand.look()
        assert (root.state, first.state) == (RUNNING, READY)

    def test_hurry_for_an_ended_task_is_harmless(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.end(a)
        hand.core.hurry(a)
        assert not hand.running

    def test_all_that_is_needed_is_hurried_once(self) -> None:
        hand = ByHand(threads=1)
        busy, other, a = hand.call("busy"), hand.call("other"), hand.call("a")
        wanted = hand.call("d", hand.call("b", a), hand.call("c", a))
        hand.core.hurry(wanted)
        hand.end(busy)
        assert (a.state, other.state) == (RUNNING, READY)
        hand.run_all()
        assert sorted(hand.started) == ["a", "b", "busy", "c", "d", "other"]

    def test_hurried_task_starts_once(self) -> None:
        hand = ByHand(threads=1)
        busy, wanted = hand.call("busy"), hand.call("wanted")
        hand.core.hurry(wanted)
        hand.core.hurry(wanted)
        hand.end(busy)
        hand.end(wanted)
        assert (hand.started, hand.running) == (["busy", "wanted"], [])


class TestMemory:
    """Ready tasks are held back while little memory is free; one task always runs."""

    def test_ready_tasks_are_held_back(self) -> None:
        hand = ByHand(threads=4)
        hand.core.is_held = True
        a, b = hand.call("a"), hand.call("b")
        assert (a.state, b.state) == (RUNNING, READY)

    def test_one_always_runs(self) -> None:
        hand = ByHand(threads=4)
        hand.core.is_held = True
        called = [hand.call() for _ in range(3)]
        for one in called:
            assert hand.running == [one]
            hand.end(one)

    def test_one_always_runs_in_all(self) -> None:
        hand = ByHand(threads=4)
        hand.core.is_held = True
        hand.call("thread")
        hand.call("coroutine", on="loop")
        assert hand.names() == ["thread"]

    def test_tasks_with_a_need_are_held_back(self) -> None:
        hand = ByHand(threads=4, memory_gb=8.0)
        hand.core.is_held = True
        for _ in range(3):
            hand.call("big", uses={"memory_gb": 1.0})
        assert len(hand.running) == 1

    def test_all_start_when_memory_is_back(self) -> None:
        hand = ByHand(threads=4)
        hand.core.is_held = True
        called = [hand.call() for _ in range(3)]
        hand.core.is_held = False
        for lane in hand.run.lanes.values():
            hand.core.refill(lane)
        hand.look()
        assert [c.state for c in called] == [RUNNING] * 3


class TestKeeping:
    def test_settled_record_lets_go(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        hand.end(a)
        hand.end(b)
        record = b.record
        assert (record.cell, record.needs, record.context, record.parent) == (None,) * 4

    def test_entry_names_its_prerequisites(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", a)
        hand.end(a)
        hand.end(b)
        assert b._record[8] == (a._record[0],)

    def test_entry_of_a_skipped_task_names_unended_ones_too(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a, b)
        hand.fail(a)
        assert c._record[8] == (a._record[0], b.record.id)

    def test_entry_names_its_parent(self, hand: ByHand) -> None:
        a = hand.call("a")
        b = hand.call("b", parent=a)
        hand.end(b)
        assert b._record[9] == a.record.id

    def test_entry_says_why_it_is_bad(self, hand: ByHand) -> None:
        a, x = hand.call("a"), hand.call("x")
        b = hand.call("b", a)
        hand.fail(a, ValueError("bad row"))
        hand.cancel(x)
        assert [c._record[10] for c in (a, b, x)] == [
            "ValueError: bad row",
            "needs a, which failed",
            "it was cancelled",
        ]

    def test_errors_of_late_are_kept(self, hand: ByHand) -> None:
        for n in range(7):
            hand.fail(hand.call("a"), ValueError(n))
        assert list(hand.run.errors) == [f"a: ValueError: {n}" for n in range(2, 7)]

    def test_oldest_entries_are_folded_into_totals(self) -> None:
        hand = ByHand(threads=float("inf"))
        extra = 10
        for _ in range(KEPT_ENTRIES + extra):
            record = hand.made("a", on="inline").record
            hand.core.add(record, 0.0)
            hand.core.inline.clear()
            record.state, record.started = RUNNING, 0.0
            hand.core.ended(record, None, None, 0.0)
        assert (len(hand.run.entries), hand.run.folded) == (KEPT_ENTRIES, extra)
        assert hand.run.entries[0][0] == extra + 1
        assert hand.run.calls[hand.functions["a"]].done == KEPT_ENTRIES + extra

    def test_entry_names_all_its_prerequisites(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        c = hand.call("c", a, b)
        for one in (b, a, c):
            hand.end(one)
        assert c._record[8] == (a._record[0], b._record[0])

    def test_progress_of_a_failed_task_is_forgotten(self, hand: ByHand) -> None:
        a = hand.call("a")
        hand.core.progress[a.record] = (1.0, None)
        hand.fail(a)
        assert hand.core.progress == {}

    def test_progress_is_forgotten(self, hand: ByHand) -> None:
        a, b = hand.call("a"), hand.call("b")
        hand.core.progress[a.record] = (1.0, 2.0)
        hand.end(b)
        hand.end(a)
        assert hand.core.progress == {}

    def test_totals_count_every_state(self, hand: ByHand) -> None:
        hand.end(hand.call("a"))
        hand.fail(hand.call("a"))
        bad = hand.call("bad")
        hand.call("a", bad)
        hand.fail(bad)
        hand.cancel(hand.call("a"))
        hand.call("a", hand.call("b"))
        totals = hand.run.calls[hand.functions["a"]].totals()
        assert (totals.called, totals.done, totals.failed, totals.skipped) == (5, 1, 1, 1)
        assert (totals.cancelled, totals.waiting) == (1, 1)


class TestUnfinished:
    def test_everything_unfinished_is_found(self) -> None:
        hand = ByHand(threads=1, gpu=1.0)
        running = hand.call("running")
        ready = hand.call("ready")
        waiting = hand.call("waiting", ready)
        delayed = hand.call("delayed", on="loop", retries=1)
        hand.fail(delayed)
        needing = hand.call("needing", on="loop", uses={"gpu": 1.0})
        starved = hand.call("needing", on="loop")
        turn = hand.call("serial", serial=True)
        next_turn = hand.call("serial")
        unseen_inline = hand.made("inline", on="inline")
        hand.core.add(unseen_inline.record, 0.0)
        found = hand.core.unfinished([hand.run])
        expected = [running, ready, waiting, delayed, needing, starved, turn, next_turn, unseen_inline]
        assert {r.calls.name for r in found} == {c.name for c in expected}
        assert len(found) == len(expected)

    def test_parked_at_a_limit_is_found(self, hand: ByHand) -> None:
        from headway.core.function import Limit

        first = hand.call("limited", limit=Limit("server", 1))
        second = hand.call("limited")
        assert set(hand.core.unfinished([hand.run])) == {first.record, second.record}

    def test_bodies_known_elsewhere_are_added(self, hand: ByHand) -> None:
        a = hand.call("a", on="inline")
        b = hand.call("b", a)
        assert hand.core.unfinished([hand.run]) == []
        assert set(hand.core.unfinished([hand.run], [a.record])) == {a.record, b.record}

    def test_ended_ones_are_not(self, hand: ByHand) -> None:
        hand.end(hand.call("a"))
        assert hand.core.unfinished([hand.run]) == []


class TestDebugMode:
    def test_body_that_ran_elsewhere_is_settled(self) -> None:
        hand = ByHand(on="inline")
        a = hand.made("a", on="inline")
        hand.core.ended_elsewhere(a.record, 7, None, 1.0)
        assert (a.state, a.value, hand.run.unfinished) == (DONE, 7, 0)

    def test_start_elsewhere_is_kept(self) -> None:
        hand = ByHand(on="inline")
        a = hand.made("a", on="inline")
        a.record.ready = a.record.started = 1.0
        hand.core.ended_elsewhere(a.record, 7, None, 3.0)
        assert a._record[4:7] == (1.0, 1.0, 3.0)

    def test_body_elsewhere_is_doomed_by_nothing_but_its_fate(self) -> None:
        hand = ByHand(on="inline")
        assert not hand.core.is_doomed(hand.made("a", on="inline").record)

    def test_failure_elsewhere_is_a_failure(self) -> None:
        hand = ByHand(on="inline")
        a = hand.made("a", on="inline")
        hand.core.ended_elsewhere(a.record, None, Failure("a", ValueError(), None), 1.0)
        assert a.state is FAILED

    def test_cancelled_meanwhile_stays_so(self) -> None:
        hand = ByHand(on="inline")
        a = hand.made("a", on="inline")
        hand.cancel(a)
        hand.core.ended_elsewhere(a.record, 7, None, 1.0)
        assert a.state is CANCELLED

    def test_serial_uses_and_limits_do_not_count_there(self) -> None:
        from headway.core.function import Limit

        hand = ByHand(on="inline", gpu=1.0)
        for _ in range(2):
            hand.call("a", on="inline", serial=True, uses={"gpu": 1.0}, limit=Limit("one", 1))
        assert len(hand.running) == 2


def test_new_scheduler_has_nothing_to_do() -> None:
    core = Scheduler()
    lists = (core.inline, core.starts, core.stops, core.delays, core.awake, core.failed, core.drained)
    assert not any(lists)
