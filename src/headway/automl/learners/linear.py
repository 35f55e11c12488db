"""Linear models: logistic regression and ridge, as strongly held back as the training rows ask for."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge, RidgeCV

from headway.automl.learners.base import Learner, Sample, Settings, Size, sums_view

STRENGTHS = tuple(float(c) for c in np.logspace(-3, 2, 6))
ALPHAS = tuple(float(a) for a in np.logspace(-2, 4, 13))


def fit(sample: Sample, settings: Settings) -> Any:
    """A fitted ``Ridge`` or ``LogisticRegression``; which penalty is chosen on the watched rows."""
    if sample.is_regression:
        return _fit_ridge(sample)
    return _fit_logistic(sample, settings)


def _fit_ridge(sample: Sample) -> Any:
    chosen = RidgeCV(ALPHAS).fit(sample.X, sample.y, sample_weight=sample.weights).alpha_
    return Ridge(chosen).fit(sample.X, sample.y, sample_weight=sample.weights)


def _fit_logistic(sample: Sample, settings: Settings) -> Any:
    strength = _strength(sample, settings) if sample.stop.any() else 1.0
    return LogisticRegression(C=strength, max_iter=500, **settings).fit(
        sample.X, sample.y, sample_weight=sample.weights
    )


def _strength(sample: Sample, settings: Settings) -> float:
    """How little to hold back, by the loss on the watched rows."""
    rest, watched = sample.rest, sample.watched
    losses = {}
    model = LogisticRegression(max_iter=200, warm_start=True, **settings)
    for strength in STRENGTHS:
        model.set_params(C=strength).fit(rest.X, rest.y, sample_weight=rest.weights)
        losses[strength] = _loss(model, watched)
    return min(losses, key=lambda strength: losses[strength])


def _loss(model: Any, watched: Sample) -> float:
    """The weighted mean of -log of the probability of what was so."""
    probabilities = np.zeros((watched.rows, watched.classes))
    probabilities[:, model.classes_] = model.predict_proba(watched.X)
    told = np.clip(probabilities[np.arange(watched.rows), watched.y], 1e-9, 1)
    return float(-np.average(np.log(told), weights=watched.weights))


def first(size: Size) -> tuple[Settings, ...]:
    """Nothing to choose but the penalty, and that the rows say."""
    return ({},)


GLM = Learner("GLM", "linear model", sums_view, fit, first, most_cells=3e8)
