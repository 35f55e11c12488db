"""scikit-learn's nearest neighbours: the tree over the rows is grown again, so that it fits them whatever a file says."""

from __future__ import annotations

import copy
from typing import Any

from sklearn.neighbors import BallTree, KDTree

from headway.automl.saving.natives.base import Native

TREES = {"kd_tree": KDTree, "ball_tree": BallTree}


def _take(estimator: Any) -> tuple[Any, bytes]:
    empty = copy.copy(estimator)
    empty._tree = None
    return empty, b""


def _give(estimator: Any, content: bytes) -> Any:
    grow = TREES.get(estimator._fit_method)
    if grow is not None:
        estimator._tree = grow(
            estimator._fit_X,
            estimator.leaf_size,
            metric=estimator.effective_metric_,
            **estimator.effective_metric_params_,
        )
    return estimator


NEIGHBOURS = Native(
    (
        "sklearn.neighbors._classification.KNeighborsClassifier",
        "sklearn.neighbors._regression.KNeighborsRegressor",
    ),
    "",
    "",
    _take,
    _give,
)
