"""CPU seconds of this process and its children; of a HiGHS that another library has run, and of the same alone."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from benchmarks import tree


def spent_s() -> float:
    """User and system seconds, of this process and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def spent_by_all_s() -> float:
    """The same with the processes below this one that have not ended: a pool's workers have not. Itself it takes a while."""
    ticks = 0
    for pid in tree.below(os.getpid()):
        with suppress(*tree.GONE):
            after_name = (
                (tree.PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
            )
            ticks += sum(map(int, after_name.split()[11:15]))  # user and system, its own and of its children
    return spent_s() + ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def remembered() -> Iterator[list[tuple[Any, float]]]:
    """Each HiGHS that is run in the block, whichever library does it, and the CPU seconds of the run.

    What a library hears in callbacks is within its run: only a run on its own tells what HiGHS alone takes.
    """
    from highspy import _core

    kind = _core._Highs
    run, seen = kind.run, []

    def watched(highs: Any) -> Any:
        began = spent_s()
        try:
            return run(highs)
        finally:
            seen.append((highs, spent_s() - began))

    kind.run = watched
    try:
        yield seen
    finally:
        kind.run = run


def alone_s(highs: Any) -> float:
    """CPU seconds of a HiGHS that is given the same arrays, with the same options, and run."""
    from highspy import _core

    model, options = highs.getLp(), highs.getOptions()
    again = _core._Highs()
    again.passOptions(options)
    began = spent_s()
    again.passModel(model)
    again.run()
    return spent_s() - began
