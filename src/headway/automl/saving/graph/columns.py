"""From the columns of a table to a learner's matrix, as a graph: the transformers of ``features`` and scikit-learn's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, QuantileTransformer, StandardScaler

from headway.automl.features.codes import CategoryCodes
from headway.automl.features.finite import Finite
from headway.automl.saving.graph.builder import Graph, Impossible
from headway.automl.saving.graph.quantiles import spread_out

UNKNOWN = ""  # how a missing category is given: ONNX has no missing text


def matrix_of(graph: Graph, transformer: ColumnTransformer) -> str:
    """The matrix that a fitted transformer makes of the graph's inputs; empty where it has no columns.

    Raises:
        Impossible: a step of it has no counterpart in ONNX.
    """
    blocks = [
        _block(graph, step, columns)
        for _, step, columns in transformer.transformers_
        if not isinstance(step, str) and len(columns)
    ]
    return graph.add("Concat", *blocks, axis=1) if blocks else ""


def _block(graph: Graph, step: Any, columns: list[str]) -> str:
    first, *rest = [each for _, each in step.steps] if isinstance(step, Pipeline) else [step]
    if isinstance(first, CategoryCodes):
        block = _codes(graph, first, columns)
    elif isinstance(first, Finite):
        block = _finite(graph, columns)
    else:
        named = ", ".join(map(repr, columns))
        raise Impossible(f"{named}: what is made of such columns ({type(first).__name__}) has no counterpart in ONNX")
    for each in rest:
        block = _next(each)(graph, each, block)
    return block


def _next(step: Any) -> Callable[[Graph, Any, str], str]:
    steps: dict[type, Callable[[Graph, Any, str], str]] = {
        SimpleImputer: _filled,
        StandardScaler: scaled,
        OneHotEncoder: _one_hot,
        QuantileTransformer: spread_out,
    }
    if type(step) not in steps:
        raise Impossible(f"{type(step).__name__} has no counterpart in ONNX")
    return steps[type(step)]


def _codes(graph: Graph, codes: CategoryCodes, columns: list[str]) -> str:
    """Each category's code; a missing one, given as "", is NaN, unless "" is a category."""
    blocks = []
    for name, known in zip(columns, codes.categories_, strict=True):
        told = {UNKNOWN: float("nan"), **{category: float(code) for code, category in enumerate(known)}}
        block = graph.add_ml(
            "LabelEncoder",
            name,
            keys_strings=list(told),
            values_floats=list(told.values()),
            default_float=float(len(known)),
        )
        blocks.append(graph.cast(block))
    return graph.add("Concat", *blocks, axis=1)


def _finite(graph: Graph, columns: list[str]) -> str:
    values = graph.cast(graph.add("Concat", *columns, axis=1))
    return graph.add("Where", graph.add("IsInf", values), graph.constant(np.nan), values)


def _filled(graph: Graph, imputer: SimpleImputer, block: str) -> str:
    missing = graph.add("IsNaN", block)
    filled = graph.add("Where", missing, graph.constant(imputer.statistics_), block)
    if imputer.indicator_ is None or not len(imputer.indicator_.features_):
        return filled
    flags = graph.add("Gather", missing, graph.constant(imputer.indicator_.features_, np.int64), axis=1)
    return graph.add("Concat", filled, graph.cast(flags), axis=1)


def scaled(graph: Graph, scaler: StandardScaler, block: str) -> str:
    """What a fitted ``StandardScaler`` makes of it."""
    return graph.add("Div", graph.add("Sub", block, graph.constant(scaler.mean_)), graph.constant(scaler.scale_))


def _one_hot(graph: Graph, encoder: OneHotEncoder, block: str) -> str:
    blocks = []
    for at, known in enumerate(encoder.categories_):
        column = graph.add("Gather", block, graph.constant([at], np.int64), axis=1)
        there = known[~np.isnan(known)]
        if len(there):
            blocks.append(graph.cast(graph.add("Equal", column, graph.constant(there[None, :]))))
        if len(there) < len(known):  # NaN stands last
            blocks.append(graph.cast(graph.add("IsNaN", column)))
    return graph.add("Concat", *blocks, axis=1)
