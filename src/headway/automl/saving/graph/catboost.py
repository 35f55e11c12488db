"""CatBoost's boosters as trees of a graph, from their JSON: those that take numbers only."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from headway.automl.saving.graph.builder import Graph, Impossible
from headway.automl.saving.graph.trees import GT, LEAF, Tree, summed


def catboost(graph: Graph, coded: Any, matrix: str) -> str:
    """The raw sums: of shape (rows, 1), or (rows, classes).

    Raises:
        Impossible: it weighs categories by how the target was for them row by row.
    """
    if coded.categorical:
        raise Impossible("what CatBoost makes of categories has no counterpart in ONNX")
    told = _json(coded.model)
    scale, bias = told["scale_and_bias"]
    places = [feature["flat_feature_index"] for feature in told["features_info"]["float_features"]]
    for feature in told["features_info"]["float_features"]:
        if feature["nan_value_treatment"] not in ("AsIs", "AsFalse"):
            raise Impossible("a booster of CatBoost that takes missing values as the largest is not known here")
    trees = [_tree(tree, places, len(bias), scale) for tree in told["oblivious_trees"]]
    return summed(graph, matrix, trees, np.array(bias))


def size(coded: Any) -> int:
    """How many nodes there are."""
    return int(2 * coded.model.get_tree_leaf_counts().sum())


def _json(model: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.json")
        model.save_model(os.fspath(file), format="json")
        told: dict[str, Any] = json.loads(file.read_text())
    if "oblivious_trees" not in told:
        raise Impossible("trees of CatBoost that grow one side deeper than the other are not known here")
    return told


def _tree(tree: Any, places: list[int], targets: int, scale: float) -> Tree:
    """Every node of a level asks the same; the questions of JSON begin with the lowest level."""
    questions = list(reversed(tree["splits"] or []))
    inner, outer = 2 ** len(questions) - 1, 2 ** len(questions)
    levels = np.repeat(np.arange(len(questions)), 2 ** np.arange(len(questions)))
    borders = np.array([question["border"] for question in questions])
    features = np.array([places[question["float_feature_index"]] for question in questions], dtype=np.int64)
    at = np.arange(inner)
    leaves = np.zeros((inner + outer, targets))
    leaves[inner:] = scale * np.array(tree["leaf_values"]).reshape(outer, targets)

    def all_nodes(of_inner: Any, of_leaves: Any) -> Any:
        return np.concatenate([of_inner, np.full(outer, of_leaves)])

    return Tree(
        mode=all_nodes(np.full(inner, GT), LEAF),
        feature=all_nodes(features[levels] if inner else at, 0),
        value=all_nodes(borders[levels] if inner else np.zeros(0), 0.0),
        yes=all_nodes(2 * at + 2, 0),
        no=all_nodes(2 * at + 1, 0),
        missing=all_nodes(np.zeros(inner, dtype=bool), False),
        leaves=leaves,
    )
