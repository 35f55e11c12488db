"""Headway, as its README writes it: the linear code of `shapes`, its functions decorated."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal

from benchmarks import shapes
from benchmarks.fetch import fetch
from benchmarks.graphs import Graph, nap_functions
from benchmarks.peers.base import Peer, Pending
from headway import Session, task

On = Literal["inline", "thread", "auto"]


async def increment(x: int) -> int:
    return x + 1


async def combine(a: int, b: int, c: int) -> int:
    return (a + b + c) % shapes.MODULUS


class Headway(Peer):
    """`def` functions called from plain code."""

    def __init__(self, on: On) -> None:
        self.on = on
        self.increment = task(on=on)(shapes.increment)
        self.combine = task(on=on)(shapes.combine)
        self.steps = [task(on=on)(function) for function in nap_functions()]

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with Session(workers=workers):
            yield

    def results(self, tasks: list[Any]) -> list[int]:
        """Wait for all."""
        return [task.result() for task in tasks]

    def independent(self, n: int) -> list[int]:
        return self.results(shapes.independent(self.increment, n))

    def layered(self, n: int) -> list[int]:
        return self.results(shapes.layered(self.increment, self.combine, n))

    def chain(self, n: int) -> list[int]:
        return self.results(shapes.chain(self.increment, n))

    def one(self, x: int) -> int:
        value: int = self.increment(x).result()
        return value

    def fetch_all(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        ask = task(on=self.on)(fetch)
        return self.results([ask(port, number) for number in numbers])

    def pending(self, n: int) -> Pending:
        opening = threading.Event()

        @task(on="thread")
        def wait_for_opening() -> int:
            opening.wait()
            return 1

        gate = wait_for_opening()
        tasks = [self.increment(gate) for _ in range(n)]

        def finish() -> list[int]:
            opening.set()
            return self.results(tasks)

        return Pending(tasks, finish)

    def run_graph(self, graph: Graph) -> list[int]:
        tasks: list[Any] = []
        for call in graph:
            tasks.append(self.steps[call.kind](call.seconds, *[tasks[need] for need in call.prerequisites]))
        return self.results(tasks)


class HeadwayObserved(Headway):
    """The same, with the progress of the run shown (in a log, as the output of a benchmark is no terminal)."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with Session(workers=workers, progress=True):
            yield


class HeadwayFromAsync(Headway):
    """The same functions, called and awaited inside a coroutine."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with super().opened(workers), asyncio.Runner() as self.runner:
            yield

    def awaited(self, start: Callable[[], list[Any]]) -> list[int]:
        """Start tasks inside a coroutine, and await them there."""

        async def main() -> list[int]:
            return [await task for task in start()]

        return self.runner.run(main())

    def independent(self, n: int) -> list[int]:
        return self.awaited(partial(shapes.independent, self.increment, n))

    def layered(self, n: int) -> list[int]:
        return self.awaited(partial(shapes.layered, self.increment, self.combine, n))

    def chain(self, n: int) -> list[int]:
        return self.awaited(partial(shapes.chain, self.increment, n))


class HeadwayCoroutines(HeadwayFromAsync):
    """`async def` functions, called and awaited inside a coroutine: their bodies run on its loop, as asyncio's do."""

    def __init__(self) -> None:
        super().__init__(on="auto")
        self.increment, self.combine = task(increment), task(combine)


class HeadwayCoroutinesFromSync(Headway):
    """`async def` functions called from plain code: their bodies run on the engine's own loop."""

    def __init__(self) -> None:
        super().__init__(on="auto")
        self.increment, self.combine = task(increment), task(combine)
