"""Limits that people give to a solve, checked."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

from headway.errors import BadOption


def seconds(option: str, given: float | None) -> float | None:
    """Seconds above 0; None, as infinity, is without a limit.

    Raises:
        BadOption: it is neither.
    """
    if given is None:
        return None
    if not is_number(given) or not given > 0:
        raise BadOption(option, given, "a number of seconds above 0, or None")
    return None if math.isinf(given) else float(given)


def share(option: str, given: float) -> float:
    """A number from 0 on.

    Raises:
        BadOption: it is none.
    """
    if not is_number(given) or not 0 <= given < math.inf:
        raise BadOption(option, given, "a number from 0 on, such as 0.01 for 1 %")
    return float(given)


def at_least_one(option: str, given: int | None) -> int | None:
    """A whole number of at least 1, or None.

    Raises:
        BadOption: it is neither.
    """
    if given is None:
        return None
    if not is_number(given) or not isinstance(given, Integral) or given < 1:
        raise BadOption(option, given, "a whole number, at least 1, or None")
    return int(given)


def options_of(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """A solver's own options, by their names.

    Raises:
        BadOption: they are no mapping of names.
    """
    if given is not None and not (isinstance(given, Mapping) and all(isinstance(name, str) for name in given)):
        raise BadOption("options", given, "a dict of the solver's own options by their names")
    return dict(given or {})


def is_number(given: Any) -> bool:
    """Whether it is a real number, NumPy's included; True and False are none.

    >>> import numpy as np
    >>> is_number(np.int64(3)), is_number(True), is_number("3")
    (True, False, False)
    """
    return isinstance(given, Real) and not isinstance(given, bool)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
