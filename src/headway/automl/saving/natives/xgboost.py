"""XGBoost's JSON: what ``save_model`` writes, readable by every later XGBoost; what pickle writes is not."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from headway.automl.saving.natives.base import Native

LEAF = -1
MOST_CODES = 2**24  # those that a float32 can tell apart
BY_NODE = (
    "base_weights",
    "default_left",
    "left_children",
    "loss_changes",
    "parents",
    "right_children",
    "split_conditions",
    "split_indices",
    "split_type",
    "sum_hessian",
)


def _take(estimator: Any) -> tuple[Any, bytes]:
    empty = copy.copy(estimator)
    del empty._Booster
    return empty, bytes(estimator.get_booster().save_raw("json"))


def _give(estimator: Any, content: bytes) -> Any:
    learner = json.loads(content)["learner"]  # of anything but JSON XGBoost makes a guess, which may end the process
    parameters, forest = learner["learner_model_param"], learner["gradient_booster"].get("model", {})
    _check_rounds(forest, max(1, int(parameters["num_class"])))
    for tree in forest.get("trees", ()):
        _check_tree(tree, int(parameters["num_feature"]))
    estimator.load_model(bytearray(content))
    return estimator


def _check_rounds(forest: Mapping[str, Any], classes: int) -> None:
    """Which class each tree adds to, and which tree each round begins with."""
    count, rounds = len(forest.get("trees", ())), forest.get("iteration_indptr", [0])
    of_class = forest.get("tree_info", [])
    if len(of_class) != count or not all(0 <= each < classes for each in of_class):
        raise ValueError("its trees are not those of its classes")
    if rounds[0] != 0 or rounds != sorted(rounds) or rounds[-1] != count:
        raise ValueError("its trees are not those of its rounds")


def _check_tree(tree: Mapping[str, Any], features: int) -> None:
    """XGBoost follows these numbers without looking."""
    left, right, asked = (np.array(tree[name]) for name in ("left_children", "right_children", "split_indices"))
    inner = left != LEAF
    for child in (left[inner], right[inner]):
        if len(child) and (child.min() < 1 or child.max() >= len(left)):
            raise ValueError("a tree leads outside itself")
    if len(asked[inner]) and (asked[inner].min() < 0 or asked[inner].max() >= features):
        raise ValueError("a tree asks for a feature that there is not")
    if any(len(tree[name]) != len(left) for name in BY_NODE):
        raise ValueError("a tree has more of one thing than of another")
    _check_sets(tree, len(left))


def _check_sets(tree: Mapping[str, Any], nodes: int) -> None:
    at, begins, sizes, codes = (
        np.array(tree[f"categories{name}"], dtype=np.int64) for name in ("_nodes", "_segments", "_sizes", "")
    )
    asked = np.flatnonzero(np.array(tree["split_type"]))
    if not len(at) == len(begins) == len(sizes) or not np.array_equal(at, asked):
        raise ValueError("the sets of categories of a tree are not those that it asks for")
    ends = np.cumsum(sizes)
    if (sizes < 1).any() or not np.array_equal(begins, ends - sizes) or sizes.sum() != len(codes):
        raise ValueError("the sets of categories of a tree overlap")
    if len(codes) and (codes.min() < 0 or codes.max() >= MOST_CODES):
        raise ValueError("a tree knows categories that there are not")


XGBOOST = Native(("xgboost.sklearn.XGBClassifier", "xgboost.sklearn.XGBRegressor"), ".json", "xgboost", _take, _give)
