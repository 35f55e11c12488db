"""Each fitted model as a part of a graph, by its type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from headway.automl.saving.graph import catboost, forests, histogram, lightgbm, xgboost
from headway.automl.saving.graph.builder import Graph, Impossible

Part = Callable[[Graph, Any, str], str]


@dataclass(frozen=True)
class Way:
    """How a model becomes part of a graph, and how many nodes of trees it has."""

    add: Part
    size: Callable[[Any], int]


def told_by(graph: Graph, model: Any, matrix: str) -> str:
    """What the model says of the rows of the matrix: of shape (rows, 1), or probabilities of shape (rows, classes).

    Raises:
        Impossible: a model of this type has no counterpart in ONNX.
    """
    return _way(model).add(graph, model, matrix)


def size_of(model: Any) -> int:
    """How many nodes of trees it has at least.

    Raises:
        Impossible: a model of this type has no counterpart in ONNX.
    """
    return _way(model).size(model)


def _way(model: Any) -> Way:
    name = f"{type(model).__module__}.{type(model).__name__}"
    if name not in WAYS:
        raise Impossible(f"{type(model).__name__} has no counterpart in ONNX")
    return WAYS[name]


def shares(graph: Graph, scores: str, classes: int) -> str:
    """Probabilities of scores: of one, by the logistic function, of more, by the softmax."""
    if classes > 2:
        return graph.add("Softmax", scores, axis=1)
    return _both(graph, graph.add("Sigmoid", scores))


def _both(graph: Graph, share: str) -> str:
    return graph.add("Concat", graph.add("Sub", graph.constant(1.0), share), share, axis=1)


def linear(graph: Graph, model: Any, matrix: str) -> str:
    """What a linear model of numbers says, of shape (rows, 1)."""
    coefficients = np.atleast_2d(model.coef_)
    sums = graph.add("MatMul", matrix, graph.constant(coefficients.T))
    return graph.add("Add", sums, graph.constant(np.ravel(model.intercept_)[None, :]))


def logistic(graph: Graph, model: Any, matrix: str) -> str:
    """What a logistic regression says, of shape (rows, classes)."""
    if len(model.classes_) > 2 and model.solver == "liblinear":
        raise Impossible("logistic regression of each class against the rest has no counterpart in ONNX")
    return shares(graph, linear(graph, model, matrix), len(model.classes_))


def _boosted(raw: Part) -> Part:
    """Probabilities of a booster's raw sums."""

    def add(graph: Graph, model: Any, matrix: str) -> str:
        return shares(graph, raw(graph, model, matrix), len(model.classes_))

    return add


def _constant(graph: Graph, model: Any, matrix: str) -> str:
    if getattr(model, "strategy", "prior") not in ("prior", "mean"):
        raise Impossible(f"{type(model).__name__} with {model.strategy!r} has no counterpart in ONNX")
    return graph.filled(np.ravel(model.class_prior_ if hasattr(model, "class_prior_") else model.constant_))


def _network(graph: Graph, model: Any, matrix: str) -> str:
    operations = {"relu": "Relu", "tanh": "Tanh", "logistic": "Sigmoid", "identity": "Identity"}
    layer = matrix
    for at, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        layer = graph.add("MatMul", layer, graph.constant(weights))
        layer = graph.add("Add", layer, graph.constant(bias[None, :]))
        if at < len(model.coefs_) - 1:
            layer = graph.add(operations[model.activation], layer)
    return layer


def _network_of_numbers(graph: Graph, model: Any, matrix: str) -> str:
    if model.out_activation_ != "identity":
        raise Impossible(f"a network whose output is {model.out_activation_} has no counterpart in ONNX")
    return _network(graph, model, matrix)


def _network_of_classes(graph: Graph, model: Any, matrix: str) -> str:
    return shares(graph, _network(graph, model, matrix), len(model.classes_))


def _of_scaled_target(graph: Graph, model: Any, matrix: str) -> str:
    from sklearn.preprocessing import StandardScaler

    if type(model.transformer_) is not StandardScaler:
        raise Impossible(f"a target that {type(model.transformer_).__name__} transforms has no counterpart in ONNX")
    told = told_by(graph, model.regressor_, matrix)
    told = graph.add("Mul", told, graph.constant(model.transformer_.scale_))
    return graph.add("Add", told, graph.constant(model.transformer_.mean_))


def _none(model: Any) -> int:
    return 0


_FOREST = Way(forests.forest, forests.size)
_NUMBERS = Way(linear, _none)
WAYS = {
    "headway.automl.learners.catboost.CodedCatBoostClassifier": Way(_boosted(catboost.catboost), catboost.size),
    "headway.automl.learners.catboost.CodedCatBoostRegressor": Way(catboost.catboost, catboost.size),
    "lightgbm.sklearn.LGBMClassifier": Way(_boosted(lightgbm.lightgbm), lightgbm.size),
    "lightgbm.sklearn.LGBMRegressor": Way(lightgbm.lightgbm, lightgbm.size),
    "xgboost.sklearn.XGBClassifier": Way(_boosted(xgboost.xgboost), xgboost.size),
    "xgboost.sklearn.XGBRegressor": Way(xgboost.xgboost, xgboost.size),
    "sklearn.compose._target.TransformedTargetRegressor": Way(_of_scaled_target, _none),
    "sklearn.dummy.DummyClassifier": Way(_constant, _none),
    "sklearn.dummy.DummyRegressor": Way(_constant, _none),
    "sklearn.ensemble._forest.ExtraTreesClassifier": _FOREST,
    "sklearn.ensemble._forest.ExtraTreesRegressor": _FOREST,
    "sklearn.ensemble._forest.RandomForestClassifier": _FOREST,
    "sklearn.ensemble._forest.RandomForestRegressor": _FOREST,
    "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier": Way(
        _boosted(histogram.histogram), histogram.size
    ),
    "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor": Way(
        histogram.histogram, histogram.size
    ),
    "sklearn.linear_model._base.LinearRegression": _NUMBERS,
    "sklearn.linear_model._coordinate_descent.ElasticNet": _NUMBERS,
    "sklearn.linear_model._coordinate_descent.Lasso": _NUMBERS,
    "sklearn.linear_model._logistic.LogisticRegression": Way(logistic, _none),
    "sklearn.linear_model._ridge.Ridge": _NUMBERS,
    "sklearn.neural_network._multilayer_perceptron.MLPClassifier": Way(_network_of_classes, _none),
    "sklearn.neural_network._multilayer_perceptron.MLPRegressor": Way(_network_of_numbers, _none),
}
