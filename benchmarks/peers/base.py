"""What a library is asked for. A method that it does not override is a figure that it has no form for."""
# ruff: noqa: D102  Peer documents the methods

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from benchmarks import shapes
from benchmarks.graphs import Graph

Function = Callable[..., Any]


class NotOffered(Exception):
    """The library has no form for what is measured; the text says why, and stands in the table."""


class Pending(NamedTuple):
    """Tasks that wait for a gate: their handles, and what opens the gate and returns their values (or a sample)."""

    handles: Sequence[object]
    finish: Callable[[], Sequence[int]]


class Peer:
    """A library, used as its own users would.

    All bodies are those of `shapes` and `graphs` (or the same as coroutines), and all results are checked.
    """

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        """Set up, outside the timed part, what a program sets up once: a pool of `workers`, a loop."""
        yield

    def independent(self, n: int) -> list[int]:
        """The values of `shapes.independent`."""
        raise NotOffered("no such form")

    def layered(self, n: int) -> list[int]:
        """The values of `shapes.layered`."""
        raise NotOffered("no calls that need other calls")

    def chain(self, n: int) -> list[int]:
        """The values of `shapes.chain`."""
        raise NotOffered("no calls that need other calls")

    def one(self, x: int) -> int:
        """Start `increment(x)` from plain code and wait for its value."""
        raise NotOffered("no such form")

    def fetch_all(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        """The server's answers, cold: with its pool made and ended inside. `at_most` at a time; None: untuned."""
        raise NotOffered("no such form")

    def pending(self, n: int) -> Pending:
        """Start n tasks that wait for one task which has not ended; each returns `increment(1)` once it has."""
        raise NotOffered("no such form")

    def run_graph(self, graph: Graph) -> list[int]:
        """Run a graph of sleeps in the pool made by `opened`; the values of its tasks."""
        raise NotOffered("no calls that need other calls")

    def side_by_side(self, function: Function, arguments: Sequence[Any]) -> list[Any]:
        """The values of calls that need nothing from each other, one for each argument."""
        raise NotOffered("no such form")

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        """The values of `count` calls that all take the same large value."""
        raise NotOffered("no such form")

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        """What becomes of each value when it has gone through all the steps, each of them a call of its own."""
        raise NotOffered("no calls that need other calls")


class LayerByLayer(Peer):
    """A pool without calls that need others: its user waits for one layer before starting the next."""

    @abstractmethod
    def calls(self, function: Function, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The values of calls side by side, each with its own arguments."""

    def independent(self, n: int) -> list[int]:
        return self.calls(shapes.increment, [(i,) for i in range(n)])

    def layered(self, n: int) -> list[int]:
        width, depth = shapes.layers(n)
        row: list[int] = self.calls(shapes.increment, [(j,) for j in range(width)])
        for _ in range(depth - 1):
            row = self.calls(shapes.combine, [(row[j], row[j - 1], row[j - 2]) for j in range(width)])
        return row

    def chain(self, n: int) -> list[int]:
        return shapes.chain(self.one, n)

    def one(self, x: int) -> int:
        value: int = self.calls(shapes.increment, [(x,)])[0]
        return value

    def side_by_side(self, function: Function, arguments: Sequence[Any]) -> list[Any]:
        return self.calls(function, [(argument,) for argument in arguments])

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        return self.side_by_side(function, [value] * count)

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        for step in steps:
            values = self.side_by_side(step, values)
        return list(values)
