"""FLAML's search, with all of the learners that it finds installed."""
# ruff: noqa: D102  Contestant documents the methods

from collections.abc import Mapping, Sequence

import pandas as pd
from flaml import AutoML

from benchmarks.automl.contestants.base import Contestant, probabilities
from benchmarks.automl.contestants.frames import read

METRICS = {"auc": "roc_auc", "logloss": "log_loss", "rmse": "rmse"}


class Flaml(Contestant):
    """Its defaults but for budget, metric, threads and seed."""

    def fit(self) -> None:
        features, target = read(self.job.train, self.job.target)
        self.model = AutoML()
        self.model.fit(
            features,
            target,
            task="regression" if self.job.is_regression else "classification",
            metric=METRICS[self.job.metric],
            time_budget=self.job.budget_s,
            n_jobs=self.job.threads,
            seed=self.job.seed,
            verbose=0,
        )

    def predict(self) -> Mapping[str, Sequence[float]]:
        features = pd.read_csv(self.job.test)
        if self.job.is_regression:
            return {"prediction": [float(value) for value in self.model.predict(features)]}
        return probabilities(self.model.classes_, self.model.predict_proba(features))

    def winner(self) -> str:
        return str(self.model.best_estimator)
