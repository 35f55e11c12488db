"""Semantics: cancelling, checkpoints, progress."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError as FutureCancelled

import pytest
from tests.engine.helpers import SOON_S, Door, until

from headway import (
    BadOption,
    Cancelled,
    NoCurrentTask,
    Session,
    State,
    Task,
    TaskCancelled,
    current,
    gather,
    task,
    wait,
)


@task
def step(x: object = 0) -> object:
    return x


class TestWhatWaits:
    """ "Cancel, from any thread: waiting and ready tasks at once"."""

    def test_waiting_task_never_starts(self, door: Door) -> None:
        ran: list[int] = []

        @task
        def hold() -> None:
            door.pass_through()

        @task
        def go(x: None) -> None:
            ran.append(1)

        first = hold()
        second = go(first)
        assert second.cancel()
        assert second.state is State.CANCELLED
        with pytest.raises(TaskCancelled, match="task `go` has no result"):
            second.result(0)
        door.open()
        first.result(SOON_S)
        assert ran == []

    def test_ready_task_never_starts(self, door: Door) -> None:
        ran: list[int] = []

        @task
        def hold(number: int) -> None:
            ran.append(number)
            door.pass_through()

        with Session(workers=1):
            hold(0)
            until(lambda: door.inside)
            ready = hold(1)
            assert ready.state in (State.READY, State.WAITING)
            assert ready.cancel()
            door.open()
        assert ran == [0]

    def test_dependents_of_all_depths_are_cancelled(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        first = hold()
        chain = [step(first)]
        for _ in range(10):
            chain.append(step(chain[-1]))
        assert chain[0].cancel()
        assert {t.state for t in chain} == {State.CANCELLED}
        with pytest.raises(TaskCancelled, match="`step`"):
            chain[-1].result(0)

    def test_gathering_is_cancelled_alone(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 1

        first = hold()
        both = gather(first, step())
        assert both.cancel()
        door.open()
        assert first.result(SOON_S) == 1

    def test_retry_that_waits_is_cancelled(self) -> None:
        @task(retries=5, backoff_s=60.0)
        def flaky() -> None:
            raise ValueError("again")

        called = flaky()
        until(lambda: called.state in (State.READY, State.WAITING) and Session.current() is not None)
        assert called.cancel()
        with pytest.raises(TaskCancelled):
            called.result(SOON_S)


class TestWhatRuns:
    """ "a coroutine by cancellation; … a thread cannot be stopped: it is told (`current().checkpoint()`), its result is
    dropped".
    """

    def test_coroutine_is_cancelled_where_it_waits(self) -> None:
        seen: list[str] = []
        inside = threading.Event()

        @task
        async def linger() -> None:
            inside.set()
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise

        called = linger()
        assert inside.wait(SOON_S)
        assert called.cancel()
        with pytest.raises(TaskCancelled, match="`linger`"):
            called.result(SOON_S)
        until(lambda: seen == ["cancelled"])

    def test_coroutine_may_clean_up_first(self) -> None:
        inside, cleaned = threading.Event(), threading.Event()

        @task
        async def linger() -> None:
            inside.set()
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.01)
                cleaned.set()

        with Session():
            called = linger()
            assert inside.wait(SOON_S)
            called.cancel()
        assert cleaned.is_set(), "the session waits for coroutines that it cancelled"

    def test_result_of_a_thread_is_dropped(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 1

        called = hold()
        until(lambda: door.inside)
        assert called.cancel()
        assert called.state is State.CANCELLED
        door.open()
        until(lambda: not door.inside)
        assert called.state is State.CANCELLED
        with pytest.raises(TaskCancelled):
            called.result(SOON_S)

    def test_thread_is_told_at_its_checkpoint(self) -> None:
        inside, raised = threading.Event(), threading.Event()

        @task
        def work() -> None:
            inside.set()
            try:
                while True:
                    current().checkpoint()
            except TaskCancelled:
                raised.set()
                raise

        called = work()
        assert inside.wait(SOON_S)
        current_state = called.state
        assert called.cancel()
        assert raised.wait(SOON_S)
        assert current_state is State.RUNNING
        assert called.state is State.CANCELLED

    def test_error_of_a_cancelled_thread_is_dropped(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()
            raise ValueError("too late")

        with pytest.warns(match="`hold` still runs"), Session() as session:  # noqa: PT031
            called = hold()
            until(lambda: door.inside)
            assert called.cancel()
            assert session is not None
        door.open()
        assert isinstance(called.outcome, Cancelled)

    def test_cancelled_thread_keeps_its_slot(self, door: Door) -> None:
        """ "A thread body that outlives its cancel or time-out keeps slot, limit … until it returns"."""

        @task
        def hold() -> None:
            door.pass_through()

        with Session(workers=1):
            called = hold()
            until(lambda: door.inside)
            called.cancel()
            next_one = step()
            with pytest.raises(TimeoutError):
                next_one.result(0.05)
            door.open()
            assert next_one.result(SOON_S) == 0

    def test_retries_end_with_a_cancel(self, door: Door) -> None:
        attempts: list[int] = []

        @task(retries=5, backoff_s=0.0)
        def hold() -> None:
            attempts.append(current().attempt)
            door.pass_through()
            raise ValueError("again")

        called = hold()
        until(lambda: door.inside)
        assert called.cancel()
        door.open()
        until(lambda: not door.inside)
        assert step().result(SOON_S) == 0
        assert attempts == [1]

    def test_serial_thread_that_is_cancelled_keeps_its_turn(self, door: Door) -> None:
        inside = [0, 0]

        @task(serial=True)
        def plot() -> None:
            inside[0] += 1
            inside[1] = max(inside)
            door.pass_through()
            inside[0] -= 1

        with Session():
            first, second = plot(), plot()
            until(lambda: door.inside)
            assert first.cancel()
            with pytest.raises(TimeoutError):
                second.result(0.05)
            door.open()
            second.result(SOON_S)
        assert inside[1] == 1


class TestWhatItSays:
    """ "`.cancel()` says whether it changed anything." """

    def test_ended_task_is_not_changed(self) -> None:
        called = step()
        called.result(SOON_S)
        assert called.cancel() is False
        assert called.state is State.DONE

    def test_second_cancel_changes_nothing(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        called = hold()
        until(lambda: door.inside)
        assert called.cancel() is True
        assert called.cancel() is False

    def test_one_of_many_threads_cancels_it(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        for _ in range(20):
            called = step(hold())
            said: list[bool] = []
            threads = [threading.Thread(target=lambda c=called, s=said: s.append(c.cancel())) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(said) == [False, False, False, True]


class TestFromWhere:
    @pytest.mark.parametrize("on", ["thread", "inline"])
    def test_from_inside_another_task(self, door: Door, on: str) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        @task(on=on)  # type: ignore[call-overload, untyped-decorator]
        def end(box: Callable[[], Task[None]]) -> bool:
            return box().cancel()

        called = hold()
        until(lambda: door.inside)
        assert end(lambda: called).result(SOON_S) is True
        assert called.state is State.CANCELLED

    def test_from_a_coroutine(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        async def main() -> bool:
            return hold().cancel()

        assert asyncio.run(main()) is True

    @pytest.mark.parametrize("on", ["thread", "inline"])
    def test_a_task_may_cancel_itself(self, on: str) -> None:
        box: list[Task[int]] = []
        filled = threading.Event()

        @task(on=on)  # type: ignore[call-overload, untyped-decorator]
        def me() -> int:
            filled.wait(SOON_S)
            assert box[0].cancel()
            return 1

        box.append(me())
        filled.set()
        with pytest.raises(TaskCancelled):
            box[0].result(SOON_S)

    @pytest.mark.parametrize("error", [asyncio.CancelledError, FutureCancelled])
    @pytest.mark.parametrize("on", ["thread", "inline"])
    def test_body_that_raises_cancelled_error_is_cancelled(self, error: type[BaseException], on: str) -> None:
        """ "A body that raises CancelledError is cancelled." """

        @task(on=on)  # type: ignore[call-overload, untyped-decorator]
        def stop() -> None:
            raise error

        called = stop()
        with pytest.raises(TaskCancelled, match="`stop`"):
            called.result(SOON_S)
        assert called.state is State.CANCELLED

    def test_coroutine_that_raises_it_is_cancelled(self) -> None:
        @task
        async def stop() -> None:
            raise asyncio.CancelledError

        with pytest.raises(TaskCancelled, match="`stop`"):
            stop().result(SOON_S)


class TestCheckpoint:
    def test_returns_when_all_is_well(self) -> None:
        @task
        def work() -> int:
            current().checkpoint()
            return 1

        assert work().result(SOON_S) == 1

    def test_current_outside_a_task(self) -> None:
        with pytest.raises(NoCurrentTask, match="no task is running here"):
            current()

    @pytest.mark.parametrize("on", ["thread", "inline"])
    def test_current_knows_the_task(self, on: str) -> None:
        @task(on=on, name="asked")  # type: ignore[call-overload, untyped-decorator]
        def who() -> tuple[str, int, str]:
            return current().name, current().attempt, repr(current())

        assert who().result(SOON_S) == ("asked", 1, "<current task asked, attempt 1>")

    def test_current_in_a_coroutine(self) -> None:
        @task
        async def who() -> str:
            await asyncio.sleep(0)
            return current().name

        assert gather(who(), who()).result(SOON_S) == ("who", "who")

    def test_current_after_a_nested_call_is_the_outer_one(self) -> None:
        @task(on="inline")
        def inner() -> str:
            return current().name

        @task(on="inline")
        def outer() -> tuple[str, str, str]:
            before = current().name
            return before, inner().result(SOON_S), current().name

        assert outer().result(SOON_S) == ("outer", "inner", "outer")


class TestProgress:
    @pytest.mark.parametrize("total", [None, 10, 10.5])
    def test_snapshot_shows_it(self, door: Door, total: float | None) -> None:
        @task
        def work() -> None:
            current().progress(3, total)
            door.pass_through()

        with Session() as session:
            work()
            until(lambda: door.inside)
            (running,) = session.snapshot().running
            assert (running.name, running.done, running.total) == ("work", 3.0, total)
            door.open()

    @pytest.mark.parametrize("bad", ["3", [3]])
    def test_no_number_is_refused(self, bad: object) -> None:
        @task
        def work() -> None:
            current().progress(bad)  # type: ignore[arg-type]

        with pytest.raises(BadOption, match="done="):
            work().result(SOON_S)

    def test_none_is_refused(self) -> None:
        @task
        def work() -> None:
            current().progress(None)  # type: ignore[arg-type]

        with pytest.raises(BadOption, match="done="):
            work().result(SOON_S)


def test_cancelled_ones_end_a_wait() -> None:
    @task
    async def linger() -> None:
        await asyncio.sleep(60)

    called = [linger() for _ in range(20)]
    for each in called:
        each.cancel()
    assert len(wait(called).result(SOON_S).done) == 20
