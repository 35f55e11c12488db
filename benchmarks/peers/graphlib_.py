"""The standard library's graphlib and some threads, put together by hand for speed."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from queue import SimpleQueue
from typing import NamedTuple

from benchmarks import shapes
from benchmarks.graphs import Graph, nap
from benchmarks.peers.base import Peer


class Call(NamedTuple):
    """A function, its plain arguments, and the calls (by index) whose values follow them."""

    function: Callable[..., int]
    plain: tuple[float, ...]
    needs: tuple[int, ...] = ()


class Graphlib(Peer):
    """Workers take calls from one queue and put what ended on another; the caller's thread drives the sorter."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.todo: SimpleQueue[int | None] = SimpleQueue()
        self.ended: SimpleQueue[int | BaseException] = SimpleQueue()
        self.calls: list[Call] = []
        self.values: list[int] = []
        threads = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for _ in threads:
                self.todo.put(None)
            for thread in threads:
                thread.join()

    def work(self) -> None:
        """A worker's loop."""
        while (index := self.todo.get()) is not None:
            call = self.calls[index]
            try:
                self.values[index] = call.function(*call.plain, *[self.values[need] for need in call.needs])
            except BaseException as error:  # noqa: BLE001  raised again by the driver
                self.ended.put(error)
            else:
                self.ended.put(index)

    def run(self, calls: list[Call]) -> list[int]:
        """The value of every call, each made when those it needs have ended."""
        self.calls, self.values = calls, [0] * len(calls)
        sorter: TopologicalSorter[int] = TopologicalSorter({index: call.needs for index, call in enumerate(calls)})
        sorter.prepare()
        while sorter.is_active():
            for index in sorter.get_ready():
                self.todo.put(index)
            news = [self.ended.get()]
            while not self.ended.empty():
                news.append(self.ended.get())
            for ended in news:
                if isinstance(ended, BaseException):
                    raise ended
                sorter.done(ended)
        return self.values

    def independent(self, n: int) -> list[int]:
        return self.run([Call(shapes.increment, (i,)) for i in range(n)])

    def layered(self, n: int) -> list[int]:
        calls: list[Call] = []

        def add(call: Call) -> int:
            calls.append(call)
            return len(calls) - 1

        last = shapes.layered(
            lambda j: add(Call(shapes.increment, (j,))),
            lambda a, b, c: add(Call(shapes.combine, (), (a, b, c))),
            n,
        )
        values = self.run(calls)
        return [values[index] for index in last]

    def chain(self, n: int) -> list[int]:
        first = Call(shapes.increment, (0,))
        return self.run([first, *(Call(shapes.increment, (), (i,)) for i in range(n - 1))])[-1:]

    def one(self, x: int) -> int:
        return self.run([Call(shapes.increment, (x,))])[0]

    def run_graph(self, graph: Graph) -> list[int]:
        return self.run([Call(nap, (task.seconds,), task.prerequisites) for task in graph])
