"""A whole model as one graph: the folds' mean, the ensemble, and what is said of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from headway.automl.saving.graph.builder import Graph, Impossible, Output
from headway.automl.saving.graph.columns import matrix_of
from headway.automl.saving.graph.models import linear, logistic, size_of, told_by
from headway.automl.saving.saveable import Saveable
from headway.automl.search.ensemble import Blend, Stack
from headway.automl.search.fitting import Member

LEAST, MOST = 1e-5, 1 - 1e-5  # between which a stack's log-odds are taken


def graph_of(model: Saveable, most_nodes: int) -> bytes:
    """The model as a graph of ONNX.

    Its inputs are the features: numbers as float32, categories as text ("" where missing), each of shape (rows, 1). It
    gives ``label`` and ``probabilities``, or ``prediction``, of shape (rows,).

    Raises:
        Impossible: a part of it has no counterpart in ONNX, or its trees have more nodes than ``most_nodes``.
    """
    _check_columns(model)
    _check_size(model, most_nodes)
    graph = Graph(model.layout.numbers, model.layout.few)
    told = _combined(graph, model, _folds(graph, model.members))
    return graph.finish(_outputs(graph, model, told), f"{model.name}: predicts {model.target!r}")


def _check_columns(model: Saveable) -> None:
    layout = model.layout
    for names, what in ((layout.many, "many categories"), (layout.dates, "dates"), (layout.texts, "text")):
        if names:
            raise Impossible(f"what is made of {what} ({', '.join(map(repr, names))}) has no counterpart in ONNX")
    if not layout.features:
        raise Impossible("it takes no columns")


def _check_size(model: Saveable, most_nodes: int) -> None:
    nodes = 0
    for fold in (each for folds in model.members.values() for each in folds):
        nodes += size_of(fold.pipeline.steps[-1][1])
        if nodes > most_nodes:
            raise Impossible(f"its trees have more than {most_nodes:,} nodes")


def _folds(graph: Graph, members: Mapping[str, Sequence[Member]]) -> dict[str, str]:
    """The mean of each member's folds; a transformer that several share is there once."""
    matrices: dict[int, str] = {}
    means = {}
    for name, folds in members.items():
        told = []
        for fold in folds:
            key = id(fold.transformer)
            if key not in matrices:
                matrices[key] = matrix_of(graph, fold.transformer)
            told.append(_fold(graph, fold, matrices[key]))
        means[name] = graph.add("Div", graph.add("Sum", *told), graph.constant(float(len(told))))
    return means


def _fold(graph: Graph, fold: Member, matrix: str) -> str:
    told = told_by(graph, fold.pipeline.steps[-1][1], matrix)
    if fold.type == "regression" or len(fold.present) == fold.classes:
        return told
    places = np.zeros((len(fold.present), fold.classes))
    places[np.arange(len(fold.present)), fold.present] = 1
    return graph.add("MatMul", told, graph.constant(places))


def _combined(graph: Graph, model: Saveable, told: dict[str, str]) -> str:
    ensemble = model.ensemble
    if ensemble is None:
        return next(iter(told.values()))
    if isinstance(ensemble, Blend):
        parts = [graph.add("Mul", told[name], graph.constant(float(w))) for name, w in ensemble.weights.items()]
        return graph.add("Sum", *parts)
    return _stacked(graph, ensemble, [told[name] for name in ensemble.models], len(model.labels))


def _stacked(graph: Graph, ensemble: Stack, told: list[str], classes: int) -> str:
    if ensemble.type == "regression":
        return linear(graph, ensemble.model, graph.add("Concat", *told, axis=1))
    features = graph.add("Concat", *(_log_odds(graph, each, classes) for each in told), axis=1)
    shares = logistic(graph, ensemble.model, features)
    places = np.eye(classes)[ensemble.model.classes_]
    return graph.add("MatMul", shares, graph.constant(places))


def _log_odds(graph: Graph, told: str, classes: int) -> str:
    logs = graph.add("Log", graph.add("Clip", told, graph.constant(LEAST), graph.constant(MOST)))
    if classes > 2:
        return logs
    return graph.add("MatMul", logs, graph.constant([[-1.0], [1.0]]))


def _outputs(graph: Graph, model: Saveable, told: str) -> list[Output]:
    if model.type == "regression":
        flat = graph.add("Reshape", told, graph.constant([-1], np.int64))
        return [Output(flat, graph.output_name("prediction"), "double", ("rows",))]
    shares = graph.add("Div", told, graph.add("ReduceSum", told, graph.constant([1], np.int64), keepdims=1))
    labels, kind = _labels(model.labels)
    chosen = graph.add("Gather", graph.constant(labels, labels.dtype), graph.add("ArgMax", shares, axis=1, keepdims=0))
    return [
        Output(chosen, graph.output_name("label"), kind, ("rows",)),
        Output(shares, graph.output_name("probabilities"), "double", ("rows", len(labels))),
    ]


def _labels(labels: Sequence[Any]) -> tuple[np.ndarray[Any, Any], str]:
    """The labels and their kind; labels of several types are told as text."""
    types: dict[type, tuple[Any, str]] = {
        bool: (np.bool_, "bool"),
        int: (np.int64, "int64"),
        float: (np.float64, "double"),
    }
    (first, *others) = {type(label) for label in labels}
    if not others and first in types:
        dtype, kind = types[first]
        return np.array(labels, dtype=dtype), kind
    return np.array([str(label) for label in labels], dtype=object), "string"
