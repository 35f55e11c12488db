"""scikit-learn's histogram boosting as trees of a graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from headway.automl.saving.graph.builder import Graph, Impossible
from headway.automl.saving.graph.trees import LEAF, LEQ, Tree, summed, with_sets


def histogram(graph: Graph, model: Any, matrix: str) -> str:
    """The raw sums: of shape (rows, 1), or (rows, classes)."""
    known = _categories(model)
    targets = model.n_trees_per_iteration_
    trees = [
        _tree(predictor, known, target, targets)
        for round_ in model._predictors
        for target, predictor in enumerate(round_)
    ]
    return summed(graph, matrix, trees, np.ravel(model._baseline_prediction))


def size(model: Any) -> int:
    """How many nodes there are at least."""
    return sum(len(predictor.nodes) for round_ in model._predictors for predictor in round_)


def _categories(model: Any) -> list[Any]:
    """Of each feature that is a category, its codes in the order in which the booster counts them; else none.

    Raises:
        Impossible: the features are put into another order first.
    """
    if model.is_categorical_ is None:
        return [None] * model.n_features_in_
    places = np.flatnonzero(model.is_categorical_)
    if not np.array_equal(places, np.arange(len(places))):
        raise Impossible("histogram boosting whose categories do not stand first has no counterpart in ONNX")
    encoder = model._preprocessor.named_transformers_["encoder"]
    codes = [known[~np.isnan(known)] for known in encoder.categories_]
    return [*codes, *[None] * (model.n_features_in_ - len(codes))]


def _tree(predictor: Any, known: list[Any], target: int, targets: int) -> Tree:
    nodes = predictor.nodes
    leaf = nodes["is_leaf"] != 0
    leaves = np.zeros((len(nodes), targets))
    leaves[:, target] = nodes["value"] * leaf
    yes, no = nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)
    missing = (nodes["missing_go_to_left"] != 0) & ~leaf
    value = nodes["num_threshold"].copy()
    sets: dict[int, Sequence[float]] = {}
    for node in np.flatnonzero((nodes["is_categorical"] != 0) & ~leaf):
        codes = known[nodes["feature_idx"][node]]
        left = _within(predictor.raw_left_cat_bitsets[nodes["bitset_idx"][node]], len(codes))
        if missing[node]:  # what is unknown goes left as well: ask for those that go right
            yes[node], no[node], left = no[node], yes[node], ~left
        missing[node] = False
        if left.any():
            sets[int(node)] = codes[left].tolist()
        else:  # nobody: a question to which the answer is no
            value[node] = -np.inf
    return with_sets(Tree(np.where(leaf, LEAF, LEQ), nodes["feature_idx"], value, yes, no, missing, leaves), sets)


def _within(bits: Any, count: int) -> Any:
    """Which of the first numbers stand in a set of bits, 32 in a word."""
    numbers = np.arange(count)
    return (bits[numbers // 32] >> (numbers % 32).astype(np.uint32)) & 1 != 0
