"""Whether trees can be followed: scikit-learn's compiled code goes from node to node without looking.

A file whose types are all trusted may still hold numbers that lead outside an array, and asking such a tree would end
the process. Every tree is looked through once, when it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.tree._tree import Tree

Array = np.ndarray[Any, Any]
LEAF = -1


def check_sound(loaded: Any) -> None:
    """Look through all trees within what was loaded.

    Raises:
        ValueError: one leads outside itself, or to a feature that there is not.
    """
    for found in _within(loaded):
        if isinstance(found, Tree):
            check_tree(found)
        elif isinstance(found, HistGradientBoostingClassifier | HistGradientBoostingRegressor):
            _check_histogram(found)


def check_tree(tree: Any) -> None:
    """Look through a tree of scikit-learn's forests."""
    state = tree.__getstate__()
    nodes = state["nodes"]
    inner = nodes["left_child"] != LEAF
    _check(nodes["left_child"][inner], nodes["right_child"][inner], np.flatnonzero(inner), len(nodes))
    _check_features(nodes["feature"][inner], tree.n_features)


def _check_histogram(booster: Any) -> None:
    features = booster.n_features_in_
    if len(booster._bin_mapper.is_categorical_) != features:
        raise ValueError("the features of a booster do not fit its bins")
    for predictor in (each for round_ in booster._predictors for each in round_):
        nodes = predictor.nodes
        inner = nodes["is_leaf"] == 0
        _check(nodes["left"][inner], nodes["right"][inner], np.flatnonzero(inner), len(nodes))
        _check_features(nodes["feature_idx"][inner], features)
        sets = nodes["bitset_idx"][inner & (nodes["is_categorical"] != 0)]
        if len(sets) and sets.max() >= len(predictor.raw_left_cat_bitsets):
            raise ValueError("a tree leads to a set of categories that there is not")


def _check(left: Array, right: Array, at: Array, nodes: int) -> None:
    """Children come after their parent, within the tree: so every way ends."""
    for children in (left.astype(np.int64), right.astype(np.int64)):
        if len(children) and ((children <= at).any() or children.max() >= nodes):
            raise ValueError("a tree leads outside itself")


def _check_features(features: Array, known: int) -> None:
    if len(features) and (features.min() < 0 or features.max() >= known):
        raise ValueError("a tree asks for a feature that there is not")


def _within(loaded: Any) -> Iterator[Any]:
    """Everything that can be reached from it by attributes and entries, each once."""
    seen: dict[int, Any] = {}
    waiting = [loaded]
    while waiting:
        found = waiting.pop()
        if id(found) in seen or isinstance(found, str | int | float | type):
            continue
        seen[id(found)] = found
        yield found
        waiting += _next_to(found)


def _next_to(found: Any) -> list[Any]:
    if isinstance(found, dict):
        return list(found.values())
    if isinstance(found, list | tuple | set):
        return list(found)
    if isinstance(found, np.ndarray):
        return found.ravel().tolist() if found.dtype == object else []
    return list(vars(found).values()) if hasattr(found, "__dict__") else []
