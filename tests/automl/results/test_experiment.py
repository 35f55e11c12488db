"""Experiments: what was tried, how each fared on rows that it had not seen, and what is made of it."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk
from tests.automl.conftest import Train
from tests.automl.tables import people

from headway.automl import Experiment, Metric
from headway.errors import BadOption


def test_leaderboard_has_every_model_and_every_metric(binary: Experiment) -> None:
    board = binary.leaderboard
    assert set(board["model"]) == {"GLM", "KNN", "StackedEnsemble", "StackedEnsemble (linear)", "Baseline"}
    assert {"score", "holdout", "auc", "accuracy", "f1", "mcc", "brier", "fit_s", "predict_s"} <= set(board.columns)
    assert board.index.tolist() == [1, 2, 3, 4, 5]
    assert board.loc[2:, "score"].is_monotonic_increasing  # log loss: less is better
    assert not board.drop(columns="model").isna().any(axis=None)


def test_scores_are_of_rows_that_were_held_out(binary: Experiment) -> None:
    found = binary.found
    for standing in found.standings:
        truth = found.problem.y[found.held_out]
        assert standing.score == pytest.approx(sk.log_loss(truth, standing.predictions))


def test_best_is_better_than_knowing_nothing(
    binary: Experiment, multiclass: Experiment, regression: Experiment
) -> None:
    for experiment in (binary, multiclass, regression):
        names = experiment.model_names
        assert names.index("Baseline") > 0
        assert experiment.best_model.name == names[0]
        assert experiment.best_model.score == experiment.leaderboard["score"].iloc[0]


def test_rows_that_are_held_out_from_all_are_told_apart(binary: Experiment) -> None:
    assert binary.holdout is not None
    assert len(binary.holdout.y) == 30
    assert len(binary.found.problem.y) == 90
    scores = binary.holdout_scores_of("GLM")
    told = binary.model("GLM").outputs_of(binary.holdout.frame)
    assert scores["auc"] == pytest.approx(sk.roc_auc_score(binary.holdout.y, told[:, 1]))
    assert scores["logloss"] == binary.leaderboard.set_index("model").loc["GLM", "holdout"]
    assert binary.holdout_scores["KNN"].keys() == scores.keys()


def test_best_by_another_metric_is_another_model(binary: Experiment) -> None:
    board = binary.leaderboard.set_index("model")
    for metric in ("auc", "accuracy", "f1", "brier"):
        best = board[metric].min() if metric == "brier" else board[metric].max()
        assert board.loc[binary.best_by(metric).name, metric] == best
    never = Metric("never", lambda truth, told, weights: float(told[:, 1].max()), is_more_better=False)
    assert binary.best_by(never).name == "Baseline"


@pytest.mark.parametrize(
    ("call", "option", "says"),
    [
        (lambda e: e.best_by("acuracy"), "metric", "did you mean 'accuracy'"),
        (lambda e: e.best_by("rmse"), "metric", "measures binary predictions"),
        (lambda e: e.model("GLN"), "model", "did you mean 'GLM'"),
        (lambda e: e.curve("rok"), "kind", "one of roc"),
        (lambda e: e.curve("residuals"), "kind", "for a binary experiment"),
        (lambda e: e.curve("roc", "GLN"), "model", "one of"),
        (lambda e: e.scores_of("Nobody"), "model", "one of"),
    ],
)
def test_what_is_not_there_is_named(binary: Experiment, call: Any, option: str, says: str) -> None:
    with pytest.raises(BadOption, match=says) as caught:
        call(binary)
    assert caught.value.option == option


def test_plan_says_what_ran(binary: Experiment) -> None:
    plan = binary.plan
    assert plan["candidate"].tolist() == ["Baseline", "GLM", "KNN"]
    assert (plan["state"] == "done").all()
    assert (plan["folds"] == 3).all()
    assert (plan["ended_s"] >= plan["began_s"]).all()
    assert (plan["error"] == "").all()


def test_importances_find_what_tells_something(train: Train) -> None:
    frame = people(100).assign(noise=np.random.default_rng(5).normal(size=100))
    shares = train(frame[["a", "b", "noise", "paid"]], "paid", folds=2).importances.set_index("feature")
    assert shares.index[0] == "a"  # 3 a + b
    assert shares.loc["a", "importance"] > shares.loc["b", "importance"] > 10 * abs(shares.loc["noise", "importance"])
    assert shares["share"].sum() == pytest.approx(1)


def test_importances_are_the_same_each_time(binary: Experiment) -> None:
    again = Experiment(binary.found, binary.holdout)
    pd.testing.assert_frame_equal(again.importances, binary.importances)


class TestCurves:
    def test_area_under_roc_is_the_metric(self, binary: Experiment) -> None:
        points = binary.curve("roc", "GLM")
        area = np.trapezoid(points["true_positive_rate"], points["false_positive_rate"])
        assert area == pytest.approx(binary.scores_of("GLM")["auc"])

    def test_precision_and_recall_end_at_all_rows(self, binary: Experiment) -> None:
        points = binary.curve("precision_recall")
        assert points["recall"].iloc[0] == 1
        assert points["precision"].iloc[0] == pytest.approx(np.mean(binary.found.problem.y))

    def test_calibration_counts_every_row(self, binary: Experiment) -> None:
        points = binary.curve("calibration")
        assert points["rows"].sum() == len(binary.found.problem.y)
        assert points["predicted"].is_monotonic_increasing
        assert points["observed"].between(0, 1).all()

    def test_confusion_counts_every_row(self, multiclass: Experiment) -> None:
        counts = multiclass.curve("confusion")
        assert counts.index.tolist() == counts.columns.tolist() == list(multiclass.labels)
        accuracy = np.trace(counts) / counts.to_numpy().sum()
        assert accuracy == pytest.approx(multiclass.scores_of(multiclass.model_names[0])["accuracy"])

    def test_each_of_several_classes_has_a_curve(self, multiclass: Experiment) -> None:
        for kind in ("roc", "precision_recall", "calibration"):
            assert set(multiclass.curve(kind)["class"]) == set(multiclass.labels)

    def test_residuals_are_what_is_left(self, regression: Experiment) -> None:
        points = regression.curve("residuals")
        assert (points["truth"] - points["prediction"] == points["residual"]).all()
        rmse = np.sqrt(np.mean(points["residual"] ** 2))
        assert rmse == pytest.approx(regression.scores_of(regression.model_names[0])["rmse"])

    def test_lone_class_has_a_curve_or_none(self, train: Train) -> None:
        frame = people(40).assign(won=["a"] * 20 + ["b"] * 19 + ["c"])
        experiment = train(frame, "won", folds=1)
        for kind in ("roc", "precision_recall", "calibration", "confusion"):
            assert len(experiment.curve(kind).columns) > 2


def test_experiment_survives_a_pickle(binary: Experiment, mixed_frame: pd.DataFrame) -> None:
    again = pickle.loads(pickle.dumps(binary))
    pd.testing.assert_frame_equal(again.leaderboard, binary.leaderboard)
    np.testing.assert_array_equal(again.best_model.predict(mixed_frame), binary.best_model.predict(mixed_frame))


def test_experiment_is_told_in_a_line(binary: Experiment) -> None:
    assert repr(binary).startswith("<experiment: 'won' (binary), 5 models in ")
    assert (binary.target, binary.type, binary.metric) == ("won", "binary", "logloss")
    assert (binary.labels, binary.validated_by) == (("no", "yes"), "cross_validation")
