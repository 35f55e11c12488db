"""One native thread, for as long as anybody in this process wants that.

How many threads BLAS takes is a number of the whole process. Who sets it, and later puts back what was there before,
puts back the wrong number where another has done the same meanwhile. So they are counted: the first sets it, the last
puts it back. OpenMP has a number for each thread, which needs no count.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]


class _Blas:
    """How many want BLAS to take one thread, and what it had before the first of them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._limits: Any = None

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._limits = threadpool_limits(limits=1, user_api="blas")
            self._inside += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._limits.restore_original_limits()


_BLAS = _Blas()  # what it counts is a state of the process, too


@contextmanager
def one_native_thread() -> Iterator[None]:
    """BLAS and OpenMP take one thread inside: the same sums in the same order, and no more threads than tasks.

    >>> import numpy as np
    >>> with one_native_thread(), one_native_thread():
    ...     float(np.ones(3) @ np.ones(3))
    3.0
    """
    with _BLAS, threadpool_limits(limits=1, user_api="openmp"):
        yield
