# pyright: strict
"""What mypy (strict) and pyright (strict) accept, with the types they find. The file also runs, and the values are so."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_type

from headway import (
    Entry,
    Finished,
    Limit,
    Progress,
    Session,
    State,
    Task,
    TaskFunction,
    Waited,
    as_completed,
    current,
    gather,
    remote,
    task,
    wait,
)


class Frame:
    """A value with methods of its own."""

    def __init__(self, rows: int) -> None:
        self.rows = rows


@dataclass
class Pair:
    """A container that may hold tasks."""

    left: Frame
    right: Frame


# ---- a decorated function keeps its parameters; options do not change that -------------------------------------------


@task
def prepare(path: str, rows: int = 3) -> Frame:
    """Rows of a table."""
    return Frame(rows)


@task
def fit(train: Frame, forecast: Frame, *, depth: int = 2) -> float:
    """Two frames and a number by name."""
    return float(train.rows + forecast.rows + depth)


@task(on="thread", retries=2, backoff_s=0.5, timeout_s=60, uses={"memory_gb": 0.001}, limit=Limit("disk", 2), name="n")
def count(x: int) -> int:
    """Every option."""
    return x


@task(serial=True)
def draw(x: int) -> str:
    """One at a time."""
    return "x" * x


@task
async def fetch(url: str) -> bytes:
    """A coroutine function: the task is of what it returns, not of the coroutine."""
    await asyncio.sleep(0)
    return url.encode()


@task(retries=1)
async def fetch_again(url: str, times: int = 1) -> bytes:
    """The same with options."""
    return url.encode() * times


@task
def chosen(x: int) -> Task[Frame]:
    """It returns a task: that one is waited for."""
    return prepare("a", x)


@task
async def chosen_there(x: int) -> Task[Frame]:
    """The same on the loop."""
    return prepare("a", x)


@task(retries=1)
def chosen_again(x: int) -> Task[Frame]:
    """The same with options."""
    return prepare("a", x)


@task
def nothing() -> None:
    """No parameter, no value."""


@task
def total(numbers: Sequence[int]) -> int:
    """A sequence of values."""
    return sum(numbers)


@task
def total_of_list(numbers: list[int]) -> int:
    """A list of values."""
    return sum(numbers)


@task
def total_by_name(numbers: Mapping[str, int]) -> int:
    """Values by name."""
    return sum(numbers.values())


@task
def total_of_both(numbers: tuple[int, int]) -> int:
    """A tuple of values."""
    return sum(numbers)


@task
def joined(pair: Pair) -> int:
    """A dataclass of values."""
    return pair.left.rows + pair.right.rows


@task
def variadic(*parts: int, **named: str) -> int:
    """Any number of values."""
    return sum(parts) + len(named)


class Model:
    """Task methods."""

    @task
    def score(self, x: int, *, scale: float = 1.0) -> float:
        """A method."""
        return x * scale

    @task(retries=1)
    async def ask(self, question: str) -> str:
        """A coroutine method."""
        return question

    @staticmethod
    @task
    def twice(x: int) -> int:
        """A static method."""
        return 2 * x


train = prepare("train.csv")
forecast = prepare("forecast.csv", rows=4)
assert_type(train, Task[Frame])
assert_type(prepare(path="a", rows=2), Task[Frame])
assert_type(fetch("u"), Task[bytes])
assert_type(fetch_again("u", times=2), Task[bytes])
assert_type(chosen(1), Task[Frame])
assert_type(chosen_there(1), Task[Frame])
assert_type(chosen_again(1), Task[Frame])
assert_type(nothing(), Task[None])
assert_type(count(1), Task[int])
assert_type(draw(1), Task[str])
assert_type(Model().score(3, scale=0.5), Task[float])
assert_type(Model.score(Model(), 3), Task[float])
assert_type(Model().ask("why"), Task[str])
assert_type(Model.twice(3), Task[int])

as_plain_function: Callable[[int], Task[int]] = count
as_task_function: TaskFunction[..., int] = count


# ---- a task is accepted where its value is ---------------------------------------------------------------------------

assert_type(fit(train, forecast), Task[float])  # by position
assert_type(fit(train=train, forecast=forecast, depth=count(3)), Task[float])  # by keyword
assert_type(fit(train, forecast=Frame(2), depth=2), Task[float])  # mixed with values
assert_type(total([count(1), 2, count(3)]), Task[int])  # in displays
assert_type(total((count(1), count(2))), Task[int])
assert_type(total_of_list([count(1), count(2)]), Task[int])
assert_type(total_of_both((count(1), 2)), Task[int])
assert_type(total_by_name({"a": count(1), "b": 2}), Task[int])
assert_type(joined(Pair(train, right=forecast)), Task[int])
assert_type(variadic(count(1), 2, a=draw(1), b="b"), Task[int])
assert_type(total(count.map([1, 2])), Task[int])  # list[Task[int]] as Sequence[int]
assert_type(total([count(x) for x in range(3)]), Task[int])
assert_type(total_of_list(gather(*count.map([1, 2]))), Task[int])  # where list[int] is wanted, through gather
assert_type(Model().score(count(2), scale=Model().score(1)), Task[float])
wider: Task[float] = count(1)  # a task of an int is a task of a float


# ---- the value comes out with its type -------------------------------------------------------------------------------

assert_type(train.result(), Frame)
assert_type(train.result(timeout_s=60), Frame)
assert_type(fetch("u").result(), bytes)
assert_type(chosen_there(5).result().rows, int)
assert_type(train.state, State)
assert_type(train.name, str)
assert_type(train.seconds, float | None)
assert_type(train.error, BaseException | None)
assert_type(train.prerequisites, tuple[Entry, ...])
assert_type(train.cancel(), bool)


async def in_async_code() -> None:
    """The same objects are awaited."""
    assert_type(await fetch("u"), bytes)
    assert_type(await chosen(1), Frame)
    assert_type(await gather(fetch("u"), count(1)), tuple[bytes, int])
    assert_type((await wait([count(1)])).done, tuple[Task[int], ...])
    async for ended in as_completed([count(1), count(2)]):
        assert_type(ended, Task[int])
        assert_type(await ended, int)
    async with Session(workers=2) as inside:
        assert_type(inside, Session)
    together: Awaitable[int] = count(1)
    assert await together == 1


asyncio.run(in_async_code())


# ---- the function itself, many calls, variants -----------------------------------------------------------------------

assert prepare.plain("a", 2).rows == 2
assert_type(count.map([1, 2, 3]), list[Task[int]])
assert_type(prepare.map(["a", "b"], [1, 2], at_most=1), list[Task[Frame]])
assert_type(prepare.options(retries=1, name="again")("a", rows=1), Task[Frame])
assert_type(Model().score.options(timeout_s=None)(1, scale=2.0), Task[float])
assert_type(Model().score.map([1, 2]), list[Task[float]])


# ---- several at once -------------------------------------------------------------------------------------------------

a, b, c, d, e = count(1), draw(2), prepare("a"), fetch("u"), fit(train, forecast)
assert_type(gather(a), Task[tuple[int]])
assert_type(gather(a, b), Task[tuple[int, str]])
assert_type(gather(a, b, c), Task[tuple[int, str, Frame]])
assert_type(gather(a, b, c, d), Task[tuple[int, str, Frame, bytes]])
assert_type(gather(a, b, c, d, e), Task[tuple[int, str, Frame, bytes, float]])
assert_type(gather(*count.map(range(9))), Task[tuple[int, ...]])
assert_type(gather(a, a, return_errors=True), Task[tuple[int | BaseException, ...]])
number, text = gather(a, b).result()
assert_type(number, int)
assert_type(text, str)
assert_type(wait([a, count(2)], first=True, timeout_s=60), Task[Waited[int]])
assert_type(wait([a, count(2)]).result().pending, tuple[Task[int], ...])
for ended in as_completed(count.map([1, 2])):
    assert_type(ended, Task[int])
    assert_type(ended.result(), int)


# ---- sessions, and what a task can say of itself ---------------------------------------------------------------------


@task
def told() -> tuple[str, int]:
    """Its own name, and the attempt."""
    current().progress(1, 2)
    current().checkpoint()
    return current().name, current().attempt


with Session(workers=2, on="thread", capacity={"gpu": 1}, progress=False, name="mine") as session:
    assert_type(session, Session)
    assert_type(told(), Task[tuple[str, int]])
assert told().result() == ("told", 1)


# ---- a job of somebody else's ----------------------------------------------------------------------------------------


def start(rows: int, *, fast: bool = False) -> str:
    """Start a job; what names it."""
    return f"job-{rows}"


def look(job: str) -> Finished[str] | Progress | None:
    """How far the job is."""
    return Finished(job + " done")


there = remote(submit=start, follow=look, every_s=(0.001, 0.01))
assert_type(there(3, fast=True), Task[Any])
assert there(count(3)).result() == "job-3 done"
