"""No library at all: a plain Python loop."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from benchmarks import shapes
from benchmarks.fetch import fetch
from benchmarks.peers.base import Peer


class Plain(Peer):
    """One thing after another, in the caller's thread."""

    def independent(self, n: int) -> list[int]:
        return shapes.independent(shapes.increment, n)

    def layered(self, n: int) -> list[int]:
        return shapes.layered(shapes.increment, shapes.combine, n)

    def chain(self, n: int) -> list[int]:
        return shapes.chain(shapes.increment, n)

    def one(self, x: int) -> int:
        return shapes.increment(x)

    def fetch_all(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        return [fetch(port, number) for number in numbers]
