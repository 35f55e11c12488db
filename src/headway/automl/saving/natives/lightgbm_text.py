"""Whether a text is a booster that LightGBM can read and follow: given any other, it ends the process.

Source: ``GBDT::SaveModelToString`` and ``Tree::ToString`` of LightGBM 4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
END = "end of trees\n"
_COUNTS = ("num_class", "num_tree_per_iteration", "label_index", "max_feature_idx")
_WHOLE = re.compile(r"-?\d{1,18}( -?\d{1,18})*")
_NUMBER = r"(-?\d{1,40}(\.\d{1,40})?(e[+-]?\d{1,3})?|-?inf|-?nan)"
_NUMBERS = re.compile(f"{_NUMBER}( {_NUMBER})*")
_OBJECTIVE = re.compile(r"[a-z_0-9]+( [a-z_]+:[-+.e0-9]+| [a-z_]+)*")
# Of each split.
SPLITS = ("split_feature", "decision_type", "left_child", "right_child", "internal_count")
SPLIT_NUMBERS = ("split_gain", "threshold", "internal_value", "internal_weight")
CATEGORICAL = 1  # the bit of decision_type that says that a threshold is the number of a set of categories


def check_text(text: str) -> None:
    """Look through the text.

    Raises:
        ValueError: a line is missing or of another form, or a tree leads outside itself.
    """
    head, *trees = text.removesuffix(END).split("\nTree=")
    if not text.endswith(END) or not trees:
        raise ValueError("it has no trees")
    features = _check_head(_lines(head), trees)
    for at, tree in enumerate(trees):
        if not tree.startswith(f"{at}\n"):
            raise ValueError("the trees are not in their order")
        _check_tree(_lines(tree), features)


def _check_head(head: Mapping[str, str], trees: list[str]) -> int:
    """How many features there are."""
    counts = {name: int(_whole(head, name, 1)[0]) for name in _COUNTS}
    features, per_round = counts["max_feature_idx"] + 1, counts["num_tree_per_iteration"]
    if min(counts.values()) < 0 or per_round < 1 or len(trees) % per_round or counts["num_class"] not in (1, per_round):
        raise ValueError("the trees are not as many as the classes ask for")
    if not _OBJECTIVE.fullmatch(head.get("objective", "custom")):
        raise ValueError("an objective of another form")
    for name in ("feature_names", "feature_infos"):
        if len(head.get(name, "").split(" ")) != features:
            raise ValueError(f"{name} are not as many as there are features")
    sizes = [len(f"Tree={tree}\n") for tree in trees]
    sizes[-1] -= 1  # the last is not parted from another
    if _whole(head, "tree_sizes", len(trees)).tolist() != sizes:
        raise ValueError("the trees are not of the sizes that are told")
    return features


def _check_tree(tree: Mapping[str, str], features: int) -> None:
    leaves = _whole(tree, "num_leaves", 1)[0]
    if leaves < 1 or tree.get("is_linear", "0") != "0":
        raise ValueError("a tree of another kind")
    _numbers(tree, "shrinkage", 1)
    _numbers(tree, "leaf_value", leaves)
    if leaves > 1 or tree.get("leaf_count"):
        _whole(tree, "leaf_count", leaves)
    if leaves > 1 or tree.get("leaf_weight"):
        _numbers(tree, "leaf_weight", leaves)
    if leaves > 1:
        _check_splits(tree, leaves, features)


def _check_splits(tree: Mapping[str, str], leaves: int, features: int) -> None:
    splits = leaves - 1
    whole = {name: _whole(tree, name, splits) for name in SPLITS}
    thresholds = {name: _numbers(tree, name, splits) for name in SPLIT_NUMBERS}["threshold"]
    if (whole["split_feature"] < 0).any() or (whole["split_feature"] >= features).any():
        raise ValueError("a tree asks for a feature that there is not")
    for child in (whole["left_child"], whole["right_child"]):
        # A child is a later split, or the leaf of number -1 - child.
        if ((child >= 0) & (child <= np.arange(splits))).any() or (child >= splits).any() or (child < -leaves).any():
            raise ValueError("a tree leads outside itself")
    is_set = (whole["decision_type"] & CATEGORICAL) != 0
    sets = _whole(tree, "num_cat", 1)[0]
    if sets < 0 or (is_set.any() and not ((thresholds[is_set] >= 0) & (thresholds[is_set] < sets)).all()):
        raise ValueError("a tree leads to a set of categories that there is not")
    if sets:
        bounds = _whole(tree, "cat_boundaries", sets + 1)
        words = _whole(tree, "cat_threshold", int(bounds[-1]))
        if bounds[0] or (np.diff(bounds) < 0).any() or (words < 0).any():
            raise ValueError("the sets of categories of a tree overlap")


def _lines(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines())
    return {name: value for name, _, value in pairs}


def _whole(lines: Mapping[str, str], name: str, count: int) -> Array:
    text = lines.get(name, "")
    values = np.array(text.split(" "), dtype=np.int64) if _WHOLE.fullmatch(text) else np.empty(0, np.int64)
    if len(values) != count:
        raise ValueError(f"{name} are no {count} whole numbers")
    return values


def _numbers(lines: Mapping[str, str], name: str, count: int) -> Array:
    text = lines.get(name, "")
    values = np.array(text.split(" "), dtype=np.float64) if _NUMBERS.fullmatch(text) else np.empty(0)
    if len(values) != count:
        raise ValueError(f"{name} are no {count} numbers")
    return values
