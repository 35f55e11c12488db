"""Metrics by name: what is measured, of what kind of answer, and whether more of it is better.

A *prediction* is an array: numbers of shape (rows,) for regression, probabilities of shape (rows, classes) for classes.
The truth is numbers, or the codes of classes from 0. Every metric takes weights of rows.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from threading import Lock
from typing import Any, ClassVar

import numpy as np
from scipy.stats import rankdata
from sklearn import metrics as sk
from sklearn.exceptions import UndefinedMetricWarning

from headway.automl.learners import ProblemType
from headway.errors import BadOption

Array = np.ndarray[Any, Any]
Measure = Callable[[Array, Array, Array | None], float]
CLASSES: tuple[ProblemType, ...] = ("binary", "multiclass")
BINARY: tuple[ProblemType, ...] = ("binary",)
NUMBERS: tuple[ProblemType, ...] = ("regression",)


@dataclass(frozen=True)
class Metric:
    """A measure of predictions: ``measure(truth, prediction, weights)`` gives a score.

    One of your own takes its part in a search as the others do:

    >>> def off_by_more_than_one(truth, prediction, weights):
    ...     return float(np.average(abs(truth - prediction) > 1, weights=weights))
    >>> Metric("off_by_more_than_one", off_by_more_than_one, is_more_better=False, types=("regression",)).gain(
    ...     np.array([1.0, 2.0]), np.array([1.5, 4.0]))
    -0.5
    """

    name: str
    measure: Measure
    is_more_better: bool
    types: tuple[ProblemType, ...] = (*CLASSES, *NUMBERS)

    def score(self, truth: Array, prediction: Array, weights: Array | None = None) -> float:
        """The score; NaN where it is not defined for these rows."""
        return float(self.measure(truth, prediction, weights))

    def gain(self, truth: Array, prediction: Array, weights: Array | None = None) -> float:
        """The score with its sign turned where less is better: more is always better."""
        return self.gain_of(self.score(truth, prediction, weights))

    def gain_of(self, score: float) -> float:
        """What of a score is the better the more of it there is."""
        return score if self.is_more_better else -score


def metric_of(wanted: Any, problem_type: ProblemType) -> Metric:
    """The metric of a name, a scorer of scikit-learn, or one given as it is; "auto" is log loss, or RMSE.

    Raises:
        BadOption: there is none of this name, or it measures another kind of problem.

    >>> metric_of("auto", "binary").name, metric_of("f1_macro", "multiclass").name
    ('logloss', 'f1_macro')
    """
    if isinstance(wanted, str) and wanted.lower() == "auto":
        wanted = "rmse" if problem_type == "regression" else "logloss"
    metric = known_metric(wanted)
    if problem_type not in metric.types:
        fit = ", ".join(each.name for each in METRICS if problem_type in each.types)
        raise BadOption("metric", metric.name, f"one that measures {problem_type} predictions: {fit}")
    return metric


def known_metric(wanted: Any) -> Metric:
    """The metric of a name other than "auto", a scorer of scikit-learn, or one given as it is.

    Raises:
        BadOption: there is none of this name.
    """
    return _named(wanted) if isinstance(wanted, str) else _given(wanted)


def check_measures(metric: Metric, y: Array, labels: Sequence[Any], weights: Array | None) -> None:
    """See whether a metric can measure predictions of this target: those that are right must have a score.

    Raises:
        BadOption: it can't.
    """
    if metric in METRICS and labels:
        return  # these are defined wherever there are two classes
    right = np.eye(len(labels))[y] if labels else y
    try:
        measure = metric.measure.ask if isinstance(metric.measure, _Asked) else metric.score
        score = measure(y, right, weights)
    except _Asked.REFUSALS as error:
        if not isinstance(metric.measure, _Asked):  # one of the user's own arrives as it is
            raise
        raise BadOption("metric", metric.name, f"one that can measure this target; it says: {error}") from error
    if np.isnan(score):
        raise BadOption("metric", metric.name, "one that is defined for all values of the target; of these it is not")


def _named(name: str) -> Metric:
    lowered = name.lower()
    if lowered in _BY_NAME:
        return _BY_NAME[lowered]
    if name in sk.get_scorer_names():
        return _of_scorer(sk.get_scorer(name), name)
    near = get_close_matches(lowered, _BY_NAME, 1, 0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise BadOption("metric", name, f"auto, {', '.join(_BY_NAME)}, or the name of a scorer of scikit-learn{hint}")


def _given(wanted: Any) -> Metric:
    if isinstance(wanted, Metric):
        return wanted
    if hasattr(wanted, "_score_func"):
        return _of_scorer(wanted, getattr(wanted._score_func, "__name__", "score"))
    raise BadOption("metric", wanted, "a name, a scorer (sklearn.metrics.make_scorer), or headway.automl.Metric(…)")


def _of_scorer(scorer: Any, name: str) -> Metric:
    return Metric(name, _Asked(scorer), is_more_better=True)


@dataclass(frozen=True)
class _Asked:
    """A scorer of scikit-learn asks an estimator: it is given one that answers with the prediction at hand.

    Where it refuses some rows of a target that it can measure as a whole (a class is not among them), there is no score.
    """

    scorer: Any
    REFUSALS: ClassVar = (ValueError, TypeError, AttributeError)

    def __call__(self, truth: Array, prediction: Array, weights: Array | None) -> float:
        try:
            return self.ask(truth, prediction, weights)
        except ValueError:
            return float("nan")

    def ask(self, truth: Array, prediction: Array, weights: Array | None) -> float:
        """What the scorer says, silent about classes that are never named: of those every search has some."""
        from headway.automl.search.answered import Answered

        weighted = {} if weights is None else {"sample_weight": weights}
        with _SILENCE, warnings.catch_warnings():
            warnings.simplefilter("ignore", UndefinedMetricWarning)
            return float(self.scorer(Answered.with_prediction(prediction), prediction, truth, **weighted))


_SILENCE = Lock()  # filters of warnings are the whole process's: two that change them at once would leave them changed


@dataclass(frozen=True)
class _OfLabels:
    """A metric of scikit-learn that compares classes."""

    function: Callable[..., float]

    def __call__(self, truth: Array, prediction: Array, weights: Array | None) -> float:
        return self.function(truth, _labels(prediction), sample_weight=weights)


@dataclass(frozen=True)
class _OfNumbers:
    """A metric of scikit-learn that compares numbers."""

    function: Callable[..., float]

    def __call__(self, truth: Array, prediction: Array, weights: Array | None) -> float:
        return self.function(truth, prediction, sample_weight=weights)


def _labels(prediction: Array) -> Array:
    return np.asarray(prediction.argmax(axis=1))


def auc(truth: Array, prediction: Array, weights: Array | None = None) -> float:
    """Area under the ROC curve; of several classes, the mean over each against the rest, as often as it is there."""
    classes = prediction.shape[1]
    if classes == 2:
        return _auc(truth == 1, prediction[:, 1], weights)
    shares = np.bincount(truth, weights, minlength=classes).astype(float)
    areas = [_auc(truth == k, prediction[:, k], weights) if shares[k] else np.nan for k in range(classes)]
    known = ~np.isnan(areas)
    return float(np.average(np.array(areas)[known], weights=shares[known])) if known.any() else float("nan")


def _auc(is_one: Array, score: Array, weights: Array | None) -> float:
    if is_one.all() or not is_one.any():
        return float("nan")
    if weights is not None:
        return float(sk.roc_auc_score(is_one, score, sample_weight=weights))
    # Mann and Whitney's count, by ranks: a search asks for it thousands of times.
    ones = int(is_one.sum())
    order = np.argsort(score)
    ranked = score[order]
    if (ranked[1:] == ranked[:-1]).any():
        ranks = rankdata(score)[is_one].sum()
    else:
        ranks = np.flatnonzero(is_one[order]).sum() + ones
    return float((ranks - ones * (ones + 1) / 2) / (ones * (len(is_one) - ones)))


def logloss(truth: Array, prediction: Array, weights: Array | None = None) -> float:
    """The mean of -log of the probability that was given to what was so."""
    share = prediction[np.arange(len(truth)), truth] / prediction.sum(axis=1)
    return float(-np.average(np.log(np.clip(share, 1e-15, 1)), weights=weights))


def _mean_per_class_error(truth: Array, prediction: Array, weights: Array | None) -> float:
    wrong = (_labels(prediction) != truth).astype(float)
    of_class = (truth == k for k in np.unique(truth))
    return float(np.mean([np.average(wrong[k], weights=None if weights is None else weights[k]) for k in of_class]))


def mcc(truth: Array, prediction: Array, weights: Array | None = None) -> float:
    """Matthews' correlation of classes, of two or more (Gorodkin 2004); 0 where it is not defined."""
    classes = prediction.shape[1]
    counts = np.bincount(truth * classes + _labels(prediction), weights, classes**2).reshape(classes, classes)
    so, named, total = counts.sum(axis=1), counts.sum(axis=0), float(counts.sum())
    spread = np.sqrt((total**2 - so @ so) * (total**2 - named @ named))
    return float((np.trace(counts) * total - so @ named) / spread) if spread else 0.0


def lift_top_group(truth: Array, prediction: Array, weights: Array | None = None) -> float:
    """How many times as often the class is met in the hundredth with the highest probability as in all rows."""
    top = max(1, len(truth) // 100)
    order = np.argsort(-prediction[:, -1], kind="stable")
    is_one = (truth == prediction.shape[1] - 1).astype(float)
    everywhere = np.average(is_one, weights=weights)
    within = np.average(is_one[order[:top]], weights=None if weights is None else weights[order[:top]])
    return float(within / everywhere) if everywhere else float("nan")


def _rmse(truth: Array, prediction: Array, weights: Array | None) -> float:
    return float(np.sqrt(np.average((truth - prediction) ** 2, weights=weights)))


def _r2(truth: Array, prediction: Array, weights: Array | None) -> float:
    return float(sk.r2_score(truth, prediction, sample_weight=weights)) if len(truth) > 1 else float("nan")


def _rmsle(truth: Array, prediction: Array, weights: Array | None) -> float:
    if (truth < 0).any():
        return float("nan")
    return _rmse(np.log1p(truth), np.log1p(np.clip(prediction, 0, None)), weights)


def _mape(truth: Array, prediction: Array, weights: Array | None) -> float:
    there = truth != 0
    if not there.any():
        return float("nan")
    off = np.abs((truth - prediction)[there] / truth[there])
    return float(np.average(off, weights=None if weights is None else weights[there]))


def _wmape(truth: Array, prediction: Array, weights: Array | None) -> float:
    scale = np.average(np.abs(truth), weights=weights)
    return float(np.average(np.abs(truth - prediction), weights=weights) / scale) if scale else float("nan")


def _average_precision(truth: Array, prediction: Array, weights: Array | None) -> float:
    if not (truth == 1).any():
        return float("nan")
    return float(sk.average_precision_score(truth, prediction[:, 1], sample_weight=weights))


def _brier(truth: Array, prediction: Array, weights: Array | None) -> float:
    hot = np.eye(prediction.shape[1])[truth]
    return float(np.average(((prediction - hot) ** 2).sum(axis=1), weights=weights) / 2)


def _f1(truth: Array, prediction: Array, weights: Array | None) -> float:
    average = "binary" if prediction.shape[1] == 2 else "macro"
    return float(sk.f1_score(truth, _labels(prediction), average=average, sample_weight=weights, zero_division=0.0))


METRICS = (
    Metric("logloss", logloss, is_more_better=False, types=CLASSES),
    Metric("auc", auc, is_more_better=True, types=CLASSES),
    Metric("accuracy", _OfLabels(sk.accuracy_score), is_more_better=True, types=CLASSES),
    Metric("misclassification", _OfLabels(sk.zero_one_loss), is_more_better=False, types=CLASSES),
    Metric("mean_per_class_error", _mean_per_class_error, is_more_better=False, types=CLASSES),
    Metric("f1", _f1, is_more_better=True, types=CLASSES),
    Metric("mcc", mcc, is_more_better=True, types=CLASSES),
    Metric("brier", _brier, is_more_better=False, types=CLASSES),
    Metric("average_precision", _average_precision, is_more_better=True, types=BINARY),
    Metric("lift_top_group", lift_top_group, is_more_better=True, types=BINARY),
    Metric("rmse", _rmse, is_more_better=False, types=NUMBERS),
    Metric("mse", _OfNumbers(sk.mean_squared_error), is_more_better=False, types=NUMBERS),
    Metric("mae", _OfNumbers(sk.mean_absolute_error), is_more_better=False, types=NUMBERS),
    Metric("r2", _r2, is_more_better=True, types=NUMBERS),
    Metric("rmsle", _rmsle, is_more_better=False, types=NUMBERS),
    Metric("deviance", _OfNumbers(sk.mean_squared_error), is_more_better=False, types=NUMBERS),
    Metric("mape", _mape, is_more_better=False, types=NUMBERS),
    Metric("wmape", _wmape, is_more_better=False, types=NUMBERS),
)
_BY_NAME = {metric.name: metric for metric in METRICS}


def metrics_for(problem_type: ProblemType) -> tuple[Metric, ...]:
    """All metrics that measure this kind of problem."""
    return tuple(metric for metric in METRICS if problem_type in metric.types)
