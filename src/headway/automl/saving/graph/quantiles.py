"""scikit-learn's ``QuantileTransformer`` to a normal distribution, as a graph.

The quantile function of the normal distribution is Wichura's: 1988, "Algorithm AS 241: The Percentage Points of the Normal
Distribution", PPND16, which is exact to about 16 digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats
from sklearn.preprocessing import QuantileTransformer

from headway.automl.saving.graph.builder import Graph, Impossible

Array = np.ndarray[Any, Any]
# Numerators and denominators, the constant first.
_CENTRE = (
    (
        3.3871328727963665,
        133.14166789178438,
        1971.5909503065513,
        13731.69376550946,
        45921.95393154987,
        67265.7709270087,
        33430.57558358813,
        2509.0809287301227,
    ),
    (
        1.0,
        42.31333070160091,
        687.1870074920579,
        5394.196021424751,
        21213.794301586597,
        39307.89580009271,
        28729.085735721943,
        5226.495278852854,
    ),
)
_MIDDLE = (
    (
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ),
    (
        1.0,
        2.053191626637759,
        1.6763848301838038,
        0.6897673349851,
        0.14810397642748008,
        0.015198666563616457,
        0.0005475938084995345,
        1.0507500716444169e-09,
    ),
)
_TAIL = (
    (
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ),
    (
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ),
)
_BOUND = 1e-7  # scikit-learn's BOUNDS_THRESHOLD


def spread_out(graph: Graph, transformer: QuantileTransformer, block: str) -> str:
    """What a fitted transformer makes of a block without missing values.

    Raises:
        Impossible: its output is not to be normal.
    """
    if transformer.output_distribution != "normal":
        raise Impossible("QuantileTransformer to a uniform distribution has no counterpart in ONNX")
    columns = [
        _column(graph, graph.add("Gather", block, graph.constant([at], np.int64), axis=1), quantiles, transformer)
        for at, quantiles in enumerate(transformer.quantiles_.T)
    ]
    return graph.add("Concat", *columns, axis=1)


def _column(graph: Graph, column: str, quantiles: Array, transformer: QuantileTransformer) -> str:
    """Its share of the training rows, from below and from above in the mean, and the normal quantile of that."""
    shares = transformer.references_
    below = _interpolated(graph, column, quantiles, shares)
    above = _interpolated(graph, graph.add("Neg", column), -quantiles[::-1], -shares[::-1])
    share = graph.add("Mul", graph.add("Sub", below, above), graph.constant(0.5))
    low, high = graph.constant(quantiles[0] + _BOUND), graph.constant(quantiles[-1] - _BOUND)
    share = graph.add("Where", graph.add("Less", column, low), graph.constant(0.0), share)
    share = graph.add("Where", graph.add("Greater", column, high), graph.constant(1.0), share)
    least = stats.norm.ppf(_BOUND - np.spacing(1))
    most = stats.norm.ppf(1 - (_BOUND - np.spacing(1)))
    tiny = 1e-12  # beyond the bounds, and away from where a logarithm has no value
    inside = graph.add("Clip", share, graph.constant(tiny), graph.constant(1 - tiny))
    return graph.add("Clip", _normal_quantile(graph, inside), graph.constant(least), graph.constant(most))


def _interpolated(graph: Graph, column: str, at: Array, values: Array) -> str:
    """As ``numpy.interp``: of equal places the last counts."""
    place = graph.add(
        "ReduceSum",
        graph.cast(graph.add("GreaterOrEqual", column, graph.constant(at[None, :])), "int64"),
        graph.constant([1], np.int64),
        keepdims=1,
    )
    steps = np.diff(at)
    slopes = np.where(steps > 0, np.diff(values) / np.where(steps > 0, steps, 1), 0)
    # Before the first place and from the last on, the line is level.
    starts, heights, slopes = (
        np.concatenate([[at[0]], at]),
        np.concatenate([[values[0]], values]),
        np.concatenate([[0], slopes, [0]]),
    )

    def of(row: Array) -> str:
        return graph.add("Gather", graph.constant(row), place, axis=0)

    risen = graph.add("Mul", graph.add("Sub", column, of(starts)), of(slopes))
    return graph.add("Add", of(heights), risen)


def _normal_quantile(graph: Graph, share: str) -> str:
    """Of a share above 0 and below 1."""

    def constant(value: float) -> str:
        return graph.constant(value)

    def ratio(coefficients: Sequence[Sequence[float]], at: str) -> str:
        return graph.add("Div", *(_polynomial(graph, each, at) for each in coefficients))

    q = graph.add("Sub", share, constant(0.5))
    inner = graph.add("Sub", constant(0.180625), graph.add("Mul", q, q))
    centre = graph.add("Mul", q, ratio(_CENTRE, inner))
    smaller = graph.add("Min", share, graph.add("Sub", constant(1.0), share))
    r = graph.add("Sqrt", graph.add("Neg", graph.add("Log", smaller)))
    middle = ratio(_MIDDLE, graph.add("Sub", r, constant(1.6)))
    tail = ratio(_TAIL, graph.add("Sub", r, constant(5.0)))
    outer = graph.add("Where", graph.add("LessOrEqual", r, constant(5.0)), middle, tail)
    outer = graph.add("Mul", outer, graph.add("Sign", q))
    return graph.add("Where", graph.add("LessOrEqual", graph.add("Abs", q), constant(0.425)), centre, outer)


def _polynomial(graph: Graph, coefficients: Sequence[float], at: str) -> str:
    """By Horner's rule."""
    *lower, highest = coefficients
    total = graph.constant(highest)
    for each in reversed(lower):
        total = graph.add("Add", graph.add("Mul", total, at), graph.constant(each))
    return total
