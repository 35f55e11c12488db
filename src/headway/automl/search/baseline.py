"""What knows nothing but the target's own values: the least that a model must beat."""

from __future__ import annotations

from typing import Any

from sklearn.dummy import DummyClassifier, DummyRegressor

from headway.automl.features import Layout, View, for_trees
from headway.automl.learners import Learner, ProblemType, Sample, Settings, Size


def _prepare(layout: Layout, problem_type: ProblemType, seed: int) -> View:
    return for_trees(Layout((), (), (), (), ()), "continuous", seed)


def _fit(sample: Sample, settings: Settings) -> Any:
    model = DummyRegressor() if sample.is_regression else DummyClassifier(strategy="prior")
    return model.fit(sample.X, sample.y, sample_weight=sample.weights)


def _first(size: Size) -> tuple[Settings, ...]:
    return ({},)


BASELINE = Learner("Baseline", "mean, or shares of the classes", _prepare, _fit, _first)
