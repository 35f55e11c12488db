"""What can be drawn of predictions whose truth is known: frames of points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn import metrics as sk

Array = np.ndarray[Any, Any]


def roc(truth: Array, probabilities: Array, labels: tuple[Any, ...]) -> pd.DataFrame:
    """Points of the ROC curve: ``class``, ``false_positive_rate``, ``true_positive_rate``, ``threshold``.

    Of two classes the curve of the second; of more, each against the rest. A class of no or all rows has no curve.
    """
    return _per_class(truth, labels, lambda is_one, at: _roc_points(is_one, probabilities[:, at]))


def precision_recall(truth: Array, probabilities: Array, labels: tuple[Any, ...]) -> pd.DataFrame:
    """Points of the precision-recall curve: ``class``, ``recall``, ``precision``, ``threshold``."""
    return _per_class(truth, labels, lambda is_one, at: _recall_points(is_one, probabilities[:, at]))


def calibration(truth: Array, probabilities: Array, labels: tuple[Any, ...], bins: int = 10) -> pd.DataFrame:
    """How often it was so where a probability was given: ``class``, ``predicted``, ``observed``, ``rows``.

    Rows are put into bins of about equal size by their probability.
    """
    return _per_class(truth, labels, lambda is_one, at: _calibration_points(is_one, probabilities[:, at], bins))


def confusion(truth: Array, named: Array, labels: tuple[Any, ...]) -> pd.DataFrame:
    """How many rows of each class (the index) were named what (the columns)."""
    counts = sk.confusion_matrix(truth, named, labels=range(len(labels)))
    names = pd.Index(labels, name="truth")
    return pd.DataFrame(counts, index=names, columns=pd.Index(labels, name="prediction"))


def residuals(truth: Array, prediction: Array) -> pd.DataFrame:
    """A row for each row: ``truth``, ``prediction``, ``residual`` (truth minus prediction)."""
    return pd.DataFrame({"truth": truth, "prediction": prediction, "residual": truth - prediction})


def _per_class(truth: Array, labels: tuple[Any, ...], points: Any) -> pd.DataFrame:
    wanted = [1] if len(labels) == 2 else range(len(labels))
    frames = [_points(truth == at, at, labels, points) for at in wanted if 0 < (truth == at).sum() < len(truth)]
    if not frames:  # only the columns
        frames = [_points(np.arange(len(truth)) == 0, 0, labels, points).iloc[:0]]
    return pd.concat(frames, ignore_index=True)


def _points(is_one: Array, at: int, labels: tuple[Any, ...], points: Any) -> pd.DataFrame:
    frame: pd.DataFrame = points(is_one, at)
    frame.insert(0, "class", [labels[at]] * len(frame))
    return frame


def _roc_points(is_one: Array, score: Array) -> pd.DataFrame:
    wrong, right, threshold = sk.roc_curve(is_one, score)
    return pd.DataFrame({"false_positive_rate": wrong, "true_positive_rate": right, "threshold": threshold})


def _recall_points(is_one: Array, score: Array) -> pd.DataFrame:
    precision, recall, threshold = sk.precision_recall_curve(is_one, score)
    return pd.DataFrame({"recall": recall, "precision": precision, "threshold": np.append(threshold, np.inf)})


def _calibration_points(is_one: Array, score: Array, bins: int) -> pd.DataFrame:
    order = np.argsort(score, kind="stable")
    parts = [part for part in np.array_split(order, min(bins, len(order))) if len(part)]
    return pd.DataFrame(
        {
            "predicted": [score[part].mean() for part in parts],
            "observed": [is_one[part].mean() for part in parts],
            "rows": [len(part) for part in parts],
        }
    )
