"""Parsl with its executor of threads: apps take each other's futures as arguments."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import parsl
from parsl.config import Config
from parsl.executors import ThreadPoolExecutor

from benchmarks import shapes
from benchmarks.graphs import Graph, nap
from benchmarks.peers.base import Peer


class Parsl(Peer):
    """Parsl's defaults; only its folder of logs is put where it vanishes."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.increment, self.combine, self.nap = map(parsl.python_app, (shapes.increment, shapes.combine, nap))
        with TemporaryDirectory() as folder:
            config = Config(
                executors=[ThreadPoolExecutor(max_threads=workers)], run_dir=folder, initialize_logging=False
            )
            with parsl.load(config):
                yield

    def independent(self, n: int) -> list[int]:
        return [future.result() for future in shapes.independent(self.increment, n)]

    def layered(self, n: int) -> list[int]:
        return [future.result() for future in shapes.layered(self.increment, self.combine, n)]

    def chain(self, n: int) -> list[int]:
        return [future.result() for future in shapes.chain(self.increment, n)]

    def one(self, x: int) -> int:
        value: int = self.increment(x).result()
        return value

    def run_graph(self, graph: Graph) -> list[int]:
        futures: list[Any] = []
        for task in graph:
            futures.append(self.nap(task.seconds, *[futures[need] for need in task.prerequisites]))
        return [future.result() for future in futures]
