"""From probabilities to classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from headway.automl.search.metrics import Metric
from headway.errors import BadOption

Array = np.ndarray[Any, Any]
MOST_TRIED = 200
BY = ("f1", "accuracy", "mcc", "mean_per_class_error", "misclassification")


def labels_by(probabilities: Array, labels: tuple[Any, ...], threshold: float | None = None) -> Array:
    """The label of each row, of shape (rows,): the likeliest class, or, of two, the second from a probability on.

    >>> labels_by(np.array([[0.7, 0.3], [0.2, 0.8]]), ("no", "yes"), 0.25).tolist()
    ['yes', 'yes']
    """
    names = np.asarray(labels)
    if threshold is None:
        return np.asarray(names[probabilities.argmax(axis=1)])
    if len(labels) != 2:
        raise BadOption("threshold", threshold, "nothing: a threshold is for two classes")
    if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
        raise BadOption("threshold", threshold, "a probability, 0 to 1")
    return np.asarray(names[(probabilities[:, 1] >= threshold).astype(int)])


def best_threshold(truth: Array, probabilities: Array, metric: Metric, weights: Array | None = None) -> float:
    """The probability of the second class from which naming it makes a metric of classes best, of shape ().

    ``truth`` are codes 0 and 1; ties go to the threshold nearest to a half.

    >>> from headway.automl.search.metrics import metric_of
    >>> told = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    >>> best_threshold(np.array([0, 1, 1]), told, metric_of("accuracy", "binary"))
    0.15...
    """
    ones = np.unique(probabilities[:, 1])
    if len(ones) > MOST_TRIED:
        ones = np.unique(np.quantile(ones, np.linspace(0, 1, MOST_TRIED)))
    tried = np.concatenate([[0.5], (ones[1:] + ones[:-1]) / 2])

    def gain(threshold: float) -> float:
        named = np.eye(2)[(probabilities[:, 1] >= threshold).astype(int)]
        return metric.gain(truth, named, weights)

    return float(max(tried, key=lambda threshold: (gain(threshold), -abs(threshold - 0.5))))
