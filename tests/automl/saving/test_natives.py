"""What boosters wrote is read only where it can be followed: their libraries end the process over anything else."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.automl.saving.models import fitted
from tests.automl.saving.test_graph import many_towns

from headway.automl.saving.natives import native_of
from headway.automl.saving.natives.lightgbm_text import check_text

PLAIN = ["age", "rooms", "town"]


def learnt(learner: str, problem_type: str = "binary") -> tuple[Any, bytes]:
    """An empty estimator, and what it had learnt from a table whose towns are parted into sets."""
    model, _ = fitted([learner], problem_type, frame=many_towns(problem_type), features=PLAIN)
    estimator = model.members[learner][0].pipeline.steps[-1][1]
    native = native_of(estimator)
    assert native is not None
    return native.take(estimator)


@pytest.fixture(scope="module")
def text() -> str:
    """The text of a booster of LightGBM with sets of categories."""
    return learnt("LightGBM")[1].decode()


def test_good_text_is_good(text: str) -> None:
    check_text(text)
    assert "cat_boundaries" in text


@pytest.mark.parametrize("problem_type", ["multiclass", "regression"])
def test_other_texts_are_good(problem_type: str) -> None:
    check_text(learnt("LightGBM", problem_type)[1].decode())


def resized(text: str) -> str:
    """The text with the sizes of trees that it tells brought into line."""
    trees = text.removesuffix("end of trees\n").split("\nTree=")[1:]
    sizes = [len(f"Tree={tree}\n") for tree in trees]
    sizes[-1] -= 1
    return re.sub("tree_sizes=.*", "tree_sizes=" + " ".join(map(str, sizes)), text)


@pytest.mark.parametrize(
    ("pattern", "other", "fault"),
    [
        ("end of trees", "end of tree", "no trees"),
        ("num_class=1", "num_class=7", "as many as the classes"),
        ("num_class=1", "num_class=-1", "as many as the classes"),
        ("num_class=1", "num_class=one", "num_class are no 1 whole numbers"),
        ("num_tree_per_iteration=1", "num_tree_per_iteration=0", "as many as the classes"),
        ("max_feature_idx=2", "max_feature_idx=200", "feature_names are not as many"),
        ("objective=binary", "objective=binary\x00", "objective of another form"),
        ("tree_sizes=", "tree_sizes=1 ", "tree_sizes are no"),
        ("Tree=1\n", "Tree=9\n", "not in their order"),
        ("num_leaves=", "num_leaves=-", "another kind"),
        ("is_linear=0", "is_linear=1", "another kind"),
        ("leaf_value=", "leaf_value=0 ", "leaf_value are no"),
        ("leaf_value=", "leaf_value=x", "leaf_value are no"),
        ("leaf_count=", "leaf_count=1 ", "leaf_count are no"),
        (r"split_feature=\d+", "split_feature=99", "a feature that there is not"),
        (r"split_feature=\d+", "split_feature=-1", "a feature that there is not"),
        (r"left_child=-?\d+", "left_child=0", "leads outside itself"),
        (r"right_child=-?\d+", "right_child=99", "leads outside itself"),
        (r"right_child=-?\d+", "right_child=-99", "leads outside itself"),
        (r"num_cat=[1-9]\d*", "num_cat=0", "a set of categories that there is not"),
        (r"cat_boundaries=0", "cat_boundaries=1", "overlap"),
        (r"cat_threshold=", "cat_threshold=7 ", "cat_threshold are no"),
    ],
)
def test_text_that_can_not_be_followed(text: str, pattern: str, other: str, fault: str) -> None:
    bent = re.sub(pattern, other, text, count=1)
    assert bent != text
    with pytest.raises(ValueError, match=fault):
        check_text(bent if "tree_sizes" in pattern or "tree_sizes" in fault else resized(bent))


def test_trees_of_other_sizes(text: str) -> None:
    with pytest.raises(ValueError, match="sizes that are told"):
        check_text(text.replace("shrinkage=1\n", "shrinkage=1.0\n", 1))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda tree: tree["left_children"].__setitem__(0, 10**6), "leads outside itself"),
        (lambda tree: tree["right_children"].__setitem__(0, -7), "leads outside itself"),
        (lambda tree: tree["split_indices"].__setitem__(0, 10**6), "a feature that there is not"),
        (lambda tree: tree["base_weights"].pop(), "more of one thing"),
        (lambda tree: tree["categories_sizes"].__setitem__(0, 10**9), "overlap"),
        (lambda tree: tree["categories_nodes"].__setitem__(0, 10**9), "not those that it asks for"),
        (lambda tree: tree["categories"].__setitem__(0, 10**9), "categories that there are not"),
    ],
)
def test_tree_of_xgboost_that_leads_astray(change: Callable[[Any], object], fault: str) -> None:
    empty, content = learnt("XGBoost")
    told = json.loads(content)
    trees = told["learner"]["gradient_booster"]["model"]["trees"]
    change(next(tree for tree in trees if tree["categories"]))
    native = native_of(empty)
    assert native is not None
    with pytest.raises(ValueError, match=fault):
        native.give(copy.copy(empty), json.dumps(told).encode())


@pytest.mark.parametrize(("entry", "place", "value"), [("tree_info", 0, 3), ("iteration_indptr", -1, 10**6)])
def test_rounds_of_xgboost_that_are_not_there(entry: str, place: int, value: int) -> None:
    empty, content = learnt("XGBoost")
    told = json.loads(content)
    told["learner"]["gradient_booster"]["model"][entry][place] = value
    native = native_of(empty)
    assert native is not None
    with pytest.raises(ValueError, match="its trees are not those of its"):
        native.give(copy.copy(empty), json.dumps(told).encode())
