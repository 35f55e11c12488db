"""Ray on this machine: references as arguments of calls, large values put into its store."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # read when Ray is imported: it would report its use
os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"  # what Ray does from its next release on; else it warns
os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # its servers listen to this machine only, not to the network

import ray

from benchmarks import shapes
from benchmarks.peers.base import Function, Peer


class Ray(Peer):
    """As many workers as asked for; no dashboard."""

    def __init__(self) -> None:
        self.started: dict[Function, Callable[..., Any]] = {}

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as folder:
            ray.init(
                address="local",
                num_cpus=workers,
                include_dashboard=False,
                log_to_driver=False,
                configure_logging=False,
                _temp_dir=folder,
            )
            try:
                yield
            finally:
                ray.shutdown()

    def start(self, function: Function) -> Callable[..., Any]:
        """What starts a call of a function, and gives its reference; made once, as a decorator would."""
        if function not in self.started:
            self.started[function] = ray.remote(function).remote
        return self.started[function]

    def gathered(self, references: list[Any]) -> list[Any]:
        return list(ray.get(references))

    def independent(self, n: int) -> list[int]:
        return self.gathered(shapes.independent(self.start(shapes.increment), n))

    def layered(self, n: int) -> list[int]:
        return self.gathered(shapes.layered(self.start(shapes.increment), self.start(shapes.combine), n))

    def chain(self, n: int) -> list[int]:
        return self.gathered(shapes.chain(self.start(shapes.increment), n))

    def one(self, x: int) -> int:
        value: int = ray.get(self.start(shapes.increment)(x))
        return value

    def side_by_side(self, function: Function, arguments: Sequence[Any]) -> list[Any]:
        return self.gathered([self.start(function)(argument) for argument in arguments])

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        stored = ray.put(value)
        return self.gathered([self.start(function)(stored) for _ in range(count)])

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        references = [ray.put(value) for value in values]
        for step in steps:
            references = [self.start(step)(reference) for reference in references]
        return self.gathered(references)
