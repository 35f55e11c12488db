"""scikit-learn's own gradient boosting on binned features."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from headway.automl.learners.base import UNWATCHED_ROUNDS, Array, Learner, Sample, Settings, Size, trees_view

MOST_ROUNDS = 1_000


def fit(sample: Sample, settings: Settings) -> Any:
    """A fitted ``HistGradientBoostingClassifier`` or ``-Regressor``, with as many rounds as the watched rows ask for."""
    kind = HistGradientBoostingRegressor if sample.is_regression else HistGradientBoostingClassifier
    places = np.isin(np.arange(sample.X.shape[1]), sample.categorical)
    options = {"random_state": sample.seed, "categorical_features": places, **settings}
    rounds = _rounds(sample, kind, options) if sample.stop.any() else UNWATCHED_ROUNDS
    return kind(max_iter=rounds, early_stopping=False, **options).fit(_seen(sample.X), sample.y, sample.weights)


def _rounds(sample: Sample, kind: Any, options: Settings) -> int:
    """How many the watched rows ask for, and as many more as there are more rows."""
    rest, watched = sample.rest, sample.watched
    most = max(100, MOST_ROUNDS // sample.classes)  # a round is a tree a class
    stopped = kind(max_iter=most, early_stopping=True, n_iter_no_change=20, **options)
    stopped.fit(
        _seen(rest.X), rest.y, rest.weights, X_val=watched.X, y_val=watched.y, sample_weight_val=watched.weights
    )
    return int(max(1, round(stopped.n_iter_ * sample.rows / max(1, rest.rows))))


def _seen(X: Array) -> Array:  # noqa: N803
    """With zeros in columns that are missing in every row: of such scikit-learn makes no bins, and fails."""
    return np.asarray(np.where(np.isnan(X).all(axis=0), 0.0, X))


def first(size: Size) -> tuple[Settings, ...]:
    """Close to its defaults."""
    return ({"learning_rate": 0.08, "max_leaf_nodes": 31 if size.rows > 2_000 else 15, "l2_regularization": 1.0},)


def draw(random: Random, size: Size) -> Settings:
    """Settings at random, in the ranges that tend to pay."""
    return {
        "learning_rate": round(10 ** random.uniform(-1.6, -0.9), 4),
        "max_leaf_nodes": int(2 ** random.uniform(2, 6)),
        "min_samples_leaf": int(2 ** random.uniform(1, 6)),
        "l2_regularization": round(10 ** random.uniform(-2, 1.3), 4),
        "max_features": round(random.uniform(0.3, 1.0), 3),
    }


GBM = Learner(
    "GBM", "gradient boosting (scikit-learn)", trees_view, fit, first, draw, aliases=("histgradientboosting",)
)
