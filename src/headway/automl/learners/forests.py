"""Random forests (Breiman 2001) and extremely randomised trees (Geurts et al. 2006)."""

from __future__ import annotations

from random import Random
from typing import Any

from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

from headway.automl.learners.base import Learner, Sample, Settings, Size, trees_view

MOST_CELLS = 4e7


def fit_forest(sample: Sample, settings: Settings) -> Any:
    """A fitted random forest of scikit-learn."""
    return _fit(sample, settings, RandomForestRegressor if sample.is_regression else RandomForestClassifier)


def fit_extra(sample: Sample, settings: Settings) -> Any:
    """Fitted extremely randomised trees of scikit-learn."""
    return _fit(sample, settings, ExtraTreesRegressor if sample.is_regression else ExtraTreesClassifier)


def _fit(sample: Sample, settings: Settings, kind: Any) -> Any:
    forest = kind(n_jobs=1, random_state=sample.seed, **settings)
    return forest.fit(sample.X.astype("float32"), sample.y, sample_weight=sample.weights)


def first(size: Size) -> tuple[Settings, ...]:
    """As many trees as are soon grown."""
    trees = 300 if size.rows < 3_000 else 150 if size.rows < 6_000 else 60
    leaf = 1 if size.classes > 2 or size.rows < 2_000 else 2 if size.rows < 20_000 else 5
    features: float | str = "sqrt" if size.classes > 1 else 0.5
    return ({"n_estimators": trees, "min_samples_leaf": leaf, "max_features": features},)


def draw(random: Random, size: Size) -> Settings:
    """Settings at random, in the ranges that tend to pay."""
    return {
        **first(size)[0],
        "min_samples_leaf": random.choice([1, 2, 3, 5, 8, 15]),
        "max_features": random.choice(["sqrt", "log2", 0.3, 0.5, 0.75]),
    }


DRF = Learner(
    "DRF",
    "random forest",
    trees_view,
    fit_forest,
    first,
    draw,
    most_cells=MOST_CELLS,
    aliases=("rfmulticlassifier", "randomforest", "rf"),
)
EXTRA_TREES = Learner(
    "ExtraTrees",
    "extremely randomised trees",
    trees_view,
    fit_extra,
    first,
    draw,
    most_cells=MOST_CELLS,
    aliases=("xrt",),
)
