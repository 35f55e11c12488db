"""What each native is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Native:
    """For estimators of these ``types``, by their full names.

    ``take(estimator)`` gives an empty copy and bytes; ``give(empty, bytes)`` fills it. ``suffix`` is that of the bytes'
    file, empty where there are none; ``module`` is the library's, empty where it is scikit-learn.
    """

    types: tuple[str, ...]
    suffix: str
    module: str
    take: Callable[[Any], tuple[Any, bytes]]
    give: Callable[[Any, bytes], Any]
