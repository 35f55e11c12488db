"""Semantics: retries, back-off, time-outs."""

from __future__ import annotations

import asyncio
import threading
from itertools import pairwise
from time import perf_counter

import pytest
from tests.engine.helpers import SOON_S, Door, until

from headway import Session, State, TaskCancelled, TaskTimeout, current, task


class Flaky:
    """A body that fails so many times first."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.at_s: list[float] = []

    def __call__(self) -> int:
        self.at_s.append(perf_counter())
        if len(self.at_s) <= self.failures:
            raise ValueError(f"attempt {len(self.at_s)}")
        return len(self.at_s)


MECHANISMS = ["thread", "inline"]


class TestRetries:
    """ "running → ready for a retry after back-off"."""

    @pytest.mark.parametrize("on", MECHANISMS)
    def test_tried_again_until_it_is_well(self, on: str) -> None:
        assert task(Flaky(2)) is not None
        again = task(on=on, retries=2, backoff_s=0.001)(Flaky(2))  # type: ignore[call-overload]
        assert again().result(SOON_S) == 3

    @pytest.mark.parametrize("on", MECHANISMS)
    def test_last_error_is_raised(self, on: str) -> None:
        again = task(on=on, retries=2, backoff_s=0.001)(Flaky(9))  # type: ignore[call-overload]
        with pytest.raises(ValueError, match="attempt 3"):
            again().result(SOON_S)

    def test_coroutine_is_tried_again(self) -> None:
        attempts: list[int] = []

        @task(retries=2, backoff_s=0.001)
        async def flaky() -> int:
            attempts.append(current().attempt)
            await asyncio.sleep(0)
            if len(attempts) < 3:
                raise ValueError
            return 7

        assert flaky().result(SOON_S) == 7
        assert attempts == [1, 2, 3]

    def test_no_retries_by_default(self) -> None:
        body = Flaky(1)
        with pytest.raises(ValueError, match="attempt 1"):
            task(body)().result(SOON_S)
        assert len(body.at_s) == 1

    def test_arguments_are_there_for_each_attempt(self) -> None:
        @task
        def make() -> list[int]:
            return [1]

        @task(retries=2, backoff_s=0.0)
        def use(values: list[int], *, more: list[int]) -> int:
            if current().attempt < 3:
                raise ValueError
            return len(values) + len(more)

        assert use(make(), more=make()).result(SOON_S) == 2

    def test_pause_doubles(self) -> None:
        body = Flaky(4)
        task(retries=4, backoff_s=0.02)(body)().result(SOON_S)
        for (before, after), pause_s in zip(pairwise(body.at_s), (0.02, 0.04, 0.08, 0.16), strict=True):
            assert after - before >= pause_s

    def test_slot_is_free_during_the_pause(self) -> None:
        @task
        def one() -> int:
            return 1

        with Session(workers=1):
            failing = task(retries=1, backoff_s=60.0)(Flaky(1))()
            assert one().result(SOON_S) == 1
            assert failing.cancel()

    def test_entry_counts_the_attempts(self) -> None:
        called = task(retries=2, backoff_s=0.0)(Flaky(2))()

        @task
        def after(x: int) -> int:
            return x

        last = after(called)
        last.result(SOON_S)
        assert last.prerequisites[0].attempts == 3

    def test_dependents_see_the_last_attempt_only(self) -> None:
        @task
        def after(x: int) -> int:
            return x

        last = after(task(retries=3, backoff_s=0.001)(Flaky(3))())
        assert last.result(SOON_S) == 4
        assert last.state is State.DONE


class TestTimeouts:
    """ "Time-outs: … cancellation on the loop, cooperative on threads (say so when it happens)." """

    def test_coroutine_is_cancelled(self) -> None:
        ended = threading.Event()

        @task(timeout_s=0.02)
        async def linger() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

        with pytest.raises(TaskTimeout, match=r"task `linger` ran longer than its timeout_s=0.02"):
            linger().result(SOON_S)
        assert ended.wait(SOON_S)

    def test_thread_is_told(self) -> None:
        told = threading.Event()

        @task(timeout_s=0.02)
        def work() -> None:
            try:
                while True:
                    current().checkpoint()
            except (TaskTimeout, TaskCancelled):
                told.set()
                raise

        with pytest.raises(TaskTimeout, match="`work` ran longer"):
            work().result(SOON_S)
        assert told.wait(SOON_S)

    def test_error_says_that_a_thread_goes_on(self, door: Door) -> None:
        @task(timeout_s=0.02)
        def hold() -> None:
            door.pass_through()

        with pytest.raises(TaskTimeout, match="a thread can't be stopped"):
            hold().result(SOON_S)

    def test_it_is_a_failure(self, door: Door) -> None:
        @task(timeout_s=0.02)
        def hold() -> None:
            door.pass_through()

        called = hold()
        with pytest.raises(TimeoutError):
            called.result(SOON_S)
        assert called.state is State.FAILED

    def test_time_counts_from_running(self, door: Door) -> None:
        """ "(per attempt, from running)"."""

        @task
        def hold() -> None:
            door.pass_through()

        @task(timeout_s=5.0)
        def quick() -> int:
            return 1

        with Session(workers=1):
            hold()
            until(lambda: door.inside)
            waiting = task(timeout_s=0.5)(lambda: 2)()
            threading.Event().wait(0.7)
            door.open()
            assert waiting.result(SOON_S) == 2
            assert quick().result(SOON_S) == 1

    def test_each_attempt_has_its_own_time(self) -> None:
        attempts: list[int] = []

        @task(timeout_s=0.05, retries=2, backoff_s=0.0)
        async def slow_at_first() -> int:
            attempts.append(current().attempt)
            await asyncio.sleep(60 if len(attempts) < 3 else 0)
            return 7

        assert slow_at_first().result(SOON_S) == 7
        assert attempts == [1, 2, 3]

    def test_never_two_attempts_at_once(self) -> None:
        """A thread that outlives its time-out goes on; its retry waits for it to return."""
        inside, most, lock = [0], [0], threading.Lock()
        attempts: list[int] = []

        @task(timeout_s=0.02, retries=2, backoff_s=0.0)
        def stubborn() -> int:
            attempts.append(current().attempt)
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            threading.Event().wait(0.1 if len(attempts) < 3 else 0)
            with lock:
                inside[0] -= 1
            return len(attempts)

        with Session(workers=4):
            called = stubborn()
            assert called.result(SOON_S) == 3
        assert most == [1]
        assert attempts == [1, 2, 3]

    def test_body_that_is_in_time_is_not_disturbed(self) -> None:
        @task(timeout_s=SOON_S)
        def quick() -> int:
            current().checkpoint()
            return 1

        assert quick().result(SOON_S) == 1

    def test_coroutine_that_swallows_its_cancel_has_failed_all_the_same(self) -> None:
        @task(timeout_s=0.02)
        async def stubborn() -> int:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                return 1
            return 2

        with pytest.raises(TaskTimeout):
            stubborn().result(SOON_S)

    @pytest.mark.parametrize("timeout_s", [1e-9, 1e9, 1e300])
    def test_any_positive_time_is_taken(self, timeout_s: float) -> None:
        @task(timeout_s=timeout_s)
        async def quick() -> int:
            await asyncio.sleep(0.01)
            return 1

        called = quick()
        if timeout_s < 1:
            with pytest.raises(TaskTimeout):
                called.result(SOON_S)
        else:
            assert called.result(SOON_S) == 1
