"""gather, wait, as_completed: their whole meaning, empty ones and bad input included."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from tests.engine.helpers import SOON_S, Door, until

from headway import (
    BadOption,
    NotATask,
    PrerequisiteFailed,
    Session,
    State,
    TaskCancelled,
    as_completed,
    gather,
    task,
    wait,
)


@task
def step(x: object = 0) -> object:
    return x


@task
def broken(text: str = "it broke") -> None:
    raise ValueError(text)


@pytest.fixture
def hold(door: Door) -> Any:
    @task
    def hold(value: object = 1) -> object:
        door.pass_through()
        return value

    return hold


class TestGather:
    def test_nothing(self) -> None:
        assert gather().result(SOON_S) == ()

    def test_one(self) -> None:
        assert gather(step(3)).result(SOON_S) == (3,)

    def test_same_one_twice(self) -> None:
        called = step(3)
        assert gather(called, called).result(SOON_S) == (3, 3)

    def test_never_blocks(self, hold: Any, door: Door) -> None:
        both = gather(hold(1), hold(2))
        assert both.state is State.WAITING
        door.open()
        assert both.result(SOON_S) == (1, 2)

    def test_error_comes_when_all_have_ended(self, hold: Any, door: Door) -> None:
        both = gather(broken(), hold())
        with pytest.raises(TimeoutError):
            both.result(0.05)
        door.open()
        with pytest.raises(ValueError, match="it broke"):
            both.result(SOON_S)

    def test_errors_stand_in_their_places(self, hold: Any, door: Door) -> None:
        @task
        def after(x: object) -> None: ...

        failed, cancelled = broken(), step(hold())
        assert cancelled.cancel()
        values = gather(step(1), failed, after(failed), cancelled, return_errors=True).result(SOON_S)
        assert values[0] == 1
        assert [type(v) for v in values[1:]] == [ValueError, PrerequisiteFailed, TaskCancelled]

    def test_cancelled_one(self, hold: Any, door: Door) -> None:
        first = hold()
        both = gather(first, step())
        assert first.cancel()
        with pytest.raises(TaskCancelled, match="`hold`"):
            both.result(SOON_S)
        door.open()

    def test_failed_one_comes_before_a_cancelled_one(self, hold: Any, door: Door) -> None:
        """ "`gather` raises the own error of the first failed in argument order"."""
        first = hold()
        both = gather(first, broken())
        first.cancel()
        with pytest.raises(ValueError, match="it broke"):
            both.result(SOON_S)

    def test_ten_thousand(self) -> None:
        assert gather(*step.map(range(10_000))).result(SOON_S) == tuple(range(10_000))

    def test_counts_as_a_prerequisite(self) -> None:
        assert step(gather(step(1), step(2))).result(SOON_S) == (1, 2)

    @pytest.mark.parametrize("bad", [[1], [[step]], [None], ["task"]])
    def test_no_task_is_refused(self, bad: list[Any]) -> None:
        with pytest.raises(NotATask, match=r"gather\(\*tasks\) takes tasks"):
            gather(*bad)

    def test_list_of_tasks_is_refused(self) -> None:
        with pytest.raises(NotATask, match="not a list"):
            gather([step(), step()])  # type: ignore[arg-type]


class TestWait:
    def test_nothing(self) -> None:
        waited = wait([]).result(SOON_S)
        assert (waited.done, waited.pending) == ((), ())

    def test_nothing_first(self) -> None:
        waited = wait([], first=True).result(SOON_S)
        assert (waited.done, waited.pending) == ((), ())

    def test_good_and_bad_ends_count(self) -> None:
        called = (step(), broken())
        waited = wait(called).result(SOON_S)
        assert waited.done == called
        assert isinstance(called[1].error, ValueError)

    def test_first(self, hold: Any, door: Door) -> None:
        slow, quick = hold(), step()
        waited = wait([slow, quick], first=True).result(SOON_S)
        assert (waited.done, waited.pending) == ((quick,), (slow,))
        door.open()

    def test_first_of_ended_ones(self) -> None:
        called = step()
        called.result(SOON_S)
        assert wait([called], first=True).result(SOON_S).done == (called,)

    def test_time_runs_out(self, hold: Any, door: Door) -> None:
        slow, quick = hold(), step()
        quick.result(SOON_S)
        waited = wait([slow, quick], timeout_s=0.02).result(SOON_S)
        assert (waited.done, waited.pending) == ((quick,), (slow,))
        assert slow.state is State.RUNNING
        door.open()
        assert slow.result(SOON_S) == 1

    def test_no_time_at_all(self, hold: Any, door: Door) -> None:
        slow = hold()
        assert wait([slow], timeout_s=0).result(SOON_S).pending == (slow,)
        door.open()

    def test_time_that_is_left_does_no_harm(self) -> None:
        assert len(wait([step()], timeout_s=1e6).result(SOON_S).done) == 1

    def test_any_iterable(self) -> None:
        assert len(wait(step(i) for i in range(3)).result(SOON_S).done) == 3

    def test_does_not_wait_for_a_session(self, hold: Any, door: Door) -> None:
        with Session():
            slow = hold()
            assert wait([slow], timeout_s=0.01).result(SOON_S).pending == (slow,)
            door.open()

    @pytest.mark.parametrize("timeout_s", [-1, -1e-9, float("nan"), "1", [1]])
    def test_bad_time(self, timeout_s: Any) -> None:
        with pytest.raises(BadOption, match="timeout_s="):
            wait([step()], timeout_s=timeout_s)

    @pytest.mark.parametrize("timeout_s", [1e10, 1e300, float("inf")])
    def test_long_time_is_taken(self, timeout_s: float) -> None:
        assert len(wait([step()], timeout_s=timeout_s).result(SOON_S).done) == 1
        assert step(1).result(SOON_S) == 1

    def test_no_task_is_refused(self) -> None:
        with pytest.raises(NotATask, match=r"wait\(tasks\) takes tasks"):
            wait([1])  # type: ignore[list-item]

    def test_one_task_is_refused(self) -> None:
        with pytest.raises(TypeError):
            wait(step())


class TestAsCompleted:
    def test_nothing(self) -> None:
        assert list(as_completed([])) == []

    def test_order_of_the_ends(self) -> None:
        doors = [threading.Event() for _ in range(3)]

        @task
        def hold(number: int) -> int:
            assert doors[number].wait(SOON_S)
            return number

        with Session(workers=3):
            ended = []
            opening = [2, 0, 1]
            doors[opening[0]].set()
            for n, done in enumerate(as_completed(hold.map(range(3))), start=1):
                ended.append(done.result())
                if n < 3:
                    doors[opening[n]].set()
        assert ended == [2, 0, 1]

    def test_ended_ones_come_at_once(self) -> None:
        called = step.map(range(5))
        gather(*called).result(SOON_S)
        assert set(as_completed(called)) == set(called)

    def test_same_one_comes_once(self) -> None:
        called = step()
        assert list(as_completed([called, called])) == [called]

    def test_bad_ends_come_too(self) -> None:
        with Session():
            kinds = {t.state for t in as_completed([step(), broken()])}
        assert kinds == {State.DONE, State.FAILED}

    def test_leaving_early_leaves_the_rest_running(self, hold: Any, door: Door) -> None:
        slow = hold()
        for done in as_completed([slow, step(5)]):
            assert done.result() == 5
            break
        door.open()
        assert slow.result(SOON_S) == 1

    def test_waiting_threads_share(self, hold: Any, door: Door) -> None:
        """Each waits for its own; none waits for ever, and none ends before its share has come."""
        completions = as_completed(hold.map(range(6)))
        shares: list[list[object]] = []
        threads = [
            threading.Thread(target=lambda: shares.append([t.result() for t in completions]), daemon=True)
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        until(lambda: len(completions._bells) == 3)
        door.open()
        for thread in threads:
            thread.join(SOON_S)
        assert sorted(str(value) for share in shares for value in share) == list("012345")

    def test_waiting_coroutines_share(self, hold: Any, door: Door) -> None:
        async def main() -> list[object]:
            completions = as_completed(hold.map(range(6)))

            async def share() -> list[object]:
                return [await t async for t in completions]

            shares = [asyncio.create_task(share()) for _ in range(3)]
            while len(completions._bells) < 3:
                await asyncio.sleep(0)
            door.open()
            return [value for part in await asyncio.wait_for(asyncio.gather(*shares), SOON_S) for value in part]

        assert sorted(str(value) for value in asyncio.run(main())) == list("012345")

    def test_consumer_that_gives_up_leaves_its_share_to_others(self, hold: Any, door: Door) -> None:
        async def main() -> int:
            completions = as_completed(hold.map(range(2)))
            first = asyncio.create_task(anext(completions))  # type: ignore[arg-type]
            while not completions._bells:
                await asyncio.sleep(0)
            first.cancel()
            await asyncio.wait([first])
            door.open()
            return len([t async for t in completions])

        assert asyncio.run(main()) == 2

    def test_two_iterators_share(self) -> None:
        completions = as_completed(step.map(range(10)))
        first = next(completions)
        assert len({first, *completions}) == 10
        assert list(completions) == []

    def test_no_task_is_refused(self) -> None:
        with pytest.raises(NotATask, match=r"as_completed\(tasks\) takes tasks"):
            as_completed([1])  # type: ignore[list-item]

    @pytest.mark.parametrize(
        ("bad", "named"), [(3, "an int"), (None, "None"), (step, "a TaskFunction"), ([[1]], "a list"), ([{}], "a dict")]
    )
    def test_what_holds_no_tasks_is_refused(self, bad: Any, named: str) -> None:
        with pytest.raises(NotATask, match=rf"^as_completed\(tasks\) takes tasks .*, not {named}$"):
            as_completed(bad)
        with pytest.raises(NotATask, match=rf"^wait\(tasks\) takes tasks .*, not {named}$"):
            wait(bad)

    def test_that_nobody_iterates_over(self) -> None:
        as_completed([step()])
        until(lambda: step().result(SOON_S) == 0)
