"""Scripts and async code: where `.result()` blocks, where it says "use await", which loop a coroutine's body belongs to."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import Any

import pytest
from tests.engine.helpers import SOON_S, Door, run, until

from headway import NeedsAwait, Session, State, Task, TaskCancelled, as_completed, gather, task, wait


@task
def one() -> int:
    time.sleep(0.2)  # who asks for what is done already has nothing to wait for, and is not refused
    return 1


@task
async def fetch() -> asyncio.AbstractEventLoop:
    await asyncio.sleep(0)
    return asyncio.get_running_loop()


def helper() -> int:
    return one().result(SOON_S)


def in_loop(main: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(main, SOON_S))


class TestResult:
    """ "`.result()` raises "use await" only inside the user's own coroutine." """

    def test_script(self) -> None:
        assert one().result(SOON_S) == 1

    def test_coroutine(self) -> None:
        async def main() -> None:
            with pytest.raises(NeedsAwait, match=r"`one`.result\(\) would block the event loop .* `await one` there"):
                one().result()

        in_loop(main())

    def test_helper_that_a_coroutine_calls(self) -> None:
        async def main() -> None:
            with pytest.raises(NeedsAwait):
                helper()

        in_loop(main())

    def test_comprehension_in_a_coroutine(self) -> None:
        async def main() -> None:
            with pytest.raises(NeedsAwait):
                [t.result() for t in [one()]]

        in_loop(main())

    def test_generator_that_a_coroutine_drives(self) -> None:
        async def main() -> None:
            with pytest.raises(NeedsAwait):
                list(t.result() for t in [one()])  # noqa: C400

        in_loop(main())

    def test_asynchronous_generator(self) -> None:
        async def numbers() -> Any:
            yield one().result()

        async def main() -> None:
            with pytest.raises(NeedsAwait):
                async for _ in numbers():
                    pass

        in_loop(main())

    def test_create_task(self) -> None:
        async def inner() -> int:
            return one().result()

        async def main() -> None:
            with pytest.raises(NeedsAwait):
                await asyncio.create_task(inner())

        in_loop(main())

    def test_to_thread_blocks(self) -> None:
        async def main() -> int:
            return await asyncio.to_thread(helper)

        assert in_loop(main()) == 1

    def test_executor_blocks(self) -> None:
        async def main() -> int:
            return await asyncio.get_running_loop().run_in_executor(None, helper)

        assert in_loop(main()) == 1

    def test_settled_one_is_there(self) -> None:
        called = one()
        called.result(SOON_S)

        async def main() -> int:
            return called.result()

        assert in_loop(main()) == 1

    def test_after_await_it_is_there(self) -> None:
        async def main() -> int:
            called = one()
            await called
            return called.result()

        assert in_loop(main()) == 1

    def test_body_of_a_coroutine_task(self) -> None:
        @task
        async def outer() -> int:
            return one().result()

        with pytest.raises(NeedsAwait):
            outer().result(SOON_S)

    def test_body_of_a_def_task_called_from_a_coroutine(self) -> None:
        @task
        def outer() -> int:
            return one().result(SOON_S)

        async def main() -> int:
            return await outer()

        assert in_loop(main()) == 1

    def test_as_completed_and_sessions_are_guarded_too(self) -> None:
        async def main() -> None:
            with pytest.raises(NeedsAwait, match="async for"):
                for _ in as_completed([one()]):
                    pass
            with pytest.raises(NeedsAwait, match="async with"):
                Session().__enter__()

        in_loop(main())

    def test_loop_callback_of_a_script(self) -> None:
        """No coroutine of the user's stands above: the call blocks (as in a notebook's cell)."""
        loop = asyncio.new_event_loop()
        seen: list[int] = []

        def callback() -> None:
            seen.append(helper())
            loop.stop()

        loop.call_soon(callback)
        loop.run_forever()
        loop.close()
        assert seen == [1]


class TestAwait:
    """ "`await` works from any loop." """

    def test_value_error_and_cancel(self) -> None:
        @task
        def broken() -> None:
            raise ValueError("it broke")

        async def main() -> None:
            assert await one() == 1
            with pytest.raises(ValueError, match="it broke"):
                await broken()
            hold = task(asyncio.sleep)(60)
            hold.cancel()
            with pytest.raises(TaskCancelled):
                await hold

        in_loop(main())

    def test_one_task_from_two_loops(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 7

        called = hold()
        seen: list[int] = []

        async def main() -> int:
            return await called

        threads = [threading.Thread(target=lambda: seen.append(asyncio.run(main()))) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(lambda: door.inside)
        door.open()
        for thread in threads:
            thread.join()
        assert seen == [7, 7]

    def test_many_at_once_with_the_loops_own_gather(self) -> None:
        async def main() -> list[int]:
            return await asyncio.gather(*[asyncio.ensure_future(one()) for _ in range(50)])

        assert in_loop(main()) == [1] * 50

    def test_cancelled_awaiter_leaves_the_task_running(self, door: Door) -> None:
        """ "A cancelled awaiter does not by itself cancel a task that others share." """

        @task
        def hold() -> int:
            door.pass_through()
            return 7

        async def main() -> int:
            called = hold()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.ensure_future(called), 0.02)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.02):
                    await called
            assert called.state is not State.CANCELLED
            door.open()
            return await called

        assert in_loop(main()) == 7

    def test_loop_goes_on_meanwhile(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 7

        async def main() -> int:
            called = hold()
            asyncio.get_running_loop().call_later(0.01, door.open)
            return await called

        assert in_loop(main()) == 7

    def test_loop_that_closes_while_it_awaits(self, door: Door) -> None:
        """The awaiter is gone; the engine goes on."""

        @task
        def hold() -> int:
            door.pass_through()
            return 7

        called = hold()

        async def main() -> None:
            asyncio.ensure_future(called)  # noqa: RUF006
            await asyncio.sleep(0)

        asyncio.run(main())
        door.open()
        assert called.result(SOON_S) == 7


class TestHome:
    """ "Only the *body* of a coroutine function has a home loop: the running loop if it is called inside the user's own
    coroutine …, else a private loop of the engine's."
    """

    def test_users_loop(self) -> None:
        async def main() -> bool:
            return await fetch() is asyncio.get_running_loop()

        assert in_loop(main())

    def test_private_loop_is_one(self) -> None:
        first, second = fetch().result(SOON_S), fetch().result(SOON_S)
        assert first is second

    def test_helper_of_the_users_coroutine(self) -> None:
        def call() -> Task[asyncio.AbstractEventLoop]:
            return fetch()

        async def main() -> bool:
            return await call() is asyncio.get_running_loop()

        assert in_loop(main())

    def test_call_in_a_thread_of_the_users(self) -> None:
        async def main() -> bool:
            return await asyncio.to_thread(lambda: fetch().result(SOON_S)) is asyncio.get_running_loop()

        assert not in_loop(main())

    def test_call_in_a_coroutine_task(self) -> None:
        @task
        async def outer() -> bool:
            return await fetch() is asyncio.get_running_loop()

        assert outer().result(SOON_S)

    def test_users_lock_works_there(self) -> None:
        async def main() -> int:
            lock, inside = asyncio.Lock(), [0]

            @task
            async def add() -> None:
                async with lock:
                    before = inside[0]
                    await asyncio.sleep(0)
                    inside[0] = before + 1

            await gather(*[add() for _ in range(20)])
            return inside[0]

        assert in_loop(main()) == 20

    def test_prerequisite_elsewhere(self) -> None:
        """A coroutine on the user's loop that needs a thread's value, which needs a coroutine's on the private one."""

        @task
        async def on_loop(x: object) -> object:
            await asyncio.sleep(0)
            return asyncio.get_running_loop()

        async def main() -> bool:
            return await on_loop(one()) is asyncio.get_running_loop()

        assert in_loop(main())
        assert on_loop(one()).result(SOON_S) is fetch().result(SOON_S)

    def test_current_task_of_asyncio_is_there(self) -> None:
        @task
        async def limited() -> str:
            async with asyncio.timeout(60):
                assert asyncio.current_task() is not None
            return "fine"

        assert limited().result(SOON_S) == "fine"

    def test_closed_home_ends_its_unfinished_bodies(self) -> None:
        """ "When the home loop closes, its unfinished bodies end as cancelled, by name." """
        left: list[Task[None]] = []

        @task
        async def linger() -> None:
            await asyncio.sleep(60)

        async def main() -> None:
            left.append(linger())
            await asyncio.sleep(0.01)
            left.append(linger())

        asyncio.run(main())
        for called in left:
            with pytest.raises(TaskCancelled, match="`linger`"):
                called.result(SOON_S)

    def test_home_that_is_closed_without_a_word(self) -> None:
        """`loop.close()` cancels nothing: the engine finds out by itself."""
        loop = asyncio.new_event_loop()
        left: list[Task[None]] = []

        @task
        async def linger() -> None:
            await asyncio.sleep(60)

        async def main() -> None:
            left.append(linger())
            await asyncio.sleep(0.01)
            left.append(linger())

        loop.run_until_complete(main())
        loop.close()
        for called in left:
            with pytest.raises(TaskCancelled, match="`linger`"):
                called.result(SOON_S)

    def test_dependents_of_those_are_cancelled(self) -> None:
        left: list[Task[Any]] = []

        @task
        async def linger() -> None:
            await asyncio.sleep(60)

        @task
        def after(x: None) -> None: ...

        async def main() -> None:
            left.append(after(linger()))
            await asyncio.sleep(0)

        asyncio.run(main())
        with pytest.raises(TaskCancelled, match="`linger`"):
            left[0].result(SOON_S)

    def test_new_loop_after_a_closed_one(self) -> None:
        async def main() -> bool:
            return await fetch() is asyncio.get_running_loop()

        assert [in_loop(main()) for _ in range(5)] == [True] * 5

    def test_async_with_waits_for_bodies_of_its_loop(self) -> None:
        async def main() -> State:
            async with Session():
                called = fetch()
            return called.state

        assert in_loop(main()) is State.DONE


class TestAsyncCombinators:
    def test_async_for(self) -> None:
        async def main() -> list[int]:
            return [await t async for t in as_completed([one() for _ in range(10)])]

        assert in_loop(main()) == [1] * 10

    def test_async_for_over_nothing(self) -> None:
        async def main() -> list[Any]:
            return [t async for t in as_completed([])]

        assert in_loop(main()) == []

    def test_await_wait(self) -> None:
        async def main() -> int:
            return len((await wait([one(), one()])).done)

        assert in_loop(main()) == 2


class TestDebugMode:
    """ "`Session(on="inline")`: each call runs to its end in the caller's frame before it returns."""

    def test_frame_and_thread_of_the_caller(self) -> None:
        import sys

        @task
        def where() -> tuple[bool, bool]:
            frame: Any = sys._getframe()
            names = []
            while frame is not None:
                names.append(frame.f_code.co_name)
                frame = frame.f_back
            return "test_frame_and_thread_of_the_caller" in names, threading.current_thread() is threading.main_thread()

        with Session(on="inline"):
            called = where()
            assert called.state is State.DONE
            assert called.result() == (True, True)

    def test_breakpoint_stops_there(self) -> None:
        script = run("""
            import sys
            from headway import Session, task
            sys.breakpointhook = lambda: print("stopped in", sys._getframe(1).f_code.co_name)

            @task
            def look():
                breakpoint()
                return 1

            with Session(on="inline"):
                look()
            """)
        assert script.out == "stopped in look\n", script.err

    def test_coroutines_one_at_a_time(self) -> None:
        inside = [0, 0]

        @task
        async def count() -> int:
            inside[0] += 1
            inside[1] = max(inside)
            await asyncio.sleep(0.001)
            inside[0] -= 1
            return 1

        with Session(on="inline"):
            assert [t.state for t in (count(), count())] == [State.DONE] * 2
        assert inside[1] == 1

    def test_in_a_coroutine_it_is_awaited(self) -> None:
        async def main() -> tuple[int, int]:
            async with Session(on="inline"):
                loop = await fetch()
                assert loop is asyncio.get_running_loop()
                return await one(), await gather(one(), one()) == (1, 1)

        assert in_loop(main()) == (1, True)

    def test_failure_is_raised_where_it_is_asked_for(self) -> None:
        @task
        def broken() -> None:
            raise ValueError("it broke")

        @task
        def after(x: None) -> None: ...

        with Session(on="inline"):
            called = broken()
            assert called.state is State.FAILED
            skipped = after(called)
            assert skipped.state is State.SKIPPED
            with pytest.raises(ValueError, match="it broke"):
                called.result()

    def test_keyboard_interrupt_in_a_body_is_the_users(self) -> None:
        @task
        def press() -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), Session(on="inline"):
            press()

    def test_retries_nested_calls_and_returned_tasks(self) -> None:
        from headway import current

        @task(retries=2, backoff_s=0.0)
        def flaky() -> Task[int]:
            if current().attempt < 3:
                raise ValueError
            return one()

        with Session(on="inline"):
            assert flaky().result() == 1

    def test_serial_limits_and_uses(self) -> None:
        @task(serial=True, uses={"gpu": 1})
        def plot() -> int:
            return one().result()

        with Session(on="inline", capacity={"gpu": 1}):
            assert plot().result() == 1

    def test_chain_of_a_thousand(self) -> None:
        @task
        def step(x: int) -> int:
            return x + 1

        with Session(on="inline"):
            called = step(0)
            for _ in range(999):
                called = step(called)
            assert called.result() == 1000
