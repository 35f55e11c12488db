"""CatBoost: Prokhorenkova et al. 2018, "CatBoost: unbiased boosting with categorical features"."""

from __future__ import annotations

from random import Random
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from headway.automl.learners.base import Array, Learner, Sample, Settings, Size, boost, trees_view

PATIENCE = 60


def fit(sample: Sample, settings: Settings) -> Any:
    """A fitted :class:`CodedCatBoostClassifier` or :class:`CodedCatBoostRegressor`."""
    from catboost import CatBoostClassifier, CatBoostRegressor

    inner = CatBoostRegressor if sample.is_regression else CatBoostClassifier
    outer = CodedCatBoostRegressor if sample.is_regression else CodedCatBoostClassifier

    def make(rounds: int) -> Any:
        model = inner(
            iterations=rounds,
            thread_count=1,
            random_seed=sample.seed,
            verbose=False,
            allow_writing_files=False,
            **settings,
        )
        return outer(model, sample.categorical)

    def fit_rounds(estimator: Any, rows: Sample, watched: Sample | None) -> int:
        options: dict[str, Any] = {}
        if watched is not None:
            options = {"eval_set": (estimator.coded(watched.X), watched.y), "early_stopping_rounds": PATIENCE}
        estimator.fit(rows.X, rows.y, sample_weight=rows.weights, **options)
        return int(estimator.model.tree_count_)

    return boost(sample, make, fit_rounds, most_rounds(sample))


def most_rounds(sample: Sample) -> int:
    """Fewer where a round takes long: it grows a tree over all rows, times the classes."""
    work = sample.rows * sample.X.shape[1] * max(1, sample.classes - 1)
    return 1_000 if work < 200_000 else 400 if work < 1_000_000 else 250


class _Coded(BaseEstimator):
    """Gives CatBoost the columns of codes as whole numbers; it takes no floats for categories."""

    def __init__(self, model: Any, categorical: tuple[int, ...] = ()) -> None:
        self.model = model
        self.categorical = categorical

    def fit(self, X: Array, y: Array, **options: Any) -> Self:  # noqa: N803
        """Fit the model to a matrix of floats."""
        self.model.fit(self.coded(X), y, cat_features=list(self.categorical), **options)
        return self

    def coded(self, X: Array) -> Any:  # noqa: N803
        """The matrix as CatBoost takes it; a missing category is a category of its own."""
        if not self.categorical:
            return X
        frame = pd.DataFrame(X)
        for at in self.categorical:
            frame[at] = np.nan_to_num(X[:, at], nan=-1).astype(np.int64)
        return frame

    def __sklearn_is_fitted__(self) -> bool:
        return bool(self.model.is_fitted())


class CodedCatBoostClassifier(ClassifierMixin, _Coded):
    """A CatBoost classifier that takes a matrix of floats."""

    @property
    def classes_(self) -> Array:
        """The codes of the classes."""
        return np.asarray(self.model.classes_)

    def predict_proba(self, X: Array) -> Array:  # noqa: N803
        """Probabilities of shape (rows, classes)."""
        return np.asarray(self.model.predict_proba(self.coded(X)))

    def predict(self, X: Array) -> Array:  # noqa: N803
        """The codes of the likeliest classes, of shape (rows,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])


class CodedCatBoostRegressor(RegressorMixin, _Coded):
    """A CatBoost regressor that takes a matrix of floats."""

    def predict(self, X: Array) -> Array:  # noqa: N803
        """Numbers of shape (rows,)."""
        return np.asarray(self.model.predict(self.coded(X)))


def first(size: Size) -> tuple[Settings, ...]:
    """Its own defaults are the best bet; less deep where there is little to learn from."""
    work = size.cells * max(1, size.classes - 1)
    rate = 0.05 if work < 200_000 else 0.08 if work < 1_000_000 else 0.12
    return ({"learning_rate": rate, "depth": 6 if size.rows > 1_000 else 5},)


def draw(random: Random, size: Size) -> Settings:
    """Settings at random, in the ranges that tend to pay."""
    return {
        "learning_rate": round(10 ** random.uniform(-1.5, -0.9), 4),
        "depth": random.randint(4, 8 if size.rows > 2_000 else 6),
        "l2_leaf_reg": round(10 ** random.uniform(0, 1.2), 4),
        "random_strength": round(random.uniform(0.2, 3), 3),
        "bagging_temperature": round(random.uniform(0, 1), 3),
    }


CATBOOST = Learner(
    "CatBoost",
    "gradient boosting (CatBoost)",
    trees_view,
    fit,
    first,
    draw,
    module="catboost",
    extra="catboost",
    distribution="catboost",
)
