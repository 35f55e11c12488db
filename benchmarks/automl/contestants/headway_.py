"""Headway in process: upload, train, predict."""
# ruff: noqa: D102  Contestant documents the methods

from collections.abc import Mapping, Sequence

from benchmarks.automl.contestants.base import Contestant, probabilities
from headway import automl


class Headway(Contestant):
    """Its defaults but for budget, metric and seed."""

    def fit(self) -> None:
        self.client = automl.Client()
        self.experiment = self.client.train(
            self.client.upload(self.job.train),
            target=self.job.target,
            metric=self.job.metric,
            budget_s=self.job.budget_s,
            seed=self.job.seed,
        ).result()

    def predict(self) -> Mapping[str, Sequence[float]]:
        prediction = self.client.predict(self.client.upload(self.job.test), self.experiment).result()
        if self.job.is_regression:
            return {"prediction": [float(value) for value in prediction.values]}
        return probabilities(prediction.labels, prediction.probabilities)

    def winner(self) -> str:
        return str(self.experiment.best_model.name)
