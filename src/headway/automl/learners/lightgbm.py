"""LightGBM: Ke et al. 2017, "LightGBM: A Highly Efficient Gradient Boosting Decision Tree"."""

from __future__ import annotations

from random import Random
from typing import Any

from headway.automl.learners.base import Learner, Sample, Settings, Size, boost, trees_view

MOST_ROUNDS = 3_000
PATIENCE_AT = 4.0  # rounds without gain, divided by the learning rate's tenfold: 40 at 0.1, 80 at 0.05


def fit(sample: Sample, settings: Settings) -> Any:
    """A fitted ``LGBMClassifier`` or ``LGBMRegressor``."""
    from lightgbm import LGBMClassifier, LGBMRegressor, early_stopping

    kind = LGBMRegressor if sample.is_regression else LGBMClassifier
    patience = max(10, round(PATIENCE_AT / settings["learning_rate"]))

    def make(rounds: int) -> Any:
        return kind(
            n_estimators=rounds,
            n_jobs=1,
            random_state=sample.seed,
            deterministic=True,
            force_row_wise=True,
            verbosity=-1,
            **{"subsample_freq": 1, **settings},
        )

    def fit_rounds(estimator: Any, rows: Sample, watched: Sample | None) -> int:
        options: dict[str, Any] = {}
        if watched is not None:
            options = {
                "eval_set": [(watched.X, watched.y)],
                "eval_sample_weight": None if watched.weights is None else [watched.weights],
                "callbacks": [early_stopping(patience, verbose=False)],
            }
        categorical = list(rows.categorical) or "auto"
        estimator.fit(rows.X, rows.y, sample_weight=rows.weights, categorical_feature=categorical, **options)
        return int(estimator.best_iteration_ or estimator.n_estimators_)

    return boost(sample, make, fit_rounds, max(200, MOST_ROUNDS // sample.classes))  # a round is a tree a class


def first(size: Size) -> tuple[Settings, ...]:
    """Quick, then careful, then wide."""
    rate = 0.05 if size.rows < 20_000 and size.classes <= 2 else 0.1
    return (
        {"learning_rate": 0.1, "num_leaves": 15 if size.rows < 5_000 else 31, "min_child_samples": 10},
        {
            "learning_rate": rate,
            "num_leaves": 31,
            "min_child_samples": 3,
            "colsample_bytree": 0.6,
            "subsample": 0.8,
            "extra_trees": True,
            "reg_lambda": 1.0,
        },
        {
            "learning_rate": rate,
            "num_leaves": 63,
            "min_child_samples": 15,
            "colsample_bytree": 0.5,
            "subsample": 0.7,
            "reg_lambda": 5.0,
        },
    )


def draw(random: Random, size: Size) -> Settings:
    """Settings at random, in the ranges that tend to pay."""
    return {
        "learning_rate": round(10 ** random.uniform(-1.6, -0.9), 4),
        "num_leaves": int(2 ** random.uniform(2, 7 if size.rows > 5_000 else 5)),
        "min_child_samples": int(2 ** random.uniform(1, 6)),
        "colsample_bytree": round(random.uniform(0.3, 1.0), 3),
        "subsample": round(random.uniform(0.5, 1.0), 3),
        "reg_lambda": round(10 ** random.uniform(-2, 1.3), 4),
        "extra_trees": random.random() < 0.3,
    }


LIGHTGBM = Learner(
    "LightGBM",
    "gradient boosting (LightGBM)",
    trees_view,
    fit,
    first,
    draw,
    module="lightgbm",
    distribution="lightgbm",
    aliases=("lgbm", "lgbm_gpu", "lgbm_speed", "lgbm_accuracy", "lgbmspeed", "lgbmaccuracy", "autolgbm"),
)
