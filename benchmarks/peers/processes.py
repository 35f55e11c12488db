"""Pools of processes whose calls cannot need others: concurrent.futures, loky, joblib, mpire."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from benchmarks.peers.base import Function, LayerByLayer


class Processes(LayerByLayer):
    """`ProcessPoolExecutor.submit`, with Python's own start method."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.workers = workers
        with ProcessPoolExecutor(workers) as self.pool:
            yield

    pool: Executor

    def calls(self, function: Function, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        futures = [self.pool.submit(function, *given) for given in arguments]
        return [future.result() for future in futures]


class ProcessesMap(Processes):
    """`ProcessPoolExecutor.map` with chunks, four to a worker: the tuned form, where calls are many and tiny."""

    def calls(self, function: Function, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        chunk = -(-len(arguments) // (4 * self.workers))
        return list(self.pool.map(function, *zip(*arguments, strict=True), chunksize=chunk))
