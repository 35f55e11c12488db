"""XGBoost: Chen and Guestrin 2016, "XGBoost: A Scalable Tree Boosting System"."""

from __future__ import annotations

from random import Random
from typing import Any

from headway.automl.learners.base import Learner, Sample, Settings, Size, boost, trees_view

MOST_ROUNDS = 3_000
PATIENCE_AT = 4.0


def fit(sample: Sample, settings: Settings) -> Any:
    """A fitted ``XGBClassifier`` or ``XGBRegressor``."""
    from xgboost import XGBClassifier, XGBRegressor

    kind = XGBRegressor if sample.is_regression else XGBClassifier
    patience = max(10, round(PATIENCE_AT / settings["learning_rate"]))
    kinds = ["c" if at in sample.categorical else "q" for at in range(sample.X.shape[1])]

    def make(rounds: int) -> Any:
        return kind(
            n_estimators=rounds,
            n_jobs=1,
            random_state=sample.seed,
            tree_method="hist",
            feature_types=kinds,
            enable_categorical=True,
            verbosity=0,
            **settings,
        )

    def fit_rounds(estimator: Any, rows: Sample, watched: Sample | None) -> int:
        if watched is None:
            estimator.fit(rows.X, rows.y, sample_weight=rows.weights, verbose=False)
            return int(estimator.n_estimators)
        estimator.set_params(early_stopping_rounds=patience)
        watch = [(watched.X, watched.y)]
        weights = None if watched.weights is None else [watched.weights]
        estimator.fit(
            rows.X, rows.y, sample_weight=rows.weights, eval_set=watch, sample_weight_eval_set=weights, verbose=False
        )
        return int(estimator.best_iteration) + 1

    return boost(sample, make, fit_rounds, max(200, MOST_ROUNDS // sample.classes))  # a round is a tree a class


def first(size: Size) -> tuple[Settings, ...]:
    """One that differs from LightGBM's: depth by depth, with more to hold it back."""
    rate = 0.05 if size.rows < 20_000 and size.classes <= 2 else 0.1
    return ({"learning_rate": rate, "max_depth": 5, "min_child_weight": 2, "subsample": 0.8, "colsample_bytree": 0.7},)


def draw(random: Random, size: Size) -> Settings:
    """Settings at random, in the ranges that tend to pay."""
    return {
        "learning_rate": round(10 ** random.uniform(-1.6, -0.9), 4),
        "max_depth": random.randint(3, 9 if size.rows > 5_000 else 6),
        "min_child_weight": round(10 ** random.uniform(-0.3, 1), 3),
        "subsample": round(random.uniform(0.6, 1.0), 3),
        "colsample_bytree": round(random.uniform(0.4, 1.0), 3),
        "reg_lambda": round(10 ** random.uniform(-1, 1.3), 4),
    }


XGBOOST = Learner(
    "XGBoost",
    "gradient boosting (XGBoost)",
    trees_view,
    fit,
    first,
    draw,
    module="xgboost",
    extra="xgboost",
    distribution="xgboost-cpu",
    aliases=("autoxgboost",),
)
