"""A model that was saved and loaded says the same, to the last bit, of rows old and new."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.tree import DecisionTreeRegressor
from tests.automl.saving.models import NAMES, TYPES, each_with_a_type, fitted, strange, table

from headway import automl
from headway.automl.learners import base
from headway.automl.results import Model

PLAIN = ["age", "rooms", "town"]


def again(model: Model, folder: Path, trust: object = ()) -> Model:
    """The model after a round trip."""
    file = folder / "model.zip"
    model.save(file, onnx=False)
    return automl.load(file, trust)


def assert_same(model: Model, other: Model, frame: pd.DataFrame) -> None:
    for rows in (frame, strange(frame)):
        assert np.array_equal(model.outputs(rows), other.outputs(rows))
        assert model.predict(rows).tolist() == other.predict(rows).tolist()


@pytest.mark.parametrize(("learner", "problem_type"), each_with_a_type(NAMES))
def test_learner_predicts_the_same(learner: str, problem_type: str, tmp_path: Path) -> None:
    model, frame = fitted([learner], problem_type, features=PLAIN)
    assert_same(model, again(model, tmp_path), frame)


@pytest.mark.parametrize("learner", ["LightGBM", "GLM", "KNN"])
def test_every_kind_of_column_survives(learner: str, tmp_path: Path) -> None:
    model, frame = fitted([learner])
    assert_same(model, again(model, tmp_path), frame)


@pytest.mark.full
@pytest.mark.parametrize("problem_type", TYPES)
@pytest.mark.parametrize("learner", NAMES)
def test_every_learner_with_every_kind_of_column(learner: str, problem_type: str, tmp_path: Path) -> None:
    model, frame = fitted([learner], problem_type)
    assert_same(model, again(model, tmp_path), frame)


@pytest.mark.parametrize(("ensemble", "problem_type"), each_with_a_type(["blend", "stack"]))
def test_ensemble_predicts_the_same(ensemble: str, problem_type: str, tmp_path: Path) -> None:
    model, frame = fitted(["XGBoost", "GLM", "DRF"], problem_type, ensemble=ensemble, features=PLAIN)
    assert_same(model, again(model, tmp_path), frame)


@pytest.mark.parametrize("learner", ["LightGBM", "XGBoost", "CatBoost"])
def test_booster_stopped_early_predicts_the_same(learner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "REFIT_CELLS", 0)
    model, frame = fitted([learner], features=PLAIN)
    assert_same(model, again(model, tmp_path), frame)


def test_everything_plain_is_kept(tmp_path: Path) -> None:
    model, _ = fitted(["XGBoost", "GLM"], ensemble="blend")
    loaded = again(model, tmp_path)
    for name in ("name", "target", "type", "labels", "schema", "layout", "thresholds", "metric", "score"):
        assert getattr(loaded, name) == getattr(model, name), name
    assert dict(loaded.typical) == dict(model.typical)
    assert dict(loaded.ensemble.weights) == dict(model.ensemble.weights)
    assert list(loaded.members) == list(model.members)


@pytest.mark.parametrize("labels", [("no", "yes"), (0, 1), (0.5, 1.5), (False, True), (1, "1"), ("", "日本")])
def test_labels_keep_their_types(labels: tuple[object, ...], tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    loaded = again(replace(model, labels=labels), tmp_path)
    assert [(type(label), label) for label in loaded.labels] == [(type(label), label) for label in labels]


def test_class_absent_from_a_fold_survives(tmp_path: Path) -> None:
    frame = table("binary")
    frame.loc[[0, 2, 4], "y"] = "perhaps"  # rows of one fold only
    model, _ = fitted(["GLM"], frame=frame, features=PLAIN)
    assert {len(each.present) for each in model.members["GLM"]} == {2, 3}
    assert_same(model, again(model, tmp_path), frame)


def test_what_members_share_is_written_once(tmp_path: Path) -> None:
    model, _ = fitted(["XGBoost", "DRF", "GLM"], ensemble="blend", features=PLAIN)
    loaded = again(model, tmp_path)
    assert len({id(each.transformer) for folds in loaded.members.values() for each in folds}) == 4
    for one, other in zip(loaded.members["XGBoost"], loaded.members["DRF"], strict=True):
        assert one.transformer is other.transformer


def test_loaded_model_can_be_saved_again(tmp_path: Path) -> None:
    model, frame = fitted(["LightGBM", "CatBoost", "DRF", "KNN"], ensemble="stack", features=PLAIN)
    assert_same(model, again(again(model, tmp_path), tmp_path), frame)


def test_saving_leaves_the_model_as_it_was(tmp_path: Path) -> None:
    model, frame = fitted(["LightGBM", "XGBoost", "CatBoost", "DRF", "KNN"], ensemble="blend", features=PLAIN)
    before = model.outputs(frame)
    model.save(tmp_path / "model.zip", onnx=False)
    assert np.array_equal(model.outputs(frame), before)


def test_own_tree_needs_no_trust(tmp_path: Path) -> None:
    model, frame = fitted([DecisionTreeRegressor(max_depth=3)], "regression", features=PLAIN)
    assert_same(model, again(model, tmp_path), frame)


def test_own_gradient_boosting_needs_no_trust(tmp_path: Path) -> None:
    model, frame = fitted([GradientBoostingClassifier(n_estimators=5)], features=PLAIN)
    assert_same(model, again(model, tmp_path), frame)


def test_many_categories_are_written_small(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"code": [f"k{at % 7_000}" for at in range(14_000)], "y": [0.5 * (at % 3) for at in range(14_000)]}
    )
    model, _ = fitted(["Baseline"], "regression", frame=frame)
    from headway.automl.features.codes import CategoryCodes

    codes = CategoryCodes(most=100_000).fit(frame[["code"]])
    model.members["Baseline"][0].pipeline.steps[0] = ("prepare", codes)
    model.save(tmp_path / "model.zip", onnx=False)
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert archive.getinfo("model.skops").file_size < 200_000
    loaded = automl.load(tmp_path / "model.zip").members["Baseline"][0].pipeline.named_steps["prepare"]
    assert np.array_equal(codes.transform(frame[["code"]]), loaded.transform(frame[["code"]]))
