"""`remote`: jobs of somebody else's API, polled or pushed, cancelled, with their errors and bad answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from tests.engine.helpers import SOON_S, run, until

from headway import (
    BadOption,
    BadTaskFunction,
    Finished,
    Progress,
    Session,
    State,
    TaskCancelled,
    TaskTimeout,
    gather,
    remote,
    task,
)

SOON = (0.001, 0.01)


class Server:
    """Somebody else's API: jobs by number, the answers they give, those that were cancelled."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.submitted: list[tuple[Any, ...]] = []
        self.asked: list[str] = []
        self.cancelled: list[str] = []

    def submit(self, *args: Any) -> str:
        self.submitted.append(args)
        return f"job-{len(self.submitted)}"

    def follow(self, job: str) -> Any:
        self.asked.append(job)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def cancel(self, job: str) -> None:
        self.cancelled.append(job)

    async def submit_async(self, *args: Any) -> str:
        return self.submit(*args)

    async def follow_async(self, job: str) -> Any:
        return self.follow(job)

    async def cancel_async(self, job: str) -> None:
        self.cancel(job)


class TestPolled:
    def test_asked_until_it_is_finished(self) -> None:
        server = Server(None, Progress(1, 2), Progress(2), Finished("model"))
        train = remote(server.submit, server.follow, every_s=SOON)
        assert train(100).result(SOON_S) == "model"
        assert (server.submitted, server.asked) == ([(100,)], ["job-1"] * 4)

    def test_coroutine_functions(self) -> None:
        server = Server(None, Finished(7))
        train = remote(server.submit_async, server.follow_async, server.cancel_async, every_s=SOON)
        assert train(1, 2).result(SOON_S) == 7
        assert server.submitted == [(1, 2)]

    def test_finished_with_none(self) -> None:
        assert remote(lambda: 1, lambda job: Finished(None))().result(SOON_S) is None

    def test_it_takes_no_worker(self) -> None:
        """ "They take no worker while they wait." """
        server = Server(None)
        with pytest.raises(KeyError), Session(workers=1):  # noqa: PT012
            jobs = [remote(server.submit, server.follow, every_s=SOON)() for _ in range(10)]
            assert task(lambda: 1)().result(SOON_S) == 1
            until(lambda: len(server.asked) > 20)
            assert {t.state for t in jobs} == {State.RUNNING}
            raise KeyError

    def test_progress_is_shown(self) -> None:
        server = Server(Progress(3, 10))
        with Session() as session:
            called = remote(server.submit, server.follow, every_s=SOON, name="train")()
            until(lambda: [(r.name, r.done, r.total) for r in session.snapshot().running] == [("train", 3.0, 10.0)])
            assert called.cancel()

    def test_prerequisites_and_dependents(self) -> None:
        one = task(lambda: 1)
        train = remote(lambda rows: rows, lambda job: Finished(job + 1))
        add = task(lambda *xs: sum(xs))
        assert add(train(one()), train(train(one()))).result(SOON_S) == 2 + 3

    def test_plain_functions_run_in_threads_of_their_own(self) -> None:
        """A submit that blocks stops no other job."""
        door = threading.Event()

        def submit(blocks: bool) -> bool:
            return door.wait(SOON_S) if blocks else True

        train = remote(submit, lambda job: Finished(job))
        blocked = train(True)
        assert train(False).result(SOON_S)
        door.set()
        assert blocked.result(SOON_S)

    def test_in_the_users_coroutine(self) -> None:
        server = Server(None, Finished(7))

        async def main() -> Any:
            return await gather(*[remote(server.submit, server.follow, every_s=SOON)() for _ in range(3)])

        assert asyncio.run(main()) == (7, 7, 7)

    def test_debug_mode(self) -> None:
        server = Server(None, Finished(7))
        with Session(on="inline"):
            assert remote(server.submit, server.follow, every_s=SOON)().result() == 7


def generator(answers: list[Any]) -> Callable[[Any], Iterator[Any]]:
    def follow(job: Any) -> Iterator[Any]:
        yield from answers

    return follow


def async_generator(answers: list[Any]) -> Callable[[Any], AsyncIterator[Any]]:
    async def follow(job: Any) -> AsyncIterator[Any]:
        for answer in answers:
            await asyncio.sleep(0)
            yield answer

    return follow


@pytest.mark.parametrize("pushing", [generator, async_generator])
class TestPushed:
    def test_up_to_finished(self, pushing: Any) -> None:
        follow = pushing([None, Progress(1, 2), Finished("model"), Progress(9, 9)])
        assert remote(lambda: 1, follow)().result(SOON_S) == "model"

    def test_end_without_finished(self, pushing: Any) -> None:
        with pytest.raises(BadOption, match=r"a generator that ends with Finished\(value\); this one ended without"):
            remote(lambda: 1, pushing([Progress(1)]))().result(SOON_S)

    def test_bad_answer(self, pushing: Any) -> None:
        with pytest.raises(BadOption, match=r"expected Finished\(value\), Progress\(done, total\) or None"):
            remote(lambda: 1, pushing(["done"]))().result(SOON_S)

    def test_generator_is_closed_at_the_end(self, pushing: Any) -> None:
        """What it holds open (a connection, say) is let go of in its `finally`."""
        closed = threading.Event()

        def follow(job: int) -> Iterator[Any]:
            try:
                yield Finished(7)
                yield None
            finally:
                closed.set()

        async def follow_async(job: int) -> AsyncIterator[Any]:
            try:
                yield Finished(7)
                yield None
            finally:
                closed.set()

        assert remote(lambda: 1, follow if pushing is generator else follow_async)().result(SOON_S) == 7
        assert closed.wait(SOON_S)


class TestErrors:
    def test_of_submit(self) -> None:
        def submit() -> int:
            raise ValueError("no quota")

        with pytest.raises(ValueError, match="no quota"):
            remote(submit, lambda job: Finished(1))().result(SOON_S)

    def test_of_follow(self) -> None:
        """ "What it raises is the task's error." """
        server = Server(None, ValueError("the job failed"))
        with pytest.raises(ValueError, match="the job failed"):
            remote(server.submit, server.follow, server.cancel, every_s=SOON)().result(SOON_S)

    @pytest.mark.parametrize("answer", ["done", 1, True, Finished, [Finished(1)]])
    def test_bad_answer(self, answer: Any) -> None:
        server = Server(answer)
        with pytest.raises(BadOption, match=r"expected Finished\(value\), Progress\(done, total\) or None"):
            remote(server.submit, server.follow)().result(SOON_S)

    def test_missing_argument_fails_at_the_call(self) -> None:
        def submit(rows: int) -> int:
            return rows

        with pytest.raises(TypeError, match="missing 1 required positional argument: 'rows'"):
            remote(submit, lambda job: Finished(job))()

    def test_stop_iteration_of_a_function(self) -> None:
        """No future of asyncio takes a StopIteration. In a program of its own, for a job that is lost would never end."""
        script = run("""
            import os
            from headway import Finished, remote

            def follow(job):
                return next(iter([]))

            def submit():
                return next(iter([]))

            for job in (remote(lambda: 1, follow), remote(submit, lambda job: Finished(1))):
                try:
                    job().result(5)
                except Exception as error:
                    print(type(error).__name__, flush=True)
            os._exit(0)
            """)
        assert set(script.out.split()) <= {"RuntimeError", "StopIteration"}, script.out
        assert len(script.out.split()) == 2


@pytest.mark.parametrize("is_async", [False, True])
class TestCancel:
    """ "`cancel(job)` is called when the task is cancelled or its time is over." """

    def make(self, server: Server, is_async: bool, **options: Any) -> Any:
        if is_async:
            return remote(server.submit_async, server.follow_async, server.cancel_async, every_s=SOON, **options)
        return remote(server.submit, server.follow, server.cancel, every_s=SOON, **options)

    def test_cancelled_task_cancels_its_job(self, is_async: bool) -> None:
        server = Server(None)
        called = self.make(server, is_async)()
        until(lambda: len(server.asked) > 2)
        assert called.cancel()
        with pytest.raises(TaskCancelled):
            called.result(SOON_S)
        until(lambda: server.cancelled == ["job-1"])

    def test_time_that_is_over_cancels_it(self, is_async: bool) -> None:
        server = Server(None)
        with pytest.raises(TaskTimeout):
            self.make(server, is_async, timeout_s=0.05)().result(SOON_S)
        until(lambda: server.cancelled == ["job-1"])

    def test_end_of_the_session_cancels_it(self, is_async: bool) -> None:
        server = Server(None)

        def leave() -> None:
            with Session():
                self.make(server, is_async)()
                until(lambda: server.asked)
                raise KeyError

        with pytest.raises(KeyError):
            leave()
        assert server.cancelled == ["job-1"]

    def test_job_that_is_finished_is_not_cancelled(self, is_async: bool) -> None:
        server = Server(None, Finished(1))
        self.make(server, is_async)().result(SOON_S)
        assert server.cancelled == []

    def test_job_that_failed_is_not_cancelled(self, is_async: bool) -> None:
        server = Server(ValueError("over"))
        with pytest.raises(ValueError, match="over"):
            self.make(server, is_async)().result(SOON_S)
        assert server.cancelled == []

    def test_cancelled_while_it_is_submitted(self, is_async: bool) -> None:
        """The job that was on its way is cancelled, too: it would cost somebody money."""
        door, inside = threading.Event(), threading.Event()
        cancelled: list[str] = []

        def submit() -> str:
            inside.set()
            door.wait(SOON_S)
            return "job"

        async def submit_async() -> str:
            return await asyncio.to_thread(submit)

        called = remote(submit_async if is_async else submit, lambda job: None, cancelled.append)()
        assert inside.wait(SOON_S)
        called.cancel()
        door.set()
        until(lambda: cancelled == ["job"])


class TestBadInput:
    @pytest.mark.parametrize("bad", [None, 1, "submit"])
    def test_what_cannot_be_called(self, bad: Any) -> None:
        with pytest.raises(BadTaskFunction, match="submit="):
            remote(bad, lambda job: Finished(1))
        with pytest.raises(BadTaskFunction, match="follow="):
            remote(lambda: 1, bad)
        if bad is not None:
            with pytest.raises(BadTaskFunction, match="cancel="):
                remote(lambda: 1, lambda job: Finished(1), bad)

    @pytest.mark.parametrize("bad", [(0, 1), (-1, 1), (2, 1), (float("nan"), 1), (1, float("nan"))])
    def test_pauses_without_sense(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="every_s="):
            remote(lambda: 1, lambda job: Finished(1), every_s=bad)

    @pytest.mark.parametrize("bad", [1, (1,), (1, 2, 3), ("a", "b"), None])
    def test_pauses_that_are_no_pair(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="every_s="):
            remote(lambda: 1, lambda job: Finished(1), every_s=bad)

    @pytest.mark.parametrize("bad", [0, -1, "1", float("inf")])
    def test_time_without_sense(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="timeout_s="):
            remote(lambda: 1, lambda job: Finished(1), timeout_s=bad)

    @pytest.mark.parametrize("bad", [1, " "])
    def test_no_name(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="name="):
            remote(lambda: 1, lambda job: Finished(1), name=bad)

    def test_unknown_option(self) -> None:
        with pytest.raises(TypeError, match="every"):
            remote(lambda: 1, lambda job: Finished(1), every=1)  # type: ignore[call-arg]
