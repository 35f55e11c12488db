"""AMPL's functions and operators on numbers."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any


def _rounded(value: float, digits: float = 0.0) -> float:
    """To the nearest, halves away from zero."""
    scale = 10.0 ** int(digits)
    return math.copysign(math.floor(abs(value) * scale + 0.5), value) / scale


def _truncated(value: float, digits: float = 0.0) -> float:
    scale = 10.0 ** int(digits)
    return math.trunc(value * scale) / scale


def _modulo(one: float, other: float) -> float:
    return one if math.isinf(other) else math.fmod(one, other)


# Each function, and how many arguments it takes: the fewest and the most.
FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "abs": (abs, 1, 1),
    "atan": (math.atan, 1, 1),
    "atan2": (math.atan2, 2, 2),
    "ceil": (lambda x: float(math.ceil(x)), 1, 1),
    "cos": (math.cos, 1, 1),
    "exp": (math.exp, 1, 1),
    "floor": (lambda x: float(math.floor(x)), 1, 1),
    "log": (math.log, 1, 1),
    "log10": (math.log10, 1, 1),
    "max": (max, 1, 1000),
    "min": (min, 1, 1000),
    "round": (_rounded, 1, 2),
    "sin": (math.sin, 1, 1),
    "sqrt": (math.sqrt, 1, 1),
    "tan": (math.tan, 1, 1),
    "trunc": (_truncated, 1, 2),
}

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "*": operator.mul,
    "/": operator.truediv,
    "div": lambda one, other: float(math.trunc(one / other)),
    "mod": _modulo,
    "less": lambda one, other: max(one - other, 0.0),
    "^": math.pow,
    "**": math.pow,
}

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "==": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
