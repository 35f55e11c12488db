"""One fold of one candidate: what is fitted knows nothing of the rows that are held out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from tests.automl.own import Diverges, ThirdClass, Weightless
from tests.automl.tables import MIXED, mixed
from threadpoolctl import threadpool_info

from headway.automl.learners import LEARNERS
from headway.automl.learners.own import learner_of
from headway.automl.native import one_native_thread
from headway.automl.search.baseline import BASELINE
from headway.automl.search.fitting import Diverged, FoldFit, Rows, Setting, by_itself, fit_fold, prepare_fold
from headway.automl.search.folds import assign
from headway.automl.search.problem import Problem, pose
from headway.automl.table import read

FRAME = mixed()
TARGETS = {"binary": "won", "multiclass": "kind", "regression": "paid"}
NAMES = {learner.name: learner for learner in (*LEARNERS, BASELINE)}
QUICK = {"LightGBM", "GLM", "Baseline"}
FEW_ROUNDS = {"LightGBM": {"n_estimators": 5}}


def problem(kind: str = "binary", frame: pd.DataFrame = FRAME) -> Problem:
    table = read(frame[[*MIXED, TARGETS[kind]]]).setup({"code": "categorical"})
    return pose(table, TARGETS[kind], problem_type="regression" if kind == "regression" else None)


def rows_of(asked: Problem) -> Rows:
    fold_of = assign(asked.y, asked.type, 3, asked.blocks, 0, grouped=False)
    return Rows(asked.frame, asked.y, fold_of, asked.blocks, asked.weights)


def fitted(name: str, asked: Problem, rows: Rows, fold: int = 0) -> tuple[FoldFit, Any]:
    learner = NAMES[name]
    with by_itself():
        prepared = prepare_fold(rows, Setting(asked.layout, asked.type, asked.classes, 0), learner.prepare, fold)
        return fit_fold(prepared, learner, learner.first(asked.size)[0]), prepared


def poisoned(asked: Problem, rows: Rows, fold: int) -> Rows:
    """The same, with the rows of a fold holding other values, categories, words and targets."""
    frame, held_out = rows.frame.copy(), rows.fold_of == fold
    for name in asked.layout.numbers:
        frame.loc[held_out, name] = frame.loc[held_out, name].fillna(0) * -1e6 + 1e7
    for name in asked.layout.dates:
        frame.loc[held_out, name] = pd.Timestamp("1980-05-17 11:11")
    for name in (*asked.layout.few, *asked.layout.many, *asked.layout.texts):
        values = frame[name].astype(object)
        values[held_out] = [f"poison arsenic {at}" for at in range(held_out.sum())]
        frame[name] = values.astype("category")
    y = rows.y.copy()
    y[held_out] = y[held_out] * -1e6 - 1e6 if asked.type == "regression" else (y[held_out] + 1) % asked.classes
    return replace(rows, frame=frame, y=y)


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.full) for n in NAMES])
def test_rows_that_are_held_out_do_not_reach_fitting(name: str, kind: str) -> None:
    asked = problem(kind)
    clean = rows_of(asked)
    one, prepared = fitted(name, asked, clean)
    other, again = fitted(name, asked, poisoned(asked, clean, 0))
    np.testing.assert_array_equal(_dense(prepared.sample.X), _dense(again.sample.X))
    np.testing.assert_array_equal(prepared.sample.stop, again.sample.stop)
    np.testing.assert_array_equal(_told(one, prepared.sample.X), _told(other, prepared.sample.X))
    if name != "Baseline":
        assert (one.predictions != other.predictions).any(), "the poison was none"


def _dense(matrix: Any) -> np.ndarray:
    return matrix.toarray() if hasattr(matrix, "toarray") else matrix


def _told(fit: FoldFit, matrix: Any) -> Any:
    model = fit.model()
    return (model.predict_proba if hasattr(model, "predict_proba") else model.predict)(matrix)


def test_fold_predicts_exactly_its_rows() -> None:
    asked = problem()
    rows = rows_of(asked)
    for fold in range(3):
        fit, prepared = fitted("GLM", asked, rows, fold)
        assert fit.held_out.tolist() == np.flatnonzero(rows.fold_of == fold).tolist()
        assert fit.predictions.shape == (len(fit.held_out), 2)
        assert len(prepared.sample.y) == len(rows.y) - len(fit.held_out)


def test_class_that_is_missing_in_training_has_no_probability() -> None:
    asked = problem("multiclass")
    rows = rows_of(asked)
    rows = replace(rows, fold_of=np.where(rows.y == 1, 0, 1 + np.arange(len(rows.y)) % 2))
    fit, _ = fitted("GLM", asked, rows)
    assert fit.present.tolist() == [0, 2]
    assert (fit.predictions[:, 1] == 0).all()
    np.testing.assert_allclose(fit.predictions.sum(axis=1), 1)


def test_one_class_in_training_is_told_for_certain() -> None:
    asked = problem()
    rows = rows_of(asked)
    fit, _ = fitted("LightGBM", asked, replace(rows, fold_of=rows.y.astype(np.int64)))
    assert (fit.predictions == [0, 1]).all()


@pytest.mark.parametrize(
    ("estimator", "error", "says"),
    [
        (Diverges, Diverged, "Mine diverged: 100% of what it predicts is no number"),
        (Weightless, Diverged, "Mine diverged: what it predicts are no probabilities"),
        (ThirdClass, ValueError, "shape mismatch"),
    ],
)
def test_predictions_that_are_none_are_an_error(
    estimator: Callable[[], Any], error: type[Exception], says: str
) -> None:
    asked = problem()
    learner = learner_of("Mine", estimator())
    with by_itself(), pytest.raises(error, match=says):
        fit_fold(prepare_fold(rows_of(asked), Setting(asked.layout, "binary", 2, 0), learner.prepare, 0), learner, {})


def test_estimator_without_probabilities_is_certain() -> None:
    from sklearn.svm import LinearSVC

    asked = problem()
    learner = learner_of("Mine", LinearSVC())
    with by_itself():
        fit = fit_fold(
            prepare_fold(rows_of(asked), Setting(asked.layout, "binary", 2, 0), learner.prepare, 0), learner, {}
        )
    assert set(np.unique(fit.predictions)) == {0.0, 1.0}


def test_weights_go_with_their_rows() -> None:
    asked = problem()
    rows = replace(rows_of(asked), weights=np.arange(len(asked.y)) + 1.0)
    _, prepared = fitted("GLM", asked, rows, 1)
    assert prepared.sample.weights.tolist() == (np.flatnonzero(rows.fold_of != 1) + 1).tolist()


def test_native_threads_are_put_back_when_two_overlap() -> None:
    def threads() -> list[int]:
        return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

    LogisticRegression().fit([[0.0], [1.0]], [0, 1])  # whatever it loads is there
    before, filters = threads(), list(warnings.filters)
    one, other = one_native_thread(), one_native_thread()
    one.__enter__()
    other.__enter__()
    assert set(threads()) == {1}
    one.__exit__(None, None, None)
    assert set(threads()) == {1}
    other.__exit__(None, None, None)
    assert threads() == before
    assert warnings.filters == filters
