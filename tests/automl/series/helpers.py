"""Values that several tests make."""

from __future__ import annotations

from typing import Any

import numpy as np

from headway.automl.series.grid import Numbers
from headway.automl.series.methods import Ask
from headway.automl.series.panel import Line, Panel

QUICK = ("SeasonalNaive", "Naive", "Mean", "Drift", "Theta", "CES")


def line(y: Any, key: tuple[Any, ...] = ("a",), known: Any = None, past: Any = None, start: int = 0) -> Line:
    """A series of these values."""
    values = np.asarray(y, dtype=float)
    none = np.empty((len(values), 0))
    return Line(
        key,
        start,
        values,
        none if known is None else np.asarray(known, dtype=float).reshape(-1, 1),
        none if past is None else np.asarray(past, dtype=float).reshape(-1, 1),
    )


def panel(*lines: Line, seasons: tuple[int, ...] = ()) -> Panel:
    """Series on whole numbers."""
    return Panel(Numbers(0, 1), lines, seasons)


def asked(steps: int = 3, *seasons: int, seed: int = 0) -> Ask:
    """A forecast of so many steps."""
    return Ask(steps, seasons, Numbers(0, 1), seed)
