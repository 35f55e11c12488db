"""Trees of any library as one form, and that form as a node of ONNX-ML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from headway.automl.saving.graph.builder import Graph

Array = np.ndarray[Any, Any]
LEQ, LT, EQ, GT, LEAF = range(5)  # how a node compares its feature with its value
MODES = np.array([b"BRANCH_LEQ", b"BRANCH_LT", b"BRANCH_EQ", b"BRANCH_GT", b"LEAF"])


@dataclass(frozen=True, eq=False)
class Tree:
    """A tree, a place in each array for a node; the first is the root.

    ``yes`` and ``no`` are the nodes to go to; ``missing`` whether a missing value counts as yes. ``leaves`` holds, of
    shape (nodes, targets), what each leaf adds.
    """

    mode: Array
    feature: Array
    value: Array
    yes: Array
    no: Array
    missing: Array
    leaves: Array

    def __len__(self) -> int:
        return len(self.mode)


def with_sets(tree: Tree, sets: Mapping[int, Sequence[float]]) -> Tree:
    """The tree, where each of some nodes asks whether its feature is one of a set.

    ONNX knows no such question: each is a chain of nodes that ask for one value and share where yes leads.
    """
    if not sets:
        return tree
    arrays = {name: getattr(tree, name).copy() for name in ("mode", "feature", "value", "yes", "no", "missing")}
    more: dict[str, list[Any]] = {name: [] for name in arrays}
    for node, values in sets.items():
        first, *others = values
        arrays["mode"][node], arrays["value"][node] = EQ, first
        last = arrays["no"][node]
        for place, value in enumerate(others):
            at = len(tree) + len(more["mode"])
            if place == 0:
                arrays["no"][node] = at
            ends = place == len(others) - 1
            entries = (EQ, arrays["feature"][node], value, arrays["yes"][node], last if ends else at + 1)
            for name, entry in zip(more, (*entries, arrays["missing"][node]), strict=True):
                more[name].append(entry)
    joined = {name: np.concatenate([arrays[name], more[name]]).astype(arrays[name].dtype) for name in arrays}
    leaves = np.vstack([tree.leaves, np.zeros((len(more["mode"]), tree.leaves.shape[1]))])
    return Tree(**joined, leaves=leaves)


def summed(graph: Graph, matrix: str, trees: Sequence[Tree], base: Array) -> str:
    """The sum of what the trees say of each row and of ``base``, of shape (rows, targets)."""
    counts = np.array([len(tree) for tree in trees])
    tree_of = np.repeat(np.arange(len(trees)), counts)
    node_of = np.concatenate([np.arange(count) for count in counts])
    joined = {
        name: np.concatenate([getattr(tree, name) for tree in trees])
        for name in ("mode", "feature", "value", "yes", "no", "missing")
    }
    is_leaf = joined["mode"] == LEAF
    leaves = np.vstack([tree.leaves for tree in trees])
    at, target = np.nonzero((leaves != 0) & is_leaf[:, None])
    if not len(at):  # ONNX asks for one
        at, target = np.flatnonzero(is_leaf)[:1], np.array([0])
    told = graph.add_ml(
        "TreeEnsembleRegressor",
        matrix,
        n_targets=leaves.shape[1],
        aggregate_function="SUM",
        post_transform="NONE",
        nodes_treeids=tree_of,
        nodes_nodeids=node_of,
        nodes_featureids=np.where(is_leaf, 0, joined["feature"]).astype(np.int64),
        nodes_modes=MODES[joined["mode"]],
        nodes_values_as_tensor=np.where(is_leaf, 0.0, joined["value"]),
        nodes_truenodeids=np.where(is_leaf, 0, joined["yes"]).astype(np.int64),
        nodes_falsenodeids=np.where(is_leaf, 0, joined["no"]).astype(np.int64),
        nodes_missing_value_tracks_true=joined["missing"].astype(np.int64),
        target_treeids=tree_of[at],
        target_nodeids=node_of[at],
        target_ids=target.astype(np.int64),
        target_weights_as_tensor=leaves[at, target].astype(np.float64),
    )
    return graph.add("Add", graph.cast(told), graph.constant(np.asarray(base, dtype=np.float64)[None, :]))
