"""scikit-learn's trees and forests as trees of a graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from headway.automl.saving.graph.builder import Graph
from headway.automl.saving.graph.trees import LEAF, LEQ, Tree, summed


def forest(graph: Graph, model: Any, matrix: str) -> str:
    """The mean of the trees: numbers of shape (rows, 1), or probabilities of shape (rows, classes)."""
    grown = [each.tree_ for each in model.estimators_]
    trees = [_tree(each, len(grown), hasattr(model, "classes_")) for each in grown]
    return summed(graph, matrix, trees, np.zeros(trees[0].leaves.shape[1]))


def size(model: Any) -> int:
    """How many nodes there are."""
    return sum(each.tree_.node_count for each in model.estimators_)


def _tree(grown: Any, among: int, is_classifier: bool) -> Tree:
    leaf = grown.children_left < 0
    values = grown.value[:, 0, :]
    if is_classifier:
        values = values / values.sum(axis=1, keepdims=True)
    return Tree(
        mode=np.where(leaf, LEAF, LEQ),
        feature=grown.feature,
        value=grown.threshold,
        yes=grown.children_left,
        no=grown.children_right,
        missing=grown.missing_go_to_left & ~leaf,
        leaves=values / among * leaf[:, None],
    )
