"""loky: the executor behind joblib's processes, used by itself."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Iterator
from contextlib import contextmanager

from loky import get_reusable_executor

from benchmarks.peers.processes import Processes


class Loky(Processes):
    """The reusable executor, as its documentation has it."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        self.pool = get_reusable_executor(max_workers=workers)
        yield
        self.pool.shutdown()
