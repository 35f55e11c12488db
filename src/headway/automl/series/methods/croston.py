"""Croston's method as Syntetos and Boylan corrected it (2005), for demand with many zeros."""

from __future__ import annotations

import numpy as np

from headway.automl.series.methods import library
from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line

LEAST_ZEROS = 0.2


def croston(line: Line, ask: Ask) -> Floats:
    """The same demand at every step: its usual size, by the usual distance between two demands."""
    return library.forecast(library.models().CrostonSBA(), line, ask)


def _bars(line: Line, ask: Ask) -> str:
    if line.y.min() < 0:
        return "has values below 0"
    if not line.y.any():
        return "has no value but 0"
    return "" if float(np.mean(line.y == 0)) >= LEAST_ZEROS else "has hardly any zeros"


CROSTON = Local("Croston", croston, lambda ask: 8, library.models, _bars)
