"""Headway on worker processes: the linear code of `shapes`, its functions decorated."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks import shapes
from benchmarks.peers.base import Function, Peer
from headway import Session, task


class HeadwayProcesses(Peer):
    """`@task(on="process")`, called from plain code."""

    def __init__(self) -> None:
        self.tasks: dict[Function, Callable[..., Any]] = {}

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with Session(workers=workers):
            yield

    def task(self, function: Function) -> Callable[..., Any]:
        """The decorated function, decorated once."""
        if function not in self.tasks:
            self.tasks[function] = task(on="process")(function)
        return self.tasks[function]

    def results(self, tasks: list[Any]) -> list[Any]:
        """Wait for all."""
        return [task.result() for task in tasks]

    def independent(self, n: int) -> list[int]:
        return self.results(shapes.independent(self.task(shapes.increment), n))

    def layered(self, n: int) -> list[int]:
        return self.results(shapes.layered(self.task(shapes.increment), self.task(shapes.combine), n))

    def chain(self, n: int) -> list[int]:
        return self.results(shapes.chain(self.task(shapes.increment), n))

    def one(self, x: int) -> int:
        value: int = self.task(shapes.increment)(x).result()
        return value

    def side_by_side(self, function: Function, arguments: Sequence[Any]) -> list[Any]:
        return self.results([self.task(function)(argument) for argument in arguments])

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        return self.results([self.task(function)(value) for _ in range(count)])

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        tasks = list(values)
        for step in steps:
            tasks = [self.task(step)(value) for value in tasks]
        return self.results(tasks)
