"""Dask's threaded scheduler: graphs written as dicts (its fastest form), and `delayed`."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dask
import dask.threaded

from benchmarks import shapes
from benchmarks.fetch import fetch
from benchmarks.graphs import Graph, nap
from benchmarks.peers.base import Peer, Pending

Key = tuple[str, int]


class Dask(Peer):
    """Graphs as dicts, run by `dask.threaded.get`."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.workers = workers
        yield

    def get(self, graph: dict[Key, Any], keys: list[Key], workers: int | None = None) -> list[int]:
        return list(dask.threaded.get(graph, keys, num_workers=workers or self.workers))

    def independent(self, n: int) -> list[int]:
        graph = {("call", i): (shapes.increment, i) for i in range(n)}
        return self.get(graph, list(graph))

    def layered(self, n: int) -> list[int]:
        graph: dict[Key, Any] = {}

        def add(*call: Any) -> Key:
            key = ("call", len(graph))
            graph[key] = call
            return key

        last = shapes.layered(lambda j: add(shapes.increment, j), lambda *abc: add(shapes.combine, *abc), n)
        return self.get(graph, last)

    def chain(self, n: int) -> list[int]:
        graph: dict[Key, Any] = {("call", 0): (shapes.increment, 0)}
        graph |= {("call", i): (shapes.increment, ("call", i - 1)) for i in range(1, n)}
        return self.get(graph, [("call", n - 1)])

    def one(self, x: int) -> int:
        return self.get({("call", 0): (shapes.increment, x)}, [("call", 0)])[0]

    def fetch_all(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        graph = {("call", number): (fetch, port, number) for number in numbers}
        return self.get(graph, list(graph), at_most)

    def run_graph(self, graph: Graph) -> list[int]:
        calls = {
            ("call", index): (nap, task.seconds, *[("call", need) for need in task.prerequisites])
            for index, task in enumerate(graph)
        }
        return self.get(calls, list(calls))


class DaskDelayed(Peer):
    """Calls described by `delayed`; nothing runs before `compute`."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with dask.config.set(scheduler="threads", num_workers=workers):
            yield

    def one(self, x: int) -> int:
        value: int = dask.delayed(shapes.increment)(x).compute()
        return value

    def pending(self, n: int) -> Pending:
        opening = threading.Event()

        def wait_for_opening() -> int:
            opening.wait()
            return 1

        gate = dask.delayed(wait_for_opening)()
        increment = dask.delayed(shapes.increment)
        calls = [increment(gate) for _ in range(n)]

        def finish() -> list[int]:
            opening.set()
            return list(dask.compute(*calls[:1_000]))  # all of 100,000 take more than three minutes

        return Pending(calls, finish)
