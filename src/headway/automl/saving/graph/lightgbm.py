"""LightGBM's boosters as trees of a graph, from their text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from headway.automl.saving.graph.builder import Graph, Impossible
from headway.automl.saving.graph.trees import LEAF, LEQ, Tree, summed, with_sets

CATEGORICAL, DEFAULT_LEFT = 1, 2  # bits of decision_type; the two above them say what is missing
NOTHING, ZERO = 0, 1
OBJECTIVES = ("binary", "multiclass", "regression")


def lightgbm(graph: Graph, model: Any, matrix: str) -> str:
    """The raw sums: of shape (rows, 1), or (rows, classes).

    Raises:
        Impossible: trees of a kind that ONNX does not know, or an objective whose link is not known here.
    """
    head, *trees = _texts(model)
    lines = _lines(head)
    objective = lines.get("objective", "")
    if objective.split(" ")[0] not in OBJECTIVES or "average_output" in lines:
        raise Impossible(f"a booster of LightGBM with the objective {objective!r} is not known here")
    if objective.split(" ")[0] == "binary" and objective != "binary sigmoid:1":
        raise Impossible(f"a booster of LightGBM with the link {objective!r} is not known here")
    targets = int(lines["num_tree_per_iteration"])
    grown = [_tree(_lines(text), at % targets, targets) for at, text in enumerate(trees)]
    return summed(graph, matrix, grown, np.zeros(targets))


def size(model: Any) -> int:
    """How many nodes there are at least."""
    return sum(2 * int(text.split("num_leaves=", 1)[1].split("\n", 1)[0]) - 1 for text in _texts(model)[1:])


def _texts(model: Any) -> list[str]:
    """The head, and each tree."""
    text: str = model.booster_.model_to_string()
    return text.partition("end of trees\n")[0].split("\nTree=")


def _lines(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in text.splitlines())}


def _numbers(tree: Mapping[str, str], name: str, dtype: Any = np.int64) -> np.ndarray[Any, Any]:
    return np.array(tree.get(name, "").split(), dtype=dtype)


def _tree(tree: Mapping[str, str], target: int, targets: int) -> Tree:
    """Splits first, in their order, then the leaves."""
    if tree.get("is_linear", "0") != "0":
        raise Impossible("linear trees of LightGBM have no counterpart in ONNX")
    outputs = _numbers(tree, "leaf_value", np.float64)
    splits = len(outputs) - 1
    kind = _numbers(tree, "decision_type")[:splits]
    threshold = _numbers(tree, "threshold", np.float64)[:splits]
    is_set, what = (kind & CATEGORICAL) != 0, kind >> 2
    if (what[~is_set] == ZERO).any():
        raise Impossible("LightGBM's zero_as_missing has no counterpart in ONNX")
    # Where training saw nothing missing, a missing value counts as 0; it is in no set.
    missing = np.where(what == NOTHING, threshold >= 0, (kind & DEFAULT_LEFT) != 0) & ~is_set
    leaves = np.zeros((splits + len(outputs), targets))
    leaves[splits:, target] = outputs

    def all_nodes(of_splits: Any, of_leaves: Any) -> Any:
        return np.concatenate([of_splits, np.full(len(outputs), of_leaves)])

    def child(name: str) -> Any:
        numbers = _numbers(tree, name)[:splits]
        return all_nodes(np.where(numbers < 0, splits - 1 - numbers, numbers), 0)

    grown = Tree(
        mode=all_nodes(np.full(splits, LEQ), LEAF),
        feature=all_nodes(_numbers(tree, "split_feature")[:splits], 0),
        value=all_nodes(threshold, 0.0),
        yes=child("left_child"),
        no=child("right_child"),
        missing=all_nodes(missing, False),
        leaves=leaves,
    )
    return with_sets(grown, {int(node): _set(tree, int(threshold[node])) for node in np.flatnonzero(is_set)})


def _set(tree: Mapping[str, str], number: int) -> list[float]:
    """The categories of a set: the bits of its words of 32."""
    bounds, words = _numbers(tree, "cat_boundaries"), _numbers(tree, "cat_threshold")
    own = words[bounds[number] : bounds[number + 1]]
    found = [32.0 * at + bit for at, word in enumerate(own) for bit in range(32) if word >> bit & 1]
    return found or [-1.0]
