"""A small neural network: fully connected layers (scikit-learn's)."""

from __future__ import annotations

from random import Random
from typing import Any

from sklearn.compose import TransformedTargetRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

from headway.automl.learners.base import Learner, Sample, Settings, Size, even_view

MOST_CELLS = 2e7
SMALL = 2_500  # rows: with fewer there is none to spare to watch, and much to hold back


def fit(sample: Sample, settings: Settings) -> Any:
    """A fitted ``MLPClassifier``, or an ``MLPRegressor`` of the scaled target."""
    options = {
        "random_state": sample.seed,
        "early_stopping": sample.rows > SMALL,
        "n_iter_no_change": 10,
        "validation_fraction": 0.12,
        "max_iter": 200 if sample.rows > SMALL else 60,
        "batch_size": min(sample.rows, 32 if sample.rows < SMALL else 128),
        **settings,
    }
    if sample.is_regression:
        model = TransformedTargetRegressor(MLPRegressor(**options), transformer=StandardScaler())
        return model.fit(sample.X, sample.y, sample_weight=sample.weights)
    return MLPClassifier(**options).fit(sample.X, sample.y, sample_weight=sample.weights)


def first(size: Size) -> tuple[Settings, ...]:
    """Two layers, held back the more the fewer rows there are."""
    if size.rows <= SMALL:
        held_back = {"hidden_layer_sizes": (48, 24), "alpha": 3.0, "learning_rate_init": 2e-3}
        free = {"hidden_layer_sizes": (96, 48), "alpha": 0.03, "learning_rate_init": 2e-3}
        return (free, held_back) if size.classes > 2 else (held_back, free)
    return ({"hidden_layer_sizes": (96, 48), "alpha": 1e-2, "learning_rate_init": 2e-3},)


def draw(random: Random, size: Size) -> Settings:
    """Settings at random, in the ranges that tend to pay."""
    layers = random.choice([(128,), (64, 32), (128, 64), (64, 64, 32)])
    return {
        "hidden_layer_sizes": layers,
        "alpha": round(10 ** (random.uniform(-4, 0) if size.rows > SMALL else random.uniform(-1, 1)), 6),
        "learning_rate_init": round(10 ** random.uniform(-3.3, -2), 6),
        "activation": random.choice(["relu", "relu", "tanh"]),
    }


DEEP_LEARNING = Learner(
    "DeepLearning",
    "neural network",
    even_view,
    fit,
    first,
    draw,
    most_cells=MOST_CELLS,
    aliases=("mlp", "neuralnetwork"),
)
