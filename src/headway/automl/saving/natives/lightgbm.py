"""LightGBM's text: what ``Booster.save_model`` writes, readable by every later LightGBM."""

from __future__ import annotations

import copy
from typing import Any

from headway.automl.saving.natives.base import Native
from headway.automl.saving.natives.lightgbm_text import END, check_text


def _take(estimator: Any) -> tuple[Any, bytes]:
    empty = copy.copy(estimator)
    empty._Booster = None
    trees, _, _ = estimator.booster_.model_to_string(num_iteration=-1).partition(END)
    text = trees + END  # what follows are importances and the settings of the training
    check_text(text)
    return empty, text.encode("ascii")


def _give(estimator: Any, content: bytes) -> Any:
    from lightgbm import Booster

    text = content.decode("ascii")
    check_text(text)
    booster = Booster(model_str=text)
    booster.best_iteration = estimator._best_iteration or -1
    estimator._Booster = booster
    return estimator


LIGHTGBM = Native(
    ("lightgbm.sklearn.LGBMClassifier", "lightgbm.sklearn.LGBMRegressor"), ".txt", "lightgbm", _take, _give
)
