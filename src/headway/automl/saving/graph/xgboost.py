"""XGBoost's boosters as trees of a graph, from their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from headway.automl.saving.graph.builder import Graph, Impossible
from headway.automl.saving.graph.trees import LEAF, LT, Tree, summed, with_sets

OBJECTIVES = ("binary:logistic", "multi:softprob", "reg:squarederror")


def xgboost(graph: Graph, model: Any, matrix: str) -> str:
    """The raw sums: of shape (rows, 1), or (rows, classes).

    Raises:
        Impossible: a booster that is not made of trees, or an objective whose link is not known here.
    """
    learner = _learner(model)
    objective, kind = learner["objective"]["name"], learner["gradient_booster"]["name"]
    if kind != "gbtree" or objective not in OBJECTIVES:
        raise Impossible(f"a booster of XGBoost of the kind {kind} with {objective} is not known here")
    parameters = learner["learner_model_param"]
    targets = max(1, int(parameters["num_class"]))
    forest = learner["gradient_booster"]["model"]
    grown = [_tree(tree, target, targets) for tree, target in zip(forest["trees"], forest["tree_info"], strict=True)]
    base = np.array(json.loads(parameters["base_score"]), dtype=np.float32).astype(np.float64).ravel()
    if objective == "binary:logistic":  # told as a probability
        base = np.log(base / (1 - base))
    return summed(graph, matrix, grown, np.broadcast_to(base, targets))


def size(model: Any) -> int:
    """How many nodes there are at least."""
    return sum(
        len(tree["left_children"]) for tree in _learner(model)["gradient_booster"].get("model", {}).get("trees", ())
    )


def _learner(model: Any) -> dict[str, Any]:
    """Of the rounds that count."""
    booster = model.get_booster()
    if booster.attr("best_iteration") is not None:
        booster = booster[: int(booster.attr("best_iteration")) + 1]
    learner: dict[str, Any] = json.loads(booster.save_raw("json"))["learner"]
    return learner


def _tree(tree: Mapping[str, Any], target: int, targets: int) -> Tree:
    left, right = np.array(tree["left_children"]), np.array(tree["right_children"])
    leaf = left < 0
    values = np.array(tree["split_conditions"], dtype=np.float32).astype(np.float64)
    leaves = np.zeros((len(left), targets))
    leaves[:, target] = values * leaf
    missing = (np.array(tree["default_left"]) != 0) & ~leaf
    sets: dict[int, list[float]] = {}
    own = zip(tree["categories_nodes"], tree["categories_segments"], tree["categories_sizes"], strict=True)
    for node, begin, count in own:  # these go to the right
        sets[node] = [float(code) for code in tree["categories"][begin : begin + count]]
        left[node], right[node], missing[node] = right[node], left[node], not missing[node]
    return with_sets(
        Tree(np.where(leaf, LEAF, LT), np.array(tree["split_indices"]), values, left, right, missing, leaves), sets
    )
