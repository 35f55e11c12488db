"""XGBoost's JSON: what ``save_model`` writes, readable by every later XGBoost; what pickle writes is not."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from headway.automl.saving.natives.base import Native

LEAF = -1


def _take(estimator: Any) -> tuple[Any, bytes]:
    empty = copy.copy(estimator)
    del empty._Booster
    return empty, bytes(estimator.get_booster().save_raw("json"))


def _give(estimator: Any, content: bytes) -> Any:
    learner = json.loads(content)["learner"]  # of anything but JSON XGBoost makes a guess, which may end the process
    features = int(learner["learner_model_param"]["num_feature"])
    for tree in learner["gradient_booster"].get("model", {}).get("trees", ()):
        _check_tree(tree, features)
    estimator.load_model(bytearray(content))
    return estimator


def _check_tree(tree: Mapping[str, Any], features: int) -> None:
    """XGBoost follows these numbers without looking."""
    left, right, asked = (np.array(tree[name]) for name in ("left_children", "right_children", "split_indices"))
    inner = left != LEAF
    for child in (left[inner], right[inner]):
        if len(child) and (child.min() < 1 or child.max() >= len(left)):
            raise ValueError("a tree leads outside itself")
    if len(asked[inner]) and (asked[inner].min() < 0 or asked[inner].max() >= features):
        raise ValueError("a tree asks for a feature that there is not")


XGBOOST = Native(("xgboost.sklearn.XGBClassifier", "xgboost.sklearn.XGBRegressor"), ".json", "xgboost", _take, _give)
