"""Limits that people give to a solve, checked."""

from __future__ import annotations

import math
import os

from headway.errors import BadOption


def seconds(option: str, given: float | None) -> float | None:
    """Seconds above 0; None, as infinity, is without a limit.

    Raises:
        BadOption: it is neither.
    """
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not given > 0:
        raise BadOption(option, given, "a number of seconds above 0, or None")
    return None if math.isinf(given) else float(given)


def share(option: str, given: float) -> float:
    """A number from 0 on.

    Raises:
        BadOption: it is none.
    """
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 <= given < math.inf:
        raise BadOption(option, given, "a number from 0 on, such as 0.01 for 1 %")
    return float(given)


def at_least_one(option: str, given: int | None) -> int | None:
    """A whole number of at least 1, or None.

    Raises:
        BadOption: it is neither.
    """
    if given is not None and (isinstance(given, bool) or not isinstance(given, int) or given < 1):
        raise BadOption(option, given, "a whole number, at least 1, or None")
    return given


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
