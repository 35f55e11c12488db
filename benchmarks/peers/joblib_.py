"""joblib with threads: lists of calls that need nothing from each other, so layers go one after another."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Iterator
from contextlib import contextmanager

from joblib import Parallel, delayed

from benchmarks import shapes
from benchmarks.fetch import fetch
from benchmarks.peers.base import NotOffered, Peer


class Joblib(Peer):
    """One Parallel, used again for every list."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with Parallel(n_jobs=workers, backend="threading") as self.parallel:
            yield

    def independent(self, n: int) -> list[int]:
        return list(self.parallel(shapes.independent(delayed(shapes.increment), n)))

    def layered(self, n: int) -> list[int]:
        width, depth = shapes.layers(n)
        row = list(self.parallel(delayed(shapes.increment)(j) for j in range(width)))
        for _ in range(depth - 1):
            row = list(self.parallel(delayed(shapes.combine)(row[j], row[j - 1], row[j - 2]) for j in range(width)))
        return row

    def chain(self, n: int) -> list[int]:
        raise NotOffered("no call may need another")

    def one(self, x: int) -> int:
        values: list[int] = self.parallel([delayed(shapes.increment)(x)])
        return values[0]

    def fetch_all(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        return list(Parallel(n_jobs=at_most, backend="threading")(delayed(fetch)(port, number) for number in numbers))
