"""joblib on loky's processes: batches of tiny calls, and large arrays given as files that the workers map."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from joblib import Parallel, delayed

from benchmarks.peers.base import Function, LayerByLayer


class JoblibProcesses(LayerByLayer):
    """One Parallel, used again for every list."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        with Parallel(n_jobs=workers) as self.parallel:
            yield

    def calls(self, function: Function, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        return list(self.parallel(delayed(function)(*given) for given in arguments))
