"""Metrics: the values of scikit-learn's, silence where they are not defined, and the user's own."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from headway.automl.search.metrics import METRICS, Metric, check_measures, metric_of, metrics_for
from headway.errors import BadOption

RANDOM = np.random.default_rng(0)
WEIGHTS = RANDOM.random(40) + 0.1


def told(classes: int, rows: int = 40) -> tuple[np.ndarray, np.ndarray]:
    prediction = RANDOM.dirichlet(np.ones(classes), rows)
    return np.arange(rows) % classes, prediction


def score(name: str, truth: Any, prediction: Any, weights: Any = None) -> float:
    kind = "regression" if np.ndim(prediction) == 1 else "binary" if np.shape(prediction)[1] == 2 else "multiclass"
    return metric_of(name, kind).score(np.asarray(truth), np.asarray(prediction), weights)  # type: ignore[arg-type]


PEERS: dict[str, Any] = {
    "logloss": lambda t, p, w: sk.log_loss(t, p, sample_weight=w),
    "accuracy": lambda t, p, w: sk.accuracy_score(t, p.argmax(1), sample_weight=w),
    "mcc": lambda t, p, w: sk.matthews_corrcoef(t, p.argmax(1), sample_weight=w),
    "f1": lambda t, p, w: sk.f1_score(
        t, p.argmax(1), average="binary" if p.shape[1] == 2 else "macro", sample_weight=w
    ),
    "brier": lambda t, p, w: np.average(((p - np.eye(p.shape[1])[t]) ** 2).sum(1), weights=w) / 2,
    "mean_per_class_error": lambda t, p, w: 1 - sk.recall_score(t, p.argmax(1), average="macro", sample_weight=w),
}


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_class_metric_agrees_with_scikit_learn(name: str, classes: int, weights: Any) -> None:
    truth, prediction = told(classes)
    assert score(name, truth, prediction, weights) == pytest.approx(PEERS[name](truth, prediction, weights))


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_area_agrees_with_scikit_learn_ties_too(weights: Any) -> None:
    truth, prediction = told(2)
    for rounded in (prediction, prediction.round(1)):
        expected = sk.roc_auc_score(truth, rounded[:, 1], sample_weight=weights)
        assert score("auc", truth, rounded, weights) == pytest.approx(expected)
    truth, prediction = told(3)
    expected = sk.roc_auc_score(truth, prediction, multi_class="ovr", average="weighted", sample_weight=weights)
    assert score("auc", truth, prediction, weights) == pytest.approx(expected)


@given(st.integers(2, 4), st.lists(st.integers(0, 3), min_size=1, max_size=6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_rows_of_one_class_give_a_number_or_nothing(classes: int, codes: list[int], weighted: bool) -> None:
    """No error, and no warning: folds and ensembles ask about any rows."""
    truth = np.array(codes) % classes
    prediction = np.full((len(truth), classes), 1 / classes)
    for metric in metrics_for("binary" if classes == 2 else "multiclass"):
        assert isinstance(metric.score(truth, prediction, np.ones(len(truth)) if weighted else None), float)


@pytest.mark.parametrize("metric", metrics_for("regression"), ids=lambda metric: metric.name)
def test_numbers_right_and_wrong_have_scores(metric: Metric) -> None:
    truth = np.array([1.0, 2.0, 4.0])
    assert metric.gain(truth, truth) > metric.gain(truth, truth + 1)
    assert metric.gain(truth, truth, WEIGHTS[:3]) >= metric.gain(truth, truth[::-1], WEIGHTS[:3])
    assert isinstance(metric.score(truth[:1], truth[:1]), float)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_metric_survives_a_pickle(metric: Metric) -> None:
    assert pickle.loads(pickle.dumps(metric)) == metric


@pytest.mark.parametrize(
    ("wanted", "kind", "says"),
    [
        ("acuracy", "binary", "did you mean 'accuracy'"),
        ("ACURACY", "binary", "did you mean 'accuracy'"),
        ("", "binary", "auto, logloss"),
        ("rmse", "binary", "one that measures binary predictions: logloss, auc"),
        ("auc", "regression", "one that measures regression predictions: rmse"),
        ("average_precision", "multiclass", "one that measures multiclass predictions"),
        (5, "binary", "a name, a scorer"),
        (sk.accuracy_score, "binary", "a name, a scorer"),
    ],
)
def test_what_is_no_metric_is_refused(wanted: Any, kind: Any, says: str) -> None:
    with pytest.raises(BadOption, match=says) as caught:
        metric_of(wanted, kind)
    assert caught.value.option == "metric"


class TestScorers:
    """Scorers ask an estimator: of classes by their codes, of numbers as they are."""

    @pytest.mark.parametrize("name", ["balanced_accuracy", "neg_log_loss", "roc_auc", "average_precision", "precision"])
    def test_name_is_a_metric(self, name: str) -> None:
        truth, prediction = told(2)
        metric = metric_of(name, "binary")
        assert metric.name == name
        assert np.isfinite(metric.score(truth, prediction, WEIGHTS))

    def test_less_is_better_is_heeded(self) -> None:
        metric = metric_of(sk.make_scorer(sk.mean_pinball_loss, alpha=0.9, greater_is_better=False), "regression")
        truth = np.array([1.0, 2.0])
        assert metric.gain(truth, truth) > metric.gain(truth, truth - 1)

    def test_function_without_weights_will_do(self) -> None:
        metric = metric_of(sk.make_scorer(lambda truth, named: float(np.mean(truth == named))), "binary")
        assert metric.score(*told(2)) == pytest.approx(score("accuracy", *told(2)), abs=1)
        with pytest.raises(BadOption, match="sample_weight"):
            check_measures(metric, told(2)[0], ("no", "yes"), WEIGHTS)

    @pytest.mark.parametrize("options", [{}, {"pos_label": "yes"}])
    def test_one_that_refuses_the_target_says_why(self, options: Any) -> None:
        truth = np.arange(12) % 3
        metric = metric_of(sk.make_scorer(sk.f1_score, **options), "multiclass")
        with pytest.raises(BadOption, match="average"):
            check_measures(metric, truth, ("a", "b", "c"), None)

    def test_one_that_refuses_some_rows_gives_nothing_for_them(self) -> None:
        metric = metric_of("neg_log_loss", "multiclass")
        assert np.isnan(metric.score(np.array([0, 1]), np.full((2, 3), 1 / 3)))

    def test_classes_that_are_never_named_are_no_warning(self) -> None:
        assert metric_of("precision", "binary").score(np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]])) == 0


def test_metric_that_is_not_defined_for_the_target_is_refused() -> None:
    with pytest.raises(BadOption, match="defined for all values"):
        check_measures(metric_of("rmsle", "regression"), np.array([1.0, -1.0]), (), None)
    check_measures(metric_of("rmsle", "regression"), np.array([1.0, 0.0]), (), None)


def test_own_metric_that_fails_says_so_itself() -> None:
    with pytest.raises(ZeroDivisionError):
        check_measures(Metric("mine", lambda truth, told, weights: 1 / 0, False), np.array([1.0, 2.0]), (), None)
