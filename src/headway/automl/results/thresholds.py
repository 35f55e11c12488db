"""From probabilities to classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from headway.errors import BadOption

Array = np.ndarray[Any, Any]
MOST_TRIED = 200


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


def best_threshold(truth: Array, probabilities: Array, by: str, weights: Array | None = None) -> float:
    """The probability of the second class from which naming it makes one of the metrics :data:`BY` best.

    ``truth`` are codes 0 and 1 of shape (rows,); ties go to the threshold nearest to a half.

    >>> told = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    >>> round(best_threshold(np.array([0, 1, 1]), told, "accuracy"), 2)
    0.15
    """
    ones = np.unique(probabilities[:, 1])
    if len(ones) > MOST_TRIED:
        ones = np.unique(np.quantile(ones, np.linspace(0, 1, MOST_TRIED)))
    tried = np.concatenate([[0.5], (ones[1:] + ones[:-1]) / 2])
    gains = _GAINS[by](*_counted(truth, probabilities[:, 1], tried, weights))
    best = np.flatnonzero(gains == gains.max())
    return float(tried[best[np.argmin(np.abs(tried[best] - 0.5))]])


def _counted(truth: Array, ones: Array, tried: Array, weights: Array | None) -> tuple[Array, Array, Array, Array]:
    """For each threshold the weight of rows that are rightly and wrongly of the second class, and of the first."""
    weights = np.ones(len(truth)) if weights is None else weights
    order = np.argsort(ones)
    at = np.searchsorted(ones[order], tried)
    first, second = (
        np.concatenate([[0.0], np.cumsum((weights * (truth == code))[order])]) for code in (0, 1)
    )  # the weight of the rows below each row
    return second[-1] - second[at], first[-1] - first[at], first[at], second[at]


def _share(some: Array, whole: Array) -> Array:
    """0 where there is nothing to have a share of."""
    return np.divide(some, whole, out=np.zeros(len(some)), where=whole > 0)


def _f1(right: Array, wrong: Array, right_first: Array, wrong_first: Array) -> Array:
    return _share(2 * right, 2 * right + wrong + wrong_first)


def _accuracy(right: Array, wrong: Array, right_first: Array, wrong_first: Array) -> Array:
    return right + right_first


def _mean_per_class(right: Array, wrong: Array, right_first: Array, wrong_first: Array) -> Array:
    return _share(right, right + wrong_first) + _share(right_first, right_first + wrong)


def _mcc(right: Array, wrong: Array, right_first: Array, wrong_first: Array) -> Array:
    spread = (right + wrong) * (right + wrong_first) * (right_first + wrong) * (right_first + wrong_first)
    return _share(right * right_first - wrong * wrong_first, np.sqrt(spread))


_GAINS = {
    "f1": _f1,
    "accuracy": _accuracy,
    "mcc": _mcc,
    "mean_per_class_error": _mean_per_class,
    "misclassification": _accuracy,
}
BY = tuple(_GAINS)
