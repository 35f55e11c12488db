"""asyncio, a Task for each call: `async def` bodies that await the tasks they need."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from benchmarks import shapes
from benchmarks.peers.base import NotOffered, Peer, Pending

IntTask = asyncio.Task[int]


async def increment(x: int) -> int:
    return x + 1


async def increment_of(task: IntTask) -> int:
    return (await task) + 1


async def combine(a: IntTask, b: IntTask, c: IntTask) -> int:
    return ((await a) + (await b) + (await c)) % shapes.MODULUS


async def increment_after(gate: "asyncio.Future[int]") -> int:
    return (await gate) + 1


async def values(tasks: list[IntTask]) -> list[int]:
    """The results of all, one await after another: asyncio's quickest way (`gather` costs half as much again)."""
    return [await task for task in tasks]


class Asyncio(Peer):
    """A loop that is set up once; every figure runs on it."""

    loop_factory: ClassVar[Callable[[], asyncio.AbstractEventLoop] | None] = None

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with asyncio.Runner(loop_factory=type(self).loop_factory) as self.runner:
            yield

    def independent(self, n: int) -> list[int]:
        async def main() -> list[int]:
            return await values([asyncio.create_task(increment(i)) for i in range(n)])

        return self.runner.run(main())

    def layered(self, n: int) -> list[int]:
        async def main() -> list[int]:
            tasks: list[IntTask] = shapes.layered(
                lambda j: asyncio.create_task(increment(j)),
                lambda a, b, c: asyncio.create_task(combine(a, b, c)),
                n,
            )
            return await values(tasks)

        return self.runner.run(main())

    def chain(self, n: int) -> list[int]:
        async def main() -> list[int]:
            task = asyncio.create_task(increment(0))
            for _ in range(n - 1):
                task = asyncio.create_task(increment_of(task))
            return [await task]

        return self.runner.run(main())

    def pending(self, n: int) -> Pending:
        tasks: list[IntTask] = []

        async def start() -> "asyncio.Future[int]":
            gate = asyncio.get_running_loop().create_future()
            tasks.extend([asyncio.create_task(increment_after(gate)) for _ in range(n)])
            await asyncio.sleep(0)  # each task runs up to its await
            return gate

        gate = self.runner.run(start())

        async def finish() -> list[int]:
            gate.set_result(1)
            return await values(tasks)

        return Pending(tasks, lambda: self.runner.run(finish()))


class AsyncioEager(Asyncio):
    """asyncio where a task runs at once up to its first wait (Python 3.12 and later)."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        factory = getattr(asyncio, "eager_task_factory", None)
        if factory is None:
            raise NotOffered("needs Python 3.12")
        with super().opened(workers):
            self.runner.get_loop().set_task_factory(factory)
            yield


class AsyncioFromThread(Peer):
    """A loop in a thread of its own, called from plain code."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.loop = asyncio.new_event_loop()
        thread = threading.Thread(target=self.loop.run_forever)
        thread.start()
        try:
            yield
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            thread.join()
            self.loop.close()

    def one(self, x: int) -> int:
        body: Coroutine[Any, Any, int] = increment(x)
        return asyncio.run_coroutine_threadsafe(body, self.loop).result()
