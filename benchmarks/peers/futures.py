"""concurrent.futures: a pool of threads, and the two ways in which people make one call wait for another."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from benchmarks import shapes
from benchmarks.fetch import fetch
from benchmarks.graphs import Graph, nap
from benchmarks.peers.base import Peer, Pending

IntFuture = Future[int]


def call_with_results(function: Callable[..., int], *needs: IntFuture) -> int:
    """Wait in the worker for what a call needs. The pool's queue is first in, first out: it cannot deadlock."""
    return function(*[need.result() for need in needs])


class Futures(Peer):
    """A call that needs others waits for them in its worker."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with ThreadPoolExecutor(workers) as self.pool:
            yield

    def after(self, function: Callable[..., int], *needs: IntFuture) -> IntFuture:
        """The call of a function with the results of others."""
        return self.pool.submit(call_with_results, function, *needs)

    def independent(self, n: int) -> list[int]:
        futures = shapes.independent(lambda i: self.pool.submit(shapes.increment, i), n)
        return [future.result() for future in futures]

    def layered(self, n: int) -> list[int]:
        futures = shapes.layered(
            lambda j: self.pool.submit(shapes.increment, j),
            lambda a, b, c: self.after(shapes.combine, a, b, c),
            n,
        )
        return [future.result() for future in futures]

    def chain(self, n: int) -> list[int]:
        future = self.pool.submit(shapes.increment, 0)
        for _ in range(n - 1):
            future = self.after(shapes.increment, future)
        return [future.result()]

    def one(self, x: int) -> int:
        return self.pool.submit(shapes.increment, x).result()

    def fetch_all(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        with ThreadPoolExecutor(at_most) as pool:
            return list(pool.map(partial(fetch, port), numbers))

    def pending(self, n: int) -> Pending:
        opening = threading.Event()

        def wait_for_opening() -> int:
            opening.wait()
            return 1

        gate = self.pool.submit(wait_for_opening)
        futures = [self.after(shapes.increment, gate) for _ in range(n)]

        def finish() -> list[int]:
            opening.set()
            return [future.result() for future in futures]

        return Pending(futures, finish)

    def run_graph(self, graph: Graph) -> list[int]:
        futures: list[IntFuture] = []
        for task in graph:
            body = partial(nap, task.seconds)
            futures.append(self.after(body, *[futures[need] for need in task.prerequisites]))
        return [future.result() for future in futures]


class FuturesByCallback(Futures):
    """A call enters the pool when the last of those it needs ends: no worker waits, more code to write."""

    def after(self, function: Callable[..., int], *needs: IntFuture) -> IntFuture:
        if not needs:
            return self.pool.submit(function)
        result: IntFuture = Future()
        lock = threading.Lock()
        missing = len(needs)

        def run() -> None:
            try:
                value = function(*[need.result() for need in needs])
            except BaseException as error:  # noqa: BLE001  as concurrent.futures itself does: the error is the result
                result.set_exception(error)
            else:
                result.set_result(value)

        def ended(_: IntFuture) -> None:
            nonlocal missing
            with lock:
                missing -= 1
                if missing:
                    return
            self.pool.submit(run)

        for need in needs:
            need.add_done_callback(ended)
        return result
