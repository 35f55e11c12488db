"""Parsl with its executors of threads and of processes: apps take each other's futures as arguments."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import os
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import parsl
from parsl.config import Config
from parsl.executors import HighThroughputExecutor, ThreadPoolExecutor
from parsl.executors.base import ParslExecutor
from parsl.providers import LocalProvider

from benchmarks import shapes
from benchmarks.graphs import Graph, nap
from benchmarks.peers.base import Function, Peer


class Parsl(Peer):
    """Parsl's defaults; only its folder of logs is put where it vanishes."""

    def executor(self, workers: int) -> ParslExecutor:
        return ThreadPoolExecutor(max_threads=workers)

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.apps: dict[Function, Callable[..., Any]] = {}
        with TemporaryDirectory() as folder:
            config = Config(executors=[self.executor(workers)], run_dir=folder, initialize_logging=False)
            with parsl.load(config):
                yield

    def app(self, function: Function) -> Callable[..., Any]:
        """The app of a function, made once, as a decorator would."""
        if function not in self.apps:
            self.apps[function] = parsl.python_app(function)
        return self.apps[function]

    def gathered(self, futures: list[Any]) -> list[Any]:
        return [future.result() for future in futures]

    def independent(self, n: int) -> list[int]:
        return self.gathered(shapes.independent(self.app(shapes.increment), n))

    def layered(self, n: int) -> list[int]:
        return self.gathered(shapes.layered(self.app(shapes.increment), self.app(shapes.combine), n))

    def chain(self, n: int) -> list[int]:
        return self.gathered(shapes.chain(self.app(shapes.increment), n))

    def one(self, x: int) -> int:
        value: int = self.app(shapes.increment)(x).result()
        return value

    def side_by_side(self, function: Function, arguments: Sequence[Any]) -> list[Any]:
        return self.gathered([self.app(function)(argument) for argument in arguments])

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        return self.side_by_side(function, [value] * count)

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        futures = list(values)
        for step in steps:
            futures = [self.app(step)(future) for future in futures]
        return self.gathered(futures)

    def run_graph(self, graph: Graph) -> list[int]:
        futures: list[Any] = []
        for task in graph:
            futures.append(self.app(nap)(task.seconds, *[futures[need] for need in task.prerequisites]))
        return self.gathered(futures)


class ParslProcesses(Parsl):
    """The high-throughput executor on this machine, as `parsl.configs.htex_local` has it."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        # It finds its own programs by name, as in an activated environment.
        os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        with super().opened(workers):
            yield

    def executor(self, workers: int) -> ParslExecutor:
        return HighThroughputExecutor(
            label="local",
            address="127.0.0.1",
            max_workers_per_node=workers,
            provider=LocalProvider(init_blocks=1, max_blocks=1),
        )
