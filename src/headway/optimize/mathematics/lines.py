"""A model's lines as values: sums of terms between limits. What writes them, in whatever form, reads nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats, Model


@dataclass(frozen=True)
class Sum:
    """``terms`` (coefficient and variable), ``more`` that are left out, and a constant."""

    terms: tuple[tuple[float, str], ...]
    more: int = 0
    constant: float = 0.0


@dataclass(frozen=True)
class Line:
    """``low ≤ sum ≤ high``, under a name; infinite where there is no limit."""

    name: str
    low: float
    sum: Sum
    high: float

    @property
    def relation(self) -> str:
        """``=``, ``≤``, ``≥``, ``≤ ≤`` between two limits, or ``free``."""
        if self.low == self.high:
            return "="
        has_low, has_high = bool(np.isfinite(self.low)), bool(np.isfinite(self.high))
        if has_low and has_high:
            return "≤ ≤"
        return "≤" if has_high else "≥" if has_low else "free"

    @property
    def side(self) -> float:
        """The right-hand side; the upper one of two."""
        return self.high if np.isfinite(self.high) else self.low


def objective_of(model: Model, most: int) -> Sum:
    """The objective, its first ``most`` terms."""
    places = np.flatnonzero(model.costs)
    return _sum(model, places, model.costs[places], most, model.constant)


def row_of(model: Model, at: int, most: int) -> Line:
    """One row, the first ``most`` terms of it."""
    span = slice(model.matrix.indptr[at], model.matrix.indptr[at + 1])
    entries = model.matrix.data[span]
    there = entries != 0
    total = _sum(model, model.matrix.indices[span][there], entries[there], most)
    return Line(model.rows[at], float(model.row_lower[at]), total, float(model.row_upper[at]))


def bound_of(model: Model, at: int, side: str = "") -> Line:
    """A variable between its bounds, or with only its ``"lower"`` or ``"upper"`` one."""
    low = -np.inf if side == "upper" else float(model.lower[at])
    high = np.inf if side == "lower" else float(model.upper[at])
    return Line(model.variables[at], low, Sum(((1.0, model.variables[at]),)), high)


def bounds_alike(model: Model) -> dict[tuple[float, float], list[str]]:
    """The variables that are not 0 or 1, by their bounds: most models have few different ones."""
    alike: defaultdict[tuple[float, float], list[str]] = defaultdict(list)
    for at in np.flatnonzero(~model.is_binary):
        alike[float(model.lower[at]), float(model.upper[at])].append(model.variables[at])
    return dict(alike)


def whole_kinds(model: Model) -> dict[str, list[str]]:
    """The whole variables: ``"binary"`` and ``"whole"``, each only where there are such."""
    binary = model.is_binary
    kinds = {
        "binary": [model.variables[at] for at in np.flatnonzero(binary)],
        "whole": [model.variables[at] for at in np.flatnonzero(model.integer & ~binary)],
    }
    return {kind: names for kind, names in kinds.items() if names}


def _sum(model: Model, places: NDArray[Any], entries: Floats, most: int, constant: float = 0.0) -> Sum:
    terms = [(float(entry), model.variables[at]) for entry, at in zip(entries[:most], places[:most], strict=True)]
    return Sum(tuple(terms), max(0, len(places) - most), constant)
