"""A user's own estimator as a learner: whatever follows scikit-learn's ways."""

from __future__ import annotations

import inspect
from typing import Any

from sklearn.base import clone, is_classifier, is_regressor

from headway.automl.learners.base import Array, Learner, ProblemType, Sample, Settings, even_view
from headway.errors import BadOption


def learner_of(name: str, estimator: Any) -> Learner:
    """A learner that fits clones of this estimator, on the dense matrix of filled and scaled features.

    Raises:
        BadOption: it is no classifier or regressor as scikit-learn knows them.

    >>> from sklearn.naive_bayes import GaussianNB
    >>> learner_of("bayes", GaussianNB()).types
    ('binary', 'multiclass')
    """
    if isinstance(estimator, type) or not hasattr(estimator, "fit") or not hasattr(estimator, "get_params"):
        raise BadOption("algorithms", estimator, "names of algorithms, or estimators that follow scikit-learn's ways")

    def fit(sample: Sample, settings: Settings) -> Any:
        fitted = clone(estimator)
        weights = {"sample_weight": sample.weights} if _takes_weights(fitted, sample.weights) else {}
        return fitted.fit(sample.X, sample.y, **weights)

    return Learner(name, type(estimator).__name__, even_view, fit, lambda size: ({},), types=_types(estimator))


def _takes_weights(estimator: Any, weights: Array | None) -> bool:
    return weights is not None and "sample_weight" in inspect.signature(estimator.fit).parameters


def _types(estimator: Any) -> tuple[ProblemType, ...]:
    if is_classifier(estimator):
        return ("binary", "multiclass")
    if is_regressor(estimator):
        return ("regression",)
    raise BadOption("algorithms", estimator, "a classifier or a regressor (scikit-learn's tags say which it is)")
