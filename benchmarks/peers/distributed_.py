"""Dask's own cluster on this machine: futures as arguments of calls, large values scattered."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from distributed import Client, LocalCluster

from benchmarks import shapes
from benchmarks.peers.base import Function, Peer


class Distributed(Peer):
    """Worker processes of one thread each; `pure=False`, as each call is to run."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with (
            TemporaryDirectory() as folder,
            LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, local_directory=folder
            ) as cluster,
            Client(cluster) as self.client,
        ):
            yield

    def start(self, function: Function, *arguments: Any) -> Any:
        return self.client.submit(function, *arguments, pure=False)

    def gathered(self, futures: list[Any]) -> list[Any]:
        return list(self.client.gather(futures))

    def independent(self, n: int) -> list[int]:
        return self.gathered(self.client.map(shapes.increment, range(n), pure=False))

    def layered(self, n: int) -> list[int]:
        row = shapes.layered(
            lambda j: self.start(shapes.increment, j), lambda *abc: self.start(shapes.combine, *abc), n
        )  # fmt: skip
        return self.gathered(row)

    def chain(self, n: int) -> list[int]:
        return self.gathered(shapes.chain(lambda x: self.start(shapes.increment, x), n))

    def one(self, x: int) -> int:
        value: int = self.start(shapes.increment, x).result()
        return value

    def side_by_side(self, function: Function, arguments: Sequence[Any]) -> list[Any]:
        return self.gathered(self.client.map(function, arguments, pure=False))

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        scattered = self.client.scatter(value, hash=False)
        return self.gathered([self.start(function, scattered) for _ in range(count)])

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        futures = self.client.scatter(list(values), hash=False)
        for step in steps:
            futures = [self.start(step, future) for future in futures]
        return self.gathered(futures)
