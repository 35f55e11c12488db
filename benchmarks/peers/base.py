"""What a library is asked for. A method that it does not override is a figure that it has no form for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from benchmarks.graphs import Graph


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
