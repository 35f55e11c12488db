"""A user's own estimator as a learner."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from headway.automl.learners import Sample
from headway.automl.learners.own import learner_of


def sample(weights: np.ndarray | None = None) -> Sample:
    X = np.arange(12.0)[:, None]
    return Sample(X, (X[:, 0] > 5).astype(int), np.zeros(12, bool), "binary", 2, 0, weights)


def test_given_estimator_itself_is_never_fitted() -> None:
    mine = LogisticRegression()
    learner_of("mine", mine).fit(sample(), {})
    assert not hasattr(mine, "coef_")


def test_weights_go_to_those_that_take_them() -> None:
    weights = np.where(np.arange(12) < 9, 1e-9, 1.0)
    plain = learner_of("mine", LinearRegression()).fit(sample(), {})
    weighted = learner_of("mine", LinearRegression()).fit(sample(weights), {})
    assert abs(weighted.predict([[0.0]])[0] - plain.predict([[0.0]])[0]) > 0.5
    assert learner_of("mine", KNeighborsClassifier(1)).fit(sample(weights), {}).predict([[0.0]]) == [0]
