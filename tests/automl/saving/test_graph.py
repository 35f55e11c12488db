"""A graph says what its model says, or is not written; the file says why."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMClassifier, LGBMRegressor
from scipy import stats
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression
from sklearn.neural_network import MLPRegressor
from tests.automl.saving.models import TYPES, each_with_a_type, fitted, table

from headway import BadOption, MissingExtra, automl
from headway.automl.learners import base
from headway.automl.results import Model
from headway.automl.saving import graph
from headway.automl.saving.graph import Impossible, checking, exported, trees
from headway.automl.saving.graph.builder import Graph, Output
from headway.automl.saving.graph.quantiles import _normal_quantile

PLAIN = ["age", "rooms", "town"]
CONVERTIBLE = ["LightGBM", "XGBoost", "GBM", "DRF", "ExtraTrees", "GLM", "DeepLearning", "Baseline"]


def many_towns(problem_type: str, rows: int = 1_200) -> pd.DataFrame:
    """A table whose towns are many enough for boosters to part them into sets; some are missing."""
    random = np.random.default_rng(1)
    towns = np.array([f"town {at}" for at in range(12)], dtype=object)
    frame = table(problem_type, rows)
    effect = dict(zip(towns, random.normal(0, 3, 12), strict=True))
    town = random.choice(towns, rows)
    truth = np.array([effect[each] for each in town]) + frame["rooms"].to_numpy() / 4
    parts = {"binary": 2, "multiclass": 3}.get(problem_type)
    y = truth if parts is None else np.array(["a", "b", "c"])[pd.qcut(truth, parts, labels=False)]
    town[random.random(rows) < 0.1] = None
    return frame.assign(town=town, y=y)


def assert_graph_agrees(model: Model, frame: pd.DataFrame) -> bytes:
    """Export, and ask both about rows of the table once more, by another way than saving does."""
    made = exported(model, soon=True)
    rows = checking.rounded(model.prepared(frame))
    *_, told = checking.ask(made, rows)
    expected = model.outputs_of(rows)
    assert told.shape == expected.shape
    np.testing.assert_allclose(told, expected, rtol=1e-6, atol=1e-6)
    return made


@pytest.mark.parametrize(("learner", "problem_type"), each_with_a_type(CONVERTIBLE))
def test_learner_as_a_graph(learner: str, problem_type: str) -> None:
    model, frame = fitted([learner], problem_type, frame=many_towns(problem_type), features=PLAIN)
    assert_graph_agrees(model, frame)


@pytest.mark.parametrize("problem_type", TYPES)
def test_catboost_of_numbers_as_a_graph(problem_type: str) -> None:
    model, frame = fitted(["CatBoost"], problem_type, features=["age", "rooms"])
    assert_graph_agrees(model, frame)


@pytest.mark.parametrize(("ensemble", "problem_type"), each_with_a_type(["blend", "stack"]))
def test_ensemble_as_a_graph(ensemble: str, problem_type: str) -> None:
    model, frame = fitted(["XGBoost", "GLM", "DRF"], problem_type, ensemble=ensemble, features=PLAIN)
    assert_graph_agrees(model, frame)


@pytest.mark.parametrize("learner", ["LightGBM", "XGBoost"])
def test_booster_stopped_early_as_a_graph(learner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "REFIT_CELLS", 0)
    model, frame = fitted([learner], features=PLAIN)
    assert_graph_agrees(model, frame)


def test_class_absent_from_a_fold_as_a_graph() -> None:
    frame = table("binary")
    frame.loc[[0, 2, 4], "y"] = "perhaps"
    model, _ = fitted(["GLM", "DRF"], frame=frame, features=PLAIN, ensemble="stack")
    assert_graph_agrees(model, frame)


def test_towns_are_parted_into_sets() -> None:
    """The tables of these tests ask boosters what they are meant to ask."""
    model, _ = fitted(["GBM", "LightGBM", "XGBoost"], frame=many_towns("binary"), features=PLAIN, ensemble="blend")
    first = {name: folds[0].pipeline.steps[-1][1] for name, folds in model.members.items()}
    assert any(predictor.nodes["is_categorical"].any() for (predictor,) in first["GBM"]._predictors)
    assert "num_cat=1" in first["LightGBM"].booster_.model_to_string()
    assert any(":{" in tree for tree in first["XGBoost"].get_booster().get_dump())


@pytest.mark.parametrize("objective", ["poisson", "mae"])
def test_objective_that_is_not_known_is_impossible(objective: str) -> None:
    own = LGBMRegressor(objective=objective, n_estimators=3, verbosity=-1)
    model, _ = fitted([own], "regression", features=PLAIN)
    with pytest.raises(Impossible, match="LightGBM with the objective"):
        exported(model, soon=True)


@pytest.mark.parametrize(
    ("own", "problem_type"),
    [
        (LinearRegression(), "regression"),
        (Lasso(0.1), "regression"),
        (LogisticRegression(), "multiclass"),
        (MLPRegressor(hidden_layer_sizes=(4,), activation="tanh", max_iter=20), "regression"),
        (LGBMClassifier(n_estimators=4, verbosity=-1), "multiclass"),
        (HistGradientBoostingRegressor(max_iter=4), "regression"),
    ],
)
def test_own_estimators_that_are_known_as_graphs(own: Any, problem_type: str) -> None:
    model, frame = fitted([own], problem_type, features=PLAIN)
    assert_graph_agrees(model, frame)


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (("no", "yes"), ["no", "yes"]),
        ((0, 1), [0, 1]),
        ((0.5, 1.5), [0.5, 1.5]),
        ((False, True), [False, True]),
        ((1, "one"), ["1", "one"]),
    ],
)
def test_labels_of_a_graph(labels: Sequence[Any], told: list[Any]) -> None:
    model, frame = fitted(["GLM"], features=PLAIN)
    model = replace(model, labels=tuple(labels))
    answers, _ = checking.ask(exported(model, soon=True), model.prepared(frame))
    assert set(answers.tolist()) == set(told)


def test_graph_names_its_inputs_and_outputs(tmp_path: Path) -> None:
    import onnx

    model, frame = fitted(["GLM"], features=PLAIN)
    model.save(tmp_path / "model.zip", onnx=True)
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        made = onnx.load_from_string(archive.read("model.onnx"))
        assert "model.onnx     a graph of ONNX" in archive.read("README").decode()
    onnx.checker.check_model(made)
    inputs = {each.name: each.type.tensor_type.elem_type for each in made.graph.input}
    assert inputs == {"age": onnx.TensorProto.FLOAT, "rooms": onnx.TensorProto.FLOAT, "town": onnx.TensorProto.STRING}
    assert [each.name for each in made.graph.output] == ["label", "probabilities"]
    assert np.array_equal(automl.load(tmp_path / "model.zip").outputs(frame), model.outputs(frame))


def test_columns_called_as_outputs_are() -> None:
    frame = table("regression").rename(columns={"age": "prediction", "rooms": "h", "town": "h1"})
    model, _ = fitted(["GLM"], "regression", frame=frame, features=["prediction", "h", "h1"])
    assert_graph_agrees(model, frame)


def test_empty_text_is_missing_unless_it_is_a_category() -> None:
    model, frame = fitted(["GLM"], features=PLAIN)
    made = exported(model, soon=True)
    rows = model.prepared(frame.head(4).assign(town=["Ulm", None, "Rome", "Bonn"]))
    assert checking.fed(rows["town"]).ravel().tolist() == ["Ulm", "", "Rome", "Bonn"]
    np.testing.assert_allclose(checking.ask(made, rows)[-1], model.outputs_of(rows), atol=1e-6)


@pytest.mark.parametrize(
    ("learners", "features", "reason"),
    [
        (["KNN"], PLAIN, "KNeighborsClassifier has no counterpart"),
        (["CatBoost"], PLAIN, "what CatBoost makes of categories"),
        (["GLM"], ["age", "when"], r"what is made of dates \('when'\)"),
        (["GLM"], ["age", "note"], r"what is made of text \('note'\)"),
        (["GLM"], ["age", "code"], r"what is made of many categories \('code'\)"),
        (["GLM", "KNN"], PLAIN, "KNeighborsClassifier"),
    ],
)
def test_impossible_says_why(learners: list[str], features: list[str], reason: str, tmp_path: Path) -> None:
    frame = table("binary").assign(code=[f"c{at % 60}" for at in range(120)])
    model, _ = fitted(learners, frame=frame, features=features, ensemble="blend" if len(learners) > 1 else None)
    with pytest.raises(BadOption, match=reason):
        model.save(tmp_path / "model.zip", onnx=True)
    assert not (tmp_path / "model.zip").exists()
    model.save(tmp_path / "model.zip")
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert "model.onnx" not in archive.namelist()
        assert "model.onnx     not there: " in archive.read("README").decode()


def test_wrong_graph_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tree off by a little in one leaf: that is found."""
    right = trees.summed

    def wrong(made: Graph, matrix: str, grown: Any, start: Any) -> str:
        first = grown[0]
        bent = trees.Tree(first.mode, first.feature, first.value, first.no, first.yes, first.missing, first.leaves)
        return right(made, matrix, [bent, *grown[1:]], start)

    model, _ = fitted(["DRF"], features=PLAIN)
    monkeypatch.setattr("headway.automl.saving.graph.forests.summed", wrong)
    with pytest.raises(Impossible, match="something else: it is off by"):
        exported(model, soon=True)


def test_estimator_that_looks_otherwise_inside_is_impossible() -> None:
    model, _ = fitted(["GLM"], features=PLAIN)
    for fold in model.members["GLM"]:
        fold.transformer.named_transformers_["few"].steps[0][1].categories_ = 3
    with pytest.raises(Impossible, match="could not be made: TypeError"):
        exported(model, soon=True)


def test_loaded_model_has_no_rows_to_check_by() -> None:
    model, _ = fitted(["GLM"], features=PLAIN)
    with pytest.raises(Impossible, match="no rows by which"):
        exported(replace(model, sample=None), soon=True)


def test_large_graphs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = fitted(["DRF"], features=PLAIN)
    monkeypatch.setattr(graph, "SOON_NODES", 10)
    with pytest.raises(Impossible, match="more than 10 nodes"):
        exported(model, soon=True)
    monkeypatch.setattr(graph, "MOST_BYTES", 100)
    with pytest.raises(Impossible, match="more than 0"):
        exported(model, soon=False)


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = fitted(["Baseline"], features=PLAIN)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r"headway\[onnx\]"):
        model.save(tmp_path / "model.zip", onnx=True)
    model.save(tmp_path / "model.zip")
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert 'needs the extra "onnx"' in archive.read("README").decode()


@pytest.mark.parametrize("onnx", ["yes", None, 2])
def test_option_of_another_kind(onnx: Any, tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    with pytest.raises(BadOption, match="onnx"):
        model.save(tmp_path / "model.zip", onnx=onnx)


def test_normal_quantile_is_exact() -> None:
    """Wichura's algorithm against scipy's, from far in one tail to far in the other."""
    import onnx
    from onnxruntime import InferenceSession

    shares = np.concatenate([10.0 ** np.arange(-12, -1), np.linspace(0.01, 0.99, 99), 1 - 10.0 ** np.arange(-9.0, -1)])
    made = Graph(["unused"], [])
    content = made.finish([Output(_normal_quantile(made, made.constant(shares)), "told", "double", ("shares",))], "")
    assert onnx.load_from_string(content).graph.output[0].name == "told"
    session = InferenceSession(content, providers=["CPUExecutionProvider"])
    (told,) = session.run(None, {"unused": np.zeros((1, 1), np.float32)})
    np.testing.assert_allclose(told, stats.norm.ppf(shares), rtol=1e-9, atol=1e-12)
