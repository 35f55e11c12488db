"""scikit-learn's histogram boosting as it is without any setting; text columns are categories."""
# ruff: noqa: D102  Contestant documents the methods

from collections.abc import Mapping, Sequence

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from benchmarks.automl.contestants.base import Contestant, probabilities
from benchmarks.automl.contestants.frames import Categories, read

MOST_CATEGORIES = 255  # it takes no more


class HistGradientBoosting(Contestant):
    """A hundred trees, no search; threads are OpenMP's, set from outside."""

    def fit(self) -> None:
        kind = HistGradientBoostingRegressor if self.job.is_regression else HistGradientBoostingClassifier
        features, target = read(self.job.train, self.job.target)
        self.categories = Categories(features, MOST_CATEGORIES)
        self.model = kind(categorical_features="from_dtype", random_state=self.job.seed)
        self.model.fit(self.categories.of(features), target)

    def predict(self) -> Mapping[str, Sequence[float]]:
        features = self.categories.of(pd.read_csv(self.job.test))
        if self.job.is_regression:
            return {"prediction": self.model.predict(features).tolist()}
        return probabilities(self.model.classes_, self.model.predict_proba(features))
