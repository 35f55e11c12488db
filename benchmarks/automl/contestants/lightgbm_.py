"""LightGBM as it is without any setting; text columns are categories."""
# ruff: noqa: D102  Contestant documents the methods

from collections.abc import Mapping, Sequence

import lightgbm
import pandas as pd

from benchmarks.automl.contestants.base import Contestant, probabilities
from benchmarks.automl.contestants.frames import Categories, read


class LightGBM(Contestant):
    """A hundred trees, no search."""

    def fit(self) -> None:
        kind = lightgbm.LGBMRegressor if self.job.is_regression else lightgbm.LGBMClassifier
        features, target = read(self.job.train, self.job.target)
        self.categories = Categories(features)
        self.model = kind(random_state=self.job.seed, n_jobs=self.job.threads, verbose=-1)
        self.model.fit(self.categories.of(features), target)

    def predict(self) -> Mapping[str, Sequence[float]]:
        features = self.categories.of(pd.read_csv(self.job.test))
        if self.job.is_regression:
            return {"prediction": self.model.predict(features).tolist()}
        return probabilities(self.model.classes_, self.model.predict_proba(features))
