"""mpire: a pool that is kept alive; a value for all calls is a shared object, which forked workers inherit."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from mpire import WorkerPool

from benchmarks.peers.base import Function, LayerByLayer


def call(shared: tuple[Function, Any], _: int) -> Any:
    """The shared function of the shared value."""
    function, value = shared
    return function(value)


class Mpire(LayerByLayer):
    """`WorkerPool.map`; arguments travel as tuples, which mpire unpacks."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.workers = workers
        with WorkerPool(workers, keep_alive=True) as self.pool:
            yield

    def calls(self, function: Function, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        return list(self.pool.map(function, arguments, concatenate_numpy_output=False))

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        with WorkerPool(self.workers, shared_objects=(function, value)) as pool:  # given when workers start
            return list(pool.map(call, range(count), concatenate_numpy_output=False))
