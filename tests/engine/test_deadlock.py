"""Tasks that wait for each other by way of a limit, of capacity, or of a serial turn: an error, or one goes ahead.

And what only looks like it: nothing that could still end is ever called a deadlock.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from random import Random
from threading import Event
from typing import Any

import pytest
from tests.engine.helpers import SOON_S, Door, until

from headway import CycleError, Limit, Session, Task, as_completed, gather, task, wait
from headway.core.outcome import Failure
from headway.engine import minder
from headway.engine.watches import watch_failure

DB = Limit("db", 1)
UNTIL_SURELY_LOOKED_S = 0.4  # four of the slowest ticks


@pytest.fixture(autouse=True)
def look_at_every_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while something runs, when a look once a second does."""
    monkeypatch.setattr(minder, "LOOK_FOR_KNOTS_S", 0.0)


@task(limit=DB)
def inner(value: int = 1) -> int:
    return value


@task(limit=DB)
async def async_inner(value: int = 1) -> int:
    return value


@task
def plain(value: int) -> int:
    return inner(value).result()


@task(limit=DB)
def waits() -> int:
    return inner().result()


@task(limit=DB)
async def awaits() -> int:
    return await async_inner()


@task(limit=DB)
def gathers() -> object:
    return gather(gather(inner(1)), plain(2)).result()


@task(limit=DB)
async def awaits_gathered() -> object:
    return await gather(gather(inner(1)), plain(2))


@task(limit=DB)
def takes_as_completed() -> list[int]:
    return [one.result() for one in as_completed([inner(1), async_inner(2)])]


@task(limit=DB)
async def takes_as_completed_async() -> list[int]:
    return [one.result() async for one in as_completed([inner(1), async_inner(2)])]


@task(limit=DB)
def waits_for_first() -> object:
    return wait([inner(1), inner(2)], first=True).result().done[0].result()


@task(limit=DB)
def waits_for_one_that_returns() -> int:
    @task
    def gives() -> Task[int]:
        return inner()

    return gives().result()


@task(limit=DB, on="inline")
def waits_inline() -> int:
    return inner().result()


@pytest.mark.parametrize(
    "outer",
    [
        waits,
        awaits,
        gathers,
        awaits_gathered,
        takes_as_completed,
        takes_as_completed_async,
        waits_for_first,
        waits_for_one_that_returns,
        waits_inline,
    ],
    ids=lambda outer: outer.__name__,
)
class TestLimitThatTheWaiterHolds:
    def test_raises_and_says_what_to_do(self, outer: Callable[[], Task[Any]]) -> None:
        name = outer.__name__  # type: ignore[attr-defined]
        with pytest.raises(CycleError, match=rf"inner` needs the limit 'db', which `{name}` holds .* return the task"):
            outer().result(SOON_S)

    def test_next_one_gets_the_limit(self, outer: Callable[[], Task[Any]]) -> None:
        failed = outer()
        assert inner(7).result(SOON_S) == 7
        assert isinstance(failed.error, CycleError)


class TestOtherWays:
    def test_on_a_loop_of_the_users(self) -> None:
        async def main() -> None:
            with pytest.raises(CycleError, match="`async_inner` needs the limit 'db', which `awaits` holds"):
                await awaits()

        asyncio.run(asyncio.wait_for(main(), SOON_S))

    def test_uses(self) -> None:
        @task(uses={"gpu": 1})
        def train(depth: int) -> int:
            return depth and train(depth - 1).result()

        with (
            Session(capacity={"gpu": 1}),
            pytest.raises(CycleError, match="`train` needs 1 gpu, of which `train` holds 1"),
        ):
            train(1).result(SOON_S)

    def test_both_holders_wait_and_one_gets_on(self) -> None:
        """The error frees one of the two, and that lets the other's task run."""
        both = [Event(), Event()]

        @task(limit=Limit("two", 2))
        def small() -> int:
            return 1

        @task(limit=Limit("two", 2))
        def big(at: int) -> int:
            both[at].set()
            assert both[1 - at].wait(SOON_S)
            return small().result()

        with Session(workers=2):
            ends = gather(big(0), big(1), return_errors=True).result(SOON_S)
        assert sorted(type(end).__name__ for end in ends) == ["CycleError", "int"]

    def test_returning_the_task_is_the_cure(self) -> None:
        @task(limit=DB)
        def outer() -> Task[int]:
            return inner(3)

        assert outer().result(SOON_S) == 3

    def test_bodies_that_wait_for_each_other_among_others(self, door: Door) -> None:
        pair: dict[str, Task[object]] = {}
        filled = Event()

        @task
        def slow() -> int:
            door.pass_through()
            return 1

        @task
        def one_of(other: str) -> object:
            assert filled.wait(SOON_S)
            return [each.result() for each in as_completed([third, pair[other]])]

        with Session(workers=4):
            third = slow()
            pair.update(left=one_of("right"), right=one_of("left"))
            filled.set()
            door.open()
            errors = [pair[name].error if ended(pair[name]) else None for name in pair]
        assert CycleError in [type(error) for error in errors]

    def test_deadlock_beside_work_that_goes_on_is_seen_too(self, door: Door) -> None:
        @task
        def slow() -> None:
            door.pass_through()

        with Session(workers=2):
            slow()
            with pytest.raises(CycleError):
                waits().result(SOON_S)
            door.open()


def ended(one: Task[Any]) -> bool:
    until(lambda: one.state.is_final)
    return True


class TestWhatOnlyLooksLikeIt:
    """None of these is called a deadlock, and all end well."""

    def test_wait_with_a_time_out(self) -> None:
        @task(limit=DB)
        def outer() -> Task[int]:
            called = inner(5)
            with pytest.raises(TimeoutError):
                called.result(UNTIL_SURELY_LOOKED_S)
            return called

        assert outer().result(SOON_S) == 5

    def test_gathering_with_a_time_out(self) -> None:
        @task(limit=DB)
        def outer() -> Task[int]:
            called = inner(5)
            assert wait([called], timeout_s=UNTIL_SURELY_LOOKED_S).result().pending == (called,)
            return called

        assert outer().result(SOON_S) == 5

    @pytest.mark.parametrize("how", ["timeout", "wait for", "cancel later", "task group", "beside"])
    def test_await_that_somebody_ends(self, how: str) -> None:
        @task(limit=DB)
        async def outer() -> Task[int]:
            called = inner(5)
            with pytest.raises((TimeoutError, asyncio.CancelledError, ExceptionGroup)):
                await AWAITS[how](called)
            return called

        assert outer().result(SOON_S) == 5

    def test_own_time_out_of_the_holder(self) -> None:
        @task(limit=DB, timeout_s=UNTIL_SURELY_LOOKED_S)
        async def outer() -> int:
            return await called[0]

        called: list[Task[int]] = []
        with Session():
            late = outer()
            called.append(inner(5))
            until(lambda: late.state.is_final)
            assert type(late.error).__name__ == "TaskTimeout"
            assert called[0].result(SOON_S) == 5

    def test_holder_that_waits_for_something_slow(self, door: Door) -> None:
        @task
        def slow() -> int:
            door.pass_through()
            return 5

        @task(limit=DB)
        def outer() -> int:
            return slow().result()

        with Session(workers=2):
            called, parked = outer(), inner(6)
            until(lambda: door.inside)
            Event().wait(UNTIL_SURELY_LOOKED_S)
            door.open()
            assert (called.result(SOON_S), parked.result(SOON_S)) == (5, 6)

    def test_holder_that_waits_for_a_retry(self) -> None:
        attempts: list[int] = []

        @task(retries=1, backoff_s=UNTIL_SURELY_LOOKED_S)
        def flaky() -> int:
            attempts.append(1)
            if len(attempts) == 1:
                raise ConnectionError
            return 5

        @task(limit=DB)
        def outer() -> int:
            return flaky().result()

        with Session(workers=2):
            called, parked = outer(), inner(6)
            assert (called.result(SOON_S), parked.result(SOON_S)) == (5, 6)


async def in_time(called: Task[int]) -> None:
    async with asyncio.timeout(UNTIL_SURELY_LOOKED_S):
        await called


async def cancelled_later(called: Task[int]) -> None:
    me = asyncio.current_task()
    assert me is not None
    asyncio.get_running_loop().call_later(UNTIL_SURELY_LOOKED_S, me.cancel)
    await called


async def in_a_group(called: Task[int]) -> None:
    async def fail_later() -> None:
        await asyncio.sleep(UNTIL_SURELY_LOOKED_S)
        raise ValueError

    async with asyncio.TaskGroup() as group:
        group.create_task(fail_later())
        await called


async def beside_others(called: Task[int]) -> None:
    beside = asyncio.ensure_future(called)
    await asyncio.sleep(UNTIL_SURELY_LOOKED_S)
    beside.cancel()
    await beside


AWAITS: dict[str, Callable[[Task[int]], Awaitable[object]]] = {
    "timeout": in_time,
    "wait for": lambda called: asyncio.wait_for(called, UNTIL_SURELY_LOOKED_S),
    "cancel later": cancelled_later,
    "task group": in_a_group,
    "beside": beside_others,
}


class TestSerial:
    def test_call_inside_a_prerequisite_goes_first(self) -> None:
        order: list[str] = []

        @task(serial=True)
        def note(name: str, *needs: object) -> None:
            order.append(name)

        @task
        def load() -> None:
            begun.wait(SOON_S)
            note("inside").result()

        begun = Event()
        with Session(workers=2):
            last = note("outside", load())
            begun.set()
            last.result(SOON_S)
        assert order == ["inside", "outside"]

    @pytest.mark.parametrize("how", ["waits", "returns", "awaits"])
    def test_one_called_elsewhere_goes_ahead(self, how: str) -> None:
        order: list[str] = []
        box: list[Task[None]] = []
        filled = Event()

        @task(serial=True)
        def note(name: str, *needs: object) -> None:
            order.append(name)

        @task
        def waits_for_it() -> None:
            assert filled.wait(SOON_S)
            box[0].result()

        @task
        def returns_it() -> Task[None]:
            assert filled.wait(SOON_S)
            return box[0]

        @task
        async def awaits_it() -> None:
            while not box:
                await asyncio.sleep(0.001)
            await box[0]

        load = {"waits": waits_for_it, "returns": returns_it, "awaits": awaits_it}[how]
        with Session(workers=2):
            last = note("first", load())
            between = note("between")
            box.append(note("ahead"))
            filled.set()
            last.result(SOON_S)
            between.result(SOON_S)
        assert order == ["ahead", "first", "between"]

    def test_one_that_a_serial_task_waits_for_runs_on_its_stack(self) -> None:
        box: list[Task[int]] = []
        filled = Event()

        @task(serial=True)
        def seven() -> int:
            return 7

        @task
        def load() -> int:
            assert filled.wait(SOON_S)
            return box[0].result()

        @task(serial=True)
        def outer(given: list[Task[int]]) -> int:
            return given.pop().result()

        with Session(workers=2):
            loading = load()
            called = outer(Hidden(loading))  # type: ignore[arg-type]
            box.append(seven())
            filled.set()
            assert called.result(SOON_S) == 7


class Hidden:
    """What holds a task that is no prerequisite."""

    def __init__(self, one: Task[int]) -> None:
        self.pop = lambda: one


class Program:
    """A random program of nested calls that holds no knot: who has a limit calls only what needs later ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.limits = [Limit(f"level {n}", self.random.randint(1, 2)) for n in range(4)]
        self.levels = [[self.function(level, limit) for _ in range(3)] for level, limit in enumerate(self.limits)]

    def function(self, level: int, limit: Limit) -> Callable[[int], Task[int]]:
        """A task that has this limit, or none, and calls deeper ones in one way or another."""
        seed, options = self.random.random(), {"limit": limit} if self.random.random() < 0.8 else {}
        how = self.random.choice(["wait", "gather", "completed", "return", "await", "serial", "slow"])
        if how == "await":

            @task(name=f"{level} {how}", **options)  # type: ignore[call-overload]
            async def coroutine(number: int) -> int:
                return sum([await one for one in self.deeper(level, Random(seed + number))])

            return coroutine  # type: ignore[no-any-return]

        @task(name=f"{level} {how}", serial=how == "serial", **options)  # type: ignore[call-overload]
        def body(number: int) -> Any:
            called = self.deeper(level, Random(seed + number))
            if how == "slow":
                time.sleep(0.002)
            if how == "gather":
                return sum(gather(*called).result())
            if how == "completed":
                return sum(one.result() for one in as_completed(called))
            if how == "return" and called:
                return called[0]
            return sum(one.result() for one in called)

        return body  # type: ignore[no-any-return]

    def deeper(self, level: int, random: Random) -> list[Task[int]]:
        below = [function for functions in self.levels[level + 1 :] for function in functions]
        return [random.choice(below)(n) for n in range(random.randint(0, 3))] if below else []

    def run(self) -> None:
        """Call some of them, at random; each comes to an end, and to a good one."""
        functions = [function for functions in self.levels for function in functions]
        with Session(workers=self.random.randint(1, 4), progress=False):
            called = [self.random.choice(functions)(n) for n in range(12)]
            for one in called:
                assert isinstance(one.result(SOON_S), int)


@pytest.mark.parametrize("seed", range(25))
def test_random_programs_without_a_knot_all_end(seed: int) -> None:
    Program(seed).run()


def test_failure_that_was_asked_for_before_it_is_watched_is_not_lost() -> None:
    """Who waited for it may be faster than the engine."""
    failure = Failure("broken", ValueError(), None)
    failure.ask()
    assert watch_failure(failure, lambda loss: None).asked
